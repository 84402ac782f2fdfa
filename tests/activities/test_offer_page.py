"""The page of an offer: its card in every state, its dates, the way there, and what lies near."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from activities.choices import ExceptionKind, Rule
from activities.models import ActivityPage, CouncilArea, ScheduleException, Venue
from activities.page_context import point_asked
from tests.factories import (
    ActivityFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    VenueFactory,
    session,
)

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

LINES = ["Who for", "When", "Where", "Price", "Language", "Is there room", "How to start", "Who runs it"]
NOERREBRO = {"lat": 55.6962, "lon": 12.5510}


@pytest.fixture
def read(client):
    """Fetch the page of an offer in a language, as a parsed page."""

    def fetch(page, language="en", asked=""):
        answer = client.get(f"/{language}/" + page.url_path.split("/", 2)[2] + asked)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def words(element):
    return " ".join(element.get_text(" ", strip=True).split())


def offer(title):
    return ActivityPage.objects.get(title=title)


def answer(page, line):
    return words(next(dt.find_next_sibling("dd") for dt in page.select(".answer dt") if words(dt) == line))


def cancel(page, day, **fields):
    page.exceptions.add(ScheduleException(kind=ExceptionKind.CANCELLED, day=day, **fields))
    page.save_revision().publish()
    return page


# --- The card ---


def test_an_offer_with_everything_and_one_with_nothing_answer_in_the_same_order(read):
    association = AssociationFactory()
    contact = ContactFactory(association=association, languages=["ar", "da", "so"], email="klub@example.org")
    full = ActivityFactory(
        parent=association,
        contact=contact,
        held_in=["da", "ar", "so", "ur", "tr", "en", "pl", "uk", "fa", "ti"],
        sessions=[
            session(weekday=number % 7, start=dt.time(9 + number), end=dt.time(10 + number), venue=VenueFactory())
            for number in range(12)
        ],
        categories=[CategoryFactory(key="football")],
    )
    empty = ActivityFactory(sessions=[], gender="")
    for page in (read(full), read(empty)):
        assert [words(line) for line in page.select(".answer dt")] == LINES


def test_ages_are_said_once_though_the_audience_is_ticked_too(read):
    page = ActivityFactory(age_from_months=84, age_to_months=155, audiences=["children", "families"])
    assert answer(read(page), "Who for") == "Age 7-12 · Families"


def test_languages_are_a_list_as_the_reader_writes_one(read):
    page = ActivityFactory(held_in=["da", "ar", "so"])
    assert answer(read(page), "Language").startswith("Held in: Danish, Arabic and Somali")
    assert "والصومالية" in words(read(page, "ar").select_one(".answer--language dd"))


def test_a_line_under_the_name_says_what_it_is_and_for_whom_in_the_readers_language(read):
    assert (
        words(read(offer("Pigesvømning"), "en").select_one(".offer__gloss"))
        == "Swimming and life-saving for girls 7-12"
    )
    arabic = read(offer("Pigesvømning"), "ar").select_one(".offer__gloss")
    assert "7-12" in words(arabic.bdi)


def test_three_of_many_places_stand_on_the_card_and_all_of_them_below(read):
    places = [VenueFactory(name=f"Sted {number}") for number in range(6)]
    page = read(ActivityFactory(sessions=[session(weekday=number, venue=place) for number, place in enumerate(places)]))
    assert len(page.select(".answer--where .place")) == 3
    assert words(page.select_one(".answer--where a[href='#there']")) == "All 6 places"
    assert [words(name) for name in page.select("#there .ways__name")] == [place.name for place in places]


def test_seasons_with_times_of_their_own_are_a_list(read):
    seasons = [
        session(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 31)),
        session(starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 5, 31), start=dt.time(17), end=dt.time(18)),
    ]
    parts = read(ActivityFactory(sessions=seasons)).select(".answer--when .answer__list li")
    assert len(parts) == 2
    assert all(words(part).startswith("Every Wednesday") for part in parts)


def test_sign_up_needed_is_not_called_just_come(read):
    page = ActivityFactory(flags=["drop-in", "sign-up"])
    assert answer(read(page), "How to start") == "Sign up first."


# --- How far ---


@pytest.mark.parametrize("near", ["noerreport", "55.6837,12.5716"])
def test_who_came_with_a_place_is_told_how_far_it_is(read, near):
    page = read(offer("Sprogcafé"), asked=f"?near={near}")
    assert "km away" in answer(page, "Where")
    assert "away" not in answer(read(offer("Sprogcafé")), "Where")


def test_the_nearest_place_comes_first(read):
    far, close = VenueFactory(name="Langt væk", lat=55.60, lon=12.40), VenueFactory(name="Tæt på", **NOERREBRO)
    page = ActivityFactory(sessions=[session(venue=far), session(weekday=3, venue=close)])
    shown = read(page, asked=f"?near={NOERREBRO['lat']},{NOERREBRO['lon']}")
    assert words(shown.select_one(".place")).startswith("Tæt på · 50 m away")


@pytest.mark.parametrize(
    "near", ["", "nowhere", "1e9,2", "91,12", "55.6,181", "55.6", "' OR 1=1", "x" * 5000, "%00", "٥٥.6,12.5"]
)
def test_a_place_that_is_none_is_passed_over(read, near, rf):
    assert point_asked(rf.get("/", {"near": near})) is None
    assert "away" not in answer(read(offer("Sprogcafé"), asked=f"?near={near}"), "Where")


def test_hits_hand_on_a_named_place_and_never_where_someone_is(client):
    def links(address):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return {link["href"].partition("?")[2] for link in page.select(".search-page__list > .hits .hit__name a")}

    assert links("/en/search/?near=noerreport&radius=5000") == {"near=noerreport"}
    assert links("/en/search/?near=55.693,12.548") == {""}


# --- Dates ---


def test_a_cancelled_date_stands_struck_through_among_the_dates_and_leads_the_card(read):
    page = read(cancel(offer("Ældreklub"), dt.date(2026, 11, 23), note_da="Rejse"))
    first, second = page.select(".offer__dates ol.dates li")[:2]
    assert (words(first.strong), words(first.s)) == ("Cancelled:", "Today, Mon 23 Nov, 13.00-15.00")
    assert not second.s
    assert words(second) == "Mon 7 Dec, 13.00-15.00"
    assert answer(page, "When").startswith("Cancelled 23 Nov, next time Mon 7 Dec")


def test_danish_says_the_cancelled_day_in_full(read):
    page = read(cancel(offer("Ældreklub"), dt.date(2026, 11, 23)), "da")
    assert "aflyst 23. november" in words(page.select_one(".offer__changes"))


def test_the_first_four_dates_are_shown_and_the_others_fold_away(read):
    page = read(offer("Sprogcafé"))
    assert len(page.select(".offer__dates section > ol.dates > li")) == 4
    assert len(page.select(".offer__dates details ol.dates > li")) == 4


# --- The way there, and the way up ---


def test_the_way_there_has_the_stop_the_access_the_address_and_the_phones_map(read):
    place = VenueFactory(
        name="Huset & haven", nearest_stop="Runddelen", step_free=True, access_notes_da="Rampe bag huset", **NOERREBRO
    )
    page = read(ActivityFactory(sessions=[session(venue=place)]))
    there = page.select_one("#there")
    for part in ("Huset & haven", "Eksempelgade 1", "Nearest stop: Runddelen", "Step-free access", "Rampe bag huset"):
        assert part in words(there)
    link = there.select_one("a[href^='geo:']")["href"]
    assert link == "geo:55.6962,12.551?q=55.6962,12.551(Huset%20%26%20haven)"


@pytest.mark.parametrize("language", ["da", "ar"])
def test_coordinates_are_written_with_a_point_in_every_language(read, language):
    page = read(ActivityFactory(sessions=[session(venue=VenueFactory(**NOERREBRO))]), language)
    assert page.select_one("a[href^='geo:']")["href"].startswith("geo:55.6962,12.551?")


def test_a_place_nobody_has_put_on_the_map_has_no_map_link(read):
    page = read(ActivityFactory(sessions=[session(venue=VenueFactory(lat=None, lon=None))]))
    assert not page.select("a[href^='geo:']")
    assert "Step-free access: not stated" in words(page.select_one("#there"))


def test_the_way_up_leads_home_and_to_the_association(read):
    trail = read(offer("Sprogcafé")).select_one("nav.trail")
    assert trail["aria-label"] == "You are here"
    assert [link["href"] for link in trail.select("a")][0] == "/en/"
    assert trail.select("a")[1]["href"].startswith("/en/foreninger/")
    assert trail.select_one("[aria-current=page]")


def test_the_help_desk_of_the_area_is_on_the_page(read):
    CouncilArea.objects.filter(key="noerrebro").update(desk_phone="+4533663366")
    assert read(offer("Sprogcafé")).select_one(".help-desk a[href='tel:+4533663366']")


def test_only_a_place_that_has_a_page_is_linked(read):
    association = AssociationFactory()
    own = VenueFactory(name="Eget hus", association=association)
    over = ActivityFactory(parent=association, sessions=[session(venue=own, ends_on=dt.date(2026, 10, 1))])
    assert not read(over).select(".answer--where a[href*='/venue/']")
    on = ActivityFactory(parent=association, sessions=[session(venue=own)])
    assert read(on).select_one(".answer--where a")["href"] == f"/en/venue/{own.pk}/"


def test_by_agreement_leads_to_the_place_too(read):
    own = VenueFactory(association=(association := AssociationFactory()))
    agreed = session(rule=Rule.BY_AGREEMENT, weekday=None, start=None, end=None, venue=own)
    page = read(ActivityFactory(parent=association, sessions=[agreed]))
    assert page.select_one(".answer--where a[href*='/venue/']")


# --- Behind the border ---


def test_similar_offers_end_with_one_worth_the_trip_that_is_not_among_them(read):
    swimming = CategoryFactory(key="swimming")
    near = [VenueFactory(**NOERREBRO) for _number in range(5)]
    for number, place in enumerate(near):
        ActivityFactory(name=f"Svøm {number}", categories=[swimming], sessions=[session(venue=place)])
    beyond = VenueFactory(name="Østerbrohallen", lat=55.708, lon=12.577)
    ActivityFactory(name="Svøm bag grænsen", categories=[swimming], sessions=[session(venue=beyond)])
    page = read(ActivityFactory(name="Svøm her", categories=[swimming], sessions=[session(venue=near[0])]))
    assert words(page.select_one(".trip h2")) == "Worth the trip: in Østerbro"
    assert [words(name) for name in page.select(".trip .hit__name")] == ["Svøm bag grænsen"]
    assert "Svøm bag grænsen" not in words(page.select_one("#similar"))


@pytest.mark.parametrize("language", ["da", "ar"])
def test_an_offer_asks_the_database_at_most_twenty_times(client, django_assert_max_num_queries, language):
    places = list(Venue.objects.filter(lat__isnull=False)[:6])
    page = cancel(
        ActivityFactory(
            contact=None,
            categories=[CategoryFactory(key="swimming")],
            sessions=[session(weekday=number, venue=place) for number, place in enumerate(places)],
        ),
        dt.date(2026, 11, 25),
    )
    address = f"/{language}/" + page.url_path.split("/", 2)[2] + "?near=noerreport"
    client.get(address)
    with django_assert_max_num_queries(20):
        assert client.get(address).status_code == 200
