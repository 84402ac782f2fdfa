"""The one way to the Elasticsearch server: a client per process, and what its failures mean for us."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from asgiref.local import Local
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import request_finished, request_started, setting_changed
from django.dispatch import receiver
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from ..base import Unavailable
from .breaker import Breaker
from .configuration import addresses, problems
from .node import BoundedNode, latest_end

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 64  # more than a worker has threads; they are opened as they are needed
OLDEST_MAJOR = 9
LONGEST_REASON = 300
BUSY = {408, 429}


class Rejected(Exception):
    """The server understood us and says the request is wrong: an error of ours, never of the moment."""


# --- One client for each process ---

_lock = threading.Lock()
_client: Elasticsearch | None = None
_breaker = Breaker()


def connection() -> Elasticsearch:
    """Return this process's client, safe for threads. Feeding asks with `.options(request_timeout=…)`."""
    global _client
    with _lock:
        if _client is None:
            _client = _connect()
        return _client


def breaker() -> Breaker:
    return _breaker


def refuse_wrong_settings() -> None:
    wrong = problems()
    if wrong:
        raise ImproperlyConfigured(" ".join(f"{problem.msg} {problem.hint}" for problem in wrong))


def _connect() -> Elasticsearch:
    refuse_wrong_settings()
    options = {}
    if settings.ELASTICSEARCH_CA:
        options["ca_certs"] = settings.ELASTICSEARCH_CA
    if settings.ELASTICSEARCH_FINGERPRINT:
        options["ssl_assert_fingerprint"] = settings.ELASTICSEARCH_FINGERPRINT
    if settings.ELASTICSEARCH_API_KEY:
        options["api_key"] = settings.ELASTICSEARCH_API_KEY
    elif settings.ELASTICSEARCH_USER:
        options["basic_auth"] = (settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD)
    hosts = addresses()
    return Elasticsearch(
        hosts,
        node_class=BoundedNode,
        connections_per_node=MOST_CONNECTIONS,
        request_timeout=settings.ELASTICSEARCH_TIMEOUT,
        # Another node is asked where one is down; what one node said is never asked again.
        max_retries=min(len(hosts) - 1, 2),
        retry_on_status=(),
        retry_on_timeout=False,
        **options,
    )


def _forget() -> None:
    """Begin anew: in a child process, whose sockets and locks would be its parent's, or with other settings."""
    global _lock, _client, _breaker
    _lock, _client, _breaker = threading.Lock(), None, Breaker()


os.register_at_fork(after_in_child=_forget)


@receiver(setting_changed)
def _on_setting_changed(setting, **kwargs):
    if setting.startswith("ELASTICSEARCH_"):
        _forget()


# --- A visitor's patience ---

# What the request in hand may still spend on waiting, in seconds; nothing outside of requests.
_visit = Local()


@receiver(request_started)
def _open_visit(**kwargs):
    _visit.left = settings.ELASTICSEARCH_TIMEOUT


@receiver(request_finished)
def _close_visit(**kwargs):
    _visit.left = None


def _patience() -> float | None:
    return getattr(_visit, "left", None)


# --- Asking ---

_asking: ContextVar[bool] = ContextVar("asking", default=False)


@contextmanager
def asking(*, always: bool = False) -> Iterator[None]:
    """Ask the server within: raises `Unavailable` where it can't answer, `Rejected` where the request is wrong.

    The text of `Unavailable` says why in one line, without anything secret.
    While the breaker is open nothing is asked, and all that a visitor's request asks for has
    ELASTICSEARCH_TIMEOUT seconds together. `always` is for feeding and rebuilding, which wait for their own
    next round: it asks in any case, and tells the breaker nothing, since a full disk stops no search.
    """
    if _asking.get():  # the outermost one answers for all
        yield
        return
    ticket = None if always else _admitted()
    began, patience = time.monotonic(), _patience()
    ends = latest_end.set(None if patience is None else began + patience)
    token = _asking.set(True)
    try:
        yield
    except (ApiError, TransportError) as error:
        # Without its causes: in their frames stand the headers as they were sent, key and all, for any error page.
        raise _understood(error, ticket) from None
    except Unavailable:
        _tell(ticket, worked=False)
        raise
    else:
        _tell(ticket, worked=True)
    finally:
        _asking.reset(token)
        latest_end.reset(ends)
        if ticket is not None:
            _breaker.dropped(ticket)  # counts only where nothing was told of it
        if patience is not None and _visit.left:
            _visit.left = max(0.0, patience - (time.monotonic() - began))


def _admitted() -> int:
    if _patience() == 0:
        raise Unavailable("this request has waited long enough")
    ticket = _breaker.admit()
    if ticket is None:
        raise Unavailable(f"not asked again for {_breaker.wait_left:.0f} s")
    return ticket


def _tell(ticket: int | None, *, worked: bool, at_once: bool = False) -> None:
    if ticket is None:
        return
    if worked:
        _breaker.worked(ticket)
    else:
        _breaker.failed(ticket, at_once=at_once)
        if _patience() is not None:
            _visit.left = 0.0  # the rest of this page comes from where its first part did


def _understood(error: Exception, ticket: int | None) -> Exception:
    reason = unavailable_because(error)
    if reason:
        _tell(ticket, worked=False, at_once=isinstance(error, ConnectionTimeout))
        return Unavailable(reason)
    _tell(ticket, worked=True)
    rejected = Rejected(f"{error.meta.status}: {_reason_of(error)}")
    logger.error("Elasticsearch refused a request of ours: %s", rejected)
    return rejected


def unavailable_because(error: Exception) -> str:
    """Return why the server can't answer, for the log; nothing where the request itself was wrong."""
    if isinstance(error, TransportError):
        return _transport_reason(error)
    if isinstance(error, UnsupportedProductError):
        return "what answered is not Elasticsearch"
    status = error.meta.status
    if _cause_of(error).get("type") == "cluster_block_exception":  # 403 or 429, by whose block it is
        return f"the index is read-only, its disk may be full ({status})"
    if status == 401:
        return "it refused the credentials (401): see ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USER and _PASSWORD"
    if status == 403:
        return "the role may not do this (403)"
    if status == 404:
        return "the index is missing (404): manage.py rebuild_search makes it"
    if status in BUSY or status >= 500:
        return f"it is busy or broken ({status})"
    return ""


def _transport_reason(error: TransportError) -> str:
    if isinstance(error, ConnectionTimeout):
        return "it did not answer in time"
    text = " ".join(str(error).split())[:LONGEST_REASON]
    if isinstance(error, TlsError):
        return f"its certificate was not accepted, see ELASTICSEARCH_CA or ELASTICSEARCH_FINGERPRINT: {text}"
    return f"{type(error).__name__}: {text}"


def _cause_of(error: ApiError) -> dict:
    told = error.body.get("error") if isinstance(error.body, dict) else None
    if not isinstance(told, dict):
        return {"reason": told or error.message}
    causes = told.get("root_cause") or [told]
    return causes[0] if isinstance(causes[0], dict) else told


def _reason_of(error: ApiError) -> str:
    cause = _cause_of(error)
    return " ".join(f"{cause.get('type', '')} {cause.get('reason', '')}".split())[:LONGEST_REASON]


def whole(answer) -> None:
    """Raise `Unavailable` where a search came back with a part of the index missing from it."""
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise Unavailable("it answered from a part of the index only")


def server_problem() -> str:
    """Return what is wrong with the server itself: away, or too old; nothing when all is well."""
    try:
        with asking(always=True):
            number = connection().info()["version"]["number"]
    except (Unavailable, Rejected) as error:
        return str(error)
    major = int(str(number).partition(".")[0] or 0)
    return "" if major >= OLDEST_MAJOR else f"it is version {number}, too old: {OLDEST_MAJOR} or newer is needed"
