"""What is typed, held against names and texts: which offers have all the words, and how well each answers them.

Every word must be there: as it is or as the beginning of a longer one (as in the embedded engine), in an inflected
form or as a part of a compound, or, from five letters on, misspelt in a letter or two.
"""

from __future__ import annotations

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, DisMax, FunctionScore, Query

from activities.folding import fold

from ...query import SearchQuery
from ..text_index import PREFIX_LETTERS, words_of
from .analysis import LANGUAGES
from .filters import Moment, any_of

FUZZY_LETTERS = 5  # a shorter word has too many neighbours
SURE_LETTERS = 2  # the first letters are seldom the wrong ones, and looking them up is what costs

# Steps of relevance, each more than everything below it together; float scores are whole up to 2 ** 24.
EXACT_NAME, NAME_BEGINS = 2**21, 2**20
HAS_DATES, IS_HELD = 2**18, 2**17
NAME_HAS_ALL, CATEGORY_HAS_ALL, NAME_HAS_SOME, TEXT_HAS_ALL = (step * 2**13 for step in (8, 4, 2, 1))
GENTLE = {"soon": 2**11, "near": 2**10, "confirmed": 2**9}

SAID = {
    EXACT_NAME: "its name is what was typed",
    NAME_BEGINS: "its name begins with what was typed",
    NAME_HAS_ALL: "its name has all the words",
    CATEGORY_HAS_ALL: "what it is has all the words",
    NAME_HAS_SOME: "its name has one of the words",
    TEXT_HAS_ALL: "its texts have all the words",
}


def has_words(text: str) -> Query:
    """Return which offers have every word of `text` somewhere; none where there is no word to look for."""
    words = words_of(text)
    return Bool(filter=[has_word(word) for word in words]) if words else Q("match_none")


def has_word(word: str) -> Query:
    """`word` is folded already; the analyzers of the languages make of it what they make of the texts."""
    ways = [Q("term", words=word), in_fields(word, "name", "label", "rest")]
    if len(word) >= PREFIX_LETTERS:
        ways.append(Q("prefix", words=word))
    if len(word) >= FUZZY_LETTERS:
        ways.append(Q("fuzzy", words={"value": word, "fuzziness": "AUTO:5,9", "prefix_length": SURE_LETTERS}))
    return any_of(ways)


def in_fields(text: str, *parts: str) -> Query:
    """Return offers with all of these words in one of the parts of one language, by that language's analyzer."""
    fields = [f"text.{language}.{part}" for language in LANGUAGES for part in parts]
    return Q("multi_match", query=text, fields=fields, operator="and", type="best_fields")


def how_well(text: str) -> Query:
    """Score how well an offer answers the words, by the best of its steps, each named by what it means."""
    typed, words = fold(text), words_of(text)
    steps = {
        EXACT_NAME: Q("term", names=typed),
        NAME_BEGINS: Q("prefix", names=typed),
        NAME_HAS_ALL: Bool(filter=[_in_name(word) for word in words]),
        CATEGORY_HAS_ALL: in_fields(typed, "label"),
        NAME_HAS_SOME: any_of(_in_name(word) for word in words),
        TEXT_HAS_ALL: Q("match_all"),
    }
    return DisMax(
        queries=[Q("constant_score", filter=reached, boost=step, _name=f"{step}") for step, reached in steps.items()]
    )


def _in_name(word: str) -> Query:
    return in_fields(word, "name")


def gently(query: SearchQuery, moment: Moment) -> list[Query]:
    """Return boosts too small to lift an offer over a step: confirmed of late, and how near where a place is named."""
    today = moment.today.isoformat()
    fresh = {"confirmed": {"origin": today, "offset": "30d", "scale": "180d"}}
    boosts = [_fading(fresh, "confirmed", Q("exists", field="confirmed"))]
    return boosts


def _fading(by: dict, name: str, among: Query) -> Query:
    """Give the gentle boost of this name in full at the origin, half at the scale, and so on."""
    return FunctionScore(
        query=Q("constant_score", filter=among, boost=1),
        functions=[{"exp": by, "weight": GENTLE[name]}],
        boost_mode="replace",
    )
