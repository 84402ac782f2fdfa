"""The page of an offer and of its venue in a real browser: read on a phone, in both directions, by whoever reads it."""

import pytest

from .pages import OFFER, SMALL_TARGETS, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CARD_ORDER = """
() => [...document.querySelectorAll(".answer")].map((line) => {
  const icon = line.querySelector("dt .icon").getBoundingClientRect();
  const word = line.querySelector("dd").getBoundingClientRect();
  return [Math.round(icon.left), Math.round(word.left), Math.round(word.right), Math.round(icon.top)];
})
"""


def venue_of(visitor, language):
    visitor.goto(f"/{language}/{OFFER}")
    return visitor.page.locator(".answer--where a[href*='/venue/']").first.get_attribute("href")


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("ar", "dark")])
def test_a_venue_has_no_barrier_and_fits_the_smallest_screen(visit, language, scheme):
    visitor = visit(width=320, color_scheme=scheme)
    address = venue_of(visitor, language)
    visitor.goto(address)
    assert violations(visitor.page) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 320
    assert visitor.page.evaluate(SMALL_TARGETS) == []
    assert visitor.elsewhere() == []


@pytest.mark.parametrize(("language", "start"), [("da", "left"), ("ar", "right")])
def test_the_pictograms_of_the_card_stand_in_one_column_at_the_start_of_the_line(visit, language, start):
    visitor = visit(width=360)
    visitor.goto(f"/{language}/{OFFER}")
    rows = visitor.page.evaluate(CARD_ORDER)
    assert len(rows) == 8
    assert len({icon for icon, *_rest in rows}) == 1
    assert [top for *_rest, top in rows] == sorted(top for *_rest, top in rows)
    for icon, left, right, _top in rows:
        assert icon < left if start == "left" else icon >= right


def test_the_card_begins_on_the_first_screen_of_a_small_phone(visit):
    visitor = visit(width=360, height=640)
    visitor.goto(f"/da/{OFFER}")
    first = visitor.page.locator(".answer--when dd").bounding_box()
    assert first["y"] + first["height"] < 640


def test_who_cannot_see_hears_every_line_as_term_and_answer(visit):
    visitor = visit()
    visitor.goto(f"/en/{OFFER}")
    spoken = visitor.page.locator(".answer-card").aria_snapshot()
    order = ["Who for", "When", "Where", "Price", "Language", "Is there room", "How to start", "Who runs it"]
    places = [spoken.index(f"term: {term}") for term in order]
    assert places == sorted(places)
    assert spoken.count("definition") == len(order)


def test_the_dates_that_fold_away_open_without_a_script(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto(f"/da/{OFFER}")
    later = visitor.page.locator(".more-dates li").first
    assert not later.is_visible()
    visitor.page.locator(".more-dates summary").click()
    assert later.is_visible()


def test_a_venue_shows_its_map_only_after_a_tap(visit):
    visitor = visit()
    visitor.goto(venue_of(visitor, "da"))
    assert not visitor.page.locator("[data-map] iframe").count()
    visitor.page.locator("[data-map] a").click()
    visitor.page.frame_locator("[data-map] iframe").locator(".map-pin").first.wait_for()
