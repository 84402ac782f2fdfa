"""Write demo pages and rows so that a second run finds them as wanted and changes nothing."""

import json
from collections import Counter

from django.utils import translation
from wagtail.fields import StreamField

from ..fields import KeysField
from ..models import Contact, Venue

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
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


def sync_page(parent, model, slug, fields, children=None, related=None):
    """Make the published page `slug` below `parent` hold these fields, child rows and relations.

    `fields` by column name (`name_da`), `children` {accessor: [unsaved rows]}, `related`
    {accessor: [primary keys]}. Returns (page, CREATED | UPDATED | UNCHANGED).
    """
    children, related = children or {}, related or {}
    with translation.override("da"):
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            return _create_page(parent, model, slug, fields, children, related), CREATED
        if page.live and _is_as_wanted(page, fields, children, related):
            return page, UNCHANGED
        _fill(page, fields, children)
        for name, keys in related.items():
            getattr(page, name).set(keys)
        page.save_revision().publish()
        return model.objects.get(pk=page.pk), UPDATED


def _create_page(parent, model, slug, fields, children, related):
    page = model(slug=slug, live=False)
    _fill(page, fields, children)
    # Fetched anew: the tree's counters on a parent held in memory grow stale with every child.
    type(parent).objects.get(pk=parent.pk).add_child(instance=page)
    for name, keys in related.items():
        getattr(page, name).set(keys)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)


def _fill(page, fields, children):
    for name, value in fields.items():
        setattr(page, name, json.dumps(value) if _is_stream(page, name) else value)
    for name, rows in children.items():
        setattr(page, name, rows)


def _is_stream(thing, name):
    return isinstance(thing._meta.get_field(name), StreamField)


def _is_as_wanted(page, fields, children, related):
    return (
        all(_stored(page, name) == _wanted(page, name, value) for name, value in fields.items())
        and all(_rows(getattr(page, name).all()) == _rows(rows) for name, rows in children.items())
        and all(set(getattr(page, name).values_list("pk", flat=True)) == set(keys) for name, keys in related.items())
    )


def _stored(thing, name):
    value = getattr(thing, name)
    return value.get_prep_value() if _is_stream(thing, name) else value


def _wanted(thing, name, value):
    field = thing._meta.get_field(name)
    return field.clean(value, thing) if isinstance(field, KeysField) else value


def _rows(rows):
    return [_facts(row) for row in rows]


def _facts(row):
    names = (field.attname for field in row._meta.concrete_fields)
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
    """Make a shared venue in the `CouncilArea` given; where the outlines say otherwise, it is placed by hand."""
    from ..geography import locate  # the outlines are read from the models

    by_hand = tuple(locate(lat, lon)) != (area.district_id, area.pk)
    fields = {"lat": lat, "lon": lon, "placed_by_hand": by_hand, "district_id": area.district_id, "area_id": area.pk}
    return sync_row(Venue, {"name": name, "address": address, "association": None}, fields | extra)


def sync_contact(association, role, phone, **extra):
    return sync_row(Contact, {"association": association, "role": role}, {"phone": phone} | extra)
