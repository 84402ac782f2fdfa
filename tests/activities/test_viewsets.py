"""The lists of the admin answer what an editor asks."""

import datetime as dt

import pytest
from django.urls import reverse

from activities.choices import State
from activities.models import (
    Category,
    Contact,
    CouncilArea,
    District,
    Phrase,
    PlaceName,
    SchoolHoliday,
    Venue,
)
from tests.activities.editing import editor_of
from tests.factories import (
    ActivityFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    CouncilAreaFactory,
    PhraseFactory,
    PlaceNameFactory,
    VenueFactory,
    session,
)

pytestmark = pytest.mark.django_db


class TestLists:
    def test_the_list_of_activities_answers_date_area_state_and_confirmation(self, english):
        area = CouncilAreaFactory()
        venue = VenueFactory(placed_by_hand=True, area=area)
        ActivityFactory(name="Sprogcafé", sessions=[session(venue=venue)], confirmed_on=dt.date(2026, 11, 2))
        ActivityFactory(name="Ældreklub", state=State.PAUSED, sessions=[])
        html = english.get(reverse("offers:index")).content.decode()
        for told in (
            "Sprogcafé",
            "Wednesday 25 November 2026, 16.00-17.00",
            "Nørrebro",
            "Running",
            "Paused",
            "No coming date",
        ):
            assert told in html

    def test_the_number_of_queries_does_not_grow_with_the_list(self, english, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = reverse("offers:index")
        ActivityFactory()
        english.get(url)
        with CaptureQueriesContext(connection) as few:
            english.get(url)
        association = AssociationFactory()
        for _number in range(6):
            ActivityFactory(parent=association)
        with django_assert_max_num_queries(len(few) + 2):
            english.get(url)

    def test_an_editor_sees_only_own_activities(self, client):
        own = ActivityFactory(name="Vores hold")
        ActivityFactory(name="Deres hold")
        client.force_login(editor_of(own.association))
        html = client.get(reverse("offers:index")).content.decode()
        assert "Vores hold" in html
        assert "Deres hold" not in html

    def test_filters_narrow_the_list(self, english):
        area = CouncilAreaFactory()
        ActivityFactory(name="Inde", sessions=[session(venue=VenueFactory(placed_by_hand=True, area=area))])
        ActivityFactory(name="Ude", state=State.PAUSED)
        ActivityFactory(name="Kladde", live=False)
        for query, names in {
            "area=noerrebro": {"Inde"},
            "state=paused": {"Ude"},
            "live=false": {"Kladde"},
            "waiting=draft": {"Kladde"},
            "q=Ude": {"Ude"},
            "q=Inde&area=noerrebro": {"Inde"},
        }.items():
            found = english.get(f"{reverse('offers:index')}?{query}").context["object_list"]
            assert {page.title for page in found} == names, query

    def test_every_snippet_has_its_list_and_form(self, english):
        CategoryFactory()
        PhraseFactory()
        PlaceNameFactory()
        area = CouncilAreaFactory()
        contact = ContactFactory()
        VenueFactory(association=contact.association)
        SchoolHoliday.objects.create(
            key="test-2026", name="Vinterferie", first=dt.date(2026, 2, 9), last=dt.date(2026, 2, 13)
        )
        for model in (Category, Contact, CouncilArea, District, Phrase, PlaceName, SchoolHoliday, Venue):
            name = model._meta.model_name
            assert english.get(reverse(f"wagtailsnippets_activities_{name}:list")).status_code == 200, name
            row = model.objects.first()
            url = reverse(f"wagtailsnippets_activities_{name}:edit", args=[row.pk])
            assert english.get(url).status_code == 200, name
        assert area.name in english.get(reverse("wagtailsnippets_activities_councilarea:list")).content.decode()

    def test_the_help_desk_is_editable_and_the_outline_is_not_shown(self, english):
        area = CouncilAreaFactory(outline={"type": "Polygon", "coordinates": []})
        url = reverse("wagtailsnippets_activities_councilarea:edit", args=[area.pk])
        assert "Polygon" not in english.get(url).content.decode()
        response = english.post(url, {"desk_name": "Biblioteket", "desk_phone": "33663366", "desk_languages": ["da"]})
        assert response.status_code == 302
        area.refresh_from_db()
        assert (area.desk_name, area.desk_languages, area.outline["type"]) == ("Biblioteket", ["da"], "Polygon")

    def test_areas_districts_and_categories_are_neither_added_nor_deleted(self, english):
        CategoryFactory()
        for model in ("district", "councilarea", "category"):
            assert english.get(reverse(f"wagtailsnippets_activities_{model}:add")).status_code in (302, 403)
        url = reverse("wagtailsnippets_activities_category:delete", args=["swimming"])
        english.post(url)
        assert Category.objects.filter(pk="swimming").exists()

    def test_spellings_of_a_place_are_written_one_a_line(self, english):
        place = PlaceNameFactory()
        url = reverse("wagtailsnippets_activities_placename:edit", args=[place.pk])
        data = {"name": "Nørreport", "slug": "noerreport", "kind": "station", "lat": "55.68", "lon": "12.57"}
        words = {"spellings": "Norreport\nNørreport st.", "transliterations": "ar: نوريبورت, نوربورت"}
        assert english.post(url, data | {"radius": "800"} | words).status_code == 302
        place.refresh_from_db()
        assert place.spellings == ["Norreport", "Nørreport st."]
        assert place.name_in("ar") == "نوريبورت"
        response = english.post(url, data | {"radius": "800", "transliterations": "Nörreport"})
        assert "Begin each line with a language" in response.content.decode()
