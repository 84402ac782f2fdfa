"""Write thousands of pages in seconds: rows with computed places in the tree, then their children.

Django refuses `bulk_create` for models of several tables, and Wagtail's own way costs some twenty
queries a page. What is left out is said in `write_pages`; the callers make up for what they need.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import router, transaction
from django.utils import translation
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.search.models import IndexEntry

from . import clock
from .models import Occurrence
from .occurrences import calendar_now, current_window, occurrences_of

BATCH = 2000


@transaction.atomic
def write_pages(placed):
    """Insert unsaved pages of one type, each as the last child of its saved parent, and give them their keys.

    `placed` is a list of (parent, page); child rows and many-to-many relations that were set on a
    page in memory are written with it. Pages are live unless they say otherwise. No signal is
    sent, no revision kept (`keep_revisions` does), no reference noted (`note_references`) and no text
    indexed (`index_pages`). Raises ValueError when an address is taken below its parent.
    """
    pages = [page for _parent, page in placed]
    if not pages:
        return pages
    with translation.override("da"):  # the bare columns hold the Danish text
        _place_in_tree(placed)
        rows = Page._base_manager.bulk_create([_page_row(page) for page in pages], batch_size=BATCH)
        for page, row in zip(pages, rows, strict=True):
            page.pk = page.id = row.pk
        model = type(pages[0])
        fields = model._meta.local_concrete_fields
        # The insert that Model.save makes for one table of several; bulk_create has no way to ask for it.
        model._base_manager.using(router.db_for_write(model))._batched_insert(pages, fields, BATCH)
        _write_children(model, pages)
    return pages


def _place_in_tree(placed):
    by_parent = defaultdict(list)
    for parent, page in placed:
        by_parent[parent.pk].append(page)
    # Locked and read anew: the tree may have grown since the caller read its parents.
    parents = Page._base_manager.select_for_update().in_bulk(by_parent)
    facts = {
        "content_type": ContentType.objects.get_for_model(type(placed[0][1])),
        "locale": Locale.objects.order_by("pk").first(),
        "first_published_at": clock.now(),
        "last_published_at": clock.now(),
    }
    for pk, pages in by_parent.items():
        _append_children(parents[pk], pages, facts)
    Page._base_manager.bulk_update(parents.values(), ["numchild"], batch_size=100)


def _append_children(parent, pages, facts):
    last = parent.get_last_child()
    before = Page._str2int(last.path[-Page.steplen :]) if last else 0
    taken = set(parent.get_children().values_list("slug", flat=True)) if last else set()
    for position, page in enumerate(pages, start=before + 1):
        page.follow_name()
        if page.slug in taken:
            raise ValueError(f"There is already a page “{page.slug}” below “{parent.title}”.")
        taken.add(page.slug)
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, position)
        page.url_path = f"{parent.url_path}{page.slug}/"
        for name, value in facts.items():
            setattr(page, name, value)
    parent.numchild += len(pages)


def _page_row(page):
    return Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})


def _write_children(model, pages):
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        rows = []
        for page in pages:
            for position, row in enumerate(set_in_memory(page, name)):
                setattr(row, relation.field.attname, page.pk)
                row.sort_order = position
                rows.append(row)
        relation.related_model._base_manager.bulk_create(rows, batch_size=BATCH)
    for field in get_all_child_m2m_relations(model):
        if isinstance(field, ParentalManyToManyField):
            _write_relations(field, pages)


def _write_relations(field, pages):
    through = field.remote_field.through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    rows = [
        through(**{own: page.pk, other: related.pk}) for page in pages for related in set_in_memory(page, field.name)
    ]
    through._base_manager.bulk_create(rows, batch_size=BATCH)


def set_in_memory(page, name):
    """Return the rows of a relation that were set on the page and not read from the database."""
    return getattr(page, "_cluster_related_objects", {}).get(name, [])


@transaction.atomic
def keep_revisions(pages):
    """Give freshly written pages the version in their history that publishing would have kept."""
    if not pages:
        return
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type_id=page.content_type_id,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=page.last_published_at,
                object_str=str(page),
                content=page.serializable_data(),
            )
            for page in pages
        ],
        batch_size=BATCH,
    )
    rows = Page._base_manager.in_bulk([page.pk for page in pages])
    for page, revision in zip(pages, revisions, strict=True):
        row = rows[page.pk]
        row.latest_revision = row.live_revision = revision
        row.latest_revision_created_at = revision.created_at
    Page._base_manager.bulk_update(
        rows.values(), ["latest_revision", "live_revision", "latest_revision_created_at"], batch_size=100
    )


def note_references(pages):
    """Tell Wagtail which venues, images and pages these point to, for “used in” and safe deleting."""
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)


def index_pages(pages):
    """Put those pages of one type into Wagtail's text index that are not in it yet."""
    if not pages:
        return
    model = type(pages[0])
    entries = IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    there = set(entries.filter(object_id__in=[str(page.pk) for page in pages]).values_list("object_id", flat=True))
    missing = [page for page in pages if str(page.pk) not in there]
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(model, missing)


class Expander:
    """Writes the coming dates of offers in bulk; holidays and window are read once for a whole run."""

    def __init__(self):
        self.calendar = calendar_now()
        self.window = current_window()

    def write(self, offers):
        """Insert the occurrences of live offers that have none yet; returns how many."""
        live = (offer for offer in offers if offer.live)
        rows = [row for offer in live for row in occurrences_of(offer, self.calendar, *self.window)]
        Occurrence.objects.bulk_create(rows, batch_size=BATCH)
        return len(rows)
