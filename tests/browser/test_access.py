"""What holds across all pages for those who zoom, hear, use keys or colours of their own, or read from the right."""

import re

import pytest

from .pages import OFFER, PAGES, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("unlocked")]

WIDTH, HEIGHT = 320, 256  # what is left of 1280 × 1024 at 400 % (WCAG 1.4.10)
# Times, spans, amounts and phone numbers among Arabic words; running text of editors is the browser's to order.
LOOSE_RUNS = r"""
() => {
  const APART = "script, style, bdi, [dir=ltr], [dir=auto], select, .prose, .guide__text";
  const RUN = /\d[.:,]\d|\d\s*[-–]\s*\d|\+\d/;
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const loose = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest(APART)) continue;
    if (/[\u0600-\u06ff]/.test(node.data) && RUN.test(node.data)) loose.push(node.data.trim());
  }
  return loose;
}
"""
# Danish sentences that a reader of Arabic would be told are Arabic.
UNMARKED_DANISH = """
() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (box.closest("script, style, bdi, option, svg") || !/[æøåÆØÅ]/.test(node.data)) continue;
    if (box.closest("[lang]").lang !== "da") found.push(node.data.trim());
  }
  return found;
}
"""
COVERED = """
() => {
  const active = document.activeElement;
  const box = active.getBoundingClientRect();
  const across = Math.min(box.width, window.innerWidth) / 2;
  const at = document.elementFromPoint(box.x + across, box.y + Math.min(box.height / 2, 20));
  const isSeen = !at || active.contains(at) || at.contains(active);
  return isSeen ? "" : `${active.outerHTML.slice(0, 80)} under ${at.outerHTML.slice(0, 80)}`;
}
"""
EDGES = """
(element) => {
  const style = getComputedStyle(element);
  return [style.outlineStyle, style.borderStyle, style.textDecorationLine].join(" ");
}
"""
MOVING = """
() => [...document.querySelectorAll("*")]
  .filter((element) => {
    const style = getComputedStyle(element);
    return parseFloat(style.transitionDuration) > 0.01 || style.animationName !== "none";
  })
  .map((element) => element.outerHTML.slice(0, 80))
"""


@pytest.mark.parametrize("language", ["da", "ar"])
def test_at_four_hundred_percent_nothing_scrolls_sideways(visit, language):
    visitor = visit(width=WIDTH, height=HEIGHT)
    widths = {}
    for name, path in PAGES.items():
        visitor.goto(f"/{language}/{path}")
        widths[name] = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, WIDTH)


def test_at_four_hundred_percent_nothing_covers_what_has_the_focus(visit):
    visitor = visit(width=WIDTH, height=HEIGHT)
    covered = []
    for path in ("search/?category=swimming", OFFER):
        visitor.goto(f"/da/{path}")
        for _press in range(25):
            visitor.page.keyboard.press("Tab")
            covered.append(visitor.page.evaluate(COVERED))
    assert [found for found in covered if found] == []


def test_times_amounts_and_phone_numbers_stand_apart_from_arabic_words(visit):
    visitor = visit()
    loose = {}
    for name, path in PAGES.items():
        visitor.goto(f"/ar/{path}")
        loose[name] = visitor.page.evaluate(LOOSE_RUNS)
    assert {name: found for name, found in loose.items() if found} == {}


def test_what_is_only_there_in_danish_is_marked_as_danish(visit):
    visitor = visit()
    unmarked = {}
    for name, path in PAGES.items():
        visitor.goto(f"/ar/{path}")
        unmarked[name] = visitor.page.evaluate(UNMARKED_DANISH)
    assert {name: found for name, found in unmarked.items() if found} == {}


@pytest.mark.parametrize(("language", "direction"), [("da", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_every_page_says_its_language_and_direction(visit, language, direction):
    visitor = visit()
    for path in PAGES.values():
        visitor.goto(f"/{language}/{path}")
        html = visitor.page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, direction), path


def test_in_colours_of_the_readers_own_what_is_chosen_can_be_told(visit):
    visitor = visit(forced_colors="active")
    visitor.goto("/da/search/?weekday=wed&time=afternoon&after=14:00&before=17:30")
    for chosen in (".week-grid a[aria-current]", ".presets a[aria-current]", ".languages a[aria-current]"):
        style = visitor.page.locator(chosen).first.evaluate(EDGES)
        assert re.search(r"solid|underline|double", style), chosen


def test_who_prefers_less_motion_sees_nothing_move(visit):
    visitor = visit(reduced_motion="reduce")
    for path in ("", "search/", OFFER):
        visitor.goto(f"/da/{path}")
        assert visitor.page.evaluate(MOVING) == []


# --- Three tasks, by what is spoken ---


def spoken(page, part="main"):
    """Return the lines of the accessibility tree, as a screen reader comes by them."""
    lines = page.locator(part).aria_snapshot().splitlines()
    return [line.strip().removeprefix("- ") for line in lines if not line.strip().startswith("- /url")]


def in_order(lines, *wanted):
    """Hold that lines with these beginnings come one after the other."""
    at = 0
    for words in wanted:
        at = next((n for n, line in enumerate(lines[at:], start=at) if words in line), None)
        assert at is not None, f"not heard, or not after what stands before it: {words}\n" + "\n".join(lines)
        at += 1


def test_finding_an_activity_is_told_in_order(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto("/da/")
    in_order(
        spoken(page), 'heading "Hvad har du lyst til?"', "searchbox", 'button "Søg"', 'link "Sport"', 'link "Svømning"'
    )
    page.get_by_role("link", name="Svømning", exact=True).click()
    page.wait_for_url("**/search/?category=swimming")
    in_order(
        spoken(page),
        "Svømning og livredning",
        'heading "2 tilbud"',
        'link "Pigesvømning"',
        "Hvornår",
        "Hvor",
        "Pris",
        "Sprog",
    )
    page.get_by_role("link", name="Pigesvømning", exact=True).first.click()
    page.wait_for_url("**/pigesvoemning/**")
    in_order(
        spoken(page),
        'heading "Pigesvømning" [level=1]',
        "For hvem",
        "Hvornår",
        "Hvor",
        "Pris",
        "Sprog",
        "Er der plads",
        "Sådan",
    )


def test_filtering_is_told_in_order_and_the_new_number_is_said(visit):
    visitor = visit(width=1280)
    page = visitor.page
    visitor.goto("/da/search/")
    page.get_by_role("link", name=re.compile(r"^onsdag eftermiddag, \d", re.IGNORECASE)).first.click()
    page.wait_for_url("**/search/?*weekday=wed*")
    page.locator("#search-status", has_text=re.compile(r"\d+ tilbud")).wait_for()
    in_order(spoken(page), "Fjern", 'heading "', 'link "')


def test_putting_on_the_list_is_told_where_it_happens(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"/ar/{OFFER}")
    page.locator("[data-list-control] button").first.click()
    page.locator("[data-my-list-count]", has_text="(1)").wait_for()
    said = page.locator("[data-my-list-status]").inner_text()
    assert re.search(r"[\u0600-\u06ff]", said)
    page.locator("[data-my-list]").click()
    in_order(spoken(page), "heading", "Pigesvømning")


def test_the_keyboard_alone_leads_from_search_over_map_and_list_to_paper(visit):
    visitor = visit(width=1280)
    page = visitor.page

    visitor.goto("/da/search/?category=swimming&gender=girls")
    tab_to(page, "[data-list-control] button")
    page.keyboard.press("Enter")
    page.locator("[data-my-list-count]", has_text="(1)").wait_for()
    tab_to(page, "[data-map-open]")
    page.keyboard.press("Enter")
    page.frame_locator("[data-map] iframe").locator(".map-pin").first.wait_for()
    page.keyboard.press("Control+Home")
    page.locator(".skip-link").focus()
    tab_to(page, "[data-my-list]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/da/list/**")
    page.get_by_role("link", name="Pigesvømning", exact=True).first.wait_for()
    tab_to(page, "a[href*='print'], [data-print]")
