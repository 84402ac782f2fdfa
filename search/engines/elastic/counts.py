"""Facets, the week grid and what does not say, as aggregations of the one request, and read back from its answer.

A facet counts as if its own choice were replaced. So the filters that have a facet stand in `post_filter`, and every
facet is counted under all of them but its own. Facets with the same filters share one branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from elasticsearch.dsl import A
from elasticsearch.dsl.query import Query

from ...query import SearchQuery
from .filters import PATH, SILENT, all_of, nested

OFFER_FACETS = ("category", "audience", "gender", "kind", "language")
SESSION_FACETS = {
    "district": ("district", ("district",)),
    "area": ("area", ("area",)),
    "weekday": ("weekday", ("weekday",)),
    "time": ("bands", ("time",)),
    "grid": ("cells", ("weekday", "time")),
}
MOST_VALUES = 300
DANISH_LEVELS = range(4)


@dataclass(frozen=True)
class Choices:
    """The filters of a query that have a facet, apart from those that hold for every count.

    `offer` and `session` are the filters with a facet, by name; `always` the session filters without one.
    """

    offer: Mapping[str, Query]
    session: Mapping[str, Query]
    always: list[Query]

    def sessions_but(self, dropped: Iterable[str] = ()) -> Query:
        """Return what a session must pass, some facets' choices taken back."""
        return all_of([*self.always, *(chosen for name, chosen in self.session.items() if name not in dropped)])

    def but(self, dropped: Iterable[str] = ()) -> list[Query]:
        """Return what an offer must pass on top of the query, some facets' choices taken back."""
        filters = [chosen for name, chosen in self.offer.items() if name not in dropped]
        return [*filters, nested(self.sessions_but())] if self.session else filters

    def offers_but(self, dropped: Iterable[str] = ()) -> list[Query]:
        """Return the filters of the offer alone."""
        return [chosen for name, chosen in self.offer.items() if name not in dropped]


class Counting:
    """Builds the aggregations of one request and reads its answer: `facets` and `unstated` are asked for by `build`."""

    def __init__(self, query: SearchQuery, choices: Choices):
        self.query = query
        self.choices = choices
        self.branches: dict[str, tuple[list[Query], dict]] = {}

    # --- Asking ---

    def build(self, *, facets: bool) -> dict[str, dict]:
        """Return the aggregations by name, to be put at the root of the request."""
        for name, silent in self.silences().items():
            dropped, query = silent
            self.put(f"unstated-{name}", A("filter", query), self.choices.but(dropped))
        if facets:
            self.build_facets()
        return {
            name: A("filter", all_of(filters) if filters else {"match_all": {}}, aggs=dict(aggs))
            for name, (filters, aggs) in self.branches.items()
        }

    def build_facets(self):
        for name in OFFER_FACETS:
            self.put(name, A("terms", field=name, size=MOST_VALUES), self.choices.but([name]))
        # A flag is added to those chosen, not put in their place.
        self.put("flag", A("terms", field="flag", size=MOST_VALUES), self.choices.but())
        self.put("danish", A("terms", field="danish", size=len(DANISH_LEVELS)), self.choices.but(["danish"]))
        self.put("price", A("filter", {"term": {"free": True}}), self.choices.but(["price"]))
        for name, (column, dropped) in SESSION_FACETS.items():
            # Counted in sessions, told in offers.
            values = A("terms", field=f"{PATH}.{column}", size=MOST_VALUES, aggs={"offers": A("reverse_nested")})
            passed = A("filter", self.choices.sessions_but(dropped), aggs={"values": values})
            self.put(name, A("nested", path=PATH, aggs={"passed": passed}), self.choices.offers_but())

    def put(self, name: str, aggregation, filters: list[Query]):
        key = str([query.to_dict() for query in filters])
        for _branch, (known, aggs) in self.branches.items():
            if key == str([query.to_dict() for query in known]):
                aggs[name] = aggregation
                return
        self.branches[f"branch-{len(self.branches)}"] = (filters, {name: aggregation})

    def silences(self) -> dict[str, tuple[list[str], Query]]:
        """Return {key: (choices taken back, who does not say)} for the filters in force."""
        query, silent = self.query, {}
        if query.language:
            silent["language"] = (["language"], SILENT["language"])
        if query.danish is not None:
            silent["danish"] = (["danish"], SILENT["danish"])
        if query.free or query.price_max is not None:
            # One choice: what is free costs no more than any amount, so free alone decides where both are asked for.
            silent["price"] = (["price", "price_max"], SILENT["free" if query.free else "cost"])
        if "step-free" in query.flag:
            silent["step-free"] = (["flag:step-free"], SILENT["step-free"])
        return silent

    # --- Reading ---

    def read(self, answer: Mapping) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
        """Return (facets, unstated) of the `aggregations` of an answer."""
        found = {name: counted for branch in self.branches for name, counted in answer[branch].items()}
        unstated = {name: found[f"unstated-{name}"]["doc_count"] for name in self.silences()}
        if "flag" not in found:
            return {}, unstated
        facets = {name: _values(found[name]) for name in (*OFFER_FACETS, "flag")}
        facets["danish"] = _cumulative(_values(found["danish"]))
        free = found["price"]["doc_count"]
        facets["price"] = {"free": free} if free else {}
        for name in SESSION_FACETS:
            buckets = found[name]["passed"]["values"]["buckets"]
            facets[name] = {bucket["key"]: bucket["offers"]["doc_count"] for bucket in buckets}
        return facets, unstated


def _values(counted: Mapping) -> dict[str, int]:
    return {str(bucket["key"]): bucket["doc_count"] for bucket in counted["buckets"]}


def _cumulative(counts: Mapping[str, int]) -> dict[str, int]:
    """Turn offers by the Danish they need into offers by the Danish one has."""
    totals, total = {}, 0
    for level in DANISH_LEVELS:
        total += counts.get(str(level), 0)
        if total:
            totals[str(level)] = total
    return totals
