"""The search page in a real browser: changed in place, worked by keyboard and by ear, never stuck."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

THREE = "/en/search/?category=swimming&gender=girls&district=noerrebro"
WATCH = """
() => {
  window.said = [];
  const status = document.getElementById("search-status");
  const changes = {childList: true, characterData: true, subtree: true};
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, changes);
  window.marked = true;
}
"""


@pytest.fixture
def at(visit):
    """Open a search, watch what is announced, and mark the document so that a reload shows."""

    def go(address, **options):
        visitor = visit(**options)
        visitor.goto(address)
        until(visitor.page, "window.htmx")
        visitor.page.evaluate(WATCH)
        return visitor

    return go


def until(page, claim):
    """Wait for a claim in the page; Playwright's own waiting evaluates a string, which the policy forbids."""
    for _turn in range(100):
        if page.evaluate(claim):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {claim}")


def settled(page, query):
    page.wait_for_url(re.compile(re.escape(query) + "$"))
    until(page, "!document.querySelector('.htmx-request, [aria-busy]')")


def focus_name(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText.trim()")


def chips(page):
    return [" ".join(text.split()) for text in page.locator(".chip__word").all_inner_texts()]


def is_same_document(page):
    return page.evaluate("window.marked === true")


# --- Chips ---


def test_removing_chips_keeps_the_focus_in_the_row_and_says_the_new_count_once(at):
    page = at(THREE).page
    page.get_by_role("link", name="Remove: For: girls").click()
    settled(page, "?category=swimming&district=noerrebro")
    assert is_same_document(page)
    assert focus_name(page) == "Remove: Place: Nørrebro"
    assert page.evaluate("window.said") == [page.locator("#found").inner_text()]
    page.keyboard.press("Enter")
    settled(page, "?category=swimming")
    assert focus_name(page) == "Remove: Activity: Swimming and life-saving"
    page.keyboard.press("Enter")
    settled(page, "/en/search/")
    assert page.evaluate("document.activeElement.id") == "search-title"
    assert len(page.evaluate("window.said")) == 3


def test_back_undoes_each_change_and_forward_does_it_again(at):
    page = at(THREE).page
    first = page.locator("#search-part").inner_text()
    page.get_by_role("link", name="Remove: For: girls").click()
    settled(page, "?category=swimming&district=noerrebro")
    page.locator("#preset-tonight").click()
    page.wait_for_url("**until=*")
    page.go_back()
    settled(page, "?category=swimming&district=noerrebro")
    until(page, "document.querySelectorAll('.chip').length === 2")
    page.go_back()
    settled(page, "gender=girls&district=noerrebro")
    until(page, "document.querySelectorAll('.chip').length === 3")
    assert page.locator("#search-part").inner_text() == first
    assert page.locator("#f-gender-girls").is_checked()
    page.go_forward()
    until(page, "document.querySelectorAll('.chip').length === 2")
    assert not page.locator("#f-gender-girls").is_checked()


def test_back_from_an_offer_and_reload_keep_the_search(at):
    page = at("/en/search/?category=swimming").page
    page.locator("#filters > summary").click()
    page.locator("#facet-gender > summary").click()
    page.locator("#f-gender-girls").check()
    settled(page, "?category=swimming&gender=girls")
    page.locator(".search-page__list .hit__name a").first.click()
    page.wait_for_url("**/foreninger/**")
    page.go_back()
    page.wait_for_url("**/en/search/?category=swimming&gender=girls")
    for _time in range(2):
        assert chips(page) == ["Activity: Swimming and life-saving", "For: girls"]
        assert page.locator("html").count() == page.locator("#search-form").count() == 1
        assert page.locator("#f-gender-girls").is_checked()
        page.reload()


def test_the_alternatives_of_a_chip_open_by_key_and_close_by_escape_or_a_tap_elsewhere(at):
    page = at("/en/search/?district=amager-oest&district=amager-vest").page
    word = page.locator(".chip summary")
    word.focus()
    page.keyboard.press("Enter")
    assert page.locator(".chip__menu").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".chip__menu").is_visible()
    assert word.evaluate("element => element === document.activeElement")
    word.click()
    page.locator("#found").click()
    assert not page.locator(".chip__menu").is_visible()
    word.click()
    page.get_by_role("link", name="Amager Vest").first.click()
    settled(page, "?district=amager-vest")
    assert chips(page) == ["Place: Amager Vest"]
    assert "Amager Vest" in focus_name(page)


def test_the_cross_is_a_target_of_its_own(at):
    page = at(THREE, width=360).page
    for cross in page.locator(".chip__remove").all():
        box = cross.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44


# --- Filters ---


def test_ticking_changes_list_counts_and_address_and_stays_where_it_is(at):
    page = at("/en/search/").page
    page.locator("#filters > summary").click()
    box = page.locator("#f-category-swimming")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    top = box.bounding_box()["y"]
    box.evaluate("element => element.focus({preventScroll: true})")
    page.keyboard.press("Space")
    settled(page, "/en/search/?category=swimming")
    assert page.evaluate("document.activeElement.id") == "f-category-swimming"
    assert abs(box.bounding_box()["y"] - top) < 2
    assert page.locator("#filters").evaluate("element => element.open")
    found = page.locator("#found").inner_text()
    assert page.locator("#show-offers").inner_text() == f"Show {found}"
    page.locator("#show-offers").click()
    assert page.evaluate("document.activeElement.id") == "found"
    assert not page.locator("#filters").evaluate("element => element.open")
    assert page.url.endswith("?category=swimming")


def test_words_typed_meanwhile_are_not_lost(at):
    visitor = at("/en/search/")
    page = visitor.page
    page.locator("#filters > summary").click()
    page.route("**/en/search/?*", lambda route: (page.wait_for_timeout(300), route.fallback()))
    page.locator("#f-category-swimming").check()
    page.locator("#facet-age > summary").click()
    page.locator("#f-age").press_sequentially("8")
    settled(page, "/en/search/?category=swimming")
    assert page.locator("#f-age").input_value() == "8"
    page.keyboard.press("Enter")
    page.wait_for_url("**age=8*")


def test_the_language_switch_follows_the_choices(at):
    page = at("/en/search/").page
    page.locator("#preset-weekend").click()
    settled(page, "?weekday=sat&weekday=sun")
    page.get_by_role("link", name="العربية").click()
    page.wait_for_url("**/ar/search/?weekday=sat&weekday=sun")


def test_a_lost_network_says_so_and_trying_again_goes_on(at):
    visitor = at("/en/search/")
    page = visitor.page
    page.route("**/en/search/?*", lambda route: route.abort())
    page.locator("#filters > summary").click()
    page.locator("#f-category-swimming").check()
    page.get_by_role("alert").get_by_text("The answer did not come").wait_for()
    assert page.locator("#f-category-swimming").is_checked()
    assert page.url.endswith("/en/search/")
    page.unroute("**/en/search/?*")
    page.get_by_role("link", name="Try again").click()
    settled(page, "?category=swimming")
    assert not page.locator("#search-error").is_visible()
    assert is_same_document(page)


def test_a_slow_answer_shows_that_it_is_on_its_way(at):
    page = at("/en/search/").page
    page.route("**/en/search/?*", lambda route: (page.wait_for_timeout(700), route.fallback()))
    page.locator("#preset-weekend").click()
    page.locator("#search-part[aria-busy=true]").wait_for()
    until(page, "getComputedStyle(document.querySelector('.search-page__list')).opacity < 1")
    settled(page, "?weekday=sat&weekday=sun")
    assert page.locator(".search-page__list").evaluate("element => getComputedStyle(element).opacity") == "1"


# --- The week ---


@pytest.mark.parametrize(("language", "forward"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_arrow_keys_lead_through_the_week(at, language, forward):
    page = at(f"/{language}/search/", width=1280).page
    cells = page.locator(".week-grid tbody tr").first.locator("a")
    cells.first.focus()
    page.keyboard.press(forward)
    assert cells.nth(1).evaluate("element => element === document.activeElement")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id").startswith("cell-")
    assert not cells.nth(1).evaluate("element => element === document.activeElement")


def test_one_tap_on_a_cell_picks_day_and_time(at):
    page = at("/en/search/", width=1280).page
    page.get_by_role("link", name=re.compile("^Wednesday afternoon, ")).click()
    settled(page, "?weekday=wed&time=afternoon")
    assert chips(page) == ["Day: Wednesday", "Time of day: Afternoon"]
    assert page.evaluate("document.activeElement.id") == "cell-wed-afternoon"


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_week_is_no_wider_than_the_smallest_screen(visit, language):
    visitor = visit(width=320)
    visitor.goto(f"/{language}/search/?date=2026-11-23&until=2026-11-29")
    visitor.page.locator("#week > summary").click()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320
    clipped = visitor.page.evaluate(
        "[...document.querySelectorAll('.week-grid :is(th, td, a)')]"
        ".filter(element => element.scrollWidth > element.clientWidth + 1).length"
    )
    assert clipped == 0


def test_the_week_is_read_as_a_table_of_named_links(at):
    page = at("/en/search/", width=1280).page
    spoken = page.locator(".week-grid").aria_snapshot()
    assert 'table "An ordinary week"' in spoken
    assert 'rowheader "Wednesday"' in spoken
    assert re.search(r'link "Wednesday afternoon, \d+ activit(y|ies)"', spoken)


# --- By ear, by keyboard, without scripts, without a jump ---


def test_the_page_is_spoken_in_the_order_of_use(at):
    spoken = at(THREE, width=390).page.locator("main").aria_snapshot()
    order = [
        'searchbox "What would you like to do?"',
        'heading "You are looking for"',
        'link "Remove: For: girls"',
        'navigation "Times people ask for"',
        'heading "1 offer"',
        'heading "Girls\' swimming"',
    ]
    places = [spoken.find(name) for name in order]
    assert -1 not in places, spoken
    assert places == sorted(places)


def test_a_search_is_narrowed_by_keyboard_alone(at):
    page = at("/en/search/").page
    page.locator("#q").focus()

    def tab_to(selector):
        for _press in range(60):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} can not be reached")

    tab_to("#filters > summary")
    page.keyboard.press("Enter")
    tab_to("#f-category-swimming")
    page.keyboard.press("Space")
    settled(page, "?category=swimming")
    tab_to("#facet-gender > summary")
    page.keyboard.press("Enter")
    tab_to("#f-gender-girls")
    page.keyboard.press("Space")
    settled(page, "?category=swimming&gender=girls")
    tab_to("#show-offers")
    page.keyboard.press("Enter")
    tab_to(".search-page__list .hit__name a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pigesvoemning/")


def test_without_scripts_chips_grid_and_alternatives_are_links(visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.page
    visitor.goto("/en/search/?gender=girls")
    page.locator(".chip summary").click()
    page.get_by_role("link", name="girls, also open groups").click()
    assert chips(page) == ["For: girls, also open groups"]
    page.get_by_role("link", name="Remove: For:").click()
    assert page.url.endswith("/en/search/")
    page.locator("#week > summary").click()
    page.locator(".week-grid__switch").click()
    assert "This week" in page.locator("#week-caption").text_content()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_on_the_page_jumps_while_it_loads(visit, width):
    visitor = visit(width=width)
    visitor.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true});"
    )
    visitor.goto("/da/search/?category=swimming")
    visitor.page.wait_for_timeout(500)
    assert visitor.page.evaluate("window.shift") < 0.01


@pytest.mark.parametrize("language", ["da", "ar"])
def test_many_choices_and_long_names_fit_the_smallest_screen(visit, language):
    visitor = visit(width=320)
    visitor.goto(
        f"/{language}/search/?category=swimming&category=democracy-volunteering&gender=girls&near=noerreport"
        "&radius=3000&after=14:00&before=17:30&flag=someone-meets-you&price_max=700&danish=1&date=2026-11-23"
    )
    visitor.page.locator(".chip summary").first.click()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320
