"""Home with a place: its week, its lists, its tiles; and the ways home that keep it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.factories import ActivityFactory, VenueFactory, session
from tests.reading import words

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]


@pytest.fixture
def read(client):
    def fetch(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def query_of(address):
    return parse_qs(urlsplit(address).query)


def total(page):
    return int(words(page.select_one("#found")).split()[0])


# --- The week ---


def test_home_has_no_week_before_a_place_is_known(read):
    page = read("/en/")
    assert not page.select_one(".week-grid, #week")
    form = page.select_one(".place-form")
    assert (form["action"], form["method"], form.select_one("select")["name"]) == ("/en/#week", "get", "district")


def test_a_place_brings_its_ordinary_week_below_the_tiles(read):
    page = read("/en/?district=noerrebro")
    assert words(page.select_one("#here")) == "Place: Nørrebro"
    assert words(page.select_one("#week .week-grid__caption")) == "An ordinary week"
    assert len(page.select("#week-caption")) == 1
    order = [found.get("id") or found["class"][0] for found in page.select(".tiles, .home__all, #week, #pick")]
    assert order == ["tiles", "home__all", "week", "pick"]


@pytest.mark.parametrize(
    "place",
    ["district=noerrebro", "district=noerrebro&district=valby", "area=noerrebro", "place=noerreport",
     "near=noerreport&radius=3000", "near=55.6936,12.548&radius=3000", "postcode=2200"],
)  # fmt: skip
@pytest.mark.parametrize("week", ["", "&week=this"])
def test_each_cell_counts_what_its_search_finds_at_that_place(read, place, week):
    page = read(f"/en/?{place}{week}")
    cells = page.select("#week .week-grid td a")
    assert cells or "postcode" in place or "place" in place
    for cell in cells[:4]:
        asked = query_of(cell["href"])
        assert asked.items() >= parse_qs(place).items()
        assert asked["weekday"], asked["time"]
        assert total(read(cell["href"])) == int(words(cell))


def test_the_whole_of_a_place_is_one_link_away(read):
    link = read("/en/?district=noerrebro").select_one(".home__place-ways a")
    assert query_of(link["href"]) == {"district": ["noerrebro"]}
    assert words(link) == f"See all {total(read(link['href']))} offers here"


def test_the_switch_shows_this_week_and_back_without_leaving_home(read):
    switch = read("/en/?district=noerrebro").select_one("#week-switch")
    assert words(switch) == "This week, 23–29 Nov"
    assert switch["href"] == "/en/?district=noerrebro&week=this#week"
    page = read(switch["href"])
    assert words(page.select_one(".week-grid__caption")) == "This week, 23–29 Nov"
    assert query_of(page.select_one("#week td a")["href"])["date"] == ["2026-11-23"]
    assert page.select_one("#week-switch")["href"] == "/en/?district=noerrebro#week"


def test_a_place_can_be_forgotten_and_changed(read):
    page = read("/en/?district=noerrebro")
    assert "/en/" in [link["href"] for link in page.select(".home__place-ways a")]
    assert page.select_one("#week .place-form option[selected]")["value"] == "noerrebro"
    assert len(page.select(".place-form")) == 1


def test_a_place_where_nothing_is_on_says_so(read):
    page = read("/en/?postcode=9999")
    assert words(page.select_one("#here")) == "Postcode: 9999"
    assert "Nothing has been published here yet." in words(page.select_one("#week"))
    assert not page.select_one(".week-grid")


def test_what_is_no_place_is_told_and_passed_over(read):
    page = read("/en/?district=atlantis&near=%00&radius=-1&postcode=22")
    assert words(page.select_one("#place-problems")).count("We could not use") == 4
    assert not page.select_one("#week")
    page = read("/en/?district=atlantis&district=valby")
    assert "“atlantis” for District" in words(page.select_one("#place-problems"))
    assert words(page.select_one("#here")) == "Place: Valby"


def test_what_is_no_place_at_all_leaves_home_as_it_is(read):
    for asked in ("utm_source=x", "q=swimming", "radius=500", "week=this", "category=nonsense", "district="):
        page = read(f"/en/?{asked}")
        assert not page.select_one("#week, #place-problems")


def test_hostile_values_are_only_shown(read):
    page = read("/en/?district=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in str(page)
    assert "“<script>alert(1)</script>”" in words(page.select_one("#place-problems"))


# --- The rest of home follows ---


@pytest.fixture
def two_evenings():
    """One offer tonight in Nørrebro and one in Valby."""
    places = {"Aftensang": (55.695, 12.549), "Aftenløb": (55.661, 12.515)}
    for name, (lat, lon) in places.items():
        at = session(weekday=0, start=dt.time(19), end=dt.time(21), venue=VenueFactory(lat=lat, lon=lon))
        ActivityFactory(name=name, sessions=[at])


def test_tiles_box_and_lists_look_in_the_place_and_all_stays_all(read, two_evenings):
    page = read("/en/?district=noerrebro")
    tiles = [query_of(link["href"]) for link in page.select(".tiles a")]
    assert [asked["district"] for asked in tiles if asked] == [["noerrebro"]] * 7
    assert [field["name"] + "=" + field["value"] for field in page.select(".search-box [type=hidden]")] == [
        "district=noerrebro"
    ]
    assert page.select_one(".home__all a")["href"] == "/en/search/"
    assert page.select_one(".pickers option[selected]")["value"] == "noerrebro"
    lists = page.select(".now")
    assert "Tonight" in [words(shown.h2) for shown in lists]
    assert all("Place: Nørrebro" in words(shown) for shown in lists)
    for link in page.select(".now__more a"):
        assert query_of(link["href"])["district"] == ["noerrebro"]


def test_the_lists_hold_the_place_alone(read, two_evenings):
    def shown(asked):
        return {words(name) for name in read(f"/en/{asked}").select(".now .listing__name")}

    assert {"Aftensang", "Aftenløb"} & shown("?district=noerrebro") == {"Aftensang"}
    assert shown("") - shown("?area=valby")
    assert {"Aftensang", "Aftenløb"} & shown("?area=valby") == {"Aftenløb"}


def test_home_with_a_place_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    client.get("/da/?district=noerrebro")
    with django_assert_max_num_queries(20):
        assert client.get("/da/?district=noerrebro&area=noerrebro&near=noerreport&radius=50000&week=this").content


# --- Addresses ---


def test_home_with_a_place_is_plain_home_to_search_engines(read):
    page = read("/en/?district=noerrebro")
    assert urlsplit(page.select_one("link[rel=canonical]")["href"])[2:4] == ("/en/", "")
    assert all("?" not in link["href"] for link in page.select("link[rel=alternate][hreflang]"))


def test_the_languages_keep_the_place(read):
    page = read("/en/?district=noerrebro&week=this")
    assert [link["href"] for link in page.select(".languages a")] == [
        f"/{code}/?district=noerrebro&week=this" for code in ("da", "en", "ar")
    ]


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("/en/search/?category=swimming&district=noerrebro&time=evening&sort=name", "/en/?district=noerrebro"),
        ("/en/search/?near=noerreport&radius=3000", "/en/?near=noerreport&radius=3000"),
        ("/en/search/?category=swimming", "/en/"),
        ("/ar/bydele/noerrebro/", "/ar/?area=noerrebro"),
        ("/en/foreninger/noerrebro-svoemmeklub/pigesvoemning/?near=noerreport", "/en/?near=noerreport"),
        ("/en/foreninger/noerrebro-svoemmeklub/pigesvoemning/", "/en/"),
        ("/en/?district=valby&week=this", "/en/?district=valby"),
        ("/en/foreninger/?district=atlantis", "/en/"),
    ],
)
def test_the_name_of_the_site_leads_home_with_the_place(read, address, home):
    if "bydele" in address:
        from activities.models import CouncilArea, DistrictPage
        from tests.factories import DistrictPageFactory

        area = CouncilArea.objects.get(key="noerrebro")
        assert DistrictPage.objects.filter(area=area).first() or DistrictPageFactory(area=area)
    assert read(address).select_one("a.brand")["href"] == home


def test_a_page_that_is_not_there_asks_for_no_place(client):
    page = BeautifulSoup(client.get("/en/nowhere/?district=valby").content, "html.parser")
    assert page.select_one("a.brand")["href"] == "/en/"
