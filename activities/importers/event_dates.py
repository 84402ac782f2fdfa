"""The dates of one calendar event: expanded by a maintained library, then said by our rules or one by one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from . import reading, rules, texts
from .records import ExceptionRecord, ItemError, Piece, SessionRecord, VenueRecord, pieces_of

ASSUMED_LENGTH = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
PAST_DAYS = 31  # the days housekeeping keeps
AHEAD_DAYS = 470  # a visitor may ask for 400 days, housekeeping expands 60 more
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_A_DAY = 24  # meetings that BYHOUR, BYMINUTE and BYSECOND may make of one day
MOST_DATES = 30_000  # of one event, over all its years
MOST_COUNTED = 4_000  # dates a COUNT may ask for, or RDATE, EXDATE and RECURRENCE-ID may list
DAYS_OF_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
Dates = tuple[tuple[SessionRecord, ...], tuple[ExceptionRecord, ...]]


@dataclass(frozen=True)
class Event:
    """All components of one UID: the event itself, if the file holds it, and the dates changed one by one."""

    main: icalendar.Event
    changes: tuple[icalendar.Event, ...]
    zone: ZoneInfo  # of times that name none
    calendar_zone: str = ""  # X-WR-TIMEZONE

    @property
    def components(self) -> tuple[icalendar.Event, ...]:
        return (self.main, *(change for change in self.changes if change is not self.main))

    @property
    def is_cancelled(self) -> bool:
        return word(self.main, "STATUS") == "CANCELLED"


def dates_of(event: Event, today: dt.date, venue: VenueRecord | None) -> tuple[Dates, bool]:
    """Return ((sessions, exceptions), whether an end had to be assumed).

    Explicit dates of a rule without end reach from last month to the end of a month some 15 months
    ahead, so that a second run within a month says the same. Raises ItemError.
    """
    _check_lists(event)
    start = local_start(event.main, event.zone)
    _pieces_stated(event.main, event.zone)  # the library would read an end before the start backwards
    rule = _rule(event.main)
    window = window_around(today)
    expanded = _expanded(event, rule, start, window[1])
    assumed = _end_is_missing(event.main)
    said = rules.said_by_us(rule or None, expanded, venue) if rule is not None else None
    if said is None:
        try:
            said = rules.dated(expanded, window, venue)
        except ValueError as error:
            raise ItemError("RRULE" if "RRULE" in event.main else "DTSTART", str(error)) from error
    return said, assumed


def window_around(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first of the month before, and the last of the month after `AHEAD_DAYS`."""
    month = today.replace(day=1)
    first = (month - dt.timedelta(days=PAST_DAYS - 1)).replace(day=1)
    last = (month + dt.timedelta(days=PAST_DAYS + AHEAD_DAYS)).replace(day=28) + 4 * DAY
    return first, last.replace(day=1) - DAY


def local_start(component: icalendar.Event, zone: ZoneInfo) -> dt.datetime:
    return _local(_moment(component, "DTSTART"), zone, component.get("DTSTART"))


def stated(component: icalendar.Event, name: str) -> str:
    """The text of a property, the first where it stands twice, "" where it does not stand."""
    found = component.get(name)
    return str((found[0] if isinstance(found, list) else found) or "")


def word(component: icalendar.Event, name: str) -> str:
    return stated(component, name).strip().upper()


def _moment(component, name):
    """The date or datetime of a property, or the ItemError that says what is wrong with it."""
    found = component.get(name)
    if found is None:
        raise ItemError(name, "is missing")
    if isinstance(found, list):
        raise ItemError(name, "stands more than once")
    try:
        moment = found.dt
    except (ValueError, AttributeError) as error:
        raise ItemError(name, "is not a date") from error
    if not isinstance(moment, dt.date):
        raise ItemError(name, "is not a date")
    return moment


def _local(moment, zone, prop=None):
    """The wall clock in Copenhagen, naive; a whole day starts at its midnight, whatever the zone."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(_in_reach(moment), dt.time())
    named = getattr(prop, "params", {}).get("TZID") if prop is not None else None
    if moment.tzinfo is None and named:
        raise ItemError("DTSTART", f"the time zone “{named}” is not known")
    _in_reach(moment.date())
    return reading.local(moment.replace(second=0, microsecond=0), zone)


def _in_reach(day):
    try:
        return reading.in_reach(day)
    except ValueError as error:
        raise ItemError("DTSTART", str(error)) from error


def _end_is_missing(component):
    is_timed = isinstance(_moment(component, "DTSTART"), dt.datetime)
    return is_timed and "DTEND" not in component and "DURATION" not in component


def _rule(component) -> Mapping[str, Sequence] | None:
    """The parts of the event's RRULE; {} when there is none, None when there are several.

    Refuses what would be expanded for ever or is no timetable of meetings.
    """
    found = component.get("RRULE")
    if found is None:
        return {}
    several = found if isinstance(found, list) else [found]
    for rule in several:
        try:
            _check_rule(rule)
        except (ValueError, TypeError, AttributeError) as error:
            raise ItemError("RRULE", "can't be read") from error
    return several[0] if len(several) == 1 else None


def _check_lists(event):
    listed = len(event.changes)
    for name in ("RDATE", "EXDATE"):
        found = event.main.get(name) or []
        try:
            listed += sum(len(dates.dts) for dates in (found if isinstance(found, list) else [found]))
        except (ValueError, AttributeError) as error:
            raise ItemError(name, "is not a list of dates") from error
    if listed > MOST_COUNTED:
        raise ItemError("RDATE", f"more than {MOST_COUNTED} single dates are listed")


def _check_rule(rule):
    if str(rule.get("FREQ", [""])[0]).upper() not in FREQUENCIES:
        raise ItemError("RRULE", "only daily, weekly, monthly and yearly rules are read")
    if not 1 <= int(rule.get("INTERVAL", [1])[0]) <= 1000:
        raise ItemError("RRULE", "the interval can't be meant")
    a_day = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        a_day *= max(1, len(rule.get(part, [])))
    if int(rule.get("COUNT", [1])[0]) > MOST_COUNTED:
        raise ItemError("RRULE", f"it comes to more than {MOST_COUNTED} dates")
    if a_day > MOST_A_DAY:
        raise ItemError("RRULE", "it meets too often in a day")
    # A day no month has would be looked for until the year 9999.
    months = [int(month) for month in rule.get("BYMONTH", range(1, 13))]
    longest = max((DAYS_OF_MONTH.get(month, 31) for month in months), default=31)
    if any(abs(int(day)) > longest for day in rule.get("BYMONTHDAY", [])):
        raise ItemError("RRULE", "there is no such day of the month")


def _expanded(event, rule, start, horizon) -> rules.Expanded:
    until = _until(event, rule)
    endless = rule is None or bool(rule and "COUNT" not in rule and until is None)
    last = horizon if endless else min(until, horizon) if until else reading.LATEST
    last = max(last, start.date() + dt.timedelta(days=400)) if endless else max(last, start.date())
    cut = endless or bool(until and until > last)
    actual = _meetings(event, event.components, start, last)
    differs = bool(event.changes) or any(name in event.main for name in ("EXDATE", "RDATE"))
    planned = _meetings(event, (_bare(event.main),), start, last) if rule and differs else actual
    return rules.Expanded(
        planned=frozenset(piece for piece in planned if piece.day <= last),
        actual=frozenset(piece for piece in actual if piece.day <= last),
        last=last,
        cut=cut,
        ends_on=until if cut else None,
        moves=_moves(event),
    )


def _until(event, rule):
    until = (rule or {}).get("UNTIL")
    if not until:
        return None
    moment = until[0] if isinstance(until, list) else until
    if not isinstance(moment, dt.date):
        raise ItemError("RRULE", "its end is not a date")
    if isinstance(moment, dt.datetime):
        moment = reading.local(moment, event.zone).date() if moment.year < reading.LATEST.year else reading.LATEST
    return moment


def _bare(component):
    """The event without what changes single dates of its rule."""
    bare = component.copy()
    bare.subcomponents = []
    for name in ("EXDATE", "RDATE", "STATUS"):
        bare.pop(name, None)
    return bare


def _meetings(event, components, start, last) -> set[Piece]:
    """Expand into meetings of at most a day, local; dates cancelled one by one are left out."""
    calendar = icalendar.Calendar()
    if event.calendar_zone:
        calendar.add("X-WR-TIMEZONE", event.calendar_zone)
    for component in components:
        calendar.add_component(component)
    pieces = set()
    try:
        met = recurring_ical_events.of(calendar).between(_early(event, start), last + 2 * DAY)
        for found in met:
            if word(found, "STATUS") != "CANCELLED" or event.is_cancelled:
                pieces.update(_pieces(found["DTSTART"].dt, found["DTEND"].dt if "DTEND" in found else None, event.zone))
            if len(pieces) > MOST_DATES:
                raise ItemError("RRULE", f"it comes to more than {MOST_DATES} dates")
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        name = "DTEND" if "end" in type(error).__name__.lower() else "RRULE" if "RRULE" in event.main else "DTSTART"
        raise ItemError(name, f"its dates can't be read: {texts.shorten(str(error), 120)}") from error
    return pieces


def _early(event, start):
    """The first day of the event; a single date may have been moved before it."""
    days = [start.date(), *(local_start(change, event.zone).date() for change in event.changes)]
    return min(days) - 2 * DAY


def _pieces(start, end, zone) -> list[Piece]:
    """Meetings of at most a day between two moments or two days, the end of days excluded."""
    if end is not None and isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
        raise ItemError("DTEND", "start and end are not of one kind: one is a day, the other has a time")
    local = _local(start, zone)
    if not isinstance(start, dt.datetime):
        until = _local(end, zone) if end else local
        return pieces_of(local, max(until, local + DAY)) if until <= local + DAY else _whole_days(local, until)
    until = _local(end, zone) if end else local
    if until < local:
        raise ItemError("DTEND", "it ends before it starts")
    return pieces_of(local, until if until > local else local + ASSUMED_LENGTH)


def _whole_days(first, until):
    days = (until - first).days
    return [Piece((first + number * DAY).date(), 0, 24 * 60) for number in range(days)]


def _moves(event) -> tuple[rules.Move, ...]:
    """The single dates a RECURRENCE-ID changes, with what is new beside the time."""
    moves = []
    for change in event.changes:
        if change is event.main or "RRULE" not in event.main:
            continue
        planned_at = _local(_moment(change, "RECURRENCE-ID"), event.zone)
        main_pieces, actual = _pieces_stated(event.main, event.zone), _pieces_stated(change, event.zone)
        if len(main_pieces) == len(actual) == 1 and word(change, "STATUS") != "CANCELLED":
            length = main_pieces[0].end - main_pieces[0].start
            planned = pieces_of(planned_at, planned_at + dt.timedelta(minutes=length))[0]
            moves.append(rules.Move(planned, actual[0], _news(event.main, change)))
    return tuple(moves)


def _pieces_stated(component, zone):
    """The meetings a component states itself, its length given as an end or a duration."""
    start = _moment(component, "DTSTART")
    end = None
    if "DTEND" in component:
        end = _moment(component, "DTEND")
    elif "DURATION" in component:
        end = start + _duration(component)
    return _pieces(start, end, zone)


def _duration(component):
    try:
        length = component["DURATION"].dt
    except (ValueError, AttributeError):
        length = None
    if not isinstance(length, dt.timedelta):
        raise ItemError("DURATION", "is not a length of time")
    return length


def _news(main, change):
    """What a changed date says differently, for the note beside it."""
    said = [stated(change, name) for name in ("SUMMARY", "LOCATION") if stated(change, name) != stated(main, name)]
    return texts.shorten(", ".join(texts.one_line(text) for text in said if text), 200)
