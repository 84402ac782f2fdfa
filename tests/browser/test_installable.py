"""Offers that were opened can be read without a network, and with one they are never old."""

import json
import re
from urllib.parse import urlsplit

import pytest

from activities.models import ActivityPage

from .pages import violations

pytestmark = pytest.mark.browser
OFFER = "/da/foreninger/noerrebro-svoemmeklub/pigesvoemning/"
PATIENCE = 300  # tenths of a second
OTHER = "/da/foreninger/foreningen-snak-sammen/sprogcafe/"


@pytest.fixture
def committed(public_site, django_db_blocker):
    """Let a test write what the running site reads: one within a transaction would lock it out."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def installed(visit):
    """A visitor whose worker is in charge, with the pages of the site from the network alone."""

    def open_page(address, **options):
        visitor = visit(**options)
        # The worker's own requests must reach the site: nothing stands between them.
        visitor.page.unroute_all()
        visitor.goto(address)
        visitor.page.evaluate("navigator.serviceWorker.ready")
        wait_until(visitor.page, "() => navigator.serviceWorker.controller !== null")
        return visitor

    return open_page


def wait_until(page, condition, argument=None):
    """Ask again until it is true; Playwright's own waiting takes a promise for a yes."""
    for _turn in range(PATIENCE):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never became true: {condition}")


def wait_for_copy(page, address):
    """Wait until the worker has the page."""
    wait_until(
        page,
        """async (address) => {
          for (const name of await caches.keys()) {
            if (name.includes("pages") && await (await caches.open(name)).match(address)) return true;
          }
          return false;
        }""",
        address,
    )


def kept(page):
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            if (name.includes("pages")) for (const one of await (await caches.open(name)).keys()) found.push(one.url);
          }
          return found.map((url) => new URL(url).pathname);
        }"""
    )


def offline(visitor, address):
    """Go to an address without a network; the errors of a browser that is offline are none of the page's."""
    visitor.page.context.set_offline(True)
    visitor.goto(address)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_first_offer_opened_can_be_read_offline_and_says_that_it_is_a_copy(installed, language):
    address = OFFER.replace("/da/", f"/{language}/")
    visitor = installed(address)
    page = visitor.page
    wait_for_copy(page, address)
    name = page.locator("h1").inner_text()
    offline(visitor, address)
    assert page.locator("h1").inner_text() == name
    banner = page.locator(".saved-copy")
    assert banner.is_visible()
    assert "202" in banner.inner_text()
    # Its style sheets are there too.
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_with_a_network_a_page_is_never_old(installed, committed):
    visitor = installed(OFFER)
    page = visitor.page
    wait_for_copy(page, OFFER)
    offline(visitor, OFFER)
    assert page.locator(".saved-copy").count() == 1
    offer = ActivityPage.objects.get(title="Pigesvømning")
    before = offer.summary_da
    try:
        offer.summary_da = "Nu med springbræt."
        offer.save_revision().publish()
        page.context.set_offline(False)
        visitor.goto(OFFER)
        assert "Nu med springbræt." in page.locator("main").inner_text()
        assert page.locator(".saved-copy").count() == 0
        # And the copy is the new one.
        page.wait_for_timeout(300)
        offline(visitor, OFFER)
        assert "Nu med springbræt." in page.locator("main").inner_text()
    finally:
        offer.summary_da = before
        offer.save_revision().publish()


def test_an_offer_taken_down_is_kept_no_longer(installed, committed):
    visitor = installed(OTHER)
    page = visitor.page
    wait_for_copy(page, OTHER)
    offer = ActivityPage.objects.get(title="Sprogcafé")
    try:
        offer.unpublish()
        visitor.goto(OTHER)
        wait_until(page, "async () => (await (await caches.open('finder-pages-v1')).keys()).length === 0")
    finally:
        offer.save_revision().publish()


@pytest.mark.django_db
def test_without_a_copy_the_page_says_what_is_kept(installed):
    visitor = installed(OFFER)
    page = visitor.page
    wait_for_copy(page, OFFER)
    visitor.goto("/da/")
    wait_until(page, "async () => Boolean(await caches.match('/da/offline/'))")
    offline(visitor, "/da/foreninger/")
    assert page.locator("html").get_attribute("lang") == "da"
    links = page.locator("main ul a")
    assert [link.get_attribute("href") for link in links.all()] == [visitor.site + OFFER]
    assert "Pigesvømning" in links.first.inner_text()
    links.first.click()
    assert page.locator("h1").inner_text() == "Pigesvømning"


@pytest.mark.django_db
def test_searches_and_other_pages_are_not_kept(installed):
    visitor = installed("/da/")
    for address in ("/da/search/?near=55.694,12.548", "/da/search/", "/da/foreninger/", f"{OFFER}?fbclid=1"):
        visitor.goto(address)
    visitor.goto(f"{OFFER}?utm_source=paper")
    wait_for_copy(visitor.page, OFFER)
    assert kept(visitor.page) == [OFFER]


@pytest.mark.django_db
def test_only_so_many_pages_are_kept_and_the_oldest_goes(installed):
    visitor = installed(OFFER)
    page = visitor.page
    wait_for_copy(page, OFFER)
    page.evaluate(
        """async () => {
          const cache = await caches.open("finder-pages-v1");
          for (let n = 0; n < 60; n += 1) await cache.put(`/da/old/${n}/`, new Response("x"));
        }"""
    )
    visitor.goto(OTHER)
    wait_for_copy(page, OTHER)
    wait_until(page, "async () => (await (await caches.open('finder-pages-v1')).keys()).length === 60")
    left = kept(page)
    assert OFFER not in left
    assert left[-1] == OTHER


def seen_before(page, address, days):
    """Let the copy of a page be one that was last looked at so many days ago."""
    page.evaluate(
        """async ([address, days]) => {
          const cache = await caches.open("finder-pages-v1");
          const kept = await cache.match(address, { ignoreVary: true });
          const headers = new Headers(kept.headers);
          const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
          headers.set("X-Kept-At", then);
          headers.delete("X-Seen-At");
          await cache.put(address, new Response(await kept.text(), { headers }));
        }""",
        [address, days],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["da", "ar"])
def test_what_is_kept_can_be_forgotten_without_a_network_and_that_is_said(installed, language):
    address = OFFER.replace("/da/", f"/{language}/")
    visitor = installed(address)
    page = visitor.page
    wait_for_copy(page, address)
    wait_until(page, f"async () => Boolean(await caches.match('/{language}/offline/'))")
    offline(visitor, f"/{language}/foreninger/")
    button = page.get_by_role("button").and_(page.locator("[data-forget]"))
    assert button.bounding_box()["height"] >= 44
    assert not page.locator("main [hidden]").is_visible()
    status = page.get_by_role("status").and_(page.locator("[data-forget-status]"))
    assert status.inner_text() == ""
    assert violations(page) == []
    button.focus()
    page.keyboard.press("Enter")
    wait_until(page, "() => document.activeElement.matches('[data-forget-status]')")
    assert status.inner_text()
    assert kept(page) == []
    assert page.locator("main ul a").count() == 0
    assert not button.is_visible()
    visitor.goto(address)
    assert page.locator("[data-forget]").count() == 1
    assert not page.locator("[data-kept]").is_visible()
    # What can be read again is kept again.
    page.context.set_offline(False)
    visitor.goto(address)
    wait_for_copy(page, address)


def test_my_list_and_the_pages_opened_are_forgotten_together_and_the_list_lives_on(installed, committed):
    visitor = installed(OFFER)
    page = visitor.page
    wait_for_copy(page, OFFER)
    page.locator("[data-list-control] button").first.click()
    page.locator("[data-my-list-count]", has_text="(1)").wait_for()
    visitor.goto("/da/list/")
    path = urlsplit(page.url).path
    wait_for_copy(page, path)
    page.locator(".my-list__forget > summary").focus()
    page.keyboard.press("Enter")
    button = page.locator("[data-forget-all] button")
    assert button.bounding_box()["height"] >= 44
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/da/list/?notice=forgotten")
    assert page.get_by_role("status").filter(has_text=re.compile(r"\w")).count() == 1
    assert kept(page) == []
    assert page.context.cookies() == []
    page.context.set_offline(False)
    visitor.goto(path)
    assert page.locator(".list-row").count() == 1
    assert page.locator(".my-list__rows button").count() == 0


@pytest.mark.django_db
def test_a_page_nobody_has_looked_at_for_thirty_days_is_kept_no_longer(installed):
    visitor = installed(OFFER)
    page = visitor.page
    wait_for_copy(page, OFFER)
    seen_before(page, OFFER, 29)
    # Reading the copy counts as looking at it.
    offline(visitor, OFFER)
    assert page.locator(".saved-copy").count() == 1
    page.context.set_offline(False)
    visitor.goto(OTHER)
    wait_for_copy(page, OTHER)
    assert OFFER in kept(page)
    seen_before(page, OFFER, 31)
    visitor.goto("/da/")
    wait_until(page, "async () => (await (await caches.open('finder-pages-v1')).keys()).length === 1")
    assert kept(page) == [OTHER]


@pytest.mark.django_db
def test_what_an_older_worker_kept_is_thrown_away(visit):
    visitor = visit()
    visitor.page.unroute_all()
    visitor.goto("/robots.txt")
    visitor.page.evaluate("caches.open('finder-pages-v0').then((cache) => cache.put('/da/x/', new Response('x')))")
    visitor.goto("/da/")
    wait_until(visitor.page, "async () => !(await caches.keys()).includes('finder-pages-v0')")


@pytest.mark.django_db
def test_chromium_finds_the_site_installable(visit):
    visitor = visit()
    visitor.goto("/da/")
    protocol = visitor.page.context.new_cdp_session(visitor.page)
    manifest = protocol.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["lang"] == "da"
    errors = protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
