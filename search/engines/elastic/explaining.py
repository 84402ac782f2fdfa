"""Why a hit stands where it stands, told by the engine itself."""

from __future__ import annotations

from dataclasses import dataclass

from activities import clock

from ... import generation
from ...query import SearchQuery
from ..found import circles
from . import ElasticEngine
from .filters import Moment
from .request import Asked
from .wording import SAID


@dataclass(frozen=True)
class Explained:
    """A hit with its score, and how its words answer what was typed; no reason where nothing was."""

    offer: int
    name: str
    score: float
    reason: str


def explained(query: SearchQuery, size: int = 10) -> list[Explained]:
    """Return the first hits of a query in their order, each with the best step of relevance it reached."""
    asked = Asked(query, Moment(clock.now()), circles(query, generation.current()))
    answer = ElasticEngine().ask(asked.hits(facets=False, start=0, size=size))
    return [_explained(raw) for raw in answer["hits"]["hits"]]


def _explained(raw: dict) -> Explained:
    document = raw["_source"]["document"]
    reached = max((int(step) for step in raw.get("matched_queries", ())), default=0)
    return Explained(document["id"], document["name"].get("da", ""), raw["_score"], SAID.get(reached, ""))
