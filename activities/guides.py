"""The guides every installation begins with, and what the page of a guide shows.

A guide is written once, from `data/guides.json` or the city's own `guides.json`; from then on it is the editors'.
"""

import json
import re
import uuid
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from .models import GuidePage, HomePage

CONTENTS_FROM = 4  # headings: with fewer, the whole guide is seen at a glance
HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


class Heading(NamedTuple):
    anchor: str
    text: str  # already escaped


def make_guides(entries):
    """Make the guides that are not there yet; return how many were made.

    An entry is `{"slug", "checked_on", "name": {language: text}, "blocks": {language: [{"type", "value"}]}}`;
    its slug is the key by which other pages find it.
    """
    home = HomePage.objects.first()
    if home is None:
        return 0
    made = 0
    for entry in entries:
        key = entry["slug"]
        # Made before keys were kept, or by hand.
        GuidePage.objects.filter(slug=key, key="").update(key=key)
        if not GuidePage.objects.filter(key=key).exists():
            _make(home, entry)
            made += 1
    return made


def _make(home, entry):
    key = entry["slug"]
    page = GuidePage(slug=key, key=key, checked_on=entry.get("checked_on"), live=False)
    for field, value in guide_fields(entry).items():
        setattr(page, field, json.dumps(value) if field.startswith("body_") else value)
    with translation.override("da"):
        # Fetched anew: the tree's counters on a parent held in memory grow stale with every child.
        type(home).objects.get(pk=home.pk).add_child(instance=page)
        page.save_revision().publish()


def guide_fields(entry):
    """Return the translated fields of an entry by their column (`name_da`)."""
    fields = {f"name_{language}": text for language, text in entry["name"].items()}
    for language, blocks in entry["blocks"].items():
        fields[f"body_{language}"] = with_ids(blocks, f"{entry['slug']}/{language}")
    return fields


def with_ids(blocks, place):
    """Give stream blocks the ids Wagtail would draw by chance, so that a second run finds them unchanged."""
    return [
        {"type": block["type"], "value": _items(block["value"], f"{place}/{i}"), "id": _stable_id(f"{place}/{i}")}
        for i, block in enumerate(blocks)
    ]


def _items(value, place):
    if not isinstance(value, list):
        return value
    return [{"type": "item", "value": item, "id": _stable_id(f"{place}/{i}")} for i, item in enumerate(value)]


def _stable_id(place):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{place}"))


# --- What readers get ---


def guide_urls():
    """Return {key: address} of the published guides that have a key, by one query."""
    pages = GuidePage.objects.open_to_all().exclude(key="").only("key", "path", "depth", "url_path", "locale", "slug")
    return {page.key: page.get_url() for page in pages}


def guide_context(page):
    body = render_to_string("activities/includes/body.html", {"page": page})
    body, headings = with_anchors(body)
    return {
        "guide_body": mark_safe(body),  # noqa: S308  rendered by templates from the editor's checked rich text
        "headings": headings if len(headings) >= CONTENTS_FROM else [],
        "others": list(GuidePage.objects.open_to_all().exclude(pk=page.pk).order_by("title")),
    }


def with_anchors(html):
    """Return the text with an anchor on each second-level heading, and those headings."""
    headings = []

    def anchored(found):
        anchor = f"part-{len(headings) + 1}"
        headings.append(Heading(anchor, mark_safe(TAGS.sub("", found[1]).strip())))  # noqa: S308  no tag is left
        return f'<h2 id="{anchor}">{found[1]}</h2>'

    return HEADING.sub(anchored, html), headings
