"""A search as GeoJSON, RSS and iCalendar."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from activities.models import ActivityPage, ScheduleException
from tests.factories import ActivityFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]


def events(client, query=""):
    answer = client.get(f"/da/search/ics?{query}")
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_calendar_of_the_senior_club_has_exactly_its_dates(client):
    found = [event.decoded("dtstart").isoformat() for event in events(client, "category=senior-club")]
    assert found == [
        f"{day}T13:00:00+01:00" for day in ("2026-11-23", "2026-12-07", "2027-01-11", "2027-01-25", "2027-02-08")
    ]


def test_a_cancelled_date_is_not_in_the_calendar(client):
    offer = ActivityPage.objects.get(title="Ældreklub")
    offer.exceptions.add(ScheduleException(kind="cancelled", day=dt.date(2026, 12, 7)))
    offer.save_revision().publish()
    days = [event.decoded("dtstart").date().isoformat() for event in events(client, "category=senior-club")]
    assert days[:2] == ["2026-11-23", "2027-01-11"]


def test_an_event_keeps_its_id_from_one_reading_to_the_next(client):
    first, second = (sorted(str(event["uid"]) for event in events(client)) for _reading in range(2))
    assert first == second
    assert len(set(first)) == len(first)


def test_the_calendar_holds_the_filters_of_the_search(client):
    weekdays = {event.decoded("dtstart").weekday() for event in events(client, "weekday=wed")}
    assert weekdays == {2}
    hours = {event.decoded("dtstart").hour for event in events(client, "date=2026-11-23&until=2026-12-20&time=evening")}
    assert hours <= {16, 17, 18}


def test_of_single_dates_only_those_of_the_weekday_asked_for_are_in_the_calendar(client):
    monday, wednesday = dt.date(2026, 12, 7), dt.date(2026, 12, 9)
    ActivityFactory(
        name="Juleværksted",
        sessions=[session(rule="single", weekday=0, starts_on=monday, ends_on=None)],
        exceptions=[ScheduleException(kind="extra", day=wednesday)],
    )
    assert {event.decoded("dtstart").date() for event in events(client, "q=juleværksted")} == {monday, wednesday}
    assert [event.decoded("dtstart").date() for event in events(client, "q=juleværksted&weekday=wed")] == [wednesday]


def test_the_map_has_a_point_per_matching_session(client):
    answer = client.get("/da/search/geojson?district=noerrebro")
    assert answer["Content-Type"] == "application/geo+json"
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == collection["total"] == 4
    feature = collection["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [12.549, 55.695]}
    assert feature["properties"]["name"]
    assert feature["properties"]["venue"]


def test_a_feed_reader_gets_titles_links_and_lines(client):
    answer = client.get("/da/search/rss?category=swimming")
    channel = ElementTree.fromstring(answer.content).find("channel")
    titles = [item.findtext("title") for item in channel.findall("item")]
    assert titles == ["Pigesvømning", "Livredderkursus for kvinder"]
    assert all(item.findtext("link").startswith("http://testserver/da/") for item in channel.findall("item"))


@pytest.mark.parametrize("shape", ["json", "geojson", "rss", "ics"])
def test_a_feed_refuses_what_it_does_not_know(client, shape):
    answer = client.get(f"/da/search/{shape}?category=skydiving")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "category"


@pytest.mark.parametrize("shape", ["geojson", "rss", "ics"])
def test_a_feed_leaves_names_alone_that_no_search_knows(client, shape):
    plain = client.get(f"/da/search/{shape}?category=swimming")
    tracked = client.get(f"/da/search/{shape}?category=swimming&utm_source=mail&fbclid=x")
    assert tracked.status_code == 200
    assert tracked.content.count(b"Pigesv") == plain.content.count(b"Pigesv") > 0


def test_json_of_the_search_is_the_api_and_refuses_names_it_does_not_know(client):
    answer = client.get("/da/search/json?utm_source=mail")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "utm_source"


def test_the_language_asked_for_wins_over_that_of_the_address(client):
    def name(address, **headers):
        return client.get(address, headers=headers).json()["results"][0]["name"]

    assert name("/da/search/json?gender=girls&lang=en") == "Girls' swimming"
    assert name("/en/search/json?gender=girls&lang=da") == "Pigesvømning"
    assert name("/en/search/json?gender=girls", accept_language="da") == "Girls' swimming"
    refused = client.get("/en/search/json?lang=xx")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "lang"
