"""The dates of a list and of an offer as a calendar to follow."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from activities.templatetags.reading import read

from . import documents
from .calendar_text import calendar_of_offers
from .calendars import CALENDAR, as_file
from .list_answers import LARGEST_KEY, address_of, found, gone, is_over, private
from .list_rows import pages_of


@conditional_page
@require_safe
def list_calendar(request, address):
    saved = found(address)
    if saved is None or is_over(saved):
        return gone(request, saved)
    pages = pages_of(saved.offers)
    url = request.build_absolute_uri(address_of(saved))
    return private(calendar_answer(pages, _("My list"), request, f"list-{saved.address}", url))


@conditional_page
@require_safe
def offer_calendar(request, pk):
    """All the dates of one offer, cancelled ones as such."""
    if len(str(pk)) > LARGEST_KEY:
        raise Http404
    pages = pages_of([pk])
    if not pages:
        raise Http404
    return calendar_answer(
        pages, read(pages[0], "name").text, request, f"offer-{pk}", pages[0].get_full_url(request) or ""
    )


def calendar_answer(pages, name, request, file_name, address):
    written = documents.of_pages(pages)
    pairs = [(page, written[page.pk]) for page in pages]
    text = calendar_of_offers(pairs, name, get_language(), request, address)
    return as_file(HttpResponse(text, content_type=CALENDAR), request, file_name)
