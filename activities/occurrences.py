"""Keep the table of coming dates true: one window of days for all offers, rolled forward now and then.

Rules are expanded when an offer is published or rolled, never when it is searched.
"""

import datetime as dt

from django.db import transaction
from django.db.models import OuterRef, Subquery, prefetch_related_objects

from . import clock
from .announcements import announce
from .models import HORIZON_DAYS, ActivityPage, Occurrence, OccurrenceWindow, SchoolHoliday
from .models.schedule import changes_by_session
from .recurrence import expand
from .school_calendar import Calendar

PAST_DAYS = 31  # kept, so that a page can say what was cancelled lately
SPARE_DAYS = 60  # expanded beyond the horizon, so that a roll is rare
CHUNK = 400


def calendar_now():
    """Return the holidays known to the database as one pure `Calendar`."""
    spans = SchoolHoliday.objects.order_by("first").values_list("first", "last")
    return Calendar(school_holidays=tuple(spans))


def window_for(today):
    """Return the (first, last) day that should be expanded on `today`."""
    return today - dt.timedelta(days=PAST_DAYS), today + dt.timedelta(days=HORIZON_DAYS + SPARE_DAYS)


def current_window():
    """Return the window in force as (first, last) day, made when there is none yet."""
    first, last = window_for(clock.today())
    window, _made = OccurrenceWindow.objects.get_or_create(pk=1, defaults={"first": first, "last": last})
    return window.first, window.last


def is_roll_due(today=None):
    """True when the window no longer holds every day a visitor may ask for (also after the clock went back)."""
    today = today or clock.today()
    first, last = current_window()
    return today < first or today + dt.timedelta(days=HORIZON_DAYS + 1) > last


def refresh_occurrences(ids, calendar=None):
    """Expand the live offers among `ids` anew; the others lose their dates. One transaction per chunk."""
    calendar = calendar or calendar_now()
    window = current_window()
    ids = sorted(ids)
    for at in range(0, len(ids), CHUNK):
        _refresh_chunk(ids[at : at + CHUNK], calendar, window)


@transaction.atomic
def _refresh_chunk(ids, calendar, window):
    # The lock makes two runs at once follow each other instead of doubling dates.
    pages = list(ActivityPage.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))
    prefetch_related_objects(pages, "sessions", "exceptions")
    Occurrence.objects.filter(page_id__in=ids).delete()
    rows = [row for page in pages if page.live for row in occurrences_of(page, calendar, *window)]
    Occurrence.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def occurrences_of(page, calendar, first, last):
    """Return unsaved `Occurrence` rows of a page's sessions within the window."""
    sessions = list(page.sessions.all())
    changes = changes_by_session(sessions, page.exceptions.all())
    rows = []
    for session, own_changes in zip(sessions, changes, strict=True):
        for found in expand(session.as_schedule(), own_changes, calendar, first, last):
            rows.append(
                Occurrence(
                    session_id=session.pk,
                    page_id=page.pk,
                    day=found.day,
                    start=found.start,
                    end=found.end,
                    starts_at=found.starts_at,
                    ends_at=found.ends_at,
                    planned=found.planned,
                )
            )
    return rows


def roll_occurrences(progress=None, *, force=False):
    """Move the window to today when it is due, expand every live offer and announce it; return the ids expanded.

    Safe to repeat and to run twice at once: the window's row is the lock.
    """
    if not force and not is_roll_due():
        return []
    first, last = window_for(clock.today())
    with transaction.atomic():
        current_window()
        window = OccurrenceWindow.objects.select_for_update().get(pk=1)
        if not force and (window.first, window.last) == (first, last):
            return []
        window.first, window.last = first, last
        window.save()
    ids = list(ActivityPage.objects.live().order_by("pk").values_list("pk", flat=True))
    calendar = calendar_now()
    for at in range(0, len(ids), CHUNK):
        with transaction.atomic():
            refresh_occurrences(ids[at : at + CHUNK], calendar)
            announce(ids[at : at + CHUNK])
        if progress:
            progress(min(at + CHUNK, len(ids)), len(ids))
    return ids


def next_occurrences(page_ids, moment=None, venue=None):
    """Return {page id: first occurrence not yet over} for a page of offers, by one query and one row each.

    With a `venue`, only what takes place there counts.
    """
    moment = moment or clock.now()
    horizon = moment.date() + dt.timedelta(days=HORIZON_DAYS)
    coming = Occurrence.objects.filter(page=OuterRef("pk"), ends_at__gt=moment, day__lte=horizon)
    if venue is not None:
        coming = coming.filter(session__venue=venue)
    first = coming.order_by("starts_at", "pk").values("pk")[:1]
    # Named in values() alone, modeltranslation would add every column.
    pages = ActivityPage.objects.filter(pk__in=page_ids).annotate(first=Subquery(first)).values("first")
    found = Occurrence.objects.filter(pk__in=pages).select_related("session__venue")
    return {occurrence.page_id: occurrence for occurrence in found}


def coming_of(page, number=8, moment=None):
    """Return the next `number` occurrences of one offer."""
    moment = moment or clock.now()
    horizon = moment.date() + dt.timedelta(days=HORIZON_DAYS)
    coming = page.occurrences.filter(ends_at__gt=moment, day__lte=horizon).select_related("session__venue")
    return list(coming.order_by("starts_at", "pk")[:number])
