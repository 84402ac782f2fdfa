"""Offers, lists and searches as iCalendar.

Every date is an event of its own: a rule would drift where ISO weeks do (2026 has a week 53) and could
not say pauses. An event keeps its id for good: the session and the day it was *planned* for, so that a
date that is moved moves in a calendar that knows it. A cancelled date stays, as cancelled and under a
higher sequence number: a calendar that once took it in learns of it, whether it subscribes or was imported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from activities import clock
from activities.choices import State
from activities.models import HORIZON_DAYS
from activities.models.schedule import changes_by_session
from activities.recurrence import Occurrence, cancelled_days, expand
from activities.schedule_text import describe_change

from .presentation import in_language
from .urls_of_offers import absolute

CALENDAR = "text/calendar; charset=utf-8"
REFRESH = "PT6H"
PAST_DAYS = 31  # of a session without a first day
OPEN_DAYS = 60  # ahead, of opening hours: nobody plans by them


@dataclass(frozen=True)
class Meeting:
    """One date for a calendar: where and when, and what it was planned as."""

    session: dict  # session document
    date: Occurrence
    planned: dt.date
    is_cancelled: bool = False
    note: str = ""  # in the reader's language


# --- The file ---


def new_calendar(name: str, language: str, address: str = "") -> Calendar:
    """Return an empty calendar that readers call `name`, with the zone its times are in."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.FINDER_BRAND}//{language}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    if address:
        calendar.add("url", address)
    calendar.add_component(zone(clock.today().year))
    return calendar


@lru_cache(maxsize=4)
def zone(year: int) -> Timezone:
    return Timezone.from_tzid(settings.TIME_ZONE, first_date=dt.date(year - 2, 1, 1), last_date=dt.date(year + 3, 1, 1))


def as_file(response: HttpResponse, request, file_name: str) -> HttpResponse:
    """Have it read by a calendar, or saved as a file with `?download`."""
    how = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{how}; filename="{file_name}.ics"'
    return response


# --- Its events ---


def uid(session_id: int, planned: dt.date, start: int | None = None) -> str:
    """Return the id of one date, the same in every calendar and on whichever host it is asked for."""
    again = "" if start is None else f"-{start}"
    return f"{session_id}-{planned:%Y%m%d}{again}@{urlsplit(settings.FINDER_BASE_URL).hostname}"


def matter_of(document: dict, meeting: Meeting, language: str, request) -> Event:
    """Return an event without its date: what it is and where, the same for all plain dates of a session."""
    name, _name_language = in_language(document["name"], language)
    address = absolute(document["path"], language, request)
    session = meeting.session
    event = Event()
    event.add("summary", _("Cancelled: %(name)s") % {"name": name} if meeting.is_cancelled else name)
    event.add("url", address)
    lines = filter(None, [meeting.note, in_language(session["text"], language)[0], address])
    event.add("description", "\n".join(lines))
    place = ", ".join(filter(None, [session["venue"], session["room"], session["address"]]))
    if place:
        event.add("location", place)
    if session["lat"] is not None:
        event.add("geo", (session["lat"], session["lon"]))
    return event


def meetings_of(page, document: dict, language: str, holidays) -> Iterator[Meeting]:
    """Yield every date of the offer's seasons, past ones of the season too; cancelled ones as such.

    What is ahead of an offer that has paused or ended is cancelled with it.
    """
    is_on = page.live and page.state in (State.FORMING, State.RUNNING)
    sessions = list(page.sessions.all())
    documents = {session["id"]: session for session in document["sessions"]}
    moment = clock.now()
    for session, changes in zip(sessions, changes_by_session(sessions, page.exceptions.all()), strict=True):
        schedule, own = session.as_schedule(), documents[session.pk]
        span = span_of(schedule)
        notes = {change.day: describe_change(change, language) for change in changes}
        for date in expand(schedule, changes, holidays, *span):
            note = notes.get(date.planned, "") if date.planned else ""
            gone = not is_on and date.ends_at > moment
            yield Meeting(own, date, date.planned or date.day, is_cancelled=gone, note=note)
        for day in cancelled_days(schedule, changes, holidays, *span):
            date = Occurrence(day, schedule.start, schedule.end)
            yield Meeting(own, date, day, is_cancelled=True, note=notes.get(day, ""))


def span_of(schedule) -> tuple[dt.date, dt.date]:
    """Return the (first, last) day to write down: the season so far, and what can be searched of it ahead."""
    today = clock.today()
    oldest = today - dt.timedelta(days=HORIZON_DAYS)
    first = today - dt.timedelta(days=PAST_DAYS)
    if schedule.first and not schedule.opening_hours:
        first = max(oldest, min(first, schedule.first))
    ahead = OPEN_DAYS if schedule.opening_hours else HORIZON_DAYS
    return first, today + dt.timedelta(days=ahead)
