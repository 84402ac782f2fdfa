"""A search in words: the title and description a search page has in lists of results and in a browser's tabs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities import clock

from .chips import chips, near_text
from .engines.base import Results
from .labels import label
from .query import SearchQuery

FEW = 2
WHOM = {
    "girls": lambda: pgettext("for whom", "girls"),
    "boys": lambda: pgettext("for whom", "boys"),
    "women": lambda: pgettext("for whom", "women"),
    "men": lambda: pgettext("for whom", "men"),
    "families": lambda: pgettext("for whom", "families"),
    "babies": lambda: pgettext("for whom", "babies and toddlers"),
    "small-children": lambda: pgettext("for whom", "small children"),
    "children": lambda: pgettext("for whom", "children"),
    "teens": lambda: pgettext("for whom", "teenagers"),
    "young-adults": lambda: pgettext("for whom", "young adults"),
    "adults": lambda: pgettext("for whom", "adults"),
    "seniors": lambda: pgettext("for whom", "seniors"),
}
# Told by the sentence itself; every other choice is named after it.
IN_SENTENCE = {"q", "category", "gender", "audience", "district", "area", "place", "near", "radius"}


def found_text(results: Results) -> str:
    return ngettext("%(count)s offer", "%(count)s offers", results.total) % {"count": results.total}


def title(results: Results) -> str:
    """Return `Swimming for girls in Nørrebro · 3 offers`, without what a title need not say."""
    parts = [sentence(results.query), *_others(results.query), found_text(results)]
    if results.query.page > 1:
        parts.append(_("Page %(number)s") % {"number": results.query.page})
    return " · ".join(part for part in parts if part)


def description(results: Results) -> str:
    found = found_text(results)
    about = sentence(results.query) or _("Activities near you")
    return _("%(about)s: %(found)s with times, places, prices and whom to ask.") % {"about": about, "found": found}


def sentence(query: SearchQuery) -> str:
    """Return what, for whom and where as one phrase; '' when nothing of the three is chosen."""
    what, whom, where = _what(query), _whom(query), _where(query)
    if whom:
        what = pgettext("search title", "%(what)s for %(whom)s") % {"what": what or _("Activities"), "whom": whom}
    if where:
        what = pgettext("search title", "%(what)s in %(where)s") % {"what": what or _("Activities"), "where": where}
    return what


def _what(query):
    if query.q:
        return f"“{query.q}”"
    return _few([label("category", key) for key in query.category])


def _whom(query):
    keys = [*(key for key in query.gender if key != "open"), *query.audience]
    return _few([WHOM[key]() for key in keys])


def _where(query):
    named = [(name, key) for name in ("district", "area", "place") for key in getattr(query, name)]
    places = [label(name, key) for name, key in named]
    # A position is nobody's business but the reader's.
    if query.near and query.near.slug:
        places.append(near_text(query.near))
    return _few(places)


def _few(names):
    """Return the first names; the title need not hold all of them."""
    return " / ".join(names[:FEW]) + (" …" if len(names) > FEW else "")


def _others(query):
    told = {name: () for name in ("category", "gender", "audience", "district", "area", "place")}
    rest = query.but(q="", near=None, **told)
    return [chip.text for chip in chips(rest, {}, clock.today())][: FEW + 1]


def is_landing(results: Results) -> bool:
    """True for the few searches worth finding from outside: one activity, one district, or one of each."""
    query = results.query
    plain = SearchQuery(category=query.category[:1], district=query.district[:1], page=query.page)
    return bool(results.total) and query == plain
