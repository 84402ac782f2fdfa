"""Hits as the lists of pages show them."""

import re

from django.utils.translation import get_language

from activities import clock

from . import urls_of_offers
from .presentation import display

SLUG = re.compile(r"[a-z][a-z0-9-]{0,99}")


def cards(hits, request=None):
    """Return each hit in the reader's words, with its address on this site."""
    language, today = get_language(), clock.today()
    place = near_named(request)
    return [
        display(hit, language, today, request)
        | {"link": urls_of_offers.relative(hit.document["path"], language) + place}
        for hit in hits
    ]


def near_named(request) -> str:
    """Return what an offer's address adds so that it says how far it is: the place searched near, by its name.

    Never a point: an address is passed on, and a point would tell where its sender was.
    """
    near = request.GET.get("near", "") if request else ""
    return f"?near={near}" if SLUG.fullmatch(near) else ""
