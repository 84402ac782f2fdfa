"""One request that answers a whole search: hits with their matching sessions, every facet, the grid, and the silent."""

from __future__ import annotations

from collections.abc import Mapping

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Bool, FunctionScore, Nested, Query

from ...query import SearchQuery
from ..base import Box
from ..matching import Circle, primary_tags
from . import ranking, wording
from .counts import Choices, Counting
from .filters import PATH, Moment, all_of, base_filters, field, is_coming, nested, offer_filters, session_filters
from .mapping import MAX_SESSIONS

# Their choices can be taken back to count what would be found: they stand in `post_filter`.
SESSION_CHOICES = ("district", "area", "weekday", "time")
ALWAYS = ("age",)
MATCHING = "matching"
SHOWN = ["document", *(f"{PATH}.{name}" for name in ("number", "days", "begins", "ends"))]


class Asked:
    """A query made ready for Elasticsearch; `places` are the circles of `query.place`, `box` a limit."""

    def __init__(self, query: SearchQuery, moment: Moment, places: Mapping[str, Circle], box: Box | None = None):
        self.query = query
        self.moment = moment
        offer = offer_filters(query)
        session = session_filters(query, places, box)
        always = base_filters(query, moment)
        self.choices = Choices(
            offer={name: chosen for name, chosen in offer.items() if name not in ALWAYS},
            session={name: chosen for name, chosen in session.items() if name in SESSION_CHOICES},
            always=[*always, *(chosen for name, chosen in session.items() if name not in SESSION_CHOICES)],
        )
        self.always = [chosen for name, chosen in offer.items() if name in ALWAYS]
        if query.q:
            self.always.append(wording.has_words(query.q))
        self.passed = self.choices.sessions_but()
        self.dated = all_of([self.passed, self._dated()])
        self.counting = Counting(query, self.choices)

    def _dated(self) -> Query:
        """The matching sessions that have a date: all of them but those by agreement."""
        return field("term", "own", True) if self.query.has_dates else is_coming(self.moment)

    def hits(self, *, facets: bool, start: int, size: int) -> Search:
        """Return the request for hits `start` to `start + size`, with counts."""
        search = self._search(Bool(filter=self._wide(), should=self._scores()))
        chosen = self.choices.but()
        if chosen:
            search = search.post_filter(all_of(chosen))
        for name, aggregation in self.counting.build(facets=facets).items():
            search.aggs.bucket(name, aggregation)
        order = ranking.order_of(self.query, self.dated, self.passed)
        return search.sort(*order).source(SHOWN)[start : start + size]

    def sources(self, size: int) -> Search:
        """Return the request for the first hits' numbers and import sources alone, in the same order."""
        search = self._search(Bool(filter=[*self._wide(), *self.choices.but()], should=self._scores(matching=False)))
        order = ranking.order_of(self.query, self.dated, self.passed)
        return search.sort(*order).source(False).extra(docvalue_fields=["source"])[0:size]

    def these(self, ids: list[str]) -> Search:
        """Return the request for hits of these numbers, in any order."""
        wanted = [*self._wide(), *self.choices.but(), Q("ids", values=ids)]
        return self._search(Bool(filter=wanted, should=[self._matching()])).source(SHOWN)[0 : len(ids)]

    def total(self) -> Search:
        """Return the request for the number of offers found alone."""
        return self._search(Bool(filter=[*self._wide(), *self.choices.but()]))[0:0]

    def _search(self, query: Query) -> Search:
        return Search().query(query).extra(track_total_hits=True)

    def _wide(self) -> list[Query]:
        """What holds whatever a facet's choice would be."""
        return [*self.always, nested(all_of(self.choices.always))]

    # --- Scores ---

    def _matching(self) -> Query:
        """Let each hit name its matching sessions."""
        inner = {"size": MAX_SESSIONS, "_source": False, "name": MATCHING}
        return nested(self.passed, score_mode="none", boost=0, inner_hits=inner)

    def _scores(self, *, matching: bool = True) -> list[Query]:
        is_by_words = self.query.order == "relevance" and self.query.q
        scores = self._relevance() if is_by_words else [ranking.soonest(self.query, self.moment, self.dated)]
        return [*scores, self._matching()] if matching else scores

    def _relevance(self) -> list[Query]:
        """Score by name, category and texts; a named offer comes first whether it has a date or not."""
        scores = [wording.how_well(self.query.q), *wording.gently(self.query, self.moment), self._soon()]
        if not self.query.has_time:
            scores.append(Q("constant_score", filter=nested(self.dated), boost=wording.HAS_DATES))
        if self.query.language and not self.query.sort:
            held = Nested(path="held", query=Q("terms", **{"held.language": primary_tags(self.query.language)}))
            scores.append(Q("constant_score", filter=held, boost=wording.IS_HELD))
        if self.query.near:
            scores.append(self._near())
        return scores

    def _soon(self) -> Query:
        """What comes next, squeezed into one gentle boost."""
        first, last = ranking.scored_days(self.query, self.moment)
        most = (last - first + 2) * ranking.DAY_STEP
        return FunctionScore(
            query=ranking.soonest(self.query, self.moment, self.dated),
            boost=wording.GENTLE["soon"] / most,
            boost_mode="multiply",
        )

    def _near(self) -> Query:
        point = {"lat": self.query.near.lat, "lon": self.query.near.lon}
        by = {f"{PATH}.point": {"origin": point, "scale": f"{max(200, self.query.radius // 2)}m"}}
        nearness = FunctionScore(
            query=Q("constant_score", filter=self.passed, boost=1),
            functions=[{"exp": by, "weight": wording.GENTLE["near"]}],
            boost_mode="replace",
        )
        return Nested(path=PATH, score_mode="max", query=nearness)
