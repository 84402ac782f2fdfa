"""Tell listeners which offers changed, at once or once for a whole run."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from .signals import offer_changed

_collecting = ContextVar("collecting", default=None)


def announce(ids):
    """Send `offer_changed` for these ids, or keep them for the end of the surrounding `collected()`."""
    ids = set(ids)
    if not ids:
        return
    kept = _collecting.get()
    if kept is None:
        offer_changed.send(sender=None, ids=sorted(ids))
    else:
        kept |= ids


@contextmanager
def collected():
    """Announce everything that changes inside the block in one signal at its end, so a bulk run indexes once."""
    kept = set()
    try:
        with _kept_by(kept):
            yield
    finally:
        announce(kept)


@contextmanager
def one_change():
    """All or nothing, and announced in the same transaction: what is rolled back is told to nobody."""
    kept = set()
    with transaction.atomic():
        with _kept_by(kept):
            yield
        announce(kept)


@contextmanager
def _kept_by(kept):
    """Let what is announced inside the block gather in `kept`, or go on gathering where a block around it has begun."""
    if _collecting.get() is not None:
        yield
        return
    token = _collecting.set(kept)
    try:
        yield
    finally:
        _collecting.reset(token)
