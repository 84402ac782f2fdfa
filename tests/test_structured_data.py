"""What search engines are told: only what schema.org knows, and exactly the dates on which something takes place."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils.translation import override

from activities import clock
from activities.answer_card import answer_card
from activities.choices import ExceptionKind, Flag, Rule, Weekday
from activities.models import ActivityPage, AssociationPage, ScheduleException
from activities.models.schedule import changes_by_session
from activities.occurrences import calendar_now
from activities.recurrence import expand
from activities.structured_data import address_data, offer_data, place_data
from tests.factories import ActivityFactory, AssociationFactory, VenueFactory, session
from tests.schema_org import DAYS, SCHEMA, mistakes

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Copenhagen")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
URL = "https://example.org/da/x/"


def facts_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [json.loads(script.string) for script in page.select("script[type='application/ld+json']")]


def event_of(page):
    with override("da"):
        data = offer_data(page, answer_card(page, "da"), URL, f"{URL}club/", f"{URL}picture.png")
    assert mistakes({"@context": "https://schema.org", **data}) == []
    return data


# --- An oracle: the dates that a reader of these facts comes to, read as schema.org says ---


def starts_told(event):
    found = set()
    for rule in event.get("eventSchedule", []):
        found |= starts_of_rule(rule)
    for part in event.get("subEvent", []):
        if "eventSchedule" in part or "subEvent" in part:
            found |= starts_told(part)
        elif part["eventStatus"] != f"{SCHEMA}EventCancelled":
            found.add(dt.datetime.fromisoformat(part["startDate"]))
    return found or {dt.datetime.fromisoformat(event["startDate"])}


def starts_of_rule(rule):
    first = dt.date.fromisoformat(rule["startDate"])
    last = dt.date.fromisoformat(rule.get("endDate", "9999-12-31"))
    last = min(last, clock.today() + dt.timedelta(days=400))
    time = dt.time.fromisoformat(rule["startTime"])
    days, day = set(), first
    while day <= last:
        if is_on(rule, day, first):
            days.add(dt.datetime.combine(day, time, ZONE))
        day += dt.timedelta(days=1)
    return days


def is_on(rule, day, first):
    if f"{SCHEMA}{WEEKDAYS[day.weekday()]}" != rule["byDay"] or day.isoformat() in rule.get("exceptDate", []):
        return False
    if "byMonth" in rule and day.month not in rule["byMonth"]:
        return False
    number, unit = int(rule["repeatFrequency"][1:-1]), rule["repeatFrequency"][-1]
    if unit == "M":
        return (day.day - 1) // 7 + 1 == rule["byMonthWeek"]
    return (day - first).days // 7 % number == 0


def starts_planned(page):
    sessions = list(page.sessions.all())
    today = clock.today()
    return {
        date.starts_at
        for one, changes in zip(sessions, changes_by_session(sessions, page.exceptions.all()), strict=True)
        for date in expand(one.as_schedule(), changes, calendar_now(), today, today + dt.timedelta(days=400))
        if date.ends_at > clock.now()
    }


# --- Every kind of schedule ---

CANCELLED = ScheduleException(kind=ExceptionKind.CANCELLED, day=dt.date(2026, 12, 2))
MOVED = ScheduleException(kind=ExceptionKind.MOVED, day=dt.date(2026, 12, 2), to_day=dt.date(2026, 12, 3))
EXTRA = ScheduleException(kind=ExceptionKind.EXTRA, day=dt.date(2026, 12, 5), start=dt.time(10), end=dt.time(12))
SCHEDULES = {
    "weekly": [{}],
    "weekly, paused in holidays": [{"pauses_in_school_holidays": True}],
    "weekly, without an end": [{"ends_on": None}],
    "weekly, without a season": [{"starts_on": None, "ends_on": None}],
    "twice a week": [{}, {"weekday": Weekday.SAT, "start": dt.time(10), "end": dt.time(11)}],
    "even weeks": [{"rule": Rule.EVEN_WEEKS, "weekday": Weekday.MON, "ends_on": None}],
    "odd weeks": [{"rule": Rule.ODD_WEEKS, "weekday": Weekday.MON, "ends_on": None}],
    "every third week": [{"rule": Rule.INTERVAL, "interval": 3, "starts_on": dt.date(2026, 9, 2)}],
    "second of the month": [{"rule": Rule.MONTHLY, "ordinal": 2}],
    "last of the month": [{"rule": Rule.MONTHLY, "ordinal": -1, "ends_on": None}],
    "not in summer": [{"excluded_months": [6, 7, 8], "ends_on": None}],
    "in some weeks": [{"week_from": 36, "week_until": 12, "ends_on": None}],
    "eight times": [{"count": 8, "starts_on": dt.date(2026, 11, 4), "ends_on": None}],
    "eight times, paused": [{"count": 8, "starts_on": dt.date(2026, 12, 2), "pauses_in_school_holidays": True}],
    "one date": [{"rule": Rule.SINGLE, "starts_on": dt.date(2026, 12, 12), "ends_on": None, "weekday": None}],
    "three dates": [
        {"rule": Rule.SINGLE, "starts_on": dt.date(2026, 12, day), "ends_on": None, "weekday": None}
        for day in (5, 12, 19)
    ],
    "past midnight": [{"start": dt.time(22), "end": dt.time(1)}],
    "opening hours": [{"opening_hours": True, "ends_on": None}],
    "a rule, and one by agreement": [{}, {"rule": Rule.BY_AGREEMENT, "weekday": None, "start": None, "end": None}],
}


def offer_with(rows, exceptions=(), **fields):
    venue = VenueFactory()
    sessions = [session(**({"venue": venue} | row)) for row in rows]
    copies = [ScheduleException(**{name: getattr(one, name) for name in EXCEPTION_FIELDS}) for one in exceptions]
    return ActivityFactory(sessions=sessions, exceptions=copies, **fields)


EXCEPTION_FIELDS = ("kind", "day", "to_day", "start", "end", "note")


@pytest.mark.parametrize("exceptions", [(), (MOVED,), (CANCELLED, EXTRA)])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_dates_told_are_the_dates_on_which_it_takes_place(home, name, exceptions):
    page = offer_with(SCHEDULES[name], exceptions)
    event = event_of(page)
    planned = starts_planned(page)
    assert starts_told(event) == planned
    assert dt.datetime.fromisoformat(event["startDate"]) == min(planned)


def test_even_weeks_are_told_as_dates_over_a_year_with_a_week_53(home):
    event = event_of(offer_with(SCHEDULES["even weeks"]))
    assert "eventSchedule" not in event
    days = [part["startDate"][:10] for part in event["subEvent"]]
    # Weeks 52, then 2: three weeks apart, because 2026 has a week 53.
    at = days.index("2026-12-21")
    assert days[at + 1] == "2027-01-11"


def test_a_weekly_rule_says_day_times_season_and_zone(home):
    rule = event_of(offer_with([{}]))["eventSchedule"][0]
    assert rule["byDay"] in DAYS
    assert (rule["repeatFrequency"], rule["byDay"]) == ("P1W", f"{SCHEMA}Wednesday")
    assert (rule["startTime"], rule["endTime"]) == ("16:00:00", "17:00:00")
    assert (rule["startDate"], rule["endDate"]) == ("2026-11-25", "2027-05-26")
    assert rule["scheduleTimezone"] == "Europe/Copenhagen"


def test_what_is_cancelled_or_moved_is_said(home):
    cancelled = event_of(offer_with([{}], [CANCELLED]))
    assert "2026-12-02" in cancelled["eventSchedule"][0]["exceptDate"]
    assert cancelled["subEvent"][0]["eventStatus"] == f"{SCHEMA}EventCancelled"
    moved = event_of(offer_with([{}], [MOVED]))["subEvent"][0]
    assert (moved["startDate"][:10], moved["previousStartDate"]) == ("2026-12-03", "2026-12-02")
    assert moved["eventStatus"] == f"{SCHEMA}EventRescheduled"


def test_each_venue_has_its_own_times(home):
    here, there = VenueFactory(name="Her"), VenueFactory(name="Der")
    page = ActivityFactory(sessions=[session(venue=here), session(venue=there, weekday=Weekday.SAT)])
    event = event_of(page)
    assert [place["name"] for place in event["location"]] == ["Her", "Der"]
    told = {part["location"]["@id"]: part["eventSchedule"][0]["byDay"] for part in event["subEvent"]}
    assert told == {f"{URL}#venue-{here.pk}": f"{SCHEMA}Wednesday", f"{URL}#venue-{there.pk}": f"{SCHEMA}Saturday"}


def test_nothing_is_told_of_what_has_no_date(home):
    page = offer_with([{"rule": Rule.BY_AGREEMENT, "weekday": None, "start": None, "end": None}])
    with override("da"):
        assert offer_data(page, answer_card(page, "da"), URL) is None


# --- Facts ---


def test_a_price_says_what_it_is_per(home):
    page = offer_with([{}], price_amount=600, price_per="half-year", room="few")
    offer = event_of(page)["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("600.00", "DKK")
    assert offer["priceSpecification"]["unitCode"] == "SAN"
    assert offer["availability"] == f"{SCHEMA}LimitedAvailability"
    assert event_of(page)["isAccessibleForFree"] is False


def test_what_is_not_stated_is_left_out(home):
    facts = {"offers", "isAccessibleForFree", "typicalAgeRange", "audience", "inLanguage", "description"}
    assert facts.isdisjoint(event_of(offer_with([{}])))


def test_for_whom_and_in_which_language(home):
    event = event_of(offer_with([{}], gender="girls", age_from_months=84, age_to_months=155, held_in=["da", "ar"]))
    assert (event["typicalAgeRange"], event["inLanguage"]) == ("7-12", ["da", "ar"])
    assert event["audience"]["suggestedGender"] == "female"


def test_an_online_offer_is_somewhere_only_where_it_has_a_venue(home):
    online = offer_with([{"venue": None}], flags=[Flag.ONLINE.value])
    assert event_of(online)["eventAttendanceMode"] == f"{SCHEMA}OnlineEventAttendanceMode"
    both = offer_with([{}], flags=[Flag.ONLINE.value])
    assert event_of(both)["eventAttendanceMode"] == f"{SCHEMA}MixedEventAttendanceMode"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Eksempelgade 1, 2200 København N", ("Eksempelgade 1", "2200", "København N")),
        ("Fælledparken", ("Fælledparken", None, None)),
        ("Huset, Vej 3, st., 2450 København SV", ("Huset, Vej 3, st.", "2450", "København SV")),
    ],
)
def test_an_address_is_split_into_its_parts(home, address, parts):
    found = address_data(VenueFactory(address=address, postcode=""))
    assert (found["streetAddress"], found.get("postalCode"), found.get("addressLocality")) == parts


def test_a_venue_without_a_point_or_address_is_still_a_place(home):
    data = place_data(VenueFactory(address="", lat=None, lon=None, step_free=True), URL, is_own_page=True)
    assert mistakes({"@context": "https://schema.org", **data}) == []
    assert {"geo", "address"}.isdisjoint(data)
    assert data["amenityFeature"]["value"] is True


def test_the_strict_reader_finds_what_is_wrong(home):
    good = {"@context": "https://schema.org", **event_of(offer_with([{}]))}
    for wrong in (
        {"startDate": "25 November"},
        {"start": "2026-11-25"},
        {"location": {"@id": "https://example.org/#nowhere"}},
        {"offers": {"@type": "Offer", "price": "free"}},
        {"endDate": "2020-01-01T10:00:00+01:00"},
        {"@type": "Happening"},
    ):
        assert mistakes(good | wrong), wrong


# --- Every page ---


def test_a_club_says_who_it_is(client, home):
    club = AssociationFactory(
        cvr="13748136", website="https://example.org/", description_da="<p>Vi <b>svømmer</b>.</p>"
    )
    facts = facts_of(client, club.get_url())
    assert [mistakes(fact) for fact in facts] == [[], []]
    assert facts[0]["@type"] == "Organization"
    assert (facts[0]["description"], facts[0]["identifier"]["value"]) == ("Vi svømmer.", "13748136")


def test_text_of_editors_cannot_leave_its_script(client, home):
    page = ActivityFactory(name_da="</script><script>alert(1)</script>")
    answer = client.get(page.get_url()).content.decode()
    assert "<script>alert(1)" not in answer
    assert facts_of(client, page.get_url())[0]["name"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_every_page_of_the_fixture_tells_only_what_schema_org_knows(client, fixture_city, language):
    with override(language):
        pages = [*ActivityPage.objects.live(), *AssociationPage.objects.live()[:3]]
        addresses = [page.get_url() for page in pages]
    addresses += [
        f"/{language}/{rest}" for rest in ("", "search/", "search/?category=swimming", "bydele/", "foreninger/")
    ]
    kinds = set()
    for address in addresses:
        facts = facts_of(client, address)
        assert [mistakes(fact) for fact in facts] == [[]] * len(facts), address
        assert facts, address
        kinds |= {fact["@type"] for fact in facts}
    assert kinds == {"Event", "Organization", "BreadcrumbList", "WebSite"}


def test_offers_of_the_living_city_are_told_exactly(home):
    call_command("load_city", "copenhagen", verbosity=0)
    call_command("load_demo", verbosity=0)
    told = 0
    for page in ActivityPage.objects.live().order_by("pk")[::5]:
        with override("da"):
            card = answer_card(page, "da")
            data = offer_data(page, card, URL, URL)
        if data is None:
            continue
        assert mistakes({"@context": "https://schema.org", **data}) == [], page.name
        if sum(len(part.get("subEvent", [])) for part in [data, *data.get("subEvent", [])]) < 60:
            assert starts_told(data) == starts_planned(page), page.name
            told += 1
    assert told > 20
