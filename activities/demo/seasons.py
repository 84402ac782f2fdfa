"""The seasons that fictional offers live in, so that most have dates to come on any day of the year."""

import datetime as dt

# First and last (month, day); a season may run over new year.
SPANS = {
    "indoor": ((9, 1), (5, 31)),
    "summer": ((4, 1), (10, 31)),
    "winter": ((10, 1), (3, 31)),
    "light": ((4, 1), (9, 30)),
    "autumn": ((8, 31), (12, 18)),
    "spring": ((1, 11), (5, 28)),
}
# A season gives way to the next some days before its end, while weekly offers still have a date.
SWITCH = dt.timedelta(days=12)
COURSE_STARTS = ((1, 11), (4, 6), (9, 7), (10, 26))
COURSE_SHOWN_AFTER_START = dt.timedelta(days=14)


def season(name, today):
    """Return the (first, last) day of the season `today` lies in, near or after its end of the next one."""
    start, end = SPANS[name]
    for year in (today.year - 1, today.year, today.year + 1):
        last = dt.date(year + (end < start), *end)
        if last >= today + SWITCH:
            return dt.date(year, *start), last
    raise AssertionError("unreachable: next year's season ends after today")


def course_start(today):
    """Return the day on which the courses of this time of year begin."""
    years = (today.year, today.year + 1)
    days = (dt.date(year, *start) for year in years for start in COURSE_STARTS)
    return next(day for day in days if day >= today - COURSE_SHOWN_AFTER_START)


def next_in_year(month, nth, weekday, today):
    """Return the next n-th weekday (-1 = last) of a month, today included."""
    days = (nth_weekday(year, month, nth, weekday) for year in (today.year, today.year + 1))
    return next(day for day in days if day >= today)


def nth_weekday(year, month, nth, weekday):
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-1 - nth))


def days_of_week(week, weekdays, today):
    """Return the days of the next ISO week of that number that is not over."""
    weeks = (
        [dt.date.fromisocalendar(year, week, day + 1) for day in weekdays] for year in (today.year, today.year + 1)
    )
    return next(days for days in weeks if days[-1] >= today)


def on_or_after(day, weekday):
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)
