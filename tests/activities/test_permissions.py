"""Who sees and changes what in the admin."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from activities.models import (
    ActivityPage,
    Contact,
    Venue,
)
from tests.activities.editing import AJAX, activity_data, add_url, editor_of, session_data
from tests.factories import (
    ActivityFactory,
    AdminFactory,
    AssociationFactory,
    ContactFactory,
    UserFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


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
        data = {"role_da": "Træner", "phone": "33 66 33 66"}
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


class TestAnEditorOfOneAssociation:
    def test_posts_an_offer_there_and_nowhere_else(self, client):
        own, foreign = AssociationFactory(), AssociationFactory()
        client.force_login(editor_of(own))
        data = activity_data([session_data(venue=VenueFactory(association=own).pk)], **{"action-publish": "1"})
        assert client.post(add_url(own), data).status_code == 302
        assert ActivityPage.objects.findable().get().association == own
        client.post(add_url(foreign), data)
        assert ActivityPage.objects.count() == 1

    def test_without_the_right_to_publish_saves_a_draft(self, client):
        own = AssociationFactory()
        client.force_login(editor_of(own, "add"))
        client.post(add_url(own), activity_data([session_data()], **{"action-publish": "1"}))
        assert not ActivityPage.objects.get().live

    def test_sees_the_own_part_of_the_tree(self, client):
        own, foreign = ActivityFactory(name="Vores hold"), ActivityFactory(name="Deres hold")
        client.force_login(editor_of(own.association))
        html = client.get(reverse("wagtailadmin_explore", args=[own.association_id]), follow=True).content.decode()
        assert "Vores hold" in html
        html = client.get(reverse("wagtailadmin_explore", args=[foreign.association_id]), follow=True).content.decode()
        assert "Deres hold" not in html


def test_an_offer_copied_to_another_association_leaves_the_contact_behind(admin):
    contact = ContactFactory()
    page = ActivityFactory(parent=contact.association, contact=contact)
    other = AssociationFactory()
    data = {"new_title": "Kopi", "new_slug": "kopi", "new_parent_page": other.pk}
    assert admin.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data).status_code == 302
    copy = ActivityPage.objects.get(slug="kopi")
    assert (copy.association, copy.contact) == (other, None)
    assert copy.get_latest_revision_as_object().contact is None


def test_an_offer_moved_to_another_association_leaves_the_contact_behind(admin):
    contact = ContactFactory()
    page = ActivityFactory(parent=contact.association, contact=contact)
    other = AssociationFactory()
    admin.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk]))
    moved = ActivityPage.objects.get(pk=page.pk)
    assert (moved.association, moved.contact) == (other, None)
    assert moved.get_latest_revision_as_object().contact is None


def test_the_log_forgets_the_name_of_a_contact_who_left(admin):
    contact = ContactFactory(name="Bo Bortrejst")
    url = reverse("wagtailsnippets_activities_contact:edit", args=[contact.pk])
    data = {"association": contact.association_id, "role_da": "Træner", "phone": "33663366"}
    admin.post(url, data | {"name": "Bo Bortrejst", "hours_da": "hverdage"})
    assert ModelLogEntry.objects.filter(label__contains="Bo").exists()
    admin.post(url, data | {"name": "Eva"})
    assert not ModelLogEntry.objects.filter(label__contains="Bo").exists()
    admin.post(reverse("wagtailsnippets_activities_contact:delete", args=[contact.pk]))
    assert ModelLogEntry.objects.for_instance(contact).filter(action="wagtail.delete").exists()
    assert not ModelLogEntry.objects.filter(label__contains="Eva").exists()
