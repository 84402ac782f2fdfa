"""Free text through Wagtail's index: which offers hold all the words, in whatever spelling.

The index is fed with folded words (`ActivityPage.folded_text`); the query is folded alike. A
word of five letters or more also finds longer words that begin with it.
"""

from __future__ import annotations

import re

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from activities.folding import fold
from activities.models import ActivityPage

PREFIX_LETTERS = 5
MAX_WORDS = 12
WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, repeats left out, at most twelve."""
    return list(dict.fromkeys(WORD.findall(fold(text))))[:MAX_WORDS]


def find(text: str) -> set[int] | None:
    """Return the ids of offers that hold every word; None when there is no word to look for."""
    words = words_of(text)
    if not words:
        return None
    statement, expression = (
        (POSTGRESQL, _postgresql(words)) if connection.vendor == "postgresql" else (SQLITE, _sqlite(words))
    )
    content_type = ContentType.objects.get_for_model(ActivityPage).pk
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=IndexEntry._meta.db_table), [expression, content_type])
        return {int(row[0]) for row in cursor.fetchall()}


# CROSS JOIN makes SQLite ask the words first; left to itself it asks the words once per offer.
# The table's name comes from Wagtail's own model, the words as a parameter.
SQLITE = (
    "SELECT e.object_id FROM {table}_fts f CROSS JOIN {table} e ON e.id = f.rowid "
    "WHERE f.{table}_fts MATCH %s AND e.content_type_id = %s"
)
POSTGRESQL = "SELECT object_id FROM {table} WHERE body @@ to_tsquery('simple', %s) AND content_type_id = %s"


def _sqlite(words):
    # Quoted, a word is never an operator of the query language; only letters and digits are left by now.
    terms = [f'"{word}"*' if len(word) >= PREFIX_LETTERS else f'"{word}"' for word in words]
    return "body : (" + " AND ".join(terms) + ")"


def _postgresql(words):
    return " & ".join(f"'{word}':*" if len(word) >= PREFIX_LETTERS else f"'{word}'" for word in words)


def feed(pages) -> None:
    """Put the present words of these published offers into the index, also where only a venue or a name changed."""
    if pages:
        get_search_backend().add_bulk(ActivityPage, pages)


def reset() -> None:
    """Forget every offer's words, before all are fed again."""
    IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(ActivityPage)).delete()
