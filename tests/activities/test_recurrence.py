"""Dates from rules: story K2 of the product, and each way in which a schedule is written."""

import datetime as dt
from dataclasses import replace

import pytest

from activities.choices import ExceptionKind, MonthOrdinal, Rule, Weekday
from activities.recurrence import (
    Change,
    Occurrence,
    Schedule,
    cancelled_days,
    dates_in_season,
    expand,
    missing_fields,
    planned_days,
)
from activities.school_calendar import SHIPPED_SCHOOL_HOLIDAYS, Calendar, read_school_holidays


def day(text):
    """Read a day as the stories write it: 14.9.2026."""
    number, month, year = (int(part) for part in text.split("."))
    return dt.date(year, month, number)


def days(text):
    return [day(part) for part in text.split()]


YEAR_AROUND = (day("1.1.2026"), day("31.12.2027"))
NO_HOLIDAYS = Calendar()

SENIOR_CLUB_DATES = days(
    "14.9.2026 28.9.2026 26.10.2026 9.11.2026 23.11.2026 7.12.2026 11.1.2027 25.1.2027 8.2.2027 22.2.2027 "
    "8.3.2027 5.4.2027 19.4.2027 3.5.2027 31.5.2027"
)


@pytest.fixture(scope="module")
def calendar():
    with SHIPPED_SCHOOL_HOLIDAYS.open(encoding="utf-8") as lines:
        spans = read_school_holidays(lines)
    return Calendar(tuple((span.first, span.last) for span in spans))


@pytest.fixture
def senior_club():
    return Schedule(
        rule=Rule.EVEN_WEEKS,
        weekday=Weekday.MON,
        start=13 * 60,
        end=15 * 60,
        first=day("7.9.2026"),
        last=day("31.5.2027"),
        pauses_in_school_holidays=True,
    )


def weekly(weekday, **fields):
    fields = {"start": 17 * 60, "end": 19 * 60, "pauses_on_public_holidays": False} | fields
    return Schedule(rule=fields.pop("rule", Rule.WEEKLY), weekday=weekday, **fields)


def dates(schedule, calendar, first, last, changes=()):
    return [occurrence.day for occurrence in expand(schedule, changes, calendar, day(first), day(last))]


class TestStoryK2:
    def test_even_mondays_outside_school_holidays_are_exactly_fifteen_dates(self, senior_club, calendar):
        found = expand(senior_club, [], calendar, *YEAR_AROUND)
        assert [occurrence.day for occurrence in found] == SENIOR_CLUB_DATES
        assert {(occurrence.start, occurrence.end, occurrence.planned) for occurrence in found} == {(780, 900, None)}

    def test_after_7_december_comes_11_january(self, senior_club, calendar):
        assert dates(senior_club, calendar, "8.12.2026", "20.1.2027") == [day("11.1.2027")]

    def test_weekly_wednesday_outside_school_holidays_keeps_30_of_35_dates(self, calendar):
        wednesday = weekly(Weekday.WED, first=day("2.9.2026"), last=day("28.4.2027"), pauses_on_public_holidays=True)
        assert len(dates_in_season(wednesday, calendar)) == 35
        outside = dates_in_season(replace(wednesday, pauses_in_school_holidays=True), calendar)
        assert len(outside) == 30
        paused = set(dates_in_season(wednesday, calendar)) - set(outside)
        assert paused == set(days("14.10.2026 23.12.2026 30.12.2026 17.2.2027 24.3.2027"))

    def test_cancelling_23_november_takes_that_date_only(self, senior_club, calendar):
        cancelled = Change(ExceptionKind.CANCELLED, day("23.11.2026"))
        found = expand(senior_club, [cancelled], calendar, *YEAR_AROUND)
        assert [o.day for o in found] == [d for d in SENIOR_CLUB_DATES if d != day("23.11.2026")]
        assert cancelled_days(senior_club, [cancelled], calendar, *YEAR_AROUND) == [day("23.11.2026")]

    def test_the_clock_change_of_25_october_keeps_local_13(self, calendar):
        monday = weekly(Weekday.MON, start=13 * 60, end=15 * 60)
        before, after = expand(monday, [], calendar, day("19.10.2026"), day("26.10.2026"))
        assert before.starts_at.isoformat() == "2026-10-19T13:00:00+02:00"
        assert after.starts_at.isoformat() == "2026-10-26T13:00:00+01:00"
        assert after.ends_at.isoformat() == "2026-10-26T15:00:00+01:00"

    def test_a_paid_visit_season_of_thursdays_has_35_dates(self, calendar):
        badminton = weekly(Weekday.THU, first=day("1.9.2026"), last=day("31.5.2027"), pauses_on_public_holidays=True)
        assert len(dates_in_season(badminton, calendar)) == 35
        every_thursday = dates_in_season(replace(badminton, pauses_on_public_holidays=False), calendar)
        paused = set(every_thursday) - set(dates_in_season(badminton, calendar))
        assert paused == set(days("24.12.2026 31.12.2026 25.3.2027 6.5.2027"))


class TestFiftyThreeWeeks:
    """2026 has a week 53, so the even week 52 is followed by the odd weeks 53 and 1."""

    def test_even_weeks_leave_a_gap_of_three_weeks(self):
        even = weekly(Weekday.MON, rule=Rule.EVEN_WEEKS)
        assert dates(even, NO_HOLIDAYS, "20.12.2026", "26.1.2027") == days("21.12.2026 11.1.2027 25.1.2027")

    def test_odd_weeks_come_twice_in_a_row(self):
        odd = weekly(Weekday.MON, rule=Rule.ODD_WEEKS)
        assert dates(odd, NO_HOLIDAYS, "14.12.2026", "19.1.2027") == days("14.12.2026 28.12.2026 4.1.2027 18.1.2027")

    def test_every_second_week_keeps_its_step_and_drifts_into_odd_weeks(self):
        second = weekly(Weekday.MON, rule=Rule.INTERVAL, interval=2, first=day("12.10.2026"))
        assert dates(second, NO_HOLIDAYS, "20.12.2026", "19.1.2027") == days("21.12.2026 4.1.2027 18.1.2027")


class TestRules:
    def test_every_second_thursday_counts_from_the_first_thursday_of_the_season(self):
        second = weekly(Weekday.THU, rule=Rule.INTERVAL, interval=2, first=day("1.9.2026"))
        assert dates(second, NO_HOLIDAYS, "1.8.2026", "2.10.2026") == days("3.9.2026 17.9.2026 1.10.2026")
        assert dates(second, NO_HOLIDAYS, "4.9.2026", "30.9.2026") == [day("17.9.2026")]

    def test_every_third_week(self):
        third = weekly(Weekday.THU, rule=Rule.INTERVAL, interval=3, first=day("3.9.2026"))
        assert dates(third, NO_HOLIDAYS, "1.9.2026", "20.10.2026") == days("3.9.2026 24.9.2026 15.10.2026")

    def test_first_saturday_of_the_month(self):
        first = weekly(Weekday.SAT, rule=Rule.MONTHLY, ordinal=MonthOrdinal.FIRST)
        assert dates(first, NO_HOLIDAYS, "1.10.2026", "31.1.2027") == days("3.10.2026 7.11.2026 5.12.2026 2.1.2027")

    def test_last_sunday_of_the_month_but_not_in_december(self):
        last = weekly(Weekday.SUN, rule=Rule.MONTHLY, ordinal=MonthOrdinal.LAST, excluded_months=frozenset({12}))
        assert dates(last, NO_HOLIDAYS, "1.10.2026", "28.2.2027") == days("25.10.2026 29.11.2026 31.1.2027 28.2.2027")

    def test_fourth_weekday_is_not_the_last_where_a_month_has_five(self):
        fourth = weekly(Weekday.MON, rule=Rule.MONTHLY, ordinal=MonthOrdinal.FOURTH)
        assert dates(fourth, NO_HOLIDAYS, "1.11.2026", "30.11.2026") == [day("23.11.2026")]
        last = replace(fourth, ordinal=MonthOrdinal.LAST)
        assert dates(last, NO_HOLIDAYS, "1.11.2026", "30.11.2026") == [day("30.11.2026")]

    def test_tuesdays_in_weeks_36_to_48(self):
        weeks = weekly(Weekday.TUE, week_from=36, week_until=48)
        found = dates(weeks, NO_HOLIDAYS, "1.1.2026", "31.12.2026")
        assert (found[0], found[-1], len(found)) == (day("1.9.2026"), day("24.11.2026"), 13)

    def test_weeks_may_wrap_over_new_year_and_hold_week_53(self):
        winter = weekly(Weekday.TUE, week_from=52, week_until=1)
        assert dates(winter, NO_HOLIDAYS, "1.12.2026", "31.1.2027") == days("22.12.2026 29.12.2026 5.1.2027")

    def test_weeks_go_by_iso_not_by_the_calendar_year(self):
        week_53 = weekly(Weekday.FRI, week_from=53, week_until=53)
        assert dates(week_53, NO_HOLIDAYS, "1.1.2026", "31.12.2027") == [day("1.1.2027")]

    def test_a_season_from_1_september_begins_on_its_first_wednesday_in_week_36(self):
        season = weekly(Weekday.WED, first=day("1.9.2026"), last=day("30.4.2027"))
        found = dates_in_season(season, NO_HOLIDAYS)
        assert (found[0], found[0].isocalendar().week, found[-1]) == (day("2.9.2026"), 36, day("28.4.2027"))

    def test_the_borders_of_a_season_belong_to_it(self):
        season = weekly(Weekday.WED, first=day("2.9.2026"), last=day("9.9.2026"))
        assert dates(season, NO_HOLIDAYS, "1.1.2026", "31.12.2026") == days("2.9.2026 9.9.2026")

    def test_a_season_without_borders_goes_on_both_ways(self):
        assert dates(weekly(Weekday.WED), NO_HOLIDAYS, "1.9.2020", "9.9.2020") == days("2.9.2020 9.9.2020")

    def test_by_agreement_has_no_dates_not_even_an_extra_one(self):
        extra = Change(ExceptionKind.EXTRA, day("1.12.2026"), start=600, end=660)
        assert expand(Schedule(rule=Rule.BY_AGREEMENT), [extra], NO_HOLIDAYS, *YEAR_AROUND) == []

    def test_the_window_includes_its_last_day_up_to_the_end_of_the_calendar(self):
        assert expand(weekly(Weekday.FRI), [], NO_HOLIDAYS, dt.date.max, dt.date.max) == [
            Occurrence(dt.date.max, 17 * 60, 19 * 60)
        ]


class TestCount:
    def test_eight_times_from_9_january(self, calendar):
        course = weekly(Weekday.SAT, first=day("9.1.2027"), count=8)
        found = dates(course, calendar, "1.1.2027", "31.12.2027")
        assert (found[0], found[-1], len(found)) == (day("9.1.2027"), day("27.2.2027"), 8)

    def test_pauses_do_not_use_up_the_count(self, calendar):
        course = weekly(Weekday.TUE, first=day("12.1.2027"), count=8, pauses_in_school_holidays=True)
        assert dates(course, calendar, "1.1.2027", "31.12.2027")[-2:] == days("2.3.2027 9.3.2027")

    def test_a_cancelled_date_is_not_made_up_for(self, calendar):
        course = weekly(Weekday.TUE, first=day("12.1.2027"), count=3)
        cancelled = Change(ExceptionKind.CANCELLED, day("19.1.2027"))
        assert dates(course, calendar, "1.1.2027", "31.12.2027", [cancelled]) == days("12.1.2027 26.1.2027")

    def test_it_counts_from_the_first_date_wherever_the_window_starts(self, calendar):
        course = weekly(Weekday.TUE, first=day("12.1.2027"), count=3)
        assert dates(course, calendar, "20.1.2027", "31.12.2027") == [day("26.1.2027")]
        assert dates(course, calendar, "1.2.2027", "31.12.2027") == []


class TestPauses:
    @pytest.mark.parametrize("holiday", days("24.12.2026 31.12.2026 25.3.2027 6.5.2027"))
    def test_public_holidays_and_the_days_kept_as_such_pause(self, holiday, calendar):
        thursday = weekly(Weekday.THU, pauses_on_public_holidays=True)
        assert expand(thursday, [], calendar, holiday, holiday) == []
        kept_open = replace(thursday, pauses_on_public_holidays=False)
        assert [o.day for o in expand(kept_open, [], calendar, holiday, holiday)] == [holiday]

    def test_1_may_and_5_june_pause_and_prayer_day_no_longer_does(self, calendar):
        saturday = weekly(Weekday.SAT, pauses_on_public_holidays=True)
        assert dates(saturday, calendar, "1.5.2027", "12.6.2027") == days(
            "8.5.2027 15.5.2027 22.5.2027 29.5.2027 12.6.2027"
        )
        friday = replace(saturday, weekday=Weekday.FRI)
        assert day("23.4.2027") in dates(friday, calendar, "1.4.2027", "30.4.2027")

    def test_school_holidays_pause_only_where_the_session_says_so(self, calendar):
        wednesday = weekly(Weekday.WED)
        assert day("14.10.2026") in dates(wednesday, calendar, "1.10.2026", "31.10.2026")
        paused = replace(wednesday, pauses_in_school_holidays=True)
        assert dates(paused, calendar, "1.10.2026", "31.10.2026") == days("7.10.2026 21.10.2026 28.10.2026")

    def test_a_single_date_on_a_holiday_is_meant(self, calendar):
        feast = Schedule(rule=Rule.SINGLE, first=day("24.12.2026"), start=600, end=720, pauses_in_school_holidays=True)
        assert expand(feast, [], calendar, *YEAR_AROUND) == [Occurrence(day("24.12.2026"), 600, 720)]


class TestChanges:
    MOVED = Change(ExceptionKind.MOVED, dt.date(2026, 11, 23), to_day=dt.date(2026, 11, 24), start=1080, end=1200)

    def test_a_moved_date_keeps_its_planned_day(self, senior_club, calendar):
        (found,) = expand(senior_club, [self.MOVED], calendar, day("10.11.2026"), day("30.11.2026"))
        assert (found.day, found.start, found.end, found.planned) == (day("24.11.2026"), 1080, 1200, day("23.11.2026"))

    def test_a_moved_date_is_in_the_window_of_its_new_day(self, senior_club, calendar):
        assert dates(senior_club, calendar, "23.11.2026", "23.11.2026", [self.MOVED]) == []
        assert dates(senior_club, calendar, "24.11.2026", "24.11.2026", [self.MOVED]) == [day("24.11.2026")]

    def test_a_move_without_times_keeps_the_usual_ones(self, senior_club, calendar):
        moved = replace(self.MOVED, start=None, end=None)
        (found,) = expand(senior_club, [moved], calendar, day("24.11.2026"), day("24.11.2026"))
        assert (found.start, found.end) == (780, 900)

    def test_a_new_start_alone_keeps_the_length(self, senior_club, calendar):
        moved = replace(self.MOVED, to_day=None, end=None)
        (found,) = expand(senior_club, [moved], calendar, day("23.11.2026"), day("23.11.2026"))
        assert (found.start, found.end, found.planned) == (1080, 1200, day("23.11.2026"))

    def test_a_move_from_a_day_on_which_nothing_is_planned_adds_nothing(self, senior_club, calendar):
        other_session = replace(senior_club, weekday=Weekday.WED)
        assert dates(other_session, calendar, "20.11.2026", "30.11.2026", [self.MOVED]) == [day("25.11.2026")]

    def test_an_extra_date_may_lie_outside_season_and_in_holidays(self, senior_club, calendar):
        extra = Change(ExceptionKind.EXTRA, day("24.12.2026"), start=600, end=660)
        late = Change(ExceptionKind.EXTRA, day("5.7.2027"))
        found = expand(senior_club, [extra, late], calendar, day("8.12.2026"), day("31.12.2027"))
        assert found[0] == Occurrence(day("24.12.2026"), 600, 660)
        assert found[-1] == Occurrence(day("5.7.2027"), 780, 900)

    def test_a_cancelled_extra_date_is_gone_and_told(self, senior_club, calendar):
        changes = [
            Change(ExceptionKind.EXTRA, day("24.12.2026")),
            Change(ExceptionKind.CANCELLED, day("24.12.2026")),
        ]
        assert dates(senior_club, calendar, "24.12.2026", "24.12.2026", changes) == []
        assert cancelled_days(senior_club, changes, calendar, *YEAR_AROUND) == [day("24.12.2026")]

    def test_a_cancellation_wins_over_a_move_of_the_same_day(self, senior_club, calendar):
        changes = [self.MOVED, Change(ExceptionKind.CANCELLED, day("23.11.2026"))]
        assert dates(senior_club, calendar, "20.11.2026", "30.11.2026", changes) == []

    def test_cancelling_a_paused_day_is_no_news(self, senior_club, calendar):
        autumn = Change(ExceptionKind.CANCELLED, day("12.10.2026"))
        assert cancelled_days(senior_club, [autumn], calendar, *YEAR_AROUND) == []

    def test_a_date_moved_onto_a_planned_one_at_the_same_time_is_one_meeting(self, senior_club, calendar):
        moved = Change(ExceptionKind.MOVED, day("9.11.2026"), to_day=day("23.11.2026"))
        assert dates(senior_club, calendar, "1.11.2026", "30.11.2026", [moved]) == [day("23.11.2026")]

    def test_moved_and_planned_occurrences_of_several_sessions_sort_together(self):
        moved = Occurrence(day("23.11.2026"), 780, 900, planned=day("9.11.2026"))
        assert (
            sorted([Occurrence(day("24.11.2026"), 0, 60), moved, Occurrence(day("23.11.2026"), 780, 900)])[0] == moved
        )


class TestPastMidnight:
    def test_it_belongs_to_its_starting_day_and_ends_on_the_next(self):
        club = weekly(Weekday.FRI, start=20 * 60, end=26 * 60)
        (found,) = expand(club, [], NO_HOLIDAYS, day("27.11.2026"), day("28.11.2026"))
        assert found.day == day("27.11.2026")
        assert found.starts_at.isoformat() == "2026-11-27T20:00:00+01:00"
        assert found.ends_at.isoformat() == "2026-11-28T02:00:00+01:00"

    def test_the_night_of_the_clock_change_ends_by_the_wall_clock(self):
        club = weekly(Weekday.SAT, start=22 * 60, end=28 * 60)
        (found,) = expand(club, [], NO_HOLIDAYS, day("24.10.2026"), day("24.10.2026"))
        assert found.ends_at.isoformat() == "2026-10-25T04:00:00+01:00"
        assert found.ends_at.astimezone(dt.UTC) - found.starts_at.astimezone(dt.UTC) == dt.timedelta(hours=7)


class TestIncomplete:
    @pytest.mark.parametrize(
        ("schedule", "missing"),
        [
            (Schedule(rule=Rule.WEEKLY, start=600, end=660), ("weekday",)),
            (Schedule(rule=Rule.WEEKLY, weekday=0), ("start", "end")),
            (Schedule(rule=Rule.MONTHLY, weekday=0, start=600, end=660), ("ordinal",)),
            (Schedule(rule=Rule.INTERVAL, weekday=0, start=600, end=660), ("first",)),
            (Schedule(rule=Rule.SINGLE, start=600, end=660), ("first",)),
            (Schedule(rule=Rule.WEEKLY, weekday=0, start=600, end=660, count=8), ("first",)),
        ],
    )
    def test_a_half_filled_schedule_has_no_dates_and_says_what_it_lacks(self, schedule, missing):
        assert missing_fields(schedule) == missing
        assert expand(schedule, [], NO_HOLIDAYS, *YEAR_AROUND) == []
        assert planned_days(schedule, NO_HOLIDAYS, *YEAR_AROUND) == []

    def test_by_agreement_lacks_nothing(self):
        assert missing_fields(Schedule(rule=Rule.BY_AGREEMENT)) == ()


class TestDatesInSeason:
    @pytest.mark.parametrize(
        "schedule",
        [
            Schedule(rule=Rule.BY_AGREEMENT, first=day("1.9.2026"), last=day("1.10.2026")),
            weekly(Weekday.MON, first=day("1.9.2026"), last=day("1.10.2026"), opening_hours=True),
            weekly(Weekday.MON, first=day("1.9.2026")),
            weekly(Weekday.MON, last=day("1.9.2026")),
        ],
    )
    def test_what_has_no_season_to_count_gives_none(self, schedule):
        assert dates_in_season(schedule, NO_HOLIDAYS) is None

    def test_a_single_date_is_one(self):
        single = Schedule(rule=Rule.SINGLE, first=day("5.12.2026"), start=600, end=660)
        assert dates_in_season(single, NO_HOLIDAYS) == [day("5.12.2026")]

    def test_a_count_needs_no_end(self):
        course = weekly(Weekday.TUE, first=day("12.1.2027"), count=3)
        assert dates_in_season(course, NO_HOLIDAYS) == days("12.1.2027 19.1.2027 26.1.2027")

    def test_a_mistyped_year_is_cut_off_instead_of_expanded_for_millennia(self):
        endless = weekly(Weekday.TUE, first=day("12.1.2027"), last=day("31.12.9999"))
        assert len(dates_in_season(endless, NO_HOLIDAYS)) < 53 * 51


class TestSchoolHolidays:
    def test_the_shipped_ones_reach_from_summer_2026_to_autumn_2027(self, calendar):
        assert calendar.school_holidays[0] == (day("29.6.2026"), day("7.8.2026"))
        assert calendar.known_until == day("24.10.2027")
        assert calendar.is_school_holiday(day("4.1.2027"))
        assert not calendar.is_school_holiday(day("5.1.2027"))

    def test_only_summer_2027_is_still_to_be_checked_and_keys_are_unique(self):
        with SHIPPED_SCHOOL_HOLIDAYS.open(encoding="utf-8") as lines:
            spans = read_school_holidays(lines)
        assert [(s.key, s.first, s.last) for s in spans if not s.checked] == [
            ("summer-2027", day("28.6.2027"), day("8.8.2027"))
        ]
        assert len({span.key for span in spans}) == len(spans) == 9

    def test_no_holidays_known(self):
        assert NO_HOLIDAYS.known_until is None

    @pytest.mark.parametrize(
        "row",
        ["winter,2027-02-19,2027-02-15,yes", "winter,15.2.2027,2027-02-19,yes", "winter,2027-02-15,,yes", "winter"],
    )
    def test_a_bad_line_is_named(self, row):
        with pytest.raises(ValueError, match="line 3"):
            read_school_holidays(["name,from,until,checked", "autumn,2026-10-12,2026-10-16,yes", row])

    def test_an_unclear_answer_is_not_taken_for_checked(self):
        with pytest.raises(ValueError, match="line 2"):
            read_school_holidays(["name,from,until,checked", "winter,2027-02-15,2027-02-19,perhaps"])
