"""Elasticsearch keeps the contract on a real node, and what is its own: words, versions, rebuilding, one request."""

import datetime as dt
import json
from unittest import mock

import pytest
from django.test import TestCase, override_settings
from hypothesis import given, settings

from activities.models import ActivityPage
from search import generation
from search.engines import get_engine
from search.engines.base import CannotRebuild
from search.engines.elastic import ElasticEngine, document, index, rebuilding
from search.engines.elastic.client import Unavailable, connection
from search.engines.elastic.filters import Moment
from search.engines.elastic.request import Asked
from search.query import SearchQuery
from tests.search import test_against_oracle, test_map_engine
from tests.search.engine_contract import EngineContract
from tests.search.test_against_oracle import QUERIES

pytestmark = pytest.mark.usefixtures("elastic")
ELASTIC = override_settings(FINDER_SEARCH_ENGINE="elasticsearch")
BROUGHT_UP = mock.patch("tests.elastic_sync.Mirror.bring_up")  # nothing more is fed by the suite itself


@ELASTIC
class TestElasticEngine(EngineContract, TestCase):
    def test_a_search_is_one_request_and_one_more_where_nothing_is_found(self):
        assert self.requests("category=football") == 1
        assert self.requests("q=fodbold") == 1
        assert self.requests("time=morning&district=valby") == 2

    def requests(self, text):
        self.results(text)  # brings the index up
        with (
            BROUGHT_UP,
            mock.patch.object(
                type(connection()), "perform_request", autospec=True, side_effect=type(connection()).perform_request
            ) as sent,
        ):
            self.results(text)
        return sent.call_count

    # --- Words ---

    def test_a_part_of_a_compound_is_found_and_a_compound_does_not_find_its_parts(self):
        assert "O9" in self.found("q=bold")
        assert "O4" in self.found("q=klub")
        assert self.found("q=pigefodbold") == set()

    def test_inflected_words_and_words_that_mean_the_same_are_found(self):
        assert "O6" in self.found("q=livredderkurser")
        assert "O9" in self.found("q=soccer")
        assert "O5" in self.found("q=lektiecafé")

    def test_a_misspelt_word_is_found_and_breaks_no_filter(self):
        assert self.found("q=badmintn") == {"O11"}
        assert self.found("q=badmintn&district=valby") == set()
        assert self.found("q=lektiehjlp") == {"O5"}

    def test_a_short_word_is_not_taken_for_another(self):
        assert self.found("q=kor") == self.found("q=kar") == set()

    def test_the_exact_name_then_its_beginning_then_its_words_then_what_it_is_then_texts(self):
        for title, name, summary in (
            ("Badminton for voksne", "Skak", ""),
            ("Lektiehjælp", "Skak for børn", ""),
            ("Ungeklub", "Klub med skak", ""),
            ("Mødregruppe", "Mødregruppe", "Vi spiller også skak."),
        ):
            offer = ActivityPage.objects.get(title=title)
            offer.name_da, offer.summary_da = name, summary or offer.summary_da
            offer.save_revision().publish()
        names = [hit.document["name"]["da"] for hit in self.results("q=skak").hits]
        assert names == ["Skak", "Skak for børn", "Klub med skak", "Mødregruppe"]
        assert [hit.reason for hit in get_engine().explain(SearchQuery(q="skak"))] == [
            "its name is what was typed",
            "its name begins with what was typed",
            "its name has all the words",
            "its texts have all the words",
        ]

    def test_nothing_typed_is_read_as_a_query_language_or_a_script(self):
        asked = Asked(SearchQuery(q='name:* OR (a~2) "x" \\ /.*/ {{x}}'), self.moment(), {})
        body = json.dumps(asked.hits(facets=True, start=0, size=10).to_dict())
        for dangerous in ("query_string", "script", "regexp", "wildcard", "runtime"):
            assert dangerous not in body

    @staticmethod
    def moment():
        return Moment(dt.datetime(2026, 11, 23, 9))

    # --- Versions ---

    def test_a_late_write_brings_no_old_state_back(self):
        offer = ActivityPage.objects.get(title="Ungeklub")
        assert self.keys("q=ungeklub") == ["O8"]
        offer.name_da = "Skakklub"
        offer.save_revision().publish()
        self.results("")
        with mock.patch.object(generation, "stored", return_value=0), mock.patch.object(document, "of_offers") as built:
            built.return_value = {offer.pk: {"offer": offer.pk, "names": ["ungeklub"]}}
            assert index.feed([offer.pk]) == {}
        assert self.hit_names("skakklub") == ["Skakklub"]

    def hit_names(self, text):
        return [hit.document["name"]["da"] for hit in self.results(f"q={text}").hits]

    def test_a_document_the_engine_refuses_does_not_keep_the_others_out(self):
        good, bad = ActivityPage.objects.order_by("pk")[:2]
        whole = document.of_offers([good.pk, bad.pk], dt.date(2026, 11, 23))
        whole[bad.pk]["unknown"] = 1
        self.results("")
        with mock.patch.object(document, "of_offers", return_value=whole):
            refused = index.feed([good.pk, bad.pk])
        assert list(refused) == [bad.pk]
        assert "unknown" in refused[bad.pk]

    # --- Building anew ---

    def test_a_change_made_while_a_new_index_is_filled_is_in_it(self):
        offer = ActivityPage.objects.get(title="Ungeklub")
        fill = rebuilding._fill

        def fill_and_change(name, ids):
            fill(name, ids)
            if offer.name_da != "Skakklub":
                offer.name_da = "Skakklub"
                offer.save_revision().publish()

        with mock.patch.object(rebuilding, "_fill", fill_and_change):
            rebuilding.rebuild()
        (found,) = connection().search(index=index.alias(), query={"term": {"names": "skakklub"}})["hits"]["hits"]
        assert found["_id"] == str(offer.pk)

    def test_the_index_before_is_kept_and_can_be_gone_back_to(self):
        first = index.in_use()
        rebuilding.rebuild()
        second = index.in_use()
        assert second != first
        assert ElasticEngine().go_back() == first
        assert index.in_use() == first
        with pytest.raises(CannotRebuild):
            ElasticEngine().go_back()
        rebuilding.put_in_place(second)

    def test_what_an_interrupted_run_left_is_cleared_away_and_disturbs_nothing(self):
        before = index.in_use()
        with mock.patch.object(rebuilding, "_fill", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            rebuilding.rebuild()
        assert index.in_use() == before
        rebuilding.rebuild()
        assert len(rebuilding.made()) == index.KEPT_INDICES

    def test_another_form_of_documents_has_an_alias_of_its_own_and_is_not_mixed_with_ours(self):
        self.results("")
        with BROUGHT_UP, mock.patch.object(index, "fingerprint", return_value="0therf0rm"):
            with pytest.raises(Unavailable):
                ElasticEngine().search(SearchQuery())
            with pytest.raises(Unavailable):
                index.feed([ActivityPage.objects.first().pk])
            rebuilding.rebuild()
            assert index.count() == 11
        # The program before goes on with its own meanwhile.
        assert self.results("").total == 11

    def test_a_template_that_adds_fields_is_refused(self):
        with (
            mock.patch.object(index, "mapping", with_one_more_field),
            pytest.raises(CannotRebuild, match="other fields"),
        ):
            rebuilding.rebuild()
        assert self.results("").total == 11


def with_one_more_field():
    from search.engines.elastic.mapping import mapping

    more = mapping()
    more.field("surprise", "keyword")
    return more


@ELASTIC
class TestElasticAgainstOracle(test_against_oracle.TestAgainstOracle):
    @settings(max_examples=60)
    @given(query=QUERIES)
    def test_what_comes_next_comes_first_also_far_ahead(self, query):
        hits = self.found(query.but(sort="next"), facets=False).hits
        starts = [hit.next for hit in hits]
        dated = [start for start in starts if start]
        assert dated == sorted(dated)
        assert starts == dated + [None] * (len(starts) - len(dated))


@ELASTIC
class TestMapOfElastic(test_map_engine.OraclePairs, test_map_engine.MapContract, TestCase):
    pass


@ELASTIC
class TestMapOfElasticAgainstOracle(test_map_engine.TestMapAgainstOracle):
    pass


@ELASTIC
def test_documents_of_some_days_ago_are_still_in_order(db, frozen):
    from tests.search import random_city

    frozen("2026-11-23T09:00")
    random_city.build(seed=5)
    get_engine().search(SearchQuery())
    frozen("2026-11-29T16:00")
    with BROUGHT_UP:
        hits = get_engine().search(SearchQuery(), size=200).hits
    starts = [hit.next for hit in hits if hit.next]
    assert len(starts) > 10
    assert starts == sorted(starts)
