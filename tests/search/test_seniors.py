"""Never stuck: the page for seniors, and a help desk wherever nothing was found."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from activities.models import CouncilArea, PlaceName
from search.help_desks import help_desks
from search.query import Near, SearchQuery

PHONE = "+4533663366"


@pytest.fixture
def desks(fixture_city, db):
    """Every area has a desk; those of Valby and Vanløse speak Arabic."""
    for area in CouncilArea.objects.all():
        area.desk_name = f"Hjælpen {area.name}"
        area.desk_phone = PHONE
        area.desk_hours_da, area.desk_hours_ar = "Hverdage 10-14", "أيام العمل 10-14"
        area.desk_languages = ["da", "ar"] if area.key in ("valby", "vanloese") else ["da", "en"]
        area.save()


def asked(**chosen):
    return [desk["area"].key for desk in help_desks(SearchQuery(**chosen))["asked"]]


# --- Which desks ---


@pytest.mark.parametrize(
    ("chosen", "areas"),
    [
        ({"area": ("valby",)}, ["valby"]),
        ({"district": ("vesterbro-kongens-enghave",)}, ["kongens-enghave", "vesterbro"]),
        ({"district": ("valby",), "area": ("christianshavn",)}, ["christianshavn", "valby"]),
        ({"place": ("tingbjerg",)}, ["broenshoej-husum"]),
        ({"place": ("indre-by",)}, ["christianshavn", "indre-by"]),
        ({"near": Near(55.6936, 12.5480)}, ["noerrebro"]),
        ({"near": Near(55.7, 12.5, slug="noerreport")}, ["indre-by"]),
        ({"postcode": ("2200",)}, ["noerrebro"]),
    ],
)
def test_a_search_leads_to_the_desks_of_the_areas_it_asks_for(desks, chosen, areas):
    assert asked(**chosen) == areas
    assert help_desks(SearchQuery(**chosen))["others"] == []


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"category": ("swimming",)},
        {"district": ("outside",)},
        {"near": Near(55.0, 10.0)},
        {"postcode": ("9999",)},
    ],
)
def test_without_an_area_of_the_city_all_desks_are_there_by_name(desks, chosen):
    with translation.override("da"):
        found = help_desks(SearchQuery(**chosen))
    (group,) = found["others"]
    names = areas_of(group)
    assert found["asked"] == []
    assert group.title == ""
    assert names == sorted(names)
    assert len(names) == 12


def areas_of(group):
    return [desk["area"].name for desk in group.desks]


def test_the_desks_that_speak_the_readers_language_come_first_and_say_so(client, desks):
    with translation.override("ar"):
        speaking, others = help_desks()["others"]
    assert areas_of(speaking) == ["Valby", "Vanløse"]
    assert areas_of(others) == sorted(areas_of(others))
    assert "العربية" in speaking.title
    for address in ("/ar/seniors/", "/ar/first-visit/"):
        page = client.get(address).content.decode()
        places = [page.index(text) for text in (speaking.title, ">Valby<", others.title, ">Amager Øst<")]
        assert places == sorted(places), address


def test_where_all_desks_or_none_speak_the_readers_language_they_are_one_group(desks):
    for languages in (["da", "ar"], ["da"]):
        CouncilArea.objects.update(desk_languages=languages)
        with translation.override("ar"):
            (group,) = help_desks()["others"]
        assert (group.title, len(group.desks)) == ("", 12)


def test_an_area_without_a_desk_leads_to_those_of_the_others(desks):
    CouncilArea.objects.filter(key="valby").update(desk_phone="", desk_address="")
    found = help_desks(SearchQuery(area=("valby",)))
    assert found["asked"] == []
    assert sum(len(group.desks) for group in found["others"]) == 11


def test_desks_cost_few_queries_however_much_is_asked_for(desks, django_assert_max_num_queries):
    places = tuple(PlaceName.objects.values_list("slug", flat=True)[:50])
    query = SearchQuery(place=places, near=Near(55.69, 12.55), postcode=("2200", "2500"), district=("valby",))
    help_desks(query)
    with django_assert_max_num_queries(6):
        help_desks(query)


# --- Where they stand ---


def test_a_search_without_hits_gives_the_desk_of_its_area_with_phone_hours_and_languages(
    client, desks, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        page = client.get("/ar/search/?district=valby&category=swimming&time=morning").content.decode()
    assert re.findall(r'<p class="desk__name"><strong><bdi lang="da">(.*?)</bdi>', page) == ["Hjælpen Valby"]
    assert f'href="tel:{PHONE}"' in page
    assert '<bdi dir="ltr">+45 33 66 33 66</bdi>' in page
    assert 'أيام العمل <span class="whole"><bdi dir="ltr">10-14</bdi></span>' in page
    assert "الدنماركية والعربية" in page
    assert 'href="/ar/first-visit/"' in page
    assert 'href="/ar/fee-support/"' in page


def test_hours_that_are_not_translated_are_marked_as_danish(client, desks):
    page = client.get("/en/search/?area=valby&category=swimming&time=morning").content.decode()
    assert '<span lang="da" dir="ltr">Hverdage <span class="whole">10-14</span></span>' in page


def test_a_search_with_hits_needs_no_desk(client, desks):
    assert 'class="desks"' not in client.get("/da/search/?category=swimming").content.decode()


def test_a_page_that_is_not_there_gives_all_desks(client, desks):
    answer = client.get("/da/nowhere/")
    assert answer.status_code == 404
    assert answer.content.decode().count('<details class="desk"') == 12


def test_a_city_without_desks_still_leads_to_the_guides(client, fixture_city, db):
    page = client.get("/da/search/?q=zzzz&category=swimming&time=morning").content.decode()
    assert "tel:" not in page
    assert 'aria-labelledby="desks"' not in page
    assert 'href="/da/first-visit/"' in page


# --- The page for seniors ---


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_page_for_seniors_has_the_phone_first_then_few_choices(
    client, desks, language, django_assert_max_num_queries
):
    url = f"/{language}/seniors/"
    with translation.override(language):
        assert reverse("seniors") == url
    client.get(url)
    with django_assert_max_num_queries(20):
        page = client.get(url).content.decode()
    assert page.count(f'href="tel:{PHONE}"') == 12
    assert page.index("tel:") < page.index("seniors__tiles")
    board = page.split("seniors__tiles")[1].split("</ul>")[0]
    tiles = re.findall(r'<a class="tile" href="([^"]+)"><svg.*?</svg> <span>', board)
    assert 1 <= len(tiles) <= 8
    for tile in tiles:
        address = unescape(tile)
        assert "audience=seniors" in address
        assert 'class="hit"' in client.get(address).content.decode(), f"{address} leads to nothing"


def test_the_senior_club_near_tingbjerg_is_there_in_the_morning_it_meets(client, desks):
    page = client.get("/da/seniors/").content.decode()
    assert "Ældreklub" in page.split('id="soon"')[1]
    area = re.search(r'href="([^"]*area=broenshoej-husum[^"]*)"', page)[1]
    assert "Ældreklub" in client.get(unescape(area)).content.decode()


def test_an_empty_city_still_has_a_page_for_seniors(client, home):
    answer = client.get("/da/seniors/")
    assert answer.status_code == 200
    assert 'id="call"' not in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_offers(client, desks, django_assert_max_num_queries):
    call_command("make_city", activities=60, seed=3, verbosity=0)
    client.get("/da/seniors/")
    with django_assert_max_num_queries(20):
        client.get("/da/seniors/")


def test_a_desk_with_an_address_alone_is_one_too(desks):
    CouncilArea.objects.filter(key="valby").update(desk_phone="", desk_address="Eksempelgade 1")
    assert asked(area=("valby",)) == ["valby"]
