"""The order of hits. Every order ends in the offer's id, so that walking the pages gives each hit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

import numpy as np

from activities.folding import fold

from .matching import Match, primary_tags
from .snapshot import NEVER

FIRST_PAGE = 10
MOST_OF_A_SOURCE = 3
EXACT, PREFIX, ALL_WORDS, SOME_WORDS, TEXT = range(5)


def ordered(match: Match, order: str):
    """Return the positions of all offers found, in the order asked for.

    An offer by agreement only has no date and comes last, except by name. When a language is asked
    for and no order, offers held in it come before those where somebody also speaks it, but not
    before one whose name was typed; an order the visitor chose is kept as it is.
    """
    found = np.flatnonzero(match.found)
    following = match.first_next()[found]
    dateless = following == NEVER
    only_also = only_also_spoken(match, found)
    # The last key weighs most.
    if order == "name":
        keys = (match.snapshot.name_rank[found],)
    elif order == "distance":
        keys = (following, match.least_distance()[found], only_also, dateless)
    elif order == "relevance" and match.query.q:
        tiers = name_tiers(match, found)
        is_named = tiers <= PREFIX
        keys = (following, tiers, only_also & ~is_named, ~is_named, dateless & ~is_named)
    else:
        keys = (following, only_also, dateless)
    positions = found[np.lexsort((match.snapshot.ids[found], *keys))]
    return spread_sources(match, positions) if order == "relevance" else positions


def only_also_spoken(match: Match, found):
    """Say which offers are not held in a language asked for; none of them when the visitor chose an order."""
    query = match.query
    if not query.language or query.sort:
        return np.zeros(len(found), dtype=bool)
    return ~match.snapshot.held.any(primary_tags(query.language))[found]


def name_tiers(match: Match, found):
    """Say how well each name answers the words typed: exactly, as its beginning, all words, some, or not at all."""
    typed = fold(match.query.q)
    words = typed.split()
    names = match.snapshot.names
    return np.array([min((_tier(name, typed, words) for name in names[i]), default=TEXT) for i in found], dtype=np.int8)


def _tier(name, typed, words):
    if name == typed:
        return EXACT
    if name.startswith(typed):
        return PREFIX
    present = [word in name for word in words]
    if all(present):
        return ALL_WORDS
    return SOME_WORDS if any(present) else TEXT


def spread_sources(match: Match, positions):
    """Let no import source fill more than three of the first ten places while there are others to show."""
    walked = in_turn(int(match.snapshot.sources[position]) for position in positions)
    return np.concatenate([positions[walked], positions[len(walked) :]])


def in_turn(sources: Iterable[Hashable]) -> list[int]:
    """Return the first places in the order they are shown in, as far as it takes to fill the first page.

    `sources` are those of the hits in their own order, falsy for an offer that came from no feed. What comes after
    the places returned stays as it is.
    """
    first, later, used = [], [], Counter()
    for at, source in enumerate(sources):
        if source and used[source] >= MOST_OF_A_SOURCE:
            later.append(at)
        else:
            used[source] += 1
            first.append(at)
        if len(first) == FIRST_PAGE:
            break
    return first + later
