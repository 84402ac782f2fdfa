"""The search page as a visitor reads it: stories F1 to F3 with the fixture, and what the page promises besides."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from activities.models import ActivityPage, Category
from tests.factories import ActivityFactory, VenueFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

HOME_OF_THE_FATHER = "near=55.6936,12.5480"


@pytest.fixture
def read(client):
    """Fetch an address as a parsed page."""

    def fetch(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def names(page):
    return [link.get_text(" ", strip=True) for link in page.select(".search-page__list > .hits .hit__name a")]


def words(element):
    return " ".join(element.get_text(" ", strip=True).split())


def query_of(link):
    return parse_qs(urlsplit(link["href"]).query)


# --- F1: swimming for a daughter near home, read in Arabic ---

GIRLS_SWIMMING = "category=swimming&gender=girls&district=noerrebro"


def test_the_page_of_a_reader_of_arabic_runs_from_right_to_left(read):
    page = read("/ar/")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")


def test_tiles_show_a_pictogram_and_a_word(read):
    tiles = read("/ar/").select(".tiles a")
    assert len(tiles) == 8
    for tile in tiles:
        assert tile.select_one("svg use")["href"].split("#")[1]
        assert words(tile)


def test_three_choices_are_said_back_as_chips_that_can_each_be_removed(read):
    page = read(f"/en/search/?{GIRLS_SWIMMING}")
    chips = page.select(".chip")
    assert [words(chip.select_one(".chip__word")) for chip in chips] == [
        "Activity: Swimming and life-saving", "For: girls", "Place: Nørrebro"
    ]  # fmt: skip
    for chip, parameter in zip(chips, ("category", "gender", "district"), strict=True):
        assert set(query_of(chip.select_one(".chip__remove"))) == {"category", "gender", "district"} - {parameter}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_swimming_for_girls_in_her_district_comes_first(read, language):
    assert names(read(f"/{language}/search/?{GIRLS_SWIMMING}"))[0] == "Pigesvømning"


def test_a_hit_answers_without_being_opened(read):
    hit = read(f"/en/search/?{GIRLS_SWIMMING}&near=55.6936,12.5480").select_one(".hit")
    text = words(hit)
    for fact in (
        "Girls' swimming",
        "Wed 25 Nov, 16.00-17.00",
        "Guldbergs Svømmesal, Eksempelgade 1, 2200 København N",
        "m away",
        "600 kr. per season",
        "Danish and Arabic",
    ):
        assert fact in text


def test_a_name_not_translated_is_danish_and_says_so(read):
    hit = read(f"/ar/search/?{GIRLS_SWIMMING}").select_one(".hit")
    name = hit.select_one(".hit__name span")
    assert (words(name), name["lang"], name["dir"]) == ("Pigesvømning", "da", "ltr")
    assert hit.select_one(".hit__note")


def test_a_translated_name_is_not_marked(read):
    hit = read(f"/en/search/?{GIRLS_SWIMMING}").select_one(".hit")
    assert not hit.select_one(".hit__name span")


def test_prices_and_ages_inside_arabic_keep_their_direction(read):
    hit = read(f"/ar/search/?{GIRLS_SWIMMING}").select_one(".hit")
    isolated = [words(run) for run in hit.select("bdi[dir=ltr]")]
    assert any(run.startswith("600") for run in isolated)


def test_the_language_switch_keeps_the_search(read):
    page = read(f"/da/search/?{GIRLS_SWIMMING}&page=1")
    links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert links["ar"] == f"/ar/search/?{GIRLS_SWIMMING}&page=1"


def test_only_the_languages_shown_are_linked(read):
    page = read("/da/search/")
    assert [words(link) for link in page.select(".languages a")] == ["Dansk", "English", "العربية"]
    assert {link["hreflang"] for link in page.select("link[hreflang]")} == {"da", "en", "ar", "x-default"}
    assert not [link for link in page.select("a[href]") if link["href"].startswith(("/tr/", "/so/", "/ur/"))]


# --- F2: after work, within walking distance ---


def test_in_the_evening_near_home_the_nearest_comes_first(read):
    assert names(read(f"/da/search/?{HOME_OF_THE_FATHER}&time=evening")) == ["Sprogcafé", "Badminton for voksne"]


def test_the_preset_after_work_leaves_the_one_that_starts_in_time(read):
    page = read(f"/en/search/?{HOME_OF_THE_FATHER}")
    preset = next(link for link in page.select(".presets a") if words(link) == "After work")
    assert names(read(preset["href"])) == ["Language café"]
    chosen = read(preset["href"]).select_one(".presets a[aria-current]")
    assert words(chosen) == "After work"
    assert "after" not in query_of(chosen)


def test_a_morning_without_hits_offers_a_wider_time_then_a_wider_circle_with_counts(read):
    page = read(f"/en/search/?{HOME_OF_THE_FATHER}&time=morning")
    assert names(page) == []
    steps = page.select(".widened a")
    assert [words(step) for step in steps] == [
        "At any time of day 4 offers",
        "Within 3 km 5 offers",
        "Within 5 km 7 offers",
    ]
    assert len(names(read(steps[0]["href"]))) == 4


# --- F3: the full cost, and help with it ---


def _address(page, language):
    return f"/{language}/" + page.url_path.split("/", 2)[2]


@pytest.mark.parametrize(
    ("title", "present", "absent"),
    [
        ("Pigesvømning", ["600 kr. per season", "2 free trial sessions", "Help with the fee"], []),
        ("Fodbold mix 7-9", ["900 kr. per half-year", "1,800 kr. a year in all", "Help with the fee"], []),
        ("Livredderkursus for kvinder", ["200 kr. for the course"], ["a year in all", "Help with the fee"]),
        ("Badminton for voksne", ["50 kr. a visit", "1,750 kr. for the season (35 dates)"], ["Help with the fee"]),
    ],
)
def test_the_offer_says_what_it_comes_to(read, title, present, absent):
    page = read(_address(ActivityPage.objects.get(title__startswith=title[:14]), "en"))
    price = words(page.select_one("dt:-soup-contains('Price') + dd"))
    for text in present:
        assert text in price
    for text in absent:
        assert text not in price


def test_free_lists_only_what_is_free(read):
    titles = set(names(read("/da/search/?price=free")))
    assert titles == {"Sprogcafé", "Ældreklub", "Lektiehjælp", "Ungeklub", "Gratis fodbold", "Mødregruppe"}


# --- The page itself ---


def test_values_that_can_not_be_used_are_told_and_the_rest_still_counts(read):
    page = read("/en/search/?weekday=someday&category=swimming&utm_source=poster")
    notice = words(page.select_one(".notice--warning"))
    assert "We could not use “someday” for Day." in notice
    assert "utm_source" not in notice
    assert set(names(page)) == {"Girls' swimming", "Life-saving course for women"}


def test_text_of_a_visitor_is_shown_as_text(client):
    answer = client.get("/en/search/", {"q": "<script>alert(1)</script>", "weekday": "<img src=x>"})
    assert b"<script>alert(1)" not in answer.content
    assert b"<img src=x>" not in answer.content


def test_every_parameter_of_the_contract_has_a_control(read):
    form = read("/en/search/").select_one("#search-form")
    controls = {control["name"] for control in form.select("[name]")}
    assert controls == {
        "q", "category", "audience", "gender", "kind", "district", "area", "place", "near", "radius", "postcode",
        "weekday", "time", "after", "before", "date", "until", "open", "language", "danish", "price", "price_max",
        "age", "flag",
    }  # fmt: skip


def test_the_form_shows_the_choices_in_force_so_that_sending_it_keeps_them(read):
    asked = (
        "category=swimming&place=tingbjerg&near=noerreport&radius=3000&after=14%3A00&date=2026-12-01"
        "&danish=1&age=8&flag=trial&sort=name&price_max=700"
    )
    form = read(f"/en/search/?{asked}").select_one("#search-form")
    sent = [
        (control["name"], control.get("value", "")) for control in form.select("input[checked], input[type=hidden]")
    ]
    kept = form.select("input:not([type=checkbox]):not([type=radio]):not([type=hidden])")
    sent += [(control["name"], control.get("value", "")) for control in kept]
    sent += [(option.find_parent("select")["name"], option["value"]) for option in form.select("option[selected]")]
    assert {f"{name}={value}" for name, value in sent if value} == {
        "category=swimming", "place=tingbjerg", "near=noerreport", "radius=3000", "after=14:00", "date=2026-12-01",
        "danish=1", "age=8", "flag=trial", "sort=name", "price_max=700",
    }  # fmt: skip


def test_facets_say_how_many_offers_a_choice_would_find(read):
    page = read("/en/search/?category=swimming")
    for option in page.select("input[name=gender]"):
        count = int(words(option.find_parent("label").select_one(".option__count")))
        assert len(names(read(f"/en/search/?category=swimming&gender={option['value']}"))) == count
        assert option.has_attr("disabled") == (count == 0)


def test_the_week_grid_is_a_table_whose_cells_lead_to_what_they_count(read):
    grid = read("/en/search/").select_one("table.week-grid")
    assert words(grid.select_one(".week-grid__caption")) == "An ordinary week"
    assert [words(head) for head in grid.select("thead th")] == ["Forenoon", "Afternoon", "Evening"]
    assert len(grid.select("tbody th[scope=row]")) == 7
    cells = grid.select("td a")
    assert cells
    for cell in cells:
        assert len(names(read(cell["href"]))) == int(words(cell))


def test_the_grid_of_this_week_counts_the_dates_as_they_fall(read):
    switch = read("/en/search/?category=senior-club").select_one(".week-grid__switch")
    assert "23" in words(switch)
    grid = read(switch["href"]).select_one(".week-grid")
    assert [words(cell) for cell in grid.select("td a")] == ["1"]


def test_offers_that_do_not_say_are_counted_after_the_list(read):
    notice = words(read("/en/search/?danish=0").select_one(".notice--info"))
    assert "more do not say how much Danish is needed" in notice


def test_all_pages_together_give_each_offer_once(read):
    first = read("/en/search/")
    assert len(names(first)) == 10
    following = first.select_one(".pager a[rel=next]")
    second = read(following["href"])
    assert len(set(names(first) + names(second))) == 11
    assert second.select_one(".pager a[aria-current=page]").get_text() == "2"


def test_a_page_past_the_end_leads_back(read):
    page = read("/en/search/?page=40")
    assert not names(page)
    assert query_of(page.find("a", string="To the last page")) == {"page": ["2"]}


def test_a_search_can_be_sorted_by_distance_only_from_somewhere(read):
    assert "Nearest" not in [words(link) for link in read("/en/search/").select(".orders a")]
    assert "Nearest" in [words(link) for link in read(f"/en/search/?{HOME_OF_THE_FATHER}").select(".orders a")]


def test_the_number_of_queries_does_not_grow_with_the_hits(client, django_assert_max_num_queries):
    parent = ActivityPage.objects.first().get_parent().specific
    venue = VenueFactory()
    for _number in range(5):
        offer = ActivityFactory(parent=parent, sessions=[session(venue=venue), session(venue=venue, weekday=1)])
        offer.categories.set(Category.objects.all()[:2])
        offer.save_revision().publish()
    for address in ("/da/search/", "/ar/search/?time=evening", "/en/search/?gender=men&weekday=sun"):
        client.get(address)
        with django_assert_max_num_queries(20):
            client.get(address)


# --- Map and short link ---


def test_the_map_page_alone_may_load_tiles_and_nothing_else_of_others(client):
    policy = client.get("/da/search/map/?category=swimming")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "https://tile.openstreetmap.org" in directives["img-src"]
    del directives["img-src"]
    assert "https:" not in str(directives)
    assert "openstreetmap" not in client.get("/da/search/")["Content-Security-Policy"]


def test_the_search_page_names_no_third_party(client):
    content = client.get("/da/search/?category=swimming").content.decode()
    assert "openstreetmap" not in content
    assert "leaflet" not in content


def test_the_map_asks_for_what_was_searched_and_knows_the_districts(read):
    page = read("/da/search/map/?category=swimming&weekday=nonsense")
    data = page.select_one("#map-data").string
    assert '"search": "category=swimming"' in data
    assert "/da/search/clusters" in data
    assert '"Polygon"' in data
    assert page.select_one(".map-page__bar a")["href"] == "/da/search/?category=swimming"


def test_the_map_of_one_offer_shows_its_venue(read):
    offer = ActivityPage.objects.get(title="Pigesvømning")
    assert "Guldbergs Sv" in read(f"/da/search/map/?offer={offer.pk}").select_one("#map-data").string
    for unknown in ("0", "abc", "9" * 30):
        read(f"/da/search/map/?offer={unknown}", status=404)


def test_the_short_link_leads_to_the_offer_in_the_readers_language(client):
    offer = ActivityPage.objects.get(title="Pigesvømning")
    answer = client.get(f"/a/{offer.pk}/", headers={"Accept-Language": "ar"})
    assert (answer.status_code, answer["Location"]) == (302, _address(offer, "ar"))
    client.cookies["language"] = "en"
    assert client.get(f"/a/{offer.pk}/")["Location"] == _address(offer, "en")


def test_an_unknown_short_link_is_not_found(client):
    assert client.get("/a/999999/").status_code == 404
    hidden = ActivityFactory(live=False)
    assert client.get(f"/a/{hidden.pk}/").status_code == 404
