"""From the engine's raw answer to hits: documents with their matching sessions, next dates and distances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ...query import SearchQuery
from ..base import Hit
from ..found import hit_of
from ..matching import distances_m
from ..snapshot import NEVER
from .document import DAY_MINUTES
from .filters import Moment
from .request import MATCHING, Asked


def hits_of(raw: Iterable[Mapping], asked: Asked) -> list[Hit]:
    """Return raw hits, in their order, as every engine tells them."""
    return [_hit(one, asked.query, asked.moment) for one in raw]


def _hit(raw: Mapping, query: SearchQuery, moment: Moment) -> Hit:
    document = raw["_source"]["document"]
    entries = raw["_source"]["sessions"]
    matching = raw["inner_hits"][MATCHING]["hits"]["hits"]
    matched = sorted(inner["_nested"]["offset"] for inner in matching)
    found = [(entries[at]["number"], next_date(entries[at], query, moment)) for at in matched]
    metres = _distances(document, query)
    return hit_of(document, [(number, when, metres[number] if metres else None) for number, when in found], query)


def next_date(entry: Mapping, query: SearchQuery, moment: Moment) -> int:
    """Return the first date of a nested session within the dates asked for, in minutes since day ordinal 0."""
    span = query.span(moment.today)
    first, last = (day.toordinal() for day in span) if span else (0, moment.last)
    for day in entry.get("days", ()):
        if first <= day <= last and not moment.is_over(day, entry["ends"]):
            return day * DAY_MINUTES + entry["begins"]
    return NEVER


def _distances(document: Mapping, query: SearchQuery) -> list[float] | None:
    """Return how far each session of a document is from the point asked for, in metres."""
    if not query.near:
        return None
    points = [_point(session) for session in document["sessions"]]
    lats, lons = zip(*points, strict=True)
    return [float(metres) for metres in distances_m(query.near.lat, query.near.lon, list(lats), list(lons))]


def _point(session: Mapping) -> tuple[float, float]:
    unknown = float("nan")
    return (
        unknown if session["lat"] is None else session["lat"],
        unknown if session["lon"] is None else session["lon"],
    )


def total_of(answer: Mapping) -> int:
    return answer["hits"]["total"]["value"]


def source_of(raw: Mapping) -> str | None:
    """Return the import source of a raw hit, None for an offer that came from no feed."""
    if "fields" in raw:
        return raw["fields"]["source"][0]
    return raw["_source"]["document"]["source"] or None if "_source" in raw else None


def is_crowded(raw: Iterable[Mapping], most: int) -> bool:
    """True when one source has more than `most` of these hits."""
    used = Counter(filter(None, map(source_of, raw)))
    return max(used.values(), default=0) > most
