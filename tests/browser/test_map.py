"""The map in a real browser: only after a tap, by keyboard, without pictures, in step with the list."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from .pages import OFFER, SMALL_TARGETS, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PIN = ".map-pin"


def opened(visitor, path="/da/search/"):
    """Open the map within a page; return its frame."""
    visitor.goto(path)
    visitor.page.locator("[data-map-open]").click()
    visitor.page.locator("[data-map] iframe").wait_for()
    frame = visitor.page.frame_locator("[data-map] iframe")
    frame.locator(PIN).first.wait_for()
    return frame


def focused_label(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.id")


def single_pin(page):
    pin = page.locator(f"{PIN}:not(.map-pin--many)").first
    pin.wait_for()
    return pin


def view(visitor):
    """Return (zoom, [west, south, east, north]) of the part last asked for."""
    asked = parse_qs(urlsplit([url for url in visitor.requests if "/clusters?" in url][-1]).query)
    return int(asked["zoom"][0]), [float(edge) for edge in asked["bbox"][0].split(",")]


def wait_until(visitor, holds):
    for _try in range(100):
        if holds():
            return
        visitor.page.wait_for_timeout(50)
    pytest.fail("it did not come about")


# --- Before and after the tap ---


def test_nothing_of_the_map_comes_before_the_tap_and_nothing_moves_when_it_opens(visit):
    visitor = visit()
    visitor.goto("/da/search/")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.elsewhere() == []
    assert not [url for url in visitor.requests if "leaflet" in url or "/map.js" in url or "/map/" in url]
    before = visitor.page.locator(".map-frame__place").bounding_box()["height"]
    button = visitor.page.locator("[data-map-open]")
    assert button.bounding_box()["height"] >= 44
    button.click()
    visitor.page.frame_locator("[data-map] iframe").locator(PIN).first.wait_for()
    assert visitor.page.locator(".map-frame__place").bounding_box()["height"] == before


def test_an_open_map_can_be_closed_again_and_leaves_the_focus_where_it_was_opened(visit):
    visitor = visit()
    opened(visitor)
    visitor.page.locator("[data-map-close]").click()
    assert visitor.page.locator("[data-map] iframe").count() == 0
    assert visitor.page.evaluate("document.activeElement.hasAttribute('data-map-open')")


def test_the_map_leaves_room_to_scroll_past_it(visit):
    visitor = visit(height=640)
    opened(visitor)
    assert visitor.page.locator("[data-map] iframe").bounding_box()["height"] <= 640 * 0.75


def test_on_a_touch_screen_one_finger_scrolls_the_page_until_it_is_asked_to_move_the_map(visit):
    visitor = visit(has_touch=True, is_mobile=True)
    visitor.goto("/da/search/map/")
    page = visitor.page
    page.locator(PIN).first.wait_for()

    def moved_by():
        return page.evaluate("getComputedStyle(document.getElementById('map')).touchAction")

    assert moved_by() == "pan-x pan-y"
    page.locator("#map-drag").tap()
    assert page.locator("#map-drag").get_attribute("aria-pressed") == "true"
    assert moved_by() == "none"


# --- Without pictures, without scripts ---


@pytest.mark.parametrize("language", ["da", "ar"])
def test_without_pictures_the_districts_stand_with_their_names_and_a_quiet_note(visit, language):
    visitor = visit(width=1280)
    visitor.goto(f"/{language}/search/map/")
    note = visitor.page.locator("#map-note")
    visitor.page.locator(".has-no-pictures").wait_for()
    assert note.inner_text() == note.get_attribute("data-text") != ""
    assert visitor.page.locator("path.map-district").count() == 10
    assert visitor.page.locator(".map-district__name").count() == 10
    assert visitor.page.locator(".leaflet-control-attribution").inner_text() == "© OpenStreetMap"


def test_with_pictures_there_is_no_note(visit):
    visitor = visit()
    picture = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
        b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    visitor.page.route("**/*.openstreetmap.org/**", lambda route: route.fulfill(body=picture, content_type="image/png"))
    visitor.goto("/da/search/map/")
    visitor.page.locator(".leaflet-tile-loaded").first.wait_for()
    assert visitor.page.locator("#map-note").inner_text() == ""
    assert visitor.page.locator(".has-no-pictures").count() == 0


def test_without_scripts_the_link_leads_to_the_places_with_their_addresses(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto("/da/search/?category=swimming")
    visitor.page.locator("[data-map-open]").click()
    assert visitor.page.url == f"{visitor.site}/da/search/map/?category=swimming"
    places = visitor.page.locator(".map-page__places")
    assert "Eksempelgade 1, 2200 København N" in places.inner_text()
    assert visitor.page.locator("#map").is_hidden()
    places.get_by_role("link", name="Pigesvømning").click()
    assert visitor.page.url.endswith(f"/da/{OFFER}")


# --- By keyboard ---


def test_a_pin_is_a_named_button_and_its_offers_open_and_close_by_keyboard(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/map/?category=swimming")
    page = visitor.page
    pin = single_pin(page)
    assert pin.evaluate("element => element.tagName") == "BUTTON"
    name = pin.get_attribute("aria-label")
    pin.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    panel.wait_for()
    assert page.evaluate("document.activeElement.id") == "map-panel-title"
    assert panel.locator(".hit").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").startswith(f"{visitor.site}/da/foreninger/")
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert focused_label(page) == name


def test_tab_reaches_every_pin_and_leaves_the_map_again(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/map/?category=swimming")
    page = visitor.page
    page.locator(PIN).first.wait_for()
    page.locator("#map").focus()
    reached = set()
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("!document.activeElement.closest('#map-stage')"):
            break
        reached.add(focused_label(page))
    else:
        pytest.fail("the map keeps the keyboard")
    labels = page.locator(PIN).evaluate_all("pins => pins.map((pin) => pin.getAttribute('aria-label'))")
    assert set(labels) <= reached


def test_a_link_leads_past_all_pins(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/map/")
    page = visitor.page
    page.locator(PIN).first.wait_for()
    page.locator(".skip-link").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#past-map'))")


def test_the_arrow_keys_move_the_map_and_its_buttons_speak_the_readers_language(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/map/")
    page = visitor.page
    page.locator(PIN).first.wait_for()
    assert page.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == "Zoom ind"
    zoom, (west, *_rest) = view(visitor)
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    wait_until(visitor, lambda: view(visitor)[1][0] > west)
    page.keyboard.press("-")
    wait_until(visitor, lambda: view(visitor)[0] == zoom - 1)


def test_a_cluster_leads_closer_and_keeps_the_keyboard_user_on_a_pin(visit):
    visitor = visit()
    visitor.goto("/da/search/map/")
    page = visitor.page
    page.locator(PIN).first.wait_for()
    first, _box = view(visitor)
    page.locator("#map").focus()
    page.keyboard.press("-")
    wait_until(visitor, lambda: view(visitor)[0] < first)
    page.wait_for_load_state("networkidle")
    cluster = page.locator(".map-pin--many").first
    cluster.wait_for()
    zoom, _box = view(visitor)
    cluster.focus()
    page.keyboard.press("Enter")
    wait_until(visitor, lambda: view(visitor)[0] > zoom)
    wait_until(visitor, lambda: page.evaluate("document.activeElement.matches('.map-pin')"))


# --- In step with the list ---


def test_looking_at_a_hit_lights_its_pin_and_choosing_a_pin_marks_the_hit(visit):
    visitor = visit(width=1280, height=900)
    frame = opened(visitor, "/da/search/?category=swimming")
    hit = visitor.page.locator(".hit", has_text="Pigesvømning")
    hit.hover()
    lit = frame.locator(f"{PIN}.is-lit")
    lit.wait_for()
    assert lit.count() == 1
    assert "Pigesvømning" in lit.get_attribute("aria-label")
    lit.click()
    frame.get_by_role("dialog").wait_for()
    visitor.page.locator(".hit.is-on-map").wait_for()
    assert visitor.page.locator(".hit.is-on-map .hit__name").all_inner_texts() == ["Pigesvømning"]


def test_an_open_map_follows_the_search_without_losing_its_place(visit):
    visitor = visit(width=1280)
    frame = opened(visitor)
    frame.locator(".leaflet-control-zoom-in").click()
    wait_until(visitor, lambda: sum("/clusters?" in url for url in visitor.requests) == 2)
    before = view(visitor)
    visitor.page.locator("details.filters > summary").click()
    visitor.page.check("input[name=category][value=swimming]")
    frame.locator("#map-message", has_text=re.compile(r"^2 ")).wait_for()
    assert "category=swimming" in [url for url in visitor.requests if "/clusters?" in url][-1]
    assert view(visitor) == before
    visitor.page.go_back()
    frame.locator("#map-message", has_text=re.compile(r"^10 ")).wait_for()


def test_a_part_of_the_map_becomes_a_search_by_a_rounded_point(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/map/?category=swimming&district=noerrebro")
    page = visitor.page
    page.locator(PIN).first.wait_for()
    assert page.locator("#map-look").is_hidden()
    page.locator(".leaflet-control-zoom-out").click()
    page.locator("#map-look").click()
    page.wait_for_url("**/da/search/map/?category=swimming&near=*")
    near, radius = page.url.split("near=")[1].split("&radius=")
    assert all(len(part.partition(".")[2]) == 3 for part in near.replace("%2C", ",").split(","))
    assert int(radius) >= 100
    page.locator(".map-here").wait_for()
    page.locator("path.map-near").wait_for(state="attached")


def test_only_our_own_pages_are_listened_to(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/search/?category=swimming")
    visitor.page.evaluate("window.postMessage({ map: 'look', url: '/da/search/?q=x' }, '*')")
    visitor.page.evaluate("window.postMessage({ map: 'chosen', offers: ['1'] }, '*')")
    visitor.page.wait_for_timeout(200)
    assert visitor.page.url.endswith("?category=swimming")
    assert visitor.page.locator(".is-on-map").count() == 0


# --- For everyone ---


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("ar", "dark"), ("en", "light")])
def test_the_map_has_no_barrier_that_can_be_found_by_rule_with_a_place_open_too(visit, language, scheme):
    visitor = visit(color_scheme=scheme)
    visitor.goto(f"/{language}/search/map/?category=swimming")
    single_pin(visitor.page).click()
    visitor.page.get_by_role("dialog").wait_for()
    assert violations(visitor.page) == []
    frame = opened(visitor, f"/{language}/search/?category=swimming")
    assert frame.locator(PIN).count() > 0
    assert violations(visitor.page) == []
    assert visitor.page.frames[1].evaluate(SMALL_TARGETS) == []


def test_what_a_pin_opens_reads_in_the_readers_direction_though_the_map_does_not_turn(visit):
    visitor = visit()
    visitor.goto("/ar/search/map/?category=swimming")
    single_pin(visitor.page).click()
    panel = visitor.page.get_by_role("dialog")
    panel.wait_for()
    assert panel.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert visitor.page.locator("#map").evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_with_forced_colours_pins_and_districts_stay_visible(visit):
    visitor = visit(forced_colors="active")
    visitor.goto("/da/search/map/")
    visitor.page.locator(PIN).first.wait_for()
    pin, ground = visitor.page.evaluate(
        """[getComputedStyle(document.querySelector(".map-pin span")).backgroundColor,
            getComputedStyle(document.getElementById("map")).backgroundColor]"""
    )
    assert pin != ground
    stroke = visitor.page.locator("path.map-district").first.evaluate("path => getComputedStyle(path).stroke")
    assert stroke != ground


def test_an_offer_has_its_map_and_its_place_in_words(visit):
    visitor = visit()
    frame = opened(visitor, f"/ar/{OFFER}")
    frame.locator(PIN).first.click()
    panel = frame.get_by_role("dialog")
    panel.wait_for()
    assert "Eksempelgade 1, 2200 København N" in panel.inner_text()
