"""Calendars with something wrong: the bad event is named, the good ones come in, a broken file changes nothing."""

import datetime as dt

import pytest

from activities.importers import ical, mapping
from activities.importers.records import SourceError

from .calendars import TODAY, calendar, event, local, read, record_of


class TestBadEvents:
    @pytest.mark.parametrize(
        ("bad", "field"),
        [
            (event("DTSTART:garbage", uid="bad"), "DTSTART"),
            (event(uid="bad"), "DTSTART"),
            (local("20261202T170000", "20261202T160000", uid="bad"), "DTEND"),
            (local("20261202T170000", "20261202T180000", uid="bad", name=""), "SUMMARY"),
            (local("20261202T170000", "20261202T180000", "RRULE:FREQ=SECONDLY", uid="bad"), "RRULE"),
            (local("20261202T170000", "20261202T180000", "RRULE:FREQ=BANANA", uid="bad"), "RRULE"),
            (local("20261202T170000", "20261202T180000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid="bad"),
             "RRULE"),
            (local("20261202T170000", "20261202T180000", "RRULE:FREQ=DAILY;COUNT=99999", uid="bad"), "RRULE"),
            (local("20261202T170000", "20261202T180000", "RDATE:" + ",".join(["20270101T100000Z"] * 5000), uid="bad"),
             "RDATE"),
            (local("20261202T170000", "20261202T180000", "DTSTART:20261203T170000", uid="bad"), "DTSTART"),
            (local("20261202T170000", "20261202T180000", "EXDATE:soon", uid="bad"), "EXDATE"),
            (event("DTSTART;TZID=Europe/Copenhagen:20261202T170000", "DURATION:soon", uid="bad"), "DURATION"),
            (event("DTSTART;VALUE=DATE:20261202", "DTEND:20261202T180000Z", uid="bad"), "DTEND"),
            (local("00010101T170000", "00010101T180000", "RRULE:FREQ=DAILY", uid="bad"), "DTSTART"),
            (local("20261202T170000", "20261202T180000", "RRULE:FREQ=WEEKLY;COUNT=1",
                   "EXDATE;TZID=Europe/Copenhagen:20261202T170000", uid="bad"), "RRULE"),
        ],
    )  # fmt: skip
    def test_a_bad_event_is_named_with_its_field_and_the_good_one_comes_in(self, bad, field):
        parsed = read(bad, local("20261202T170000", "20261202T180000", uid="good"))
        assert [record.uid for record in parsed.records] == ["good"]
        (problem,) = parsed.refused
        assert (problem.uid, problem.field) == ("bad", field)
        assert problem.reason

    def test_an_event_without_id_could_not_be_found_again(self):
        (problem,) = read(local("20261202T170000", "20261202T180000", uid="")).refused
        assert problem.field == "UID"

    def test_without_an_end_one_hour_is_assumed_and_said(self):
        parsed = read(event("DTSTART;TZID=Europe/Copenhagen:20261202T170000"))
        (session,) = parsed.records[0].sessions
        assert (session.start, session.end) == (dt.time(17), dt.time(18))
        assert "one hour is assumed" in parsed.remarks[0].reason

    def test_what_is_broken_beside_the_dates_stops_nothing(self):
        record = record_of(
            local("20261202T170000", "20261202T180000", "GEO:x;y", "SEQUENCE:z", "LOCATION:Huset", "SUMMARY:Igen",
                  "DESCRIPTION:Ren\x07t")
        )  # fmt: skip
        assert (record.name, record.summary, record.sessions[0].venue.lat) == ("Kor", "Rent", None)

    def test_rules_that_take_for_ever_end_the_run(self, monkeypatch):
        monkeypatch.setattr(ical, "MOST_SECONDS", -1)
        with pytest.raises(SourceError, match="takes longer"):
            read(local("20261202T170000", "20261202T180000"))

    def test_a_private_event_is_left_out(self):
        parsed = read(local("20261202T170000", "20261202T180000", "CLASS:PRIVATE"))
        assert (parsed.records, parsed.left_out) == ([], ["one@example.org"])


class TestBrokenCalendars:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"<!doctype html><html><body>Log in</body></html>", "web page"),
            (b"hello", "BEGIN:VCALENDAR"),
            (b"\x00\x01\x02", "BEGIN:VCALENDAR"),
            (calendar(), "no events"),
            (calendar(local("20261202T170000", "20261202T180000"))[:-60], "can't be read|cut off"),
            (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "can't be read|cut off"),
        ],
    )
    def test_one_clear_error(self, content, said):
        with pytest.raises(SourceError, match=said):
            ical.parse(content, today=TODAY)


class TestMapping:
    FEED = mapping.read(
        {
            "language": "en",
            "tables": {
                "categories": {"from": ["name", "categories"], "words": {"yoga": "movement-health"}},
                "audiences": {"from": "categories", "values": {"Adults": "adults"}},
            },
            "leave_out": [{"from": "name", "values": ["Empty slot"]}],
        }
    )

    def test_a_calendar_takes_tables_and_leaves_out(self):
        parsed = read(
            local("20261202T170000", "20261202T180000", "CATEGORIES:Adults,Open", name="Evening yoga"),
            local("20261202T170000", "20261202T180000", uid="two", name="Empty slot"),
            feed=self.FEED,
        )
        (record,) = parsed.records
        assert (record.categories, record.audiences, record.language) == (("movement-health",), ("adults",), "en")
        assert {"categories", "audiences"} <= record.says
        assert parsed.left_out == ["two"]
