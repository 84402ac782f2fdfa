"""Configuration errors, told at start with the line that mends them."""

from django.conf import settings
from django.core.checks import Error, register

from . import clock


@register
def frozen_clock_is_a_time(app_configs, **kwargs):
    if not settings.FINDER_NOW:
        return []
    try:
        clock.parse(settings.FINDER_NOW)
    except ValueError:
        return [
            Error(
                f"FINDER_NOW is {settings.FINDER_NOW!r}, which is no date and time.",
                hint="Write it as 2026-11-23T09:00, or leave it empty for the real clock.",
                id="activities.E001",
            )
        ]
    return []
