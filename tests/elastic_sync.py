"""For the suite on Elasticsearch: before it is asked, the index is brought up to the database, as the outbox would do.

A test's changes are rolled back with its transaction, which no index knows of; so what differs is told by the stamps
of the embedded engine's table, and versions go on counting over all tests of the process.
"""

import uuid
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connection as database
from django.test import override_settings

from activities import clock
from search import generation
from search.engines.elastic import ElasticEngine, configuration, index, rebuilding
from search.models import SearchDocument

CHUNK = 300
ASKED = ("search", "clusters", "health")


class Mirror:
    """What the index of this process holds."""

    def __init__(self):
        self.stamps = {}
        self.day = None
        self.index = None
        self.versions = count(1)

    def bring_up(self):
        before = len(database.queries_log)
        now = dict(SearchDocument.objects.values_list("offer_id", "stamp"))
        if self.index is None or index.in_use() != self.index:  # a test has put another in its place
            self.index, self.stamps = index.create(), {}
            rebuilding.put_in_place(self.index)
        if self.day != clock.today():
            self.stamps, self.day = dict.fromkeys(self.stamps, 0), clock.today()
        changed = [offer for offer in now.keys() | self.stamps.keys() if now.get(offer) != self.stamps.get(offer)]
        for at in range(0, len(changed), CHUNK):
            refused = index.feed(changed[at : at + CHUNK])
            assert not refused, refused
        self.stamps = now
        # Not the test's own queries, which it may count.
        while len(database.queries_log) > before:
            database.queries_log.pop()


@contextmanager
def index_that_follows(url):
    """Let every question go to a fresh index at this address that follows the database."""
    mirror = Mirror()
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    # Patient, and without the standby, which would answer in the engine's place without a word.
    given = {"ELASTICSEARCH_URL": url, "FINDER_INDEX": prefix, "FINDER_SEARCH_STANDBY": "off"}
    given |= {"ELASTICSEARCH_TIMEOUT": 30, "ELASTICSEARCH_CONNECT_TIMEOUT": 5}
    with pytest.MonkeyPatch.context() as patch, override_settings(**given):
        patch.setattr(configuration, "LONGEST_TIMEOUT", 60)
        patch.setattr(generation, "stored", lambda: next(mirror.versions))
        for name in ASKED:
            patch.setattr(ElasticEngine, name, brought_up(mirror, getattr(ElasticEngine, name)))
        try:
            yield
        finally:
            for name, _has_alias in rebuilding.made():
                index.patient().indices.delete(index=name)


def brought_up(mirror, ask):
    def call(engine, *args, **options):
        mirror.bring_up()
        return ask(engine, *args, **options)

    return call
