"""A calendar of many dates, written line by line.

A search has thousands of dates of some hundreds of sessions. The library writes what a session's dates share,
once; only the lines that differ from date to date are written here, which takes a tenth of the time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from icalendar import Calendar
from icalendar.parser import Contentline

from activities.recurrence import local_moment

from .calendars import Meeting, matter_of, uid

BREAK = b"\r\n"
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Stamp:
    """Which state of an offer its dates are: when it was last published, and the number that grows with it."""

    published: dt.datetime
    sequence: int

    @property
    def lines(self) -> str:
        return f"DTSTAMP:{self.published.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}\r\nSEQUENCE:{self.sequence}\r\n"


def calendar_text(
    calendar: Calendar, dates: Iterable[tuple], stamps: dict[int, Stamp], language: str, request
) -> bytes:
    """Return the calendar with these (hit, session document, `Occurrence` row), none of them cancelled."""
    seen: set[tuple[int, dt.date]] = set()
    shared: dict[int, bytes] = {}
    parts = [calendar.to_ical().removesuffix(END)]
    for hit, session, row in dates:
        number, planned = session["id"], row.planned or row.day
        if number not in shared:
            matter = matter_of(hit.document, Meeting(session, row, planned), language, request)
            shared[number] = lines_of(matter) + stamps[hit.id].lines.encode()
        again = row.start if (number, planned) in seen else None
        seen.add((number, planned))
        parts += [b"BEGIN:VEVENT\r\n", when(row, uid(number, planned, again)), shared[number], b"END:VEVENT\r\n"]
    return b"".join([*parts, END])


def lines_of(event) -> bytes:
    """Return an event's lines without the two around them."""
    return event.to_ical().removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")


def when(row, name: str) -> bytes:
    """Return the lines of one date: its id, start and end by the clock on the wall."""
    start, end = (f"{local_moment(row.day, minutes):%Y%m%dT%H%M%S}" for minutes in (row.start, row.end))
    zone = settings.TIME_ZONE
    lines = Contentline(f"UID:{name}").to_ical() + BREAK
    return lines + f"DTSTART;TZID={zone}:{start}\r\nDTEND;TZID={zone}:{end}\r\n".encode()
