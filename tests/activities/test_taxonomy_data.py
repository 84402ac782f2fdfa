"""What readers get from the shipped taxonomy: words in their language and a drawing for every key."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from activities.choices import Audience, Flag, Gender, Kind, Room, TimeBand

ROOT = Path(__file__).resolve().parents[2]
TAXONOMY = ROOT / "activities" / "data" / "taxonomy"
SPRITE = ROOT / "site" / "static" / "icons" / "sprite.svg"
SVG = "{http://www.w3.org/2000/svg}"

REQUIRED_LANGUAGES = ("da", "en", "ar")
WAVE_ONE = {*REQUIRED_LANGUAGES, "tr", "so", "ur", "pl", "uk"}
ARABIC_SCRIPT = {"ar", "ur"}

CATEGORIES = [
    "football",
    "swimming",
    "ball-games",
    "martial-arts",
    "gymnastics-dance",
    "movement-health",
    "scouts-outdoor",
    "gardening",
    "music-theatre",
    "arts-crafts",
    "cooking-meals",
    "games-esport",
    "tech-media",
    "language-cafe",
    "danish-class",
    "homework-help",
    "parent-group",
    "club-dropin",
    "senior-club",
    "mentor-buddy",
    "network-group",
    "advice",
    "democracy-volunteering",
    "festival-event",
    "holiday-camp",
]
ACTIONS = [
    "search",
    "close",
    "menu",
    "filter",
    "map",
    "list",
    "share",
    "print",
    "calendar",
    "add",
    "remove",
    "next",
    "previous",
    "phone",
    "mail",
    "link",
    "report",
    "language",
]
FACTS = ["who", "when", "where", "price", "language", "room", "start", "organiser", "district"]
NOTICES = ["info", "warning", "success", "empty"]

ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
FOREIGN_DIGIT = re.compile(r"[\u0660-\u0669\u06f0-\u06f9]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
IN_PARENTHESES = re.compile(r"\([^)]*\)")


def load(name):
    return json.loads((TAXONOMY / name).read_text(encoding="utf-8"))


def every_text():
    """Yield (where, language, text) for each string a reader may see."""
    for category in load("categories.json"):
        for field in ("label", "help", "terms"):
            for language, value in category[field].items():
                for text in value if isinstance(value, list) else [value]:
                    yield f"{category['key']}.{field}", language, text
    for phrase in load("phrases.json"):
        for language, text in phrase["text"].items():
            yield phrase["key"], language, text


def symbols():
    return {symbol.get("id"): symbol for symbol in ET.parse(SPRITE).getroot()}


def drawing(symbol):
    return tuple(
        (shape.tag, tuple(sorted((name, value) for name, value in shape.attrib.items()))) for shape in symbol.iter()
    )[1:]


def lix(text):
    """Danish readability: words a sentence plus the share of words over six letters."""
    sentences = [part for part in re.split(r"[.!?:]+", text) if part.strip()]
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def expected_pictograms():
    keys = [f"category-{key}" for key in CATEGORIES]
    enums = {"audience": Audience, "gender": Gender, "kind": Kind, "flag": Flag, "time": TimeBand, "room": Room}
    for prefix, enum in enums.items():
        keys += [f"{prefix}-{value}" for value in enum.values]
    for prefix, names in {"action": ACTIONS, "fact": FACTS, "notice": NOTICES}.items():
        keys += [f"{prefix}-{name}" for name in names]
    return keys


def test_every_category_of_the_contract_is_there_once():
    assert sorted(category["key"] for category in load("categories.json")) == sorted(CATEGORIES)


@pytest.mark.parametrize("field", ["label", "help", "terms"])
@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_every_category_speaks_the_three_first_languages(field, language):
    missing = [category["key"] for category in load("categories.json") if not category[field].get(language)]
    assert missing == []


@pytest.mark.parametrize("language", sorted(WAVE_ONE))
def test_no_two_categories_share_a_label(language):
    labels = Counter(category["label"].get(language) for category in load("categories.json"))
    assert [label for label, count in labels.items() if label and count > 1] == []


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_a_term_belongs_to_one_category_only(language):
    terms = Counter(term.lower() for category in load("categories.json") for term in category["terms"][language])
    assert [term for term, count in terms.items() if count > 1] == []


def test_life_saving_belongs_to_swimming():
    swimming = next(category for category in load("categories.json") if category["key"] == "swimming")
    assert "livredning" in swimming["terms"]["da"]
    assert "life-saving" in swimming["terms"]["en"]


def test_the_language_cafe_is_no_coffee_house_in_arabic():
    cafe = next(category for category in load("categories.json") if category["key"] == "language-cafe")
    assert cafe["label"]["ar"] == "لقاء محادثة بالدنماركية"


def test_the_phrase_bank_has_its_first_thirty_in_every_language_of_the_first_wave():
    phrases = load("phrases.json")
    assert len(phrases) >= 30
    assert {phrase["key"]: WAVE_ONE - set(phrase["text"]) for phrase in phrases if WAVE_ONE - set(phrase["text"])} == {}
    assert all(phrase["group"] for phrase in phrases)


def test_phrase_keys_and_sentences_are_unique():
    phrases = load("phrases.json")
    assert len({phrase["key"] for phrase in phrases}) == len(phrases)
    for language in WAVE_ONE:
        assert len({phrase["text"][language] for phrase in phrases}) == len(phrases)


def test_keys_are_plain_slugs():
    keys = [item["key"] for name in ("categories.json", "phrases.json") for item in load(name)]
    assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_only_languages_of_the_first_wave_appear():
    assert {language for _where, language, _text in every_text()} <= WAVE_ONE


def test_no_text_is_empty_or_padded():
    assert [row for row in every_text() if not row[2] or row[2] != " ".join(row[2].split())] == []


def test_each_script_keeps_to_itself():
    wrong = []
    for where, language, text in every_text():
        if language in ARABIC_SCRIPT:
            mixed = LATIN.search(IN_PARENTHESES.sub("", text)) or not ARABIC.search(text)
        else:
            mixed = ARABIC.search(text)
        if mixed:
            wrong.append((where, language, text))
    assert wrong == []


def test_digits_are_those_on_the_posters():
    assert [row for row in every_text() if FOREIGN_DIGIT.search(row[2])] == []


def test_the_danish_is_easy_to_read():
    helps = " ".join(category["help"]["da"] for category in load("categories.json"))
    phrases = ". ".join(phrase["text"]["da"] for phrase in load("phrases.json"))
    assert lix(helps) <= 30
    assert lix(phrases) <= 30


def test_every_key_has_its_pictogram():
    assert sorted(set(expected_pictograms()) - set(symbols())) == []


def test_the_sprite_names_each_pictogram_once():
    names = Counter(symbol.get("id") for symbol in ET.parse(SPRITE).getroot())
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_pictograms_are_the_same_drawing():
    drawings = {}
    for key, symbol in symbols().items():
        drawings.setdefault(drawing(symbol), []).append(key)
    assert () not in drawings
    assert [keys for keys in drawings.values() if len(keys) > 1] == []


def test_all_pictograms_share_one_pen():
    pen = {
        "viewBox": "0 0 24 24",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "1.75",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    for key, symbol in symbols().items():
        assert {name: value for name, value in symbol.attrib.items() if name != "id"} == pen, key
        for shape in list(symbol.iter())[1:]:
            assert not {"stroke-width", "stroke", "fill", "style", "transform"} & set(shape.attrib), key


def test_the_sprite_carries_shapes_only():
    tags = {element.tag for element in ET.parse(SPRITE).getroot().iter()}
    assert tags <= {f"{SVG}{name}" for name in ("svg", "symbol", "path", "circle", "rect")}
    text = SPRITE.read_text(encoding="utf-8")
    assert not re.search(r"href|url\(|<!|\bon\w+=|https?://(?!www\.w3\.org/2000/svg)", text.split("-->", 1)[-1])
