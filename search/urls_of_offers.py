"""Addresses of offers from what a document knows of them, without asking the page tree per hit."""

from django.conf import settings
from wagtail.models import Site


def relative(url_path: str, language: str) -> str:
    """Return `/da/foreninger/…/` of a page's `url_path`, which begins with its site's root page."""
    for site in Site.get_site_root_paths():
        if url_path.startswith(site.root_path):
            return f"/{language}/{url_path[len(site.root_path) :]}"
    return f"/{language}/"


def absolute(url_path: str, language: str, request=None) -> str:
    """Return the full address, on the host asked for, or the configured one outside a request."""
    base = f"{request.scheme}://{request.get_host()}" if request else settings.FINDER_BASE_URL
    return base + relative(url_path, language)
