"""The next dates of sessions that are not saved yet, with what the editor should know about them."""

from dataclasses import dataclass, field

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from . import clock
from . import schedule_words as words
from .choices import ExceptionKind, Rule
from .models import HORIZON_DAYS
from .models.schedule import changes_by_session
from .occurrences import calendar_now
from .recurrence import cancelled_days, expand, planned_days
from .schedule_text import describe

SHOWN = 10


@dataclass
class ComingDate:
    day: str
    time: str
    venue: str
    moved_from: str = ""


@dataclass
class Preview:
    sentence: str = ""
    dates: list = field(default_factory=list)
    total: int = 0
    cancelled: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


def preview_of(sessions, exceptions):
    """Return the `Preview` of unsaved sessions and exceptions, in the language in force."""
    calendar = calendar_now()
    today = clock.today()
    last = today + clock.days(HORIZON_DAYS)
    changes = changes_by_session(sessions, exceptions)
    found, cancelled = [], set()
    for session, own_changes in zip(sessions, changes, strict=True):
        schedule = session.as_schedule()
        found += [(date, session) for date in expand(schedule, own_changes, calendar, today, last)]
        cancelled.update(cancelled_days(schedule, own_changes, calendar, today, last))
    found.sort(key=lambda pair: (pair[0].day, pair[0].start))
    moment = clock.now()
    found = [pair for pair in found if pair[0].ends_at > moment]
    schedules = [session.as_schedule() for session in sessions]
    return Preview(
        sentence=describe(schedules, get_language()) if sessions else "",
        dates=[coming_date(date, session) for date, session in found[:SHOWN]],
        total=len(found),
        cancelled=[long_day(day) for day in sorted(cancelled)],
        warnings=[*holiday_warnings(sessions, calendar, last), *idle_exceptions(sessions, exceptions, calendar)],
    )


def coming_date(date, session):
    return ComingDate(
        day=long_day(date.day),
        time=clock_times(date.start, date.end),
        venue=", ".join(filter(None, [str(session.venue or ""), session.room])),
        moved_from=long_day(date.planned) if date.planned and date.planned != date.day else "",
    )


def holiday_warnings(sessions, calendar, horizon):
    """Say where a season that pauses in school holidays runs past the known ones."""
    pausing = [
        session for session in sessions if session.pauses_in_school_holidays and session.rule != Rule.BY_AGREEMENT
    ]
    known = calendar.known_until
    if known is None:
        return [_("No school holidays are known yet, so nothing pauses.")] if pausing else []
    if not any((session.ends_on or horizon) > known for session in pausing):
        return []
    return [
        _(
            "The school holidays are known until %(day)s. Later dates may fall in a holiday: "
            "look at them again when the next holidays are known."
        )
        % {"day": short_day(known)}
    ]


def idle_exceptions(sessions, exceptions, calendar):
    """Say which cancelled or moved dates meet no session."""
    warnings = []
    for number, exception in enumerate(exceptions, start=1):
        if exception.kind == ExceptionKind.EXTRA:
            continue
        meant = [session for session in sessions if exception.at is None or session.start == exception.at]
        if not any(planned_days(session.as_schedule(), calendar, exception.day, exception.day) for session in meant):
            warnings.append(
                _("Date %(number)s: no session takes place on %(day)s. Check the date.")
                % {"number": number, "day": long_day(exception.day)}
            )
    return warnings


def more_text(preview):
    """`and 25 more`, or '' when all are shown."""
    more = preview.total - len(preview.dates)
    return ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more} if more else ""


def long_day(day):
    with words.speaking(get_language()) as locale:
        return words.full_date(day, locale, "long")


def short_day(day):
    with words.speaking(get_language()) as locale:
        return words.date(day, locale, "long")


def clock_times(start, end):
    """Minutes after midnight as people write them: `16.00-17.00`."""
    with words.speaking(get_language()):
        return words.times(start, end)
