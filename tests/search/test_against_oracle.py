"""Filters, facets, grid, silence and order, held against the plain oracle over random queries."""

import datetime as dt

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from activities.choices import Audience, Gender, Kind, TimeBand
from activities.models import ActivityPage
from search import documents
from search.engines import get_engine
from search.query import Near, SearchQuery
from tests.search import random_city
from tests.search.oracle import Oracle

SEVERAL = {"max_size": 2, "unique": True}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS = st.dates(dt.date(2026, 11, 20), dt.date(2027, 12, 20))


def some(values):
    """Mostly nothing chosen, so that most queries find something."""
    return st.one_of(
        st.just(()), st.just(()), st.just(()), st.lists(st.sampled_from(list(values)), **SEVERAL).map(tuple)
    )


def maybe(strategy):
    return st.one_of(st.none(), st.none(), st.none(), strategy)


QUERIES = st.builds(
    SearchQuery,
    category=some(random_city.CATEGORIES),
    audience=some(Audience.values),
    gender=some(Gender.values),
    kind=some(Kind.values),
    district=some(["noerrebro", "indre-by", "valby", "outside"]),
    area=some(["noerrebro", "christianshavn", "indre-by"]),
    place=some(["runddelen", "langgade"]),
    near=maybe(st.builds(Near, st.floats(55.66, 55.70), st.floats(12.50, 12.58))),
    radius=st.sampled_from([500, 1500, 5000]),
    postcode=some(["2200", "2500"]),
    weekday=some(WEEKDAYS),
    time=some(TimeBand.values),
    after=maybe(st.sampled_from([0, 540, 840, 1020, 1380])),
    before=maybe(st.sampled_from([600, 840, 1050, 1439])),
    date=maybe(DAYS),
    until=maybe(DAYS),
    open_now=st.sampled_from([False] * 7 + [True]),
    language=some(["da", "ar", "fa"]),
    danish=maybe(st.integers(0, 3)),
    free=st.sampled_from([False, False, False, True]),
    price_max=maybe(st.sampled_from([0, 100, 600, 3000])),
    age=some([(96, 107), (18, 18), (132, 167), (600, 611)]),
    flag=some([*random_city.FLAGS, "trial", "has-room", "fee-support"]),
)
REPLACED = {
    "category": random_city.CATEGORIES,
    "audience": Audience.values,
    "gender": Gender.values,
    "kind": Kind.values,
    "district": ("noerrebro", "indre-by", "valby", "outside"),
    "area": ("noerrebro", "christianshavn", "indre-by", "valby"),
    "weekday": WEEKDAYS,
    "time": TimeBand.values,
    "language": ("da", "ar", "so", "fa"),
}


@override_settings(FINDER_NOW="2026-11-23T09:00", FINDER_SEARCH_ENGINE="database")
class TestAgainstOracle(TestCase):
    @classmethod
    def setUpTestData(cls):
        random_city.build()

    def setUp(self):
        built = documents.build_many(ActivityPage.objects.values_list("pk", flat=True))
        self.oracle = Oracle(built)
        assert len(self.oracle.offers) > 25

    def found(self, query, **options):
        return get_engine().search(query, size=200, **options)

    @settings(max_examples=120)
    @given(query=QUERIES)
    def test_a_search_finds_exactly_what_the_oracle_finds(self, query):
        assert {hit.id for hit in self.found(query, facets=False).hits} == self.oracle.ids(query)

    @settings(max_examples=20)
    @given(query=QUERIES)
    def test_a_facet_counts_what_would_be_found_with_its_choice_replaced(self, query):
        facets = self.found(query).facets
        for name, values in REPLACED.items():
            assert set(facets[name]) <= set(values)
            for value in values:
                expected = len(self.oracle.ids(query.but(**{name: (value,)})))
                assert facets[name].get(value, 0) == expected, (name, value)
        for flag in ("drop-in", "step-free", "trial"):
            assert facets["flag"].get(flag, 0) == len(self.oracle.ids(query.but(flag=(*query.flag, flag))))
        for level in range(4):
            assert facets["danish"].get(str(level), 0) == len(self.oracle.ids(query.but(danish=level)))
        assert facets["price"].get("free", 0) == len(self.oracle.ids(query.but(free=True)))

    @settings(max_examples=8)
    @given(query=QUERIES)
    def test_the_grid_replaces_weekday_and_time_together(self, query):
        grid = self.found(query).facets["grid"]
        for weekday in WEEKDAYS:
            for band in TimeBand.values:
                expected = len(self.oracle.ids(query.but(weekday=(weekday,), time=(band,))))
                assert grid.get(f"{weekday}-{band}", 0) == expected, (weekday, band)

    @settings(max_examples=60)
    @given(query=QUERIES)
    def test_not_stated_never_matches_and_is_counted(self, query):
        assert self.found(query, facets=False).unstated == self.oracle.unstated(query)

    @settings(max_examples=40)
    @given(query=QUERIES, language=st.sampled_from([("ar",), ("da",), ("fa", "so")]))
    def test_held_in_a_language_comes_before_also_spoken_among_dated_and_undated(self, query, language):
        hits = self.found(query.but(language=language), facets=False).hits
        places = [(hit.next is None, not self.oracle.is_held_in(hit.id, language)) for hit in hits]
        assert places == sorted(places)

    @settings(max_examples=40)
    @given(query=QUERIES, order=st.sampled_from(["", "relevance", "next", "name", "distance"]))
    def test_walking_all_pages_gives_each_hit_once(self, query, order):
        if order == "distance" and query.near is None:
            order = "next"
        query = query.but(sort=order)
        first = get_engine().search(query, facets=False)
        walked = []
        for page in range(1, first.pages + 1):
            hits = get_engine().search(query.but(page=page), facets=False).hits
            assert 1 <= len(hits) <= 10
            walked += [hit.id for hit in hits]
        assert len(walked) == len(set(walked)) == first.total

    @settings(max_examples=40)
    @given(query=QUERIES)
    def test_hits_are_told_with_their_matching_sessions_and_first_date(self, query):
        for hit in self.found(query, facets=False).hits:
            offer = next(offer for offer in self.oracle.offers if offer.pk == hit.id)
            matching = {s.pk for s in offer.sessions.all() if self.oracle.session_passes(s, query, ())}
            assert {session["id"] for session, _next in hit.sessions} == matching
            dated = [moment for _session, moment in hit.sessions if moment]
            assert hit.next == min(dated, default=None)

    def test_one_source_fills_at_most_three_of_the_first_ten_by_relevance(self):
        hits = get_engine().search(SearchQuery(sort="relevance"), facets=False).hits
        assert sum(hit.document["source"] == "feed" for hit in hits) <= 3


@pytest.mark.parametrize("moment", ["2026-11-23T23:30", "2026-12-24T00:10", "2027-03-28T03:05", "2027-05-31T16:59"])
@pytest.mark.django_db
def test_the_answer_is_exact_at_any_minute(moment, settings):
    settings.FINDER_NOW = "2026-11-23T09:00"
    random_city.build(seed=3, offers=20)
    settings.FINDER_NOW = moment
    built = documents.build_many(ActivityPage.objects.values_list("pk", flat=True))
    oracle = Oracle(built)
    for query in (SearchQuery(), SearchQuery(open_now=True), SearchQuery(date=dt.date(2026, 1, 1), time=("evening",))):
        assert {hit.id for hit in get_engine().search(query, size=200).hits} == oracle.ids(query)
