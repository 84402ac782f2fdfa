"""What a visitor may try when nothing was found: each step lets go of one more filter.

Never audience, age, price or language: a wider search must still fit the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..query import SearchQuery
from ..vocabulary import City
from .base import Widening

WIDER_RADII_M = (3000, 5000)


def widened(query: SearchQuery, city: City, count: Callable[[SearchQuery], int]) -> list[Widening]:
    """Return the steps that find something, in the order: time, weekday, radius or district, gender."""
    found = []
    for change, wider in steps(query, city):
        total = count(wider)
        if total:
            found.append(Widening(change, total, wider))
    return found


def steps(query: SearchQuery, city: City) -> Iterator[tuple[str, SearchQuery]]:
    """Yield (change, query), each query wider than the one before it."""
    query = query.but()
    if query.time or query.after is not None or query.before is not None:
        query = query.but(time=(), after=None, before=None)
        yield "time", query
    if query.weekday:
        query = query.but(weekday=())
        yield "weekday", query
    if query.near:
        for radius in WIDER_RADII_M:
            if radius > query.radius:
                query = query.but(radius=radius)
                yield "radius", query
    elif query.district or query.area:
        around = with_neighbours(query, city)
        # Outside the city there are no neighbours: the same again is no wider search.
        if query.area or set(around) != set(query.district):
            query = query.but(district=around, area=())
            yield "district", query
    if query.gender and "open" not in query.gender:
        query = query.but(gender=(*query.gender, "open"))
        yield "gender", query


def with_neighbours(query: SearchQuery, city: City) -> tuple[str, ...]:
    """Return the districts asked for (those of the areas asked for) and their neighbours."""
    own = [*query.district, *(city.district_of_area[area] for area in query.area)]
    around = [other for key in own for other in city.neighbours.get(key, ())]
    return tuple(dict.fromkeys([*own, *around]))
