"""What has changed and the search server has yet to hear of: written with the change, fed after it.

Rows say only which offers; documents are built from the present state when they are fed, so neither
order nor doubles matter. Ages are told by the machine's clock, not the product's: a frozen day does not
stop a queue.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from activities.models import ActivityPage

from .engines.base import Unavailable
from .models import RefusedDocument, SearchGeneration, SearchOutbox

logger = logging.getLogger(__name__)

Feed = Callable[[list[int]], dict[int, str]]

LIMIT = 500  # rows fed at once
NEWEST = 50  # of them, when there are more: one publish does not wait behind an import
INSERTED_AT_ONCE = 2000
DAYS_OF_A_ROLL = 7  # each day a seventh of the offers
FIRST_RETRY, LONGEST_RETRY = dt.timedelta(minutes=1), dt.timedelta(hours=6)
RETRIED_AT_ONCE = 1000
REASON_LENGTH = 500
REFUSED_SHOWN = 20


@dataclass(frozen=True)
class Refused:
    """An offer that the server refused: why, how often it was tried, and since when."""

    offer_id: int
    reason: str
    tries: int
    since: dt.datetime


@dataclass(frozen=True)
class Backlog:
    """What waits: the number of changes, the age of the oldest in seconds, and the first of those refused."""

    count: int = 0
    oldest: float = 0.0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)


def is_fed() -> bool:
    """True when a search server is to be fed at all; the embedded engine needs no outbox."""
    return settings.FINDER_SEARCH_ENGINE == "elasticsearch"


# --- Writing, in the transaction of the change ---


def enqueue(ids: Iterable[int]) -> None:
    """Note that these offers changed; part of the transaction in hand, if there is one."""
    ids = iter(ids)
    while some := list(islice(ids, INSERTED_AT_ONCE)):
        # Not by bulk_create: to make and compile 500 objects takes many times as long as the insert.
        rows = ", ".join(f"({int(offer)})" for offer in some)
        _insert(f"SELECT column1 AS offer FROM (VALUES {rows}) AS given")  # noqa: S608  whole numbers only


def enqueue_all() -> int:
    """Note every offer, live or not, by one statement, for a server that has to be told everything; return how many."""
    return _enqueue_found(ActivityPage.objects.all())


def _enqueue_found(offers) -> int:
    # The database copies the keys itself: whoever saves meanwhile waits milliseconds, also in a large city.
    return _insert(*offers.order_by().values(offer=F("pk")).query.sql_with_params())


def _insert(statement: str, parameters: Iterable = ()) -> int:
    """Add a row for each `offer` that the statement selects and return how many."""
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    insert = f"INSERT INTO search_searchoutbox (offer_id, added_at) SELECT offer, %s FROM ({statement}) AS offers"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(insert, [moment, *parameters])
        return cursor.rowcount


# --- Feeding ---


def drain(feed: Feed, limit: int = LIMIT) -> int:
    """Feed batch after batch until nothing waits and return the number of offers told.

    Raises Unavailable when the server takes nothing; everything not yet taken then stays.
    """
    told = 0
    while batch := drain_batch(feed, limit):
        told += batch
    return told


def drain_batch(feed: Feed, limit: int = LIMIT) -> int:
    """Feed one batch and delete exactly its rows; return the number of offers told, 0 when nothing waits.

    Killed in the middle, its rows stay. Two at once take different rows on PostgreSQL; elsewhere they may
    do the same work twice, which versions make harmless.
    """
    if not SearchOutbox.objects.exists():
        return 0
    with _claiming():
        taken = _taken(limit)
        ids = sorted(set(taken.values()))
        if not ids:
            return 0
        refused = _told(feed, ids)
        with transaction.atomic():
            SearchOutbox.objects.filter(pk__in=taken).delete()
            _note_refused(refused)
            RefusedDocument.objects.filter(pk__in=set(ids) - refused.keys()).delete()
    return len(ids)


def _can_skip_locked() -> bool:
    return connection.features.has_select_for_update_skip_locked


@contextmanager
def _claiming():
    """Hold the rows while they are fed, where that keeps nobody from writing."""
    if _can_skip_locked():
        with transaction.atomic():
            yield
    else:
        # A transaction of SQLite would keep everybody from saving for as long as the server takes to answer.
        yield


def _taken(limit: int) -> dict[int, int]:
    """Return {row: offer} of the oldest rows, and of the newest where there are more than fit."""
    waiting = SearchOutbox.objects.order_by("pk").values_list("pk", "offer_id")
    if _can_skip_locked():
        waiting = waiting.select_for_update(skip_locked=True)
    taken = dict(waiting[:limit])
    return taken | dict(waiting.reverse()[:NEWEST]) if len(taken) == limit else taken


def _told(feed: Feed, ids: list[int]) -> dict[int, str]:
    """Feed these offers and return {id: reason} of those refused, also those whose document can't be built."""
    errors: dict[int, Exception] = {}
    refused = _told_in_halves(feed, ids, errors)
    if len(ids) > 1 and len(errors) == len(ids):
        raise errors[ids[0]]  # not an offer is at fault then, but the feed itself
    return refused | {offer: f"{type(error).__name__}: {error}" for offer, error in errors.items()}


def _told_in_halves(feed: Feed, ids: list[int], errors: dict[int, Exception]) -> dict[int, str]:
    try:
        return feed(ids)
    except (Unavailable, DatabaseError):
        raise
    except Exception as error:
        if len(ids) == 1:
            errors[ids[0]] = error
            return {}
        half = len(ids) // 2
        return _told_in_halves(feed, ids[:half], errors) | _told_in_halves(feed, ids[half:], errors)


# --- Refused for their own sake ---


def _note_refused(refused: dict[int, str]) -> None:
    if not refused:
        return
    known = RefusedDocument.objects.in_bulk(refused)
    moment = timezone.now()
    rows = []
    for offer, reason in refused.items():
        row = known.get(offer) or RefusedDocument(offer_id=offer, tries=0, since=moment)
        reason = reason[:REASON_LENGTH]
        if row.reason != reason:
            logger.error("The search server refused offer %s, which is tried again later: %s", offer, reason)
        row.reason, row.tries, row.retry_at = reason, row.tries + 1, moment + _wait_after(row.tries + 1)
        rows.append(row)
    RefusedDocument.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["offer_id"], update_fields=["tries", "reason", "retry_at"]
    )


def _wait_after(tries: int) -> dt.timedelta:
    return min(FIRST_RETRY * 2 ** min(tries - 1, 20), LONGEST_RETRY)


def retry_refused() -> int:
    """Put refused offers whose wait is over among the changes again; return how many."""
    moment = timezone.now()
    due = RefusedDocument.objects.filter(retry_at__lte=moment).order_by("retry_at")
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=_can_skip_locked())[:RETRIED_AT_ONCE])
        for row in rows:
            row.retry_at = moment + _wait_after(row.tries)
        RefusedDocument.objects.bulk_update(rows, ["retry_at"], batch_size=100)
        enqueue(row.offer_id for row in rows)
    return len(rows)


# --- The daily roll ---


def roll(today: dt.date) -> int:
    """Note the offers whose turn it is to be told their coming dates anew, once a day; return how many.

    Documents hold the dates up to a horizon. Each day takes the offers whose key leaves the day's remainder;
    days that were missed are made up for, and after a week, the first time, or when the calendar went back,
    all are told. Safe to repeat and to run twice at once.
    """
    if _rolled_on() == today:
        return 0
    with transaction.atomic():
        SearchGeneration.objects.get_or_create(pk=1)
        row = SearchGeneration.objects.select_for_update().get(pk=1)
        number = _enqueue_found(_due_in_roll(row.rolled_on, today)) if row.rolled_on != today else 0
        mark_rolled(today)
    return number


def _rolled_on() -> dt.date | None:
    return SearchGeneration.objects.filter(pk=1).values_list("rolled_on", flat=True).first()


def _due_in_roll(last: dt.date | None, today: dt.date):
    missed = (today - last).days if last else DAYS_OF_A_ROLL
    if not 0 < missed < DAYS_OF_A_ROLL:
        return ActivityPage.objects.live()
    turns = [(today.toordinal() - day) % DAYS_OF_A_ROLL for day in range(missed)]
    return ActivityPage.objects.live().alias(turn=F("pk") % DAYS_OF_A_ROLL).filter(turn__in=turns)


def mark_rolled(today: dt.date) -> None:
    """Remember that every offer due by this day was noted, or told by other means such as a rebuild."""
    SearchGeneration.objects.filter(pk=1).update(rolled_on=today)


# --- Looking at it ---


def oldest_age() -> float:
    """Return how many seconds the oldest change has waited, 0 when none does; one cheap query."""
    added = SearchOutbox.objects.order_by("pk").values_list("added_at", flat=True).first()
    return max((timezone.now() - added).total_seconds(), 0.0) if added else 0.0


def is_late() -> bool:
    """True when a change has waited for longer than it should, whatever the reason."""
    return oldest_age() > settings.FINDER_OUTBOX_MAX_AGE


def backlog() -> Backlog:
    """Return what waits and what was refused."""
    refused = RefusedDocument.objects.order_by("since", "pk")
    return Backlog(
        count=SearchOutbox.objects.count(),
        oldest=oldest_age(),
        refused_count=refused.count(),
        refused=[Refused(*row) for row in refused.values_list("offer_id", "reason", "tries", "since")[:REFUSED_SHOWN]],
    )
