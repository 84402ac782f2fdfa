"""Configuration errors of search, told at start with the line that mends them."""

from django.conf import settings
from django.core.checks import Error, Warning, register

from .engines import ENGINES, server_problem, wrong_settings


@register("search")
def engine_is_known(app_configs, **kwargs):
    if settings.FINDER_SEARCH_ENGINE not in ENGINES:
        return [
            Error(
                f"FINDER_SEARCH_ENGINE is {settings.FINDER_SEARCH_ENGINE!r}.",
                hint=f"Choose one of: {', '.join(ENGINES)}.",
                id="search.E001",
            )
        ]
    return wrong_settings()


@register("search", deploy=True)
def server_answers(app_configs, **kwargs):
    """Asked by `check --deploy` alone, so that no start waits for the server."""
    problem = server_problem()
    if not problem:
        return []
    return [
        Warning(
            f"Elasticsearch at ELASTICSEARCH_URL: {problem}.",
            hint="The site starts all the same, and the database answers until the server does.",
            id="search.W001",
        )
    ]
