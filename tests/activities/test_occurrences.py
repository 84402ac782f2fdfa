"""Coming dates are kept in a table: made on publish, rolled forward, asked for by one query a page."""

import datetime as dt

import pytest

from activities import clock, occurrences
from activities.models import ActivityPage, Occurrence, OccurrenceWindow, ScheduleException, SchoolHoliday
from tests import factories

pytestmark = pytest.mark.django_db


def test_publishing_expands_the_season_and_unpublishing_forgets_it():
    offer = factories.ActivityFactory()
    assert offer.occurrences.first().starts_at.isoformat() == "2026-10-28T15:00:00+00:00"
    assert offer.occurrences.last().day == dt.date(2027, 5, 26)
    offer.unpublish()
    assert not Occurrence.objects.filter(page=offer).exists()


def test_a_draft_has_no_dates_and_changes_none():
    assert factories.ActivityFactory(live=False).occurrences.count() == 0
    offer = factories.ActivityFactory()
    before = list(offer.occurrences.values_list("starts_at", flat=True))
    draft = offer.get_latest_revision_as_object()
    draft.sessions.set([factories.session(weekday=0)])
    draft.save_revision()
    assert list(offer.occurrences.values_list("starts_at", flat=True)) == before


def test_cancelled_moved_and_extra_dates_take_effect():
    offer = factories.ActivityFactory(
        exceptions=[
            ScheduleException(kind="cancelled", day=dt.date(2026, 11, 25)),
            ScheduleException(kind="moved", day=dt.date(2026, 12, 2), to_day=dt.date(2026, 12, 3)),
            ScheduleException(kind="extra", day=dt.date(2026, 12, 5)),
        ]
    )
    december = dt.date(2026, 12, 8)
    coming = [found.day.day for found in occurrences.coming_of(offer) if found.day <= december]
    assert coming == [3, 5]


def test_an_extra_date_never_lands_on_a_session_by_agreement():
    offer = factories.ActivityFactory(
        sessions=[factories.session(rule="by-agreement", weekday=None, start=None, end=None), factories.session()],
        exceptions=[ScheduleException(kind="extra", day=dt.date(2026, 11, 28))],
    )
    assert dt.date(2026, 11, 28) in [found.day for found in occurrences.coming_of(offer)]


def test_the_next_dates_of_a_whole_page_are_one_query(django_assert_num_queries):
    ids = [factories.ActivityFactory().pk for _number in range(4)]
    with django_assert_num_queries(1):
        found = occurrences.next_occurrences(ids)
    assert {found[pk].day for pk in ids} == {dt.date(2026, 11, 25)}


def test_an_occurrence_counts_until_its_end(frozen):
    offer = factories.ActivityFactory()
    frozen("2026-11-25T16:59")
    assert occurrences.next_occurrences([offer.pk])[offer.pk].day == dt.date(2026, 11, 25)
    frozen("2026-11-25T17:00")
    assert occurrences.next_occurrences([offer.pk])[offer.pk].day == dt.date(2026, 12, 2)


def test_an_offer_is_findable_until_its_last_date_has_ended(frozen):
    offer = factories.ActivityFactory()
    frozen("2027-05-26T16:30")
    assert ActivityPage.objects.findable().filter(pk=offer.pk).exists()
    frozen("2027-05-26T17:00")
    assert not ActivityPage.objects.findable().filter(pk=offer.pk).exists()


@pytest.mark.parametrize(
    ("state", "findable"), [("running", True), ("forming", True), ("paused", False), ("ended", False)]
)
def test_only_forming_and_running_offers_are_findable(state, findable):
    factories.ActivityFactory(state=state)
    assert ActivityPage.objects.findable().exists() is findable


def test_an_offer_by_agreement_is_findable_without_a_date():
    factories.ActivityFactory(sessions=[factories.session(rule="by-agreement", weekday=None, start=None, end=None)])
    assert ActivityPage.objects.findable().exists()


def test_the_window_rolls_when_the_days_run_short_and_then_not_again(frozen):
    offer = factories.ActivityFactory(sessions=[factories.session(ends_on=None)])
    last = OccurrenceWindow.objects.get().last
    assert occurrences.roll_occurrences() == []
    frozen("2027-02-01T09:00")
    assert occurrences.roll_occurrences() == [offer.pk]
    assert OccurrenceWindow.objects.get().last == last + dt.timedelta(days=70)
    horizon = clock.today() + dt.timedelta(days=400)
    assert offer.occurrences.last().day >= horizon - dt.timedelta(days=7)
    assert occurrences.roll_occurrences() == []


def test_a_clock_that_went_back_is_followed(frozen):
    factories.ActivityFactory()
    frozen("2026-09-01T09:00")
    assert occurrences.is_roll_due()
    occurrences.roll_occurrences()
    assert ActivityPage.objects.get().occurrences.first().day == dt.date(2026, 9, 2)


def test_a_new_school_holiday_pauses_those_who_pause():
    pausing = factories.ActivityFactory(sessions=[factories.session(pauses_in_school_holidays=True)])
    going_on = factories.ActivityFactory()
    SchoolHoliday.objects.create(
        key="fog", name_da="Tågeferie", first=dt.date(2026, 11, 23), last=dt.date(2026, 11, 29)
    )
    found = occurrences.next_occurrences([pausing.pk, going_on.pk])
    assert found[pausing.pk].day == dt.date(2026, 12, 2)
    assert found[going_on.pk].day == dt.date(2026, 11, 25)
