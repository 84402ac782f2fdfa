"""What is not in the reader's language says so: Danish is marked as Danish, Latin letters keep together in Arabic."""

import re

import pytest
from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString

from activities.models import (
    ActivityPage,
    AssociationPage,
    Contact,
    CouncilArea,
    District,
    DistrictPage,
    PlaceName,
    Venue,
)
from tests.browser.conftest import prepare
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]
DANISH_LETTERS = re.compile("[æøåÆØÅ]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
SHORTEST = 5  # letters: a shorter name may be a part of some other word
READ_ALOUD = ("aria-label", "title", "alt", "placeholder")  # attributes that are read as text
NO_TEXT = {"script", "style", "title", "template"}
MORE_PAGES = {"guide to the first time": "first-visit/", "print of a list": "list/print", "venue": "venue"}


@pytest.fixture
def city():
    prepare()
    CouncilArea.objects.filter(key="noerrebro").update(desk_languages=["da", "ar"])
    Contact.objects.update(hours_da="hverdage 16-18", hours="hverdage 16-18")


def danish_texts(language):
    """Return the texts of the city that stand in no other language than Danish."""
    names = [(model, "name") for model in (Venue, District, CouncilArea, PlaceName)]
    written = [(ActivityPage, "name"), (ActivityPage, "summary"), (AssociationPage, "name"), (DistrictPage, "name")]
    written += [(Contact, "role"), (Contact, "hours"), (CouncilArea, "desk_hours")]
    found = {name for model, field in names for name in model.objects.values_list(field, flat=True)}
    for model, field in written:
        rows = model.objects.values_list(f"{field}_da", f"{field}_{language}")
        found |= {danish for danish, own in rows if danish and not own}
    return {text for text in found if len(text) >= SHORTEST}


def pages():
    pool = PAGES | {"guide to the first time": "first-visit/", "venue": "venue/{venue}/"}
    return [pytest.param(rest, id=name) for name, rest in pool.items()]


def parts(html):
    """Return (text, element) of what is read on a page: its text and the names of its elements."""
    page = BeautifulSoup(html, "html.parser").body
    for node in page.find_all(string=True):
        is_text = type(node) is NavigableString and not isinstance(node, Comment)
        if is_text and not any(parent.name in NO_TEXT for parent in node.parents) and node.strip():
            yield " ".join(node.split()), node.parent
    for name in READ_ALOUD:
        for element in page.find_all(attrs={name: True}):
            yield element[name], element


def nearest(element, attribute):
    return next((one[attribute] for one in [element, *element.parents] if one.get(attribute)), "")


def opened(client, language, rest):
    rest = rest.format(venue=Venue.objects.filter(association=None).first().pk)
    answer = client.get(f"/{language}/{rest}")
    assert answer.status_code in (200, 404)
    return answer.content


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("rest", pages())
def test_danish_words_are_marked_as_danish(client, city, rest, language):
    texts = danish_texts(language)
    danish = re.compile("|".join(sorted(map(re.escape, texts), key=len, reverse=True)))
    wrong = {
        (text[:90], element.name)
        for text, element in parts(opened(client, language, rest))
        if (DANISH_LETTERS.search(text) or danish.search(text)) and nearest(element, "lang") != "da"
    }
    assert wrong == set()


@pytest.mark.parametrize("rest", pages())
def test_latin_letters_keep_together_on_arabic_pages(client, city, rest):
    def is_isolated(element):
        chain = [element, *element.parents]
        return any(one.name == "bdi" or one.get("direction") or (one.get("dir") and one.name != "html") for one in chain)

    wrong = {
        (text[:90], element.name)
        for text, element in parts(opened(client, "ar", rest))
        if element.name not in ("option",) and LATIN.search(text) and not is_isolated(element)
    }
    assert wrong == set()
