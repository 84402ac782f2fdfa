"""Everything the search page shows besides its hits: order, notices, what else could be tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.schedule_words import comma, joined

from . import problems as problem_texts
from .alternatives import Choice
from .cards import cards
from .chips import chips, kind_label
from .engines.base import Results, Widening
from .filters import FIELDS, filters
from .links import search_url
from .presets import evening_name, presets
from .query import Problem, SearchQuery
from .week_grid import week_grid
from .wording import distance_text

PAGES_AROUND = 2
MOST_LEFT_OUT = 2  # each is a search of its own
MOST_ALONE = 2

Find = Callable[..., Results]


def context_of(results: Results, problems: list[Problem], today: dt.date, request, find: Find) -> dict:
    """Return the context of the search page; `find(query, facets=…)` answers a further search."""
    query = results.query
    said = chips(query, results.facets, today)
    return {
        "query": query,
        "results": results,
        "hits": cards(results.hits, request),
        "chips": said,
        "presets": presets(query, today),
        "filters": filters(results, problems, spoken(results, find)),
        "grid": week_grid(results.facets.get("grid", {}), query, today),
        "orders": orders(query),
        "problems": [problem_text(problem) for problem in problems],
        "unstated": [unstated_text(name, count) for name, count in results.unstated.items() if count],
        "widened": [widening(step, query) for step in results.widened],
        "loosened": [] if results.total or results.widened else loosened(query, today, find),
        "pager": pager(results),
        "everything_url": search_url(),
        "map_url": search_url(query, "map"),
        "feed_urls": {name: search_url(query, name) for name in ("rss", "ics")},
        "nearer_url": search_url(query.but(near=None)),
    }


def spoken(results: Results, find: Find) -> dict[str, int]:
    """Return the languages of all coming offers with their number, so that none is missing from the filters."""
    if results.query.but(sort="") == SearchQuery():
        return results.facets.get("language", {})
    return find(SearchQuery(), facets=True).facets.get("language", {})


def orders(query: SearchQuery) -> list[Choice]:
    """Return the ways to sort that make sense for this search."""
    words = {
        "relevance": _("Best match"),
        "next": _("Next date"),
        "distance": _("Nearest"),
        "name": _("Name"),
    }
    usable = [
        name
        for name in words
        if not (name == "relevance" and not query.q) and not (name == "distance" and not query.near)
    ]
    default = query.but(sort="").order
    return [
        Choice(
            words[name],
            search_url(query.but(sort="" if name == default else name)),
            is_chosen=query.order == name,
            key=name,
        )
        for name in usable
    ]


def problem_text(problem: Problem) -> dict:
    """Return a notice: which value of which filter could not be used, and what to do."""
    return {
        "kind": kind_label(problem.parameter),
        "value": problem.value,
        "message": problem_texts.message(problem),
        "field": problem.parameter if problem.parameter in FIELDS else "",
    }


UNSTATED = {
    "language": lambda count: ngettext(
        "%(count)s more does not say which languages are spoken.",
        "%(count)s more do not say which languages are spoken.",
        count,
    ),
    "danish": lambda count: ngettext(
        "%(count)s more does not say how much Danish is needed.",
        "%(count)s more do not say how much Danish is needed.",
        count,
    ),
    "price": lambda count: ngettext(
        "%(count)s more does not say what it costs in all.", "%(count)s more do not say what they cost in all.", count
    ),
    "step-free": lambda count: ngettext(
        "%(count)s more does not say whether there is step-free access.",
        "%(count)s more do not say whether there is step-free access.",
        count,
    ),
}


def unstated_text(name: str, count: int) -> str:
    return UNSTATED[name](count) % {"count": count}


def widening(step: Widening, query: SearchQuery) -> dict:
    """Return a wider search in words with its count and address."""
    texts = {
        "time": lambda: _("At any time of day"),
        "weekday": lambda: _("On any day of the week"),
        "radius": lambda: _("Within %(distance)s") % {"distance": distance_text(step.query.radius)},
        "district": lambda: _("In the neighbouring districts too"),
        "gender": lambda: _("Also what is open to all genders"),
    }
    return {"text": texts[step.change](), "found": offers_text(step.count), "url": search_url(step.query)}


# What can be left out, or asked for alone: parameters that are one choice stand together.
CHOICES = (
    ("q",), ("category",), ("audience",), ("gender",), ("kind",), ("district",), ("area",), ("place",), ("near",),
    ("postcode",), ("weekday",), ("time",), ("after", "before"), ("date", "until"), ("open_now",), ("language",),
    ("danish",), ("free",), ("price_max",), ("age",), ("flag",)
)  # fmt: skip
ONE_EVENING = ("time", "date", "until")


def loosened(query: SearchQuery, today: dt.date, find: Find) -> list[dict]:
    """Return what to try where nothing is found: the search without one of its last choices, else one choice alone."""
    empty = vars(SearchQuery())
    chosen = _choices(query, today)
    steps = [
        (_without_text(names, _only(query, names), today), query.but(sort="", **{name: empty[name] for name in names}))
        for names in reversed(chosen)
    ]
    found = _found(steps[:MOST_LEFT_OUT], find)
    alone = [_only(query, names) for names in chosen]
    return found or _found([(_only_text(step, today), step) for step in alone[:MOST_ALONE]], find)


def _choices(query, today):
    """Return the choices in force, each as the names of its fields."""
    known = CHOICES
    if evening_name(query, today):
        known = [names for names in CHOICES if not set(names) & set(ONE_EVENING)] + [ONE_EVENING]
    nothing = SearchQuery()
    return [names for names in known if any(getattr(query, name) != getattr(nothing, name) for name in names)]


def _only(query, names):
    return SearchQuery(radius=query.radius, **{name: getattr(query, name) for name in names})


def _without_text(names, alone, today):
    if names == ("open_now",):
        return _("Also what is not open right now")
    return _("Without “%(choice)s”") % {"choice": _said(alone, today)}


def _only_text(alone, today):
    if alone.open_now:
        return _("Only what is open right now")
    return _("Only “%(choice)s”") % {"choice": _said(alone, today)}


def _said(alone, today):
    """Say one choice as its chips do, each kind once: `For: girls`."""
    texts = {}
    for chip in chips(alone, {}, today):
        texts.setdefault(chip.kind, []).append(chip.text)
    return " · ".join(f"{kind}: {joined(comma, said)}" for kind, said in texts.items())


def _found(steps, find):
    totals = [(text, step, find(step, facets=False).total) for text, step in steps]
    return [
        {"text": text, "found": offers_text(total), "url": search_url(step)} for text, step, total in totals if total
    ]


def offers_text(count: int) -> str:
    return ngettext("%(count)s offer", "%(count)s offers", count) % {"count": count}


def pager(results: Results) -> dict:
    """Return the pages around this one, and where the last one is for a page past the end."""
    query, page, pages = results.query, results.page, results.pages

    def link(number):
        return search_url(query.but(page=number))

    shown = [number for number in range(page - PAGES_AROUND, page + PAGES_AROUND + 1) if 1 <= number <= pages]
    return {
        "previous": link(page - 1) if 1 < page <= pages else "",
        "next": link(page + 1) if page < pages else "",
        "numbers": [{"number": number, "url": link(number), "is_current": number == page} for number in shown],
        "last": link(pages) if page > pages > 0 else "",
    }
