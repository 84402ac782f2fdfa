"""Read an iCalendar file (RFC 5545): one offer per UID."""

import datetime as dt
import re
import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar

from ..choices import State
from ..clock import LOCAL_ZONE
from . import texts
from .event_dates import Event, dates_of, stated, word
from .mapping import Feed
from .records import ActivityRecord, ItemError, Parsed, Problem, SourceError, VenueRecord, read_each

MOST_EVENTS = 20_000
MOST_SECONDS = 300  # for all events; a rule that fits no day takes seconds to give up
# What the library raises where a property is not what it should be.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)
SAYS = frozenset({"name", "summary", "body", "state", "sessions"})
PRIVATE = ("PRIVATE", "CONFIDENTIAL")
TO_BE_SAID = {"tbc", "tbd", "tba", "n/a", "-"}
PLACEHOLDER = re.compile(r"#_[A-Z]+|\{\{?\w+\}?\}")  # a template nobody filled in
# Some calendars repeat the hours beside the room: "G6 - 4:00pm - 6:00pm".
HOURS_BEHIND = re.compile(
    r"[\s,-]+\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\s*-\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\s*$", re.IGNORECASE
)
ONLINE = re.compile(r"^\s*https?://", re.IGNORECASE)


def parse(data: bytes, *, today: dt.date, feed: Feed | None = None) -> Parsed:
    """Read the bytes of a calendar; `feed` may add tables and what is left out.

    SourceError when it is no calendar, is cut off, or holds no events.
    """
    groups = _grouped(data)
    feed = feed or Feed()
    deadline = time.monotonic() + MOST_SECONDS

    def read(uid: str, event: Any, remarks: list[Problem]) -> ActivityRecord | None:
        if time.monotonic() > deadline:
            raise SourceError(f"Reading the calendar takes longer than {MOST_SECONDS} seconds: its rules are too many.")
        if "UID" not in event.main:
            raise ItemError("UID", "there is no id, so the event could not be found again")
        fields = _fields_for_tables(event.main)
        if word(event.main, "CLASS") in PRIVATE or feed.is_left_out(fields):
            return None
        try:
            return _record(uid, event, feed.from_tables(fields), today, remarks, feed.language)
        except UNREADABLE as error:
            raise ItemError("event", f"can't be read: {texts.shorten(str(error), 120)}") from error

    return read_each(groups, read)


def _grouped(data) -> list[tuple[str, Event]]:
    calendars = _calendars(data)
    found: dict[str, list] = {}
    zones = {}
    for calendar in calendars:
        zone = _calendar_zone(calendar)
        for event in calendar.walk("VEVENT"):
            uid = texts.one_line(stated(event, "UID")) or f"event {len(found) + 1}"
            found.setdefault(uid, []).append(event)
            zones[uid] = zone
    if not found:
        raise SourceError("The calendar holds no events.")
    if len(found) > MOST_EVENTS:
        raise SourceError(f"The calendar holds {len(found)} events; more than {MOST_EVENTS} are not read at once.")
    return [(uid, _event(events, zones[uid])) for uid, events in found.items()]


def _calendars(data):
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SourceError("The source is a web page, not a calendar: perhaps one has to log in to see it.")
    if not start.startswith(b"begin:vcalendar"):
        raise SourceError("The source is not a calendar: it does not begin with BEGIN:VCALENDAR.")
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise SourceError(f"The calendar can't be read: {texts.shorten(str(error), 160)}") from error
    if not calendars or not data.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise SourceError("The calendar is cut off: its end is missing. Fetch it once more.")
    return calendars


def _calendar_zone(calendar) -> tuple[ZoneInfo, str]:
    name = str(calendar.get("X-WR-TIMEZONE") or "").strip()
    try:
        return ZoneInfo(name), name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return LOCAL_ZONE, ""


def _event(components, zone) -> Event:
    """Order the components of a UID; of several versions the one with the highest SEQUENCE counts."""
    components = sorted(components, key=_sequence)
    main = [component for component in components if "RECURRENCE-ID" not in component]
    changes = tuple(component for component in components if "RECURRENCE-ID" in component)
    newest = main[-1] if main else changes[0]
    return Event(main=newest, changes=changes, zone=zone[0], calendar_zone=zone[1])


def _sequence(component):
    """The number of the version; one that can't be read is taken away, for the expanding library stumbles over it."""
    try:
        return int(component.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        del component["SEQUENCE"]
        return 0


def _record(uid, event, from_tables, today, remarks, language):
    main = event.main
    name = texts.one_line(stated(main, "SUMMARY"))
    if not name:
        raise ItemError("SUMMARY", "there is no name")
    description = stated(main, "DESCRIPTION")
    venue = _venue(main)
    (sessions, exceptions), assumed = dates_of(event, today, venue)
    if assumed:
        remarks.append(Problem(uid, "DTEND", "no end is stated; one hour is assumed"))
    said = {"flags": ("online",)} if ONLINE.match(stated(main, "LOCATION")) else {}
    said |= from_tables
    return ActivityRecord(
        uid=uid,
        name=texts.shorten(name, 150),
        says=SAYS | set(said),
        language=language,
        summary=texts.opening(description, 250),
        body=texts.rich(description) + texts.source_link(stated(main, "URL")),
        state=State.ENDED if event.is_cancelled else State.RUNNING,
        sessions=sessions,
        exceptions=exceptions,
        **said,
    )


def _fields_for_tables(component) -> dict[str, Any]:
    """The event as an item a mapping can speak of."""
    return {
        "name": stated(component, "SUMMARY"),
        "description": stated(component, "DESCRIPTION"),
        "location": stated(component, "LOCATION"),
        "categories": _categories(component),
    }


def _categories(component) -> list[str]:
    found = component.get("CATEGORIES")
    several = found if isinstance(found, list) else [found] if found else []
    return [str(name) for categories in several for name in _part(categories, "cats") or []]


def _venue(component) -> VenueRecord | None:
    """The place before the first comma, the address behind it; a placeholder or a link is no place."""
    text = PLACEHOLDER.sub("", texts.one_line(stated(component, "LOCATION")))
    text = HOURS_BEHIND.sub("", text).strip(" ,-")
    if not text or text.casefold() in TO_BE_SAID or ONLINE.match(text):
        return None
    name, _comma, address = text.partition(",")
    lat, lon = _point(component)
    return VenueRecord(texts.shorten(name.strip(), 150), texts.shorten(address.strip(), 250), lat, lon)


def _point(component) -> tuple[float, float] | tuple[None, None]:
    geo = component.get("GEO")
    lat, lon = _part(geo, "latitude"), _part(geo, "longitude")
    if lat is None or lon is None or (lat, lon) == (0, 0):
        return None, None
    return float(lat), float(lon)


def _part(prop, name):
    """A part of a property, None when it has none or could not be read: what is beside the point stops nothing."""
    try:
        return getattr(prop, name, None)
    except ValueError:
        return None
