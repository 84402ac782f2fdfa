"""The place a visitor has said, in the parameters of searches: home shows its week, and ways home keep it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from activities import clock

from .api import parameters
from .chips import chips
from .query import Problem, SearchQuery, parse
from .vocabulary import vocabulary

PLACES = ("district", "area", "place", "near", "postcode")
PARAMETERS = (*PLACES, "radius")
# Home's own parameter: unlike dates, an address kept with it shows the week that it is read in.
WEEK, THIS_WEEK = "week", "this"


def place_of(query: SearchQuery) -> SearchQuery:
    """Return a search for the query's place alone, whatever is asked for there."""
    place = SearchQuery(**{name: getattr(query, name) for name in PLACES})
    return place.but(radius=query.radius) if query.near else place


def is_known(place: SearchQuery) -> bool:
    return place != SearchQuery()


def asked(request: HttpRequest | None) -> tuple[SearchQuery, list[Problem]]:
    """Return the place in a request's parameters and what of it can't be used; read once a request."""
    if request is None:
        return SearchQuery(), []
    if not hasattr(request, "_place_asked"):
        given = {name: values for name, values in parameters(request).items() if name in PARAMETERS}
        query, problems = parse(given, vocabulary(), clock.today()) if given else (SearchQuery(), [])
        request._place_asked = place_of(query), problems
    return request._place_asked


def home_url(place: SearchQuery | None = None, *, is_this_week: bool = False) -> str:
    """Return the address of home in the active language, with a place the one that shows its week."""
    pairs = place.parameters() if place else []
    if is_this_week:
        pairs.append((WEEK, THIS_WEEK))
    return reverse("wagtail_serve", args=[""]) + (f"?{urlencode(pairs)}" if pairs else "")


def wants_this_week(request: HttpRequest) -> bool:
    return request.GET.get(WEEK) == THIS_WEEK


def names(place: SearchQuery) -> list[dict]:
    """Return the place as chips say it, by kind: `{"kind": "Place", "texts": ["Nørrebro", "Valby"]}`."""
    found: dict[str, list[str]] = {}
    for chip in chips(place, {}, clock.today()):
        found.setdefault(chip.kind, []).append(chip.text)
    return [{"kind": kind, "texts": texts} for kind, texts in found.items()]
