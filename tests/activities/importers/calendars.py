"""Calendars in a few words: `calendar(event("DTSTART:…", "RRULE:…"))` as bytes."""

import datetime as dt

from activities.importers import ical

TODAY = dt.date(2026, 11, 23)


def event(*lines, uid="one@example.org", name="Kor"):
    stated = [f"UID:{uid}"] if uid else []
    stated += [f"SUMMARY:{name}"] if name else []
    return "\r\n".join(["BEGIN:VEVENT", *stated, *lines, "END:VEVENT"])


def calendar(*events, head=()):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *head, *events, "END:VCALENDAR", ""]).encode()


def local(start, end, *lines, **more):
    """An event in Copenhagen's time zone: `local("20261202T170000", "20261202T183000")`."""
    zone = "TZID=Europe/Copenhagen"
    return event(f"DTSTART;{zone}:{start}", f"DTEND;{zone}:{end}", *lines, **more)


def read(*events, head=(), today=TODAY, feed=None):
    return ical.parse(calendar(*events, head=head), today=today, feed=feed)


def record_of(*events, **more):
    parsed = read(*events, **more)
    assert not parsed.refused, parsed.refused
    (record,) = parsed.records
    return record
