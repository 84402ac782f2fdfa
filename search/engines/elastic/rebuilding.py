"""A new index beside the old, filled, caught up, and put in its place in one step; searches never stop.

Interrupted, it leaves an index without an alias behind, which the next run clears away; nothing else has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from activities.models import ActivityPage

from ...models import SearchDocument
from ..base import CannotRebuild, Progress
from . import index
from .client import asking, connection
from .mapping import mapping

logger = logging.getLogger(__name__)

CHUNK = 300
REFRESH_SECONDS = 600  # what a large index may take to make its last documents searchable
MOST_ROUNDS = 20  # of catching up, before the swap is made whatever is still coming in; the outbox has the rest
WHILE_FILLING = {"refresh_interval": "-1", "number_of_replicas": 0}
AFTERWARDS = {"refresh_interval": None, "number_of_replicas": None}  # the engine's own


def rebuild(progress: Progress | None = None) -> int:
    """Index every published offer in a new index, let it take the alias, and return the number of offers.

    Raises Unavailable when the server can't take it and CannotRebuild when it made another form of it.
    """
    name = index.create()
    require_form(name)
    set_settings(name, WHILE_FILLING)
    seen = _stamps()
    live = list(ActivityPage.objects.open_to_all().order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(live), CHUNK):
        _fill(name, live[at : at + CHUNK])
        if progress:
            progress(min(at + CHUNK, len(live)), len(live))
    seen = _catch_up(name, seen)
    set_settings(name, AFTERWARDS)
    with asking(always=True):
        connection().options(request_timeout=REFRESH_SECONDS).indices.refresh(index=name)
    put_in_place(name)
    _catch_up(name, seen)
    with asking(always=True):
        connection().options(request_timeout=REFRESH_SECONDS).indices.refresh(index=name)
    clear_away()
    return len(live)


def require_form(name: str) -> None:
    """Raise CannotRebuild unless the index has our fields and no others (a template of the cluster may add some)."""
    with asking(always=True):
        made = index.patient().indices.get_mapping(index=name)[name]["mappings"]
    if made["properties"].keys() != mapping().to_dict()["properties"].keys():
        raise CannotRebuild(f"{name} has other fields than this program writes: is an index template in force?")


def _fill(name: str, ids: list[int]) -> None:
    for offer, reason in index.feed(ids, into=name).items():
        logger.error("Offer %s can't be indexed: %s", offer, reason)


def _stamps() -> dict[int, int]:
    """Return {offer: stamp of its last change}, as the embedded engine's table has them."""
    return dict(SearchDocument.objects.values_list("offer_id", "stamp"))


def _catch_up(name: str, seen: dict[int, int]) -> dict[int, int]:
    """Feed what has changed since `seen` until nothing more has; return what is seen now."""
    for _round in range(MOST_ROUNDS):
        now = _stamps()
        changed = sorted(offer for offer in now.keys() | seen.keys() if now.get(offer) != seen.get(offer))
        for at in range(0, len(changed), CHUNK):
            _fill(name, changed[at : at + CHUNK])
        seen = now
        if not changed:
            break
    return seen


def set_settings(name: str, values: dict) -> None:
    with asking(always=True):
        index.patient().indices.put_settings(index=name, settings={"index": values})


# --- Aliases ---


def put_in_place(name: str) -> None:
    """Let this index answer, in one step."""
    actions = [{"remove": {"index": f"{index.alias()}-*", "alias": index.alias(), "must_exist": False}}]
    actions.append({"add": {"index": name, "alias": index.alias(), "is_write_index": True}})
    with asking(always=True):
        index.patient().indices.update_aliases(actions=actions)


def made() -> list[tuple[str, bool]]:
    """Return (index, has an alias) of all indices of this site, the newest first."""
    with asking(always=True):
        found = index.patient().indices.get(index=f"{index.prefix()}-*", features=["aliases", "settings"])
    by_age = sorted(found.items(), key=lambda item: int(item[1]["settings"]["index"]["creation_date"]), reverse=True)
    return [(name, bool(about["aliases"])) for name, about in by_age]


def clear_away() -> None:
    """Delete all but the index in use and the one before it, which is kept to go back to.

    After an update with another form of documents that one still answers workers of the program before.
    """
    in_use = index.in_use()
    for name, _has_alias in made()[index.KEPT_INDICES :]:
        if name != in_use:
            _delete([name])


def go_back() -> str:
    """Let the index before the present one answer again and return its name; raises CannotRebuild without one."""
    names = [name for name, _has_alias in made() if name.startswith(f"{index.alias()}-")]
    now = index.in_use()
    earlier = names[names.index(now) + 1 :] if now in names else names
    if not earlier:
        raise CannotRebuild("There is no earlier index of the form this program writes.")
    put_in_place(earlier[0])
    return earlier[0]


def _delete(names: Iterable[str]) -> None:
    with asking(always=True):
        index.patient().indices.delete(index=list(names), ignore_unavailable=True)
