"""Where the sessions found lie: gathered by the cells of a tile grid, in memory, so that a map gets a small answer."""

from __future__ import annotations

import numpy as np

from ..models import SearchDocument
from .base import MERCATOR_EDGE, Box, Cluster, Spread, grid_precision
from .matching import Match, slots_in


def spread(match: Match, zoom: int, box: Box | None) -> Spread:
    """Answer `SearchEngine.clusters` for one match."""
    slots = match.snapshot.slots
    placed = np.flatnonzero(match.slots & match.found[slots.offer] & (slots.point >= 0))
    extent = _extent(slots, placed)
    around = box or extent
    if around is None:
        return Spread(int(match.found.sum()), 0, None, 0)
    precision = grid_precision(around, zoom)
    within = _pairs(slots, placed[slots_in(around, slots)[placed]])
    return Spread(
        total=int(match.found.sum()),
        placed=len(np.unique(slots.offer[placed])),
        extent=extent,
        precision=precision,
        clusters=_gathered(match, within, precision) if len(within) else [],
    )


def _extent(slots, rows) -> Box | None:
    if not len(rows):
        return None
    lat, lon = slots.lat[rows], slots.lon[rows]
    return Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


def _pairs(slots, rows):
    """Return one row for each pair of an offer and a point among these rows."""
    points = int(slots.point.max(initial=0)) + 1
    return rows[np.unique(slots.offer[rows] * points + slots.point[rows], return_index=True)[1]]


def _gathered(match: Match, rows, precision: int) -> list[Cluster]:
    slots = match.snapshot.slots
    lat, lon, offer, point = slots.lat[rows], slots.lon[rows], slots.offer[rows], slots.point[rows]
    x, y = _cells(lat, lon, precision)
    # Sorted by row and column of the grid: north to south, west to east.
    order = np.lexsort((x, y))
    rows, lat, lon, offer, point, x, y = (values[order] for values in (rows, lat, lon, offer, point, x, y))
    starts = np.flatnonzero(np.r_[True, (np.diff(x) != 0) | (np.diff(y) != 0)])
    number = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(x)]))
    distinct = np.unique(number * len(match.snapshot.ids) + offer) // len(match.snapshot.ids)
    pairs = np.bincount(number)
    alone = np.minimum.reduceat(point, starts) == np.maximum.reduceat(point, starts)
    samples = _samples(match, rows[starts[alone]])
    columns = (
        x[starts],
        y[starts],
        pairs,
        np.bincount(distinct),
        np.where(alone, lat[starts], np.add.reduceat(lat, starts) / pairs),
        np.where(alone, lon[starts], np.add.reduceat(lon, starts) / pairs),
        np.minimum.reduceat(lon, starts),
        np.minimum.reduceat(lat, starts),
        np.maximum.reduceat(lon, starts),
        np.maximum.reduceat(lat, starts),
        rows[starts],
    )
    return [
        Cluster((precision, *cell), count, offers, *middle, Box(*edges), samples.get(first))
        for *cell, count, offers, lat, lon, west, south, east, north, first in zip(
            *(column.tolist() for column in columns), strict=True
        )
        for middle, edges in [((lat, lon), (west, south, east, north))]
    ]


def _cells(lat, lon, precision: int):
    """Return the columns and rows of points in the grid of tiles at this precision (web Mercator)."""
    size = 2**precision
    phi = np.radians(np.clip(lat, -MERCATOR_EDGE, MERCATOR_EDGE))
    across, down = (lon + 180) / 360, (1 - np.arcsinh(np.tan(phi)) / np.pi) / 2
    return tuple(np.clip((part * size).astype(np.int64), 0, size - 1) for part in (across, down))


def _samples(match: Match, rows) -> dict[int, tuple[dict, dict]]:
    """Return {row: (offer document, session document)}, by one query."""
    snapshot = match.snapshot
    offers = {int(row): int(snapshot.ids[snapshot.slots.offer[row]]) for row in rows}
    stored = dict(SearchDocument.objects.filter(offer_id__in=offers.values()).values_list("offer_id", "document"))
    return {
        row: (stored[offer], stored[offer]["sessions"][int(snapshot.slots.session[row])])
        for row, offer in offers.items()
        if stored.get(offer)  # gone since the snapshot: the next request knows
    }
