"""Turn the written schedules of the demo into sessions and exceptions around today."""

import datetime as dt

from ..choices import WEEKDAY_KEYS, ExceptionKind, Rule
from ..models import ScheduleException, Session
from ..recurrence import expand
from .seasons import course_start, days_of_week, next_in_year, on_or_after, season

LOOK_AHEAD = dt.timedelta(days=120)
SAME_IN_BOTH = {
    "open": "opening_hours",
    "school": "pauses_in_school_holidays",
    "every": "interval",
    "not_months": "excluded_months",
}


def chosen(value, number):
    """A list offers a choice to the `number`-th offer of its kind; anything else is what it is."""
    return value[number % len(value)] if isinstance(value, list) else value


def weekdays_of(text):
    """Read `mon`, `mon+wed` or `mon-fri` as weekday numbers."""
    if "-" in text:
        first, last = (WEEKDAY_KEYS.index(key) for key in text.split("-"))
        return list(range(first, last + 1))
    return [WEEKDAY_KEYS.index(key) for key in text.split("+")]


class Timetable:
    """Sessions of one offer: `written` is its list in the data, `number` which offer of its kind it is."""

    def __init__(self, written, number, venue, today):
        self.number, self.venue, self.today = number, venue, today
        self.sessions = [session for facts in written for session in self.read(facts)]

    def read(self, facts):
        rule = chosen(facts.get("rule", Rule.WEEKLY), self.number)
        if rule == Rule.BY_AGREEMENT:
            return [Session(rule=rule, venue=self.venue)]
        start = dt.time.fromisoformat(chosen(facts["at"], self.number))
        end = (dt.datetime.combine(self.today, start) + dt.timedelta(minutes=facts["for"])).time()
        shared = {"venue": self.venue, "start": start, "end": end}
        single_days = self.single_days(facts)
        if single_days:
            return [Session(rule=Rule.SINGLE, starts_on=day, weekday=day.weekday(), **shared) for day in single_days]
        return self.repeating(facts, rule, shared)

    def single_days(self, facts):
        if "event" in facts:
            event = facts["event"]
            return [next_in_year(event["month"], event["nth"], WEEKDAY_KEYS.index(event["on"]), self.today)]
        if "camp" in facts:
            return days_of_week(facts["camp"]["week"], weekdays_of(facts["camp"]["days"]), self.today)
        return []

    def repeating(self, facts, rule, shared):
        shared |= {name: facts[key] for key, name in SAME_IN_BOTH.items() if key in facts}
        if "weeks" in facts:
            shared["week_from"], shared["week_until"] = facts["weeks"]
        if rule == Rule.MONTHLY:
            shared["ordinal"] = chosen(facts["nth"], self.number)
        weekdays = weekdays_of(chosen(facts["on"], self.number))
        return [
            Session(rule=rule, weekday=weekday, **shared, **self.season(facts, rule, weekday, len(weekdays)))
            for weekday in weekdays
        ]

    def season(self, facts, rule, weekday, days_a_week):
        if facts["season"] == "open":
            return {}
        if facts["season"] == "course":
            first = on_or_after(course_start(self.today), weekday)
            return {"starts_on": first, "count": facts["count"] // days_a_week}
        first, last = season(facts["season"], self.today)
        if rule == Rule.INTERVAL:
            first = on_or_after(first, weekday)
        return {"starts_on": first, "ends_on": last}

    def exception(self, kind, note, calendar):
        """Return a row about the second date from this week on, or none when there is no such date."""
        session = self.sessions[0]
        monday = self.today - dt.timedelta(days=self.today.weekday())
        dates = expand(session.as_schedule(), (), calendar, monday, monday + LOOK_AHEAD)
        if session.rule == Rule.SINGLE or len(dates) < 2:
            return []
        day = dates[1].day
        notes = {f"note_{language}": text for language, text in note.items()}
        if kind == ExceptionKind.MOVED:
            return [ScheduleException(kind=kind, day=day, to_day=day + dt.timedelta(days=1), **notes)]
        if kind == ExceptionKind.EXTRA:
            return [ScheduleException(kind=kind, day=day + dt.timedelta(days=2), **notes)]
        return [ScheduleException(kind=kind, day=day, **notes)]
