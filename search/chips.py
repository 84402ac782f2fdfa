"""What was understood, said back as chips: each in its base form with its kind, the search without it, and others.

Chips that say one thing together are one chip: both Amager districts, girls and open groups, a first and a last day,
an evening and its date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import alternatives as other
from .alternatives import AMAGER, Choice
from .labels import label
from .links import search_url
from .presets import evening_name, is_weekend, span_name
from .query import DEFAULT_RADIUS_M, LISTS, Near, SearchQuery, age_text, clock_text
from .wording import babel_locale, distance_text, span_text

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Chip:
    """One choice in force: `url` is the search without it, `others` are what could stand in its place."""

    key: str
    kind: str
    text: str
    url: str
    others: list[Choice] = field(default_factory=list)


def kind_label(parameter: str) -> str:
    """Name a parameter as a reader would: the heading of its filters and the first half of its chips."""
    return KINDS[parameter]()


KINDS = {
    "q": lambda: _("Words"),
    "category": lambda: _("Activity"),
    "audience": lambda: _("Who for"),
    "gender": lambda: _("Girls, boys, women, men"),
    "kind": lambda: _("Kind"),
    "district": lambda: _("District"),
    "area": lambda: _("Local council area"),
    "place": lambda: _("Place"),
    "near": lambda: _("Near"),
    "radius": lambda: _("Distance"),
    "postcode": lambda: _("Postcode"),
    "weekday": lambda: _("Day"),
    "time": lambda: _("Time of day"),
    "after": lambda: _("Starts after"),
    "before": lambda: _("Ends before"),
    "date": lambda: _("From date"),
    "until": lambda: _("Until date"),
    "open": lambda: pgettext("opening hours", "Open"),
    "language": lambda: _("Language spoken"),
    "danish": lambda: _("Danish needed"),
    "price": lambda: _("Price"),
    "price_max": lambda: _("Price"),
    "age": lambda: _("Age"),
    "flag": lambda: _("Good to know"),
    "sort": lambda: pgettext("sorting", "Order"),
    "page": lambda: _("Page"),
}
SHORT_KINDS = {
    "audience": lambda: pgettext("chip: for whom", "For"),
    "gender": lambda: pgettext("chip: for whom", "For"),
    "danish": lambda: _("Danish"),
    "district": lambda: _("Place"),
    "area": lambda: _("Place"),
}
GENDERS = {
    "open": lambda: pgettext("chip", "all genders"),
    "girls": lambda: pgettext("chip", "girls"),
    "boys": lambda: pgettext("chip", "boys"),
    "women": lambda: pgettext("chip", "women"),
    "men": lambda: pgettext("chip", "men"),
}


def chips(query: SearchQuery, counts: Counts, today: dt.date) -> list[Chip]:
    """Return one chip per choice in force, in the order of the filters; `counts` are the facets of the answer."""
    found = list(_word_chips(query))
    evening = evening_name(query, today)
    for name in LISTS:
        if not (evening and name == "time"):
            found += LIST_CHIPS.get(name, _list_chips)(query, name, counts.get(name, {}))
    found += _near_chips(query)
    found += _clock_chips(query)
    found += [_evening_chip(query, evening, today)] if evening else _date_chips(query, today)
    found += _fact_chips(query, counts)
    return found


def _chip(parameter, key, text, without, others=()):
    if without.sort == "distance" and without.near is None:
        without = without.but(sort="")
    kind = SHORT_KINDS.get(parameter, KINDS[parameter])()
    return Chip(f"{parameter}-{key}".rstrip("-"), kind, text, search_url(without), list(others))


def _word_chips(query):
    if query.q:
        yield _chip("q", "", query.q, query.but(q=""))


def _list_chips(query, name, counts) -> Iterator[Chip]:
    chosen = getattr(query, name)
    for value in chosen:
        rest = tuple(another for another in chosen if another != value)
        others = other.values(query, name, value, counts)
        yield _chip(name, value, label(name, value), query.but(**{name: rest}), others)


def _district_chips(query, name, counts):
    chosen = query.district
    is_both = set(AMAGER) <= set(chosen)
    if is_both:
        rest = tuple(key for key in chosen if key not in AMAGER)
        yield _chip(name, "amager", _("Amager (both)"), query.but(district=rest), other.amager(query, counts))
    for key in chosen:
        if is_both and key in AMAGER:
            continue
        rest = tuple(another for another in chosen if another != key)
        yield _chip(name, key, label(name, key), query.but(district=rest), other.districts(query, key, counts))


def _gender_chips(query, name, counts):
    chosen = query.gender
    if len(chosen) == 2 and "open" in chosen:
        key = next(key for key in chosen if key != "open")
        text = _("%(who)s, also open groups") % {"who": GENDERS[key]()}
        yield _chip(name, key, text, query.but(gender=()), other.genders(query, key, counts, GENDERS))
        return
    for key in chosen:
        rest = tuple(another for another in chosen if another != key)
        yield _chip(name, key, GENDERS[key](), query.but(gender=rest), other.genders(query, key, counts, GENDERS))


def _place_chips(query, name, counts):
    for slug in query.place:
        rest = tuple(another for another in query.place if another != slug)
        yield _chip(name, slug, label(name, slug), query.but(place=rest), other.circles_around(query, slug))


def _weekday_chips(query, name, counts):
    if not is_weekend(query):
        yield from _list_chips(query, name, counts)
        return
    yield _chip(name, "weekend", _("Weekend"), query.but(weekday=()), other.days_of_week(query, counts))


LIST_CHIPS = {
    "district": _district_chips, "gender": _gender_chips, "place": _place_chips, "weekday": _weekday_chips
}  # fmt: skip


def _near_chips(query):
    if query.near:
        text = _("%(place)s, within %(distance)s") % {
            "place": near_text(query.near),
            "distance": distance_text(query.radius),
        }
        without = query.but(near=None, radius=DEFAULT_RADIUS_M)
        yield _chip("near", "", text, without, other.radii(query))


def near_text(near: Near) -> str:
    return label("near", near.slug) if near.slug else _("the point you chose")


def _clock_chips(query):
    """A first and a last time that have a name are one chip."""
    name = span_name(query.after, query.before)
    if name and query.after is not None:
        yield _chip("time", "span", name, query.but(after=None, before=None), other.spans(query))
        return
    for parameter in ("after", "before"):
        minutes = getattr(query, parameter)
        if minutes is not None:
            text = clock_text(minutes).replace(":", ".")
            without = query.but(**{parameter: None})
            yield _chip(parameter, "", text, without, other.clocks(query, parameter, minutes))


def _evening_chip(query, name, today):
    """A day and its evening are one chip where together they have a name."""
    without = query.but(time=(), date=None, until=None)
    return Chip("evening", _("When"), name, search_url(without), other.evenings(query, today))


def _date_chips(query, today):
    others = other.dates(query, today)
    span = query.span(today)
    if query.date and query.until:
        text = day_text(span[0]) if span[0] == span[1] else span_text(*span)
        yield Chip("date", _("Date"), text, search_url(query.but(date=None, until=None)), others)
        return
    for name in ("date", "until"):
        day = getattr(query, name)
        if day is not None:
            yield _chip(name, "", day_text(day), query.but(**{name: None}), others)


def day_text(day: dt.date) -> str:
    return format_date(day, "long", locale=babel_locale())


def _fact_chips(query, counts):
    if query.open_now:
        yield _chip("open", "", _("Now"), query.but(open_now=False))
    if query.danish is not None:
        text = label("danish", str(query.danish))
        yield _chip("danish", "", text, query.but(danish=None), other.danish(query, counts.get("danish", {})))
    if query.free:
        yield _chip("price", "", label("price", "free"), query.but(free=False), other.prices(query))
    if query.price_max is not None:
        text = price_max_text(query.price_max)
        yield _chip("price_max", "", text, query.but(price_max=None), other.prices(query))
    for span in query.age:
        rest = tuple(another for another in query.age if another != span)
        yield _chip("age", age_text(span), age_text(span), query.but(age=rest), other.ages(query, span))


def price_max_text(kroner: int) -> str:
    return _("At most %(amount)s kr. a year") % {"amount": kroner}
