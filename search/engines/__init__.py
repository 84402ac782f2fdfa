"""The engine in use: chosen by one setting, imported only when chosen."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from .base import SearchEngine


@lru_cache(maxsize=1)
def get_engine() -> SearchEngine:
    """Return the engine named by `FINDER_SEARCH_ENGINE`, one per process."""
    if settings.FINDER_SEARCH_ENGINE == "database":
        from .database import DatabaseEngine

        return DatabaseEngine()
    raise ImproperlyConfigured(f"No search engine is called {settings.FINDER_SEARCH_ENGINE!r}: choose “database”.")


def _forget(setting, **kwargs):
    if setting == "FINDER_SEARCH_ENGINE":
        get_engine.cache_clear()


setting_changed.connect(_forget)
