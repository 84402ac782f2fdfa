"""The seasons that fictional offers live in, so that most have dates to come on any day of the year."""

import datetime as dt

# A season gives way to the next some days before its end, while weekly offers still have a date.
SWITCH = dt.timedelta(days=12)


def indoor_season(today):
    """September to May: the one `today` lies in, from late May the next."""
    year = today.year if today + SWITCH > dt.date(today.year, 5, 31) else today.year - 1
    return dt.date(year, 9, 1), dt.date(year + 1, 5, 31)


def summer_season(today):
    """April to October: this year's, from late October the next."""
    year = today.year + 1 if today + SWITCH > dt.date(today.year, 10, 31) else today.year
    return dt.date(year, 4, 1), dt.date(year, 10, 31)
