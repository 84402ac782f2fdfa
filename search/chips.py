"""What was understood, said back as chips: each in its base form with its kind, and the search without it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .labels import label
from .links import search_url
from .query import DEFAULT_RADIUS_M, LISTS, Near, SearchQuery, age_text, clock_text


@dataclass(frozen=True)
class Chip:
    kind: str
    text: str
    url: str


def kind_label(parameter: str) -> str:
    """Name a parameter as a reader would: the heading of its filters and the first half of its chips."""
    return KINDS[parameter]()


KINDS = {
    "q": lambda: _("Words"),
    "category": lambda: _("Activity"),
    "audience": lambda: pgettext("chip", "For"),
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
SHORT_KINDS = {"gender": lambda: pgettext("chip", "For"), "danish": lambda: _("Danish")}


def chips(query: SearchQuery) -> list[Chip]:
    """Return one chip per choice in force, in the order of the filters."""
    found = list(_word_chips(query))
    for name in LISTS:
        for value in getattr(query, name):
            rest = tuple(other for other in getattr(query, name) if other != value)
            found.append(_chip(name, label(name, value), query.but(**{name: rest})))
    found += _place_chips(query)
    found += _time_chips(query)
    found += _fact_chips(query)
    return found


def _chip(parameter, text, without):
    kind = SHORT_KINDS.get(parameter, KINDS[parameter])()
    if without.sort == "distance" and without.near is None:
        without = without.but(sort="")
    return Chip(kind, text, search_url(without))


def _word_chips(query):
    if query.q:
        yield _chip("q", query.q, query.but(q=""))


def _place_chips(query):
    if query.near:
        text = _("%(place)s, within %(distance)s") % {
            "place": near_text(query.near),
            "distance": distance_text(query.radius),
        }
        yield _chip("near", text, query.but(near=None, radius=DEFAULT_RADIUS_M))


def near_text(near: Near) -> str:
    return label("near", near.slug) if near.slug else _("the point you chose")


def distance_text(metres: int) -> str:
    """Write a radius as one says it: `800 m`, `1,5 km`."""
    if metres < 1000:
        return _("%(distance)s m") % {"distance": metres}
    return _("%(distance)s km") % {"distance": f"{metres / 1000:g}".replace(".", ",")}


def _time_chips(query):
    for name in ("after", "before"):
        minutes = getattr(query, name)
        if minutes is not None:
            yield _chip(name, clock_text(minutes).replace(":", "."), query.but(**{name: None}))
    for name in ("date", "until"):
        day = getattr(query, name)
        if day is not None:
            yield _chip(name, day_text(day), query.but(**{name: None}))
    if query.open_now:
        yield _chip("open", _("Now"), query.but(open_now=False))


def day_text(day: dt.date) -> str:
    return format_date(day, "long", locale=babel_locale())


def babel_locale() -> str:
    """Name Babel's locale of the reader's language; English as in Britain."""
    language = get_language() or "da"
    return "en_GB" if language == "en" else language


def _fact_chips(query):
    if query.danish is not None:
        yield _chip("danish", label("danish", str(query.danish)), query.but(danish=None))
    if query.free:
        yield _chip("price", label("price", "free"), query.but(free=False))
    if query.price_max is not None:
        text = _("At most %(amount)s kr. a year") % {"amount": query.price_max}
        yield _chip("price_max", text, query.but(price_max=None))
    for span in query.age:
        rest = tuple(other for other in query.age if other != span)
        yield _chip("age", age_text(span), query.but(age=rest))
