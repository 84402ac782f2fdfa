"""An editor's way through the admin: real forms, real requests."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.models import Collection, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

from activities.models import (
    ActivityPage,
    AssociationIndexPage,
    AssociationPage,
    Venue,
)
from tests.activities.editing import activity_data, add_url, edit_url, editor_of, session_data
from tests.factories import (
    ActivityFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    CouncilAreaFactory,
    DistrictFactory,
    VenueFactory,
    session,
)

pytestmark = pytest.mark.django_db


class TestFromNothingToFound:
    def test_association_venue_and_activity_come_into_being_by_the_forms(self, english):
        CouncilAreaFactory()
        CategoryFactory()
        index = AssociationIndexPage.objects.get()
        data = nested_form_data(
            {
                "name_da": "Svømmeklubben Delfinen",
                "description_da": rich_text("<p>Vi svømmer.</p>"),
                **{f"description_{tag}": rich_text("") for tag in ("en", "ar", "tr", "so", "ur", "pl", "uk")},
                "cvr": "DK 13 74 81 36",
                "may_apply_for_fee_support": "true",
                "slug": "",
                "action-publish": "1",
            }
        )
        response = english.post(add_url(index, "associationpage"), data)
        association = AssociationPage.objects.get()
        assert response.status_code == 302
        assert (association.title, association.slug, association.live) == (
            "Svømmeklubben Delfinen",
            "svoemmeklubben-delfinen",
            True,
        )
        assert association.cvr == "13748136"

        response = english.post(
            reverse("wagtailsnippets_activities_venue:add"),
            {
                "name": "Nørrebrohallen",
                "association": association.pk,
                "address": "Eksempelgade 1, 2200 København N",
                "lat": "55.695",
                "lon": "12.549",
                "step_free": "true",
            },
        )
        assert response.status_code == 302
        venue = Venue.objects.get()
        assert venue.postcode == "2200"
        assert venue.step_free is True

        response = english.post(
            add_url(association),
            activity_data(
                [session_data(venue=venue.pk)],
                categories=["swimming"],
                audiences=["children"],
                gender="girls",
                age_from_months="7",
                age_to_months="12",
                held_in=["da", "ar"],
                price_amount="600",
                price_per="season",
                **{"action-publish": "1"},
            ),
        )
        assert response.status_code == 302, response.context["form"].errors
        page = ActivityPage.objects.findable().get()
        assert page.association == association
        assert page.slug == "pigesvoemning"
        assert page.ages == (7 * 12, 12 * 12 + 11)
        assert page.held_in == ["da", "ar"]
        assert [category.pk for category in page.categories.all()] == ["swimming"]
        assert page.sessions.get().venue == venue
        assert page.occurrences.filter(day=dt.date(2026, 11, 25)).exists()

    def test_two_offers_of_one_name_get_addresses_of_their_own(self, admin):
        association = AssociationFactory()
        for _round in range(2):
            response = admin.post(add_url(association), activity_data([session_data()]))
            assert response.status_code == 302
        assert sorted(page.slug for page in ActivityPage.objects.all()) == ["pigesvoemning", "pigesvoemning-2"]

    def test_an_address_taken_while_the_page_is_made_is_made_anew(self):
        association = AssociationFactory()
        first, second = (ActivityPage(name_da="Pigesvømning") for _round in range(2))
        for page in (first, second):
            page.full_clean(exclude=["path", "depth"])
        association.add_child(instance=first)
        association.add_child(instance=second)
        assert (first.slug, second.slug) == ("pigesvoemning", "pigesvoemning-2")

    def test_an_empty_address_of_a_page_is_made_from_its_name(self, admin):
        page = ActivityFactory(parent=AssociationFactory(), slug="gammel")
        assert admin.post(edit_url(page), activity_data(slug="ny-adresse")).status_code == 302
        assert ActivityPage.objects.get().get_latest_revision_as_object().slug == "ny-adresse"
        assert admin.post(edit_url(page), activity_data(slug="")).status_code == 302
        assert ActivityPage.objects.get().get_latest_revision_as_object().slug == "pigesvoemning"

    def test_a_draft_is_not_found(self, admin):
        admin.post(add_url(AssociationFactory()), activity_data([session_data()]))
        assert not ActivityPage.objects.get().live
        assert not ActivityPage.objects.findable().exists()

    def test_a_new_association_gets_a_collection_of_its_own(self):
        first, second = AssociationFactory(), AssociationFactory()
        assert first.collection.name == first.title
        assert first.collection != second.collection
        assert first.collection.get_parent() == Collection.get_first_root_node()

    def test_a_new_venue_is_placed_by_its_pin_unless_chosen_by_hand(self, english, monkeypatch):
        area = CouncilAreaFactory()
        other = CouncilAreaFactory(key="valby", name="Valby", district=DistrictFactory(key="valby", name="Valby"))
        monkeypatch.setattr("activities.geography.locate", lambda lat, lon: (area.district_id, area.pk))
        url = reverse("wagtailsnippets_activities_venue:add")
        data = {"name": "Hallen", "lat": "55.695", "lon": "12.549", "step_free": "unknown"}
        english.post(url, data)
        english.post(url, data | {"name": "Huset", "area": "valby", "placed_by_hand": "on"})
        assert Venue.objects.get(name="Hallen").area == area
        assert Venue.objects.get(name="Huset").area == other

    def test_half_a_point_is_refused_with_the_remedy(self, english):
        url = reverse("wagtailsnippets_activities_venue:add")
        response = english.post(url, {"name": "Hallen", "lat": "55.695", "step_free": "unknown"})
        assert "Give both latitude and longitude, or neither." in response.content.decode()

    def test_a_new_offer_may_have_a_contact_of_its_association(self, admin):
        contact = ContactFactory()
        data = activity_data([session_data()], contact=contact.pk)
        response = admin.post(add_url(contact.association), data)
        assert response.status_code == 302
        assert ActivityPage.objects.get().contact == contact


class TestAges:
    @pytest.mark.parametrize(
        ("low", "high", "months"),
        [
            ("7", "12", (84, 155)),
            ("0", "2", (0, 35)),
            ("18m", "35 mdr.", (18, 35)),
            ("60 år", "", (720, None)),
            ("", "3 years", (None, 47)),
        ],
    )
    def test_years_and_months_are_kept_in_months_with_the_last_age_included(self, admin, low, high, months):
        data = activity_data([session_data()], age_from_months=low, age_to_months=high)
        admin.post(add_url(AssociationFactory()), data)
        assert ActivityPage.objects.get().ages == months

    def test_ages_come_back_as_they_were_typed(self, admin):
        page = ActivityFactory(age_from_months=18, age_to_months=155)
        html = admin.get(edit_url(page)).content.decode()
        assert 'name="age_from_months" value="18m"' in html
        assert 'name="age_to_months" value="12"' in html

    @pytest.mark.parametrize(("typed", "told"), [("seven", "Example: 7 or 18m"), ("400", "up to 120")])
    def test_a_wrong_age_says_how_to_write_it(self, english, typed, told):
        data = activity_data([session_data()], age_from_months=typed)
        response = english.post(add_url(AssociationFactory()), data)
        assert told in response.content.decode()


class TestValidation:
    def test_a_bad_session_names_its_number_the_field_and_the_remedy(self, english):
        sessions = [session_data(), session_data(weekday=""), session_data(start="")]
        response = english.post(add_url(AssociationFactory()), activity_data(sessions))
        told = response.context["form"].non_field_errors()
        assert "Session 2, weekday: Choose a weekday." in told
        assert any(line.startswith("Session 3, start: Give start and end") for line in told)
        assert not ActivityPage.objects.exists()
        assert "Session 2, weekday: Choose a weekday." in response.content.decode()

    def test_numbers_follow_the_order_on_the_screen_without_deleted_sessions(self, english):
        sessions = [session_data(DELETE="1"), session_data(weekday="")]
        response = english.post(add_url(AssociationFactory()), activity_data(sessions))
        assert response.context["form"].non_field_errors() == ["Session 1, weekday: Choose a weekday."]

    def test_a_draft_with_an_unfinished_session_is_told_so_too(self, english):
        response = english.post(add_url(AssociationFactory()), activity_data([session_data(end="")]))
        assert response.status_code == 200
        assert not ActivityPage.objects.exists()

    def test_a_price_needs_its_period(self, english):
        data = activity_data([session_data()], price_amount="600")
        response = english.post(add_url(AssociationFactory()), data)
        assert "a visit, a month, a season" in response.content.decode()

    def test_a_moved_date_needs_a_day(self, english):
        data = activity_data([session_data()], [{"kind": "moved", "day": "2026-11-25"}])
        response = english.post(add_url(AssociationFactory()), data)
        told = response.context["form"].non_field_errors()
        assert "Cancelled, moved or extra date 1, moved to: Give the date it is moved to." in told

    def test_the_venue_of_another_association_is_refused(self, english):
        foreign = VenueFactory(association=AssociationFactory())
        data = activity_data([session_data(venue=foreign.pk)])
        response = english.post(add_url(AssociationFactory()), data)
        assert "Session 1, venue: This venue belongs to another association" in str(
            response.context["form"].non_field_errors()
        )

    def test_the_contact_of_another_association_is_refused(self, english):
        data = activity_data([session_data()], contact=ContactFactory().pk)
        response = english.post(add_url(AssociationFactory()), data)
        assert "belongs to another association" in response.content.decode()


class TestDashboardAndTree:
    def test_the_pictograms_of_the_menu_are_in_the_sprite(self, english):
        sprite = english.get(reverse("wagtailadmin_sprite")).content.decode()
        for name in ("when", "where", "who", "what", "price", "start"):
            assert f'id="icon-naboskab-{name}"' in sprite

    def test_the_dashboard_says_what_waits(self, english):
        ActivityFactory(name="Kladde", live=False)
        ActivityFactory(name="Forbi", sessions=[session(ends_on=dt.date(2026, 10, 31))])
        ActivityFactory(name="Slutter", sessions=[session(ends_on=dt.date(2026, 12, 16))])
        ActivityFactory(name="Gammel", confirmed_on=dt.date(2026, 3, 1))
        ActivityFactory(name="I orden", confirmed_on=dt.date(2026, 11, 1))
        panel = waiting_panel(english.get(reverse("wagtailadmin_home")).content.decode())
        for name in ("Kladde", "Forbi", "Slutter", "Gammel"):
            assert panel.count(name) == 1, name
        assert "I orden" not in panel

    def test_nobody_is_told_what_waits_for_others(self, client):
        ActivityFactory(name="Deres kladde", live=False)
        client.force_login(editor_of(AssociationFactory()))
        panel = waiting_panel(client.get(reverse("wagtailadmin_home")).content.decode())
        assert "Deres kladde" not in panel
        assert "Nothing waits" in panel

    def test_the_tree_can_be_walked(self, english):
        page = ActivityFactory()
        for step in Page.objects.ancestor_of(page):
            response = english.get(reverse("wagtailadmin_explore", args=[step.pk]))
            assert response.status_code == 200
        assert page.title in response.content.decode()

    @pytest.mark.parametrize("model", ["homepage", "districtindexpage", "associationindexpage"])
    def test_the_fixed_pages_open_for_editing(self, english, model):
        page = Page.objects.get(content_type__model=model)
        assert english.get(edit_url(page)).status_code == 200

    def test_the_form_shows_danish_first_and_the_others_on_a_tab(self, admin):
        html = admin.get(edit_url(ActivityFactory())).content.decode()
        content, translations, _rest = html.split('role="tabpanel"')[1:4]
        assert 'name="name_da"' in content
        assert 'name="name_ar"' not in content
        assert 'name="name_ar"' in translations

    def test_arabic_is_typed_from_the_right(self, admin):
        html = admin.get(edit_url(ActivityFactory())).content.decode()
        field = html[html.index('name="name_ar"') :].split(">")[0]
        assert 'dir="rtl"' in field


def waiting_panel(html):
    return html[html.index('class="nab-waiting') :].split("recent-edits")[0]
