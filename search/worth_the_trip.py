"""One offer from a neighbouring district beside every list of a place: what lies behind the border is not far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from activities.choices import OUTSIDE
from activities.geography import distance_m, locate
from activities.models import PlaceName

from .engines import get_engine
from .engines.base import Hit
from .query import MAX_RADIUS_M, Near, SearchQuery
from .vocabulary import city

LOOKED_THROUGH = 20  # the best or soonest in the neighbouring districts; the nearest of them is shown


@dataclass(frozen=True)
class Trip:
    """An offer worth the trip, the district it takes place in, and how far it is where a point was asked for."""

    hit: Hit
    district: str
    distance_m: int | None


@dataclass(frozen=True)
class _Here:
    """The place of a search: its districts, and the circle asked for."""

    districts: frozenset[str] = frozenset()
    point: Near | None = None
    radius: int = 0


def worth_the_trip(query: SearchQuery, shown: Collection[int] = ()) -> Trip | None:
    """Return one offer of a neighbouring district that fits everything of the query but its place.

    By one search. `shown` are the ids already on the page; whatever takes place here is on the list
    anyway, on this page of it or another. None without a place, or when the neighbours have nothing.
    """
    here = _here(query)
    known = city().neighbours
    around = sorted({other for key in here.districts for other in known.get(key, ())} - here.districts)
    if not around:
        return None
    wanted = query.but(
        district=tuple(around),
        area=(),
        place=(),
        postcode=(),
        near=here.point,
        radius=MAX_RADIUS_M,
        sort="relevance" if query.q else "next",
    )
    hits = get_engine().search(wanted, facets=False, size=LOOKED_THROUGH).hits
    free = [hit for hit in hits if hit.id not in shown and not _takes_place(hit, here, query)]
    if not free:
        return None
    # With words the engine's first is the best; otherwise the way there decides, in a tie the soonest.
    best = free[0] if query.q or not here.point else min(free, key=lambda hit: hit.distance_m or 0)
    return Trip(best, best.sessions[0][0]["district"], best.distance_m if here.point else None)


def _here(query: SearchQuery) -> _Here:
    if query.district or query.area:
        named = {key for key in query.district if key != OUTSIDE}
        named |= {city().district_of_area.get(key) for key in query.area}
        return _Here(frozenset(named - {None}), query.near, query.radius)
    if query.place:
        return _around_places(query)
    if query.near:
        district, _area = locate(query.near.lat, query.near.lon)
        return _Here(frozenset(filter(None, [district])), query.near, query.radius)
    return _Here()


def _around_places(query):
    places = list(PlaceName.objects.filter(slug__in=query.place).order_by("slug"))
    districts = frozenset(place.district_id for place in places if place.district_id)
    if query.near or len(places) != 1:
        return _Here(districts, query.near, query.radius)
    (place,) = places
    return _Here(districts, Near(place.lat, place.lon, place.slug), place.radius)


def _takes_place(hit: Hit, here: _Here, query: SearchQuery) -> bool:
    """True when one of the offer's sessions is here, also one that does not match: it is no news to the reader."""
    return any(
        session["district"] in here.districts
        or session["postcode"] in query.postcode
        or (
            here.point is not None
            and session["lat"] is not None
            and distance_m(here.point.lat, here.point.lon, session["lat"], session["lon"]) <= here.radius
        )
        for session in hit.document["sessions"]
    )
