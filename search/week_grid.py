"""The week grid: days as rows, times of day as columns, each cell a search with its number of offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities.choices import WEEKDAY_KEYS, TimeBand

from .alternatives import this_week
from .labels import label
from .links import search_url
from .query import SearchQuery
from .wording import babel_locale, span_text

# Translators: the head of a narrow column; a soft hyphen in a long word tells where it may be broken.
COLUMNS = {
    TimeBand.MORNING: lambda: pgettext("week grid", "Morning"),
    TimeBand.FORENOON: lambda: pgettext("week grid", "Forenoon"),
    TimeBand.AFTERNOON: lambda: pgettext("week grid", "Afternoon"),
    TimeBand.EVENING: lambda: pgettext("week grid", "Evening"),
}


@dataclass(frozen=True)
class Cell:
    """One day and time; without an address it is no link."""

    key: str
    count: int
    url: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    day: str
    short: str
    cells: list[Cell]
    is_today: bool = False


@dataclass(frozen=True)
class Grid:
    """What `search/includes/grid.html` draws; without `other_url` it has no switch."""

    caption: str
    columns: list[dict]
    rows: list[Row]
    other_text: str = ""
    other_url: str = ""


def week_grid(
    counts: dict[str, int],
    query: SearchQuery,
    today: dt.date,
    *,
    has_switch: bool = True,
    link: Callable[[SearchQuery], str] | None = search_url,
    switch_link: Callable[[SearchQuery], str] | None = None,
) -> Grid:
    """Build the grid of `counts` (`wed-evening` -> offers); the morning column only where something is in it.

    `link` gives the address of the search behind a cell; None draws a grid to be read only. `switch_link` gives that
    of the page that shows the other week, where it is not the search itself.
    """
    bands = [
        band for band in TimeBand.values if band != TimeBand.MORNING or any(key.endswith("-morning") for key in counts)
    ]
    shorts = get_day_names("abbreviated", "stand-alone", babel_locale())
    rows = [
        Row(
            label("weekday", day),
            shorts[number],
            [_cell(counts, query, day, band, link) for band in bands],
            query.has_dates and number == today.weekday(),
        )
        for number, day in enumerate(WEEKDAY_KEYS)
    ]
    columns = [{"key": band, "label": COLUMNS[band]()} for band in bands]
    other = _other(query, today, switch_link or link) if has_switch and link else ()
    return Grid(_caption(query, today), columns, rows, *other)


def _cell(counts, query, day, band, link):
    count = counts.get(f"{day}-{band}", 0)
    is_chosen = query.weekday == (day,) and query.time == (band,)
    chosen = query.but(weekday=(), time=()) if is_chosen else query.but(weekday=(day,), time=(band,))
    # Translators: a day and a time of day, as in "Wednesday afternoon, 3 activities".
    name = ngettext("%(day)s %(time)s, %(count)s activity", "%(day)s %(time)s, %(count)s activities", count) % {
        "day": label("weekday", day),
        "time": label("time", band).lower(),
        "count": count,
    }
    has_link = link and (count or is_chosen)
    return Cell(f"{day}-{band}", count, link(chosen) if has_link else "", name, is_chosen)


def _caption(query, today):
    span = query.span(today)
    if span is None:
        return _("An ordinary week")
    if query.until is None:
        return _("From %(day)s on") % {"day": format_date(span[0], "long", locale=babel_locale())}
    if span == this_week(today):
        return _("This week, %(days)s") % {"days": span_text(*span)}
    return span_text(*span)


def _other(query, today, link):
    """Return (text, address) of the switch between an ordinary week and this one."""
    if query.has_dates:
        return _("An ordinary week"), link(query.but(date=None, until=None))
    first, last = this_week(today)
    return _("This week, %(days)s") % {"days": span_text(first, last)}, link(query.but(date=first, until=last))
