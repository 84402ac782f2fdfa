"""A site that feeds a search server, without the server: changes are noted in the outbox and in a list."""

import pytest

from search import outbox


class NotingEngine:
    """Notes what changed, as the engine does that stands by while a search server is fed."""

    def __init__(self):
        self.told = []

    def index(self, ids):
        ids = list(ids)
        outbox.enqueue(ids)
        self.told += ids

    remove = index

    def restore(self):
        return 0


@pytest.fixture
def fed_engine(monkeypatch):
    engine = NotingEngine()
    monkeypatch.setattr("search.signal_handlers.get_engine", lambda: engine)
    monkeypatch.setattr("search.housekeeping.get_engine", lambda: engine)
    monkeypatch.setattr("search.outbox.is_fed", lambda: True)
    return engine
