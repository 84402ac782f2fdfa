"""Feeds are kept until something changes, and not a moment longer."""

import datetime as dt
import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from activities import clock
from activities.models import ActivityPage, ScheduleException
from search import feeds, kept_answers
from search.kept_answers import Answer, Shelf

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

CHOOSES_ITS_ENGINE = True  # only the embedded one tells a change at the very next request
SHAPES = ("ics", "rss", "geojson")
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def empty_shelf():
    kept_answers.shelf.clear()


def days(answer):
    return {event.decoded("dtstart").date() for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_second_reader_gets_what_was_written_for_the_first(client, shape):
    address = f"/da/search/{shape}?district=noerrebro"
    first = client.get(address)
    assert queries(client, address) <= 3
    assert client.get(address).content == first.content
    assert first["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("shape", SHAPES)
def test_who_has_the_latest_is_told_so_without_the_rest(client, shape):
    address = f"/da/search/{shape}?district=noerrebro"
    tag = client.get(address)["ETag"]
    again = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    # Also by a worker that has not written it yet: the same state gives the same file.
    kept_answers.shelf.clear()
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_sent_compressed_to_who_takes_it_so(client, shape):
    address = f"/da/search/{shape}?district=noerrebro"
    plain = client.get(address)
    packed = client.get(address, HTTP_ACCEPT_ENCODING="br, gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert not plain.has_header("Content-Encoding")


def test_a_cancelled_date_is_gone_on_the_very_next_request(client):
    address = "/da/search/ics?category=senior-club"
    before = client.get(address)
    assert MONDAY in days(before)
    page = ActivityPage.objects.get(title="Ældreklub")
    page.exceptions.add(ScheduleException(kind="cancelled", day=MONDAY))
    page.save_revision().publish()
    after = client.get(address, HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert days(after) == days(before) - {MONDAY}
    for shape in ("rss", "geojson"):
        assert b"2026-11-23" not in client.get(f"/da/search/{shape}?category=senior-club").content


def test_an_offer_taken_down_is_gone_from_every_feed_on_the_very_next_request(client):
    for shape in SHAPES:
        assert b"ldreklub" in client.get(f"/da/search/{shape}?category=senior-club").content
    ActivityPage.objects.get(title="Ældreklub").unpublish()
    for shape in SHAPES:
        assert b"ldreklub" not in client.get(f"/da/search/{shape}?category=senior-club").content


def test_a_date_that_has_ended_is_in_no_feed_although_nothing_was_changed(client, settings):
    address = "/da/search/ics?category=senior-club"
    settings.FINDER_NOW = "2026-11-23T14:59"
    assert MONDAY in days(client.get(address))
    kept = next(iter(kept_answers.shelf._answers.values()))
    assert kept.until == clock.now() + dt.timedelta(minutes=1)


def test_an_answer_past_its_end_is_not_given(client):
    shelf, now = Shelf(), clock.now()
    shelf.put((1, "a"), ("x",), Answer(b"1", "t", now))
    assert shelf.get((1, "a"), ("x",), now - dt.timedelta(seconds=1))
    assert shelf.get((1, "a"), ("x",), now) is None


def test_nothing_outlives_a_change_or_the_room_there_is():
    shelf, now, later = Shelf(most=10), clock.now(), clock.now() + dt.timedelta(hours=1)
    for name in "abc":
        shelf.put((1, "a"), (name,), Answer(b"1234", "t", later))
    assert shelf.size <= 10
    assert shelf.get((1, "a"), ("a",), now) is None
    assert shelf.get((1, "a"), ("c",), now)
    assert shelf.get((2, "b"), ("c",), now) is None
    shelf.put((2, "b"), ("d",), Answer(b"1234", "t", later))
    assert shelf.size == 4
    shelf.put((2, "b"), ("e",), Answer(b"x" * 11, "t", later))
    assert shelf.size == 0


@pytest.mark.parametrize("query", ["near=55.694,12.548", "open=now"])
def test_nothing_is_kept_of_where_someone_was_nor_of_what_changes_by_the_minute(client, query):
    first = client.get(f"/da/search/ics?{query}")
    assert not kept_answers.shelf.size
    assert client.get(f"/da/search/ics?{query}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_readers_of_other_languages_and_hosts_get_their_own(client):
    def feed(language, **headers):
        return client.get(f"/{language}/search/rss?gender=girls", **headers).content.decode()

    assert "<title>Pigesvømning" in feed("da")
    assert "<title>Girls' swimming" in feed("en")
    assert "http://testserver/da/" in feed("da")
    assert "http://other.example/da/" in feed("da", HTTP_HOST="other.example")


def test_parameters_of_advertisers_are_one_and_the_same_search(client):
    first = client.get("/da/search/rss?category=swimming")
    assert client.get("/da/search/rss?category=swimming&utm_source=mail").content == first.content
    assert b"/da/search/?category=swimming</link>" in first.content


@pytest.mark.parametrize("shape", SHAPES)
def test_an_engine_that_follows_changes_later_is_asked_each_time(client, monkeypatch, shape):
    monkeypatch.setattr(type(feeds.get_engine()), "is_exact", False)
    client.get(f"/da/search/{shape}")
    assert not kept_answers.shelf.size


@pytest.mark.parametrize("query", ["", "category=senior-club", "time=evening&date=2026-11-24"])
def test_no_number_of_dates_costs_more_queries(client, query):
    assert queries(client, f"/da/search/ics?{query}") <= 10
