"""The embedded engine keeps the contract, with few queries, and sees other workers' changes at once."""

from django.test import TestCase, override_settings

from activities.models import ActivityPage
from search.engines import get_engine
from search.engines.database import DatabaseEngine
from search.models import SearchDocument
from search.query import SearchQuery
from tests.search.engine_contract import EngineContract


@override_settings(FINDER_SEARCH_ENGINE="database")
class TestDatabaseEngine(EngineContract, TestCase):
    def test_a_search_takes_two_queries_and_words_one_more(self):
        self.results("")
        evening = SearchQuery(time=("evening",), category=("language-cafe",))
        with self.assertNumQueries(2):  # the generation, and the ten documents
            assert get_engine().search(evening).total == 1
        with self.assertNumQueries(3):
            assert get_engine().search(SearchQuery(q="fodbold", weekday=("fri",))).total == 1

    def test_another_worker_sees_a_publish_with_its_next_search(self):
        here, there = DatabaseEngine(), DatabaseEngine()
        assert there.search(SearchQuery()).total == 11
        page = ActivityPage.objects.get(title="Ungeklub")
        page.live = False
        page.save()
        here.index([page.pk])
        assert there.search(SearchQuery()).total == 10

    def test_a_change_is_read_alone_and_not_with_the_whole_city(self):
        engine = DatabaseEngine()
        engine.search(SearchQuery())
        page = ActivityPage.objects.get(title="Ungeklub")
        engine.index([page.pk])
        SearchDocument.objects.exclude(offer_id=page.pk).update(columns="would break if it were read")
        assert engine.search(SearchQuery()).total == 11

    def test_health_counts_the_offers(self):
        health = DatabaseEngine().health()
        assert health.ok
        assert "11" in health.detail
