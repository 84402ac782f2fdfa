"""What happens by itself: scheduled publishing, coming dates, and clearing away."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import PageLogEntry

from activities import clock, housekeeping
from activities.models import ActivityPage, Occurrence, OccurrenceWindow
from activities.signals import offer_changed
from tests.factories import ActivityFactory


@pytest.fixture
def told(db):
    """The ids announced while the test runs."""
    ids = []

    def listen(**kwargs):
        ids.extend(kwargs["ids"])

    offer_changed.connect(listen)
    yield ids
    offer_changed.disconnect(listen)


def schedule(page, moment):
    """Schedule a new revision of the page for `moment`."""
    page.go_live_at = moment
    revision = page.save_revision(approved_go_live_at=moment)
    ActivityPage.objects.filter(pk=page.pk).update(live=False)
    return revision


def test_a_scheduled_offer_goes_live_at_its_time_by_the_clock_of_the_product(frozen, told):
    page = ActivityFactory(live=False)
    schedule(page, clock.now() + clock.days(400))
    housekeeping.run_once()
    page.refresh_from_db()
    assert not page.live

    frozen((clock.now() + clock.days(401)).isoformat())
    assert housekeeping.run_once()["publish_due"] == 1
    page.refresh_from_db()
    assert page.live
    assert page.pk in told


def test_what_went_live_has_its_coming_dates(told):
    page = ActivityFactory(live=False)
    schedule(page, clock.now())
    housekeeping.run_once()
    assert page.occurrences.filter(day=dt.date(2026, 11, 25)).exists()


def test_an_expired_offer_is_unpublished_and_loses_its_dates(told):
    page = ActivityFactory(expire_at=clock.now() - dt.timedelta(minutes=1))
    assert housekeeping.run_once()["unpublish_expired"] == 1
    page.refresh_from_db()
    assert not page.live
    assert page.expired
    assert not page.occurrences.exists()
    assert page.pk in told


def test_a_due_revision_with_a_later_expiry_keeps_the_offer_live(db):
    page = ActivityFactory(expire_at=clock.now() - dt.timedelta(minutes=1))
    page.expire_at = clock.now() + clock.days(30)
    page.go_live_at = clock.now()
    page.save_revision(approved_go_live_at=clock.now())
    housekeeping.run_once()
    page.refresh_from_db()
    assert page.live


def test_a_second_round_changes_nothing(told):
    schedule(ActivityFactory(live=False), clock.now())
    housekeeping.run_once()
    told.clear()
    assert not any(housekeeping.run_once().values())
    assert told == []


def test_one_offer_that_cannot_be_published_does_not_hold_up_the_next(db, caplog, monkeypatch):
    bad, good = ActivityFactory(live=False), ActivityFactory(live=False)
    revision = schedule(bad, clock.now() - dt.timedelta(hours=1))
    revision.content["age_from_months"] = "seven"
    revision.save(update_fields=["content"])
    schedule(good, clock.now())
    assert housekeeping.run_once()["publish_due"] == 1
    good.refresh_from_db()
    assert good.live
    assert f"{revision.pk} is left as it was" in caplog.text


def test_the_window_of_coming_dates_moves_with_the_days(frozen, told):
    page = ActivityFactory()
    last_before = OccurrenceWindow.objects.get().last
    told.clear()
    frozen("2027-03-01T09:00")
    assert housekeeping.run_once()["roll_dates"] == 1
    assert OccurrenceWindow.objects.get().last > last_before
    assert told == [page.pk]


def test_dates_before_the_window_are_deleted(db, frozen):
    page = ActivityFactory()
    assert page.occurrences.filter(day=dt.date(2026, 11, 18)).exists()
    frozen("2026-12-21T09:00")
    assert housekeeping.run_once()["purge_past_dates"] > 0
    assert page.occurrences.earliest("day").day >= dt.date(2026, 11, 20)


def test_log_in_sessions_that_ran_out_are_deleted(db, client):
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="old", session_data="", expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    housekeeping.run_once()
    assert not Session.objects.exists()


def test_a_step_that_fails_is_logged_and_the_others_are_taken(db, caplog, monkeypatch):
    def broken():
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(housekeeping._steps, "publish_due", broken)
    done = housekeeping.run_once()
    assert done["publish_due"] is None
    assert done["purge_past_dates"] == 0
    assert "publish_due failed" in caplog.text
    assert "the disk is full" in caplog.text


def test_the_command_says_what_it_did_and_fails_when_a_step_did(db, monkeypatch):
    out = StringIO()
    call_command("run_housekeeping", stdout=out)
    assert "publish_due: 0" in out.getvalue()

    monkeypatch.setitem(housekeeping._steps, "publish_due", lambda: 1 / 0)
    with pytest.raises(CommandError, match="A step failed"):
        call_command("run_housekeeping", stdout=StringIO())


def test_another_app_adds_its_step(db, monkeypatch):
    monkeypatch.setattr(housekeeping, "_steps", dict(housekeeping._steps))

    @housekeeping.register
    def drain_outbox():
        return 7

    assert housekeeping.run_once()["drain_outbox"] == 7


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_publish_once_and_double_no_date(frozen):
    pages = [ActivityFactory(live=False) for _ in range(3)]
    for page in pages:
        schedule(page, clock.now())
    OccurrenceWindow.objects.all().delete()
    together = threading.Barrier(2)
    done = []

    def run():
        try:
            together.wait()
            done.append(housekeeping.run_once())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each["publish_due"] for each in done) == 3
    assert None not in [*done[0].values(), *done[1].values()]
    assert ActivityPage.objects.live().count() == 3
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 3
    days = list(Occurrence.objects.values_list("session", "starts_at"))
    assert days
    assert len(days) == len(set(days))


def test_the_loop_outlives_a_missing_database_and_ends_cleanly_when_told(tmp_path):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "run_housekeeping", "--loop", "--every", "0.1"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        failures = 0
        for line in loop.stderr:
            failures += "publish_due failed" in line
            if failures == 2:
                break
        loop.send_signal(signal.SIGTERM)
        loop.communicate(timeout=30)
    finally:
        loop.kill()
    assert failures == 2
    assert loop.returncode == 0
