"""The order of hits, without a script: a score of whole steps, then fields.

What comes next is told by the score for the days around now, each day a step and within it the minute of the day, and
by the field `later` for everything after. Every order ends in the offer's number, so that walking the pages gives each
hit once. Scores are floats with 24 bits of precision: all steps together stay below that.
"""

from __future__ import annotations

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, DisMax, FunctionScore, Nested, Query

from ...query import SearchQuery
from ..matching import primary_tags
from .document import DAY_MINUTES, NEAR_DAYS
from .filters import PATH, Moment, all_of, field

DAY_STEP = 2 * DAY_MINUTES


def soonest(query: SearchQuery, moment: Moment, passed: Query, **options) -> Query:
    """Score an offer by the next day and minute of its matching sessions, earlier being more; nothing without one.

    `passed` is what a session must pass. Only days that `later` does not tell are scored.
    """
    first, last = scored_days(query, moment)
    tiers = [_day(day, steps, moment) for steps, day in enumerate(range(last, first - 1, -1), start=1)]
    by_minute = FunctionScore(
        query=DisMax(queries=tiers) if tiers else Q("match_none"),
        functions=[{"field_value_factor": {"field": f"{PATH}.left"}}],
        boost_mode="sum",
    )
    return Nested(path=PATH, score_mode="max", query=Bool(filter=[passed], should=[by_minute]), **options)


def scored_days(query: SearchQuery, moment: Moment) -> tuple[int, int]:
    """Return the first and last day to be told apart by the score.

    A document's `later` is its first date after NEAR_DAYS from the day it was built, which may be some days ago.
    """
    span = query.span(moment.today)
    near = moment.day + NEAR_DAYS
    if span is None:
        return moment.day - 1, near
    first, last = (day.toordinal() for day in span)
    return first, min(last, near) if first <= near - NEAR_DAYS // 2 else last


def _day(day: int, steps: int, moment: Moment) -> Query:
    """Give so many steps to sessions on this day that are not over."""
    on = field("term", "days", day)
    if day <= moment.day:
        on = all_of([on, field("range", "ends", {"gt": moment.minute + (moment.day - day) * DAY_MINUTES})])
    return Q("constant_score", filter=on, boost=steps * DAY_STEP)


def order_of(query: SearchQuery, dated: Query, passed: Query) -> list[dict]:
    """Return the sort for the query's order; `dated` are its matching sessions that have a date, `passed` all.

    Sessions by agreement have none, and their offers come last; held in a language asked for comes before also spoken.
    """
    after_the_score = [_later(dated), {"offer": "asc"}]
    if query.order == "name":
        return [{"sort_name": "asc"}, {"offer": "asc"}]
    if query.order == "relevance" and query.q:
        return [{"_score": "desc"}, *after_the_score]
    first = []
    if not query.has_time:
        first.append(_has(dated))
    if query.language and not query.sort:
        first.append(_is_held(query))
    if query.order == "distance":
        first.append(_distance(query, passed))
    return [*first, {"_score": "desc"}, *after_the_score]


def _nested_sort(name: str, passed: Query, order: str, mode: str) -> dict:
    nested = {"path": PATH, "filter": passed.to_dict()}
    return {f"{PATH}.{name}": {"order": order, "mode": mode, "missing": "_last", "nested": nested}}


def _later(dated: Query) -> dict:
    return _nested_sort("later", dated, "asc", "min")


def _has(dated: Query) -> dict:
    return _nested_sort("one", dated, "desc", "max")


def _is_held(query: SearchQuery) -> dict:
    asked = {"terms": {"held.language": primary_tags(query.language)}}
    nested = {"path": "held", "filter": asked}
    return {"held.one": {"order": "desc", "mode": "max", "missing": "_last", "nested": nested}}


def _distance(query: SearchQuery, passed: Query) -> dict:
    nested = {"path": PATH, "filter": passed.to_dict()}
    point = {"lat": query.near.lat, "lon": query.near.lon}
    return {"_geo_distance": {f"{PATH}.point": point, "order": "asc", "unit": "m", "mode": "min", "nested": nested}}
