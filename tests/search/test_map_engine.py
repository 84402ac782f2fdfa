"""The embedded engine on the map, held against the plain oracle; fast and with few queries."""

from django.test import TestCase, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from activities.models import ActivityPage
from search import documents
from search.engines import get_engine
from search.engines.base import Box
from search.query import SearchQuery
from tests.search import random_city
from tests.search.map_contract import MapContract
from tests.search.oracle import Oracle
from tests.search.test_against_oracle import QUERIES


class OraclePairs:
    @classmethod
    def setUpTestData(cls):
        random_city.build()

    def setUp(self):
        self.oracle = Oracle(documents.build_many(ActivityPage.objects.values_list("pk", flat=True)))

    def matching(self, query):
        for offer in self.oracle.offers:
            if self.oracle.offer_passes(offer, query, ()):
                yield offer.pk, [s.venue for s in offer.sessions.all() if self.oracle.session_passes(s, query, ())]

    def pairs(self, query):
        return {
            (offer, venue.lat, venue.lon)
            for offer, venues in self.matching(query)
            for venue in venues
            if venue and venue.is_located
        }

    def unplaced(self, query):
        return self.oracle.ids(query) - {offer for offer, *_point in self.pairs(query)}


@override_settings(FINDER_NOW="2026-11-23T09:00", FINDER_SEARCH_ENGINE="database")
class TestMapOfDatabaseEngine(OraclePairs, MapContract, TestCase):
    def test_a_part_of_the_map_takes_two_queries(self):
        get_engine().search(SearchQuery())
        with self.assertNumQueries(2):  # the generation, and the documents of places alone
            assert self.clusters(SearchQuery(weekday=("tue",)), zoom=14).clusters


@override_settings(FINDER_NOW="2026-11-23T09:00", FINDER_SEARCH_ENGINE="database")
class TestMapAgainstOracle(OraclePairs, HypothesisCase):
    @settings(max_examples=40)
    @given(
        query=QUERIES,
        zoom=st.integers(0, 22),
        west=st.floats(12.48, 12.56),
        south=st.floats(55.65, 55.69),
        wide=st.floats(0, 0.1),
        high=st.floats(0, 0.05),
    )
    def test_any_search_in_any_part_is_counted_exactly(self, query, zoom, west, south, wide, high):
        box = Box(west, south, west + wide, south + high)
        pairs = self.pairs(query)
        within = {pair for pair in pairs if box.south <= pair[1] <= box.north and box.west <= pair[2] <= box.east}
        spread = get_engine().clusters(query, zoom, box)
        assert sum(cluster.pairs for cluster in spread.clusters) == len(within)
        assert spread.placed == len({offer for offer, *_point in pairs})
        assert spread.total == len(self.oracle.ids(query))
        for cluster in spread.clusters:
            inside = {
                offer
                for offer, lat, lon in within
                if cluster.box.south <= lat <= cluster.box.north and cluster.box.west <= lon <= cluster.box.east
            }
            assert cluster.offers <= len(inside)
