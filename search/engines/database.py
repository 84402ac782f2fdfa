"""The embedded engine: columns in memory over the database that is there anyway, SQLite or PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable

import numpy as np
from django.db import DatabaseError

from activities import clock

from .. import generation
from ..models import SearchDocument
from ..query import PAGE_SIZE, SearchQuery
from ..vocabulary import city
from . import counting, ranking, store, text_index
from .base import Box, Health, Hit, Progress, Results, SearchEngine, Spread, Suggestion
from .found import circles, hit_of
from .matching import Match
from .moment import Coming
from .on_map import spread
from .snapshot import PAST_DAYS, Snapshot, load
from .suggesting import suggestions
from .widening import widened


class DatabaseEngine(SearchEngine):
    name = "database"
    is_exact = True

    def __init__(self):
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._generation = None
        self._kept = store.Kept()
        self._coming: tuple | None = None

    # --- Asking ---

    def search(
        self, query: SearchQuery, *, facets: bool = True, size: int | None = None, box: Box | None = None
    ) -> Results:
        moment = clock.now()
        now = generation.current()
        known = city(now)
        coming = self._coming_at(moment, now)
        match = self._match(coming, query, box)
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
            widened=[] if len(positions) else widened(query, known, lambda wider: self._count(coming, wider, box)),
        )

    def clusters(self, query: SearchQuery, zoom: int, box: Box | None = None) -> Spread:
        now = generation.current()
        city(now)
        return spread(self._match(self._coming_at(clock.now(), now), query), zoom, box)

    def _count(self, coming: Coming, query: SearchQuery, box: Box | None) -> int:
        return int(self._match(coming, query, box).found.sum())

    def _match(self, coming: Coming, query: SearchQuery, box: Box | None = None) -> Match:
        return Match(coming, query, circles(query, coming.generation), self._text_mask(coming.snapshot, query), box)

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
        found = [
            (int(slots.session[row]), int(following[row]), float(match.distance[row]) if match.query.near else None)
            for row in rows
        ]
        return hit_of(document, found, match.query)

    def suggest(self, text: str, language: str) -> list[Suggestion]:
        return suggestions(text, language)

    # --- Keeping the snapshot true ---

    def _coming_at(self, moment: dt.datetime, now) -> Coming:
        with self._lock:
            snapshot = self._current_snapshot(moment.date(), now)
            key = (snapshot.base, now, moment.replace(second=0, microsecond=0))
            if self._coming is None or self._coming[0] != key:
                self._coming = (key, Coming(snapshot, moment, now))
            return self._coming[1]

    def _current_snapshot(self, today: dt.date, now) -> Snapshot:
        stale = self._snapshot is None or self._generation != now
        if stale:
            self._kept.refresh()
        if stale or self._snapshot.base != today.toordinal() - PAST_DAYS:
            self._snapshot = load(self._kept.columns, today)
            self._generation = now
        return self._snapshot

    # --- Feeding ---

    def index(self, ids: Iterable[int]) -> None:
        store.write(ids)

    def remove(self, ids: Iterable[int]) -> None:
        store.remove(ids)

    def rebuild(self, progress: Progress | None = None) -> int:
        return store.rebuild(progress)

    def health(self) -> Health:
        try:
            count = SearchDocument.objects.count()
        except DatabaseError as error:
            return Health(False, type(error).__name__)
        return Health(True, f"{count} offers")


def _rows(slots, position: int, offers: int) -> slice:
    start = int(slots.first_row[position])
    stop = int(slots.first_row[position + 1]) if position + 1 < offers else len(slots.offer)
    return slice(start, stop)
