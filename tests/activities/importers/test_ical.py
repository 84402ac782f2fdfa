"""Calendars: what our rules can say becomes a rule, the rest explicit dates; bad events never stop good ones."""

import datetime as dt

import pytest

from activities.choices import ExceptionKind, Rule
from activities.recurrence import expand
from activities.school_calendar import Calendar

from .calendars import TODAY, event, local, read, record_of

DAY = dt.date


LAST = DAY(2028, 12, 31)


def dates(record):
    """Every meeting of a record as (date, start, end), each exception going to the session that starts at its hour."""
    found = set()
    for at, session in enumerate(record.sessions):
        changes = [
            exception.as_change()
            for exception in record.exceptions
            if (exception.kind == ExceptionKind.EXTRA and at == 0)
            or (exception.kind != ExceptionKind.EXTRA and exception.at in (None, session.start))
        ]
        for met in expand(session.as_schedule(), changes, Calendar(), DAY(2000, 1, 1), LAST):
            found.add((met.day, met.start, met.end))
    return sorted(found)


class TestRules:
    def test_weekly_until(self):
        record = record_of(local("20261202T170000", "20261202T183000", "RRULE:FREQ=WEEKLY;UNTIL=20270330T150000Z"))
        (session,) = record.sessions
        assert (session.rule, session.weekday, session.interval) == (Rule.WEEKLY, 2, 1)
        assert (session.start, session.end) == (dt.time(17), dt.time(18, 30))
        assert (session.starts_on, session.ends_on) == (DAY(2026, 12, 2), DAY(2027, 3, 24))
        assert session.pauses_on_public_holidays is False  # 23 December is in the calendar's list
        assert record.exceptions == ()

    def test_weekly_without_end_stays_open(self):
        (session,) = record_of(local("20261202T170000", "20261202T183000", "RRULE:FREQ=WEEKLY")).sessions
        assert (session.rule, session.ends_on, session.count) == (Rule.WEEKLY, None, None)

    def test_an_end_far_ahead_is_kept(self):
        rule = "RRULE:FREQ=WEEKLY;UNTIL=20350101T000000Z"
        (session,) = record_of(local("20261202T170000", "20261202T183000", rule)).sessions
        assert (session.rule, session.ends_on) == (Rule.WEEKLY, DAY(2035, 1, 1))

    def test_several_weekdays_are_several_sessions(self):
        sessions = record_of(local("20261130T170000", "20261130T183000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE")).sessions
        assert [(session.weekday, session.starts_on) for session in sessions] == [
            (0, DAY(2026, 11, 30)),
            (2, DAY(2026, 12, 2)),
        ]

    def test_every_other_week_is_an_interval_and_no_parity(self):
        (session,) = record_of(
            local("20261201T170000", "20261201T180000", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8")
        ).sessions
        assert (session.rule, session.interval, session.count) == (Rule.INTERVAL, 2, 8)
        # Over the week 53 of 2026, where parity would slip.
        days = [day for day, _start, _end in dates(record_of(
            local("20261201T170000", "20261201T180000", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8")
        ))]  # fmt: skip
        assert days == [DAY(2026, 12, 1) + dt.timedelta(weeks=2 * number) for number in range(8)]

    @pytest.mark.parametrize(
        ("rule", "start", "ordinal", "weekday"),
        [
            ("FREQ=MONTHLY;BYDAY=1SA", "20261205", 1, 5),
            ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=1", "20261205", 1, 5),
            ("FREQ=MONTHLY;BYDAY=-1SU", "20261129", -1, 6),
        ],
    )
    def test_the_nth_weekday_of_the_month(self, rule, start, ordinal, weekday):
        (session,) = record_of(local(f"{start}T100000", f"{start}T120000", f"RRULE:{rule}")).sessions
        assert (session.rule, session.ordinal, session.weekday) == (Rule.MONTHLY, ordinal, weekday)
        assert (session.ends_on, session.excluded_months) == (None, ())

    def test_months_left_out(self):
        rule = "RRULE:FREQ=MONTHLY;BYDAY=-1SU;BYMONTH=1,2,3,4,5,6,7,8,9,10,11"
        (session,) = record_of(local("20261129T100000", "20261129T120000", rule)).sessions
        assert (session.rule, session.excluded_months) == (Rule.MONTHLY, (12,))

    def test_a_count_makes_a_course(self):
        (session,) = record_of(local("20270112T190000", "20270112T210000", "RRULE:FREQ=WEEKLY;COUNT=8")).sessions
        assert (session.rule, session.count, session.ends_on) == (Rule.WEEKLY, 8, DAY(2027, 3, 2))

    def test_daily_without_end_is_seven_weekdays(self):
        sessions = record_of(local("20261130T080000", "20261130T090000", "RRULE:FREQ=DAILY")).sessions
        assert sorted(session.weekday for session in sessions) == list(range(7))

    def test_the_clock_stays_when_another_zone_changes_the_same_night(self):
        london = event(
            "DTSTART;TZID=Europe/London:20261001T173000",
            "DTEND;TZID=Europe/London:20261001T193000",
            "RRULE:FREQ=WEEKLY",
        )
        (session,) = record_of(london).sessions
        assert (session.rule, session.start, session.end) == (Rule.WEEKLY, dt.time(18, 30), dt.time(20, 30))


class TestExplicitDates:
    def test_a_single_event_is_a_single_date(self):
        record = record_of(local("20261202T170000", "20261202T183000"))
        (session,) = record.sessions
        assert (session.rule, session.weekday, session.starts_on) == (Rule.SINGLE, 2, DAY(2026, 12, 2))
        assert record.exceptions == ()

    def test_the_day_of_the_month_reaches_some_15_months_ahead(self):
        record = record_of(local("20180526T110000", "20180526T150000", "RRULE:FREQ=MONTHLY"))
        days = [day for day, _start, _end in dates(record)]
        assert days[:3] == [DAY(2026, 10, 26), DAY(2026, 11, 26), DAY(2026, 12, 26)]
        assert {day.day for day in days} == {26}
        assert days[-1] >= TODAY + dt.timedelta(days=400)

    def test_a_second_run_in_the_same_month_says_the_same(self):
        monthly = local("20180526T110000", "20180526T150000", "RRULE:FREQ=MONTHLY")
        first = record_of(monthly, today=DAY(2026, 11, 2))
        assert first.digest() == record_of(monthly, today=DAY(2026, 11, 29)).digest()
        assert first.digest() != record_of(monthly, today=DAY(2027, 1, 29)).digest()

    def test_a_zone_that_changes_its_clock_on_other_nights(self):
        new_york = event(
            "DTSTART;TZID=America/New_York:20261001T120000",
            "DTEND;TZID=America/New_York:20261001T130000",
            "RRULE:FREQ=WEEKLY;COUNT=10",
        )
        starts = {day: start // 60 for day, start, _end in dates(record_of(new_york))}
        assert starts[DAY(2026, 10, 22)] == 18
        assert starts[DAY(2026, 10, 29)] == 17  # Europe has changed, New York has not
        assert starts[DAY(2026, 11, 5)] == 18
        assert len(starts) == 10

    def test_rdates_stand_beside_a_rule(self):
        record = record_of(
            local("20261202T170000", "20261202T180000", "RRULE:FREQ=WEEKLY;COUNT=3",
                  "RDATE;TZID=Europe/Copenhagen:20261220T140000")
        )  # fmt: skip
        assert record.sessions[0].rule == Rule.WEEKLY
        (extra,) = record.exceptions
        assert (extra.kind, extra.day, extra.start, extra.end) == (
            ExceptionKind.EXTRA, DAY(2026, 12, 20), dt.time(14), dt.time(15),
        )  # fmt: skip

    def test_rdates_alone(self):
        record = record_of(
            local("20261202T170000", "20261202T180000",
                  "RDATE;TZID=Europe/Copenhagen:20261207T170000,20261220T140000")
        )  # fmt: skip
        assert dates(record) == [
            (DAY(2026, 12, 2), 1020, 1080),
            (DAY(2026, 12, 7), 1020, 1080),
            (DAY(2026, 12, 20), 840, 900),
        ]

    def test_a_few_days_in_a_row_are_dates_and_no_three_weekly_rules(self):
        record = record_of(local("20270522T100000", "20270522T160000", "RRULE:FREQ=DAILY;UNTIL=20270524T215959Z"))
        assert [session.rule for session in record.sessions] == [Rule.SINGLE]
        assert [day for day, _s, _e in dates(record)] == [DAY(2027, 5, 22), DAY(2027, 5, 23), DAY(2027, 5, 24)]

    def test_a_weekend_in_one_piece_is_cut_at_midnight(self):
        record = record_of(local("20270205T160000", "20270207T140000"))
        assert dates(record) == [
            (DAY(2027, 2, 5), 960, 1440),
            (DAY(2027, 2, 6), 0, 1440),
            (DAY(2027, 2, 7), 0, 840),
        ]

    def test_past_midnight_belongs_to_the_evening(self):
        assert dates(record_of(local("20261231T220000", "20270101T020000"))) == [(DAY(2026, 12, 31), 1320, 1560)]

    def test_a_first_date_beside_its_rule_is_an_extra_one(self):
        record = record_of(local("20261130T170000", "20261130T180000", "RRULE:FREQ=WEEKLY;BYDAY=WE"))
        assert [(session.rule, session.weekday) for session in record.sessions] == [(Rule.WEEKLY, 2)]
        assert [(extra.kind, extra.day) for extra in record.exceptions] == [(ExceptionKind.EXTRA, DAY(2026, 11, 30))]

    def test_an_endless_rule_of_another_clock_is_never_nearly_said(self):
        new_york = event(
            "DTSTART;TZID=America/New_York:20261001T120000",
            "DTEND;TZID=America/New_York:20261001T130000",
            "RRULE:FREQ=WEEKLY",
        )
        record = record_of(new_york)
        assert [session.rule for session in record.sessions] == [Rule.SINGLE]
        assert all(exception.kind == ExceptionKind.EXTRA for exception in record.exceptions)


class TestAllDay:
    def test_a_whole_day_is_24_hours(self):
        (session,) = record_of(event("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261206")).sessions
        assert (session.start, session.end) == (dt.time(0), dt.time(0))
        assert session.as_schedule().end == 24 * 60

    def test_without_an_end_it_is_one_day(self):
        assert dates(record_of(event("DTSTART;VALUE=DATE:20261205"))) == [(DAY(2026, 12, 5), 0, 1440)]

    def test_three_days_are_three_dates(self):
        record = record_of(event("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261208"))
        assert [day for day, _s, _e in dates(record)] == [DAY(2026, 12, 5), DAY(2026, 12, 6), DAY(2026, 12, 7)]

    def test_a_yearly_day(self):
        days = [day for day, _s, _e in dates(record_of(event("DTSTART;VALUE=DATE:20200605", "RRULE:FREQ=YEARLY")))]
        assert days == [DAY(2027, 6, 5)]


class TestChangedDates:
    WEEKLY = ("20261202T170000", "20261202T183000", "RRULE:FREQ=WEEKLY;UNTIL=20270331T150000Z")

    def test_exdates_are_cancelled(self):
        exdate = "EXDATE;TZID=Europe/Copenhagen:20261209T170000,20261223T170000"
        record = record_of(local(*self.WEEKLY, exdate))
        assert [(exception.kind, exception.day, exception.at) for exception in record.exceptions] == [
            (ExceptionKind.CANCELLED, DAY(2026, 12, 9), dt.time(17)),
            (ExceptionKind.CANCELLED, DAY(2026, 12, 23), dt.time(17)),
        ]

    def test_a_moved_date_says_where_it_went_and_what_is_new(self):
        moved = local(
            "20261210T190000", "20261210T203000", "RECURRENCE-ID;TZID=Europe/Copenhagen:20261209T170000",
            "LOCATION:Store sal",
        )  # fmt: skip
        (exception,) = record_of(local(*self.WEEKLY), moved).exceptions
        assert (exception.kind, exception.day, exception.to_day) == (
            ExceptionKind.MOVED, DAY(2026, 12, 9), DAY(2026, 12, 10),
        )  # fmt: skip
        assert (exception.start, exception.end, exception.note) == (dt.time(19), dt.time(20, 30), "Store sal")

    def test_another_hour_on_the_same_day(self):
        moved = local("20261209T190000", "20261209T203000", "RECURRENCE-ID;TZID=Europe/Copenhagen:20261209T170000")
        record = record_of(local(*self.WEEKLY), moved)
        assert (DAY(2026, 12, 9), 1140, 1230) in dates(record)
        assert (DAY(2026, 12, 9), 1020, 1110) not in dates(record)

    def test_a_date_cancelled_by_its_status(self):
        gone = local(
            "20261209T170000", "20261209T183000", "RECURRENCE-ID;TZID=Europe/Copenhagen:20261209T170000",
            "STATUS:CANCELLED",
        )  # fmt: skip
        (exception,) = record_of(local(*self.WEEKLY), gone).exceptions
        assert (exception.kind, exception.day) == (ExceptionKind.CANCELLED, DAY(2026, 12, 9))

    def test_the_season_from_a_date_on_at_another_hour(self):
        later = local(
            "20270203T180000", "20270203T193000",
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Copenhagen:20270203T170000",
        )  # fmt: skip
        met = dates(record_of(local(*self.WEEKLY), later))
        assert (DAY(2027, 1, 27), 1020, 1110) in met
        assert (DAY(2027, 2, 10), 1080, 1170) in met
        assert (DAY(2027, 2, 10), 1020, 1110) not in met

    def test_an_event_cancelled_as_a_whole_has_ended(self):
        assert record_of(local(*self.WEEKLY, "STATUS:CANCELLED")).state == "ended"

    def test_a_newer_version_of_an_event_counts(self):
        old = local("20261202T170000", "20261202T183000", "SEQUENCE:1", name="Gammelt navn")
        new = local("20261203T170000", "20261203T183000", "SEQUENCE:2", name="Nyt navn")
        record = record_of(new, old)
        assert (record.name, record.sessions[0].starts_on) == ("Nyt navn", DAY(2026, 12, 3))


class TestTimeZones:
    def test_universal_time(self):
        utc = event("DTSTART:20261202T143000Z", "DTEND:20261202T150000Z")
        assert dates(record_of(utc)) == [(DAY(2026, 12, 2), 930, 960)]

    def test_the_calendars_own_zone_counts_for_times_that_name_none(self):
        floating = event("DTSTART:20261202T143000", "DTEND:20261202T150000")
        assert dates(record_of(floating)) == [(DAY(2026, 12, 2), 870, 900)]
        assert dates(record_of(floating, head=["X-WR-TIMEZONE:Europe/London"])) == [(DAY(2026, 12, 2), 930, 960)]

    def test_a_weekly_event_in_universal_time_keeps_the_calendars_wall_clock(self):
        weekly = event("DTSTART:20261001T150000Z", "DTEND:20261001T160000Z", "RRULE:FREQ=WEEKLY;COUNT=8")
        met = dates(record_of(weekly, head=["X-WR-TIMEZONE:Europe/Copenhagen"]))
        assert {start for _day, start, _end in met} == {17 * 60}

    def test_an_unknown_zone_is_refused_rather_than_guessed(self):
        parsed = read(
            event("DTSTART;TZID=Middle Earth:20261202T170000", uid="far"), local("20261202T170000", "20261202T180000")
        )
        (problem,) = parsed.refused
        assert (problem.uid, problem.field) == ("far", "DTSTART")
        assert "Middle Earth" in problem.reason
        assert len(parsed.records) == 1


class TestTexts:
    def test_name_description_place_and_link(self):
        record = record_of(
            local("20261202T170000", "20261202T180000", "DESCRIPTION:Kom og syng.\\nAlle kan være med.",
                  "LOCATION:Eksempelhuset\\, Eksempelgade 1\\, 2200 København N", "URL:https://example.org/kor",
                  "GEO:55.695;12.549")
        )  # fmt: skip
        assert record.summary == "Kom og syng. Alle kan være med."
        assert record.body.startswith("<p>Kom og syng.<br>Alle kan være med.</p>")
        assert 'href="https://example.org/kor"' in record.body
        venue = record.sessions[0].venue
        assert (venue.name, venue.address) == ("Eksempelhuset", "Eksempelgade 1, 2200 København N")
        assert (venue.lat, venue.lon) == (55.695, 12.549)

    @pytest.mark.parametrize(
        "location", ["TBC", "#_LOCATIONNAME\\, #_LOCATIONFULLLINE", "https://zoom.example/j/1", " \\, "]
    )
    def test_what_is_no_place_is_not_stated(self, location):
        record = record_of(local("20261202T170000", "20261202T180000", f"LOCATION:{location}"))
        assert record.sessions[0].venue is None

    def test_a_link_for_a_place_is_online(self):
        online = local("20261202T170000", "20261202T180000", "LOCATION:https://zoom.example/j/1")
        assert record_of(online).flags == ("online",)

    def test_the_hours_behind_a_room_are_no_part_of_its_name(self):
        room = local("20261202T170000", "20261202T180000", "LOCATION:G15 - 9.30am - 12:30pm")
        assert record_of(room).sessions[0].venue.name == "G15"

    def test_what_a_calendar_never_says_is_not_stated(self):
        record = record_of(local("20261202T170000", "20261202T180000"))
        assert (record.price_amount, record.gender, record.danish, record.held_in) == (None, "", None, ())
        assert (record.age_from_months, record.categories, record.audiences) == (None, (), ())
        assert "price_amount" not in record.says

    def test_html_in_a_description_is_sanitised(self):
        record = record_of(
            local("20261202T170000", "20261202T180000", "DESCRIPTION:<p>Hej<script>alert(1)</script></p>")
        )
        assert record.body == "<p>Hej</p>"
