"""One offer of a neighbouring district beside every list of a place."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from activities.models import CouncilArea, DistrictPage
from search.query import Near, SearchQuery
from search.worth_the_trip import worth_the_trip
from tests.factories import ActivityFactory, CategoryFactory, DistrictPageFactory, VenueFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

NOERREBRO = (55.6962, 12.5510)
OESTERBRO = (55.7080, 12.5770)  # a neighbour of Nørrebro
OESTERBRO_NEAR = (55.7005, 12.5650)
VALBY = (55.6567, 12.5030)  # no neighbour
FREDERIKSBERG = (55.6790, 12.5300)  # no part of the city


def words(element):
    return " ".join(element.get_text(" ", strip=True).split()).replace(" ,", ",")


def chess(name, *points, **fields):
    sessions = [session(weekday=3, venue=VenueFactory(lat=lat, lon=lon)) for lat, lon in points]
    return ActivityFactory(
        name=name, categories=[CategoryFactory(key="games-esport")], **{"sessions": sessions} | fields
    )


def trip(**asked):
    found = worth_the_trip(SearchQuery(category=("games-esport",), **asked))
    return found and found.hit.document["name"]["da"]


@pytest.fixture
def beyond(db):
    chess("Langt væk", VALBY)
    chess("Her", NOERREBRO)
    return chess("Bag grænsen", OESTERBRO)


@pytest.mark.parametrize(
    "asked",
    [
        {"district": ("noerrebro",)},
        {"area": ("noerrebro",)},
        {"near": Near(*NOERREBRO)},
        {"place": ("blaagaards-plads",)},
        {"district": ("noerrebro",), "weekday": ("thu",), "time": ("afternoon",)},
    ],
)
def test_every_way_to_ask_for_a_place_gets_one(beyond, asked):
    assert trip(**asked) == "Bag grænsen"


def test_a_list_without_hits_gets_one_too(beyond):
    assert trip(area=("bispebjerg",)) in {"Her", "Bag grænsen"}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"district": ("outside",)},
        {"near": Near(*FREDERIKSBERG)},
        {"near": Near(0.0, 0.0)},
        {"district": ("noerrebro",), "weekday": ("sun",)},  # the other filters hold
        {"district": ("noerrebro",), "gender": ("women",)},
        {"district": ("noerrebro",), "q": "findes-ikke"},
    ],
)
def test_nothing_fits_so_nothing_is_named(beyond, asked):
    assert trip(**asked) is None


def test_what_is_on_the_list_is_never_named(beyond):
    beyond.delete()
    chess("Begge steder", NOERREBRO, OESTERBRO)
    assert trip(district=("noerrebro",)) is None
    assert trip(district=("noerrebro", "oesterbro")) != "Her"
    # Within the circle it stands on the list, whatever the district.
    chess("Lige over grænsen", OESTERBRO_NEAR)
    assert trip(near=Near(*NOERREBRO), radius=1500) is None
    assert trip(near=Near(*NOERREBRO), radius=200) == "Lige over grænsen"


def test_what_the_page_shows_already_is_passed_over(beyond):
    found = worth_the_trip(SearchQuery(category=("games-esport",), district=("noerrebro",)), {beyond.pk})
    assert found is None


def test_the_nearest_of_several_is_named_and_always_the_same(beyond):
    chess("Tæt på", OESTERBRO_NEAR)
    assert {trip(near=Near(*NOERREBRO), radius=500) for _turn in range(3)} == {"Tæt på"}


def test_without_a_point_the_soonest_is_named(beyond):
    friday = session(
        weekday=2, start=dt.time(8), end=dt.time(9), venue=VenueFactory(lat=OESTERBRO[0], lon=OESTERBRO[1])
    )
    chess("Før de andre", sessions=[friday])
    assert trip(district=("noerrebro",)) == "Før de andre"


def test_the_heading_names_the_district_and_the_way_where_a_point_was_asked_for(client, beyond):
    def heading(asked):
        page = BeautifulSoup(client.get(f"/en/search/?category=games-esport&{asked}").content, "html.parser")
        return [words(title) for title in page.select(".trip h2")]

    assert heading("near=55.6962,12.5510") == ["Worth the trip: in Østerbro, 2.1 km away"]
    assert heading("district=noerrebro") == ["Worth the trip: in Østerbro"]
    assert heading("") == []


def test_a_district_page_ends_with_one(client, beyond):
    area = CouncilArea.objects.get(key="noerrebro")
    page = DistrictPage.objects.filter(area=area).first() or DistrictPageFactory(area=area)
    shown = BeautifulSoup(client.get("/en/" + page.url_path.split("/", 2)[2]).content, "html.parser")
    assert words(shown.select_one(".trip h2")).startswith("Worth the trip: in ")
    assert len(shown.select(".trip .hit")) == 1


def test_it_costs_one_search(beyond, django_assert_max_num_queries):
    query = SearchQuery(category=("games-esport",), near=Near(*NOERREBRO))
    worth_the_trip(query)
    with django_assert_max_num_queries(5):
        worth_the_trip(query)


def test_a_districts_week_is_a_grid_and_its_dates_are_to_be_had(client):
    area = CouncilArea.objects.get(key="noerrebro")
    page = DistrictPage.objects.filter(area=area).first() or DistrictPageFactory(area=area)
    shown = BeautifulSoup(client.get("/en/" + page.url_path.split("/", 2)[2]).content, "html.parser")
    cells = {cell["aria-label"]: cell["href"] for cell in shown.select(".week-grid td a")}
    assert cells["Wednesday afternoon, 1 activity"] == "/en/search/?area=noerrebro&weekday=wed&time=afternoon"
    links = [link["href"] for link in shown.select(".feeds a")]
    assert links == ["/en/search/ics?area=noerrebro", "/en/search/rss?area=noerrebro"]
    for link in links:
        assert client.get(link).status_code == 200
