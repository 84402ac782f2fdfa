"""`load_demo` builds a living city around the fixture: varied, readable, in the right places, always in season."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.html import strip_tags
from wagtail.models import Page, Revision

from activities import models
from activities.choices import ExceptionKind, Flag, Gender, PricePer, Room, Rule, State
from activities.demo import city as demo_city
from activities.demo.phones import SPARE
from activities.demo.seasons import SPANS, course_start, days_of_week, next_in_year, season
from activities.validators import clean_phone

pytestmark = pytest.mark.django_db
FIXTURE_OFFERS = 11
EASY = 35  # LIX; above it a text is no longer easy to read


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The whole demo, loaded once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def offers():
    return models.ActivityPage.objects.all()


def values(field):
    return set(offers().values_list(field, flat=True))


def lix(text):
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(re.findall(r"[.!?:]+", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_the_city_is_large_enough_and_most_of_it_is_findable(demo):
    assert offers().count() >= 200 + FIXTURE_OFFERS
    assert models.AssociationPage.objects.count() >= 50
    assert models.Venue.objects.count() >= 50
    assert offers().findable().count() >= 0.9 * offers().count()
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_district_and_council_area_has_offers_and_some_lie_outside(demo):
    found = offers().findable()
    assert set(models.District.objects.values_list("key", flat=True)) <= set(
        found.values_list("sessions__venue__district", flat=True)
    )
    assert set(models.CouncilArea.objects.values_list("key", flat=True)) <= set(
        found.values_list("sessions__venue__area", flat=True)
    )
    assert any(venue.is_outside for venue in models.Venue.objects.all())


def test_no_real_home_and_no_number_in_use_is_named(demo):
    for venue in models.Venue.objects.all():
        assert venue.address.startswith("Eksempel")
    phones = list(models.Contact.objects.values_list("phone", flat=True))
    phones += models.CouncilArea.objects.values_list("desk_phone", flat=True)
    assert len(phones) == len(set(phones))
    for phone in phones:
        assert phone.startswith(SPARE)
        assert clean_phone(phone) == phone
    assert all(
        email.endswith(".example") for email in models.Contact.objects.exclude(email="").values_list("email", flat=True)
    )


def test_the_outlines_agree_with_where_the_venues_of_the_city_stand(demo):
    written = {venue["name"]: venue["area"] for venue in demo_city.read("venues.json")}
    for venue in models.Venue.objects.filter(name__in=written):
        assert not venue.placed_by_hand
        assert venue.area_id == written[venue.name]


def test_at_least_sixty_offers_are_written_by_hand_and_told_in_several_ways(demo):
    assert len(demo_city.read_offers()) >= 60
    bodies = values("body_da")
    assert len(bodies) >= 150


def test_a_third_can_be_read_in_english_and_arabic(demo):
    both = offers()
    for field in ("name", "summary", "body"):
        for language in ("en", "ar"):
            both = both.exclude(**{f"{field}_{language}": None}).exclude(**{f"{field}_{language}": ""})
    assert both.count() >= offers().count() / 3


def test_no_placeholder_is_left_in_a_text(demo):
    for offer in offers():
        for language in ("da", "en", "ar"):
            text = f"{getattr(offer, f'name_{language}')} {getattr(offer, f'body_{language}')}"
            assert not re.search(r"[{}]|\s{2}", text), offer.title


def test_danish_texts_are_easy_to_read_and_respectful(demo):
    avoided = re.compile("indvandrer|fremmed|ghetto|udsat|etnisk|handicappe|ressourcesvag", re.IGNORECASE)
    for offer in offers().filter(body_da__gt=""):
        text = f"{offer.summary_da} {strip_tags(offer.body_da.replace('</p>', ' '))}"
        assert lix(text) <= EASY, (offer.title, lix(text))
        assert not avoided.search(text), offer.title


def test_every_kind_of_schedule_is_there(demo):
    sessions = models.Session.objects
    assert set(sessions.values_list("rule", flat=True)) == set(Rule.values)
    assert sessions.filter(count__isnull=False).exists()
    assert sessions.filter(opening_hours=True).exists()
    assert sessions.filter(week_from__isnull=False).exists()
    assert sessions.filter(pauses_in_school_holidays=True).exists()
    assert any(session.excluded_months for session in sessions.all())
    assert any(end is not None and end > 24 * 60 for _start, end in (session.minutes for session in sessions.all()))
    seasons = [
        set(offer.sessions.values_list("starts_on", flat=True))
        for offer in offers().filter(name_da="Cricket for begyndere")
    ]
    assert any(len(starts) == 2 for starts in seasons)


def test_prices_rooms_states_and_flags_vary(demo):
    assert values("price_per") >= set(PricePer.values)
    assert offers().filter(price_amount=0).exists()
    assert offers().filter(price_amount=None).exists()
    assert models.ExtraCost.objects.filter(is_required=True).exists()
    assert values("room") == {"", *Room.values}
    assert values("state") == set(State.values)
    assert values("gender") == set(Gender.values)
    assert {flag for offer in offers() for flag in offer.flags} == {
        key for key, _label in models.activity.tickable_flags()
    }
    assert {None, 0, 1, 2} <= values("danish")
    assert Flag.FEE_SUPPORT not in {flag for offer in offers() for flag in offer.flags}


def test_some_dates_are_cancelled_moved_and_added(demo):
    assert set(models.ScheduleException.objects.values_list("kind", flat=True)) == set(ExceptionKind.values)
    moved = models.ScheduleException.objects.filter(kind=ExceptionKind.MOVED).first()
    assert moved.page.occurrences.filter(day=moved.to_day, planned=moved.day).exists()


def test_only_approved_clubs_say_that_they_apply_for_help_with_the_fee(demo):
    for offer in offers().filter(fee_support=True):
        assert offer.association.may_apply_for_fee_support


def test_each_council_area_has_a_page_with_findable_offers_and_a_help_desk(demo):
    assert models.DistrictPage.objects.live().count() == 12
    for page in models.DistrictPage.objects.all():
        assert all((page.intro_da, page.intro_en, page.intro_ar))
        assert all((page.body_da, page.body_en, page.body_ar))
        assert 2 <= page.featured.count() <= 6
        for row in page.featured.all():
            assert row.offer in offers().findable()
            assert row.offer.sessions.first().venue.area_id == page.area_id
        assert all((page.area.desk_name, page.area.desk_phone))


def test_the_guide_to_help_with_the_fee_is_there_in_three_languages(demo):
    guide = models.GuidePage.objects.live().get(slug="fee-support")
    assert all((guide.name_da, guide.name_en, guide.name_ar))
    assert all((guide.body_da, guide.body_en, guide.body_ar))


def test_offers_pass_the_editors_own_checks_and_have_a_history(demo):
    for offer in offers().select_related("latest_revision")[::4]:
        offer.full_clean()
        assert offer.latest_revision_id == offer.live_revision_id is not None
        assert offer.latest_revision.as_object().sessions.count() == offer.sessions.count()
        for row in [*offer.sessions.all(), *offer.exceptions.all()]:
            row.full_clean()


def test_a_second_run_on_the_same_day_changes_nothing(demo):
    before = Revision.objects.count(), models.Session.objects.count()
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    assert (Revision.objects.count(), models.Session.objects.count()) == before
    for line in out.getvalue().splitlines():
        assert "0 created, 0 updated" in line


@pytest.mark.parametrize("today", ["2026-11-23", "2027-01-01", "2027-05-25", "2027-06-01", "2027-08-31", "2028-02-29"])
def test_every_season_has_days_to_come(today):
    today = dt.date.fromisoformat(today)
    for name in SPANS:
        first, last = season(name, today)
        assert first < last
        assert today + dt.timedelta(days=7) <= last <= today + dt.timedelta(days=650)
    assert today - dt.timedelta(days=14) <= course_start(today) <= today + dt.timedelta(days=200)
    assert today <= next_in_year(5, -1, 6, today) <= today + dt.timedelta(days=371)
    assert today <= days_of_week(7, [1, 2, 3], today)[-1] <= today + dt.timedelta(days=371)
