"""The form of the index: one document per live offer, its sessions nested, all of it said once.

`SCHEMA` is a fingerprint of mapping and analysis and part of the alias' name. So a program with another form of
documents never reads or writes an index that is not made for it: while its own is being built, the standby answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from functools import cache

from elasticsearch.dsl import (
    Boolean,
    Byte,
    Date,
    DateRange,
    Double,
    GeoPoint,
    Integer,
    IntegerRange,
    Keyword,
    Long,
    Mapping,
    Nested,
    Object,
    Text,
)

from .analysis import LANGUAGES, analysis

SEARCH_ANALYZERS = {"da": "da_search"}
INDEX_ANALYZERS = {"da": "da_index"}
PARTS = ("name", "label", "rest")
# Searched by a few exact values, never sorted or counted: no column needed.
ONLY_SEARCHED = {"doc_values": False}


def words_of(language: str) -> Text:
    """Return the field for texts in one language; Danish also without stems, in two spellings."""
    index = INDEX_ANALYZERS.get(language, f"{language}_words")
    options = {"analyzer": index, "search_analyzer": SEARCH_ANALYZERS.get(language, index), "norms": False}
    if language == "da":
        options["fields"] = {
            form: Text(analyzer=f"da_{form}", norms=False, index_options="docs") for form in ("normalized", "folded")
        }
    return Text(**options)


def mapping() -> Mapping:
    """Return the mapping; unknown fields are refused, so that a typing error is seen at once."""
    fields = Mapping()
    fields.meta("dynamic", "strict")
    # What pages show, kept as it is.
    fields.field("document", Object(enabled=False))
    fields.field("offer", Long())
    for name in ("category", "audience", "gender", "kind", "flag", "language", "source", "sort_name"):
        fields.field(name, Keyword())
    fields.field("danish", Byte())
    fields.field("free", Boolean())
    fields.field("cost", Double())
    fields.field("step_free_stated", Boolean())
    fields.field("ages", IntegerRange(**ONLY_SEARCHED))
    fields.field("confirmed", Date(format="strict_date"))
    fields.field("held", Nested(dynamic="strict", properties={"language": Keyword(), "one": Byte()}))
    fields.field("sessions", Nested(dynamic="strict", properties=session_fields()))
    fields.field("names", Keyword(ignore_above=300))
    fields.field("words", Text(analyzer="words_as_sent", norms=False, index_options="docs"))
    texts = {
        language: Object(dynamic="strict", properties={part: words_of(language) for part in PARTS})
        for language in LANGUAGES
    }
    fields.field("text", Object(dynamic="strict", properties=texts))
    return fields


def session_fields() -> dict:
    """Return the fields of a nested session; `document.sessions_of` says what they hold."""
    facts = {name: Boolean() for name in ("own", "rule", "agreement", "opening")}
    facts |= {name: Keyword() for name in ("district", "area", "postcode", "weekday", "bands", "cells", "pair")}
    facts |= {name: Integer() for name in ("number", "start", "end", "begins", "ends", "left")}
    facts |= {"lat": Double(), "lon": Double(), "point": GeoPoint()}
    facts |= {
        "until": Integer(),
        "days": Integer(**ONLY_SEARCHED),
        "week_minutes": IntegerRange(**ONLY_SEARCHED),
        "occurrences": DateRange(format="epoch_second", **ONLY_SEARCHED),
        "openings": DateRange(format="epoch_second", **ONLY_SEARCHED),
        "later": Long(),
        "one": Byte(),
    }
    return facts


def settings(plugins: Collection[str] = ()) -> dict:
    """Return the settings of a new index; replicas are left to the cluster's own default and to its keepers."""
    return {
        "analysis": analysis(plugins),
        "max_result_window": MAX_RESULTS,
        "max_inner_result_window": MAX_SESSIONS,
        # A deleted offer's version is remembered this long, so that a late write can't bring it back.
        "gc_deletes": "24h",
    }


MAX_RESULTS = 100_000
MAX_SESSIONS = 1000


@cache
def fingerprint() -> str:
    """Return eight letters that change with the form of documents, whatever plugins a node has."""
    form = json.dumps([mapping().to_dict(), settings()], sort_keys=True)
    return hashlib.sha256(form.encode()).hexdigest()[:8]
