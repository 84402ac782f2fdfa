"""The contract of a search engine. Views know this and `get_engine()` only."""

from __future__ import annotations

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..query import SearchQuery

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Hit:
    """One offer found.

    `document` is what `search.documents.build` made of it; `sessions` are its matching sessions
    as (session document, next start or None), the first being the one the hit stands for: the
    one with the earliest next date, or the nearest when sorted by distance. `next` is the earliest
    coming date of a matching session within the dates asked for, aware, or None.
    """

    id: int
    document: dict
    sessions: list[tuple[dict, dt.datetime | None]]
    next: dt.datetime | None
    distance_m: int | None = None


@dataclass(frozen=True)
class Widening:
    """A wider search that finds something: what was changed, how many offers, and the query for it."""

    change: str
    count: int
    query: SearchQuery


@dataclass(frozen=True)
class Results:
    """Answer to one search: ten hits of `total`, and the counts around them."""

    query: SearchQuery
    total: int
    page: int
    pages: int
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    unstated: dict[str, int] = field(default_factory=dict)
    widened: list[Widening] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """A part of the map in degrees, its edges included; never across the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Cluster:
    """What is found in one cell of the map's grid.

    `cell` is (precision, x, y) of the tile it is. `pairs` counts offers once per point they are held at,
    `offers` each once. `lat`, `lon` is the middle of its pairs and `box` what all of them lie in.
    `sample` is (offer document, session document) of one of them where all stand at one point.
    """

    cell: tuple[int, int, int]
    pairs: int
    offers: int
    lat: float
    lon: float
    box: Box
    sample: tuple[dict, dict] | None = None


@dataclass(frozen=True)
class Spread:
    """How a search lies on the map: offers found in all, those with a matching session at a point, and around what."""

    total: int
    placed: int
    extent: Box | None
    precision: int
    clusters: list[Cluster] = field(default_factory=list)


MAX_ZOOM = 22
MAX_CLUSTERS = 200
CELLS_PER_TILE = 2  # as a power of two: a cell is a quarter of a map picture wide, 64 pixels
MERCATOR_EDGE = 85.0511  # degrees; the map's pictures end here


def tile_place(lat: float, lon: float) -> tuple[float, float]:
    """Return where a point lies on the web map, from 0 to 1 eastwards and southwards."""
    lat = math.radians(max(-MERCATOR_EDGE, min(MERCATOR_EDGE, lat)))
    return (lon + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2


def grid_precision(box: Box, zoom: int) -> int:
    """Return the finest precision of the grid for this zoom at which the box has no more cells than may be told."""
    (left, top), (right, bottom) = tile_place(box.north, box.west), tile_place(box.south, box.east)
    for precision in range(zoom + CELLS_PER_TILE, 0, -1):
        across, down = (
            int(high * 2**precision) - int(low * 2**precision) + 1 for low, high in ((left, right), (top, bottom))
        )
        if across * down <= MAX_CLUSTERS:
            return precision
    return 0


@dataclass(frozen=True)
class Suggestion:
    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class Explained:
    """A hit with its score, and how its words answer what was typed; no reason where nothing was."""

    offer: int
    name: str
    score: float
    reason: str


@dataclass(frozen=True)
class Health:
    ok: bool
    detail: str = ""


class CannotRebuild(Exception):
    """Why no new index could take the place of the one in use; a sentence for who runs the command."""


class Unavailable(Exception):
    """The search server can't take or answer anything now: it is down, slow, full or told us to wait."""


class SearchEngine(ABC):
    """Finds offers. Every engine gives the same set for the same query; a contract test holds them to it."""

    name = ""
    # True where every answer is that of the data committed before it was asked: it may be kept for a generation.
    is_exact = False

    @abstractmethod
    def search(
        self, query: SearchQuery, *, facets: bool = True, size: int | None = None, box: Box | None = None
    ) -> Results:
        """Return the query's page of `size` hits (10 when not given), with facets, grid, unstated and widened.

        With a box, only sessions at a point within it match.
        """

    @abstractmethod
    def clusters(self, query: SearchQuery, zoom: int, box: Box | None = None) -> Spread:
        """Return the query's matching sessions in a box (around all of them when not given), gathered by a grid.

        The grid is that of map tiles at `grid_precision(box, zoom)`, so that there are never more than
        MAX_CLUSTERS; cells come from north to south and west to east. Page and sort of the query do not count.
        The pairs of all clusters are all pairs in the box. Elasticsearch answers the same by a `geotile_grid` of
        that precision and bounds on the nested, filtered sessions, with a cardinality over "offer and point" for
        `pairs` and a `top_hits` of one for `sample`.
        """

    @abstractmethod
    def suggest(self, text: str, language: str) -> list[Suggestion]:
        """Return what a beginning word may become."""

    def explain(self, query: SearchQuery, size: int = 10) -> list[Explained]:
        """Return the first hits in their order, each with its score and its reason; for engines that weigh words."""
        raise NotImplementedError(f"The engine “{self.name}” weighs no words.")

    @abstractmethod
    def index(self, ids: Iterable[int]) -> None:
        """Make the present state of these offers findable; those not findable any more leave the index."""

    @abstractmethod
    def remove(self, ids: Iterable[int]) -> None:
        """Take these offers out of the index."""

    def feed(self, ids: Iterable[int]) -> dict[int, str]:
        """Tell a server the present state of these offers; return {id: reason} of those refused for their own sake.

        Only housekeeping calls it, for what waits in the outbox. Raises Unavailable when the server takes nothing.
        """
        raise NotImplementedError(f"The engine “{self.name}” has no server to feed.")

    def restore(self) -> int:
        """Build anew what a server has lost as a whole; return the number of offers, 0 when nothing was lost.

        Raises Unavailable when the server can't be asked or takes nothing.
        """
        return 0

    @abstractmethod
    def rebuild(self, progress: Progress | None = None) -> int:
        """Index everything anew and return the number of offers; may be interrupted and repeated.

        Answers stay whole meanwhile. Raises CannotRebuild, the index in use being left as it was.
        """

    def go_back(self) -> str:
        """Let the index before the present one answer again and return its name; raises CannotRebuild without one."""
        raise CannotRebuild("This engine keeps no earlier index.")

    @abstractmethod
    def health(self) -> Health:
        """Say whether searches can be answered."""

    def state(self) -> str:
        """Return what anybody may know of how it answers at present, if there is anything to tell."""
        return ""
