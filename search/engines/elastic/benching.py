"""What the benchmark of Elasticsearch is made of: requests sent by hand, bare loads, and copies by the million."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice

import urllib3
from django.conf import settings

from activities import clock
from activities.models import ActivityPage

from ... import generation
from ...query import PAGE_SIZE, SearchQuery
from ..found import circles
from . import ElasticEngine, document, index, rebuilding
from .client import connection
from .filters import Moment
from .request import Asked

CHUNK = 300
COPIED = 10_000  # offers that copies are made of
PATIENCE = 30  # seconds until a published offer counts as lost


class Asker(ElasticEngine):
    """The engine on an index of any name."""

    index_name = ""

    def __init__(self, name: str):
        self.index_name = name

    def body(self, query: SearchQuery) -> bytes:
        """Return the request it would send for the first page of a query."""
        asked = Asked(query, Moment(clock.now()), circles(query, generation.current()))
        return json.dumps(asked.hits(facets=True, start=0, size=PAGE_SIZE).to_dict()).encode()


class ByHand:
    """Sends a finished request over one open connection and reads the answer, without looking at it."""

    def __init__(self, name: str):
        self.address = f"{settings.ELASTICSEARCH_URL.rstrip('/')}/{name}/_search"
        self.pool = urllib3.PoolManager()

    def send(self, body: bytes) -> bytes:
        return self.pool.request("POST", self.address, body=body, headers={"Content-Type": "application/json"}).data


def bare_load() -> float:
    """Load every document into an index of its own by bulk requests alone and return documents a second."""
    ids = list(ActivityPage.objects.open_to_all().order_by("pk").values_list("pk", flat=True))
    bodies = list(_bodies(ids))
    name = index.create()
    try:
        rebuilding.set_settings(name, rebuilding.WHILE_FILLING)
        pool, address = urllib3.PoolManager(), f"{settings.ELASTICSEARCH_URL.rstrip('/')}/{name}/_bulk"
        started = time.perf_counter()
        for _number, body in bodies:
            pool.request("POST", address, body=body, headers={"Content-Type": "application/x-ndjson"})
        connection().options(request_timeout=120).indices.refresh(index=name)
        return sum(number for number, _body in bodies) / (time.perf_counter() - started)
    finally:
        drop(name)


def _bodies(ids: list[int]) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(ids), CHUNK):
        built = document.of_offers(ids[at : at + CHUNK], clock.today())
        yield len(built), _lines(built)


def _lines(documents: dict[int, dict]) -> bytes:
    lines = []
    for offer, one in documents.items():
        lines += [f'{{"index":{{"_id":"{offer}"}}}}', json.dumps(one)]
    return ("\n".join(lines) + "\n").encode()


def copied(number: int, progress: Callable[[int], None]) -> str:
    """Fill a new index with copies of the offers under numbers of their own, `number` in all, and return its name."""
    ids = list(ActivityPage.objects.open_to_all().order_by("pk").values_list("pk", flat=True)[:COPIED])
    chunks = [document.of_offers(ids[at : at + CHUNK], clock.today()) for at in range(0, len(ids), CHUNK)]
    originals = [one for chunk in chunks for one in chunk.values()]
    name = index.create()
    rebuilding.set_settings(name, rebuilding.WHILE_FILLING)
    client = connection().options(request_timeout=120)
    numbers = iter(range(number))
    while batch := list(islice(numbers, CHUNK)):
        lines = _lines({place: _copy(originals[place % len(originals)], place) for place in batch})
        client.bulk(index=name, operations=lines.decode().rstrip("\n").split("\n"))
        progress(len(batch))
    client.options(request_timeout=600).indices.refresh(index=name)
    return name


def _copy(original: dict, place: int) -> dict:
    return original | {"offer": place, "document": original["document"] | {"id": place}}


def drop(name: str) -> None:
    connection().indices.delete(index=name, ignore_unavailable=True)


def until_found(offer: ActivityPage, name: str) -> float:
    """Publish the offer under a new name and return the milliseconds until a search finds it."""
    offer.name_da = f"{name} {offer.pk}"
    revision = offer.save_revision()
    started = time.perf_counter()
    revision.publish()
    engine, query = ElasticEngine(), SearchQuery(q=offer.name_da, sort="relevance")
    while time.perf_counter() - started < PATIENCE:
        if any(hit.id == offer.pk for hit in engine.search(query, facets=False).hits):
            return (time.perf_counter() - started) * 1000
        time.sleep(0.01)
    return PATIENCE * 1000.0
