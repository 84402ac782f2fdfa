"""The index behind its alias: making it, feeding it, and building a new one beside it.

The alias carries the form of documents in its name (`naboskab-1a2b3c4d`), the index behind it the time it was made.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from elasticsearch import Elasticsearch

from activities import clock

from ... import generation
from . import document
from .client import Unavailable, asking, connection
from .mapping import fingerprint, mapping
from .mapping import settings as index_settings

logger = logging.getLogger(__name__)

GONE, NEWER_IS_THERE = 404, 409
BUSY = (403, 429)  # read-only for want of room, or more than it can take
SMALL = 500  # documents that are made searchable at once; more wait for the engine's own rhythm
NUMBERS_AT_ONCE = 10_000
KEPT_INDICES = 2  # the one in use and the one before it


def prefix() -> str:
    return settings.FINDER_INDEX


def alias() -> str:
    """Return the name all requests go to."""
    return f"{prefix()}-{fingerprint()}"


def patient() -> Elasticsearch:
    """Return the client for what no visitor waits for."""
    return connection().options(request_timeout=settings.FINDER_SEARCH_FEED_TIMEOUT)


def create() -> str:
    """Make an empty index of our form and return its name."""
    name = f"{alias()}-{dt.datetime.now(dt.UTC):%Y%m%d%H%M%S}-{secrets.token_hex(2)}"
    with asking(always=True):
        patient().indices.create(index=name, mappings=mapping().to_dict(), settings=index_settings(plugins()))
    return name


def plugins() -> set[str]:
    """Return the names of the plugins that every node has."""
    with asking(always=True):
        nodes = patient().nodes.info(metric="plugins")["nodes"].values()
    return set.intersection(*({plugin["name"] for plugin in node["plugins"]} for node in nodes)) if nodes else set()


# --- Feeding ---


def feed(ids: Iterable[int], into: str | None = None) -> dict[int, str]:
    """Write the present documents of these offers, take out those not to be found; return {id: reason} refused.

    The version of each is the number of the last change known before it was read, so that a late or repeated write
    never puts an older state over a newer one. Raises Unavailable when nothing can be taken now.
    """
    ids = sorted(set(ids))
    if not ids:
        return {}
    version = generation.stored()
    built = document.of_offers(ids, clock.today())
    actions = []
    for offer in ids:
        head = {"_id": str(offer), "version": version, "version_type": "external_gte"}
        actions += [{"index": head}, built[offer]] if offer in built else [{"delete": head}]
    # An alias is required: without one the engine would make an index of its own devising.
    options = {} if into else {"require_alias": True}
    with asking(always=True):
        answer = patient().bulk(
            index=into or alias(), operations=actions, refresh=len(ids) <= SMALL and into is None, **options
        )
    return _refused(answer)


def _refused(answer: Mapping) -> dict[int, str]:
    refused = {}
    for item in answer["items"]:
        ((action, result),) = item.items()
        status = result["status"]
        if (
            status < 300
            or status == NEWER_IS_THERE
            or (action == "delete" and status == GONE and "error" not in result)
        ):
            continue
        reason = f"{result['error']['type']}: {result['error'].get('reason', '')}"
        if status in BUSY or status >= 500 or status == GONE:
            raise Unavailable(reason)
        refused[int(result["_id"])] = reason
    return refused


# --- Building anew ---


def in_use() -> str | None:
    """Return the index behind the alias, None when there is none."""
    with asking(always=True):
        answer = patient().options(ignore_status=GONE).indices.get_alias(name=alias())
    return next(iter(answer.body)) if answer.meta.status == 200 else None


def numbers(name: str) -> Iterator[int]:
    """Yield the numbers of all offers an index holds."""
    after = None
    while True:
        with asking(always=True):
            page = patient().search(
                index=name, size=NUMBERS_AT_ONCE, source=False, sort=[{"offer": "asc"}], search_after=after
            )["hits"]["hits"]
        if not page:
            return
        yield from (int(hit["_id"]) for hit in page)
        after = page[-1]["sort"]


def count(name: str | None = None) -> int:
    """Return how many offers an index holds, the one in use when none is named."""
    with asking():
        return connection().count(index=name or alias())["count"]
