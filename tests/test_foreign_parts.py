"""What is not in the reader's language says so: Danish is marked as Danish, Latin letters keep together in Arabic.

Names of places, houses and associations are Danish words, which a voice of another language cannot say; only the
names of people stay without a language, since nothing tells which theirs is.
"""

import re

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString

from activities.models import (
    ActivityPage,
    AssociationPage,
    Contact,
    CouncilArea,
    District,
    DistrictPage,
    GuidePage,
    HomePage,
    PlaceName,
    Venue,
)
from search import my_list
from tests.browser.conftest import prepare
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]
DANISH_WORDS = re.compile(
    r"[æøåÆØÅ]|\b(?:FritidsGuide|klub|SFO|lokaludvalg|kontingent|hverdage|Kontaktperson)\b", re.IGNORECASE
)
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
RANGE = re.compile(r"\d[.:/\u2013-]\d")  # of times, ages, dates: the other way round it says something else
SHORTEST = 5  # letters: a shorter name may be a part of some other word
READ_ALOUD = ("aria-label", "title", "alt", "placeholder")  # attributes that are read as text
NO_TEXT = {"script", "style", "title", "template"}
NAMES = (Venue, District, CouncilArea, PlaceName)
WRITTEN = (
    (ActivityPage, "name"),
    (ActivityPage, "summary"),
    (AssociationPage, "name"),
    (DistrictPage, "name"),
    (Contact, "role"),
    (Contact, "hours"),
    (CouncilArea, "desk_hours"),
)
MORE_PAGES = {
    "guide to the first time": "first-visit/",
    "guide with Danish words": "boerneattest/",
    "venue": "venue/{venue}/",
    "list": "list/{list}/",
    "list on paper": "list/{list}/print/",
    "map of a district": "search/map/?district=noerrebro",
}
EVERY_PAGE = [pytest.param(rest, id=name) for name, rest in (PAGES | MORE_PAGES).items()]


@pytest.fixture
def city():
    """The city of the browser's tests, with a desk and contacts whose hours nobody has translated."""
    prepare()
    CouncilArea.objects.filter(key="noerrebro").update(desk_languages=["da", "ar"])
    Contact.objects.update(role_da="Kontaktperson", role_en="", role_ar="", hours_da="hverdage 16-18")
    guide = GuidePage(name_da="Børneattest", name_en="Child certificate", name_ar="شهادة العمل مع الأطفال", live=False)
    guide.body_da = [("text", "<p>Foreningen henter den.</p>")]
    guide.body_en = [("text", "<h2>The børneattest</h2><p>Ask about it at the <b>SFO</b> (15-17).</p>")]
    guide.body_ar = [("text", "<h2>شهادة (børneattest)</h2><p>في <b>SFO</b> الساعة 15-17 &amp; بعدها.</p>")]
    HomePage.objects.get().add_child(instance=guide)
    guide.save_revision().publish()


def danish_texts(language):
    """Return the texts of the city that stand in no other language than Danish."""
    found = {name for model in NAMES for name in model.objects.values_list("name", flat=True)}
    for model, field in WRITTEN:
        rows = model.objects.values_list(f"{field}_da", f"{field}_{language}")
        found |= {danish for danish, own in rows if danish and not own}
    return {text for text in found if len(text) >= SHORTEST}


def parts(html):
    """Return (text, element) of what is read on a page: its text and the names of its elements."""
    page = BeautifulSoup(html, "html.parser").body
    for node in page.find_all(string=True):
        # Comments and the like are strings of classes of their own.
        if type(node) is NavigableString and node.strip() and not any(one.name in NO_TEXT for one in node.parents):
            yield " ".join(node.split()), node.parent
    for name in READ_ALOUD:
        for element in page.find_all(attrs={name: True}):
            yield element[name], element


def nearest_language(element):
    return next((one["lang"] for one in [element, *element.parents] if one.get("lang")), "")


def is_isolated(element):
    around = [one for one in [element, *element.parents] if one.name != "html"]
    return any(one.name == "bdi" or one.get("dir") or one.get("direction") for one in around)


def opened(client, language, rest):
    offers = ActivityPage.objects.filter(title__in=["Pigesvømning", "Sprogcafé"]).values_list("pk", flat=True)
    saved = my_list.begin(list(offers))[0].address if "{list}" in rest else ""
    venue = Venue.objects.filter(association=None).first().pk
    answer = client.get(f"/{language}/{rest.format(list=saved, venue=venue)}")
    assert answer.status_code == (404 if "nowhere" in rest else 200)
    return answer.content


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("rest", EVERY_PAGE)
def test_danish_is_marked_as_danish(client, city, rest, language):
    danish = re.compile("|".join(sorted(map(re.escape, danish_texts(language)), key=len, reverse=True)))
    read = list(parts(opened(client, language, rest)))
    wrong = {
        (text[:90], element.name)
        for text, element in read
        if (DANISH_WORDS.search(text) or danish.search(text)) and nearest_language(element) != "da"
    }
    assert len(read) > 20
    assert wrong == set()


@pytest.mark.parametrize("rest", EVERY_PAGE)
def test_latin_letters_and_ranges_keep_together_on_arabic_pages(client, city, rest):
    wrong = {
        (text[:90], element.name)
        for text, element in parts(opened(client, "ar", rest))
        # What is offered in a select has no inside that could be isolated; each option stands alone.
        if element.name != "option" and (LATIN.search(text) or RANGE.search(text)) and not is_isolated(element)
    }
    assert wrong == set()


def test_what_is_not_danish_is_not_marked_as_danish(client, city):
    """Else a voice would read English as Danish."""
    for rest in ("first-visit/", "fee-support/", "words/", "accessibility/"):
        for text, element in parts(opened(client, "en", rest)):
            if nearest_language(element) == "da" and re.search(r"\b(?:the|and|you|is)\b", text):
                pytest.fail(f"{rest}: {text}")
