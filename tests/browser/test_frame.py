"""The frame of every page, and home, in a real browser: also without colours, without scripts and on paper."""

import gzip

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FIRST_VIEW_BYTES = 60_000
ORDER = [".languages a", "h1", "#q", ".tiles a", ".home__all a"]
SHIFT = """
() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) total += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 300);
})
"""


def box(page, selector, number=0):
    return page.locator(selector).nth(number).bounding_box()


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_first_small_screen_of_home_shows_its_parts_in_their_order(visit, language):
    visitor = visit(width=360, height=640)
    visitor.goto(f"/{language}/")
    page = visitor.page
    assert page.locator(".languages a").all_inner_texts() == ["Dansk", "English", "العربية"]
    assert page.locator(".tiles a").count() == 8
    tops = []
    for selector in ORDER:
        for number in range(page.locator(selector).count()):
            found = box(page, selector, number)
            assert found["y"] >= 0
            assert found["y"] + found["height"] <= 640, selector
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= 360, selector
        tops.append(box(page, selector)["y"])
    assert tops == sorted(tops)


def test_the_one_question_is_the_heading_and_names_the_box(visit):
    visitor = visit(width=360)
    visitor.goto("/en/")
    assert visitor.page.locator("h1").all_inner_texts() == ["What would you like to do?"]
    visitor.page.get_by_label("What would you like to do?").fill("chess")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/en/search/?q=chess")


@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_head_takes_two_lines_on_the_smallest_screen(visit, language):
    visitor = visit(width=320)
    visitor.goto(f"/{language}/")
    assert len({round(box(visitor.page, ".languages a", number)["y"]) for number in range(3)}) == 1
    assert len({round(box(visitor.page, ".main-nav a", number)["y"]) for number in range(3)}) == 1
    assert box(visitor.page, ".site-header")["height"] <= 100


def test_the_menu_marks_this_page_and_the_part_it_belongs_to(visit):
    visitor = visit()
    marks = {}
    for path in ("", "search/?q=skak", "bydele/", "bydele/noerrebro/"):
        visitor.goto(f"/da/{path}")
        marked = visitor.page.locator(".main-nav [aria-current]")
        marks[path] = [(link.inner_text(), link.get_attribute("aria-current")) for link in marked.all()]
    assert marks == {
        "": [],
        "search/?q=skak": [("Søg", "page")],
        "bydele/": [("Bydele", "page")],
        "bydele/noerrebro/": [("Bydele", "true")],
    }


def test_three_choices_without_a_script_lead_to_what_fits_them(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto("/da/")
    visitor.page.select_option("select[name=district]", "noerrebro")
    visitor.page.select_option("select[name=time]", "afternoon")
    visitor.page.locator(".pickers button").click()
    visitor.page.wait_for_url("**/da/search/?*")
    assert "district=noerrebro" in visitor.page.url
    assert "time=afternoon" in visitor.page.url
    assert visitor.page.locator(".hit__name").count() >= 1


@pytest.mark.parametrize("language", ["da", "ar"])
def test_a_district_is_chosen_on_its_shape_by_keyboard_and_the_map_is_never_mirrored(visit, language):
    visitor = visit(java_script_enabled=False)
    visitor.goto(f"/{language}/")
    page = visitor.page
    shape = page.locator(".district-map a[aria-label=Valby]")
    # Valby lies in the south-west, whichever way the text runs.
    assert shape.bounding_box()["x"] < page.locator(".district-map a[aria-label='Amager Øst']").bounding_box()["x"]
    before = shape.locator("path").evaluate("element => getComputedStyle(element).stroke")
    page.locator("select[name=language]").focus()
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Valby":
            break
    assert shape.locator("path").evaluate("element => getComputedStyle(element).stroke") != before
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/search/?district=valby")


def test_each_shape_says_its_number_on_a_phone_and_its_name_where_there_is_room(visit):
    phone, desk = visit(width=360), visit(width=1280)
    shown = {}
    for name, visitor in {"phone": phone, "desk": desk}.items():
        visitor.goto("/da/bydele/")
        texts = visitor.page.locator(".district-map text")
        shown[name] = [text.text_content() for text in texts.all() if text.is_visible()]
    assert shown["phone"] == [str(number) for number in range(1, 11)]
    assert {"Valby", "Nørrebro", "Brønshøj-", "Husum"} <= set(shown["desk"])
    numbers = phone.page.locator(".district-list__number").all_inner_texts()
    assert numbers == shown["phone"]


def test_the_first_view_is_light(visit):
    for path in ("/da/", "/ar/", "/da/search/"):
        visitor = visit(width=360, height=640)
        visitor.goto(path)
        visitor.page.wait_for_load_state("networkidle")
        fetched = [visitor.page.request.get(url).body() for url in set(visitor.requests) if "#" not in url]
        assert len(fetched) > 4
        assert sum(len(gzip.compress(body)) for body in fetched) < FIRST_VIEW_BYTES


@pytest.mark.parametrize("path", ["/da/", "/ar/", "/da/bydele/", "/da/nowhere/"])
def test_nothing_jumps_while_a_page_is_built(visit, path):
    visitor = visit(width=360, height=640)
    visitor.goto(path)
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate(SHIFT) < 0.02


def test_pages_themselves_travel_compressed(visit):
    visitor = visit()
    answer = visitor.goto("/da/")
    assert answer.headers["content-encoding"] == "gzip"


def test_body_text_is_eighteen_pixels_and_lines_are_short_enough(visit):
    visitor = visit(width=1280)
    visitor.goto("/da/hjaelp-til-kontingent/")
    assert visitor.page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    measure = visitor.page.evaluate(
        """() => {
          const probe = document.createElement("p");
          probe.className = "prose";
          probe.textContent = "0".repeat(500);
          probe.style.overflowWrap = "anywhere";
          document.querySelector("main .wrap").append(probe);
          const widest = probe.getBoundingClientRect().width;
          probe.textContent = "0".repeat(65);
          probe.style.display = "inline";
          return widest / probe.getBoundingClientRect().width;
        }"""
    )
    assert measure <= 1.01


def test_a_page_that_is_not_there_helps_on_in_the_readers_language(visit):
    visitor = visit(java_script_enabled=False)
    assert visitor.goto("/ar/nowhere/").status == 404
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    assert visitor.page.locator("main .ways a").count() >= 3
    visitor.page.locator("main input[name=q]").fill("سباحة")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/ar/search/?q=*")


def test_on_paper_only_the_content_stands_in_black_on_white(visit):
    visitor = visit(color_scheme="dark")
    visitor.page.emulate_media(media="print")
    for path in ("", "nowhere/", "foreninger/noerrebro-svoemmeklub/"):
        visitor.goto(f"/da/{path}")
        assert not visitor.page.locator(".site-header nav").first.is_visible()
        assert visitor.page.locator("h1").first.is_visible()
        for selector in ("body", ".site-header"):
            ground = visitor.page.locator(selector).evaluate("element => getComputedStyle(element).backgroundColor")
            assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_in_colours_of_the_readers_own_the_place_in_the_menu_and_the_edges_stay(visit):
    visitor = visit(forced_colors="active")
    visitor.goto("/da/bydele/")
    edge = "element => getComputedStyle(element).{}"
    mark = visitor.page.locator(".main-nav [aria-current]")
    other = visitor.page.locator(".main-nav a:not([aria-current])").first
    assert mark.evaluate(edge.format("borderBlockEndColor")) != other.evaluate(edge.format("borderBlockEndColor"))
    visitor.goto("/da/")
    assert visitor.page.locator(".tile").first.evaluate(edge.format("borderTopStyle")) == "solid"


def test_a_window_opens_by_tap_and_closes_by_escape_and_gives_the_focus_back(visit, settings):
    settings.DEBUG = True
    visitor = visit()
    visitor.goto("/styleguide/")
    page = visitor.page
    opener = page.locator("[data-dialog]").first
    opener.click()
    dialog = page.locator("dialog").first
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert opener.evaluate("element => element === document.activeElement")
    opener.click()
    dialog.locator("[data-close]").click()
    assert not dialog.is_visible()


def test_without_scripts_the_address_opens_the_same_window(visit, settings):
    settings.DEBUG = True
    visitor = visit(java_script_enabled=False)
    visitor.goto("/styleguide/")
    dialog = visitor.page.locator("dialog").first
    assert not dialog.is_visible()
    visitor.page.locator("[data-dialog]").first.click()
    assert dialog.is_visible()
    dialog.locator("[data-close]").click()
    assert not dialog.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_guide_fits_its_screen(visit, settings, width):
    settings.DEBUG = True
    visitor = visit(width=width)
    visitor.goto("/styleguide/")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == width


def test_arrows_point_where_the_lines_run(visit):
    directions = {}
    for language in ("da", "ar"):
        visitor = visit()
        visitor.goto(f"/{language}/")
        directions[language] = visitor.page.locator(".home__all .icon").evaluate("one => getComputedStyle(one).scale")
    assert directions == {"da": "none", "ar": "-1 1"}
