"""Lists in a sentence, and what stands beside Arabic words without changing places."""

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from activities.models import Contact
from activities.page_context import help_desk
from activities.spoken_languages import spoken_text
from activities.templatetags.reading import isolate
from tests.factories import ActivityFactory, AssociationFactory, ContactFactory, CouncilAreaFactory


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", ["dansk", "dansk og arabisk", "dansk, arabisk og somali"]),
        ("en", ["Danish", "Danish and Arabic", "Danish, Arabic and Somali"]),
        ("ar", ["الدنماركية", "الدنماركية والعربية", "الدنماركية والعربية والصومالية"]),
    ],
)
def test_languages_are_listed_as_the_reader_says_it(language, said):
    tags = ["da", "ar", "so"]
    with translation.override(language):
        assert [spoken_text(tags[: number + 1], language) for number in range(3)] == said
        assert spoken_text([], language) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Danish, Arabic and 3 more"), ("da", "dansk, arabisk og 3 mere"), ("ar", "الدنماركية، العربية و3 غيرها")],
)
def test_of_many_languages_a_few_are_named_with_the_comma_of_the_language(language, said):
    with translation.override(language):
        assert spoken_text(["da", "ar", "so", "tr", "ur"], language, most=2) == said
        # One more takes no more room than saying that there is one more.
        assert spoken_text(["da", "ar", "so"], language, most=2) == spoken_text(["da", "ar", "so"], language)


@pytest.mark.django_db
def test_a_desk_and_a_contact_list_their_languages_alike(home, client):
    area = CouncilAreaFactory(desk_phone="+4533663366", desk_languages=["da", "ar", "so"])
    association = AssociationFactory()
    contact = ContactFactory(association=association, languages=["da", "ar", "so"])
    offer = ActivityFactory(parent=association, contact=contact)
    with translation.override("en"):
        assert help_desk(area)["languages"] == "Danish, Arabic and Somali"
        page = client.get(f"/en/{offer.url.split('/', 2)[2]}").content.decode()
    assert "Speaks: Danish, Arabic and Somali" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "who", "hours"),
    [
        ("da", "Træner", '(<span>hverdage <span class="whole">16-18</span></span>)'),
        ("en", "Coach", '(<span>weekdays <span class="whole">16-18</span></span>)'),
        (
            "ar",
            '<span dir="ltr" lang="da">Træner</span>',
            '(<span dir="ltr" lang="da">hverdage <span class="whole">16-18</span></span>)',
        ),
    ],
)
def test_a_contacts_role_and_hours_are_in_the_readers_language_else_marked_as_danish(client, language, who, hours):
    association = AssociationFactory()
    contact = ContactFactory(association=association, role_en="Coach", hours_da="hverdage 16-18", name="Bo")
    Contact.objects.filter(pk=contact.pk).update(hours_en="weekdays 16-18")
    offer = ActivityFactory(parent=association, contact=contact)
    page = BeautifulSoup(client.get(f"/{language}/{offer.url.split('/', 2)[2]}").content, "html.parser")
    # The parser sorts attributes on writing them.
    written = {name: page.select_one(f".contact__{name}").decode_contents() for name in ("who", "hours")}
    assert written == {"who": f"{who} · <bdi>Bo</bdi>", "hours": hours}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # A bracket or a full stop of the sentence stays outside: inside, it would change sides.
        ("صرّحت (31 يناير 2026)", 'صرّحت (<span class="whole"><bdi dir="ltr">31</bdi> يناير 2026</span>)'),
        ("المعيار EN 301 549.", 'المعيار <bdi dir="ltr">EN <span class="whole">301 549</span></bdi>.'),
        (
            "هاتف +45 33 66 (kl. 10-14).",
            'هاتف <bdi dir="ltr"><span class="whole">+45 33 66</span> <span class="whole">(kl. 10-14)</span></bdi>.',
        ),
        ("من 60+ فأكثر", 'من <bdi dir="ltr">60+</bdi> فأكثر'),
        ("شهادة (børneattest)", 'شهادة <bdi lang="da" dir="ltr">(børneattest)</bdi>'),
        ("a < b & ج", '<bdi dir="ltr">a</bdi> &lt; <bdi dir="ltr">b</bdi> &amp; ج'),
    ],
)
def test_what_is_written_the_other_way_keeps_together_and_nothing_else(text, shown):
    with translation.override("ar"):
        assert isolate(text) == shown


def test_danish_words_inside_english_are_marked_and_nothing_is_in_danish_itself():
    with translation.override("en"):
        assert isolate("a børneattest <b>") == 'a <bdi lang="da" dir="ltr">børneattest</bdi> &lt;b&gt;'
        assert isolate("a child certificate") == "a child certificate"
    with translation.override("da"):
        assert isolate("en børneattest") == "en børneattest"
