"""The embedded engine: columns in memory over the database that is there anyway, SQLite or PostgreSQL."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Iterable
from contextlib import contextmanager

import numpy as np
from django.db import DatabaseError, transaction
from shapely.geometry import shape

from activities import clock
from activities.folding import fold
from activities.models import ActivityPage, PlaceName
from activities.recurrence import local_moment

from .. import documents, generation
from ..models import SearchDocument
from ..query import PAGE_SIZE, SearchQuery
from ..vocabulary import city
from . import counting, ranking, text_index
from .base import Health, Hit, Progress, Results, SearchEngine, Suggestion
from .columns import OfferColumns, columns_of, read_columns
from .matching import Circle, Match
from .moment import Coming
from .snapshot import DAY_MINUTES, NEVER, PAST_DAYS, Snapshot, load
from .widening import widened

CHUNK = 300
NOT_STORED = ("text",)
MIN_SUGGEST_LETTERS = 2
MAX_SUGGESTIONS = 8


class DatabaseEngine(SearchEngine):
    name = "database"

    def __init__(self):
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._generation = None
        self._columns: dict[int, OfferColumns] = {}
        self._coming: tuple | None = None

    # --- Asking ---

    def search(self, query: SearchQuery, *, facets: bool = True, size: int | None = None) -> Results:
        moment = clock.now()
        now = generation.current()
        coming = self._coming_at(moment, now)
        match = self._match(coming, query)
        positions = ranking.ordered(match, query.order)
        size = size or PAGE_SIZE
        at = (query.page - 1) * size
        return Results(
            query=query,
            total=len(positions),
            page=query.page,
            pages=-(-len(positions) // size),
            hits=self._hits(match, positions[at : at + size]),
            facets=counting.facets(match) if facets else {},
            unstated=counting.unstated(match),
            widened=[] if len(positions) else widened(query, city(now), lambda wider: self._count(coming, wider)),
        )

    def _count(self, coming: Coming, query: SearchQuery) -> int:
        return int(self._match(coming, query).found.sum())

    def _match(self, coming: Coming, query: SearchQuery) -> Match:
        return Match(coming, query, self._circles(query), self._text_mask(coming.snapshot, query))

    @staticmethod
    def _text_mask(snapshot: Snapshot, query: SearchQuery):
        if not query.q:
            return None
        mask = np.zeros(len(snapshot.ids), dtype=bool)
        found = text_index.find(query.q)
        if found is None:
            return mask
        mask[[snapshot.position[offer] for offer in found if offer in snapshot.position]] = True
        return mask

    @staticmethod
    def _circles(query: SearchQuery) -> dict[str, Circle]:
        if not query.place:
            return {}
        places = PlaceName.objects.filter(slug__in=query.place)
        return {
            place.slug: Circle(place.lat, place.lon, place.radius, shape(place.outline) if place.outline else None)
            for place in places
        }

    def _hits(self, match: Match, positions) -> list[Hit]:
        ids = [int(match.snapshot.ids[position]) for position in positions]
        stored = dict(SearchDocument.objects.filter(offer_id__in=ids).values_list("offer_id", "document"))
        following = match.slot_next()
        hits = [
            self._hit(match, int(position), stored[offer], following)
            for offer, position in zip(ids, positions, strict=True)
            if stored.get(offer)  # gone since the snapshot: the next request knows
        ]
        return hits

    @staticmethod
    def _hit(match: Match, position: int, document: dict, following) -> Hit:
        slots = match.snapshot.slots
        rows = np.flatnonzero(match.slots[(span := _rows(slots, position, len(match.snapshot.ids)))]) + span.start
        sessions: dict[int, tuple[int, float]] = {}
        for row in rows:
            number = int(slots.session[row])
            away = float(match.distance[row]) if match.distance is not None else 0.0
            soonest = min(int(following[row]), sessions.get(number, (NEVER, 0.0))[0])
            sessions[number] = (soonest, away)
        by = (lambda item: (item[1][1], item[0])) if match.query.order == "distance" else (lambda item: item[1][0])
        ordered = sorted(sessions.items(), key=by)
        starts = [when for _number, (when, _away) in ordered]
        first = min(starts, default=NEVER)
        return Hit(
            id=document["id"],
            document=document,
            sessions=[(document["sessions"][number], moment_of(when)) for number, (when, _away) in ordered],
            next=moment_of(first),
            distance_m=_whole_metres(ordered, match),
        )

    def suggest(self, text: str, language: str) -> list[Suggestion]:
        typed = fold(text)
        if len(typed) < MIN_SUGGEST_LETTERS:
            return []
        return [item for item in known_words(language) if fold(item.text).startswith(typed)][:MAX_SUGGESTIONS]

    # --- Keeping the snapshot true ---

    def _coming_at(self, moment: dt.datetime, now) -> Coming:
        with self._lock:
            snapshot = self._current_snapshot(moment.date(), now)
            key = (snapshot.base, now, moment.replace(second=0, microsecond=0))
            if self._coming is None or self._coming[0] != key:
                self._coming = (key, Coming(snapshot, moment))
            return self._coming[1]

    def _current_snapshot(self, today: dt.date, now) -> Snapshot:
        stale = self._snapshot is None or self._generation != now
        if stale:
            self._read_changes(now)
        if stale or self._snapshot.base != today.toordinal() - PAST_DAYS:
            self._snapshot = load(self._columns, now[0], today)
            self._generation = now
        return self._snapshot

    def _read_changes(self, now) -> None:
        """Fetch the documents written since the generation we know; all of them when we can't tell."""
        known = self._generation[0] if self._generation else None
        rows = SearchDocument.objects.all()
        if known is not None and known < now[0] and now[0] - known < 1000:
            rows = rows.filter(generation__gt=known)
        else:
            self._columns = {}
        with uninterrupted():
            self._read(rows)

    def _read(self, rows) -> None:
        for offer, removed, text in rows.values_list("offer_id", "is_removed", "columns").iterator(chunk_size=2000):
            if removed:
                self._columns.pop(offer, None)
            else:
                self._columns[offer] = read_columns(text)

    # --- Feeding ---

    def index(self, ids: Iterable[int]) -> None:
        ids = sorted(set(ids))
        for at in range(0, len(ids), CHUNK):
            self._index_chunk(ids[at : at + CHUNK])

    @transaction.atomic
    def _index_chunk(self, ids: list[int]) -> None:
        # The lock first: two writers index one after the other, each from what is then true.
        number = generation.bump()
        built = documents.build_many(ids)
        rows = [self._row(offer, built.get(offer), number) for offer in ids]
        SearchDocument.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["offer_id"],
            update_fields=["generation", "is_removed", "document", "columns"],
        )
        text_index.feed(
            list(
                ActivityPage.objects.filter(pk__in=built).prefetch_related(
                    "sessions__venue__district", "sessions__venue__area", "categories", "phrases"
                )
            )
        )

    @staticmethod
    def _row(offer: int, document: dict | None, number: int) -> SearchDocument:
        if document is None:
            return SearchDocument(offer_id=offer, generation=number, is_removed=True)
        columns = columns_of(document)
        kept = {key: value for key, value in document.items() if key not in NOT_STORED}
        kept["sessions"] = [
            {key: value for key, value in session.items() if key != "dates"} for session in document["sessions"]
        ]
        return SearchDocument(offer_id=offer, generation=number, document=kept, columns=columns)

    def remove(self, ids: Iterable[int]) -> None:
        with transaction.atomic():
            number = generation.bump()
            SearchDocument.objects.filter(offer_id__in=list(ids)).update(
                is_removed=True, generation=number, document={}, columns=""
            )

    def rebuild(self, progress: Progress | None = None) -> int:
        live = list(ActivityPage.objects.live().order_by("pk").values_list("pk", flat=True))
        gone = SearchDocument.objects.exclude(offer_id__in=live) if len(live) < CHUNK else None
        self.remove(gone.values_list("offer_id", flat=True) if gone is not None else self._gone(live))
        for at in range(0, len(live), CHUNK):
            self.index(live[at : at + CHUNK])
            if progress:
                progress(min(at + CHUNK, len(live)), len(live))
        return len(live)

    @staticmethod
    def _gone(live):
        return set(SearchDocument.objects.values_list("offer_id", flat=True)) - set(live)

    def health(self) -> Health:
        try:
            count = SearchDocument.objects.filter(is_removed=False).count()
        except DatabaseError as error:
            return Health(False, type(error).__name__)
        return Health(True, f"{count} offers")


@contextmanager
def uninterrupted():
    """Keep the garbage collector from walking tens of thousands of new objects again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def known_words(language: str) -> list[Suggestion]:
    """Return categories, districts and places by their names in the reader's language, each with its search."""
    here = city()
    words = []
    for kind, entries in (("category", here.categories), ("place", here.places)):
        for key, names in entries.items():
            text = names.get(language) or names.get("da") or names.get("", "")
            words.append(Suggestion(kind, text, f"/{language}/search/?{kind}={key}"))
    words += [
        Suggestion("district", name, f"/{language}/search/?district={key}") for key, name in here.districts.items()
    ]
    return words


def _rows(slots, position: int, offers: int) -> slice:
    start = int(slots.first_row[position])
    stop = int(slots.first_row[position + 1]) if position + 1 < offers else len(slots.offer)
    return slice(start, stop)


def _whole_metres(ordered, match: Match) -> int | None:
    if match.distance is None or not ordered:
        return None
    away = ordered[0][1][1]
    return round(away) if np.isfinite(away) else None


def moment_of(minutes: int) -> dt.datetime | None:
    """Turn minutes since day ordinal 0 into an aware local moment."""
    if minutes == NEVER:
        return None
    day, minute = divmod(minutes, DAY_MINUTES)
    return local_moment(dt.date.fromordinal(day), minute)
