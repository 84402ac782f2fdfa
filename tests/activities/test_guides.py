"""Guides and club words: there in every installation, in plain words, in every language shown."""

import datetime as dt
import html
import json
import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from activities import city_files, glossary, guides
from activities.blocks import SearchBlock
from activities.city_files import CityFileError
from activities.models import GuidePage
from tests.activities.readability import lix

SHOWN = [code for code, _name in settings.LANGUAGES]
COPENHAGEN = city_files.read_guides(city_files.city_folder("copenhagen"))
ENTRIES = {entry["slug"]: entry for entry in COPENHAGEN}


def plain(value):
    """Return a block's value as running text: each paragraph, list item and heading a sentence of its own."""
    if isinstance(value, dict):
        return " ".join(plain(part) for name, part in value.items() if name not in ("query", "url"))
    if isinstance(value, list):
        return " ".join(plain(part) for part in value)
    text = re.sub(r"([^.!?:])(</(?:p|li|h2)>|$|\n)", r"\1. ", value)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def text_of(entry, language):
    return " ".join(plain(block["value"]) for block in entry["blocks"][language])


@pytest.fixture
def city(fixture_city, db):
    """The city with its guides; what a test changes is rolled back."""


# --- The words ---


def test_lix_counts_as_the_textbooks_do():
    text = (
        "Vi svømmer hver onsdag kl 16. Alle piger fra 7 til 12 år kan være med. "
        "Det er gratis at prøve to gange. Tag badetøj og håndklæde med."
    )
    assert lix(text) == pytest.approx(18.25)


@pytest.mark.parametrize("slug", ENTRIES)
def test_a_guide_is_in_every_language_shown_and_easy_in_danish(slug):
    entry = ENTRIES[slug]
    assert set(SHOWN) <= set(entry["name"])
    assert set(SHOWN) <= set(entry["blocks"])
    kinds = {language: [block["type"] for block in entry["blocks"][language]] for language in SHOWN}
    assert len({tuple(found) for found in kinds.values()}) == 1, "the same parts in every language"
    assert lix(text_of(entry, "da")) <= 30


def test_club_words_are_in_every_language_shown_and_easy_in_danish():
    written = json.loads(glossary.PATH.read_text(encoding="utf-8"))
    assert len({entry["key"] for entry in written}) == len(written) >= 12
    for entry in written:
        for language in SHOWN:
            assert entry[language]["word"], (entry["key"], language)
            assert 1 <= len(re.findall(r"[.!؟]", entry[language]["text"])) <= 3, (entry["key"], language)
    assert lix(" ".join(entry["da"]["text"] for entry in written)) <= 30


def test_the_guide_to_help_with_the_fee_says_who_applies_and_gives_the_facts():
    text = text_of(ENTRIES["fee-support"], "da")
    assert "Det er foreningen, der søger. Du skal ikke selv søge." in text
    for fact in ("1.000 kr.", "500 kr.", "14 dage", "juli", "3 til 17 år", "mindst 6 gange", "30 ud af 100"):
        assert fact in text
    assert "The association applies. You do not apply yourself." in text_of(ENTRIES["fee-support"], "en")
    assert "الجمعية هي التي تقدم الطلب" in text_of(ENTRIES["fee-support"], "ar")


def test_a_guide_without_danish_words_is_refused_with_its_file_and_name(tmp_path):
    (tmp_path / "guides.json").write_text('[{"slug": "x", "name": {"en": "X"}, "blocks": {}}]', encoding="utf-8")
    with pytest.raises(CityFileError, match=r"guides.json, x: its Danish name"):
        city_files.read_guides(tmp_path)


# --- The pages ---


def test_loading_a_city_makes_its_guides_and_never_overwrites_an_editors_words(city):
    assert set(GuidePage.objects.live().values_list("key", flat=True)) >= {"fee-support", "first-visit"}
    guide = GuidePage.objects.get(key="first-visit")
    guide.name_da = "Kom godt i gang"
    guide.save_revision().publish()
    call_command("load_city", "copenhagen", verbosity=0)
    assert GuidePage.objects.get(key="first-visit").name_da == "Kom godt i gang"
    assert guides.make_guides(COPENHAGEN) == 0


def test_a_guide_is_found_by_its_key_whatever_its_address(city):
    guide = GuidePage.objects.get(key="fee-support")
    guide.slug = "kontingent"
    guide.save_revision().publish()
    with translation.override("da"):
        assert guides.guide_urls()["fee-support"] == "/da/kontingent/"
    assert guides.make_guides(COPENHAGEN) == 0


def test_a_guide_made_before_keys_were_kept_gets_its_key(city):
    GuidePage.objects.filter(key="fee-support").update(key="")
    assert guides.make_guides(COPENHAGEN) == 0
    assert GuidePage.objects.get(slug="fee-support").key == "fee-support"


def test_the_copy_of_a_guide_does_not_take_over_its_key(city):
    guide = GuidePage.objects.get(key="fee-support")
    copied = guide.copy(update_attrs={"slug": "fee-support-2"})
    assert copied.key == ""


def test_an_installation_from_before_the_guides_gets_them_when_it_is_set_up(city):
    for guide in GuidePage.objects.all():
        guide.delete()
    call_command("set_up", verbosity=0)
    assert GuidePage.objects.filter(key="first-visit").exists()


@pytest.mark.parametrize("language", SHOWN)
def test_a_guide_shows_contents_steps_dates_and_whom_to_ask(client, city, language, django_assert_max_num_queries):
    guide = GuidePage.objects.get(key="fee-support")
    with django_assert_max_num_queries(20):
        page = client.get(f"/{language}/fee-support/").content.decode()
    assert f'<html lang="{language}"' in page
    headings = re.findall(r'<h2 id="(part-\d+)">', page)
    assert headings == re.findall(r'<li><a href="#(part-\d+)">', page) != []
    assert f'href="/{language}/search/?flag=fee-support"' in page
    assert '<blockquote lang="da" dir="ltr"><p>Hej. Mit barn' in page
    assert 'data-read-aloud=".guide__text"' in page
    assert "data-print" in page
    assert "https://www.kk.dk/kontingent" in page
    assert guide.checked_on == dt.date(2026, 11, 23)
    with translation.override(language):
        assert translation.gettext("Amounts and rules checked on %(day)s").split("%")[0] in page
        assert translation.gettext("Last changed on %(day)s").split("%")[0] in page


def test_a_short_guide_has_no_list_of_contents(client, home):
    page = GuidePage(name_da="Kort", live=False)
    page.body_da = [("text", "<h2>Et</h2><p>Ja.</p>")]
    home.add_child(instance=page)
    page.save_revision().publish()
    assert 'class="contents"' not in client.get("/da/kort/").content.decode()


def test_a_heading_keeps_its_text_and_never_brings_code_into_the_list_of_contents():
    text, headings = guides.with_anchors("<h2>A <b>&lt;b&gt;</b></h2><p>x</p><h2 class='y'>B</h2>")
    assert headings == [("part-1", "A &lt;b&gt;"), ("part-2", "B")]
    assert text == '<h2 id="part-1">A <b>&lt;b&gt;</b></h2><p>x</p><h2 id="part-2">B</h2>'


@pytest.mark.parametrize("query", ["?flag=trial", "flag", "flag=trial#x", "javascript:alert(1)", "a=b c", "/da/?a=b"])
def test_a_button_to_a_search_takes_only_what_stands_in_the_address_of_one(query):
    block = SearchBlock().child_blocks["query"]
    assert block.clean("flag=trial&category=swimming") == "flag=trial&category=swimming"
    with pytest.raises(ValidationError):
        block.clean(query)


# --- The list of words, and words where they stand ---


@pytest.mark.parametrize("language", SHOWN)
def test_the_list_of_words_explains_all_of_them_in_the_readers_language(client, home, language):
    page = client.get(f"/{language}/words/").content.decode()
    for entry in json.loads(glossary.PATH.read_text(encoding="utf-8")):
        assert f'id="{entry["key"]}"' in page
        assert html.escape(entry[language]["word"]) in page
        if language != "da":
            assert f'<span class="word__danish" lang="da" dir="ltr">{html.escape(entry["da"]["word"])}</span>' in page


def test_a_word_without_a_translation_is_marked_as_danish():
    with translation.override("pl"):
        assert glossary.term("membership-fee").language == "da"


def test_on_the_card_of_an_offer_club_words_lead_to_their_meaning_and_help_to_its_guide(client, fixture_city, db):
    page = client.get("/en/foreninger/noerrebro-svoemmeklub/pigesvoemning/").content.decode()
    assert 'href="/en/words/#trial-session"><span><span class="whole">2 free</span> trial sessions</span></a>' in page
    assert 'href="/en/words/#fee-support">Help with the fee</a>' in page
    assert 'href="/en/fee-support/"' in page
    arabic = client.get("/ar/foreninger/noerrebro-svoemmeklub/pigesvoemning/").content.decode()
    assert '<span lang="da" dir="ltr">Prøvegang</span>' in arabic
