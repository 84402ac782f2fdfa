"""Hits as the lists of pages show them."""

from django.utils.translation import get_language

from activities import clock

from . import urls_of_offers
from .presentation import display


def cards(hits, request=None):
    """Return each hit in the reader's words, with its address on this site."""
    language, today = get_language(), clock.today()
    return [
        display(hit, language, today, request) | {"link": urls_of_offers.relative(hit.document["path"], language)}
        for hit in hits
    ]
