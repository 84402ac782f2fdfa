"""Expand schedules into dates: pure functions on local wall-clock time, no models, no database.

Even and odd weeks go by the ISO week number of each date, never by counting weeks: 2026 has a
week 53, so week 52 (even) is followed by two odd weeks.
"""

import calendar as month_calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from .choices import ExceptionKind, Rule
from .clock import LOCAL_ZONE
from .school_calendar import Calendar

WEEKDAY_RULES = frozenset({Rule.WEEKLY, Rule.EVEN_WEEKS, Rule.ODD_WEEKS, Rule.INTERVAL, Rule.MONTHLY})
WEEK = 7
LONGEST_SEASON = 50  # years


@dataclass(frozen=True)
class Schedule:
    """When one session takes place.

    A single date takes its weekday from `first` and is never paused: whoever names a date means it.
    """

    rule: str  # values of choices.Rule
    weekday: int | None = None  # 0 = Monday
    start: int | None = None  # minutes after midnight; None only by agreement
    end: int | None = None  # minutes after midnight of the starting day; above 1440 when it runs past midnight
    first: dt.date | None = None  # start of the season, or the single date
    last: dt.date | None = None  # end of the season, inclusive; None = open-ended
    interval: int = 1  # weeks, for INTERVAL, counted from the first matching weekday on or after `first`
    ordinal: int | None = None  # 1..4, or -1 for the last, for MONTHLY
    excluded_months: frozenset[int] = frozenset()
    week_from: int | None = None  # ISO weeks, both included; may wrap over new year (36-12)
    week_until: int | None = None
    count: int | None = None  # the first n dates after pauses, before exceptions
    opening_hours: bool = False
    pauses_in_school_holidays: bool = False
    pauses_on_public_holidays: bool = True


@dataclass(frozen=True)
class Change:
    """One exception: the planned `day` is cancelled or moved, or `day` is an extra date.

    `start` and `end` are the new times in minutes, None = as usual.
    """

    kind: str  # values of choices.ExceptionKind
    day: dt.date
    to_day: dt.date | None = None  # None: moved within its day
    start: int | None = None
    end: int | None = None
    note: str = ""


@dataclass(frozen=True, order=True)
class Occurrence:
    """One meeting; `start` and `end` in minutes after midnight of `day`."""

    day: dt.date
    start: int
    end: int
    # The original date when it was moved. Not compared: None can't be ordered against a date.
    planned: dt.date | None = field(default=None, compare=False)

    @property
    def starts_at(self) -> dt.datetime:
        return local_moment(self.day, self.start)

    @property
    def ends_at(self) -> dt.datetime:
        return local_moment(self.day, self.end)


def local_moment(day: dt.date, minutes: int) -> dt.datetime:
    """Return the aware moment when the wall clock has moved on by `minutes` since the day's midnight.

    13.00 stays 13.00 on both sides of a clock change.
    """
    midnight = dt.datetime(day.year, day.month, day.day)
    return (midnight + dt.timedelta(minutes=minutes)).replace(tzinfo=LOCAL_ZONE)


def missing_fields(schedule: Schedule) -> tuple[str, ...]:
    """Name the fields the rule needs and does not have; such a schedule has no dates."""
    if schedule.rule == Rule.BY_AGREEMENT:
        return ()
    needed = ["start", "end"]
    if schedule.rule in WEEKDAY_RULES:
        needed.append("weekday")
    if schedule.rule == Rule.MONTHLY:
        needed.append("ordinal")
    if schedule.rule in (Rule.SINGLE, Rule.INTERVAL) or schedule.count:
        needed.append("first")
    return tuple(name for name in needed if getattr(schedule, name) is None)


def expand(
    schedule: Schedule, changes: Iterable[Change], calendar: Calendar, start: dt.date, until: dt.date
) -> list[Occurrence]:
    """Return the occurrences whose (starting) day lies in the inclusive window, sorted.

    By agreement, or with a needed field missing, there are none. A move counts only where its day
    is planned; a cancellation also takes an extra date on its day.
    """
    if missing_fields(schedule) or schedule.rule == Rule.BY_AGREEMENT:
        return []
    cancelled, moved, extras = _sorted_by_kind(changes)
    found = {
        Occurrence(day, schedule.start, schedule.end)
        for day in planned_days(schedule, calendar, start, until)
        if day not in cancelled and day not in moved
    }
    for change in moved.values():
        to_day = change.to_day or change.day
        if change.day not in cancelled and start <= to_day <= until and _is_planned(schedule, calendar, change.day):
            found.add(Occurrence(to_day, *_times(schedule, change), planned=change.day))
    for change in extras:
        if change.day not in cancelled and start <= change.day <= until:
            found.add(Occurrence(change.day, *_times(schedule, change)))
    return sorted(found)


def cancelled_days(
    schedule: Schedule, changes: Iterable[Change], calendar: Calendar, start: dt.date, until: dt.date
) -> list[dt.date]:
    """Return the days of the inclusive window on which a planned or extra date is cancelled, sorted."""
    if missing_fields(schedule) or schedule.rule == Rule.BY_AGREEMENT:
        return []
    cancelled, _moved, extras = _sorted_by_kind(changes)
    extra_days = {change.day for change in extras}
    return sorted(
        day
        for day in cancelled
        if start <= day <= until and (day in extra_days or _is_planned(schedule, calendar, day))
    )


def dates_in_season(schedule: Schedule, calendar: Calendar) -> list[dt.date] | None:
    """Return every planned date of the season, before exceptions.

    None when they can't be counted: by agreement, opening hours, no beginning, or neither end nor count.
    """
    if schedule.rule == Rule.BY_AGREEMENT or schedule.opening_hours or schedule.first is None:
        return None
    if schedule.rule == Rule.SINGLE:
        return [schedule.first]
    if schedule.last is None and not schedule.count:
        return None
    # The bound keeps a mistyped year, or a count that pauses never let come true, from costing minutes.
    bound = schedule.first.replace(year=min(schedule.first.year + LONGEST_SEASON, dt.MAXYEAR), day=1)
    return planned_days(schedule, calendar, schedule.first, min(schedule.last or bound, bound))


def planned_days(schedule: Schedule, calendar: Calendar, start: dt.date, until: dt.date) -> list[dt.date]:
    """Return the dates of the rule in the inclusive window, after pauses and before exceptions, sorted."""
    if missing_fields(schedule) or schedule.rule == Rule.BY_AGREEMENT:
        return []
    if not schedule.count or schedule.rule == Rule.SINGLE:
        return list(_kept(schedule, calendar, _rule_days(schedule, start, until)))
    # "8 times" is counted from the first date, wherever the window starts.
    counted = islice(_kept(schedule, calendar, _rule_days(schedule, schedule.first, until)), schedule.count)
    return [day for day in counted if day >= start]


def _is_planned(schedule, calendar, day):
    return bool(planned_days(schedule, calendar, day, day))


def _sorted_by_kind(changes):
    cancelled, moved, extras = set(), {}, []
    for change in changes:
        if change.kind == ExceptionKind.CANCELLED:
            cancelled.add(change.day)
        elif change.kind == ExceptionKind.MOVED:
            moved[change.day] = change
        else:
            extras.append(change)
    return cancelled, moved, extras


def _times(schedule, change):
    start = schedule.start if change.start is None else change.start
    if change.end is not None:
        return start, change.end
    return start, start + schedule.end - schedule.start


def _rule_days(schedule: Schedule, start: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Yield the rule's dates within window and season, stepping by weeks or months; nothing is paused yet."""
    if schedule.rule == Rule.SINGLE:
        if start <= schedule.first <= until:
            yield schedule.first
        return
    low = start if schedule.first is None else max(start, schedule.first)
    high = until if schedule.last is None else min(until, schedule.last)
    if schedule.rule == Rule.MONTHLY:
        yield from _monthly_days(schedule, low, high)
        return
    # Ordinals rather than timedeltas: quicker, and no overflow at the end of the calendar.
    step = WEEK * max(schedule.interval, 1) if schedule.rule == Rule.INTERVAL else WEEK
    anchor = _on_or_after(low if step == WEEK else schedule.first, schedule.weekday)
    anchor += max(0, -(-(low.toordinal() - anchor) // step)) * step
    for ordinal in range(anchor, high.toordinal() + 1, step):
        yield dt.date.fromordinal(ordinal)


def _on_or_after(day, weekday):
    return day.toordinal() + (weekday - day.weekday()) % WEEK


def _monthly_days(schedule, low, high):
    for month in range(low.year * 12 + low.month - 1, high.year * 12 + high.month):
        day = _nth_weekday(month // 12, month % 12 + 1, schedule.weekday, schedule.ordinal)
        if low <= day <= high:
            yield day


def _nth_weekday(year, month, weekday, ordinal):
    first_weekday, length = month_calendar.monthrange(year, month)
    first = 1 + (weekday - first_weekday) % WEEK
    number = first + WEEK * (ordinal - 1) if ordinal > 0 else length - (length - first) % WEEK
    return dt.date(year, month, number)


def _kept(schedule: Schedule, calendar: Calendar, days: Iterable[dt.date]) -> Iterable[dt.date]:
    """Drop the dates in other weeks, in excluded months and in pauses; each test only where the schedule asks."""
    if schedule.rule == Rule.SINGLE:
        return days
    parity = {Rule.EVEN_WEEKS: 0, Rule.ODD_WEEKS: 1}.get(schedule.rule)
    if parity is not None:
        days = (day for day in days if day.isocalendar().week % 2 == parity)
    if schedule.week_from or schedule.week_until:
        days = (day for day in days if _in_weeks(day, schedule.week_from or 1, schedule.week_until or 53))
    if schedule.excluded_months:
        days = (day for day in days if day.month not in schedule.excluded_months)
    if schedule.pauses_on_public_holidays:
        days = (day for day in days if not calendar.is_public_holiday(day))
    if schedule.pauses_in_school_holidays:
        days = (day for day in days if not calendar.is_school_holiday(day))
    return days


def _in_weeks(day, week_from, week_until):
    week = day.isocalendar().week
    if week_from <= week_until:
        return week_from <= week <= week_until
    return week >= week_from or week <= week_until
