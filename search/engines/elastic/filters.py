"""A query's filters in the words of Elasticsearch: those of the offer, and those of one and the same session.

Only values of the contract's forms and of our own tables get here, and each as a value: nothing a visitor types is
ever read as a query language or a script.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, Nested, Query
from shapely.geometry import mapping

from ...query import HORIZON_DAYS, SearchQuery
from ..base import Box
from ..matching import EARTH_RADIUS_M, Circle, primary_tags
from .document import DAY_MINUTES, seconds

PATH = "sessions"
LUCENE_EARTH_RADIUS_M = 6_371_008.7714  # the mean radius Lucene measures with; the contract's is EARTH_RADIUS_M


class Moment:
    """A minute in the city, in the units of the index: `day` an ordinal, `minute` after midnight."""

    def __init__(self, moment: dt.datetime):
        self.today = moment.date()
        self.day = self.today.toordinal()
        self.minute = moment.hour * 60 + moment.minute
        self.last = self.day + HORIZON_DAYS
        self.seconds = seconds(self.day, self.minute)
        self.horizon = seconds(self.last + 1, 0)

    def is_over(self, day: int, end: int) -> bool:
        """True when what began on this day and ends that many minutes after its midnight has ended."""
        return (day - self.day) * DAY_MINUTES + end <= self.minute


def all_of(queries) -> Query:
    queries = list(queries)
    return queries[0] if len(queries) == 1 else Bool(filter=queries)


def any_of(queries) -> Query:
    queries = list(queries)
    return queries[0] if len(queries) == 1 else Bool(should=queries, minimum_should_match=1)


def nested(query: Query, **options) -> Query:
    return Nested(path=PATH, query=query, **options)


# --- The offer ---


def offer_filters(query: SearchQuery) -> dict[str, Query]:
    """Return the filters of the offer by name; each flag has its own, since flags are AND."""
    filters = {}
    for name in ("category", "audience", "gender", "kind", "language"):
        values = getattr(query, name)
        if values:
            wanted = primary_tags(values) if name == "language" else list(values)
            filters[name] = Q("terms", **{name: wanted})
    for flag in query.flag:
        filters[f"flag:{flag}"] = Q("term", flag=flag)
    if query.danish is not None:
        filters["danish"] = Q("range", danish={"lte": query.danish})
    if query.free:
        filters["price"] = Q("term", free=True)
    if query.price_max is not None:
        filters["price_max"] = Q("range", cost={"lte": query.price_max})
    if query.age:
        filters["age"] = any_of(Q("range", ages={"gte": low, "lte": high}) for low, high in query.age)
    return filters


SILENT = {
    "language": ~Q("exists", field="language"),
    "danish": ~Q("exists", field="danish"),
    "free": ~Q("exists", field="free"),
    "cost": ~Q("exists", field="cost"),
    "step-free": Q("term", step_free_stated=False),
}

# --- The session ---


def base_filters(query: SearchQuery, moment: Moment) -> list[Query]:
    """Say which sessions come up at all: by their rule without dates, by their own days with them."""
    span = query.span(moment.today)
    if span:
        base = [field("term", "own", True), on_days(*(day.toordinal() for day in span), moment)]
    elif query.has_time:
        base = [is_coming(moment)]
    else:
        by_agreement = all_of([field("term", "agreement", True), field("range", "until", {"gte": moment.day})])
        base = [any_of([is_coming(moment), by_agreement])]
    if query.open_now:
        base += [field("term", "opening", True), field("range", "openings", contains(moment.seconds))]
    return base


def is_coming(moment: Moment) -> Query:
    """Sessions asked by their rule that have a date not yet over within the horizon."""
    span = {"gte": moment.seconds, "lt": moment.horizon, "relation": "intersects"}
    return all_of([field("term", "rule", True), field("range", "occurrences", span)])


def contains(second: int) -> dict:
    return {"gte": second, "lte": second, "relation": "contains"}


def on_days(first: int, last: int, moment: Moment) -> Query:
    """Sessions with one of these days, of today only what is not over."""
    days = field("range", "days", {"gte": max(first, moment.day + 1), "lte": last})
    if first > moment.day:
        return days
    today = [field("term", "days", moment.day), field("range", "ends", {"gt": moment.minute})]
    return any_of([days, all_of(today)])


def session_filters(query: SearchQuery, places: Mapping[str, Circle], box: Box | None) -> dict[str, Query]:
    """Return the filters of place and time by name."""
    filters = {}
    for name in ("district", "area", "postcode", "weekday"):
        if getattr(query, name):
            filters[name] = field("terms", name, list(getattr(query, name)))
    if query.time:
        filters["time"] = field("terms", "bands", list(query.time))
    if query.place:
        filters["place"] = any_of(in_place(places[slug]) for slug in query.place)
    if query.near:
        filters["near"] = within(query.near.lat, query.near.lon, query.radius)
    if box:
        edges = {"lat": (box.south, box.north), "lon": (box.west, box.east)}
        filters["box"] = all_of(field("range", name, {"gte": low, "lte": high}) for name, (low, high) in edges.items())
    if query.after is not None:
        drop_in = [
            field("term", "opening", True),
            field("range", "start", {"lte": query.after}),
            field("range", "end", {"gt": query.after}),
        ]
        filters["after"] = any_of([field("range", "start", {"gte": query.after}), all_of(drop_in)])
    if query.before is not None:
        filters["before"] = any_of(field("range", "week_minutes", ends_by(day, query.before)) for day in range(7))
    return filters


def ends_by(weekday: int, minute: int) -> dict:
    """The part of the week from a day's midnight to this minute of it, a session lying wholly inside."""
    midnight = weekday * DAY_MINUTES
    return {"gte": midnight, "lte": midnight + minute, "relation": "within"}


def in_place(place: Circle) -> Query:
    if place.outline is None:
        return within(place.lat, place.lon, place.radius)
    return field("geo_shape", "point", {"shape": mapping(place.outline), "relation": "intersects"})


def within(lat: float, lon: float, metres: float) -> Query:
    far = metres * LUCENE_EARTH_RADIUS_M / EARTH_RADIUS_M
    return Q("geo_distance", distance=f"{far}m", **{f"{PATH}.point": {"lat": lat, "lon": lon}})


def field(kind: str, name: str, value) -> Query:
    """A query of this kind on one field of a session."""
    return Q(kind, **{f"{PATH}.{name}": value})
