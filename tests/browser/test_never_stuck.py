"""Club words, reading aloud and the large page for seniors, in a real browser."""

import pytest
from playwright.sync_api import expect

from .pages import SMALL_TARGETS, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OFFER = "foreninger/noerrebro-svoemmeklub/pigesvoemning/"
PAGES = {
    "seniors": "seniors/",
    "words": "words/",
    "accessibility": "accessibility/",
    "fee support": "fee-support/",
    "first visit": "first-visit/",
    "no hits": "search/?district=noerrebro&category=swimming&time=morning",
    "no hits anywhere": "search/?category=swimming&time=morning&age=99",
}
# A device with the voices named, which come a moment late, and a record of what is said.
VOICES = """
(() => {
  const named = %s;
  let voices = [];
  const listeners = [];
  window.said = [];
  window.cancelled = 0;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = {
    getVoices: () => voices,
    addEventListener: (name, listener) => listeners.push(listener),
    speak: (utterance) => {
      window.said.push({ lang: utterance.lang, voice: utterance.voice.lang, text: utterance.text });
      utterance.onstart?.();
    },
    cancel: () => { window.cancelled += 1; },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.voicesCome = () => {
    voices = named.map((lang) => ({ lang, localService: true }));
    listeners.forEach((listener) => listener());
  };
})();
"""


def with_voices(visitor, *languages):
    visitor.page.add_init_script(VOICES % list(languages))
    return visitor


# --- All of it ---


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("ar", "dark")])
def test_no_page_has_a_barrier_that_can_be_found_by_rule(visit, language, scheme):
    visitor = visit(color_scheme=scheme)
    barriers = {}
    for name, path in PAGES.items():
        visitor.goto(f"/{language}/{path}")
        barriers[name] = violations(visitor.page)
    assert {name: found for name, found in barriers.items() if found} == {}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_nothing_scrolls_sideways_on_the_smallest_screen_and_everything_can_be_tapped(visit, language):
    visitor = visit(width=320)
    widths, small = {}, {}
    for name, path in PAGES.items():
        visitor.goto(f"/{language}/{path}")
        widths[name] = visitor.page.evaluate("document.documentElement.scrollWidth")
        small[name] = visitor.page.evaluate(SMALL_TARGETS)
    assert widths == dict.fromkeys(PAGES, 320)
    assert {name: found for name, found in small.items() if found} == {}


def test_text_for_seniors_is_at_least_22_pixels_and_numbers_are_larger(visit):
    visitor = visit()
    visitor.goto("/da/seniors/")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert visitor.page.locator(".lead").evaluate(size) >= 22
    assert visitor.page.locator(".seniors__tiles a").first.evaluate(size) >= 22
    number = visitor.page.locator(".phone-book__number a").first
    assert number.evaluate(size) >= 26
    assert number.bounding_box()["height"] >= 44


# --- Club words ---


def test_without_scripts_a_club_word_is_a_link_to_its_meaning(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto(f"/da/{OFFER}")
    assert visitor.page.locator(".term__meaning").first.is_visible() is False
    visitor.page.locator("a.term__word").first.click()
    assert visitor.page.url.endswith("/da/words/#trial-session")
    assert visitor.page.locator("#trial-session").is_visible()


def test_a_club_word_opens_its_meaning_on_the_spot_by_keyboard_and_escape_leads_back(visit):
    visitor = visit()
    visitor.goto(f"/ar/{OFFER}")
    page = visitor.page
    word = page.locator("button.term__word").first
    meaning = page.locator(".term__meaning").first
    assert (word.get_attribute("aria-expanded"), meaning.is_visible()) == ("false", False)
    word.focus()
    page.keyboard.press("Enter")
    meaning.wait_for()
    expect(word).to_have_attribute("aria-expanded", "true")
    assert meaning.get_attribute("role") == "dialog"
    assert page.evaluate("document.activeElement.className") == "term__meaning"
    assert meaning.locator('[lang="da"]').inner_text() == "Prøvegang"
    assert violations(page) == []
    page.keyboard.press("Escape")
    meaning.wait_for(state="hidden")
    expect(word).to_have_attribute("aria-expanded", "false")
    assert word.evaluate("element => element === document.activeElement")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_meaning_stays_on_the_screen_and_closes_by_its_button_or_a_tap_elsewhere(visit, width):
    visitor = visit(width=width)
    visitor.goto(f"/ar/{OFFER}")
    words = visitor.page.locator("button.term__word")
    for number in range(words.count()):
        words.nth(number).click()
        meaning = visitor.page.locator(".term__meaning").nth(number)
        meaning.wait_for()
        box = meaning.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= 800 - box["height"]
        if number:
            visitor.page.mouse.click(5, 5)
        else:
            meaning.locator(".term__close").click()
        meaning.wait_for(state="hidden")


# --- Reading aloud ---


def test_each_part_is_read_in_its_own_language_and_stop_ends_it(visit):
    visitor = with_voices(visit(), "da-DK", "ar-SA")
    visitor.goto("/ar/first-visit/")
    page = visitor.page
    button = page.locator("[data-read]")
    assert button.is_visible() is False, "there are no voices yet"
    page.evaluate("voicesCome()")
    button.click()
    said = page.evaluate("said")
    danish = [part for part in said if part["text"].startswith(("Hej", "Jeg", "Må", "Min", "Hvad"))]
    assert danish
    assert {(part["lang"], part["voice"]) for part in danish} == {("da", "da-DK")}
    assert {(part["lang"], part["voice"]) for part in said if part not in danish} == {("ar", "ar-SA")}
    assert max(len(part["text"]) for part in said) <= 250
    everything = " ".join(part["text"] for part in said)
    assert everything.startswith("الزيارة الأولى")
    assert "في هذه الصفحة" not in everything, "the list of contents is no text"
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator(".is-read-now").count() == 1
    before = page.evaluate("cancelled")
    stop = page.locator("[data-stop]")
    stop.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("cancelled") == before + 1
    assert button.get_attribute("aria-pressed") == "false"
    assert stop.is_visible() is False
    assert button.evaluate("element => element === document.activeElement")
    assert page.locator(".is-read-now").count() == 0


def test_the_button_stays_away_where_the_device_has_no_voice_for_the_language(visit):
    visitor = with_voices(visit(), "da-DK", "en-US")
    visitor.goto("/ar/first-visit/")
    visitor.page.evaluate("voicesCome()")
    assert visitor.page.locator("[data-read]").is_visible() is False
    visitor.goto("/da/first-visit/")
    visitor.page.evaluate("voicesCome()")
    assert visitor.page.locator("[data-read]").is_visible()


def test_parts_without_a_voice_are_left_out_rather_than_read_wrong(visit):
    visitor = with_voices(visit(), "ar-EG")
    visitor.goto("/ar/first-visit/")
    visitor.page.evaluate("voicesCome()")
    visitor.page.locator("[data-read]").click()
    assert {part["lang"] for part in visitor.page.evaluate("said")} == {"ar"}


def test_an_offer_reads_its_card_and_leaving_the_page_ends_it(visit):
    visitor = with_voices(visit(), "da-DK")
    visitor.goto(f"/da/{OFFER}")
    page = visitor.page
    page.evaluate("voicesCome()")
    page.locator("[data-read]").click()
    everything = " ".join(part["text"] for part in page.evaluate("said"))
    assert everything.startswith("Svømning")
    assert "600 kr." in everything
    assert "2 gratis prøvegange" in everything
    assert "dumpe" not in everything, "a meaning that is not open is not read"
    before = page.evaluate("cancelled")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("cancelled") == before + 1


def test_a_page_for_paper_has_neither_buttons_nor_menus(visit):
    visitor = visit(width=794)
    visitor.goto("/da/seniors/")
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("[data-print]").is_visible() is False
    assert visitor.page.locator(".phone-book__number").first.is_visible()
