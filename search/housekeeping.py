"""What search adds to the things that happen by themselves."""

import logging
import time

from activities import clock, housekeeping

from . import outbox
from .engines import get_engine
from .engines.base import Unavailable
from .models import SavedList
from .my_list import LIFETIME

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds


@housekeeping.register
def purge_lists():
    """Delete the lists that nobody has changed for as long as a list lives."""
    over = SavedList.objects.filter(changed_at__lte=clock.now() - LIFETIME)
    # Asked first, because a delete takes the write lock of SQLite even when it finds nothing.
    return over.delete()[0] if over.exists() else 0


@housekeeping.register
def roll_documents():
    """Have the search server told the coming dates of a seventh of the offers, once a day."""
    return outbox.roll(clock.today()) if outbox.is_fed() else 0


@housekeeping.register
def retry_refused():
    """Have the search server told again what it refused a while ago."""
    return outbox.retry_refused() if outbox.is_fed() else 0


@housekeeping.register
def restore_index():
    """Have the search server's index built anew when it has lost it; what changes meanwhile is fed afterwards."""
    if not outbox.is_fed():
        return 0
    try:
        return get_engine().restore()
    except Unavailable:
        return 0  # the feeder says so, once


class Feeder:
    """Feeds the outbox batch by batch, and waits longer and longer while the server takes nothing."""

    def __init__(self, feed, seconds=time.monotonic):
        self._feed = feed
        self._seconds = seconds
        self._wait = 0.0
        self._not_before = 0.0

    def __call__(self) -> int:
        """Feed one batch and return the number of offers told; 0 also while waiting for the server."""
        if self._seconds() < self._not_before:
            return 0
        try:
            told = outbox.drain_batch(self._feed)
        except Unavailable as error:
            self._hold(error)
            return 0
        if told and self._wait:
            logger.warning("The search server takes changes again.")
            self._wait = 0.0
        return told

    def _hold(self, error):
        if not self._wait:
            logger.warning("The search server takes no changes; they wait and are fed later: %s", error)
        self._wait = min(max(self._wait * 2, FIRST_WAIT), LONGEST_WAIT)
        self._not_before = self._seconds() + self._wait


feeder = Feeder(lambda ids: get_engine().feed(ids))


@housekeeping.register_watcher
def drain_outbox():
    """Tell the search server what has changed."""
    return feeder() if outbox.is_fed() else 0
