"""How pages are found and shared: titles, addresses in every language, sitemap, robots, and the picture of a link."""

import io
import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup
from config import pictures, sitemaps
from PIL import Image, features

from activities.choices import State
from activities.models import ActivityPage, AssociationPage, Category
from activities.pictograms import mask_of, path_lines
from activities.share_picture import SIZE, SharePicture, draw, font, font_for
from tests.factories import ActivityFactory, VenueFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]
HOST = "http://testserver"
OFFER = "foreninger/noerrebro-svoemmeklub/pigesvoemning/"
PAGES = ["", "search/", "bydele/", "foreninger/", "foreninger/noerrebro-svoemmeklub/", OFFER]


@pytest.fixture
def read(client):
    def fetch(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


@pytest.fixture(autouse=True)
def own_pictures(settings, tmp_path):
    settings.FINDER_PICTURES = tmp_path


def content(page, name):
    tag = page.select_one(f"meta[name='{name}'], meta[property='{name}']")
    return tag["content"] if tag else None


def canonical(page):
    return page.select_one("link[rel='canonical']")["href"]


def alternates(page):
    return {link["hreflang"]: link["href"] for link in page.select("link[rel='alternate'][hreflang]")}


# --- Titles and descriptions ---


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_every_page_has_a_title_and_a_description_of_its_own(read, language):
    pages = [read(f"/{language}/{rest}") for rest in PAGES]
    titles = [page.title.get_text() for page in pages]
    described = [content(page, "description") for page in pages]
    assert len(set(titles)) == len(set(described)) == len(PAGES)
    assert all("Naboskab" in title for title in titles)
    assert all(20 <= len(text) <= 160 for text in described)


def test_an_offer_is_described_by_when_where_and_price(read):
    page = read(f"/en/{OFFER}")
    assert page.title.get_text() == "Girls' swimming · Nørrebro · Naboskab"
    described = content(page, "description")
    for fact in ("Every Wednesday 16.00-17.00", "Guldbergs Svømmesal", "600 kr. per season"):
        assert fact in described


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("", "11 offers · Naboskab"),
        ("category=swimming&gender=girls&district=noerrebro", "Swimming and life-saving for girls in Nørrebro · 1 "),
        ("audience=seniors", "Activities for seniors · "),
        ("district=valby&time=evening", "Activities in Valby · Evening · "),
        ("q=<b>svøm", "“<b>svøm” · "),
        ("page=2", " · Page 2 · Naboskab"),
    ],
)
def test_a_search_is_named_by_what_was_understood(read, asked, title):
    assert title in read(f"/en/search/?{asked}").title.get_text()


def test_where_the_reader_is_stands_in_no_title(read):
    page = read("/en/search/?near=55.6936,12.5480&radius=1000")
    for text in (page.title.get_text(), content(page, "description"), content(page, "og:title")):
        assert "55.69" not in text


# --- Addresses ---


@pytest.mark.parametrize("rest", PAGES)
def test_a_page_has_one_address_in_each_language(read, rest):
    page = read(f"/en/{rest}?utm_source=paper&unknown=1")
    assert canonical(page) == content(page, "og:url") == f"{HOST}/en/{rest}"
    default = f"{HOST}/da/{rest}" if rest else f"{HOST}/"
    assert alternates(page) == {code: f"{HOST}/{code}/{rest}" for code in ("da", "en", "ar")} | {"x-default": default}
    # Each of them says the same of all: only then are they believed.
    for code in ("da", "ar"):
        assert alternates(read(f"/{code}/{rest}")) == alternates(page)


def test_a_search_keeps_what_it_understood_in_a_fixed_order(read):
    page = read("/en/search/?gender=girls&utm_medium=x&sort=name&category=swimming&nothing=1&category=bogus")
    assert canonical(page) == f"{HOST}/en/search/?category=swimming&gender=girls"


def test_the_configured_address_is_the_one(read, settings):
    settings.FINDER_BASE_URL = "https://naboskab.example"
    page = read(f"/da/{OFFER}")
    assert canonical(page) == f"https://naboskab.example/da/{OFFER}"
    assert content(page, "og:image").startswith("https://naboskab.example/og/da/")


@pytest.mark.parametrize(
    ("address", "is_indexed"),
    [
        ("/en/", True),
        (f"/en/{OFFER}", True),
        ("/en/search/", True),
        ("/en/search/?category=swimming", True),
        ("/en/search/?category=swimming&district=noerrebro", True),
        ("/en/search/?category=swimming&gender=girls", False),
        ("/en/search/?district=noerrebro&district=valby", False),
        ("/en/search/?category=swimming&page=2", False),
        ("/en/search/?q=swim", False),
        ("/en/search/?near=55.69,12.54", False),
        ("/en/search/?category=festival-event&district=vanloese", False),  # nothing found
    ],
)
def test_only_plain_searches_that_find_something_are_for_search_engines(read, address, is_indexed):
    robots = content(read(address), "robots") or ""
    assert ("noindex" not in robots) is is_indexed


def test_a_page_that_is_not_there_has_no_address(read):
    page = read("/en/nowhere/", status=404)
    assert not page.select("link[rel='canonical'], link[hreflang], script[type='application/ld+json']")
    assert "noindex" in content(page, "robots")


# --- Sitemap and robots ---


def locations(text):
    return [tag.text for tag in ET.fromstring(text).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_every_address_of_the_sitemap_is_a_page_that_names_itself(client, read):
    parts = locations(client.get("/sitemap.xml").content)
    listed = [address for part in parts for address in locations(client.get(urlsplit(part).path).content)]
    assert len(listed) == len(set(listed))
    assert {f"{HOST}/{code}/{OFFER}" for code in ("da", "en", "ar")} <= set(listed)
    for address in [one for one in listed if "/en/" in one]:
        page = read(address.removeprefix(HOST))
        assert canonical(page) == address
        assert not content(page, "robots")


def test_the_sitemap_leaves_out_what_cannot_be_found(client):
    for title, fields in (("Sprogcafé", {"state": State.PAUSED}), ("Gratis fodbold", {"live": False})):
        ActivityPage.objects.filter(title=title).update(**fields)
    text = client.get("/sitemap-offers-1.xml").content.decode()
    assert "pigesvoemning" in text
    assert "sprogcafe" not in text
    assert "gratis-fodbold" not in text


def test_the_sitemap_comes_in_parts_by_few_queries(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(sitemaps, "PER_PAGE", 4)
    names = [address for address in locations(client.get("/sitemap.xml").content) if "offers" in address]
    assert len(names) == 3
    listed = []
    for name in names:
        with django_assert_max_num_queries(6):
            listed += locations(client.get(urlsplit(name).path).content)
    assert len(listed) == len(set(listed)) == 11 * 3


@pytest.mark.parametrize("part", ["offers-0", "offers-2", "offers-99999999999999999999", "searches-2", "secrets-1"])
def test_a_part_that_is_not_there_is_not_found(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_are_led_to_the_sitemap_and_kept_from_what_is_without_end(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {HOST}/sitemap.xml" in text
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert rules.can_fetch("*", f"{HOST}/da/{OFFER}")
    for closed in ("/admin/", "/api/v1/activities/", "/a/7/"):
        assert not rules.can_fetch("*", HOST + closed)
    # Patterns are for the robots that know them; Python's does not.
    for pattern in ("/*/list/", "/*/my/", "/*/search/?q=", "/*/search/?near=", "/*/search/*&*&", "/*/search/ics"):
        assert f"\nDisallow: {pattern}\n" in text


# --- The picture of a shared link ---

needs_joining = pytest.mark.skipif(not features.check("raqm"), reason="needs fribidi to join Arabic letters")


def picture_of(client, page):
    address = content(page, "og:image").removeprefix(HOST)
    return address, client.get(address)


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize("rest", ["", "foreninger/noerrebro-svoemmeklub/", OFFER])
def test_a_shared_page_shows_a_picture(client, read, rest, language):
    page = read(f"/{language}/{rest}")
    _address, answer = picture_of(client, page)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 100_000
    assert content(page, "og:image:alt")
    assert content(page, "twitter:card") == "summary_large_image"


def test_a_page_without_a_picture_shows_the_sign_of_the_site(client, read):
    page = read("/en/search/")
    address = content(page, "og:image").removeprefix(f"{HOST}/static/")
    with Image.open(f"site/static/{address}") as image:
        assert image.size == (512, 512)


def test_a_picture_is_drawn_once(client, read, monkeypatch):
    address, first = picture_of(client, read(f"/da/{OFFER}"))
    monkeypatch.setattr(pictures, "draw", lambda picture: pytest.fail("drawn again"))
    assert client.get(address).content == first.content


def test_a_changed_page_has_another_picture_and_the_old_address_leads_to_it(client, read, settings):
    old, _answer = picture_of(client, read(f"/da/{OFFER}"))
    page = ActivityPage.objects.get(title="Pigesvømning")
    page.name_da = "Svømning for piger"
    page.save_revision().publish()
    new, answer = picture_of(client, read(f"/da/{OFFER}"))
    assert new != old
    assert answer.status_code == 200
    assert client.get(old)["Location"] == new
    assert len(list(settings.FINDER_PICTURES.glob(f"da-{page.pk}-*.png"))) == 1


def test_only_so_many_pictures_are_kept(client, read, settings, monkeypatch):
    monkeypatch.setattr(pictures, "KEPT", 2)
    for rest in ("", "foreninger/noerrebro-svoemmeklub/", OFFER):
        picture_of(client, read(f"/da/{rest}"))
    assert len(list(settings.FINDER_PICTURES.glob("*.png"))) == 2


def test_a_disk_that_cannot_be_written_costs_no_picture(client, read, settings):
    settings.FINDER_PICTURES = "/proc/nowhere"
    assert picture_of(client, read(f"/da/{OFFER}"))[1].status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/og/da/99999-abc.png", f"/og/da/{2**63}-abc.png", "/og/xx/1-abc.png", "/og/da/0-abc.png", "/og/da/..-abc.png"],
)
def test_there_is_no_picture_of_what_is_not_public(client, address):
    assert client.get(address).status_code == 404
    hidden = ActivityFactory(live=False)
    assert client.get(f"/og/da/{hidden.pk}-abc.png").status_code == 404


@needs_joining
def test_arabic_letters_are_joined():
    word, used = "سباحة", font("Rubik-SemiBold.ttf", 60)
    joined = used.getlength(word, direction="rtl", language="ar")
    apart = sum(used.getlength(letter, direction="rtl", language="ar") for letter in word)
    # The forms within a word are narrower than those that stand alone.
    assert joined < 0.9 * apart
    mask = used.getmask(word, direction="rtl", language="ar")
    picture = Image.frombytes("L", mask.size, bytes(mask))
    columns = [any(picture.getpixel((x, y)) > 128 for y in range(picture.height)) for x in range(picture.width)]
    strokes = sum(1 for before, here in zip([False, *columns], columns, strict=False) if here and not before)
    assert strokes <= 3  # سبا, حة: an alef joins nothing after it


@needs_joining
@pytest.mark.parametrize(
    "text",
    ["Nørrebro Æ Ø Å", "سباحة للفتيات", "لڑکیوں کی تیراکی ہے", "Плавання для дівчат ґєї", "Yüzme İğdır", "Łódź"],
)
def test_the_fonts_have_the_letters_of_all_eight_languages(text):
    used = font_for(text, 40)
    missing = bytes(used.getmask("\U000f1234"))
    assert [letter for letter in text if not letter.isspace() and bytes(used.getmask(letter)) == missing] == []


def test_without_fribidi_nothing_is_drawn_that_would_be_wrong(monkeypatch):
    picture = SharePicture("سباحة للفتيات", "ar", icon="category-swimming")
    monkeypatch.setattr("activities.share_picture.can_join_letters", lambda: False)
    font.cache_clear()
    try:
        assert draw(picture) == draw(SharePicture("", "ar", icon="category-swimming"))
    finally:
        font.cache_clear()


LONG = "Ungdomsklubbens store internationale madlavningsfællesskab for unge og ældre med venner og familie på Nørrebro"


@pytest.mark.parametrize("name", [LONG, "Kontingentfritagelsesordningsvejledningsmøde" * 3, "سباحة " * 40, "A"])
def test_a_long_name_is_wrapped_and_stays_in_its_place(name):
    language = "ar" if name.startswith("س") else "da"
    image = Image.open(io.BytesIO(draw(SharePicture(name, language, "K", "W", "H", "category-swimming")))).convert(
        "RGB"
    )
    assert image.size == SIZE
    paper = (250, 247, 242)
    edge = 1 if language == "ar" else SIZE[0] - 2
    for y in range(SIZE[1]):
        pixel = image.getpixel((edge, y))
        assert all(abs(a - b) < 6 for a, b in zip(pixel, paper, strict=True))


@pytest.mark.usefixtures("fixture_city")
def test_every_category_has_a_pictogram_that_can_be_drawn():
    for key in Category.objects.values_list("key", flat=True):
        mask = mask_of(f"category-{key}", 48)
        assert mask is not None, key
        assert mask.getbbox(), key


def test_path_data_is_followed_to_its_end():
    assert path_lines("M1 2h3v4l-3-4z") == [[(1, 2), (4, 2), (4, 6), (1, 2), (1, 2)]]
    half_circle = path_lines("M0 0a5 5 0 0110 0")[0]
    assert half_circle[-1] == (10, 0)
    assert min(y for _x, y in half_circle) == pytest.approx(-5, abs=0.1)
    curve = path_lines("M0 0c0 5 5 10 10 10s10 5 10 10")[0]
    assert curve[-1] == (20, 20)


# --- Cost ---


def test_a_page_is_sent_compressed(client):
    answer = client.get("/da/search/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]


def test_the_head_costs_few_queries(client, django_assert_max_num_queries):
    page = ActivityFactory(sessions=[session(venue=VenueFactory()) for _number in range(4)])
    for address in (page.get_url(), AssociationPage.objects.first().get_url(), "/da/search/?category=swimming"):
        client.get(address)
        with django_assert_max_num_queries(20):
            assert re.search(rb'rel="canonical"', client.get(address).content)


@pytest.mark.parametrize(
    "address", [f"/da/{rest}" for rest in PAGES] + ["/da/offline/", "/manifest.webmanifest", "/sw.js"]
)
def test_no_page_sets_a_cookie(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies


# --- Installable ---


@pytest.mark.parametrize(("language", "direction"), [("da", "ltr"), ("ar", "rtl")])
def test_the_manifest_speaks_the_readers_language(client, read, language, direction):
    link = read(f"/{language}/").select_one("link[rel='manifest']")["href"]
    answer = client.get(link)
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["lang"], manifest["dir"]) == (language, direction)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (f"/{language}/", "/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in manifest["icons"]:
        with Image.open(f"site{icon['src']}") as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_the_worker_is_asked_for_anew_each_time(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in client.get("/da/")["Content-Security-Policy"]


def test_only_what_is_worth_keeping_is_marked_for_the_worker(read):
    assert content(read(f"/da/{OFFER}"), "keep-offline") == "yes"
    for rest in ("", "search/", "foreninger/", "offline/"):
        assert content(read(f"/da/{rest}"), "keep-offline") is None
