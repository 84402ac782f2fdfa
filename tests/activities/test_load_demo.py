"""`load_demo` writes the fixture to the letter and a living city around it, and a second run changes nothing."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Revision

from activities import models
from activities.choices import WEEKDAY_KEYS
from activities.demo import city as demo_city
from activities.demo.fixture import read_fixture
from activities.demo.writing import Ledger
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    """The city's areas and categories without its outlines: enough for the fixture, and quick."""
    for offer in read_fixture()["offers"]:
        venue = offer["venue"]
        district = factories.DistrictFactory(key=venue["district"])
        factories.CouncilAreaFactory(key=venue["area"], name=venue["area"], district=district)
        for key in offer["category"]:
            factories.CategoryFactory(key=key)


@pytest.fixture
def fixture_loaded(places):
    call_command("load_demo", fixture_only=True, verbosity=0)


def facts_of(page):
    """The offer as the fixture writes it."""
    venue = page.sessions.first().venue
    years = [None if months is None else months // 12 for months in page.ages]
    return {
        "name": page.name_da,
        "name_en": page.name_en,
        "category": [category.key for category in page.categories.all()],
        "audience": page.audiences,
        "gender": page.gender,
        "age_from": years[0],
        "age_to": years[1],
        "venue": {
            "name": venue.name,
            "lat": venue.lat,
            "lon": venue.lon,
            "district": venue.district_id,
            "area": venue.area_id,
            "address": venue.address,
        },
        "sessions": [session_facts(session) for session in page.sessions.all()],
        "held_in": set(page.held_in),
        "also_spoken": page.also_spoken,
        "danish": page.danish,
        "price": {
            "amount": page.price_amount,
            "per": page.price_per,
            "joining_fee": page.joining_fee,
        },
        "fee_support": page.fee_support,
        "trials": page.trials,
        "flags": set(page.flags),
        "association": page.association.title,
    }


def session_facts(session):
    assert session.pauses_on_public_holidays
    facts = {
        "weekday": WEEKDAY_KEYS[session.weekday],
        "start": f"{session.start:%H:%M}",
        "end": f"{session.end:%H:%M}",
        "rule": session.rule,
        "from": session.starts_on.isoformat(),
        "until": session.ends_on.isoformat(),
        "count": session.count,
        "opening_hours": session.opening_hours,
        "pauses_in_school_holidays": session.pauses_in_school_holidays,
    }
    return {key: value for key, value in facts.items() if value not in (None, False)}


def everything_written():
    """Every page, venue and contact as it stands, and how many versions have been kept."""
    rows = [list(model.objects.order_by("pk").values()) for model in (models.ActivityPage, models.AssociationPage)]
    rows += [list(model.objects.order_by("pk").values()) for model in (models.Session, models.Venue, models.Contact)]
    return rows, Revision.objects.count()


def test_the_fixture_is_loaded_to_the_letter(fixture_loaded):
    for facts in read_fixture()["offers"]:
        page = models.ActivityPage.objects.get(title=facts["name"])
        wanted = {key: value for key, value in facts.items() if key != "key"}
        wanted |= {"held_in": set(facts["held_in"]), "flags": set(facts["flags"])}
        assert facts_of(page) == wanted
        assert page.live
        assert page.state == "running"


def test_what_the_fixture_does_not_give_is_not_stated(fixture_loaded):
    for page in models.ActivityPage.objects.all():
        assert (page.summary, page.body, page.room, page.price_note, page.confirmed_on) == ("", "", "", "", None)
        assert not page.extra_costs.exists()
        assert not page.exceptions.exists()


def test_the_shipped_fixture_is_the_shared_one():
    shared = settings.BASE_DIR.parent / "shared" / "fixture.json"
    if not shared.is_file():
        pytest.skip("needs ../shared/fixture.json, which is not part of the repository")
    assert read_fixture() == json.loads(shared.read_text(encoding="utf-8"))


def test_all_eleven_offers_are_findable_at_the_clock_of_the_stories(fixture_loaded):
    assert models.ActivityPage.objects.findable().count() == 11


def test_clubs_with_fee_support_are_approved_and_may_apply_for_it(fixture_loaded):
    eligible = models.AssociationPage.objects.filter(organiser_type="approved", may_apply_for_fee_support=True)
    assert {page.title for page in eligible} == {"Nørrebro Svømmeklub", "Valby Boldklub af 2011"}


def test_two_offers_in_one_house_share_the_venue(fixture_loaded):
    assert models.Venue.objects.get(name="Tingbjerg Kulturhus").sessions.count() == 2


def test_a_second_run_of_the_fixture_changes_nothing(fixture_loaded):
    before = everything_written()
    call_command("load_demo", fixture_only=True, verbosity=0)
    assert everything_written() == before


def test_a_changed_offer_of_the_fixture_is_set_right_again(fixture_loaded):
    page = models.ActivityPage.objects.get(title="Pigesvømning")
    page.sessions.set([])
    page.price_amount = 1
    page.save_revision().publish()
    call_command("load_demo", fixture_only=True, verbosity=0)
    page = models.ActivityPage.objects.get(title="Pigesvømning")
    assert page.price_amount == 600
    assert page.sessions.get().weekday == 2
    assert page.occurrences.exists()


def test_in_a_later_season_the_dates_of_the_city_move_and_nothing_is_doubled(db, frozen, monkeypatch):
    clubs = demo_city.read("associations.json")[:3]
    read = demo_city.read
    monkeypatch.setattr(demo_city, "read", lambda name: clubs if name == "associations.json" else read(name))
    call_command("load_city", "copenhagen", stdout=io.StringIO())
    demo_city.DemoCity(Ledger()).write()
    offers = models.ActivityPage.objects.all()
    before = offers.count()
    frozen("2027-06-15T12:00")
    call_command("run_housekeeping", stdout=io.StringIO())
    demo_city.DemoCity(Ledger()).write()
    assert offers.all().count() == before
    choir = offers.all().get(name_da__startswith="Kor for alle")
    assert choir.sessions.get().starts_on.isoformat() == "2027-09-01"
    assert offers.all().findable().count() >= before - 1
