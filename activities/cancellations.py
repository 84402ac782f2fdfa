"""Sessions called off at short notice: what somebody may be on the way to, told by name instead of left out."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from . import clock
from .choices import ExceptionKind, State
from .models import ActivityPage, ScheduleException, Session
from .models.schedule import changes_by_session
from .occurrences import calendar_now
from .recurrence import Occurrence, cancelled_days, expand

SOON = dt.timedelta(hours=48)
MOST_OFFERS = 100  # looked through: a city that closes for snow may cancel everything at once


@dataclass(frozen=True)
class Cancelled:
    """One session that was planned and does not take place."""

    page: ActivityPage
    session: Session
    occurrence: Occurrence


def cancelled_soon(calendar=None) -> list[Cancelled]:
    """Return what was to begin within 48 hours, or to be going on now, and is cancelled; the soonest first.

    One query where nothing is cancelled, four where something is, whatever the number.
    """
    moment = clock.now()
    pages = _pages_with_a_cancellation(moment.date() - clock.days(1), (moment + SOON).date())
    if not pages:
        return []
    held = Prefetch("sessions", Session.objects.select_related("venue"))
    prefetch_related_objects(pages, held, "exceptions")
    calendar = calendar or calendar_now()
    found = [cancelled for page in pages for cancelled in _cancelled_of(page, calendar, moment)]
    return sorted(found, key=lambda cancelled: (cancelled.occurrence, cancelled.page.title, cancelled.page.pk))


def _pages_with_a_cancellation(first, last):
    days = ScheduleException.objects.filter(kind=ExceptionKind.CANCELLED, day__range=(first, last))
    on = ActivityPage.objects.open_to_all().filter(state__in=[State.FORMING, State.RUNNING])
    return list(on.filter(pk__in=days.values("page")).order_by("pk")[:MOST_OFFERS])


def _cancelled_of(page, calendar, moment):
    sessions = list(page.sessions.all())
    first, last = moment.date() - clock.days(1), (moment + SOON).date()
    for session, changes in zip(sessions, changes_by_session(sessions, page.exceptions.all()), strict=True):
        schedule = session.as_schedule()
        for day in cancelled_days(schedule, changes, calendar, first, last):
            for planned in as_planned(schedule, changes, calendar, day):
                if planned.ends_at > moment and planned.starts_at <= moment + SOON:
                    yield Cancelled(page, session, planned)


def as_planned(schedule, changes, calendar, day):
    """Return the session of that day as if nobody had cancelled it; what was moved there takes place."""
    rest = [change for change in changes if not (change.kind == ExceptionKind.CANCELLED and change.day == day)]
    return [date for date in expand(schedule, rest, calendar, day, day) if date.planned is None]
