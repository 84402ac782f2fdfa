"""Lists in a real browser: by keyboard, on small screens, without scripts, on paper."""

import io
import re
from urllib.parse import urlsplit

import pytest

from .pages import SMALL_TARGETS, violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("unlocked")]

OFFER = "foreninger/noerrebro-svoemmeklub/pigesvoemning/"
CONTROL = "[data-list-control] button"


def fill(visitor, number):
    """Put the first offers of the search on the list and return its path."""
    visitor.goto("/da/search/?sort=name")
    for at in range(number):
        visitor.page.locator(CONTROL).nth(at).click()
        visitor.page.locator(CONTROL).nth(at).and_(visitor.page.locator("[value=remove]")).wait_for()
    visitor.goto("/da/list/")
    return urlsplit(visitor.page.url).path


def test_an_offer_is_put_on_the_list_in_place_and_the_number_is_said_once(visit):
    visitor = visit()
    visitor.goto("/da/search/")
    assert visitor.page.context.cookies() == []
    button = visitor.page.locator(CONTROL).first
    button.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("[data-my-list-count]", has_text="(1)").wait_for()
    assert visitor.page.evaluate("document.activeElement.value") == "remove"
    assert visitor.page.locator("[data-my-list-status]").count() == 1
    assert visitor.page.locator("[data-my-list-status]").inner_text()
    assert urlsplit(visitor.page.url).fragment == ""
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("[value=add]:focus").wait_for()
    assert "(" not in visitor.page.locator("[data-my-list]").inner_text()
    assert visitor.elsewhere() == []


def test_everything_works_without_scripts(visit):
    visitor = visit(java_script_enabled=False)
    visitor.goto("/da/search/?sort=name")
    visitor.page.locator(CONTROL).nth(1).click()
    assert urlsplit(visitor.page.url).query == "sort=name"
    visitor.page.locator(CONTROL).nth(0).click()
    visitor.page.locator("[data-my-list]").click()
    names = visitor.page.locator(".my-list__rows .hit__name")
    before = names.all_inner_texts()
    assert len(before) == 2
    visitor.page.locator("button[value=down]:enabled").first.click()
    assert names.all_inner_texts() == before[::-1]
    visitor.page.locator("button[value=remove]").first.click()
    assert names.all_inner_texts() == [before[0]]
    visitor.page.locator(".my-list__undo button").click()
    assert names.all_inner_texts() == before[::-1]


def test_the_keyboard_alone_puts_offers_in_order_and_the_focus_stays(visit):
    visitor = visit()
    fill(visitor, 3)
    names = visitor.page.locator(".my-list__rows .hit__name")
    before = names.all_inner_texts()
    visitor.page.locator("button[value=down]").first.focus()
    for _press in range(2):
        with visitor.page.expect_navigation():
            visitor.page.keyboard.press("Enter")
    assert names.all_inner_texts() == [*before[1:], before[0]]
    # At the end it can only go up: there the focus is.
    assert visitor.page.evaluate("document.activeElement.value") == "up"
    assert visitor.page.evaluate("document.activeElement.closest('li').querySelector('h2').innerText") == before[0]


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("ar", "dark")])
def test_no_page_of_a_list_has_a_barrier_that_can_be_found_by_rule(visit, language, scheme):
    visitor = visit(color_scheme=scheme)
    barriers = {}
    visitor.goto(f"/{language}/list/")
    barriers["empty"] = violations(visitor.page)
    path = fill(visitor, 2).replace("/da/", f"/{language}/")
    for name, address in {"list": path, "print": path + "print/", "offer": f"/{language}/{OFFER}"}.items():
        visitor.goto(address)
        visitor.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        barriers[name] = violations(visitor.page)
    visitor.goto(f"/{language}/list/2222222222222222/")
    barriers["gone"] = violations(visitor.page)
    assert {name: found for name, found in barriers.items() if found} == {}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_lists_fit_the_smallest_screen_with_targets_large_enough(visit, language):
    visitor = visit(width=320)
    path = fill(visitor, 2).replace("/da/", f"/{language}/")
    widths, small = {}, {}
    for address in (path, path + "?notice=removed&offer=1&at=0", path + "print/", f"/{language}/{OFFER}"):
        visitor.goto(address)
        visitor.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        widths[address] = visitor.page.evaluate("document.documentElement.scrollWidth")
        small[address] = visitor.page.evaluate(SMALL_TARGETS)
    assert set(widths.values()) == {320}
    assert {address: found for address, found in small.items() if found} == {}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_ten_offers_print_on_two_pages_with_a_code_that_leads_back(visit, language):
    pypdf = pytest.importorskip("pypdf")
    visitor = visit(width=794)
    path = fill(visitor, 10).replace("/da/", f"/{language}/")
    visitor.goto(path + "print/")
    assert visitor.page.locator(".offer").count() == 10
    pages = pypdf.PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) <= 2
    assert round(float(pages[0].mediabox.width)) == 595
    assert round(float(pages[0].mediabox.height)) == 842
    assert read_code(visitor.page) == visitor.site + path
    assert visitor.page.locator(".url").inner_text() == visitor.site + path
    # The code without its quiet zone, in millimetres of paper (96 px are 25.4 mm).
    box = visitor.page.locator("svg.qr").bounding_box()
    modules = int(visitor.page.locator("svg.qr").get_attribute("viewBox").split()[2])
    assert box["width"] * (modules - 8) / modules / 96 * 25.4 >= 25


def read_code(page):
    zxingcpp = pytest.importorskip("zxingcpp")
    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot())).convert("L")
    found = zxingcpp.read_barcodes(picture)
    return found[0].text if found else ""


def test_the_printed_page_is_black_on_white_in_the_dark_too(visit):
    visitor = visit(color_scheme="dark")
    path = fill(visitor, 1)
    visitor.goto(path + "print/")
    colours = visitor.page.evaluate(
        "(() => { const style = getComputedStyle(document.body); return [style.color, style.backgroundColor]; })()"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_the_link_is_copied_and_said_and_the_phones_own_way_is_shown_only_where_there_is_one(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.page.add_init_script("delete Navigator.prototype.share")
    path = fill(visitor, 1)
    visitor.page.locator("#send > summary").click()
    assert not visitor.page.locator("[data-share-native]").is_visible()
    visitor.page.locator("[data-share-copy]").click()
    visitor.page.locator(".share__status", has_text=re.compile(r"\w")).wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == visitor.site + path
    visitor.page.add_init_script("navigator.share = () => Promise.resolve()")
    visitor.page.reload()
    visitor.page.locator("#send > summary").click()
    assert visitor.page.locator("[data-share-native]").is_visible()
    assert visitor.elsewhere() == []


def test_what_cannot_be_sent_by_script_is_sent_as_a_form(visit):
    visitor = visit()
    visitor.goto("/da/search/")
    visitor.page.evaluate("() => { window.fetch = () => Promise.reject(new Error('away')); }")
    visitor.page.locator(CONTROL).first.click()
    visitor.page.locator("[data-my-list-count]", has_text="(1)").wait_for()
