"""Every kind of public page is in the sitemap, says what it is, and what is private is nowhere."""

import datetime as dt
import json
import unicodedata
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from config import sitemaps
from wagtail.models import PageViewRestriction

from activities import clock
from activities.choices import Rule, State
from activities.models import ActivityPage, AssociationPage, CouncilArea, GuidePage, HomePage, Venue
from tests.factories import ActivityFactory, AssociationFactory, DistrictPageFactory, VenueFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]
HOST = "http://testserver"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
LANGUAGES = ("da", "en", "ar")
FIXED = ("seniors/", "words/", "accessibility/", "first-visit/", "fee-support/")


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def content(page, name):
    tag = page.select_one(f"meta[name='{name}'], meta[property='{name}']")
    return tag["content"] if tag else None


def parts(client):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    return [urlsplit(tag.text).path for tag in index.iter(f"{NAMESPACE}loc")]


def entries(client, only=""):
    """Return {address: its entry} of all parts of the sitemap."""
    found = {}
    for part in parts(client):
        if only in part:
            for entry in ET.fromstring(client.get(part).content).iter(f"{NAMESPACE}url"):
                found[entry.findtext(f"{NAMESPACE}loc")] = entry
    return found


def venue_path(venue):
    return f"venue/{venue.pk}/"


def place(venue, rest=""):
    return f"{HOST}/en/{venue_path(venue)}{rest}"


# --- The sitemap ---


def test_the_sitemap_has_every_kind_of_page_in_every_language(client):
    district = DistrictPageFactory(area=CouncilArea.objects.get(key="noerrebro"))
    venue = ActivityPage.objects.get(title="Pigesvømning").sessions.first().venue
    listed = entries(client)
    kinds = ["", "search/", "bydele/", "foreninger/", "foreninger/noerrebro-svoemmeklub/", *FIXED, venue_path(venue)]
    kinds += [district.url.split("/", 2)[2], "foreninger/noerrebro-svoemmeklub/pigesvoemning/"]
    for rest in kinds:
        for language in LANGUAGES:
            entry = listed[f"{HOST}/{language}/{rest}"]
            others = {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)}
            default = f"{HOST}/da/{rest}" if rest else f"{HOST}/"
            assert others == {code: f"{HOST}/{code}/{rest}" for code in LANGUAGES} | {"x-default": default}


def test_every_address_of_the_sitemap_opens_and_may_be_shown_by_search_engines(client):
    own = VenueFactory(association=AssociationFactory())
    ActivityFactory(sessions=[session(venue=own)])
    listed = [address for address in entries(client) if "/en/" in address]
    assert place(own) in listed
    for address in listed:
        page = read(client, address.removeprefix(HOST))
        assert page.select_one("link[rel='canonical']")["href"] == address
        assert content(page, "robots") is None


def test_only_a_page_that_is_nothing_but_its_text_says_when_it_changed(client, settings):
    settings.FINDER_ACCESSIBILITY_REVIEWED_ON = "2026-10-05"
    changed = {address: entry.findtext(f"{NAMESPACE}lastmod") for address, entry in entries(client).items()}
    guide, offer = GuidePage.objects.get(key="first-visit"), ActivityPage.objects.get(title="Pigesvømning")
    for page, rest in ((guide, "first-visit/"), (offer, "foreninger/noerrebro-svoemmeklub/pigesvoemning/")):
        assert dt.datetime.fromisoformat(changed[f"{HOST}/da/{rest}"]) == page.last_published_at
    assert changed[f"{HOST}/da/accessibility/"] == "2026-10-05"
    # What is on there changes with the days, not with their text.
    for rest in ("", "bydele/", "foreninger/noerrebro-svoemmeklub/", "seniors/", "search/"):
        assert changed[f"{HOST}/da/{rest}"] is None


@pytest.mark.parametrize("fields", [{"state": State.PAUSED}, {"state": State.ENDED}, {"live": False}])
def test_a_venue_where_nothing_is_on_is_not_in_the_sitemap(client, fields):
    venue = VenueFactory()
    offer = ActivityFactory(sessions=[session(venue=venue)])
    assert place(venue) in entries(client, "venues")
    ActivityPage.objects.filter(pk=offer.pk).update(**fields)
    assert place(venue) not in entries(client, "venues")


def test_a_venue_is_in_the_sitemap_while_its_own_dates_last(client):
    """An offer that goes on elsewhere does not keep it there; one by agreement has no dates."""
    today = clock.today()
    over = session(ends_on=today - dt.timedelta(days=1), starts_on=today - dt.timedelta(days=60))
    past, now, asked = VenueFactory(), VenueFactory(), VenueFactory()
    over.venue = past
    ActivityFactory(sessions=[over, session(venue=now)])
    ActivityFactory(sessions=[session(venue=asked, rule=Rule.BY_AGREEMENT, weekday=None, start=None, end=None)])
    listed = entries(client, "venues")
    assert place(past) not in listed
    assert place(now) in listed
    assert place(asked) in listed


def test_venues_of_a_big_city_come_in_parts_by_few_queries(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(sitemaps, "PER_PAGE", 3)
    names = [part for part in parts(client) if "venues" in part]
    assert len(names) > 1
    listed = []
    for name in names:
        with django_assert_max_num_queries(6):
            found = ET.fromstring(client.get(name).content)
        listed += [tag.text for tag in found.iter(f"{NAMESPACE}loc")]
    assert len(listed) == len(set(listed))
    assert client.get(f"/sitemap-venues-{len(names) + 1}.xml").status_code == 404


# --- What each page says of itself ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", ["venue", *FIXED])
def test_a_page_is_named_described_and_found_in_every_language(client, rest, language):
    venue = Venue.objects.get(name="Guldbergs Svømmesal")
    rest = venue_path(venue) if rest == "venue" else rest
    page = read(client, f"/{language}/{rest}?utm_source=paper")
    title, described = page.title.get_text(), content(page, "description")
    assert title.endswith(" · Naboskab")
    # Arabic vowel signs take no room.
    assert 20 <= len([letter for letter in described if not unicodedata.combining(letter)]) <= 160
    assert content(page, "og:title") == title
    assert content(page, "og:description") == described
    address = f"{HOST}/{language}/{rest}"
    assert page.select_one("link[rel='canonical']")["href"] == content(page, "og:url") == address
    assert content(page, "og:image").startswith(HOST)
    alternates = {link["hreflang"]: link["href"] for link in page.select("link[rel='alternate'][hreflang]")}
    assert alternates == {code: f"{HOST}/{code}/{rest}" for code in LANGUAGES} | {"x-default": f"{HOST}/da/{rest}"}
    heading = " ".join(page.h1.get_text().split())
    steps = breadcrumb(page)
    assert [step["position"] for step in steps] == [1, 2]
    assert steps[0]["item"] == f"{HOST}/{language}/"
    assert steps[1]["name"] in (heading, title.removesuffix(" · Naboskab"))
    assert len(page.select("title")) == len(page.select("meta[name='description']")) == 1


def breadcrumb(page):
    facts = [json.loads(script.string) for script in page.select("script[type='application/ld+json']")]
    (trail,) = [fact for fact in facts if fact["@type"] == "BreadcrumbList"]
    return trail["itemListElement"]


def test_the_titles_of_a_page_differ_between_the_languages_and_a_venue_names_its_area(client):
    for rest in FIXED:
        assert len({read(client, f"/{language}/{rest}").title.get_text() for language in LANGUAGES}) == 3
    venue = Venue.objects.get(name="Guldbergs Svømmesal")
    page = read(client, f"/en/{venue_path(venue)}")
    assert page.title.get_text() == "Guldbergs Svømmesal · Nørrebro · Naboskab"
    assert "Eksempelgade 1, 2200 København N" in content(page, "description")


# --- What is private ---


def test_a_page_made_private_by_an_import_or_a_restored_database_shows_up_nowhere(client):
    area = CouncilArea.objects.get(key="noerrebro")
    CouncilArea.objects.filter(pk=area.pk).update(desk_phone="+4533663366")
    district = DistrictPageFactory(area=area, name="Hemmelig bydel")
    DistrictPageFactory(area=CouncilArea.objects.get(key="bispebjerg"))
    guide = GuidePage.objects.get(key="first-visit")
    hidden_name = guide.title
    club = AssociationPage.objects.get(slug="noerrebro-svoemmeklub")
    own = VenueFactory(association=club, name="Klubbens eget hus")
    offer = ActivityFactory(parent=club, name="Hemmeligt hold", sessions=[session(venue=own)])
    shown = ["", "bydele/", "foreninger/", "bydele/bispebjerg/", "fee-support/", "seniors/", "search/", "nowhere/"]
    shown += [venue_path(Venue.objects.get(name="Guldbergs Svømmesal")), "foreninger/oesterbro-sproghus/"]
    secrets = ("Hemmelig bydel", "Hemmeligt hold", "Klubbens eget hus", "/first-visit/", hidden_name, club.title)
    before = told(client, shown)
    assert [secret for secret in secrets if secret not in before] == []
    for page in (district, guide, club):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    offer.save_revision().publish()  # as whatever keeps the index up to date would
    after = told(client, shown)
    assert [secret for secret in secrets if secret in after] == []
    assert client.get(f"/da/{venue_path(own)}").status_code == 404
    assert HomePage.objects.get().live


def told(client, shown):
    """Return all that the pages, the sitemap and the lists for machines say, as one text."""
    texts = [client.get(f"/da/{rest}").content.decode() for rest in shown]
    texts += [client.get(part).content.decode() for part in parts(client)]
    return "\n".join(texts)
