"""Two engines as one: Elasticsearch answers, and while it can't, the database does.

Nobody waits longer than two seconds. Elasticsearch has the first 1.2 (ELASTICSEARCH_TIMEOUT, for all searches of
one request together); the database keeps its memory filled beforehand and answers from that.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction

from activities import clock

from .. import answered, generation, outbox
from ..models import SearchDocument
from ..query import SearchQuery
from . import store
from .base import Box, Explained, Health, Progress, Results, SearchEngine, Spread, Suggestion, Unavailable
from .database import DatabaseEngine
from .elastic.client import Rejected, breaker
from .moment import Coming
from .snapshot import PAST_DAYS, load

logger = logging.getLogger(__name__)

STANDBY = "database-standby"
PATIENCE = 0.3  # seconds a request may spend on filling memory, or waiting for it
FILL_TIME = 0.00015  # seconds for each offer, measured; right only until the first fill has been timed
IDLE_SHARE, BUSY_SHARE = 0.01, 0.2  # of a worker's time that filling may take, while nobody or everybody needs it
SHORTEST_REST = 15.0  # seconds
MOST_OFFERS = 200_000  # about 5 KB of memory each, in every worker


class StandbyEngine(SearchEngine):
    name = "elasticsearch"

    def __init__(self, elastic: SearchEngine, database: StandbyDatabase):
        self.elastic, self.database = elastic, database
        self._lock = threading.Lock()
        self._away_since: float | None = None

    # --- Asking ---

    def search(
        self, query: SearchQuery, *, facets: bool = True, size: int | None = None, box: Box | None = None
    ) -> Results:
        return self._answer("search", query, facets=facets, size=size, box=box)

    def clusters(self, query: SearchQuery, zoom: int, box: Box | None = None) -> Spread:
        return self._answer("clusters", query, zoom, box)

    def suggest(self, text: str, language: str) -> list[Suggestion]:
        return self._answer("suggest", text, language)

    def _answer(self, method: str, *args, **options):
        try:
            found = getattr(self.elastic, method)(*args, **options)
        except Exception as error:
            if settings.FINDER_SEARCH_STANDBY == "off":
                raise
            self._note(error)
        else:
            self._server_is_back()
            self.database.keep_ready()
            return found
        answered.note(STANDBY)
        return getattr(self.database, method)(*args, **options)

    def explain(self, query: SearchQuery, size: int = 10) -> list[Explained]:
        return self.elastic.explain(query, size)

    # --- One line when it begins, one when it ends ---

    def _note(self, error: Exception) -> None:
        if isinstance(error, Unavailable):
            self._server_is_away(str(error))
        elif not isinstance(error, Rejected):  # that one is logged with the server's reason
            logger.error("A search by Elasticsearch failed, the database answers it", exc_info=error)

    def _server_is_away(self, reason: str) -> None:
        with self._lock:
            begins = self._away_since is None
            if begins:
                self._away_since = time.monotonic()
        if begins:
            logger.warning("Elasticsearch can't answer, the database does: %s", reason)
            self.database.is_needed(True)

    def _server_is_back(self) -> None:
        if self._away_since is None:
            return
        with self._lock:
            since, self._away_since = self._away_since, None
        if since is not None:
            logger.warning("Elasticsearch answers again, after %.0f s", time.monotonic() - since)
            self.database.is_needed(False)

    # --- Feeding ---

    def index(self, ids: Iterable[int]) -> None:
        """Write what the standby searches, and what the server is to be told later: saving never waits for it."""
        ids = list(ids)
        with transaction.atomic():
            store.write(ids)
            outbox.enqueue(ids)

    def remove(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        with transaction.atomic():
            store.remove(ids)
            outbox.enqueue(ids)

    def feed(self, ids: Iterable[int]) -> dict[int, str]:
        return self.elastic.feed(ids)

    def restore(self) -> int:
        return self.elastic.restore()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Write the standby's documents anew, then the server's index from the same data."""
        today = clock.today()
        store.rebuild(progress)
        number = self.elastic.rebuild(progress)
        outbox.mark_rolled(today)
        return number

    def go_back(self) -> str:
        """Let the earlier index answer, and have it told everything that it may have missed."""
        name = self.elastic.go_back()
        outbox.enqueue_all()
        outbox.enqueue(self.elastic.held())  # what was deleted since must leave it again
        return name

    # --- How it is ---

    def health(self) -> Health:
        """Ready is whoever can answer by either engine; a server that hangs costs no more time than a search."""
        try:
            server = self.elastic.health()
        except Exception as error:
            server = Health(False, str(error))
        if server.ok:
            self._server_is_back()
            self.database.keep_ready()
            return server
        if settings.FINDER_SEARCH_STANDBY == "off":
            return server
        self._server_is_away(server.detail)
        if not self.database.is_ready():
            return Health(False, f"{server.detail}; the standby is not ready yet")
        standby = self.database.health()
        return Health(standby.ok, f"{server.detail}; {STANDBY}: {standby.detail}")

    def state(self) -> str:
        answering = self.name if self._away_since is None else STANDBY
        return f"{answering}, breaker {breaker().state}"


class StandbyDatabase(DatabaseEngine):
    """The database engine for a city so large that filling its memory takes longer than a visitor waits.

    A change is seen at once where filling is quick. Else another thread fills the memory, and until it
    has done so answers come from the last state: at most some seconds old, and never showing what has
    been taken off, since documents are read when they are shown.
    """

    def __init__(self):
        super().__init__()
        self._filling = threading.Lock()
        self._filler: threading.Thread | None = None
        self._fill_seconds: float | None = None
        self._rest_until = 0.0
        self._is_needed = False

    def keep_ready(self) -> None:
        """Fill the memory beside, where that is wanted and the last time is long enough ago. Costs nothing else."""
        if settings.FINDER_SEARCH_STANDBY == "warm" and time.monotonic() >= self._rest_until:
            self._fill_beside()

    def is_needed(self, needed: bool) -> None:
        self._is_needed = needed
        if needed:
            self._rest_until = 0.0
            self.keep_ready()

    def is_ready(self) -> bool:
        """Say whether a search could be answered now; if not, make it so."""
        if self._snapshot is None and not self._is_quick():
            self._fill_beside()
            return False
        return True

    def _coming_at(self, moment: dt.datetime, now) -> Coming:
        self._make_current(moment.date(), now)
        with self._lock:
            key = (self._generation, self._snapshot.base, now, moment.replace(second=0, microsecond=0))
            if self._coming is None or self._coming[0] != key:
                self._coming = (key, Coming(self._snapshot, moment, now))
            return self._coming[1]

    def _make_current(self, today: dt.date, now) -> None:
        if self._is_current(today, now):
            return
        if self._is_quick():
            self._fill(today)
            return
        if self._snapshot is None or time.monotonic() >= self._rest_until:
            self._fill_beside()
        if self._snapshot is None:
            self._filler.join(PATIENCE)
        if self._snapshot is None:
            raise Unavailable("the standby is not ready yet")

    def _is_current(self, today: dt.date, now) -> bool:
        return self._snapshot is not None and (self._generation, self._snapshot.base) == (now, _base(today))

    def _is_quick(self) -> bool:
        if self._fill_seconds is None:
            return SearchDocument.objects.count() * FILL_TIME <= PATIENCE
        return self._fill_seconds <= PATIENCE

    def _fill_beside(self) -> None:
        with self._lock:
            if self._filler is None or not self._filler.is_alive():
                self._filler = threading.Thread(target=self._fill_and_rest, name="search-standby", daemon=True)
                self._filler.start()

    def _fill_and_rest(self) -> None:
        try:
            if SearchDocument.objects.count() <= MOST_OFFERS:
                self._fill(clock.today())
            else:
                logger.error("More than %s offers: too many for the database to stand by", MOST_OFFERS)
        except Exception:
            logger.exception("The standby could not be filled")
        finally:
            share = BUSY_SHARE if self._is_needed else IDLE_SHARE
            self._rest_until = time.monotonic() + max(SHORTEST_REST, (self._fill_seconds or 0) / share)
            connection.close()  # this thread's own

    def _fill(self, today: dt.date) -> None:
        with self._filling:
            now = generation.current()  # before reading, so that what changes meanwhile is seen as a change
            if self._is_current(today, now):
                return
            began = time.monotonic()
            self._kept.refresh()
            snapshot = load(self._kept.columns, today)
            with self._lock:
                self._snapshot, self._generation = snapshot, now
            self._fill_seconds = time.monotonic() - began


def _base(today: dt.date) -> int:
    return today.toordinal() - PAST_DAYS
