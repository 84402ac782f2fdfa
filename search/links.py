"""Addresses of searches."""

from django.urls import reverse

from .query import SearchQuery


def search_url(query: SearchQuery | None = None, name: str = "results") -> str:
    """Return the address of a search in the active language; without a query, of everything."""
    asked = query.querystring() if query else ""
    return reverse(f"search:{name}") + (f"?{asked}" if asked else "")
