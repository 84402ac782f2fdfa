"""The pages of offers, associations and districts, and what stands where there is no page."""

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from activities.choices import ExceptionKind, Room, Rule, State
from activities.models import (
    ActivityPage,
    AssociationPage,
    CouncilArea,
    DistrictPage,
    FeaturedOffer,
    ScheduleException,
)
from activities.templatetags.reading import isolate
from tests.factories import (
    ActivityFactory,
    AssociationFactory,
    ContactFactory,
    DistrictPageFactory,
    VenueFactory,
    session,
)
from tests.reading import words

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]


@pytest.fixture
def read(client):
    """Fetch a page or an address as a parsed page."""

    def fetch(page, language="en", status=200):
        address = page if isinstance(page, str) else address_of(page, language)
        answer = client.get(address)
        assert answer.status_code == status
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def address_of(page, language):
    return f"/{language}/" + page.url_path.split("/", 2)[2]


def offer(title):
    return ActivityPage.objects.get(title=title)


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def answer(page, line):
    """The words of one line of the answer card."""
    return words(next(dt.find_next_sibling("dd") for dt in page.select(".answer dt") if words(dt) == line))


# --- The answer card ---

LINES = ["Who for", "When", "Where", "Price", "Language", "Is there room", "How to start", "Who runs it"]


@pytest.mark.parametrize("title", ["Pigesvømning", "Ungeklub", "Ældreklub"])
def test_every_offer_answers_the_same_questions_in_the_same_order(read, title):
    page = read(offer(title))
    assert [words(line) for line in page.select(".answer dt")] == LINES
    assert all(line.select_one("svg use") for line in page.select(".answer dt"))


def test_what_nobody_stated_is_said_to_be_not_stated(read):
    page = read(ActivityFactory(sessions=[session()]))
    for line in ("Where", "Price", "Language", "Is there room", "How to start"):
        assert answer(page, line) == "Not stated"
    assert "last confirmed: not stated" in answer(page, "Who runs it")


def test_the_next_date_is_said_as_one_says_it(read):
    assert answer(read(offer("Sprogcafé")), "When").startswith("Tomorrow, Tue 24 Nov, 17.00-19.00")


def test_a_cancelled_date_leads_the_line_and_is_listed(read):
    page = offer("Ældreklub")
    page.exceptions.add(ScheduleException(kind=ExceptionKind.CANCELLED, day=dt.date(2026, 11, 23), note_da="Rejse"))
    publish(page)
    shown = read(page)
    assert answer(shown, "When").startswith("Cancelled 23 Nov, next time Mon 7 Dec")
    assert "cancelled 23 November: Rejse" in words(shown.select_one("#changes").find_parent("section")).replace(
        " :", ":"
    )


def test_room_is_told_with_the_day_it_was_said(read):
    page = publish(offer("Sprogcafé"), room=Room.WAITING_LIST, room_said_on=dt.date(2026, 11, 3))
    assert answer(read(page), "Is there room") == "Waiting list (said on 3 November 2026)"


def test_how_to_start_names_the_phone_as_one_dials_it(read):
    page = offer("Pigesvømning")
    facts = {"phone": "+4533663366", "hours_da": "hverdage 16-18", "languages": ["ar"]}
    contact = ContactFactory(association=page.association, **facts)
    shown = read(publish(page, contact=contact, sign_up_by=dt.date(2026, 12, 1)))
    start = answer(shown, "How to start")
    assert start.startswith("Sign up first. Sign up by 1 December 2026")
    assert "Call +45 33 66 33 66" in start
    assert "hverdage 16-18" in start
    assert "Speaks: Arabic" in start
    assert shown.select_one("a[href='tel:+4533663366']")


def test_a_declaration_older_than_a_year_is_not_shown(read):
    page = offer("Pigesvømning")
    association = publish(page.association, certificate_declared_on=dt.date(2026, 2, 1))
    assert "child certificates (1 February 2026)" in answer(read(page), "Who runs it")
    publish(association, certificate_declared_on=dt.date(2025, 11, 1))
    assert "child certificates" not in answer(read(page), "Who runs it")


def test_arabic_keeps_times_prices_and_phone_numbers_in_one_piece():
    with translation.override("ar"):
        assert isolate("العمر 7-12") == 'العمر <span class="whole"><bdi dir="ltr">7-12</bdi></span>'
        assert isolate("كرونة (39 مرة)") == 'كرونة (<span class="whole"><bdi dir="ltr">39</bdi> مرة</span>)'
        assert isolate("في Hallen (sal 2) هنا") == 'في <bdi dir="ltr">Hallen (sal 2)</bdi> هنا'
        assert isolate("نص <b>") == 'نص &lt;<bdi dir="ltr">b</bdi>&gt;'
    with translation.override("da"):
        assert isolate("kl. 16-17 <b>") == '<span><span class="whole">kl. 16-17</span> &lt;b&gt;</span>'


def test_text_that_is_not_translated_is_marked_as_danish_with_a_note(read):
    page = publish(offer("Pigesvømning"), summary_da="Vi svømmer hver onsdag.", body_da="<p>Alle kan være med.</p>")
    for language in ("ar", "en"):
        shown = read(page, language)
        summary = shown.select_one(".lead span")
        assert (words(summary), summary["lang"], summary["dir"]) == ("Vi svømmer hver onsdag.", "da", "ltr")
        body = shown.select_one(".prose")
        assert (body["lang"], body["dir"]) == ("da", "ltr")
        assert shown.select_one(".offer__head .note")
    danish = read(page, "da")
    assert not danish.select_one(".lead span")
    assert not danish.select_one(".offer__head .note")


def test_what_an_editor_typed_is_shown_as_text(client):
    page = publish(offer("Pigesvømning"), summary_da="</script><script>alert(1)</script>")
    assert b"<script>alert(1)" not in client.get(address_of(page, "da")).content


def test_search_engines_are_told_the_next_date(read):
    data = json.loads(read(offer("Sprogcafé")).select_one("script[type='application/ld+json']").string)
    assert (data["@type"], data["startDate"]) == ("Event", "2026-11-24T17:00:00+01:00")
    assert [place["name"] for place in data["location"]] == ["Nørrebro Beboerhus"]


# --- Offers that are not simply on ---


@pytest.mark.parametrize(
    ("fields", "notice"),
    [
        ({"state": State.ENDED}, "This activity has ended."),
        ({"state": State.PAUSED}, "This activity is paused."),
        ({"state": State.FORMING}, "This group is forming."),
    ],
)
def test_a_state_that_matters_is_told_on_top(read, fields, notice):
    shown = read(publish(offer("Fodbold mix 7-9"), **fields))
    assert words(shown.select_one(".notice")).startswith(notice)


@pytest.mark.parametrize("state", [State.ENDED, State.PAUSED])
def test_an_offer_that_is_over_shows_no_dates_and_names_similar_ones(read, state):
    shown = read(publish(offer("Fodbold mix 7-9"), state=state))
    assert not shown.select_one("#dates")
    facts = [json.loads(script.string) for script in shown.select("script[type='application/ld+json']")]
    assert [fact["@type"] for fact in facts] == ["BreadcrumbList"]
    assert "Free football" in words(shown.select_one("#similar"))
    assert "Today" not in answer(shown, "When")


def test_an_offer_without_a_coming_date_says_so(read):
    shown = read(ActivityFactory(sessions=[session(ends_on=dt.date(2026, 10, 31))]))
    assert words(shown.select_one(".notice")).startswith("There are no coming dates.")


def test_by_agreement_is_no_lack_of_dates(read):
    shown = read(ActivityFactory(sessions=[session(rule=Rule.BY_AGREEMENT, weekday=None, start=None, end=None)]))
    assert not shown.select_one(".notice")
    assert "By agreement" in answer(shown, "When")


def test_an_offer_taken_down_at_its_set_time_keeps_its_address(client, read):
    page = offer("Fodbold mix 7-9")
    publish(page, expire_at=timezone.now() - dt.timedelta(days=1))
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live
    shown = read(page)
    assert words(shown.select_one(".notice")).startswith("This activity has ended.")
    assert client.get(f"/a/{page.pk}/").status_code == 302


def test_an_offer_taken_down_by_hand_is_gone(read):
    page = offer("Fodbold mix 7-9")
    page.unpublish()
    read(page, status=404)


def test_a_preview_shows_the_page_as_the_public_would_see_it():
    page = offer("Sprogcafé")
    page.sessions = [session(weekday=3, venue=VenueFactory(name="Nyt Sted"))]
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    shown = BeautifulSoup(response.render().content if hasattr(response, "render") else response.content, "html.parser")
    assert "26. nov" in words(shown.select_one(".answer-card")) or "26 Nov" in words(shown.select_one(".answer-card"))
    assert "Nyt Sted" in words(shown.select_one(".answer-card"))


# --- Associations and districts ---


def test_an_association_says_what_is_on_when_and_whom_to_ask(read):
    association = AssociationFactory(name="Nabohuset")
    contact = ContactFactory(association=association, role_da="Køkkenet", phone="+4533663366")
    ActivityFactory(parent=association, name="Madklub", contact=contact, sessions=[session(venue=VenueFactory())])
    ActivityFactory(parent=association, name="Sykreds", state=State.PAUSED)
    ActivityFactory(parent=association, name="Gammelt kor", sessions=[session(ends_on=dt.date(2026, 10, 1))])
    page = read(association)
    assert [words(link) for link in page.select(".hit__name a")] == ["Madklub"]
    week = page.select_one("table.own-week")
    assert [words(row) for row in week.select("tbody tr")] == ["Wednesday 16.00-17.00 Madklub"]
    assert "Call +45 33 66 33 66" in words(page.select_one("#contacts").find_parent("section"))
    assert words(page.select_one("#paused").find_parent("section")).endswith("Sykreds")
    assert "Gammelt kor" not in words(page)


def district_page(**fields):
    existing = DistrictPage.objects.filter(area_id="noerrebro").first()
    return existing or DistrictPageFactory(area=CouncilArea.objects.get(key="noerrebro"), **fields)


def test_a_district_shows_what_is_on_by_time_of_day(read):
    lists = read(district_page()).select(".now")
    found = {words(part.h3).split(" (")[0]: [words(link) for link in part.select(".hit__name a")] for part in lists}
    assert found == {
        "Afternoon": ["Girls' swimming", "Badminton for adults", "Free football"],
        "Evening": ["Language café", "Badminton for adults"],
    }


def test_a_district_features_only_what_can_be_found(read):
    page = district_page()
    page.featured = [FeaturedOffer(offer=offer(title)) for title in ("Badminton for voksne", "Pigesvømning")]
    page.save_revision().publish()
    publish(offer("Badminton for voksne"), state=State.ENDED)
    featured = read(page).select_one("#featured").find_parent("section")
    assert [words(link) for link in featured.select(".hit__name a")] == ["Girls' swimming"]


def test_a_district_names_its_help_desk_and_leads_to_the_search(read):
    desk = {"desk_name": "Bydelens bord", "desk_phone": "+4533663366", "desk_hours_da": "man.-fre. 10-14"}
    CouncilArea.objects.filter(key="noerrebro").update(desk_languages=["ar", "da"], **desk)
    page = read(district_page())
    desk = words(page.select_one(".help-desk"))
    for part in ("Bydelens bord", "Call +45 33 66 33 66", "man.-fre. 10-14", "Arabic and Danish"):
        assert part in desk
    assert page.select_one("a[href='/en/search/?area=noerrebro']")


def test_the_list_of_districts_leads_to_each_without_a_map_from_elsewhere(read):
    page = read("/en/bydele/")
    assert len(page.select(".district-list li")) == 10
    shapes = page.select("svg.district-map a")
    assert len(shapes) == 10
    assert all(shape["href"].startswith("/en/search/?district=") and shape["aria-label"] for shape in shapes)


def test_home_shows_what_is_on_tonight_and_each_list_leads_to_its_search(read):
    tonight = next(part for part in read("/en/").select(".now") if words(part.h2) == "Tonight")
    assert [words(link) for link in tonight.select(".hit__name a")] == ["Mixed football 7-9", "Youth club"]


# --- Addresses ---


def test_the_bare_address_leads_to_the_readers_language(client):
    assert client.get("/", headers={"Accept-Language": "ar,en;q=0.5"})["Location"] == "/ar/"
    assert client.get("/", headers={"Accept-Language": "fr"})["Location"] == "/da/"
    client.cookies["language"] = "en"
    assert client.get("/", headers={"Accept-Language": "ar"})["Location"] == "/en/"


def test_every_page_links_to_itself_in_each_language_shown(read):
    page = read(offer("Sprogcafé"), "da")
    there = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert there == {language: address_of(offer("Sprogcafé"), language) for language in ("da", "en", "ar")}


@pytest.mark.parametrize(("language", "direction"), [("da", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_a_missing_page_says_so_in_the_readers_language(read, language, direction):
    page = read(f"/{language}/nowhere/", status=404)
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert page.select_one("form[role=search]")["action"] == f"/{language}/search/"
    assert [link["href"] for link in page.select(".languages a")] == ["/da/", "/en/", "/ar/"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_broken_server_says_so_without_asking_the_database(language, direction, django_assert_num_queries):
    from config.errors import server_error

    with translation.override(language), django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert page.select_one(f"a.button[href='/{language}/']")


def test_a_view_that_fails_leads_to_that_page(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("search.views.get_engine", lambda: None)
    with override_settings(DEBUG=False):
        response = client.get("/en/search/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()


def test_robots_may_read_pages_and_leave_searches_alone(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /*/search/?q=" in text
    assert "Allow: /" in text


# --- Cost ---


@pytest.mark.parametrize("language", ["da", "ar"])
def test_no_page_asks_the_database_more_than_twenty_times(client, django_assert_max_num_queries, language):
    association = AssociationPage.objects.first()
    for number in range(6):
        ActivityFactory(parent=association, name=f"Hold {number}", sessions=[session(venue=VenueFactory())])
    district = district_page()
    district.featured = [FeaturedOffer(offer=page) for page in ActivityPage.objects.all()[:4]]
    district.save_revision().publish()
    pages = [offer("Pigesvømning"), association, district]
    addresses = [address_of(page, language) for page in pages] + [f"/{language}/", f"/{language}/bydele/"]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200
