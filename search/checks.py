"""Configuration errors of search, told at start with the line that mends them."""

from django.conf import settings
from django.core.checks import Error, register

ENGINES = ("database",)


@register
def engine_is_known(app_configs, **kwargs):
    if settings.FINDER_SEARCH_ENGINE not in ENGINES:
        return [
            Error(
                f"FINDER_SEARCH_ENGINE is {settings.FINDER_SEARCH_ENGINE!r}.",
                hint=f"Choose one of: {', '.join(ENGINES)}.",
                id="search.E001",
            )
        ]
    return []
