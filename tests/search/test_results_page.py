"""Chips with their alternatives, filters, presets and the part of the page that HTMX asks for."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from activities.models import ActivityPage
from tests.factories import ActivityFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]


@pytest.fixture
def read(client):
    def fetch(address, **headers):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def words(element):
    return " ".join(element.get_text(" ", strip=True).split()).replace(" ,", ",")


def query_of(link):
    return parse_qs(urlsplit(link["href"]).query)


def chips(page):
    return {words(chip.select_one(".chip__word")): chip for chip in page.select(".chip")}


def others(chip):
    return {words(link.span): query_of(link) for link in chip.select(".chip__menu a")}


def total(page):
    return int(words(page.select_one("#found")).split()[0])


# --- Chips ---


def test_the_word_of_amager_opens_its_halves(read):
    chip = chips(read("/en/search/?district=amager-oest"))["Place: Amager Øst"]
    found = others(chip)
    assert found["Amager Vest"] == {"district": ["amager-vest"]}
    assert found["Amager (both)"] == {"district": ["amager-oest", "amager-vest"]}


def test_both_halves_of_amager_are_one_chip(read):
    found = chips(read("/en/search/?district=amager-oest&district=noerrebro&district=amager-vest"))
    assert list(found) == ["Place: Amager (both)", "Place: Nørrebro"]
    both = found["Place: Amager (both)"]
    assert query_of(both.select_one(".chip__remove")) == {"district": ["noerrebro"]}
    assert others(both)["Amager Øst"] == {"district": ["noerrebro", "amager-oest"]}


def test_girls_only_opens_open_groups_and_back(read):
    narrow = chips(read("/en/search/?gender=girls"))["For: girls"]
    wide = others(narrow)["girls, also open groups"]
    assert wide == {"gender": ["girls", "open"]}
    chip = chips(read("/en/search/?gender=girls&gender=open"))["For: girls, also open groups"]
    assert others(chip)["girls only"] == {"gender": ["girls"]}
    assert query_of(chip.select_one(".chip__remove")) == {}


@pytest.mark.parametrize(
    ("asked", "chip", "other", "leads_to"),
    [
        ("district=noerrebro", "Place: Nørrebro", "also Østerbro", {"district": ["noerrebro", "oesterbro"]}),
        ("near=noerreport&radius=800", "Near: Nørreport, within 800 m", "within 3 km",
         {"near": ["noerreport"], "radius": ["3000"]}),
        ("place=tingbjerg", "Place: Tingbjerg", "Tingbjerg, within 1.5 km", {"near": ["tingbjerg"]}),
        ("weekday=mon", "Day: Monday", "Wednesday", {"weekday": ["wed"]}),
        ("price=free", "Price: Free", "At most 500 kr. a year", {"price_max": ["500"]}),
        ("age=8", "Age: 8", "7-9", {"age": ["7-9"]}),
        ("after=14:00&before=17:30", "Time of day: After school", "After work", {"after": ["17:00"]}),
        ("date=2026-11-23&until=2026-11-23", "Date: 23 November 2026", "Tomorrow",
         {"date": ["2026-11-24"], "until": ["2026-11-24"]}),
    ],
)  # fmt: skip
def test_the_word_of_a_chip_opens_what_could_stand_there_instead(read, asked, chip, other, leads_to):
    assert others(chips(read(f"/en/search/?{asked}"))[chip])[other] == leads_to


def test_an_alternative_finds_as_many_as_it_says(read):
    for link in chips(read("/en/search/?category=swimming"))["Activity: Swimming and life-saving"].select("a"):
        if link.select_one(".chip__count"):
            assert total(read(link["href"])) == int(words(link.select_one(".chip__count"))) > 0


def test_the_cross_says_what_it_removes(read):
    cross = chips(read("/en/search/?gender=girls"))["For: girls"].select_one(".chip__remove")
    assert words(cross) == "Remove: For: girls"


# --- Filters ---


def test_what_would_find_nothing_is_dimmed_with_its_reason_and_not_hidden(read):
    page = read("/en/search/?category=senior-club")
    boys = page.select_one("#f-gender-boys")
    assert boys.has_attr("disabled")
    assert words(boys.find_parent("label").select_one(".option__count")) == "0"
    assert "other choices" in words(page.find(id=boys["aria-describedby"]))
    assert page.select_one("#f-language-ar").has_attr("disabled")


def test_a_choice_in_force_can_be_taken_back_also_when_it_finds_nothing(read):
    boys = read("/en/search/?category=senior-club&gender=boys").select_one("#f-gender-boys")
    assert boys.has_attr("checked")
    assert not boys.has_attr("disabled")


def test_a_long_group_folds_and_a_choice_in_the_fold_opens_it(read):
    fold = read("/en/search/").select_one("#rest-category")
    assert words(fold.summary) == "Show all 25"
    assert not fold.has_attr("open")
    last = fold.select("input")[-1]["value"]
    assert read(f"/en/search/?category={last}").select_one("#rest-category").has_attr("open")


@pytest.mark.parametrize(
    ("name", "typed", "remedy"),
    [("age", "eight", "in years"), ("postcode", "22000", "four digits"), ("price_max", "cheap", "whole kroner"),
     ("date", "2029-01-01", "coming 400 days"), ("after", "25:00", "hours and minutes")],
)  # fmt: skip
def test_a_field_keeps_what_was_typed_and_says_what_is_wrong_with_it(read, name, typed, remedy):
    page = read(f"/en/search/?{name}={typed}")
    field = page.select_one(f"#f-{name}")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    assert remedy in words(page.find(id=field["aria-describedby"]))
    assert page.select_one("#filters").has_attr("open")


# --- Presets ---


@pytest.mark.parametrize(("moment", "is_on"), [("2026-11-23T20:59", True), ("2026-11-23T21:00", False)])
def test_tonight_is_true_to_the_minute(read, frozen, moment, is_on):
    frozen(moment)
    parent = ActivityPage.objects.first().get_parent().specific
    offer = ActivityFactory(
        parent=parent, name_da="Aftensang", sessions=[session(weekday=0, start=dt.time(19), end=dt.time(21))]
    )
    offer.save_revision().publish()
    tonight = read(read("/en/search/").select_one("#preset-tonight")["href"])
    assert ("Aftensang" in [words(link) for link in tonight.select(".hit__name a")]) == is_on


def test_a_preset_in_force_takes_itself_back(read):
    page = read(read("/en/search/?category=swimming").select_one("#preset-tonight")["href"])
    preset = page.select_one("#preset-tonight")
    assert preset["aria-current"] == "true"
    assert query_of(preset) == {"category": ["swimming"]}


# --- The rest ---


def test_nothing_found_says_what_to_leave_out_with_counts(read):
    page = read("/en/search/?category=senior-club&language=pl")
    steps = {words(link.span): link for link in page.select(".widened a")}
    assert "Without “Language spoken: Polish”" in steps
    step = steps["Without “Language spoken: Polish”"]
    assert total(read(step["href"])) == int(words(step.strong).split()[0]) > 0


def test_where_leaving_out_one_choice_is_not_enough_one_alone_is_offered(read):
    page = read("/en/search/?category=senior-club&language=pl&gender=boys&age=8")
    steps = {words(link.span): words(link.strong) for link in page.select(".widened a")}
    assert steps["Only “Activity: Senior club”"] == "1 offer"


def test_htmx_gets_the_changed_part_of_the_same_page_alone(client, read):
    whole = read("/en/search/?category=swimming")
    part = read("/en/search/?category=swimming", **{"HX-Request": "true"})
    assert part.html is None
    assert str(part.select_one("#search-part")) == str(whole.select_one("#search-part"))
    assert words(part.title) == words(whole.title)
    assert read("/en/search/", **{"HX-Request": "true"}, **{"HX-History-Restore-Request": "true"}).html


def test_no_cache_gives_the_part_for_the_page(client):
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/en/search/", headers=headers)
        assert "HX-Request" in answer["Vary"]
    assert "no-cache" in answer["Cache-Control"]


def test_previous_and_next_pages_are_named_to_the_browser(read):
    assert "page=2" in read("/en/search/").select_one("link[rel=next]")["href"]
    assert "page" not in read("/en/search/?page=2").select_one("link[rel=prev]")["href"]


def test_many_languages_are_counted_beyond_the_first(read):
    offer = ActivityPage.objects.get(title="Sprogcafé")
    offer.also_spoken = ["ar", "so", "ur", "pl", "uk", "tr"]
    offer.save_revision().publish()
    assert "more" in words(read("/en/search/?category=language-cafe").select_one(".hit__facts"))


@pytest.mark.parametrize("asked", ["", "category=swimming&gender=girls&district=noerrebro&time=evening&flag=trial",
                                   "q=klub&category=senior-club&language=pl&gender=boys&age=8&price=free"])  # fmt: skip
def test_the_page_asks_the_database_a_bounded_number_of_times(client, django_assert_max_num_queries, asked):
    client.get(f"/ar/search/?{asked}")
    with django_assert_max_num_queries(20):
        client.get(f"/ar/search/?{asked}")
