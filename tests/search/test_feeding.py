"""A real search server that is stopped, restarted and wiped while editors publish: nothing is lost, nobody waits."""

import threading
import time

import pytest
from django.db import connection

from activities import housekeeping as steps
from activities.models import ActivityPage
from search import housekeeping
from search.engines import get_engine
from search.engines.base import Unavailable
from search.models import RefusedDocument, SearchOutbox
from search.query import SearchQuery
from tests.elastic import node_of_its_own
from tests.factories import ActivityFactory, AssociationFactory

pytest.importorskip("search.engines.elastic.index", reason="the engine itself is not here")

CHOOSES_ITS_ENGINE = True
EXTRA_WAIT = 0.050  # seconds that saving may take longer because of the server
ROUND = 1.0  # seconds between rounds of housekeeping, so that a test need not wait for twenty


@pytest.fixture(scope="module")
def node():
    with node_of_its_own() as node:
        yield node


@pytest.fixture
def site(node, transactional_db, settings, monkeypatch):
    """The site on a server of its own, with an association to publish below."""
    settings.ELASTICSEARCH_URL = node.url
    settings.FINDER_SEARCH_ENGINE = "elasticsearch"
    monkeypatch.setattr(housekeeping, "LONGEST_WAIT", 2.0)
    monkeypatch.setattr(housekeeping, "feeder", housekeeping.Feeder(lambda ids: get_engine().feed(ids)))
    node.thaw()
    client = node.client()
    for index in list(client.indices.get(index="*")):
        client.indices.delete(index=index)
    patiently(get_engine().restore)
    return AssociationFactory()


class Housekeeping:
    """`run_housekeeping --loop` in a thread."""

    def __init__(self):
        self.end = threading.Event()
        self.thread = threading.Thread(target=self.go_on)

    def go_on(self):
        try:
            while not self.end.is_set():
                steps.run_once()
                steps.watch(ROUND, self.end)
        finally:
            connection.close()

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *failure):
        self.end.set()
        self.thread.join(60)


def publish(association, number):
    """Publish so many offers one after the other and return the seconds each took."""
    taken = []
    for _n in range(number):
        offer = ActivityFactory(parent=association, live=False)
        revision = offer.get_latest_revision()
        began = time.perf_counter()
        revision.publish()
        taken.append(time.perf_counter() - began)
    return taken


def live():
    return set(ActivityPage.objects.live().values_list("pk", flat=True))


def patiently(ask, seconds=60):
    """Ask again while the server is on its way up: how soon it answers is not what is tested here."""
    over = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Unavailable:
            if time.monotonic() > over:
                raise
            time.sleep(0.5)


def found():
    """The offers that the server itself finds, whatever stands by."""
    search = get_engine().elastic.search
    return {hit.id for hit in patiently(lambda: search(SearchQuery(), facets=False, size=1000)).hits}


def wait_until_found(ids, seconds):
    over = time.monotonic() + seconds
    while found() != ids and time.monotonic() < over:
        time.sleep(0.25)
    assert found() == ids


def test_nothing_is_lost_and_nobody_waits_while_the_server_is_stopped_restarted_and_wiped(site, node):
    # Timed while no housekeeping shares this process, as none does on a site. The quickest counts: who asks the
    # server waits each time, while a machine that starts one is slow now and then.
    ordinary = min(publish(site, 10))
    with Housekeeping():
        publish(site, 3)
        wait_until_found(live(), 30)

    node.stop()
    stopped = min(publish(site, 10))
    with Housekeeping():
        publish(site, 3)
        gone = ActivityPage.objects.live().first()
        gone.unpublish()
        assert SearchOutbox.objects.exists()
        node.start()
        publish(site, 3)
        wait_until_found(live(), 60)
    assert gone.pk not in found()

    node.freeze()  # takes connections and never answers
    frozen = min(publish(site, 10))
    with Housekeeping():
        publish(site, 3)
        node.thaw()
        wait_until_found(live(), 90)

        publish(site, 3)
        node.wipe()
        publish(site, 3)
        wait_until_found(live(), 120)

    assert not SearchOutbox.objects.exists()
    assert not RefusedDocument.objects.exists()
    extra = {"stopped": stopped - ordinary, "frozen": frozen - ordinary}
    assert max(extra.values()) < EXTRA_WAIT, extra


def test_a_full_disk_only_makes_changes_wait(site, node):
    client = node.client()
    with Housekeeping():
        publish(site, 2)
        wait_until_found(live(), 30)
        client.indices.put_settings(index="*", settings={"index.blocks.read_only_allow_delete": True})
        before = live()
        publish(site, 3)
        time.sleep(1)
        assert found() == before
        assert SearchOutbox.objects.exists()
        client.indices.put_settings(index="*", settings={"index.blocks.read_only_allow_delete": None})
        wait_until_found(live(), 30)
    assert not RefusedDocument.objects.exists()


def test_a_publish_is_found_within_a_second(site):
    waits = []
    with Housekeeping():
        publish(site, 1)
        wait_until_found(live(), 30)
        for _time in range(20):
            offer = ActivityFactory(parent=site, live=False)
            offer.get_latest_revision().publish()
            began = time.monotonic()
            while offer.pk not in found():
                assert time.monotonic() - began < 30
                time.sleep(0.02)
            waits.append(time.monotonic() - began)
    assert sorted(waits)[int(len(waits) * 0.95) - 1] < 1.0
