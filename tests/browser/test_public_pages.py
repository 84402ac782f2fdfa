"""Public pages in a real browser: on small screens, by keyboard, without scripts, without third parties."""

import re

import pytest

from .pages import OFFER, PAGES, SMALL_TARGETS, tab_to, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("ar", "light"), ("da", "dark"), ("ar", "dark")])
def test_no_page_has_a_barrier_that_can_be_found_by_rule(visit, language, scheme):
    visitor = visit(color_scheme=scheme)
    barriers = {}
    for name, path in PAGES.items():
        visitor.goto(f"/{language}/{path}")
        if name == "search":
            visitor.page.locator("details.filters > summary").click()
        barriers[name] = violations(visitor.page)
    assert {name: found for name, found in barriers.items() if found} == {}


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_nothing_scrolls_sideways_on_the_smallest_screen(visit, language):
    visitor = visit(width=320)
    widths = {}
    for name, path in PAGES.items():
        visitor.goto(f"/{language}/{path}")
        for details in visitor.page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        widths[name] = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, 320)


def test_everything_to_tap_is_large_enough(visit):
    visitor = visit(width=360)
    small = {}
    for name, path in PAGES.items():
        visitor.goto(f"/da/{path}")
        for details in visitor.page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        small[name] = visitor.page.evaluate(SMALL_TARGETS)
    assert {name: found for name, found in small.items() if found} == {}


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_first_screen_of_home_holds_languages_question_and_tiles(visit, language):
    visitor = visit(width=360, height=640)
    visitor.goto(f"/{language}/")
    bottom = visitor.page.locator(".home__all").bounding_box()
    assert bottom["y"] + bottom["height"] <= 640


def test_without_scripts_a_search_finds_the_same_hits_with_their_addresses(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto("/da/search/")
    visitor.page.locator("details.filters > summary").click()
    visitor.page.check("input[name=category][value=swimming]")
    visitor.page.locator("#facet-gender > summary").click()
    visitor.page.check("input[name=gender][value=girls]")
    visitor.page.locator(".filters__submit button").click()
    hits = visitor.page.locator(".search-page__list > .hits .hit")
    assert hits.locator(".hit__name").all_inner_texts() == ["Pigesvømning"]
    assert "Eksempelgade 1, 2200 København N" in hits.first.inner_text()
    visitor.page.locator(".chip__remove").nth(1).click()
    assert visitor.page.locator(".search-page__list > .hits .hit").count() == 2
    visitor.page.locator("#week > summary").click()
    visitor.page.locator(".week-grid td a").first.click()
    assert "weekday=" in visitor.page.url
    assert "time=" in visitor.page.url


def test_with_scripts_the_address_of_a_search_holds_only_what_was_chosen(visit):
    visitor = visit()
    visitor.goto("/da/search/")
    visitor.page.locator("details.filters > summary").click()
    visitor.page.check("input[name=category][value=swimming]")
    visitor.page.locator(".filters__submit button").click()
    visitor.page.wait_for_url(f"{visitor.site}/da/search/?category=swimming")


def test_the_map_loads_only_after_a_tap_and_nothing_leaves_before(visit):
    visitor = visit()
    visitor.goto("/da/search/?district=noerrebro")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.elsewhere() == []
    assert not [url for url in visitor.requests if "leaflet" in url or "/map/" in url]
    visitor.page.locator("[data-map] a").click()
    frame = visitor.page.frame_locator("[data-map] iframe")
    frame.locator(".map-pin").first.wait_for()
    found = visitor.page.request.get(f"{visitor.site}/da/search/geojson?district=noerrebro").json()["features"]
    places = {tuple(feature["geometry"]["coordinates"]) for feature in found}
    assert frame.locator(".map-pin").count() == len(places) > 1
    assert {re.match(r"https?://[^/]+", url)[0] for url in visitor.elsewhere()} == {"https://tile.openstreetmap.org"}


def test_the_map_shows_districts_and_offers_also_when_no_tile_comes(visit):
    visitor = visit()
    visitor.goto("/da/search/map/?category=swimming")
    visitor.page.locator(".map-pin").first.wait_for()
    assert visitor.page.locator(".leaflet-overlay-pane path").count() == 10
    visitor.page.locator(".map-pin").first.focus()
    visitor.page.keyboard.press("Enter")
    link = visitor.page.locator(".map-panel .hit__name a").first
    link.wait_for()
    assert link.inner_text() in {"Pigesvømning", "Livredderkursus for kvinder", "Livredderkursus"}


def test_an_offer_shows_its_place_on_a_map_after_a_tap(visit):
    visitor = visit()
    visitor.goto(f"/ar/{OFFER}")
    assert visitor.elsewhere() == []
    visitor.page.locator("[data-map] a").click()
    visitor.page.frame_locator("[data-map] iframe").locator(".map-pin").first.wait_for()


def test_the_language_switch_keeps_the_search_and_is_remembered(visit):
    visitor = visit()
    visitor.goto("/da/search/?category=swimming&gender=girls")
    visitor.page.get_by_role("link", name="العربية").click()
    visitor.page.wait_for_url("**/ar/search/?category=swimming&gender=girls")
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    visitor.goto("/")
    assert visitor.page.url == f"{visitor.site}/ar/"


def test_the_page_can_be_worked_by_keyboard_alone(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/")
    page = visitor.page
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    assert skip.bounding_box()["y"] >= 0
    assert skip.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    filters = page.locator("details.filters")
    tab_to(page, "#filters > summary")
    page.keyboard.press("Enter")
    assert filters.evaluate("element => element.open")
    tab_to(page, "input[type=checkbox]")
    chosen = page.evaluate("document.activeElement.name + '=' + document.activeElement.value")
    page.keyboard.press("Space")
    page.wait_for_url(f"**/da/search/?{chosen}")


def test_the_position_is_asked_for_only_after_a_tap_and_rounded(visit):
    position = {"latitude": 55.693612, "longitude": 12.548049}
    visitor = visit(geolocation=position, permissions=["geolocation"])
    visitor.page.add_init_script(
        """
        window.asked = 0;
        const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
        navigator.geolocation.getCurrentPosition = (...rest) => { window.asked += 1; ask(...rest); };
        """
    )
    visitor.goto("/da/search/?time=evening")
    assert visitor.page.evaluate("window.asked") == 0
    visitor.page.locator("[data-position] button").click()
    visitor.page.wait_for_url("**/da/search/?*near=*")
    assert "near=55.694%2C12.548" in visitor.page.url
    names = visitor.page.locator(".search-page__list .hit__name").all_inner_texts()
    assert names == ["Sprogcafé", "Badminton for voksne"]


def test_who_prefers_less_motion_gets_none(visit):
    visitor = visit(reduced_motion="reduce")
    visitor.goto("/da/")
    assert visitor.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
