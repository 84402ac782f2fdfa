"""Facets, the week grid, and what does not say: counts around a match."""

from __future__ import annotations

import numpy as np

from .matching import WEEKDAYS, Match
from .snapshot import BAND_BIT, BANDS, WEEKDAY_BIT

DANISH_LEVELS = range(4)


def facets(match: Match) -> dict[str, dict[str, int]]:
    """Count, for every value of a facet, the offers found if that facet's own choice were replaced by it."""
    has_slots = match.offers_with(match.slots)
    counts = {
        name: match.snapshot.facets[name].counts(match.offers_but(name) & has_slots)
        for name in ("category", "audience", "gender", "kind", "language")
    }
    # A flag is added to those chosen, not put in their place.
    counts["flag"] = match.snapshot.facets["flag"].counts(match.found)
    counts["danish"] = _danish(match, match.offers_but("danish") & has_slots)
    free = int((match.offers_but("price") & has_slots & match.snapshot.free).sum())
    counts["price"] = {"free": free} if free else {}
    slots = match.snapshot.slots
    counts["district"] = _by_code(match, "district", slots.district, slots.districts)
    counts["area"] = _by_code(match, "area", slots.area, slots.areas)
    counts |= _times(match)
    return counts


def _danish(match, selection):
    totals = {str(level): int((match.danish_at_most(level) & selection).sum()) for level in DANISH_LEVELS}
    return {level: total for level, total in totals.items() if total}


def _by_code(match, name, codes, names):
    """Count distinct offers by a value that each slot has one of."""
    slots = match.snapshot.slots
    chosen = match.slots_but(name) & match.offers[slots.offer] & (codes >= 0)
    seen = np.zeros((len(match.snapshot.ids), max(1, len(names))), dtype=bool)
    seen[slots.offer[chosen], codes[chosen]] = True
    return {key: int(total) for key, total in zip(names, seen.sum(axis=0), strict=False) if total}


def _times(match):
    """Count weekdays, bands and the cells of the grid, which replaces weekday and band together."""
    cells = {
        f"{weekday}-{band}": day * len(BANDS) + number
        for day, weekday in enumerate(WEEKDAYS)
        for number, (band, *_span) in enumerate(BANDS)
    }
    weekdays = {weekday: WEEKDAY_BIT + day for day, weekday in enumerate(WEEKDAYS)}
    bands = {band: BAND_BIT + number for number, (band, *_span) in enumerate(BANDS)}
    return {
        "weekday": _pick(_bit_totals(match, "weekday"), weekdays),
        "time": _pick(_bit_totals(match, "time"), bands),
        "grid": _pick(_bit_totals(match, "weekday", "time"), cells),
    }


def _bit_totals(match, *dropped):
    """Count, for each of the 64 bits, the offers with a slot that has it."""
    slots = match.snapshot.slots
    chosen = match.slots_but(*dropped) & match.offers[slots.offer]
    if not chosen.any():
        return np.zeros(64, dtype=np.int64)
    words = np.bitwise_or.reduceat(np.where(chosen, slots.time_bits, np.uint64(0)), slots.first_row)
    words = words[words != 0]
    if not len(words):
        return np.zeros(64, dtype=np.int64)
    columns = words.astype("<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(columns, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)


def _pick(totals, bits):
    return {key: int(totals[bit]) for key, bit in bits.items() if totals[bit]}


def unstated(match: Match) -> dict[str, int]:
    """Count, per active filter, the further offers that do not say; they never match it."""
    snapshot, query = match.snapshot, match.query
    silent = {}
    if query.language:
        silent["language"] = ~snapshot.language_stated & match.offers_but("language")
    if query.danish is not None:
        silent["danish"] = (snapshot.danish < 0) & match.offers_but("danish")
    if query.free or query.price_max is not None:
        # One choice: what is free costs no more than any amount, so free alone decides where both are asked for.
        says_nothing = ~snapshot.free_stated if query.free else np.isnan(snapshot.cost)
        silent["price"] = says_nothing & match.offers_but("price", "price_max")
    if "step-free" in query.flag:
        silent["step-free"] = ~snapshot.step_free_stated & match.offers_but("flag:step-free")
    has_slots = match.offers_with(match.slots)
    return {name: int((mask & has_slots).sum()) for name, mask in silent.items()}
