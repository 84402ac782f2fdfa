"""The engine in use: chosen by one setting, imported only when chosen."""

import os
from functools import lru_cache

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from .base import SearchEngine

ENGINES = ("database", "elasticsearch")


@lru_cache(maxsize=1)
def get_engine() -> SearchEngine:
    """Return the engine named by `FINDER_SEARCH_ENGINE`, one per process."""
    if settings.FINDER_SEARCH_ENGINE == "database":
        from .database import DatabaseEngine

        return DatabaseEngine()
    if settings.FINDER_SEARCH_ENGINE == "elasticsearch":
        from .elastic import ElasticEngine
        from .elastic.client import refuse_wrong_settings
        from .standby import StandbyDatabase, StandbyEngine

        refuse_wrong_settings()
        return StandbyEngine(ElasticEngine(), StandbyDatabase())
    raise ImproperlyConfigured(f"FINDER_SEARCH_ENGINE is {settings.FINDER_SEARCH_ENGINE!r}, not one of {ENGINES}.")


def wrong_settings() -> list[Error]:
    """Return what the chosen engine can't start with."""
    if settings.FINDER_SEARCH_ENGINE != "elasticsearch":
        return []
    from .elastic.configuration import problems

    return problems()


def server_problem() -> str:
    """Ask the chosen engine's server, if it has one, and return what is wrong with it."""
    if settings.FINDER_SEARCH_ENGINE != "elasticsearch" or wrong_settings():
        return ""
    from .elastic import client

    return client.server_problem()


def _forget(setting, **kwargs):
    if setting.startswith(("FINDER_SEARCH_", "FINDER_INDEX", "ELASTICSEARCH_")):
        get_engine.cache_clear()


setting_changed.connect(_forget)
# A child process makes its own: threads and locks stay behind in its parent.
os.register_at_fork(after_in_child=get_engine.cache_clear)
