"""The contract of a search engine. Views know this and `get_engine()` only."""

from __future__ import annotations

import datetime as dt
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
class Suggestion:
    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class Health:
    ok: bool
    detail: str = ""


class SearchEngine(ABC):
    """Finds offers. Every engine gives the same set for the same query; a contract test holds them to it."""

    name = ""

    @abstractmethod
    def search(self, query: SearchQuery, *, facets: bool = True, size: int | None = None) -> Results:
        """Return the query's page of `size` hits (10 when not given), with facets, grid, unstated and widened."""

    @abstractmethod
    def suggest(self, text: str, language: str) -> list[Suggestion]:
        """Return what a beginning word may become."""

    @abstractmethod
    def index(self, ids: Iterable[int]) -> None:
        """Make the present state of these offers findable; those not findable any more leave the index."""

    @abstractmethod
    def remove(self, ids: Iterable[int]) -> None:
        """Take these offers out of the index."""

    @abstractmethod
    def rebuild(self, progress: Progress | None = None) -> int:
        """Index everything anew and return the number of offers; may be interrupted and repeated."""

    @abstractmethod
    def health(self) -> Health:
        """Say whether searches can be answered."""
