"""What changed waits in the outbox, and is fed in batches: nothing lost, nobody held up."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from activities.housekeeping import catch_up, run_once
from activities.models import ActivityPage
from search import housekeeping, outbox
from search.engines.base import Unavailable
from search.models import RefusedDocument, SearchGeneration, SearchOutbox
from tests.factories import ActivityFactory
from tests.search.fed import fed_engine  # noqa: F401  a fixture

CHOOSES_ITS_ENGINE = True
DAY = dt.date(2026, 11, 23)


class Server:
    """Takes what it is fed, unless told otherwise."""

    def __init__(self):
        self.told, self.refuses, self.is_away = [], {}, False

    def feed(self, ids):
        if self.is_away:
            raise Unavailable("connection refused")
        assert len(ids) == len(set(ids))
        self.told.append(list(ids))
        return {offer: reason for offer, reason in self.refuses.items() if offer in ids}

    @property
    def offers(self):
        return [offer for batch in self.told for offer in batch]


@pytest.fixture
def server():
    return Server()


def waiting():
    return sorted(SearchOutbox.objects.values_list("offer_id", flat=True))


# --- Writing ---


def test_what_is_rolled_back_leaves_no_row(db):
    with transaction.atomic():
        outbox.enqueue([1, 2])
        transaction.set_rollback(True)
    assert waiting() == []


def test_thousands_are_inserted_by_a_few_statements(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        outbox.enqueue(iter(range(5000)))
    assert SearchOutbox.objects.count() == 5000


def test_all_offers_are_noted_by_one_statement_drafts_too_since_they_may_have_been_live(db, django_assert_num_queries):
    offers = [ActivityFactory(live=live).pk for live in (True, False)]
    with django_assert_num_queries(1):
        assert outbox.enqueue_all() == 2
    assert waiting() == offers
    assert outbox.oldest_age() < 60


# --- Feeding ---


def test_an_offer_that_changed_often_is_told_once_and_its_rows_are_gone(db, server):
    outbox.enqueue([7, 7, 3])
    outbox.enqueue([7])
    assert outbox.drain(server.feed) == 2
    assert server.told == [[3, 7]]
    assert waiting() == []


def test_what_is_added_while_a_batch_is_fed_stays_for_the_next(db, server):
    outbox.enqueue([1])

    def feed(ids):
        outbox.enqueue([1])
        return server.feed(ids)

    assert outbox.drain_batch(feed) == 1
    assert waiting() == [1]


def test_the_oldest_come_first_and_the_newest_does_not_wait_behind_an_import(db, server):
    outbox.enqueue(range(1000, 1300))
    outbox.enqueue([5])
    assert outbox.drain_batch(server.feed, limit=100) == 100 + outbox.NEWEST
    assert 5 in server.told[0]
    assert 1000 in server.told[0]
    assert outbox.drain(server.feed, limit=100) == 151
    assert sorted(server.offers) == [5, *range(1000, 1300)]


def test_looking_into_an_empty_outbox_costs_one_query(db, server, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.drain(server.feed) == 0
    assert server.told == []


def test_a_server_that_is_away_takes_no_row_out(db, server):
    outbox.enqueue([1, 2])
    server.is_away = True
    with pytest.raises(Unavailable):
        outbox.drain(server.feed)
    assert waiting() == [1, 2]


@pytest.mark.parametrize("error", [KeyboardInterrupt, DatabaseError, SystemExit])
def test_what_is_killed_in_the_middle_of_a_batch_leaves_every_row(db, error):
    outbox.enqueue([1, 2])

    def feed(ids):
        raise error

    with pytest.raises(error):
        outbox.drain(feed)
    assert waiting() == [1, 2]


# --- Documents refused for their own sake ---


def test_a_refused_document_holds_up_no_other_and_is_kept_with_its_reason(db, server, caplog):
    server.refuses = {2: "failed to parse field [price]"}
    outbox.enqueue([1, 2, 3])
    assert outbox.drain(server.feed) == 3
    assert waiting() == []
    refused = RefusedDocument.objects.get()
    assert (refused.offer_id, refused.tries, refused.reason) == (2, 1, "failed to parse field [price]")
    assert caplog.text.count("failed to parse") == 1


def test_a_refused_document_is_tried_again_later_and_later_and_logged_once(db, server, caplog):
    server.refuses = {2: "no such field"}
    outbox.enqueue([2])
    waits = []
    for _time in range(4):
        outbox.drain(server.feed)
        refused = RefusedDocument.objects.get()
        waits.append((refused.retry_at - timezone.now()).total_seconds())
        assert outbox.retry_refused() == 0
        RefusedDocument.objects.update(retry_at=timezone.now())
        assert outbox.retry_refused() == 1
        assert outbox.retry_refused() == 0
    assert waits == pytest.approx([60, 120, 240, 480], abs=20)
    assert refused.tries == 4
    assert caplog.text.count("no such field") == 1


def test_waits_for_a_refused_document_stay_within_hours(db, server):
    server.refuses = {2: "no such field"}
    RefusedDocument.objects.create(offer_id=2, tries=900, reason="x", since=timezone.now(), retry_at=timezone.now())
    outbox.enqueue([2])
    outbox.drain(server.feed)
    assert RefusedDocument.objects.get().retry_at < timezone.now() + dt.timedelta(hours=7)


def test_a_refused_document_that_is_mended_is_forgotten(db, server):
    server.refuses = {2: "no such field"}
    outbox.enqueue([2])
    outbox.drain(server.feed)
    server.refuses = {}
    outbox.enqueue([2])
    outbox.drain(server.feed)
    assert not RefusedDocument.objects.exists()


def test_an_offer_whose_document_cannot_be_built_is_refused_alone(db, server):
    def feed(ids):
        if 13 in ids:
            raise ValueError("a rule without a weekday")
        return server.feed(ids)

    outbox.enqueue(range(1, 101))
    assert outbox.drain(feed) == 100
    assert sorted(server.offers) == [offer for offer in range(1, 101) if offer != 13]
    assert RefusedDocument.objects.get().reason == "ValueError: a rule without a weekday"
    assert waiting() == []


def test_a_feed_that_fails_for_every_offer_is_no_fault_of_theirs(db):
    def feed(ids):
        raise TypeError("a mistake of ours")

    outbox.enqueue([1, 2, 3])
    with pytest.raises(TypeError):
        outbox.drain(feed)
    assert waiting() == [1, 2, 3]
    assert not RefusedDocument.objects.exists()


# --- Waiting for the server ---


def test_while_the_server_is_away_it_is_asked_less_and_less_and_the_log_says_so_once(db, server, caplog):
    caplog.set_level("WARNING")
    moment = [100.0]
    asked = []

    def feed(ids):
        asked.append(moment[0])
        return server.feed(ids)

    feeder = housekeeping.Feeder(feed, seconds=lambda: moment[0])
    outbox.enqueue([1])
    server.is_away = True
    for _quarter in range(4 * 180):
        assert feeder() == 0
        moment[0] += 0.25
    gaps = [after - before for before, after in zip(asked, asked[1:], strict=False)]
    assert gaps == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert caplog.text.count("takes no changes") == 1

    server.is_away = False
    moment[0] += 30
    assert feeder() == 1
    assert feeder() == 0
    assert caplog.text.count("takes changes again") == 1
    assert server.told == [[1]]

    server.is_away = True
    outbox.enqueue([2])
    feeder()
    moment[0] += 0.5
    server.is_away = False
    assert feeder() == 1


# --- The daily roll ---


@pytest.fixture
def offers(db):
    """Eight live offers with keys in a row, and one that is not."""
    ActivityFactory(live=False)
    return [ActivityFactory().pk for _ in range(8)]


def rolled(day):
    SearchOutbox.objects.all().delete()
    number = outbox.roll(day)
    assert number == len(waiting())
    return set(waiting())


def test_in_a_week_every_offer_is_told_its_coming_dates_once(offers):
    rolled(DAY)
    by_day = [rolled(DAY + dt.timedelta(days=day)) for day in range(1, 8)]
    assert sorted(offer for day in by_day for offer in day) == offers
    assert by_day[0] == {offer for offer in offers if offer % 7 == (DAY.toordinal() + 1) % 7}


def test_the_roll_happens_once_a_day(offers, django_assert_num_queries):
    assert rolled(DAY)
    with django_assert_num_queries(1):
        assert outbox.roll(DAY) == 0


def test_missed_days_are_made_up_for(offers):
    rolled(DAY)
    caught_up = rolled(DAY + dt.timedelta(days=3))
    assert caught_up == {offer for offer in offers if (offer - DAY.toordinal() - 1) % 7 < 3}


@pytest.mark.parametrize("days", [7, 400, -1])
def test_after_a_week_or_when_the_calendar_went_back_all_are_told(offers, days):
    rolled(DAY)
    assert rolled(DAY + dt.timedelta(days=days)) == set(offers)


def test_the_first_time_all_are_told_unless_a_rebuild_has_told_them(offers):
    assert rolled(DAY) == set(offers)
    SearchGeneration.objects.update(rolled_on=None)
    outbox.mark_rolled(DAY)
    assert rolled(DAY) == set()


# --- With housekeeping ---


def test_one_run_of_housekeeping_drains_all(fed_engine, db, server, monkeypatch):  # noqa: F811
    monkeypatch.setattr(housekeeping, "feeder", housekeeping.Feeder(server.feed))
    page = ActivityFactory()
    outbox.enqueue(range(10_000, 11_200))
    done = run_once() | catch_up()
    assert done["roll_documents"] == 1
    assert done["drain_outbox"] == 1201
    assert page.pk in server.offers
    assert waiting() == []


def test_the_database_engine_needs_no_outbox_and_polls_none(db, server, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(housekeeping, "feeder", housekeeping.Feeder(server.feed))
    ActivityFactory()
    assert waiting() == []
    with django_assert_num_queries(0):
        assert housekeeping.drain_outbox() == 0
        assert housekeeping.roll_documents() == 0
        assert housekeeping.retry_refused() == 0


# --- Looking at it ---


def test_the_backlog_tells_number_age_and_refusals(db, server):
    assert outbox.backlog() == outbox.Backlog()
    server.refuses = {2: "no such field"}
    outbox.enqueue([2])
    outbox.drain(server.feed)
    outbox.enqueue([1, 1, 3])
    SearchOutbox.objects.update(added_at=timezone.now() - dt.timedelta(minutes=3))
    found = outbox.backlog()
    assert found.count == 3
    assert found.oldest == pytest.approx(180, abs=20)
    assert found.refused_count == 1
    assert [(each.offer_id, each.reason, each.tries) for each in found.refused] == [(2, "no such field", 1)]


# --- At once ---


def at_once(*calls):
    """Run the calls in threads with connections of their own and return what they gave."""
    results, together = [], threading.Barrier(len(calls))

    def run(call):
        try:
            together.wait()
            results.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(calls)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_drainers_and_a_writer_at_once_lose_nothing():
    server, ended = Server(), threading.Event()
    outbox.enqueue(range(600))

    def write():
        for offer in range(600, 900, 10):
            outbox.enqueue(range(offer, offer + 10))
        ended.set()

    def drain():
        while not ended.is_set():
            outbox.drain(server.feed, limit=40)

    at_once(write, drain, drain)
    outbox.drain(server.feed)
    assert set(server.offers) == set(range(900))
    assert waiting() == []
    if connection.vendor == "postgresql":
        assert len(server.offers) == 900  # no work is done twice


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_keeps_nobody_from_writing():
    in_the_middle, written = threading.Event(), threading.Event()

    def feed(ids):
        in_the_middle.set()
        assert written.wait(15)
        return {}

    def write():
        in_the_middle.wait(15)
        with transaction.atomic():
            outbox.enqueue([2])
        written.set()

    outbox.enqueue([1])
    at_once(lambda: outbox.drain_batch(feed), write)
    assert waiting() == [2]


@pytest.mark.django_db(transaction=True)
def test_two_rolls_at_once_note_each_offer_once():
    page = ActivityFactory()
    SearchOutbox.objects.all().delete()
    assert sorted(at_once(lambda: outbox.roll(DAY), lambda: outbox.roll(DAY))) == [0, 1]
    assert waiting() == [page.pk]
    assert ActivityPage.objects.live().count() == 1
