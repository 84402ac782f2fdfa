"""How words become comparable, language by language: the analyzers of the index.

Folding comes before stemming, so that `sprogcafe`, `sprogcafé` and `Sprogcaféer` meet. Danish compounds are taken
apart on the side of the index only: a search for “fodbold” finds “pigefodbold”, one for “pigefodbold” does not find
all that is for girls. Nothing is left out as a stop word: every word typed must be found.

Languages whose stemmers come in plugins (Polish: Stempel, Ukrainian, and ICU folding for Urdu and Somali) use them when
the node says that it has them; the test node has none, so those branches have not been run there.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path

from activities.folding import fold

DATA = Path(__file__).parent / "data"
LANGUAGES = ("da", "en", "ar", "tr", "so", "ur", "pl", "uk")
ICU, STEMPEL, UKRAINIAN = "analysis-icu", "analysis-stempel", "analysis-ukrainian"

STEMMED = ("danish", "english", "arabic", "turkish")
MIN_WORD, MIN_PART, MAX_PART = 6, 3, 20  # letters of a compound that is taken apart, and of its parts


@cache
def word_lists() -> dict[str, list]:
    """Return {"parts": folded words that compounds are made of, "synonyms": lines of words that mean one thing}.

    Read from `data/danish.json`, which a council worker can read and add to.
    """
    lists = json.loads((DATA / "danish.json").read_text(encoding="utf-8"))
    return {
        "parts": sorted({fold(word) for word in lists["parts"]}),
        "synonyms": [", ".join(fold(word) for word in line) for line in lists["synonyms"]],
    }


def analysis(plugins: Collection[str] = ()) -> dict:
    """Return the `analysis` settings for a node with these plugins."""
    return {"filter": _filters(plugins), "tokenizer": {}, "analyzer": _analyzers(plugins)}


def _filters(plugins: Collection[str]) -> dict:
    lists = word_lists()
    filters = {
        "danish_parts": {
            "type": "dictionary_decompounder",
            "word_list": lists["parts"],
            "min_word_size": MIN_WORD,
            "min_subword_size": MIN_PART,
            "max_subword_size": MAX_PART,
            "only_longest_match": True,
        },
        "danish_synonyms": {"type": "synonym_graph", "synonyms": lists["synonyms"]},
        **{
            f"{name}_stems": {"type": "stemmer", "language": name}
            for name in ("danish", "english", "arabic", "turkish")
        },
        "english_possessive": {"type": "stemmer", "language": "possessive_english"},
        "turkish_lowercase": {"type": "lowercase", "language": "turkish"},
    }
    if STEMPEL in plugins:
        filters["polish_stems"] = {"type": "polish_stem"}
    return filters


def _analyzers(plugins: Collection[str]) -> dict:
    icu = ["icu_folding"] if ICU in plugins else []
    danish = ["lowercase", "scandinavian_normalization", "scandinavian_folding", "asciifolding"]
    arabic_letters = ["lowercase", "decimal_digit", "arabic_normalization", "persian_normalization", *icu]
    chains = {
        "da_index": [*danish, "danish_parts", "danish_stems", "remove_duplicates"],
        "da_search": [*danish, "danish_synonyms", "danish_stems"],
        "da_normalized": ["lowercase", "scandinavian_normalization"],
        "da_folded": danish,
        "en_words": ["english_possessive", "lowercase", "asciifolding", "english_stems"],
        "ar_words": ["lowercase", "decimal_digit", "arabic_normalization", "arabic_stems"],
        "tr_words": ["apostrophe", "turkish_lowercase", "turkish_stems", "asciifolding"],
        "so_words": ["lowercase", "asciifolding", *icu],
        "ur_words": arabic_letters,
        "pl_words": ["lowercase", *(["polish_stems"] if STEMPEL in plugins else []), "asciifolding"],
        "uk_words": ["lowercase", *icu],
    }
    analyzers = {name: _custom(chain) for name, chain in chains.items()}
    if UKRAINIAN in plugins:
        analyzers["uk_words"] = {"type": "ukrainian"}
    # Folded and cut into words by our own rule before they are sent.
    analyzers["words_as_sent"] = {"type": "custom", "tokenizer": "whitespace", "filter": []}
    return analyzers


def _custom(filters: list[str]) -> dict:
    return {"type": "custom", "tokenizer": "standard", "filter": filters}
