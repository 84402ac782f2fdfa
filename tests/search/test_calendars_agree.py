"""One date is one event: the same in the calendar of its offer, of a list and of a search, in every language."""

import datetime as dt

import pytest
import recurring_ical_events
from icalendar import Calendar

from activities.models import ActivityPage, ScheduleException
from tests.factories import ActivityFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

SENIOR_CLUB = [
    (2026, 9, 14), (2026, 9, 28), (2026, 10, 26), (2026, 11, 9), (2026, 11, 23), (2026, 12, 7), (2027, 1, 11),
    (2027, 1, 25), (2027, 2, 8), (2027, 2, 22), (2027, 3, 8), (2027, 4, 5), (2027, 4, 19), (2027, 5, 3), (2027, 5, 31),
]  # fmt: skip
AHEAD = [day for day in SENIOR_CLUB if (2026, 11, 23) <= day <= (2027, 2, 21)]  # ninety days from the fixture's Monday
LANGUAGES = ("da", "en", "ar")
SHAPES = {"offer": SENIOR_CLUB, "list": SENIOR_CLUB, "search": AHEAD}


@pytest.fixture
def club():
    return ActivityPage.objects.get(title="Ældreklub")


@pytest.fixture
def read(client, club):
    """Return the calendar of a shape in a language, as it is sent."""

    def read_calendar(shape, language="da", **headers):
        if shape == "list" and not client.cookies:
            client.post("/da/list/change/", {"action": "add", "offer": club.pk}, HTTP_ORIGIN="http://testserver")
        address = {
            "offer": f"/{language}/a/{club.pk}/calendar.ics",
            "list": client.get("/da/list/").get("Location", "").replace("/da/", f"/{language}/") + "calendar.ics",
            "search": f"/{language}/search/ics?category=senior-club",
        }[shape]
        answer = client.get(address, **headers)
        assert answer.status_code == 200
        return answer.content

    return read_calendar


def dates(content, first=dt.date(2026, 8, 1), last=dt.date(2027, 8, 1)):
    """Return the events as a calendar shows them, by the local day."""
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(first, last)
    return {event.start.timetuple()[:3]: event for event in found}


def change(page, **exception):
    page = ActivityPage.objects.get(pk=page.pk)
    page.exceptions.add(ScheduleException(**exception))
    page.save_revision().publish()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_senior_club_has_exactly_its_dates_at_one_o_clock_of_the_wall(read, shape, language):
    found = dates(read(shape, language))
    assert sorted(found) == SHAPES[shape]
    assert {(event.start.hour, event.end.hour) for event in found.values()} == {(13, 15)}
    assert {event.start.tzinfo.key for event in found.values()} == {"Europe/Copenhagen"}
    summer = {day for day, event in found.items() if event.start.utcoffset() == dt.timedelta(hours=2)}
    assert summer == {day for day in SHAPES[shape] if day < (2026, 10, 25) or day >= (2027, 3, 28)}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_zone_of_the_times_comes_with_the_file(read, shape):
    text = read(shape).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\n" in text
    assert text.partition("BEGIN:VEVENT")[2].count("RRULE") == 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")


def test_ids_and_their_numbers_are_the_same_everywhere(read):
    ways = [(shape, language) for shape in SHAPES for language in LANGUAGES]
    known = {}
    for shape, language in ways:
        for host in ("testserver", "other.example"):
            for day, event in dates(read(shape, language, HTTP_HOST=host)).items():
                known.setdefault(day, set()).add((str(event["uid"]), int(event["sequence"]), event["dtstamp"].dt))
    assert sorted(known) == SENIOR_CLUB
    assert all(len(names) == 1 for names in known.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["offer", "list"])
def test_a_calendar_that_follows_learns_of_a_cancellation_in_its_language(read, club, shape, language):
    before = dates(read(shape, language))[2026, 11, 23]
    change(club, kind="cancelled", day=dt.date(2026, 11, 23))
    after = dates(read(shape, language))
    event = after[2026, 11, 23]
    assert sorted(after) == SENIOR_CLUB
    assert (event["uid"], event["status"]) == (before["uid"], "CANCELLED")
    assert int(event["sequence"]) > int(before["sequence"])
    assert event["dtstamp"].dt >= before["dtstamp"].dt
    marks = {"da": "Aflyst", "en": "Cancelled", "ar": "ملغى"}
    assert before["summary"] in event["summary"]
    assert marks[language].lower() in event["summary"].lower()
    assert {after[day]["status"] for day in after if day != (2026, 11, 23)} == {"CONFIRMED"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_that_is_followed_has_the_cancelled_date_no_more(read, club, language):
    assert sorted(dates(read("search", language))) == AHEAD
    change(club, kind="cancelled", day=dt.date(2026, 11, 23))
    assert sorted(dates(read("search", language))) == AHEAD[1:]


def test_a_date_that_is_moved_moves_in_every_calendar(read, club):
    before = {shape: dates(read(shape))[2026, 12, 7] for shape in SHAPES}
    to = {"to_day": dt.date(2026, 12, 9), "start": dt.time(14), "end": dt.time(16)}
    change(club, kind="moved", day=dt.date(2026, 12, 7), **to)
    for shape in SHAPES:
        after = dates(read(shape))
        assert (2026, 12, 7) not in after
        assert after[2026, 12, 9]["uid"] == before[shape]["uid"]
        assert after[2026, 12, 9].start.hour == 14
        assert int(after[2026, 12, 9]["sequence"]) > int(before[shape]["sequence"])


def test_a_search_across_the_change_of_the_clock_keeps_the_hour(client, frozen):
    frozen("2026-10-19T09:00")
    ActivityFactory(
        name="Uropvækning",
        sessions=[session(weekday=6, start=dt.time(1, 30), end=dt.time(4), starts_on=dt.date(2026, 10, 1))],
    )
    content = client.get("/da/search/ics?q=uropvækning&until=2026-11-02").content
    found = dates(content)
    assert sorted(found) == [(2026, 10, 25), (2026, 11, 1)]
    assert {(event.start.hour, event.start.minute, event.end.hour) for event in found.values()} == {(1, 30, 4)}
    # The night of the change is an hour longer.
    hours = [(event.end.astimezone(dt.UTC) - event.start.astimezone(dt.UTC)) for event in found.values()]
    assert sorted(hours) == [dt.timedelta(hours=2.5), dt.timedelta(hours=3.5)]


def test_a_date_past_midnight_ends_on_the_next_day(client):
    ActivityFactory(name="Natcafé", sessions=[session(weekday=4, start=dt.time(22), end=dt.time(1))])
    event = next(iter(dates(client.get("/da/search/ics?q=natcafé").content).values()))
    assert (event.start.hour, event.end.hour) == (22, 1)
    assert event.end - event.start == dt.timedelta(hours=3)
