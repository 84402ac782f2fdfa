"""The week of a place on home, and short cards, in a real browser: by keyboard, on narrow screens, in every colour."""

import pytest

from tests.audit.__main__ import MOST_SHIFT
from tests.audit.measure import first_view
from tests.browser.pages import OFFER, SMALL_TARGETS, tab_to, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PLACE = "?district=noerrebro"
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Every element that is to stay on one line, and does not; each of its own words where it does not fit the screen.
BROKEN = """
() => [...document.querySelectorAll(".whole")].filter((unit) => unit.checkVisibility()).filter((unit) => {
  const range = document.createRange();
  range.selectNodeContents(unit);
  const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
  const heights = boxes.map((box) => box.top + box.height / 2);
  const isTorn = Math.max(...heights) - Math.min(...heights) > 8;
  return isTorn || boxes.some((box) => box.left < 0 || box.right > innerWidth);
}).map((unit) => unit.textContent)
"""
# Times as a reader sees them, "16-17" or "16.00-17.30", in texts of hits and cards.
TORN_TIMES = r"""
() => {
  const torn = [];
  const places = ".hit__facts, .hit__schedule, .hit__gloss, .listing, .answer dd";
  for (const part of document.querySelectorAll(places)) {
    const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      for (const found of node.data.matchAll(/\d+(?:[.:]\d\d)?[-–]\d+(?:[.:]\d\d)?|\d+ (?:kr|km|m|år)\b/g)) {
        const range = document.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) torn.push(found[0]);
      }
    }
  }
  return torn;
}
"""
# Two cells that both lead somewhere: one below the other, and one after the other.
PAIRS = """
() => {
  const rows = [...document.querySelectorAll("#week tbody tr")];
  const cells = rows.map((row) => [...row.cells].map((cell) => cell.querySelector("a")?.id));
  const pairs = {};
  cells.forEach((row, at) => row.forEach((id, column) => {
    if (id && row[column + 1]) pairs.after ??= [id, row[column + 1]];
    if (id && cells[at + 1]?.[column]) pairs.below ??= [id, cells[at + 1][column]];
  }));
  return pairs;
}
"""
FORWARD = {"da": ("ArrowRight", "ArrowLeft"), "ar": ("ArrowLeft", "ArrowRight")}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_arrow_keys_lead_from_cell_to_cell(visit, language):
    visitor = visit()
    visitor.goto(f"/{language}/{PLACE}")
    page = visitor.page
    here = "document.activeElement.id"
    neighbours = page.evaluate(PAIRS)
    for key, back in (("ArrowDown", "ArrowUp"), FORWARD[language]):
        first, second = neighbours["below" if key == "ArrowDown" else "after"]
        page.locator(f"#{first}").focus()
        page.keyboard.press(key)
        assert page.evaluate(here) == second
        page.keyboard.press(back)
        assert page.evaluate(here) == first


def test_the_week_is_reached_by_tab_and_a_cell_opens_its_search(visit):
    visitor = visit()
    visitor.goto(f"/en/{PLACE}")
    tab_to(visitor.page, ".week-grid td a")
    cell = visitor.page.evaluate("[document.activeElement.textContent, document.activeElement.id.slice(5)]")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/en/search/?district=noerrebro&weekday=*")
    assert cell[1].split("-") == [
        visitor.page.evaluate(f"new URLSearchParams(location.search).get('{name}')") for name in ("weekday", "time")
    ]
    assert visitor.page.locator("#found").inner_text().startswith(cell[0])


def test_without_scripts_a_district_is_chosen_changed_and_forgotten(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto("/en/")
    page = visitor.page
    page.get_by_label("Which district is yours?").select_option("noerrebro")
    page.get_by_role("button", name="Show its week").click()
    page.wait_for_url("**/en/?district=noerrebro#week")
    assert page.locator("#here").inner_text() == "Place: Nørrebro"
    page.locator("#week-switch").click()
    page.wait_for_url("**/en/?district=noerrebro&week=this#week")
    page.get_by_label("Another district").select_option("valby")
    page.get_by_role("button", name="Show its week").click()
    page.wait_for_url("**/en/?district=valby#week")
    page.get_by_role("link", name="Forget the place").click()
    page.wait_for_url("**/en/")
    assert page.locator(".week-grid").count() == 0


def test_the_way_home_from_a_search_changed_in_place_keeps_its_place(visit):
    visitor = visit()
    visitor.goto(f"/en/search/{PLACE}&category=swimming")
    visitor.page.get_by_role("link", name="Remove: Activity: Swimming and life-saving").click()
    visitor.page.wait_for_url("**/en/search/?district=noerrebro")
    visitor.page.locator("a.brand").click()
    visitor.page.wait_for_url("**/en/?district=noerrebro")
    visitor.goto("/en/search/?district=noerrebro")
    visitor.page.get_by_role("link", name="Remove: Place: Nørrebro").click()
    visitor.page.wait_for_url("**/en/search/")
    visitor.page.locator("a.brand").click()
    visitor.page.wait_for_url("**/en/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["da", "ar"])
def test_axe_finds_nothing_on_home_with_a_place(visit, language, scheme):
    visitor = visit(color_scheme=scheme)
    visitor.goto(f"/{language}/{PLACE}")
    assert violations(visitor.page) == []


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize("rest", [PLACE, f"{PLACE}&week=this", "search/?category=swimming&gender=girls"])
def test_a_narrow_screen_never_scrolls_sideways(visit, language, rest):
    visitor = visit(width=320)
    visitor.goto(f"/{language}/{rest}")
    assert not visitor.page.evaluate(WIDER_THAN_SCREEN)
    assert visitor.page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize("rest", ["", "search/", OFFER, "bydele/noerrebro/"])
def test_no_line_ends_inside_a_time_a_date_or_a_price(visit, language, rest):
    visitor = visit(width=320)
    visitor.goto(f"/{language}/{rest}")
    page = visitor.page
    assert page.locator(".whole").count() > 0
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(TORN_TIMES) == []
    assert not page.evaluate(WIDER_THAN_SCREEN)


def test_no_word_of_a_tile_is_broken_at_320_pixels(visit):
    visitor = visit(width=320)
    visitor.goto("/da/")
    tall = visitor.page.locator(".tile > span").evaluate_all(
        "spans => spans.filter((span) => !span.textContent.trim().includes(' ') && span.getClientRects().length"
        " && span.getBoundingClientRect().height > 1.6 * parseFloat(getComputedStyle(span).fontSize))"
        ".map((span) => span.textContent)"
    )
    assert tall == []


# --- The first view ---


@pytest.mark.parametrize("language", ["da", "ar"])
def test_home_with_a_place_is_quiet_and_still(chromium, public_site, language):
    view = first_view(chromium, public_site, f"/{language}/{PLACE}", is_slow=False)
    assert (view.foreign, view.cookies, view.errors) == ([], [], [])
    assert view.shift < MOST_SHIFT


@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_first_small_screen_of_home_is_the_same_with_a_place(visit, language):
    visitor = visit(width=360, height=640)
    places = []
    for rest in ("", PLACE):
        visitor.goto(f"/{language}/{rest}")
        places.append(
            [visitor.page.locator(part).first.bounding_box() for part in ("h1", "#q", ".tiles", ".home__all")]
        )
    assert places[0] == places[1]


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize(
    ("asked", "most"),
    [("category=swimming", 440), ("category=swimming&gender=girls&district=noerrebro", 540),
     ("date=2026-11-23&until=2026-11-23&time=evening", 440)],
)  # fmt: skip
def test_the_first_hit_begins_on_the_first_screen_of_a_phone(visit, language, asked, most):
    visitor = visit(width=360, height=640)
    visitor.goto(f"/{language}/search/?{asked}")
    assert visitor.page.locator(".hit, .empty").first.bounding_box()["y"] < most


def test_the_row_of_times_scrolls_to_what_has_the_focus(visit):
    visitor = visit(width=360, height=640)
    visitor.goto("/da/search/")
    last = visitor.page.locator(".presets a").last
    assert last.bounding_box()["x"] > 360
    last.focus()
    box = last.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 361
    assert not visitor.page.evaluate(WIDER_THAN_SCREEN)


def test_the_note_on_the_position_is_read_with_its_button_and_seen_with_the_focus(visit):
    visitor = visit(width=360, height=640)
    visitor.goto("/en/search/")
    button, note = visitor.page.locator(".position__button"), visitor.page.locator("#position-note")
    assert not note.is_visible()
    assert button.get_attribute("aria-describedby") == "position-note"
    button.focus()
    assert note.is_visible()
