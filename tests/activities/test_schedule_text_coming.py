"""Changes and coming dates are said as a reader sees them from today."""

import datetime as dt

import pytest

from activities.choices import ExceptionKind
from activities.recurrence import Change, Occurrence
from activities.schedule_text import coming_text, describe_change, occurrence_text

LANGUAGES = ("da", "en", "ar")
TODAY = dt.date(2026, 11, 23)

CHANGES = {
    "cancelled": (
        Change(ExceptionKind.CANCELLED, TODAY),
        "aflyst 23. november",
        "cancelled 23 November",
        "إلغاء موعد 23 نوفمبر",
    ),
    "moved to another day and time": (
        Change(ExceptionKind.MOVED, TODAY, to_day=dt.date(2026, 11, 24), start=18 * 60),
        "23. november flyttet til tirsdag den 24. november kl. 18",
        "23 November moved to Tuesday 24 November at 18.00",
        "نقل موعد 23 نوفمبر إلى يوم الثلاثاء 24 نوفمبر الساعة 18:00",
    ),
    "moved to another day": (
        Change(ExceptionKind.MOVED, TODAY, to_day=dt.date(2026, 11, 24)),
        "23. november flyttet til tirsdag den 24. november",
        "23 November moved to Tuesday 24 November",
        "نقل موعد 23 نوفمبر إلى يوم الثلاثاء 24 نوفمبر",
    ),
    "moved within its day": (
        Change(ExceptionKind.MOVED, TODAY, to_day=TODAY, start=18 * 60, end=19 * 60 + 30),
        "23. november flyttet til kl. 18-19.30",
        "23 November moved to 18.00-19.30",
        "تغيير وقت موعد 23 نوفمبر: من الساعة 18:00 إلى 19:30",
    ),
    "extra": (
        Change(ExceptionKind.EXTRA, dt.date(2026, 12, 5), start=10 * 60, end=12 * 60),
        "ekstra gang lørdag den 5. december kl. 10-12",
        "extra date Saturday 5 December 10.00-12.00",
        "موعد إضافي يوم السبت 5 ديسمبر من الساعة 10:00 إلى 12:00",
    ),
    "extra at the usual time": (
        Change(ExceptionKind.EXTRA, dt.date(2026, 12, 5)),
        "ekstra gang lørdag den 5. december",
        "extra date Saturday 5 December",
        "موعد إضافي يوم السبت 5 ديسمبر",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_said(name, language):
    change, *sentences = CHANGES[name]
    assert describe_change(change, language) == sentences[LANGUAGES.index(language)]


COMING = {
    dt.date(2026, 11, 23): (
        "I dag, man. 23. nov., kl. 17-19",
        "Today, Mon 23 Nov, 17.00-19.00",
        "اليوم، الاثنين 23 نوفمبر، من الساعة 17:00 إلى 19:00",
    ),
    dt.date(2026, 11, 24): (
        "I morgen, tirs. 24. nov., kl. 17-19",
        "Tomorrow, Tue 24 Nov, 17.00-19.00",
        "غدًا، الثلاثاء 24 نوفمبر، من الساعة 17:00 إلى 19:00",
    ),
    dt.date(2026, 12, 7): (
        "Man. 7. dec., kl. 17-19",
        "Mon 7 Dec, 17.00-19.00",
        "الاثنين 7 ديسمبر، من الساعة 17:00 إلى 19:00",
    ),
    dt.date(2027, 1, 11): (
        "Man. 11. jan. 2027, kl. 17-19",
        "Mon 11 Jan 2027, 17.00-19.00",
        "الاثنين 11 يناير 2027، من الساعة 17:00 إلى 19:00",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", COMING)
def test_a_coming_date_is_said_as_seen_from_today(day, language):
    occurrence = Occurrence(day, 17 * 60, 19 * 60)
    assert occurrence_text(occurrence, language, TODAY) == COMING[day][LANGUAGES.index(language)]


def test_tomorrow_over_new_year_needs_no_year():
    occurrence = Occurrence(dt.date(2027, 1, 1), 17 * 60, 19 * 60)
    assert occurrence_text(occurrence, "en", dt.date(2026, 12, 31)) == "Tomorrow, Fri 1 Jan, 17.00-19.00"


class TestComing:
    NEXT = Occurrence(dt.date(2026, 12, 7), 13 * 60, 15 * 60)

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("da", "Aflyst 23. nov., næste gang man. 7. dec., kl. 13-15"),
            ("en", "Cancelled 23 Nov, next time Mon 7 Dec, 13.00-15.00"),
            ("ar", "إلغاء موعد 23 نوفمبر، والموعد التالي: الاثنين 7 ديسمبر، من الساعة 13:00 إلى 15:00"),
        ],
    )
    def test_a_cancelled_day_before_the_next_one_leads(self, language, said):
        assert coming_text(self.NEXT, [TODAY], language, TODAY) == said

    def test_days_past_or_after_the_next_one_are_no_news(self):
        days = [TODAY - dt.timedelta(days=14), dt.date(2026, 12, 21)]
        assert coming_text(self.NEXT, days, "en", TODAY) == "Mon 7 Dec, 13.00-15.00"

    def test_when_nothing_comes_the_cancelled_day_is_still_told(self):
        assert coming_text(None, [TODAY], "en", TODAY) == "Cancelled 23 Nov"
        assert coming_text(None, [], "en", TODAY) == ""
