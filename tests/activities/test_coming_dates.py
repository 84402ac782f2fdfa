"""The dates of a form that is not saved yet, for those who may edit it."""

import datetime as dt

import pytest
from django.urls import reverse

from activities.models import (
    ActivityPage,
    SchoolHoliday,
)
from activities.schedule_text import describe
from tests.activities.editing import AJAX, activity_data, session_data
from tests.factories import (
    ActivityFactory,
    AssociationFactory,
    VenueFactory,
    session,
)

pytestmark = pytest.mark.django_db


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
