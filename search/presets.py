"""Times that people ask for by name: while children are at school, after work, tonight, open now."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from .alternatives import EVENING, SPANS, Choice
from .links import search_url
from .query import SearchQuery

WEEKEND = ("sat", "sun")
NO_TIME = {
    "weekday": (), "time": (), "after": None, "before": None, "date": None, "until": None, "open_now": False
}  # fmt: skip


def span_name(after: int | None, before: int | None) -> str:
    """Return the name of a span of the day, in minutes after midnight; nothing when it has none."""
    return next((name() for name, *span in SPANS if span == [after, before]), "")


def is_weekend(query: SearchQuery) -> bool:
    return set(query.weekday) == set(WEEKEND)


def evening_name(query: SearchQuery, today: dt.date) -> str:
    """Return the name of the one evening asked for, tonight or tomorrow's; nothing for any other time."""
    if query.time != EVENING or query.date is None or query.until is None:
        return ""
    first, last = query.span(today)
    if first != last:
        return ""
    if first == today:
        return _("Tonight")
    return _("Tomorrow evening") if first == today + dt.timedelta(days=1) else ""


def presets(query: SearchQuery, today: dt.date) -> list[Choice]:
    """Return the presets: those of the day replace any time, those of the clock any other clock time."""
    return [*_of_the_day(query, today), *_of_the_clock(query), _weekend(query)]


def _of_the_day(query, today):
    for key, text, wanted in (
        ("open", _("Open now"), {"open_now": True}),
        ("tonight", _("Tonight"), {"date": today, "until": today, "time": EVENING}),
    ):
        is_chosen = all(getattr(query, name) == value for name, value in wanted.items())
        target = query.but(**NO_TIME) if is_chosen else query.but(**NO_TIME | wanted)
        yield Choice(text, search_url(target), is_chosen=is_chosen, key=key)


def _of_the_clock(query):
    for number, (name, after, before) in enumerate(SPANS):
        is_chosen = (query.after, query.before) == (after, before)
        wanted = query.but(time=(), after=None, before=None)
        if not is_chosen:
            wanted = wanted.but(after=after, before=before)
        yield Choice(name(), search_url(wanted), is_chosen=is_chosen, key=f"span-{number}")


def _weekend(query):
    is_chosen = is_weekend(query)
    wanted = query.but(weekday=() if is_chosen else WEEKEND)
    return Choice(_("Weekend"), search_url(wanted), is_chosen=is_chosen, key="weekend")
