"""Configuration errors, told at start with the line that mends them."""

import datetime as dt

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from . import clock

REVIEW_DAYS = 365


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


@register
def statement_leads_to_a_page(app_configs, **kwargs):
    url = settings.FINDER_ACCESSIBILITY_STATEMENT_URL
    if not url:
        return []
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return [
            Error(
                f"FINDER_ACCESSIBILITY_STATEMENT_URL is {url!r}, which is no address of a page.",
                hint="Write it as https://was.digst.dk/example-dk, or leave it empty for the page that comes with it.",
                id="activities.E002",
            )
        ]
    return []


@register
def statement_has_a_date(app_configs, **kwargs):
    try:
        dt.date.fromisoformat(settings.FINDER_ACCESSIBILITY_REVIEWED_ON)
    except ValueError:
        return [
            Error(
                f"FINDER_ACCESSIBILITY_REVIEWED_ON is {settings.FINDER_ACCESSIBILITY_REVIEWED_ON!r}, which is no date.",
                hint="Write the day the accessibility statement was last gone through as 2026-11-23.",
                id="activities.E003",
            )
        ]
    return []


@register(Tags.compatibility, deploy=True)
def statement_is_complete(app_configs, **kwargs):
    """The public must find phone and mail in a statement that is gone through every year (digst.dk)."""
    found = []
    if not (settings.FINDER_CONTACT_PHONE and settings.FINDER_CONTACT_EMAIL):
        found.append(
            Warning(
                "The accessibility statement must name a phone number and a mail address.",
                hint="Set FINDER_CONTACT_PHONE and FINDER_CONTACT_EMAIL.",
                id="activities.W001",
            )
        )
    if not statement_has_a_date(None):
        reviewed = dt.date.fromisoformat(settings.FINDER_ACCESSIBILITY_REVIEWED_ON)
        if (clock.today() - reviewed).days > REVIEW_DAYS:
            found.append(
                Warning(
                    f"The accessibility statement was last gone through on {reviewed}.",
                    hint="Go through it once a year, then set FINDER_ACCESSIBILITY_REVIEWED_ON to that day.",
                    id="activities.W002",
                )
            )
    return found
