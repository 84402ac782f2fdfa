"""Elasticsearch: the engine for those who outgrow one machine."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch.dsl import Search

from activities import clock

from ... import generation
from ...query import PAGE_SIZE, SearchQuery
from ...vocabulary import City, city
from ..base import (
    Box,
    CannotRebuild,
    Explained,
    Health,
    Hit,
    Progress,
    Results,
    SearchEngine,
    Spread,
    Suggestion,
    Widening,
)
from ..found import circles
from ..ranking import MOST_OF_A_SOURCE, in_turn
from ..suggesting import suggestions
from ..widening import steps
from . import index, rebuilding
from .answer import hits_of, is_crowded, source_of, total_of
from .client import Unavailable, asking, connection, whole
from .explaining import explained
from .filters import Moment
from .mapping import MAX_RESULTS
from .on_map import spread
from .request import Asked

WALKED = 200  # hits among which a feed's surplus is put back


class ElasticEngine(SearchEngine):
    """Answers from the index alone. Every call may raise `client.Unavailable`; the standby deals with that."""

    name = "elasticsearch"

    @property
    def index_name(self) -> str:
        """The name of what is asked: an alias, but for benchmarks."""
        return index.alias()

    # --- Asking ---

    def search(
        self, query: SearchQuery, *, facets: bool = True, size: int | None = None, box: Box | None = None
    ) -> Results:
        now = generation.current()
        known = city(now)
        asked = Asked(query, Moment(clock.now()), circles(query, now), box)
        size = size or PAGE_SIZE
        start = (query.page - 1) * size
        is_within = start + size <= MAX_RESULTS
        answer = self.ask(asked.hits(facets=facets, start=start if is_within else 0, size=size if is_within else 0))
        total = total_of(answer)
        counted, unstated = asked.counting.read(answer.get("aggregations", {}))
        return Results(
            query=query,
            total=total,
            page=query.page,
            pages=-(-min(total, MAX_RESULTS) // size),
            hits=self._in_turn(asked, answer, start, size),
            facets=counted,
            unstated=unstated,
            widened=[] if total else self._widened(asked, known, now, box),
        )

    def _in_turn(self, asked: Asked, answer: dict, start: int, size: int) -> list[Hit]:
        """Return the hits of an answer; by relevance so that no import source fills the first page alone."""
        raw = answer["hits"]["hits"]
        if asked.query.order != "relevance" or start >= WALKED or not (start or is_crowded(raw, MOST_OF_A_SOURCE)):
            return hits_of(raw, asked)
        walked = self.ask(asked.sources(WALKED))["hits"]["hits"]
        order = in_turn(map(source_of, walked))
        order += range(len(order), len(walked))
        ids = [walked[at]["_id"] for at in order[start : start + size]]
        if ids == [one["_id"] for one in raw]:
            return hits_of(raw, asked)
        found = {one["_id"]: one for one in self.ask(asked.these(ids))["hits"]["hits"]}
        return hits_of([found[offer] for offer in ids if offer in found], asked)

    def ask(self, search: Search) -> dict:
        """Send one request and return the raw answer."""
        with asking():
            # A part of the hits would be a wrong count: rather all from the standby.
            answer = connection().search(
                index=self.index_name, body=search.to_dict(), allow_partial_search_results=False
            )
            whole(answer)
        return answer.body

    def clusters(self, query: SearchQuery, zoom: int, box: Box | None = None) -> Spread:
        now = generation.current()
        city(now)
        return spread(Asked(query, Moment(clock.now()), circles(query, now)), zoom, box, self.ask, self._documents)

    def _documents(self, ids: list[str]) -> dict[str, dict]:
        """Return {id: document} of offers still in the index."""
        if not ids:
            return {}
        with asking():
            answer = connection().mget(index=self.index_name, ids=ids, source_includes=["document"])
        return {found["_id"]: found["_source"]["document"] for found in answer["docs"] if found.get("found")}

    def _widened(self, asked: Asked, known: City, now, box: Box | None) -> list[Widening]:
        """Count all steps by one more request, only where nothing was found."""
        wider = list(steps(asked.query, known))
        if not wider:
            return []
        requests = [Asked(step, asked.moment, circles(step, now), box).total() for _change, step in wider]
        with asking():
            answers = connection().msearch(
                index=self.index_name, searches=[part for one in requests for part in ({}, one.to_dict())]
            )["responses"]
            for answer in answers:
                if "error" in answer:
                    raise Unavailable(answer["error"]["type"])
                whole(answer)
        totals = [total_of(answer) for answer in answers]
        return [Widening(change, total, step) for (change, step), total in zip(wider, totals, strict=True) if total]

    def suggest(self, text: str, language: str) -> list[Suggestion]:
        return suggestions(text, language)

    def explain(self, query: SearchQuery, size: int = 10) -> list[Explained]:
        asked = Asked(query, Moment(clock.now()), circles(query, generation.current()))
        return [explained(raw) for raw in self.ask(asked.hits(facets=False, start=0, size=size))["hits"]["hits"]]

    # --- Feeding ---

    def feed(self, ids: Iterable[int]) -> dict[int, str]:
        """Write the present state of these offers at once; return {id: reason} of those refused for their own sake."""
        return index.feed(ids)

    def index(self, ids: Iterable[int]) -> None:
        self.feed(ids)

    def remove(self, ids: Iterable[int]) -> None:
        self.feed(ids)

    def rebuild(self, progress: Progress | None = None) -> int:
        try:
            return rebuilding.rebuild(progress)
        except Unavailable as error:
            raise CannotRebuild(f"Elasticsearch can't take it now: {error}.") from error

    def restore(self) -> int:
        return rebuilding.rebuild() if index.in_use() is None else 0

    def held(self) -> Iterable[int]:
        """Return the numbers of all offers in the index in use, also of those that are no more."""
        return index.numbers(index.alias())

    def go_back(self) -> str:
        try:
            return rebuilding.go_back()
        except Unavailable as error:
            raise CannotRebuild(f"Elasticsearch can't be reached: {error}.") from error

    def health(self) -> Health:
        return Health(True, f"{index.count()} offers")
