"""The week grid: days as rows, times of day as columns, each cell a search with its number of offers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date, format_interval, get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import WEEKDAY_KEYS, TimeBand

from .chips import babel_locale
from .labels import label
from .links import search_url
from .query import SearchQuery


@dataclass(frozen=True)
class Cell:
    count: int
    url: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    day: str
    short: str
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    caption: str
    columns: list[dict]
    rows: list[Row]
    other_text: str
    other_url: str


def week_grid(counts: dict[str, int], query: SearchQuery, today: dt.date) -> Grid:
    """Build the grid of `counts` (`wed-evening` -> offers); the morning column only where something is in it."""
    bands = [
        band for band in TimeBand.values if band != TimeBand.MORNING or any(key.endswith("-morning") for key in counts)
    ]
    shorts = get_day_names("abbreviated", "stand-alone", babel_locale())
    rows = [
        Row(label("weekday", day), shorts[number], [_cell(counts, query, day, band) for band in bands])
        for number, day in enumerate(WEEKDAY_KEYS)
    ]
    columns = [{"key": band, "label": label("time", band)} for band in bands]
    return Grid(_caption(query, today), columns, rows, *_other(query, today))


def _cell(counts, query, day, band):
    count = counts.get(f"{day}-{band}", 0)
    is_chosen = query.weekday == (day,) and query.time == (band,)
    chosen = query.but(weekday=(), time=()) if is_chosen else query.but(weekday=(day,), time=(band,))
    name = ngettext("%(day)s, %(time)s: %(count)s offer", "%(day)s, %(time)s: %(count)s offers", count) % {
        "day": label("weekday", day),
        "time": label("time", band),
        "count": count,
    }
    return Cell(count, search_url(chosen), name, is_chosen)


def _caption(query, today):
    span = query.span(today)
    if span is None:
        return _("An ordinary week")
    if query.until is None:
        return _("From %(day)s on") % {"day": format_date(span[0], "long", locale=babel_locale())}
    return span_text(*span)


def span_text(first: dt.date, last: dt.date) -> str:
    """Write a span of days: `23–29 Nov`."""
    return format_interval(first, last, "MMMd", locale=babel_locale())


def _other(query, today):
    """Return (text, address) of the switch between an ordinary week and this one."""
    if query.has_dates:
        return _("An ordinary week"), search_url(query.but(date=None, until=None))
    monday = today - dt.timedelta(days=today.weekday())
    sunday = monday + dt.timedelta(days=6)
    text = _("This week, %(days)s") % {"days": span_text(monday, sunday)}
    return text, search_url(query.but(date=today, until=sunday))
