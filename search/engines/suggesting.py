"""What a beginning word may become: the city's own words, the same on every engine."""

from __future__ import annotations

from activities.folding import fold

from ..vocabulary import city
from .base import Suggestion

MIN_LETTERS = 2
MOST = 8


def suggestions(text: str, language: str) -> list[Suggestion]:
    """Return the first few known words that begin so, in any spelling."""
    typed = fold(text)
    if len(typed) < MIN_LETTERS:
        return []
    return [word for word in known_words(language) if fold(word.text).startswith(typed)][:MOST]


def known_words(language: str) -> list[Suggestion]:
    """Return categories, districts and places by their names in the reader's language, each with its search."""
    here = city()
    words = []
    for kind, entries in (("category", here.categories), ("place", here.places)):
        for key, names in entries.items():
            text = names.get(language) or names.get("da") or names.get("", "")
            words.append(Suggestion(kind, text, f"/{language}/search/?{kind}={key}"))
    words += [
        Suggestion("district", name, f"/{language}/search/?district={key}") for key, name in here.districts.items()
    ]
    return words
