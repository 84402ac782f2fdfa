"""Say schedules, changes and coming dates as a reader would: plain text, one language at a time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import npgettext, pgettext

from . import schedule_words as words
from .choices import ExceptionKind, Rule
from .recurrence import WEEKDAY_RULES, Change, Occurrence, Schedule, missing_fields

SHORTEST_RUN = 3  # from here on "Monday to Wednesday" reads easier than a list
MOST_LISTED = 4  # single dates named one by one


def describe(schedules: Sequence[Schedule], language: str) -> str:
    """Return one sentence, without a full stop, for all the sessions of an offer; empty when nothing is complete."""
    complete = [schedule for schedule in schedules if not missing_fields(schedule)]
    with words.speaking(language) as locale:
        series = [schedule for schedule in complete if schedule.rule in WEEKDAY_RULES]
        singles = [schedule for schedule in complete if schedule.rule == Rule.SINGLE]
        agreed = [schedule for schedule in complete if schedule.rule == Rule.BY_AGREEMENT]
        parts = [_series_text(group, locale) for group in _seasons(series)]
        parts += [_singles_text(group, locale) for group in _by_opening(singles)]
        return words.capitalized(_with_agreement(words.joined(words.semicolon, parts), agreed, locale), locale)


def describe_change(change: Change, language: str) -> str:
    """Return a change as "aflyst 23. november", to stand in a line; the note is the club's own words and left out."""
    with words.speaking(language) as locale:
        if change.kind == ExceptionKind.CANCELLED:
            return pgettext("schedule", "cancelled %(date)s") % {"date": words.date(change.day, locale)}
        to_day = change.to_day or change.day
        parts = {"date": words.date(change.day, locale), "moment": _moment(change, to_day, locale)}
        if change.kind == ExceptionKind.EXTRA:
            return pgettext("schedule", "extra date %(moment)s") % parts
        if to_day == change.day and change.start is not None:
            parts["times"] = _new_times(change)
            return pgettext("schedule", "%(date)s moved to %(times)s") % parts
        return pgettext("schedule", "%(date)s moved to %(moment)s") % parts


def occurrence_text(occurrence: Occurrence, language: str, today: dt.date) -> str:
    """Return one coming date as "I morgen, tirs. 24. nov., kl. 17-19"; the year only where it is another."""
    with words.speaking(language) as locale:
        return words.capitalized(_occurrence(occurrence, today, locale), locale)


def coming_text(occurrence: Occurrence | None, cancelled: Iterable[dt.date], language: str, today: dt.date) -> str:
    """Return the next date, led by the nearest cancelled day that a regular would otherwise turn up on.

    Empty when nothing is coming and nothing from today on is cancelled.
    """
    missed = [day for day in cancelled if day >= today and (occurrence is None or day < occurrence.day)]
    with words.speaking(language) as locale:
        parts = {}
        if occurrence is not None:
            parts["next"] = _occurrence(occurrence, today, locale)
        if missed:
            parts["date"] = words.date(min(missed), locale, "MMMd")
        text = ""
        if occurrence is not None and missed:
            text = pgettext("schedule", "cancelled %(date)s, next time %(next)s") % parts
        elif missed:
            text = pgettext("schedule", "cancelled %(date)s") % parts
        elif occurrence is not None:
            text = parts["next"]
        return words.capitalized(text, locale)


def _timed(days, times):
    return pgettext("schedule", "%(days)s %(times)s") % {"days": days, "times": times}


def _all(times, locale):
    return words.listed((words.times(*span) for span in times), locale)


def _moment(change, day, locale):
    """The day a change leads to, with its times where they are not the usual ones."""
    if change.start is None:
        return words.full_date(day, locale)
    return _timed(words.full_date(day, locale), _new_times(change))


def _new_times(change):
    return words.times(change.start, change.start if change.end is None else change.end)


def _occurrence(occurrence, today, locale):
    day = occurrence.day
    is_near = day.year == today.year or abs((day - today).days) <= 1
    parts = {
        "date": words.short_date(day, locale, "MMMd" if is_near else "yMMMd"),
        "times": words.times(occurrence.start, occurrence.end),
    }
    if day == today:
        return pgettext("schedule", "today, %(date)s, %(times)s") % parts
    if day == today + dt.timedelta(days=1):
        return pgettext("schedule", "tomorrow, %(date)s, %(times)s") % parts
    return pgettext("schedule", "%(date)s, %(times)s") % parts


# --- Sessions that repeat ---


def _seasons(schedules):
    """Group what shares season, pauses and weeks, so that these are said once; in order of time.

    A counted session stays alone: "8 times" must not be read as 4 Mondays and 4 Wednesdays.
    """
    groups = {}
    for schedule in sorted(schedules, key=_order):
        shared = replace(schedule, rule=Rule.WEEKLY, weekday=None, start=None, end=None, interval=1, ordinal=None)
        groups.setdefault(schedule if schedule.count else shared, []).append(schedule)
    return groups.values()


def _order(schedule):
    return (schedule.first or dt.date.min, schedule.last or dt.date.max, schedule.weekday or 0, schedule.start or 0)


def _series_text(group, locale):
    shared = group[0]
    text = words.listed(_phrases(group, locale), locale)
    if shared.opening_hours:
        text = pgettext("schedule", "open %(times)s") % {"times": text}
    clauses = (_span_clause(shared, locale), _weeks_clause(shared), _exclusion(shared, locale), _holiday_clause(shared))
    return words.joined(words.comma, [text, *clauses])


def _phrases(group, locale):
    """Say the days and times of one season: days with the same times, times of the same days, together."""
    members = {}
    for schedule in group:
        members.setdefault(_rhythm(schedule), []).append(schedule)
    plans = [(rhythm, days, times) for rhythm, own in members.items() for days, times in _merged(rhythm, own)]
    has_run = any(rhythm[0] != Rule.MONTHLY and len(_runs(days)) < len(days) for rhythm, days, _spans in plans)
    say_every = not group[0].opening_hours and not has_run
    return [_timed(_days_text(rhythm, days, locale, say_every), _all(times, locale)) for rhythm, days, times in plans]


def _rhythm(schedule):
    """(rule, interval, weekday): what must agree to be said in one breath; the weekday only for monthly rules."""
    if schedule.rule == Rule.INTERVAL and schedule.interval > 1:
        return Rule.INTERVAL, schedule.interval, None
    if schedule.rule == Rule.INTERVAL:
        return Rule.WEEKLY, 1, None
    return schedule.rule, 1, schedule.weekday if schedule.rule == Rule.MONTHLY else None


def _merged(rhythm, schedules):
    """Return [(days, times)]: ordinals instead of days for monthly rules."""
    times_of = {}
    for schedule in schedules:
        slot = schedule.ordinal if rhythm[0] == Rule.MONTHLY else schedule.weekday
        times_of.setdefault(slot, set()).add((schedule.start, schedule.end))
    days_of = {}
    for slot, times in times_of.items():
        days_of.setdefault(tuple(sorted(times)), set()).add(slot)
    return [(sorted(days), times) for times, days in days_of.items()]


def _days_text(rhythm, days, locale, say_every):
    rule, interval, weekday = rhythm
    if rule == Rule.MONTHLY:
        return _monthly_text(days, weekday, locale)
    if rule == Rule.INTERVAL:
        names = words.listed((words.weekday(day, locale) for day in days), locale)
        if interval == 2:
            return pgettext("schedule", "every other %(days)s") % {"days": names}
        template = npgettext("schedule", "%(days)s every %(weeks)d week", "%(days)s every %(weeks)d weeks", interval)
        return template % {"days": names, "weeks": interval}
    text = _weekly_text(days, locale, say_every)
    if rule == Rule.EVEN_WEEKS:
        return pgettext("schedule", "%(days)s in even weeks") % {"days": text}
    if rule == Rule.ODD_WEEKS:
        return pgettext("schedule", "%(days)s in odd weeks") % {"days": text}
    return text


def _weekly_text(days, locale, say_every):
    if len(days) == 7:
        return pgettext("schedule", "every day")
    runs = _runs(days)
    names = words.listed((_run_text(run, locale) for run in runs), locale)
    if len(runs) < len(days):
        return names
    if say_every:
        return pgettext("schedule", "every %(days)s") % {"days": names}
    return pgettext("schedule: weekdays", "%(days)s") % {"days": names}


def _runs(days):
    """Split sorted weekdays into [first, last] of at least three in a row and single [day]s."""
    stretches = []
    for day in days:
        if stretches and day == stretches[-1][-1] + 1:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    runs = []
    for stretch in stretches:
        runs += [[stretch[0], stretch[-1]]] if len(stretch) >= SHORTEST_RUN else [[day] for day in stretch]
    return runs


def _run_text(run, locale):
    names = [words.weekday(day, locale) for day in run]
    if len(names) == 1:
        return names[0]
    return pgettext("schedule: weekdays", "%(first)s to %(last)s") % {"first": names[0], "last": names[1]}


def _monthly_text(ordinals, weekday, locale):
    names = {
        1: pgettext("schedule: of the month", "first"),
        2: pgettext("schedule: of the month", "second"),
        3: pgettext("schedule: of the month", "third"),
        4: pgettext("schedule: of the month", "fourth"),
        -1: pgettext("schedule: of the month", "last"),
    }
    named = [names[ordinal] for ordinal in sorted(ordinals, key=lambda ordinal: ordinal % 6)]
    parts = {"ordinals": words.listed(named, locale), "day": words.weekday(weekday, locale)}
    return pgettext("schedule", "the %(ordinals)s %(day)s of the month") % parts


# --- What limits them ---


def _span_clause(schedule, locale):
    span = _span(schedule.first, schedule.last, locale)
    if not schedule.count:
        return span
    times = npgettext("schedule", "%(count)d time", "%(count)d times", schedule.count) % {"count": schedule.count}
    return pgettext("schedule", "%(times)s %(season)s") % {"times": times, "season": span}


def _span(first, last, locale):
    if first and last:
        skeleton = "MMMMd" if first.year == last.year else "long"
        parts = {"first": words.date(first, locale, skeleton), "last": words.date(last, locale, "long")}
        return pgettext("schedule: dates", "from %(first)s to %(last)s") % parts
    if first:
        return pgettext("schedule: dates", "from %(first)s") % {"first": words.date(first, locale, "long")}
    if last:
        return pgettext("schedule: dates", "until %(last)s") % {"last": words.date(last, locale, "long")}
    return ""


def _weeks_clause(schedule):
    if not schedule.week_from and not schedule.week_until:
        return ""
    first, last = schedule.week_from or 1, schedule.week_until or 53
    if first == last:
        return pgettext("schedule", "in week %(week)d") % {"week": first}
    return pgettext("schedule", "in weeks %(first)d-%(last)d") % {"first": first, "last": last}


def _exclusion(schedule, locale):
    months = sorted(schedule.excluded_months)
    if not months:
        return pgettext("schedule", "except in school holidays") if schedule.pauses_in_school_holidays else ""
    names = words.listed((words.month(month, locale) for month in months), locale)
    if schedule.pauses_in_school_holidays:
        template = npgettext(
            "schedule",
            "except in %(months)s and in school holidays",
            "except in %(months)s and in school holidays",
            len(months),
        )
        return template % {"months": names}
    return npgettext("schedule", "except in %(months)s", "except in %(months)s", len(months)) % {"months": names}


def _holiday_clause(schedule):
    return "" if schedule.pauses_on_public_holidays else pgettext("schedule", "also on public holidays")


# --- Single dates and agreements ---


def _by_opening(singles):
    groups = [[single for single in singles if single.opening_hours is flag] for flag in (False, True)]
    return [group for group in groups if group]


def _singles_text(singles, locale):
    times_of = {}
    for single in sorted(singles, key=_order):
        times_of.setdefault(single.first, set()).add((single.start, single.end))
    days_of = {}
    for day, times in times_of.items():
        days_of.setdefault(tuple(sorted(times)), []).append(day)
    if len(times_of) > MOST_LISTED:
        text = _many_dates(list(times_of), days_of, locale)
    else:
        phrases = (_dated(_dates(days, locale), _all(times, locale)) for times, days in days_of.items())
        text = words.listed(phrases, locale)
    return pgettext("schedule", "open %(times)s") % {"times": text} if singles[0].opening_hours else text


def _dated(dates, times):
    return pgettext("schedule: full date", "%(dates)s, %(times)s") % {"dates": dates, "times": times}


def _dates(days, locale):
    """Name each date; the year once where it is the same."""
    skeleton = "MMMMd" if days[0].year == days[-1].year else "long"
    earlier = [words.full_date(day, locale, skeleton) for day in days[:-1]]
    return words.listed([*earlier, words.full_date(days[-1], locale, "long")], locale)


def _many_dates(days, days_of, locale):
    parts = {"count": len(days), "season": _span(days[0], days[-1], locale)}
    text = npgettext("schedule", "%(count)d date %(season)s", "%(count)d dates %(season)s", len(days)) % parts
    return words.comma(text, _all(next(iter(days_of)), locale)) if len(days_of) == 1 else text


def _with_agreement(text, agreed, locale):
    if not agreed:
        return text
    if text:
        return pgettext("schedule", "%(times)s, or by agreement") % {"times": text}
    span = _span(agreed[0].first, agreed[0].last, locale)
    return words.joined(words.comma, [pgettext("schedule", "by agreement"), span])
