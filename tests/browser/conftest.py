"""A real browser on the public pages: Debian's Chromium through Playwright."""

import os
import shutil

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Without a sandbox of its own inside a container, and without requests of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium():
    """One browser for a module; closed with it, because two at once in a thread get in each other's way."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    if not CHROMIUM:
        pytest.skip("needs a browser: apt install chromium, or set CHROMIUM to its path")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        # Playwright's own event loop runs in this thread, and Django would refuse the database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def public_site(chromium, django_db_setup, django_db_blocker):
    """The address of a running site with the fixture of the stories, written for real: its threads must see it."""
    with django_db_blocker.unblock():
        before = connection.creation.serialize_db_to_string()
        call_command("load_city", "copenhagen", verbosity=0)
        call_command("load_demo", fixture_only=True, verbosity=0)
        prepare()
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        # What the migrations wrote, as other tests expect it.
        connection.creation.deserialize_db_from_string(before)


def prepare():
    """Add what the fixture of the stories lacks: a curated district, a paused offer, a guide."""
    from activities.models import ActivityPage, CouncilArea, DistrictPage, FeaturedOffer, GuidePage, HomePage
    from tests.factories import DistrictPageFactory

    area = CouncilArea.objects.get(key="noerrebro")
    CouncilArea.objects.filter(pk=area.pk).update(desk_phone="+4533663366", desk_hours_da="hverdage 10-14")
    district = DistrictPage.objects.filter(area=area).first() or DistrictPageFactory(area=area)
    district.intro_da = "<p>Her sker der noget hver dag.</p>"
    district.featured = [FeaturedOffer(offer=ActivityPage.objects.get(title="Sprogcafé"))]
    district.save_revision().publish()
    paused = ActivityPage.objects.get(title="Fodbold mix 7-9")
    paused.state = "paused"
    paused.save_revision().publish()
    guide = GuidePage(name_da="Hjælp til kontingent", live=False)
    guide.body_da = [("text", "<h2>Sådan gør du</h2><p>Spørg foreningen.</p>")]
    HomePage.objects.get().add_child(instance=guide)
    guide.save_revision().publish()


@pytest.fixture
def unlocked(django_db_setup, django_db_blocker):
    """Let the site write for real: a transaction around a test would hold SQLite's lock for its whole length."""
    with django_db_blocker.unblock():
        yield


class Visit:
    """One visitor's page, with every request it made and every error it met."""

    def __init__(self, page, site):
        self.page = page
        self.site = site
        self.requests = []
        self.errors = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self.note)
        page.route("**/*", self.answer)

    def answer(self, route):
        """Refuse what is not ours, as without a network."""
        if route.request.url.startswith((self.site, "data:")):
            route.continue_()
        else:
            route.abort()

    def note(self, message):
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def goto(self, address):
        return self.page.goto(self.site + address)

    def elsewhere(self):
        """The requests that left for another host."""
        return [url for url in self.requests if not url.startswith((self.site, "data:"))]


@pytest.fixture
def visit(chromium, public_site):
    """Open a page as some visitor: `visit(width=320, java_script_enabled=False)`."""
    contexts, visits = [], []

    def open_page(width=390, height=800, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        visits.append(Visit(context.new_page(), public_site))
        return visits[-1]

    yield open_page
    for context in contexts:
        context.close()
    assert [error for one in visits for error in one.errors] == []
