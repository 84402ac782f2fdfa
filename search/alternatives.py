"""What could stand in the place of a choice: other values with their counts, wider circles, neighbours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.choices import TimeBand

from .labels import label
from .links import search_url
from .query import DEFAULT_RADIUS_M, OPEN_AGE_MONTHS, Near, SearchQuery, age_text, clock_text
from .vocabulary import kept_city
from .wording import distance_text, span_text

AMAGER = ("amager-oest", "amager-vest")
RADII_M = (800, 1500, 3000, 5000)
PRICES_KR = (500, 1000, 2000)
CLOCK_STEP = 60
MOST = 8
SPANS = (
    (lambda: _("While children are at school"), 9 * 60, 14 * 60),
    (lambda: _("After school"), 14 * 60, 17 * 60 + 30),
    (lambda: _("After work"), 17 * 60, None),
)
SATURDAY = 5
EVENING = (TimeBand.EVENING.value,)


@dataclass(frozen=True)
class Choice:
    """A link that is a choice: its words, where it leads, how many offers it finds if that is known."""

    text: str
    url: str
    count: int | None = None
    is_chosen: bool = False
    key: str = ""


def _to(text, query, count=None):
    return Choice(text, search_url(query), count)


def swapped(query: SearchQuery, name: str, old: str, *new: str) -> SearchQuery:
    """Return the query with one value of a list in the place of another."""
    kept = [value for value in getattr(query, name) if value != old]
    return query.but(**{name: tuple(dict.fromkeys([*kept, *new]))})


def values(query: SearchQuery, name: str, value: str, counts: dict[str, int]) -> list[Choice]:
    """Return the other values of a list that find something; flags and postcodes only come and go."""
    if name in ("flag", "postcode"):
        return []
    chosen = getattr(query, name)
    found = [key for key in counts if key not in chosen]
    if name not in ("weekday", "time"):
        found.sort(key=lambda key: -counts[key])
    # A count is that of the value alone; beside others of its list it would be another.
    is_alone = len(chosen) == 1
    return [
        _to(label(name, key), swapped(query, name, value, key), counts[key] if is_alone else None)
        for key in found[:MOST]
    ]


def districts(query: SearchQuery, key: str, counts: dict[str, int]) -> list[Choice]:
    """Return the other half of Amager, both halves, and each neighbour added."""
    found = []
    if key in AMAGER:
        rest = next(half for half in AMAGER if half != key)
        count = counts.get(rest, 0) if len(query.district) == 1 else None
        found.append(_to(label("district", rest), swapped(query, "district", key, rest), count))
        found.append(_to(_("Amager (both)"), swapped(query, "district", key, *AMAGER)))
    known = {*query.district, *(AMAGER if key in AMAGER else ())}
    near = [other for other in kept_city().neighbours.get(key, ()) if other not in known]
    return found + [
        _to(
            _("also %(place)s") % {"place": label("district", other)},
            query.but(district=(*query.district, other)),
        )
        for other in near
    ]


def amager(query: SearchQuery, counts: dict[str, int]) -> list[Choice]:
    """Return each half of Amager in the place of both."""
    kept = tuple(key for key in query.district if key not in AMAGER)
    return [
        _to(label("district", half), query.but(district=(*kept, half)), None if kept else counts.get(half, 0))
        for half in AMAGER
    ]


def genders(query: SearchQuery, key: str, counts: dict[str, int], words: dict) -> list[Choice]:
    """Return this gender with and without open groups, then the others."""
    found = []
    if set(query.gender) == {key, "open"}:
        found.append(_to(_("%(who)s only") % {"who": words[key]()}, query.but(gender=(key,)), counts.get(key, 0)))
    elif query.gender == (key,) and key != "open":
        text = _("%(who)s, also open groups") % {"who": words[key]()}
        found.append(_to(text, query.but(gender=(key, "open"))))
    if len(query.gender) > 1 and not found:
        return []
    return found + [
        _to(words[other](), query.but(gender=(other,)), counts[other])
        for other in words
        if other != key and counts.get(other)
    ]


def radii(query: SearchQuery) -> list[Choice]:
    return [
        _to(_("within %(distance)s") % {"distance": distance_text(metres)}, query.but(radius=metres))
        for metres in RADII_M
        if metres != query.radius
    ]


def circles_around(query: SearchQuery, slug: str) -> list[Choice]:
    """Return circles around a place instead of its own outline, while no other place is asked for."""
    if len(query.place) > 1 or query.near:
        return []
    lat_lon = kept_city().vocabulary.places.get(slug)
    if not lat_lon:
        return []
    near = Near(*lat_lon, slug)
    return [
        _to(
            _("%(place)s, within %(distance)s") % {"place": label("place", slug), "distance": distance_text(metres)},
            query.but(place=(), near=near, radius=metres),
        )
        for metres in (DEFAULT_RADIUS_M, *(metres for metres in RADII_M if metres > DEFAULT_RADIUS_M))
    ]


def spans(query: SearchQuery) -> list[Choice]:
    return [
        _to(name(), query.but(time=(), after=after, before=before))
        for name, after, before in SPANS
        if (after, before) != (query.after, query.before)
    ]


def clocks(query: SearchQuery, parameter: str, minutes: int) -> list[Choice]:
    """Return an hour earlier and an hour later, within the day."""
    return [
        _to(clock_text(at).replace(":", "."), query.but(**{parameter: at}))
        for at in (minutes - CLOCK_STEP, minutes + CLOCK_STEP)
        if 0 <= at < 24 * 60
    ]


def this_week(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return what is left of this week: today and its Sunday."""
    return today, today + dt.timedelta(days=6 - today.weekday())


def weekend(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the coming weekend; on a Sunday that is today."""
    saturday = today + dt.timedelta(days=max(0, SATURDAY - today.weekday()))
    return saturday, this_week(today)[1]


def dates(query: SearchQuery, today: dt.date) -> list[Choice]:
    tomorrow = today + dt.timedelta(days=1)
    monday = this_week(today)[1] + dt.timedelta(days=1)
    named = (
        (_("Today"), (today, today)),
        (_("Tomorrow"), (tomorrow, tomorrow)),
        (_("This weekend"), weekend(today)),
        (_("This week"), this_week(today)),
        (_("Next week, %(days)s"), (monday, monday + dt.timedelta(days=6))),
    )
    has_clock = query.time or query.after is not None or query.before is not None
    is_all_day = query.span(today) == (today, today) and not has_clock
    tonight = [_to(_("Tonight"), query.but(time=EVENING))] if is_all_day else []
    return tonight + [
        _to(text % {"days": span_text(*span)} if "%" in text else text, query.but(date=span[0], until=span[1]))
        for text, span in named
        if span != (query.date, query.until)
    ]


def evenings(query: SearchQuery, today: dt.date) -> list[Choice]:
    """Return what could stand in the place of one evening: the other, its whole day, the weekend, all evenings."""
    tomorrow = today + dt.timedelta(days=1)
    is_tonight = query.span(today)[0] == today
    other, day = (tomorrow, today) if is_tonight else (today, tomorrow)
    saturday, sunday = weekend(today)
    return [
        _to(_("Tomorrow evening") if is_tonight else _("Tonight"), query.but(date=other, until=other)),
        _to(_("All day today") if is_tonight else _("All day tomorrow"), query.but(time=(), date=day, until=day)),
        _to(_("This weekend"), query.but(time=(), date=saturday, until=sunday)),
        _to(_("Every evening"), query.but(date=None, until=None)),
    ]


def days_of_week(query: SearchQuery, counts: dict[str, int]) -> list[Choice]:
    """Return each day of several alone, and any day."""
    return [_to(label("weekday", day), query.but(weekday=(day,)), counts.get(day, 0)) for day in query.weekday]


def danish(query: SearchQuery, counts: dict[str, int]) -> list[Choice]:
    return [
        _to(label("danish", level), query.but(danish=int(level)), counts[level])
        for level in sorted(counts)
        if int(level) != query.danish
    ]


def prices(query: SearchQuery) -> list[Choice]:
    found = [] if query.free else [_to(label("price", "free"), query.but(free=True, price_max=None))]
    return found + [
        _to(_("At most %(amount)s kr. a year") % {"amount": kroner}, query.but(free=False, price_max=kroner))
        for kroner in PRICES_KR
        if kroner != query.price_max
    ]


def ages(query: SearchQuery, span: tuple[int, int]) -> list[Choice]:
    """Return the same age with a year, then two, to either side; ages in months stay as they are."""
    low, high = span
    if low == high:
        return []
    found = []
    for years in (1, 2):
        wider = max(0, low - years * 12), min(high + years * 12, OPEN_AGE_MONTHS - 1)
        rest = tuple(wider if other == span else other for other in query.age)
        found.append(_to(age_text(wider), query.but(age=rest)))
    return found
