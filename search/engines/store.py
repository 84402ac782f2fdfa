"""The table of documents behind the embedded engine: written with every change, read into memory by stamps."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterable
from contextlib import contextmanager

from django.db import transaction

from activities.models import ActivityPage

from .. import documents, generation
from ..models import SearchDocument
from . import text_index
from .columns import OfferColumns, columns_of, read_columns

CHUNK = 300
STAMP_BITS = 62


class Kept:
    """What one worker holds of the table: columns by offer, and the stamp they were read at."""

    def __init__(self):
        self.columns: dict[int, OfferColumns] = {}
        self._stamps: dict[int, int] = {}

    def refresh(self) -> None:
        """Read what was written since, told by stamps: right also after a rolled-back write or a restored backup."""
        stamps = dict(SearchDocument.objects.values_list("offer_id", "stamp"))
        for offer in self._stamps.keys() - stamps.keys():
            del self.columns[offer]
        changed = [offer for offer, stamp in stamps.items() if self._stamps.get(offer) != stamp]
        rows = SearchDocument.objects.all()
        if len(changed) <= CHUNK:
            rows = rows.filter(offer_id__in=changed)
        with uninterrupted():
            for offer, text in rows.values_list("offer_id", "columns").iterator(chunk_size=2000):
                self.columns[offer] = read_columns(text)
        self._stamps = stamps


def write(ids: Iterable[int]) -> None:
    """Store the present documents of these offers, drop those that may not be found any more."""
    ids = sorted(set(ids))
    for at in range(0, len(ids), CHUNK):
        _write_chunk(ids[at : at + CHUNK])


@transaction.atomic
def _write_chunk(ids: list[int]) -> None:
    # The lock first: two writers store one after the other, each what is then true.
    generation.bump()
    built = documents.build_many(ids)
    stamp = secrets.randbits(STAMP_BITS)
    SearchDocument.objects.bulk_create(
        [_row(document, stamp) for document in built.values()],
        update_conflicts=True,
        unique_fields=["offer_id"],
        update_fields=["stamp", "document", "columns"],
    )
    SearchDocument.objects.filter(offer_id__in=set(ids) - set(built)).delete()
    text_index.feed(
        list(
            ActivityPage.objects.filter(pk__in=built).prefetch_related(
                "sessions__venue__district", "sessions__venue__area", "categories", "phrases"
            )
        )
    )


def _row(document: dict, stamp: int) -> SearchDocument:
    shown, columns = documents.shown(document), columns_of(document)
    return SearchDocument(offer_id=document["id"], stamp=stamp, document=shown, columns=columns)


@transaction.atomic
def remove(ids: Iterable[int]) -> None:
    generation.bump()
    ids = list(ids)
    for at in range(0, len(ids), CHUNK):
        SearchDocument.objects.filter(offer_id__in=ids[at : at + CHUNK]).delete()


def rebuild(progress=None) -> int:
    """Write every published offer anew and drop the rest; answers stay whole while it runs."""
    live = list(ActivityPage.objects.open_to_all().order_by("pk").values_list("pk", flat=True))
    remove(set(SearchDocument.objects.values_list("offer_id", flat=True)) - set(live))
    for at in range(0, len(live), CHUNK):
        write(live[at : at + CHUNK])
        if progress:
            progress(min(at + CHUNK, len(live)), len(live))
    return len(live)


@contextmanager
def uninterrupted():
    """Keep the garbage collector from walking tens of thousands of new objects again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
