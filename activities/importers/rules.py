"""Say the dates of a calendar event by our own rules, or by explicit dates where they can't say it.

The calendar library expands an event; a rule is proposed from its RRULE, expanded by ours, and
taken only when both give the very same meetings. So a rule is never nearly right: a clock change
in another time zone, a fifth Sunday or a leap day ends in explicit dates.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..choices import ExceptionKind, Rule
from ..recurrence import expand
from ..school_calendar import Calendar
from .records import ExceptionRecord, Piece, SessionRecord, VenueRecord, explicit_dates, time_of

WEEK = 7
MONTHS = range(1, 13)
DAY_KEYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_INTERVAL = 26  # weeks, as the model's field
MOST_TIMES = 400  # as the model's field
MOST_EXCEPTIONS = 150  # beyond, the rule says less than the dates would
ORDINALS = (1, 2, 3, 4, -1)
NO_PAUSES = Calendar()


@dataclass(frozen=True)
class Move:
    """A single meeting that a RECURRENCE-ID changes: the planned piece, its new one, and what else is new."""

    planned: Piece
    actual: Piece
    note: str = ""


@dataclass(frozen=True)
class Expanded:
    """What the calendar library made of one event, within `first` … `last`.

    `planned` are the meetings of the rule alone, `actual` those after EXDATE, RDATE and changes.
    """

    planned: frozenset[Piece]
    actual: frozenset[Piece]
    last: dt.date  # the last day looked at
    cut: bool = False  # the rule goes on behind `last`
    ends_on: dt.date | None = None  # of a rule that is cut: its UNTIL, or None when it has no end
    moves: tuple[Move, ...] = ()


def said_by_us(
    rule: Mapping[str, Sequence] | None, expanded: Expanded, venue: VenueRecord | None = None
) -> tuple[tuple[SessionRecord, ...], tuple[ExceptionRecord, ...]] | None:
    """Return sessions and exceptions for the meetings, or None when only explicit dates can say them.

    `rule` holds the parts of one RRULE (`{"FREQ": ["WEEKLY"], …}`), or None when there is none or more than one.
    """
    if rule is None:
        return None
    sessions = tuple(replace(session, venue=venue) for session in _fitting(rule, expanded))
    if not sessions or (not expanded.cut and len(sessions) >= len(expanded.planned)):
        return None
    exceptions = _exceptions(sessions, expanded)
    if len(exceptions) > MOST_EXCEPTIONS or _expand(sessions, exceptions, expanded) != expanded.actual:
        return None
    return sessions, exceptions


def _fitting(rule, expanded):
    """Sessions that say the planned meetings exactly; a first one beside the rule may be left to an extra date."""
    planned = expanded.planned
    for kept in (planned, planned - {min(planned, default=None)}):
        sessions = _proposed(rule, replace(expanded, planned=kept)) if kept else []
        if sessions and _expand(sessions, (), expanded) == kept:
            return sessions
    return []


def dated(
    expanded: Expanded, window: tuple[dt.date, dt.date], venue: VenueRecord | None = None
) -> tuple[tuple[SessionRecord, ...], tuple[ExceptionRecord, ...]]:
    """Return the meetings as explicit dates; those of an endless rule, or too many, only within the window.

    Raises ValueError when no meeting is left.
    """
    pieces = expanded.actual
    if expanded.cut or len(pieces) > MOST_TIMES:
        pieces = [piece for piece in pieces if window[0] <= piece.day <= window[1]]
    if not pieces:
        raise ValueError("no date is left")
    return explicit_dates(sorted(pieces)[:MOST_TIMES], venue)


def _proposed(rule, expanded):
    """Sessions that may say the rule's meetings: one per weekday, time and n-th of the month."""
    freq, interval = str(_first(rule, "FREQ", "")).upper(), int(_first(rule, "INTERVAL", 1))
    if freq == "WEEKLY" or (freq == "DAILY" and (interval == 1 or interval % WEEK == 0)):
        weeks = interval // WEEK or 1 if freq == "DAILY" else interval
        return _weekly(rule, expanded, weeks)
    if freq == "MONTHLY" or (freq == "YEARLY" and "BYMONTH" in rule and interval == 1):
        return _monthly(rule, expanded)
    return []


def _weekly(rule, expanded, weeks):
    if weeks > LONGEST_INTERVAL:
        return []
    sessions = []
    for (weekday, start, end), pieces in _grouped(expanded.planned, lambda piece: piece.day.weekday()).items():
        sessions.append(
            _session(
                rule=Rule.WEEKLY if weeks == 1 else Rule.INTERVAL,
                weekday=weekday,
                span=(start, end),
                pieces=pieces,
                expanded=expanded,
                interval=weeks,
                count="COUNT" in rule,
                excluded_months=_months_left_out(rule, pieces),
            )
        )
    return sessions


def _monthly(rule, expanded):
    """The n-th weekday of the month, or nothing when the rule counts days of the month."""
    ordinals = _ordinals(rule)
    if not ordinals:
        return []

    def of_month(piece):
        found = [number for number in ordinals if number in _places_in_month(piece.day)]
        return piece.day.weekday(), found[0] if found else 0

    sessions = []
    for ((weekday, ordinal), start, end), pieces in _grouped(expanded.planned, of_month).items():
        if ordinal:
            session = _session(
                rule=Rule.MONTHLY,
                weekday=weekday,
                span=(start, end),
                pieces=pieces,
                expanded=expanded,
                count="COUNT" in rule,
                excluded_months=_months_left_out(rule, pieces),
            )
            sessions.append(replace(session, ordinal=ordinal))
    return sessions


def _session(*, rule, weekday, span, pieces, expanded, count, excluded_months=(), interval=1):
    days = sorted(piece.day for piece in pieces)
    start, end = span
    return SessionRecord(
        rule=rule,
        weekday=weekday,
        start=time_of(start),
        end=time_of(end),
        starts_on=days[0],
        ends_on=expanded.ends_on if expanded.cut else days[-1],
        interval=interval,
        count=len(days) if count and len(days) <= MOST_TIMES else None,
        excluded_months=excluded_months,
        pauses_on_public_holidays=False,  # the calendar names its dates itself
    )


def _grouped(pieces: Iterable[Piece], key) -> dict:
    groups = {}
    for piece in sorted(pieces):
        groups.setdefault((key(piece), piece.start, piece.end), []).append(piece)
    return groups


def _ordinals(rule):
    """The n of "n-th weekday", from BYDAY=2TU or BYDAY=TU;BYSETPOS=2; () when the rule is no such thing."""
    days = [str(day) for day in rule.get("BYDAY", [])]
    if not days or "BYMONTHDAY" in rule:
        return ()
    positions = [int(position) for position in rule.get("BYSETPOS", [])]
    prefixes = [day[:-2] for day in days]
    if positions:
        found = positions if len(days) == 1 and not any(prefixes) else []
    else:
        found = [int(prefix) for prefix in prefixes] if all(prefixes) else []
    return tuple(number for number in found if number in ORDINALS) if set(found) <= set(ORDINALS) else ()


def _places_in_month(day):
    next_week = day + dt.timedelta(days=WEEK)
    return {(day.day - 1) // WEEK + 1, -1 if next_week.month != day.month else 0}


def _months_left_out(rule, pieces):
    """The months in which nothing is planned, where the rule itself names months or skips some."""
    monthly = str(_first(rule, "FREQ", "")).upper() == "MONTHLY"
    if "BYMONTH" not in rule and not (monthly and int(_first(rule, "INTERVAL", 1)) in (2, 3, 4, 6, 12)):
        return ()
    held = {piece.day.month for piece in pieces}
    return tuple(month for month in MONTHS if month not in held)


def _exceptions(sessions, expanded):
    """What has to be cancelled, moved or added so that our meetings become the calendar's."""
    planned = _expand(sessions, (), expanded)
    missing, added = set(planned - expanded.actual), set(expanded.actual - planned)
    exceptions = []
    for move in expanded.moves:
        if move.planned in missing and move.actual in added:
            missing.discard(move.planned)
            added.discard(move.actual)
            exceptions.append(_moved(move.planned, move.actual, move.note))
        elif move.planned == move.actual and move.note and move.actual in planned & expanded.actual:
            exceptions.append(_moved(move.planned, move.actual, move.note))
    for piece in sorted(missing):
        # Another time on the same day is a move too: a cancellation would take an extra date with it.
        same_day = next((other for other in sorted(added) if other.day == piece.day), None)
        if same_day:
            added.discard(same_day)
            exceptions.append(_moved(piece, same_day))
        else:
            exceptions.append(
                ExceptionRecord(kind=ExceptionKind.CANCELLED, day=piece.day, at=time_of(piece.start)),
            )
    for piece in sorted(added):
        exceptions.append(
            ExceptionRecord(
                kind=ExceptionKind.EXTRA,
                day=piece.day,
                at=sessions[0].start,
                start=time_of(piece.start),
                end=time_of(piece.end),
            )
        )
    return tuple(sorted(exceptions, key=lambda exception: (exception.day, exception.kind, str(exception.start))))


def _moved(planned, actual, note=""):
    usual = (planned.start, planned.end) == (actual.start, actual.end)
    return ExceptionRecord(
        kind=ExceptionKind.MOVED,
        day=planned.day,
        at=time_of(planned.start),
        to_day=actual.day,
        start=None if usual else time_of(actual.start),
        end=None if usual else time_of(actual.end),
        note=note,
    )


def _expand(sessions, exceptions, expanded):
    """Our own meetings, with each exception going to the sessions it would go to when stored."""
    found, first = set(), min(piece.day for piece in expanded.planned | expanded.actual)
    for at, session in enumerate(sessions):
        changes = [exception.as_change() for exception in exceptions if _concerns(exception, sessions, at)]
        for met in expand(session.as_schedule(), changes, NO_PAUSES, first, expanded.last):
            found.add(Piece(met.day, met.start, met.end))
    return frozenset(found)


def _concerns(exception, sessions, at):
    meant = [i for i, session in enumerate(sessions) if exception.at is None or session.start == exception.at]
    if exception.kind == ExceptionKind.EXTRA:
        meant = (meant or list(range(len(sessions))))[:1]
    return at in meant


def _first(rule, part, otherwise):
    values = rule.get(part)
    if values is None:
        return otherwise
    return values[0] if isinstance(values, list | tuple) else values
