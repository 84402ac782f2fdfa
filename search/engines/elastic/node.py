"""A connection that keeps its time as a whole.

The time-outs of sockets count from byte to byte: a server that dribbles could hold a visitor for
ever, and a slow look-up of its name knows no time-out at all. Here each request has one end.
"""

from __future__ import annotations

import http.client
import io
import threading
import time
from contextvars import ContextVar

import urllib3
from django.conf import settings
from elastic_transport import ConnectionTimeout, TransportError, Urllib3HttpNode
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

# When the request in hand must be over, and when all of a visitor's must; by time.monotonic().
_end: ContextVar[float] = ContextVar("end")
latest_end: ContextVar[float | None] = ContextVar("latest_end", default=None)


def _left() -> float:
    return _end.get() - time.monotonic()


class BoundedNode(Urllib3HttpNode):
    def __init__(self, config):
        super().__init__(config)
        self.pool.ConnectionCls = _class_of(config)

    def perform_request(self, method, target, body=None, headers=None, request_timeout=None):
        seconds = request_timeout if isinstance(request_timeout, (int, float)) else self.config.request_timeout
        end = time.monotonic() + seconds
        if latest_end.get() is not None:
            end = min(end, latest_end.get())
        token = _end.set(end)
        try:
            if _left() <= 0:
                raise ConnectionTimeout("No time left to ask")
            return self._told_by_elasticsearch(super().perform_request(method, target, body, headers, self._timeout()))
        finally:
            _end.reset(token)

    @staticmethod
    def _timeout():
        left = max(_left(), 0.001)
        return urllib3.Timeout(connect=min(settings.ELASTICSEARCH_CONNECT_TIMEOUT, left), read=left)

    @staticmethod
    def _told_by_elasticsearch(answer):
        """Refuse the cheerful page of a proxy or of anything else that listens there."""
        if answer.meta.status < 300 and answer.meta.headers.get("x-elastic-product") != "Elasticsearch":
            raise TransportError("What answered is not Elasticsearch")
        return answer


class _BoundedResponse(http.client.HTTPResponse):
    def __init__(self, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_BoundedReader(self.fp.detach(), sock))


class _BoundedReader(io.RawIOBase):
    def __init__(self, raw, sock):
        self._raw, self._sock = raw, sock

    def readable(self):
        return True

    def readinto(self, buffer):
        if _left() <= 0:
            raise TimeoutError("The answer was not complete in time")
        self._sock.settimeout(_left())
        return self._raw.readinto(buffer)

    def close(self):
        self._raw.close()
        super().close()


class _Bounded:
    response_class = _BoundedResponse

    def connect(self):
        attempt = _Attempt(super().connect, self.close)
        attempt.start()
        if not attempt.ended_within(_left()):
            raise ConnectTimeoutError(self, f"No connection to {self.host} in time")
        self.sock.settimeout(max(_left(), 0.001))

    def request(self, *args, **kwargs):
        if self.sock is not None:  # kept open since a request with an end of its own
            self.sock.settimeout(max(_left(), 0.001))
        return super().request(*args, **kwargs)


class _Attempt(threading.Thread):
    """Connects beside the request that waits for it; comes it too late, it is closed again."""

    def __init__(self, connect, close):
        super().__init__(name="elasticsearch-connect", daemon=True)
        self._connect, self._close = connect, close
        self._lock = threading.Lock()
        self._done, self._late, self._error = threading.Event(), False, None

    def run(self):
        try:
            self._connect()
        except BaseException as error:
            self._error = error
        with self._lock:
            self._done.set()
            late = self._late
        if late:
            self._close()

    def ended_within(self, seconds: float) -> bool:
        """Say whether there is a connection; raises what went wrong with it."""
        self._done.wait(max(seconds, 0))
        with self._lock:
            self._late = not self._done.is_set()
        if self._error is not None:
            raise self._error
        return not self._late


class _BoundedHTTP(_Bounded, HTTPConnection):
    pass


class _BoundedHTTPS(_Bounded, HTTPSConnection):
    pass


class _PinnedHTTPS(_BoundedHTTPS):
    def connect(self):
        super().connect()
        # The client's pool compares the fingerprint before anything is sent; urllib3 does not know and would warn.
        self.is_verified = True


def _class_of(config):
    if config.scheme == "http":
        return _BoundedHTTP
    return _PinnedHTTPS if config.ssl_assert_fingerprint else _BoundedHTTPS
