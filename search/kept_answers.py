"""Answers of feeds, kept until something changes: many readers ask for the same calendar many times a day.

An answer is kept for one state of the search (`generation`), query, language and host, and no longer than
until the next of its dates ends or the day does: so a date that was cancelled is gone on the very next request,
by whichever worker it is answered. Nothing is kept of a search around a point, which tells where someone was.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.signals import setting_changed
from django.db.models import Min
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from activities import clock
from activities.models import Occurrence

from . import generation
from .engines import get_engine
from .query import SearchQuery

MOST_BYTES = 8_000_000  # in each worker; a calendar of 200 offers takes about 0.1 MB
ACCEPTS_GZIP = re.compile(r"\bgzip\b")


@dataclass(frozen=True)
class Answer:
    """A body as sent, compressed, with the tag of its content; true before `until`."""

    body: bytes
    tag: str
    until: dt.datetime


class Shelf:
    """Answers of one state of the search, those asked for last, up to so many bytes."""

    def __init__(self, most: int = MOST_BYTES):
        self.most = most
        self.size = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple, Answer] = OrderedDict()
        self._state = None

    def get(self, state, key: tuple, moment: dt.datetime) -> Answer | None:
        with self._lock:
            found = self._answers.get(key) if self._state == state else None
            if found is None or found.until <= moment:
                return None
            self._answers.move_to_end(key)
            return found

    def put(self, state, key: tuple, answer: Answer) -> None:
        with self._lock:
            if self._state != state:
                self._clear(state)
            self._drop(key)
            self._answers[key] = answer
            self.size += len(answer.body)
            while self.size > self.most:
                self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        with self._lock:
            self._clear(None)

    def _clear(self, state) -> None:
        self._answers.clear()
        self._state, self.size = state, 0

    def _drop(self, key) -> None:
        dropped = self._answers.pop(key, None)
        self.size -= len(dropped.body) if dropped else 0


shelf = Shelf()


@setting_changed.connect
def _forget(**kwargs):
    shelf.clear()


def answer(request, query: SearchQuery, shape: str, content_type: str, write: Callable[[], tuple[bytes, list]]):
    """Answer with what `write()` returns as (body, hits), or with what it returned before; 304 to who has it."""
    moment, state = clock.now(), generation.current()
    key = (shape, query, get_language(), f"{request.scheme}://{request.get_host()}", moment.date())
    kept = shelf.get(state, key, moment)
    if kept is None:
        body, hits = write()
        until = ends_being_true(hits, moment)
        kept = Answer(gzip.compress(body, 6, mtime=0), f'W/"{hashlib.sha256(body).hexdigest()[:32]}"', until)
        if may_be_kept(query, state):
            shelf.put(state, key, kept)
    return respond(request, kept, content_type)


def may_be_kept(query: SearchQuery, state) -> bool:
    """Say whether the state tells when this answer changes, and whether it says nothing of where a reader is."""
    is_around_a_point = query.near is not None and not query.near.slug
    return get_engine().is_exact and state != generation.NONE_YET and not (query.open_now or is_around_a_point)


def ends_being_true(hits: Iterable, moment: dt.datetime) -> dt.datetime:
    """Return when the next date of these offers ends, at the latest the end of the day, by one query."""
    sessions = [session["id"] for hit in hits for session, _following in hit.sessions]
    today = Occurrence.objects.filter(session__in=sessions, ends_at__gt=moment, day__lte=moment.date())
    first = today.order_by().aggregate(first=Min("ends_at"))["first"]
    tomorrow = moment.date() + dt.timedelta(days=1)
    midnight = dt.datetime.combine(tomorrow, dt.time(), clock.LOCAL_ZONE)
    return min(first, midnight) if first else midnight


def respond(request, kept: Answer, content_type: str) -> HttpResponse:
    response = HttpResponse(content_type=content_type, headers={"ETag": kept.tag})
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    answered = get_conditional_response(request, etag=kept.tag, response=response)
    if answered is not response:
        return answered
    if ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
        response["Content-Encoding"] = "gzip"
        response.content = kept.body
    else:
        response.content = gzip.decompress(kept.body)
    return response
