"""An editor's way through the admin: real forms, real requests."""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupPagePermission, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from activities.choices import Rule, State
from activities.models import (
    ActivityPage,
    AssociationIndexPage,
    AssociationPage,
    Category,
    Contact,
    CouncilArea,
    District,
    Phrase,
    PlaceName,
    SchoolHoliday,
    Venue,
)
from activities.schedule_text import describe
from tests.factories import (
    ActivityFactory,
    AdminFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    CouncilAreaFactory,
    PhraseFactory,
    PlaceNameFactory,
    UserFactory,
    VenueFactory,
    session,
)

pytestmark = pytest.mark.django_db
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def admin(client):
    user = AdminFactory()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def english(admin):
    speak(admin.user, "en")
    return admin


def speak(user, language):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()


def editor_of(association, *actions):
    """A user who may write below one association, and nothing else."""
    group = Group.objects.create(name=f"Editors of {association.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for action in actions or ("add", "change", "publish"):
        GroupPagePermission.objects.create(group=group, page=association, permission_type=action)
    user = UserFactory()
    user.groups.add(group)
    speak(user, "en")
    return user


def session_data(**fields):
    values = {
        "rule": Rule.WEEKLY,
        "weekday": "2",
        "start": "16:00",
        "end": "17:00",
        "starts_on": "2026-09-02",
        "ends_on": "2027-04-28",
        "interval": "1",
        "pauses_on_public_holidays": "on",
    }
    return values | fields


def activity_data(sessions=(), exceptions=(), extra_costs=(), **fields):
    values = {
        "name_da": "Pigesvømning",
        "body_da": rich_text("<p>Vi svømmer.</p>"),
        "slug": "",
        "state": State.RUNNING,
        "fee_support": "unknown",
        "sessions": inline_formset(list(sessions)),
        "exceptions": inline_formset(list(exceptions)),
        "extra_costs": inline_formset(list(extra_costs)),
    }
    bodies = {f"body_{language}": rich_text("") for language in ("en", "ar", "tr", "so", "ur", "pl", "uk")}
    ticked = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], list)}
    return nested_form_data(bodies | values | fields) | ticked


def add_url(parent, model="activitypage"):
    return reverse("wagtailadmin_pages:add", args=["activities", model, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def message_of(response):
    return " ".join(str(message) for message in response.context["messages"]) if response.context else ""


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

    def test_a_draft_is_not_found(self, admin):
        admin.post(add_url(AssociationFactory()), activity_data([session_data()]))
        assert not ActivityPage.objects.get().live
        assert not ActivityPage.objects.findable().exists()

    def test_a_new_association_gets_a_collection_of_its_own(self):
        first, second = AssociationFactory(), AssociationFactory()
        assert first.collection.name == first.title
        assert first.collection != second.collection
        assert first.collection.get_parent() == Collection.get_first_root_node()

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
        assert told in str(response.context["form"].errors["age_from_months"])


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
        assert "a visit, a month, a season" in str(response.context["form"].errors["price_per"])

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
        assert "belongs to another association" in str(response.context["form"].errors["contact"])


class TestComingDates:
    url = staticmethod(lambda page: reverse("activities_coming_dates", args=[page.pk]))

    def test_the_dates_of_the_unsaved_form_are_shown_with_the_sentence(self, english):
        association = AssociationFactory()
        venue = VenueFactory(name="Nørrebrohallen")
        url = reverse("activities_coming_dates_new", args=[association.pk])
        response = english.post(url, activity_data([session_data(venue=venue.pk)]), **AJAX)
        html = response.content.decode()
        assert "Wednesday 25 November 2026" in html
        assert "16.00-17.00" in html
        assert "Nørrebrohallen" in html
        assert len(response.context["preview"].dates) == 10
        assert response.context["preview"].sentence in html
        assert "<html" not in html
        assert not ActivityPage.objects.exists()

    def test_cancelled_and_moved_dates_are_told(self, english):
        page = ActivityFactory()
        exceptions = [
            {"kind": "cancelled", "day": "2026-11-25"},
            {"kind": "moved", "day": "2026-12-02", "to_day": "2026-12-03"},
        ]
        preview = english.post(self.url(page), activity_data([session_data()], exceptions), **AJAX).context["preview"]
        assert preview.cancelled == ["Wednesday 25 November 2026"]
        assert preview.dates[0].day == "Thursday 3 December 2026"
        assert preview.dates[0].moved_from == "Wednesday 2 December 2026"
        assert page.exceptions.count() == 0

    def test_a_season_past_the_known_school_holidays_is_warned_about(self, english):
        SchoolHoliday.objects.all().delete()
        SchoolHoliday.objects.create(
            key="autumn-2027", name="Efterårsferie", first=dt.date(2027, 10, 16), last=dt.date(2027, 10, 24)
        )
        page = ActivityFactory()
        pausing = session_data(pauses_in_school_holidays="on", ends_on="2027-11-30")
        html = english.post(self.url(page), activity_data([pausing]), **AJAX).content.decode()
        assert "The school holidays are known until 24 October 2027." in html
        within = session_data(pauses_in_school_holidays="on", ends_on="2027-04-28")
        for quiet in (within, session_data(ends_on="2027-11-30")):
            assert (
                "are known until" not in english.post(self.url(page), activity_data([quiet]), **AJAX).content.decode()
            )

    def test_an_exception_on_a_day_without_a_session_is_warned_about(self, english):
        data = activity_data([session_data()], [{"kind": "cancelled", "day": "2026-11-24"}])
        preview = english.post(self.url(ActivityFactory()), data, **AJAX).context["preview"]
        assert preview.warnings == ["Date 1: no session takes place on Tuesday 24 November 2026. Check the date."]

    def test_a_bad_session_is_named(self, english):
        html = english.post(self.url(ActivityFactory()), activity_data([session_data(weekday="")]), **AJAX).content
        assert "Session 1, weekday: Choose a weekday." in html.decode()

    def test_in_danish_for_a_danish_editor(self, admin):
        page = ActivityFactory(sessions=[session(starts_on=dt.date(2026, 9, 2), ends_on=dt.date(2027, 4, 28))])
        preview = admin.post(self.url(page), activity_data([session_data()]), **AJAX).context["preview"]
        assert preview.sentence == describe(page.schedules, "da")

    def test_without_a_script_it_is_a_page_of_its_own(self, english):
        html = english.post(self.url(ActivityFactory()), activity_data([session_data()])).content.decode()
        assert "<html" in html
        assert "Wednesday 25 November 2026" in html

    def test_a_form_without_its_sessions_is_no_error(self, english):
        response = english.post(self.url(ActivityFactory()), {}, **AJAX)
        assert response.status_code == 200


class TestWhoMayAsk:
    def test_a_stranger_gets_no_dates(self, client):
        page = ActivityFactory()
        for url in (
            reverse("activities_coming_dates", args=[page.pk]),
            reverse("activities_coming_dates_new", args=[page.association_id]),
        ):
            response = client.post(url, activity_data([session_data()]))
            assert response.status_code == 302
            assert "/admin/login/" in response["Location"]

    def test_an_editor_of_another_association_gets_no_dates(self, client):
        page = ActivityFactory()
        client.force_login(editor_of(AssociationFactory()))
        for url in (
            reverse("activities_coming_dates", args=[page.pk]),
            reverse("activities_coming_dates_new", args=[page.association_id]),
        ):
            response = client.post(url, activity_data([session_data()]), **AJAX)
            assert response.status_code == 403
            assert b"November" not in response.content

    def test_a_reader_of_the_site_without_admin_access_gets_nothing(self, client):
        page = ActivityFactory()
        client.force_login(UserFactory())
        response = client.post(reverse("activities_coming_dates", args=[page.pk]), activity_data([session_data()]))
        assert b"November" not in response.content
        assert response.status_code in (302, 403)

    def test_an_editor_sees_and_changes_only_own_contacts(self, client):
        own, foreign = ContactFactory(name="Fatma Egen"), ContactFactory(name="Bo Fremmed")
        client.force_login(editor_of(own.association))
        html = client.get(reverse("wagtailsnippets_activities_contact:list")).content.decode()
        assert "Fatma Egen" in html
        assert "Bo Fremmed" not in html
        for view in ("edit", "delete", "history", "usage"):
            mine = client.get(reverse(f"wagtailsnippets_activities_contact:{view}", args=[own.pk]))
            assert mine.status_code == 200, view
            theirs = client.get(reverse(f"wagtailsnippets_activities_contact:{view}", args=[foreign.pk]), follow=True)
            assert "Bo Fremmed" not in theirs.content.decode(), view
        client.post(reverse("wagtailsnippets_activities_contact:delete", args=[foreign.pk]))
        client.post(reverse("wagtailsnippets_activities_contact:edit", args=[foreign.pk]), {"phone": "+4512345678"})
        foreign.refresh_from_db()
        assert foreign.phone == "+4533663366"

    def test_the_contact_chooser_offers_only_own_contacts(self, client):
        own, foreign = ContactFactory(name="Fatma Egen"), ContactFactory(name="Bo Fremmed")
        client.force_login(editor_of(own.association))
        choose = reverse("wagtailsnippetchoosers_activities_contact:choose")
        results = reverse("wagtailsnippetchoosers_activities_contact:choose_results")
        for url in (choose, results, f"{choose}?association={foreign.association_id}", f"{choose}?association=x"):
            html = client.get(url).content.decode()
            assert "Bo Fremmed" not in html
        assert "Fatma Egen" in json.loads(client.get(choose).content)["html"]
        chosen = reverse("wagtailsnippetchoosers_activities_contact:chosen", args=[foreign.pk])
        assert client.get(chosen, follow=True).status_code == 404
        multiple = reverse("wagtailsnippetchoosers_activities_contact:chosen_multiple")
        assert "Bo Fremmed" not in client.get(f"{multiple}?id={foreign.pk}").content.decode()

    def test_choosers_are_closed_to_those_who_edit_nothing(self, client):
        ContactFactory(name="Fatma Egen")
        user = UserFactory()
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(user)
        for model in ("contact", "venue"):
            response = client.get(reverse(f"wagtailsnippetchoosers_activities_{model}:choose"), **AJAX)
            assert response.status_code == 403

    def test_the_venue_chooser_offers_own_and_shared_venues(self, client):
        association = AssociationFactory()
        VenueFactory(name="Egen sal", association=association)
        VenueFactory(name="Fælles hal")
        VenueFactory(name="Fremmed sal", association=AssociationFactory())
        choose = reverse("wagtailsnippetchoosers_activities_venue:choose") + f"?association={association.pk}"
        for user in (editor_of(association), AdminFactory()):
            client.force_login(user)
            html = json.loads(client.get(choose).content)["html"]
            assert "Egen sal" in html
            assert "Fælles hal" in html
            assert "Fremmed sal" not in html

    def test_a_venue_made_in_the_chooser_belongs_to_the_association(self, client):
        association, foreign = AssociationFactory(), AssociationFactory()
        client.force_login(editor_of(association))
        create = reverse("wagtailsnippetchoosers_activities_venue:create")
        data = {"new-name": "Ny sal", "new-address": "Prøvevej 2, 2400 København NV", "new-step_free": "unknown"}
        response = client.post(f"{create}?association={association.pk}", data)
        assert response.json()["step"] == "chosen"
        assert Venue.objects.get().association == association
        assert Venue.objects.get().postcode == "2400"
        client.post(f"{create}?association={foreign.pk}", data)
        client.post(create, data)
        assert Venue.objects.count() == 1

    def test_an_editor_makes_contacts_for_the_own_association_only(self, client):
        association, foreign = AssociationFactory(), AssociationFactory()
        client.force_login(editor_of(association))
        url = reverse("wagtailsnippets_activities_contact:add")
        data = {"role": "Træner", "phone": "33 66 33 66"}
        assert client.post(url, data | {"association": foreign.pk}).status_code == 200
        assert not Contact.objects.exists()
        assert client.post(url, data | {"association": association.pk}).status_code == 302
        assert Contact.objects.get().phone == "+4533663366"

    def test_an_editor_changes_no_shared_venue(self, client):
        shared = VenueFactory(name="Fælles hal")
        client.force_login(editor_of(AssociationFactory()))
        url = reverse("wagtailsnippets_activities_venue:edit", args=[shared.pk])
        client.post(url, {"name": "Min hal", "step_free": "unknown"})
        shared.refresh_from_db()
        assert shared.name == "Fælles hal"


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
        assert "Begin each line with a language" in str(response.context["form"].errors["transliterations"])


class TestDashboardAndTree:
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
