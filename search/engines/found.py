"""What engines say of an offer found, and the places a query names: the same for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from shapely.geometry import shape

from activities.models import PlaceName
from activities.recurrence import local_moment

from ..query import SearchQuery
from .base import Hit
from .matching import Circle
from .snapshot import DAY_MINUTES, NEVER


def hit_of(document: dict, found: Iterable[tuple[int, int, float | None]], query: SearchQuery) -> Hit:
    """Return the hit of an offer from its matching (session number, next date, metres away or None).

    A date is in minutes since day ordinal 0, NEVER where there is none; a session may come several times, once for
    each weekday and time it takes place at.
    """
    soonest, away = {}, {}
    for number, when, metres in found:
        soonest[number] = min(when, soonest.get(number, NEVER))
        away[number] = metres
    is_by_distance = query.order == "distance"
    ordered = sorted(soonest, key=lambda number: (away[number], soonest[number]) if is_by_distance else soonest[number])
    metres = away[ordered[0]] if ordered else None
    return Hit(
        id=document["id"],
        document=document,
        sessions=[(document["sessions"][number], moment_of(soonest[number])) for number in ordered],
        next=moment_of(min(soonest.values(), default=NEVER)),
        distance_m=None if metres is None or metres == float("inf") else round(metres),
    )


def moment_of(minutes: int) -> dt.datetime | None:
    """Turn minutes since day ordinal 0 into an aware local moment."""
    if minutes == NEVER:
        return None
    day, minute = divmod(minutes, DAY_MINUTES)
    return local_moment(dt.date.fromordinal(day), minute)


def circles(query: SearchQuery, now) -> dict[str, Circle]:
    return {slug: _circle(slug, now) for slug in query.place}


@lru_cache(maxsize=512)
def _circle(slug: str, _generation) -> Circle:
    """Read a place once for each state of the search: a page may search by it many times."""
    place = PlaceName.objects.get(slug=slug)
    return Circle(place.lat, place.lon, place.radius, shape(place.outline) if place.outline else None)
