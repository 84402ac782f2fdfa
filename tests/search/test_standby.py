"""While Elasticsearch can't answer the database does: in time, with a header and two lines of log, until it can."""

import logging
import threading
import time

import pytest
from django.db import transaction

from activities.models import ActivityPage
from search.engines import database, get_engine, standby
from search.engines.base import Unavailable
from search.engines.elastic import client
from search.engines.elastic.breaker import Breaker
from search.models import SearchDocument
from search.query import SearchQuery
from tests.elastic import free_port, node_of_its_own
from tests.search.fake_elastic import FAILING, AskingEngine, wait_until

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

CHOOSES_ITS_ENGINE = True
LONGEST = 2.0  # seconds, for any visitor
HEADER = "X-Search-Engine"
PAGE = "/da/search/?category=language-cafe"


@pytest.fixture
def told_later(monkeypatch):
    """What the outbox was given."""
    ids = []
    monkeypatch.setattr(standby.outbox, "enqueue", ids.extend)
    return ids


@pytest.fixture
def served(monkeypatch, settings, elasticsearch, told_later):
    """Let the site search by a server at the address given: `served(url)`; the breaker waits a tenth of a second."""
    monkeypatch.setattr("search.engines.elastic.ElasticEngine", AskingEngine, raising=False)

    def serve(url, mode="cold"):
        settings.FINDER_SEARCH_STANDBY = mode
        elasticsearch(URL=url)
        monkeypatch.setattr(client, "_breaker", Breaker(first_wait=0.1, longest_wait=0.2))

    return serve


@pytest.fixture
def searched(monkeypatch):
    """How long the searches of a page took in all, whatever else the machine was busy with: `searched.seconds`."""

    class Searched:
        seconds = 0.0

    answer = standby.StandbyEngine._answer

    def timed(*args, **options):
        began = time.monotonic()
        try:
            return answer(*args, **options)
        finally:
            Searched.seconds += time.monotonic() - began

    monkeypatch.setattr(standby.StandbyEngine, "_answer", timed)
    return Searched


@pytest.fixture
def visit_page(client, searched):
    """Fetch a page as a visitor, whom the search holds up for less than two seconds; returns the answer."""

    def fetch(address=PAGE, status=200):
        searched.seconds = 0.0
        answer = client.get(address)
        assert searched.seconds < LONGEST
        assert answer.status_code == status
        return answer

    return fetch


def is_back(visit_page):
    return wait_until(lambda: HEADER not in visit_page().headers, 5)


# --- Asked of a server that fails in every way we know ---


def test_a_server_that_answers_needs_no_word_said(served, fake_elastic, visit_page):
    served(fake_elastic.url)
    answer = visit_page()
    assert HEADER not in answer.headers
    assert fake_elastic.requests > 0


@pytest.mark.parametrize("mode", FAILING)
def test_the_database_answers_in_time_and_the_server_again_when_it_can(served, fake_elastic, visit_page, mode):
    served(fake_elastic.url)
    well = visit_page()
    fake_elastic.mode = mode
    answer = visit_page()
    assert answer.headers[HEADER] == "database-standby"
    assert answer.content.count(b'class="hit') == well.content.count(b'class="hit') > 0
    fake_elastic.mode = "well"
    assert is_back(visit_page)


def test_a_closed_port(served, visit_page):
    served(f"http://127.0.0.1:{free_port()}")
    for _visit in range(5):
        assert visit_page().headers[HEADER] == "database-standby"


@pytest.mark.parametrize(
    "address", ["/da/", "/ar/search/map/", "/da/search/rss", "/da/search/geojson", "/api/v1/activities/"]
)
@pytest.mark.parametrize("mode", ["silent", 0.7])
def test_a_page_of_many_searches_waits_once_for_all_of_them(served, fake_elastic, visit_page, mode, address):
    served(f"http://127.0.0.1:{free_port()}")
    visit_page(address)  # templates are read
    served(fake_elastic.url)
    fake_elastic.mode = mode
    visit_page(address)


def test_while_the_breaker_is_open_nobody_waits(served, fake_elastic, visit_page, monkeypatch):
    served(fake_elastic.url)
    fake_elastic.mode = "silent"
    monkeypatch.setattr(client, "_breaker", Breaker(first_wait=60))
    visit_page()
    asked = fake_elastic.requests
    began = time.monotonic()
    for _visit in range(5):
        assert visit_page().headers[HEADER]
    assert fake_elastic.requests == asked
    assert time.monotonic() - began < 1.5


def test_a_wrong_request_of_ours_is_seen_in_the_log_and_the_visitor_has_an_answer(
    served, fake_elastic, visit_page, caplog
):
    served(fake_elastic.url)
    fake_elastic.mode = "our fault"
    assert visit_page().headers[HEADER] == "database-standby"
    assert "unknown query [nope]" in caplog.text
    fake_elastic.mode = "well"
    assert HEADER not in visit_page().headers


def test_a_bug_in_reading_an_answer_is_seen_in_the_log_and_the_visitor_has_an_answer(
    served, fake_elastic, visit_page, caplog, monkeypatch
):
    served(fake_elastic.url)
    monkeypatch.setattr(AskingEngine, "_asked", lambda *args, **options: {}["hits"])
    assert visit_page().headers[HEADER] == "database-standby"
    assert "KeyError" in caplog.text


def test_the_header_of_one_visit_is_not_on_the_next(served, fake_elastic, visit_page):
    served(fake_elastic.url)
    fake_elastic.mode = "503"
    assert HEADER in visit_page().headers
    fake_elastic.mode = "well"
    assert is_back(visit_page)
    assert HEADER not in visit_page("/healthz").headers


# --- What is logged ---


def test_one_line_when_it_begins_and_one_when_it_ends(served, fake_elastic, visit_page, caplog):
    caplog.set_level(logging.INFO)
    served(fake_elastic.url)
    visit_page()
    assert not caplog.records
    fake_elastic.mode = "503"
    for _visit in range(6):
        visit_page()
    fake_elastic.mode = "well"
    assert is_back(visit_page)
    visit_page()
    begins, ends = caplog.messages
    assert begins == "Elasticsearch can't answer, the database does: it is busy or broken (503)"
    assert ends.startswith("Elasticsearch answers again, after ")


# --- Without a standby ---


@pytest.mark.parametrize(
    ("address", "kind"), [("/da/search/", "text/html"), ("/api/v1/activities/", "application/json")]
)
def test_where_the_standby_is_switched_off_the_visitor_is_asked_to_come_back(
    served, fake_elastic, visit_page, address, kind
):
    served(fake_elastic.url, "off")
    fake_elastic.mode = "503"
    answer = visit_page(address, 503)
    assert answer.headers["Content-Type"].startswith(kind)
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'lang="da"' in answer.text or answer.json()["errors"]


# --- /readyz ---


@pytest.mark.parametrize("mode", ["silent", "503", "index missing", "dribbling body"])
def test_the_site_is_ready_where_either_engine_can_answer(served, fake_elastic, visit_page, mode):
    served(fake_elastic.url)
    ready = visit_page("/readyz").json()
    assert (ready["parts"]["search"], ready["states"]) == ("ok", {"search": "elasticsearch, breaker closed"})
    fake_elastic.mode = mode
    ready = visit_page("/readyz").json()
    assert ready["parts"]["search"] == "ok"
    assert ready["states"]["search"].startswith("database-standby, breaker ")
    fake_elastic.mode = "well"
    assert wait_until(lambda: visit_page("/readyz").json()["states"]["search"] == "elasticsearch, breaker closed")


def test_the_site_is_not_ready_where_neither_can_answer_and_the_reason_stays_in_the_log(
    served, fake_elastic, visit_page, caplog
):
    served(fake_elastic.url, "off")
    fake_elastic.mode = "wrong key"
    answer = visit_page("/readyz", 503)
    assert answer.json()["parts"]["search"] == "not ready"
    assert "credentials" not in answer.text
    assert "refused the credentials" in caplog.text


# --- Feeding ---


def test_saving_writes_the_standby_and_the_outbox_together_and_never_asks_the_server(
    served, fake_elastic, told_later, visit_page
):
    served(fake_elastic.url)
    fake_elastic.mode = "silent"
    page = ActivityPage.objects.get(title="Ungeklub")
    began = time.monotonic()
    get_engine().index([page.pk])
    get_engine().remove([page.pk])
    assert time.monotonic() - began < 1
    assert told_later == [page.pk, page.pk]
    assert fake_elastic.requests == 0
    assert not SearchDocument.objects.filter(offer_id=page.pk).exists()


def test_where_the_outbox_can_not_be_written_the_standby_is_not_either(served, fake_elastic, monkeypatch):
    served(fake_elastic.url)
    page = ActivityPage.objects.get(title="Ungeklub")
    stamp = SearchDocument.objects.get(offer_id=page.pk).stamp

    def fail(ids):
        raise RuntimeError

    monkeypatch.setattr(standby.outbox, "enqueue", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        get_engine().index([page.pk])
    assert SearchDocument.objects.get(offer_id=page.pk).stamp == stamp


# --- A city too large to be read while somebody waits ---


@pytest.fixture
def large(monkeypatch):
    """Make filling the memory take as long as is said: `large.seconds`; nobody waits for that long."""

    class Filling:
        seconds, began, go_on = 0.5, 0, threading.Event()

    def fill(self, today):
        Filling.began += 1
        Filling.go_on.wait(Filling.seconds)
        snapshot = database.load(loaded.columns, today)
        with self._lock:
            self._snapshot, self._generation = snapshot, standby.generation.current()
        self._fill_seconds = Filling.seconds

    loaded = standby.store.Kept()
    loaded.refresh()
    monkeypatch.setattr(standby.StandbyDatabase, "_fill", fill)
    monkeypatch.setattr(standby.StandbyDatabase, "_is_quick", lambda self: False)
    # The thread would look into the database beside this test's transaction.
    monkeypatch.setattr(standby.SearchDocument.objects, "count", lambda: 11, raising=False)
    monkeypatch.setattr(standby.generation, "current", lambda: Filling.generation)
    Filling.generation = (1, "a")
    return Filling


def test_a_standby_that_is_not_ready_asks_to_come_back_and_is_ready_soon(served, large, visit_page):
    served(f"http://127.0.0.1:{free_port()}")
    large.seconds = 1.0
    assert "Retry-After" in visit_page(status=503).headers
    assert visit_page("/readyz", 503).json()["parts"]["search"] == "not ready"
    assert wait_until(lambda: get_engine().database.is_ready())
    assert visit_page().headers[HEADER] == "database-standby"
    assert visit_page("/readyz").json()["ready"]
    assert large.began == 1


def test_a_warm_standby_has_filled_its_memory_before_it_is_needed(served, fake_elastic, large, visit_page):
    served(fake_elastic.url, "warm")
    visit_page("/readyz")
    assert wait_until(lambda: get_engine().database.is_ready())
    fake_elastic.mode = "silent"
    assert visit_page().headers[HEADER] == "database-standby"


def test_a_cold_standby_costs_no_memory_until_it_is_needed(served, fake_elastic, large, visit_page):
    served(fake_elastic.url, "cold")
    visit_page()
    visit_page("/readyz")
    assert large.began == 0


def test_a_change_is_read_beside_while_the_last_state_answers(served, large, visit_page):
    served(f"http://127.0.0.1:{free_port()}")
    get_engine().health()
    assert wait_until(lambda: get_engine().database.is_ready())
    large.generation, large.seconds = (2, "b"), 30
    get_engine().database._rest_until = 0
    began = time.monotonic()
    assert get_engine().search(SearchQuery()).total == 11
    assert time.monotonic() - began < 0.3
    assert large.began == 2
    large.go_on.set()
    assert wait_until(lambda: get_engine().database._generation == (2, "b"))


def test_filling_takes_a_small_share_of_a_workers_time(served, large):
    served(f"http://127.0.0.1:{free_port()}", "warm")
    engine = standby.StandbyDatabase()
    large.seconds = 0.3
    engine.keep_ready()
    engine._filler.join()
    assert engine._rest_until - time.monotonic() > 0.3 / standby.IDLE_SHARE - 1
    engine.keep_ready()
    assert large.began == 1
    engine.is_needed(True)
    engine._filler.join()
    assert large.began == 2
    assert engine._rest_until - time.monotonic() <= standby.SHORTEST_REST


def test_too_large_a_city_is_not_kept_in_memory(served, large, monkeypatch, caplog):
    monkeypatch.setattr(standby.SearchDocument.objects, "count", lambda: standby.MOST_OFFERS + 1)
    engine = standby.StandbyDatabase()
    engine.is_ready()
    engine._filler.join()
    with pytest.raises(Unavailable):
        engine.search(SearchQuery())
    assert "too many" in caplog.text


# --- A real node ---


def test_a_real_node_stopped_and_restarted_in_mid_load(served, visit_page):
    with node_of_its_own() as node:
        node.client().indices.create(index="naboskab-1")
        served(node.url)
        assert wait_until(lambda: HEADER not in visit_page().headers)
        for stop, start in ((node.freeze, node.thaw), (node.kill, node.start)):
            seen = load_during(visit_page, stop)
            assert "database-standby" in seen
            load_during(visit_page, start)
            assert is_back(visit_page)
        # Stopped and wiped, it runs and has no index: the standby answers until there is one again.
        load_during(visit_page, node.wipe)
        assert visit_page().headers[HEADER] == "database-standby"
        node.client().indices.create(index="naboskab-1")
        assert is_back(visit_page)


def load_during(visit_page, act):
    """Visit without a pause while the node is acted upon, and a little longer; return the headers seen."""
    acting = threading.Thread(target=act)
    acting.start()
    seen = []
    while acting.is_alive():
        seen.append(visit_page().headers.get(HEADER))
        time.sleep(0.05)  # the node starts on the same machine
    return [*seen, *(visit_page().headers.get(HEADER) for _visit in range(3))]
