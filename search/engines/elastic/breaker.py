"""Stops asking a server that does not answer, and tries again after growing waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"


class Breaker:
    """Closed, it lets everyone ask. After `failures` in a row it opens and nobody may; after a wait one may try.

    Who is admitted gets a ticket and brings it back with how it went. Tickets of before the last
    change count for nothing, so a late answer neither opens nor closes it. Waits are in seconds,
    double with every failed trial, and begin anew once the server has answered. Safe for threads.
    """

    def __init__(
        self,
        failures: int = 3,
        first_wait: float = 1.0,
        longest_wait: float = 30.0,
        trial_time: float = 5.0,
        now: Callable[[], float] = time.monotonic,
    ):
        self._limit, self._first_wait, self._longest_wait, self._trial_time = (
            failures,
            first_wait,
            longest_wait,
            trial_time,
        )
        self._now = now
        self._lock = threading.Lock()
        self._state, self._round, self._failures = CLOSED, 0, 0
        self._wait, self._until = first_wait, 0.0

    @property
    def state(self) -> str:
        return self._state

    @property
    def wait_left(self) -> float:
        """Return the seconds until the next trial, 0 when there may be one."""
        with self._lock:
            return 0.0 if self._state == CLOSED else max(0.0, self._until - self._now())

    def admit(self) -> int | None:
        """Return a ticket, or None where the server is not to be asked now."""
        with self._lock:
            if self._state != CLOSED:
                # Half-open, the time is over for a trial that never came back.
                if self._now() < self._until:
                    return None
                self._change(HALF_OPEN, self._trial_time)
            return self._round

    def worked(self, ticket: int) -> None:
        with self._lock:
            if ticket == self._round:
                self._failures, self._wait = 0, self._first_wait
                if self._state != CLOSED:
                    self._change(CLOSED)

    def failed(self, ticket: int, at_once: bool = False) -> None:
        """Count a failure; `at_once` where it has cost so much time that a second one is not wanted."""
        with self._lock:
            if ticket != self._round:
                return
            self._failures += 1
            if at_once or self._state == HALF_OPEN or self._failures >= self._limit:
                self._change(OPEN, self._wait)
                self._wait = min(self._wait * 2, self._longest_wait)

    def dropped(self, ticket: int) -> None:
        """Take back a ticket that tells nothing of the server; a trial is free for the next one."""
        with self._lock:
            if ticket == self._round and self._state == HALF_OPEN:
                self._change(OPEN)

    def _change(self, state: str, seconds: float = 0.0) -> None:
        self._state, self._until = state, self._now() + seconds
        self._round += 1
        if state == CLOSED:
            self._failures = 0
