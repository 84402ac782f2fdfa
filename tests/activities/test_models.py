"""What forms promise, the database holds; and the tree has its home page, forwards and back."""

import datetime as dt
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError
from django.utils import translation
from wagtail.models import Page, Site

from activities import models
from activities.models import ActivityPage, AssociationPage, HomePage, Session, Venue
from activities.models.naming import danish_slug
from activities.models.places import postcode_in
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"start": None}, "start"),
        ({"weekday": None}, "weekday"),
        ({"rule": "single", "starts_on": None, "ends_on": None}, "starts_on"),
        ({"rule": "interval", "starts_on": None, "ends_on": None}, "starts_on"),
        ({"rule": "monthly"}, "ordinal"),
        ({"ends_on": dt.date(2026, 8, 1)}, "ends_on"),
    ],
)
def test_a_session_that_says_too_little_is_refused_by_form_and_database(fields, field):
    offer = factories.ActivityFactory()
    session = factories.session(page=offer, **fields)
    with pytest.raises(ValidationError) as refused:
        session.clean()
    assert field in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        session.save()


def test_a_range_of_weeks_needs_both_ends_and_a_count_its_first_date():
    with pytest.raises(ValidationError) as refused:
        factories.session(week_from=36).clean()
    assert "week_until" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        factories.session(count=8, starts_on=None).clean()
    assert "starts_on" in refused.value.message_dict


@pytest.mark.parametrize(
    "fields",
    [
        {"price_amount": -1, "price_per": "year"},
        {"price_amount": 100, "price_per": ""},
        {"age_from_months": 120, "age_to_months": 60},
        {"danish": 7},
    ],
)
def test_the_database_refuses_an_offer_that_contradicts_itself(fields):
    offer = factories.ActivityFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityPage.objects.filter(pk=offer.pk).update(**fields)


def test_a_contact_of_another_association_is_refused():
    offer = factories.ActivityFactory()
    offer.contact = factories.ContactFactory()
    with pytest.raises(ValidationError) as refused:
        offer.full_clean()
    assert "contact" in refused.value.message_dict


def test_a_venue_needs_a_whole_point():
    with pytest.raises(IntegrityError), transaction.atomic():
        Venue.objects.create(name="Halv", lat=55.7)


def test_an_editor_may_override_the_district_of_a_venue():
    area = factories.CouncilAreaFactory()
    venue = Venue.objects.create(name="Ved grænsen", lat=55.68, lon=12.53, area=area, placed_by_hand=True)
    assert (venue.district_key, venue.area_id) == ("noerrebro", "noerrebro")
    venue.placed_by_hand = False
    venue.save()
    assert venue.district_key == "outside"


def test_a_venue_without_a_point_has_no_district_and_is_not_outside():
    assert Venue.objects.create(name="Ukendt").district_key is None


@pytest.mark.parametrize(
    ("address", "postcode"),
    [
        ("Eksempelgade 1, 2200 København N", "2200"),
        ("Eksempelgade 1234, 1. tv, DK-2500 Valby", "2500"),
        ("Eksempelgade 1", ""),
        ("2450 København SV", "2450"),
    ],
)
def test_the_postcode_is_read_from_the_address(address, postcode):
    assert postcode_in(address) == postcode


def test_cvr_and_phone_are_stored_in_one_form():
    association = factories.AssociationFactory()
    association.cvr = "DK 13 74 81 36"
    association.full_clean()
    assert association.cvr == "13748136"
    association.cvr = "12345678"
    with pytest.raises(ValidationError) as refused:
        association.full_clean()
    assert "cvr" in refused.value.message_dict
    contact = factories.ContactFactory(phone="33 66 33 66", association=association)
    contact.full_clean()
    assert contact.phone == "+4533663366"
    contact.phone = "112"
    with pytest.raises(ValidationError):
        contact.full_clean()


def test_title_and_address_follow_the_danish_name_once():
    offer = factories.ActivityFactory(name="Æblehøst på Ågade")
    assert (offer.title, offer.slug) == ("Æblehøst på Ågade", "aeblehoest-paa-aagade")
    offer.name_da = "Pærehøst"
    offer.save_revision().publish()
    offer.refresh_from_db()
    assert (offer.title, offer.slug) == ("Pærehøst", "aeblehoest-paa-aagade")


def test_two_offers_of_one_name_get_two_addresses():
    association = factories.AssociationFactory()
    slugs = [
        factories.ActivityFactory(name="Yoga", parent=AssociationPage.objects.get(pk=association.pk)).slug
        for _number in range(2)
    ]
    assert slugs == ["yoga", "yoga-2"]
    assert danish_slug("Kræs & Køkken") == "kraes-koekken"


def test_text_that_is_not_translated_falls_back_to_danish():
    offer = factories.ActivityFactory(name_da="Kor", name_en="Choir")
    with translation.override("en"):
        assert offer.name == "Choir"
    with translation.override("ar"):
        assert offer.name == "Kor"
        assert not offer.name_ar


def test_every_model_is_exported_by_name():
    for name in models.__all__:
        assert hasattr(models, name)


def test_a_deleted_venue_never_takes_sessions_along():
    offer = factories.ActivityFactory()
    with pytest.raises(ProtectedError):
        offer.sessions.first().venue.delete()
    assert Session.objects.filter(page=offer).exists()


def test_the_home_page_is_made_by_a_migration_and_can_be_taken_back():
    migration = import_module("activities.migrations.0002_home_page")
    apps = MigrationLoader(connection).project_state([("activities", "0002_home_page")]).apps
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    migration.remove_home(apps, None)
    assert not Page.objects.filter(depth=2).exists()
    migration.make_home(apps, None)
    home = HomePage.objects.get()
    assert home.name_ar
    assert [page.slug for page in home.get_children()] == ["bydele", "foreninger"]
    assert Page.find_problems() == ([], [], [], [], [])
