"""The calendar of an offer and of a list: story K2, and what a calendar that follows learns."""

import datetime as dt

import pytest
from icalendar import Calendar

from activities.models import ActivityPage, ScheduleException

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

SENIOR_CLUB = [
    "2026-09-14", "2026-09-28", "2026-10-26", "2026-11-09", "2026-11-23", "2026-12-07", "2027-01-11", "2027-01-25",
    "2027-02-08", "2027-02-22", "2027-03-08", "2027-04-05", "2027-04-19", "2027-05-03", "2027-05-31",
]  # fmt: skip


@pytest.fixture
def club():
    return ActivityPage.objects.get(title="Ældreklub")


def calendar(client, page, language="da"):
    answer = client.get(f"/{language}/a/{page.pk}/calendar.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def events(client, page, language="da"):
    found = calendar(client, page, language).walk("VEVENT")
    return {event.decoded("dtstart").date().isoformat(): event for event in found}


def change(page, **exception):
    page = ActivityPage.objects.get(pk=page.pk)
    page.exceptions.add(ScheduleException(**exception))
    page.save_revision().publish()


def test_the_senior_club_has_exactly_its_fifteen_dates_at_local_one_o_clock(client, club):
    found = events(client, club)
    assert sorted(found) == SENIOR_CLUB
    assert {event.decoded("dtstart").strftime("%H:%M") for event in found.values()} == {"13:00"}
    assert {event.decoded("dtend").strftime("%H:%M") for event in found.values()} == {"15:00"}
    assert {event["status"] for event in found.values()} == {"CONFIRMED"}
    offsets = {day: event.decoded("dtstart").utcoffset() for day, event in found.items()}
    assert offsets["2026-10-26"] == dt.timedelta(hours=1)
    assert offsets["2026-09-28"] == dt.timedelta(hours=2)


def test_every_date_stands_alone_because_a_rule_would_drift(client, club):
    text = client.get(f"/da/a/{club.pk}/calendar.ics").content.decode()
    assert text.partition("BEGIN:VEVENT")[2].count("RRULE") == 0
    assert text.count("BEGIN:VEVENT") == 15
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID=Europe/Copenhagen" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert "X-PUBLISHED-TTL:PT6H" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_calendar_that_follows_learns_of_a_cancellation(client, club):
    before = events(client, club)["2026-11-23"]
    change(club, kind="cancelled", day=dt.date(2026, 11, 23))
    after = events(client, club)
    assert sorted(after) == SENIOR_CLUB
    assert after["2026-11-23"]["uid"] == before["uid"]
    assert after["2026-11-23"]["status"] == "CANCELLED"
    assert int(after["2026-11-23"]["sequence"]) > int(before["sequence"])
    assert "Ældreklub" in after["2026-11-23"]["summary"] != "Ældreklub"
    assert {event["status"] for day, event in after.items() if day != "2026-11-23"} == {"CONFIRMED"}


def test_a_cancellation_that_is_taken_back_outranks_it(client, club):
    change(club, kind="cancelled", day=dt.date(2026, 11, 23))
    cancelled = events(client, club)["2026-11-23"]
    page = ActivityPage.objects.get(pk=club.pk)
    page.exceptions = []
    page.save_revision().publish()
    again = events(client, club)["2026-11-23"]
    assert again["status"] == "CONFIRMED"
    assert int(again["sequence"]) > int(cancelled["sequence"])


def test_a_date_that_is_moved_keeps_its_id(client, club):
    before = events(client, club)["2026-12-07"]
    change(club, kind="moved", day=dt.date(2026, 12, 7), to_day=dt.date(2026, 12, 9))
    after = events(client, club)
    assert "2026-12-07" not in after
    assert after["2026-12-09"]["uid"] == before["uid"]
    assert "7. december" in after["2026-12-09"]["description"]


def test_an_extra_date_on_a_planned_day_has_an_id_of_its_own(client, club):
    change(club, kind="extra", day=dt.date(2026, 12, 7), start=dt.time(18), end=dt.time(19))
    found = [str(event["uid"]) for event in calendar(client, club).walk("VEVENT")]
    assert len(found) == len(set(found)) == 16


def test_the_ids_do_not_depend_on_the_host_asked(client, club, settings):
    settings.FINDER_BASE_URL = "https://naboskab.example"
    here = {str(event["uid"]) for event in events(client, club).values()}
    answer = client.get(f"/da/a/{club.pk}/calendar.ics", HTTP_HOST="other.example")
    there = {str(event["uid"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert here == there
    assert all(uid.endswith("@naboskab.example") for uid in here)


def test_what_is_ahead_of_a_paused_offer_is_cancelled_with_it(client, club):
    ActivityPage.objects.filter(pk=club.pk).update(state="paused")
    found = events(client, club)
    assert found["2026-11-09"]["status"] == "CONFIRMED"
    assert found["2026-12-07"]["status"] == "CANCELLED"


def test_an_offer_taken_down_has_no_calendar(client, club):
    ActivityPage.objects.get(pk=club.pk).unpublish()
    assert client.get(f"/da/a/{club.pk}/calendar.ics").status_code == 404


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40])
def test_a_key_of_no_offer_is_not_found(client, key):
    assert client.get(f"/da/a/{key}/calendar.ics").status_code == 404


def test_text_with_commas_breaks_and_long_lines_comes_back_whole(client, club):
    page = ActivityPage.objects.get(pk=club.pk)
    page.name_da = "Kaffe; kage, og snak\\hygge " + "ø" * 120
    page.save_revision().publish()
    assert {str(event["summary"]) for event in events(client, page).values()} == {page.name_da}


def test_the_file_is_offered_to_save(client, club):
    address = f"/da/a/{club.pk}/calendar.ics"
    assert client.get(address)["Content-Disposition"].startswith("inline")
    assert client.get(address + "?download")["Content-Disposition"].startswith("attachment")


def test_a_calendar_that_has_the_latest_is_told_so(client, club):
    address = f"/da/a/{club.pk}/calendar.ics"
    tag = client.get(address)["ETag"]
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_the_calendar_of_a_list_has_the_dates_of_its_offers(client, club):
    for title in ("Ældreklub", "Livredderkursus for kvinder"):
        page = ActivityPage.objects.get(title=title)
        client.post("/da/list/change/", {"action": "add", "offer": page.pk}, HTTP_ORIGIN="http://testserver")
    address = client.get("/da/list/")["Location"]
    found = Calendar.from_ical(client.get(address + "calendar.ics").content).walk("VEVENT")
    days = {}
    for event in found:
        days.setdefault(str(event["summary"]), []).append(event.decoded("dtstart").date().isoformat())
    assert sorted(days["Ældreklub"]) == SENIOR_CLUB
    assert len(days["Livredderkursus for kvinder"]) == 8


def test_a_search_leaves_a_cancelled_date_out_and_shares_its_ids_with_the_offer(client, club):
    change(club, kind="cancelled", day=dt.date(2026, 11, 23))
    answer = client.get("/da/search/ics?category=senior-club")
    found = {
        event.decoded("dtstart").date().isoformat(): event
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }
    assert "2026-11-23" not in found
    assert found["2026-12-07"]["uid"] == events(client, club)["2026-12-07"]["uid"]
