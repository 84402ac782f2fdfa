"""Club words in plain language, read once from `data/glossary.json`."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language

PATH = Path(__file__).parent / "data" / "glossary.json"
FALLBACK = "da"


class Term(NamedTuple):
    """A word, what it means, the language both are in, and the Danish word that stands on posters and in mails."""

    key: str
    word: str
    text: str
    language: str
    danish: str


@lru_cache(maxsize=1)
def _entries():
    return {entry["key"]: entry for entry in json.loads(PATH.read_text(encoding="utf-8"))}


def term(key):
    """Return the Term of `key` in the reader's language, else in Danish; KeyError for a key there is none of."""
    entry = _entries()[key]
    language = get_language()
    language = language if language in entry else FALLBACK
    return Term(key, entry[language]["word"], entry[language]["text"], language, entry[FALLBACK]["word"])


def terms():
    """Return all terms, by the reader's alphabet as far as code points tell it."""
    return sorted((term(key) for key in _entries()), key=lambda each: each.word.casefold())
