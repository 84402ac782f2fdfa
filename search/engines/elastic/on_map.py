"""Where the sessions found lie, gathered by the cells of a tile grid within the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from elasticsearch.dsl import A, Q, Search

from ..base import Box, Cluster, Spread, grid_precision
from .answer import total_of
from .filters import PATH, all_of, field
from .request import Asked

EXACT_PAIRS = 40_000  # the most that a cardinality counts exactly; below it the answer is exact in practice
Ask = Callable[[Search], dict]


def spread(asked: Asked, zoom: int, box: Box | None, ask: Ask, fetch: Callable[[list[str]], dict]) -> Spread:
    """Answer `SearchEngine.clusters` by two requests, and a third for the places that stand alone.

    `ask` sends a search, `fetch` gets {id: document} of offers.
    """
    answer = ask(_extent(asked))
    total, found = total_of(answer), answer["aggregations"]["sessions"]["found"]
    placed, extent = found["offers"]["doc_count"], _box(found)
    around = box or extent
    if around is None:
        return Spread(total, 0, None, 0)
    precision = grid_precision(around, zoom)
    buckets = ask(_cells(asked, around, precision))["aggregations"]["sessions"]["found"]["cells"]["buckets"]
    samples = _samples([bucket for bucket in buckets if _is_alone(bucket)], fetch)
    clusters = [_cluster(bucket, samples.get(bucket["key"])) for bucket in buckets]
    return Spread(total, placed, extent, precision, sorted(clusters, key=lambda one: (one.cell[2], one.cell[1])))


def _sessions(asked: Asked, within: list, aggs: dict):
    found = A("filter", all_of([asked.passed, Q("exists", field=f"{PATH}.point"), *within]), aggs=aggs)
    return A("nested", path=PATH, aggs={"found": found})


def _edges() -> dict:
    return {f"{end}_{name}": A(end, field=f"{PATH}.{name}") for name in ("lat", "lon") for end in ("min", "max")}


def _extent(asked: Asked) -> Search:
    search = asked.total()
    search.aggs.bucket("sessions", _sessions(asked, [], {"offers": A("reverse_nested"), **_edges()}))
    return search


def _cells(asked: Asked, box: Box, precision: int) -> Search:
    edges = {"lat": (box.south, box.north), "lon": (box.west, box.east)}
    within = [field("range", name, {"gte": low, "lte": high}) for name, (low, high) in edges.items()]
    cell = {
        "pairs": A("cardinality", field=f"{PATH}.pair", precision_threshold=EXACT_PAIRS),
        "offers": A("reverse_nested"),
        "lat": A("avg", field=f"{PATH}.lat"),
        "lon": A("avg", field=f"{PATH}.lon"),
        **_edges(),
        "sample": A("top_hits", size=1, _source=[f"{PATH}.number"]),
    }
    grid = A("geotile_grid", field=f"{PATH}.point", precision=precision, size=10_000, aggs=cell)
    search = asked.total()
    search.aggs.bucket("sessions", _sessions(asked, within, {"cells": grid}))
    return search


def _box(found: Mapping) -> Box | None:
    west, south, east, north = (found[name]["value"] for name in ("min_lon", "min_lat", "max_lon", "max_lat"))
    return None if west is None else Box(west, south, east, north)


def _is_alone(bucket: Mapping) -> bool:
    box = _box(bucket)
    return box.west == box.east and box.south == box.north


def _samples(buckets: list[Mapping], fetch) -> dict[str, tuple[dict, dict]]:
    """Return {cell: (offer document, session document)} of what stands at one point alone."""
    hits = {bucket["key"]: bucket["sample"]["hits"]["hits"][0] for bucket in buckets}
    stored = fetch(sorted({hit["_id"] for hit in hits.values()}))
    return {
        key: (stored[hit["_id"]], stored[hit["_id"]]["sessions"][hit["_source"]["number"]])
        for key, hit in hits.items()
        if hit["_id"] in stored
    }


def _cluster(bucket: Mapping, sample) -> Cluster:
    box = _box(bucket)
    precision, x, y = (int(part) for part in bucket["key"].split("/"))
    # The mean of one point many times over may miss it in its last digit.
    lat, lon = (box.south, box.west) if _is_alone(bucket) else (bucket["lat"]["value"], bucket["lon"]["value"])
    return Cluster((precision, x, y), bucket["pairs"]["value"], bucket["offers"]["doc_count"], lat, lon, box, sample)
