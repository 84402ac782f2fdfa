"""Write demo pages and rows so that a second run finds them as wanted and changes nothing."""

import json
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import translation
from wagtail.fields import StreamField
from wagtail.models import Page

from ..announcements import announce
from ..bulk import Expander, index_pages, keep_revisions, note_references, write_pages
from ..fields import KeysField
from ..models import ActivityPage, Contact, Venue

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
CHUNK = 50  # pages written in one transaction, so that a running site never waits long
ROW_KEYS = {"id", "page_id", "district_page_id", "sort_order"}


class Ledger:
    """What a run did, counted by kind of thing, with a callback for each step."""

    def __init__(self, step=None):
        self.counts = {}
        self.step = step or (lambda: None)

    def note(self, kind, outcome):
        self.counts.setdefault(kind, Counter())[outcome] += 1
        self.step()

    def lines(self):
        for kind, counts in self.counts.items():
            yield f"{kind}: " + ", ".join(f"{counts[key]} {key}" for key in (CREATED, UPDATED, UNCHANGED))

    @property
    def has_changes(self):
        return any(counts[CREATED] or counts[UPDATED] for counts in self.counts.values())


@dataclass
class Wanted:
    """A published page as it should be.

    `fields` by column name (`name_da`), `children` {accessor: [unsaved rows]}, `related`
    {accessor: [primary keys]}.
    """

    parent: Page
    model: type
    slug: str
    fields: dict
    children: dict = field(default_factory=dict)
    related: dict = field(default_factory=dict)

    def find(self):
        return self.model.objects.child_of(self.parent).filter(slug=self.slug).first()

    def new(self, **facts):
        page = self.model(slug=self.slug, **facts)
        self.fill(page)
        return page

    def fill(self, page):
        for name, value in self.fields.items():
            setattr(page, name, json.dumps(value) if _is_stream(page, name) else _wanted(page, name, value))
        for name, rows in self.children.items():
            setattr(page, name, rows)
        for name, keys in self.related.items():
            rows = page._meta.get_field(name).related_model.objects.in_bulk(keys)
            setattr(page, name, [rows[key] for key in keys])

    def is_met_by(self, page):
        return (
            page.live
            and all(_stored(page, name) == _wanted(page, name, value) for name, value in self.fields.items())
            and all(_rows(getattr(page, name).all()) == _rows(rows) for name, rows in self.children.items())
            and all(_keys(getattr(page, name)) == set(keys) for name, keys in self.related.items())
        )

    def amend(self, page):
        """Publish the page as wanted, by a revision, where it differs."""
        if self.is_met_by(page):
            return page, UNCHANGED
        self.fill(page)
        page.save_revision().publish()
        return self.model.objects.get(pk=page.pk), UPDATED


def sync_page(parent, model, slug, fields, children=None, related=None):
    """Make the page `slug` below `parent` as `Wanted`; returns (page, CREATED | UPDATED | UNCHANGED)."""
    wanted = Wanted(parent, model, slug, fields, children or {}, related or {})
    with translation.override("da"):
        page = wanted.find()
        if page is not None:
            return wanted.amend(page)
        page = wanted.new(live=False)
        # Fetched anew: the tree's counters on a parent held in memory grow stale with every child.
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        return model.objects.get(pk=page.pk), CREATED


def sync_pages(wanted):
    """Do as `sync_page` for many pages of one type, the new ones in bulk; yields (page, outcome) in no order."""
    with translation.override("da"):
        found = [(each, each.find()) for each in wanted]
        for each, page in found:
            if page is not None:
                with transaction.atomic():
                    yield each.amend(page)
        missing = [each for each, page in found if page is None]
        for at in range(0, len(missing), CHUNK):
            for page in _create_pages(missing[at : at + CHUNK]):
                yield page, CREATED


@transaction.atomic
def _create_pages(wanted):
    pages = write_pages([(each.parent, each.new()) for each in wanted])
    keep_revisions(pages)
    note_references(pages)
    index_pages(pages)
    offers = [page for page in pages if isinstance(page, ActivityPage)]
    Expander().write(offers)
    announce(offer.pk for offer in offers)
    return pages


def _is_stream(thing, name):
    return isinstance(thing._meta.get_field(name), StreamField)


def _stored(thing, name):
    value = getattr(thing, name)
    return value.get_prep_value() if _is_stream(thing, name) else value


def _wanted(thing, name, value):
    column = thing._meta.get_field(name)
    return column.clean(value, thing) if isinstance(column, KeysField) else value


def _keys(manager):
    return set(manager.values_list("pk", flat=True))


def _rows(rows):
    return [_facts(row) for row in rows]


def _facts(row):
    names = (column.attname for column in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in ROW_KEYS}


def sync_row(model, lookup, fields):
    """Make the one row found by `lookup` hold `fields`; returns (row, CREATED | UPDATED | UNCHANGED)."""
    with translation.override("da"):
        row = model.objects.filter(**lookup).first()
        if row is None:
            row = model(**lookup, **fields)
            row.full_clean()
            row.save()
            return row, CREATED
        if all(_stored(row, name) == _wanted(row, name, value) for name, value in fields.items()):
            return row, UNCHANGED
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        return row, UPDATED


def sync_venue(name, address, lat, lon, area, **extra):
    """Make a shared venue in the `CouncilArea` given, None = outside the city.

    Where the outlines say otherwise, it is placed by hand.
    """
    from ..geography import locate  # the outlines are read from the models

    district_id, area_id = (area.district_id, area.pk) if area else (None, None)
    by_hand = tuple(locate(lat, lon)) != (district_id, area_id)
    fields = {"lat": lat, "lon": lon, "placed_by_hand": by_hand, "district_id": district_id, "area_id": area_id}
    return sync_row(Venue, {"name": name, "address": address, "association": None}, fields | extra)


def sync_contact(association, role, phone, **extra):
    """Make a contact of a role given as `in_each("role", …)`; the association and the Danish role tell which it is."""
    key = {"association": association, "role_da": role["role_da"]}
    translated = {name: text for name, text in role.items() if name not in key}
    return sync_row(Contact, key, {"phone": phone} | translated | extra)


def in_each(field, danish, english, arabic):
    """Return the translated fields of a short text by their column (`role_da`)."""
    return {f"{field}_da": danish, f"{field}_en": english, f"{field}_ar": arabic}


CONTACT_PERSON = in_each("role", "Kontaktperson", "Contact person", "جهة الاتصال")
