"""Everything the search page shows besides its hits: presets, order, notices, what else could be tried."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import problems as problem_texts
from .cards import cards
from .chips import chips, distance_text, kind_label
from .engines.base import Results, Widening
from .filters import filters
from .links import search_url
from .query import Problem, SearchQuery
from .week_grid import week_grid

SCHOOL = (9 * 60, 14 * 60)
AFTER_SCHOOL = (14 * 60, 17 * 60 + 30)
AFTER_WORK = (17 * 60, None)
WEEKEND = ("sat", "sun")
PAGES_AROUND = 2


@dataclass(frozen=True)
class Choice:
    """A link that is a choice: its words, where it leads, whether it is in force."""

    text: str
    url: str
    is_chosen: bool = False


def context_of(results: Results, problems: list[Problem], today: dt.date, request) -> dict:
    """Return the context of the search page."""
    query = results.query
    return {
        "query": query,
        "results": results,
        "hits": cards(results.hits, request),
        "chips": chips(query),
        "presets": presets(query),
        "filters": filters(results),
        "grid": week_grid(results.facets.get("grid", {}), query, today),
        "orders": orders(query),
        "problems": [problem_text(problem) for problem in problems],
        "unstated": [unstated_text(name, count) for name, count in results.unstated.items() if count],
        "widened": [widening(step, query) for step in results.widened],
        "pager": pager(results),
        "everything_url": search_url(),
        "map_url": search_url(query, "map"),
        "feed_urls": {name: search_url(query, name) for name in ("rss", "ics")},
        "nearer_url": search_url(query.but(near=None)),
    }


def presets(query: SearchQuery) -> list[Choice]:
    """Return the times of day people ask for by name; each replaces any other time chosen."""
    spans = (
        (_("While children are at school"), SCHOOL),
        (_("After school"), AFTER_SCHOOL),
        (_("After work"), AFTER_WORK),
    )
    found = []
    for text, (after, before) in spans:
        is_chosen = (query.after, query.before) == (after, before)
        wanted = query.but(time=(), after=None, before=None)
        if not is_chosen:
            wanted = wanted.but(after=after, before=before)
        found.append(Choice(text, search_url(wanted), is_chosen))
    is_weekend = query.weekday == WEEKEND
    wanted = query.but(weekday=() if is_weekend else WEEKEND)
    return [*found, Choice(_("Weekend"), search_url(wanted), is_weekend)]


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
        Choice(words[name], search_url(query.but(sort="" if name == default else name)), query.order == name)
        for name in usable
    ]


def problem_text(problem: Problem) -> dict:
    """Return a notice: which value of which filter could not be used, and what to do."""
    return {
        "kind": kind_label(problem.parameter),
        "value": problem.value,
        "message": problem_texts.message(problem),
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
    found = ngettext("%(count)s offer", "%(count)s offers", step.count) % {"count": step.count}
    return {"text": texts[step.change](), "found": found, "url": search_url(step.query)}


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
