"""Hold the expansion against a naive oracle that asks of each single day whether the session takes place."""

import datetime as dt

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.choices import ExceptionKind, Rule
from activities.recurrence import Change, Schedule, cancelled_days, expand
from activities.school_calendar import Calendar

ONE_DAY = dt.timedelta(days=1)
# Over the week 53 of 2026 and three clock changes.
FIRST_DAY, LAST_DAY = dt.date(2026, 6, 1), dt.date(2027, 11, 30)
LONGEST_SPAN = 500
DAYS = st.dates(FIRST_DAY, LAST_DAY)
MINUTES = st.integers(0, 1439)
PUBLIC_HOLIDAYS = set(holidays.Denmark(years=range(2024, 2031))) | {
    dt.date(year, month, number) for year in range(2024, 2031) for month, number in [(5, 1), (6, 5), (12, 24), (12, 31)]
}


@st.composite
def spans(draw, longest):
    first = draw(DAYS)
    return first, first + dt.timedelta(days=draw(st.integers(0, longest)))


@st.composite
def schedules(draw, rules=tuple(Rule.values)):
    start = draw(MINUTES)
    first, last = draw(spans(LONGEST_SPAN))
    rule = draw(st.sampled_from(rules))
    # Half of the schedules have no filter, or most dates would fall to one and hide a wrong step.
    filters = draw(st.just({}) | FILTERS)
    needs_first = filters.get("count") or rule in (Rule.INTERVAL, Rule.SINGLE)
    return Schedule(
        rule=rule,
        weekday=draw(st.integers(0, 6)),
        start=start,
        end=start + draw(st.integers(1, 600)),
        first=first if needs_first else draw(st.sampled_from([first, None])),
        last=draw(st.sampled_from([last, None, None])),
        interval=draw(st.integers(1, 5)),
        ordinal=draw(st.sampled_from([1, 2, 3, 4, -1])),
        pauses_in_school_holidays=draw(st.booleans()),
        pauses_on_public_holidays=draw(st.booleans()),
        **filters,
    )


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "excluded_months": st.frozensets(st.integers(1, 12), max_size=4),
        "week_from": st.integers(1, 53),
        "week_until": st.integers(1, 53),
        "count": st.integers(1, 12),
    },
)
CHANGES = st.lists(
    st.builds(
        Change,
        kind=st.sampled_from(ExceptionKind.values),
        day=DAYS,
        to_day=st.none() | DAYS,
        start=st.none() | MINUTES,
    ),
    max_size=6,
    unique_by=lambda change: (change.kind, change.day),
)
# Drawn spans are mostly short; the whole stretch meets every month.
WINDOWS = st.just((FIRST_DAY, LAST_DAY)) | spans(LONGEST_SPAN)
CALENDARS = st.builds(Calendar, st.lists(spans(40), max_size=4).map(tuple))


def is_rule_day(schedule, day):
    """Ask one day, by definition and not by stepping."""
    if schedule.rule == Rule.SINGLE:
        return day == schedule.first
    if schedule.rule == Rule.BY_AGREEMENT or day.weekday() != schedule.weekday:
        return False
    if (schedule.first and day < schedule.first) or (schedule.last and day > schedule.last):
        return False
    if schedule.rule == Rule.EVEN_WEEKS:
        return int(day.strftime("%V")) % 2 == 0
    if schedule.rule == Rule.ODD_WEEKS:
        return int(day.strftime("%V")) % 2 == 1
    if schedule.rule == Rule.INTERVAL:
        return (day - schedule.first).days // 7 % schedule.interval == 0
    if schedule.rule == Rule.MONTHLY:
        if schedule.ordinal == -1:
            return (day + 7 * ONE_DAY).month != day.month
        return (day.day + 6) // 7 == schedule.ordinal
    return True


def is_paused(schedule, school_holidays, day):
    if schedule.rule == Rule.SINGLE:
        return False
    week = int(day.strftime("%V"))
    low, high = schedule.week_from or 1, schedule.week_until or 53
    weeks = {*range(low, high + 1)} if low <= high else {*range(low, 54), *range(1, high + 1)}
    return (
        week not in weeks
        or day.month in schedule.excluded_months
        or (schedule.pauses_on_public_holidays and day in PUBLIC_HOLIDAYS)
        or (schedule.pauses_in_school_holidays and any(first <= day <= last for first, last in school_holidays))
    )


def oracle_planned(schedule, calendar):
    """Every planned day that a window may reach, one day at a time."""
    found, day = [], FIRST_DAY
    while day <= LAST_DAY + LONGEST_SPAN * ONE_DAY:
        if is_rule_day(schedule, day) and not is_paused(schedule, calendar.school_holidays, day):
            found.append(day)
        day += ONE_DAY
    return found if schedule.count is None else found[: schedule.count]


def oracle(schedule, changes, calendar, start, until):
    """Return {(day, start, end)} of the window."""
    if schedule.rule == Rule.BY_AGREEMENT:
        return set()
    planned = oracle_planned(schedule, calendar)
    cancelled = [change.day for change in changes if change.kind == ExceptionKind.CANCELLED]
    moved = [change.day for change in changes if change.kind == ExceptionKind.MOVED]
    meetings = [(day, schedule.start) for day in planned if day not in cancelled and day not in moved]
    for change in changes:
        start_of_change = schedule.start if change.start is None else change.start
        if change.day in cancelled:
            continue
        if change.kind == ExceptionKind.EXTRA:
            meetings.append((change.day, start_of_change))
        if change.kind == ExceptionKind.MOVED and change.day in planned:
            meetings.append((change.to_day or change.day, start_of_change))
    length = schedule.end - schedule.start
    return {(day, begin, begin + length) for day, begin in meetings if start <= day <= until}


# Each example walks some 1,000 days in the oracle.
patient = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("rule", Rule.values)
@patient
@given(st.data(), CHANGES, CALENDARS, WINDOWS)
def test_expansion_is_what_asking_each_day_gives(rule, data, changes, calendar, window):
    schedule = data.draw(schedules(rules=(rule,)))
    found = expand(schedule, changes, calendar, *window)
    assert [(o.day, o.start, o.end) for o in found] == sorted(oracle(schedule, changes, calendar, *window))


@patient
@given(schedules(), st.data(), CALENDARS)
def test_changes_of_planned_days(schedule, data, calendar):
    """Random days are seldom planned ones, so here the changes are drawn from the plan."""
    window = FIRST_DAY, LAST_DAY
    planned = [occurrence.day for occurrence in expand(schedule, [], calendar, *window)]
    if not planned:
        return
    changes = [
        Change(data.draw(st.sampled_from(ExceptionKind.values)), day, to_day=data.draw(st.none() | DAYS))
        for day in data.draw(st.lists(st.sampled_from(planned), max_size=5, unique=True))
    ]
    found = expand(schedule, changes, calendar, *window)
    assert [(o.day, o.start, o.end) for o in found] == sorted(oracle(schedule, changes, calendar, *window))
    cancelled = sorted(change.day for change in changes if change.kind == ExceptionKind.CANCELLED)
    assert cancelled_days(schedule, changes, calendar, *window) == cancelled


@patient
@given(schedules(), CHANGES, CALENDARS, spans(300), st.integers(0, 300))
def test_two_windows_side_by_side_give_what_one_gives(schedule, changes, calendar, window, cut):
    start, until = window
    middle = min(start + cut * ONE_DAY, until)
    left = expand(schedule, changes, calendar, start, middle)
    right = expand(schedule, changes, calendar, middle + ONE_DAY, until)
    assert left + right == expand(schedule, changes, calendar, start, until)


@patient
@given(schedules(), CALENDARS, spans(300))
def test_wall_clock_times_survive_every_clock_change(schedule, calendar, window):
    for occurrence in expand(schedule, [], calendar, *window):
        begins, ends = occurrence.starts_at, occurrence.ends_at
        assert (begins.date(), begins.hour * 60 + begins.minute) == (occurrence.day, occurrence.start)
        assert ends.date() == occurrence.day + occurrence.end // 1440 * ONE_DAY
        assert ends.hour * 60 + ends.minute == occurrence.end % 1440
        assert begins.utcoffset() in (dt.timedelta(hours=1), dt.timedelta(hours=2))
