"""What is cancelled at short notice is named beside tonight and stands in no list; lists are true at the minute."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from activities.cancellations import cancelled_soon
from activities.choices import ExceptionKind
from activities.models import ActivityPage, ScheduleException
from search.query import SearchQuery
from tests.factories import ActivityFactory, VenueFactory, session
from tests.reading import words

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

MONDAY = dt.date(2026, 11, 23)
TODAY = "date=2026-11-23&until=2026-11-23"


@pytest.fixture
def cancelled(db):
    """The senior club of 23 November, 13-15, cancelled."""
    return cancel("Ældreklub", MONDAY)


def cancel(title, day, **fields):
    page = ActivityPage.objects.get(title=title)
    page.exceptions.add(ScheduleException(kind=ExceptionKind.CANCELLED, day=day, **fields))
    page.save_revision().publish()
    return page


@pytest.fixture
def lines(client):
    """The lines of what is cancelled on a page, each as (struck through, whole line)."""

    def fetch(address):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [(words(line.s), words(line)) for line in page.select(".called-off li")]

    return fetch


def tonight(client):
    page = BeautifulSoup(client.get("/en/").content, "html.parser")
    return next((part for part in page.select(".now") if words(part.h2) == "Tonight"), None)


# --- Named, and in no list ---


def test_home_names_it_under_tonight_in_a_word_and_struck_through(client, cancelled):
    (line,) = tonight(client).select(".called-off li")
    assert words(line) == "Cancelled: Senior club, Today, Mon 23 Nov, 13.00-15.00, Tingbjerg Kulturhus"
    assert words(line.strong) == "Cancelled:"
    assert line.s.a["href"].endswith("/aeldreklub/")


def test_no_hit_no_count_no_feed_and_no_answer_of_the_api_has_it(client, cancelled):
    found = client.get(f"/api/v1/activities/?{TODAY}").json()
    assert "Ældreklub" not in [result["name"] for result in found["results"]]
    assert "senior-club" not in found["facets"]["category"]
    assert found["facets"]["grid"]["mon-afternoon"] == 1  # the football, that begins in the afternoon
    (still_on,) = client.get("/api/v1/activities/?category=senior-club").json()["results"]
    assert still_on["next"].startswith("2026-12-07")
    assert b"20261123T13" not in client.get("/da/search/ics?category=senior-club").content
    assert b"20261207T13" in client.get("/da/search/ics?category=senior-club").content
    assert "23. nov" not in client.get("/da/search/rss?category=senior-club").content.decode()
    listed = BeautifulSoup(client.get(f"/en/search/?{TODAY}").content, "html.parser").select(".hits .hit__name")
    assert "Senior club" not in [words(name) for name in listed]


@pytest.mark.parametrize(
    ("moment", "named"),
    [
        ("2026-11-21T12:00", False),  # 49 hours before
        ("2026-11-21T12:59", False),
        ("2026-11-21T13:00", True),  # 48 hours before
        ("2026-11-23T14:59", True),  # it would be going on
        ("2026-11-23T15:00", False),  # it would be over
    ],
)
def test_it_is_named_from_48_hours_before_until_its_planned_end(frozen, cancelled, moment, named):
    frozen(moment)
    assert bool(cancelled_soon()) is named


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (TODAY, True),
        (f"{TODAY}&time=evening", True),
        (f"{TODAY}&area=broenshoej-husum", True),
        (f"{TODAY}&district=broenshoej-husum&category=senior-club&language=tr&price=free&audience=seniors", True),
        (f"{TODAY}&near=tingbjerg", True),
        (f"{TODAY}&place=tingbjerg&q=ældreklub", True),
        (f"{TODAY}&age=70&kind=regular", True),
        (f"{TODAY}&district=noerrebro", False),
        (f"{TODAY}&category=football", False),
        (f"{TODAY}&audience=children", False),
        (f"{TODAY}&language=pl", False),
        (f"{TODAY}&danish=0", False),  # not stated never matches
        (f"{TODAY}&gender=girls", False),
        (f"{TODAY}&age=8", False),
        (f"{TODAY}&kind=course", False),
        (f"{TODAY}&flag=drop-in", False),
        (f"{TODAY}&near=55.63,12.60", False),
        (f"{TODAY}&place=sydhavnen", False),
        (f"{TODAY}&postcode=2200", False),
        (f"{TODAY}&q=svømning", False),
        ("date=2026-11-23", False),
        ("date=2026-11-24&until=2026-11-24", False),
        ("", False),
    ],
)
def test_a_search_for_today_names_what_fits_its_other_filters(lines, cancelled, asked, named):
    assert bool(lines(f"/en/search/?{asked}")) is named


def test_price_is_held_against_it_too(lines):
    cancel("Fodbold mix 7-9", MONDAY)
    assert lines(f"/en/search/?{TODAY}&price_max=1800")
    assert not lines(f"/en/search/?{TODAY}&price_max=1799")
    assert not lines(f"/en/search/?{TODAY}&price=free")
    assert lines(f"/en/search/?{TODAY}&flag=fee-support")


def test_a_cancelled_day_on_which_nothing_was_planned_is_not_named(client):
    cancel("Sprogcafé", MONDAY)  # Tuesdays
    assert cancelled_soon() == []
    assert not tonight(client).select(".called-off")


def test_of_two_sessions_a_day_only_the_one_called_off_is_named():
    day = [session(weekday=0, start=dt.time(hour), end=dt.time(hour + 1), venue=VenueFactory()) for hour in (10, 18)]
    ActivityFactory(name="To hold", sessions=day)
    cancel("To hold", MONDAY, at=dt.time(18))
    assert [one.occurrence.start for one in cancelled_soon()] == [18 * 60]


def test_what_is_paused_or_taken_down_is_not_named(cancelled):
    cancelled.state = "paused"
    cancelled.save_revision().publish()
    assert cancelled_soon() == []


def test_a_moved_date_is_not_called_cancelled():
    page = ActivityPage.objects.get(title="Ældreklub")
    page.exceptions.add(ScheduleException(kind=ExceptionKind.MOVED, day=MONDAY, to_day=MONDAY + dt.timedelta(days=1)))
    page.save_revision().publish()
    assert cancelled_soon() == []


def test_the_line_is_in_the_readers_language(lines, cancelled):
    ((_struck, line),) = lines(f"/ar/search/?{TODAY}")
    assert "13" in line
    ((_struck, line),) = lines(f"/da/search/?{TODAY}")
    assert "Ældreklub" in line


def test_a_city_closed_for_snow_costs_no_more_queries(client, django_assert_max_num_queries):
    for number in range(8):
        ActivityFactory(
            name=f"Hold {number}",
            sessions=[session(weekday=0, start=dt.time(18), end=dt.time(19), venue=VenueFactory())],
            exceptions=[ScheduleException(kind=ExceptionKind.CANCELLED, day=MONDAY)],
        )
    for address in ("/en/", f"/en/search/?{TODAY}&district=noerrebro&category=football&flag=trial&place=tingbjerg"):
        client.get(address)
        with django_assert_max_num_queries(20):
            client.get(address)
    assert len(tonight(client).select(".called-off li")) == 6


# --- At the minute ---


def ids(**asked):
    from search.engines import get_engine

    return {hit.document["name"]["da"] for hit in get_engine().search(SearchQuery(**asked)).hits}


def test_open_now_and_tonight_change_with_the_minute(frozen):
    frozen("2026-11-23T17:59")
    assert "Ungeklub" not in ids(open_now=True)
    frozen("2026-11-23T18:00")
    assert "Ungeklub" in ids(open_now=True)
    tonight = {"date": MONDAY, "until": MONDAY, "time": ("evening",)}
    frozen("2026-11-23T21:59")
    assert "Ungeklub" in ids(open_now=True)
    assert "Ungeklub" in ids(**tonight)
    frozen("2026-11-23T22:00")
    assert "Ungeklub" not in ids(open_now=True)
    assert "Ungeklub" not in ids(**tonight)


def test_home_drops_what_has_ended_at_the_minute(client, frozen):
    frozen("2026-11-23T17:59")
    assert "Mixed football 7-9" in words(tonight(client))
    frozen("2026-11-23T18:00")
    assert "Mixed football 7-9" not in words(tonight(client))
