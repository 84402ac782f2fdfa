"""The pictograms: one for each key people choose by, all on one grid with one pen."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

from activities.choices import Audience, Flag, Gender, Kind, Room, TimeBand

ROOT = settings.BASE_DIR
SVG = "{http://www.w3.org/2000/svg}"
SPRITE = ROOT / "site" / "static" / "icons" / "sprite.svg"
# fmt: off
CATEGORIES = [
    "football", "swimming", "ball-games", "martial-arts", "gymnastics-dance", "movement-health", "scouts-outdoor",
    "gardening", "music-theatre", "arts-crafts", "cooking-meals", "games-esport", "tech-media", "language-cafe",
    "danish-class", "homework-help", "parent-group", "club-dropin", "senior-club", "mentor-buddy", "network-group",
    "advice", "democracy-volunteering", "festival-event", "holiday-camp",
]
# fmt: on
FACTS = ["who", "when", "where", "price", "language", "room", "start", "organiser"]
KEYS = {
    "category": CATEGORIES,
    "audience": Audience.values,
    "gender": Gender.values,
    "kind": Kind.values,
    "flag": Flag.values,
    "time": TimeBand.values,
    "room": Room.values,
    "fact": FACTS,
}
NAMED = re.compile(r"""icon\s+"([\w-]+)"|icon="([\w-]+)"|"((?:category|audience|gender|flag|fact|action)-[\w-]+)\"""")


@pytest.fixture(scope="module")
def symbols():
    found = ElementTree.parse(SPRITE).getroot().findall(f"{SVG}symbol")
    names = [symbol.get("id") for symbol in found]
    assert len(names) == len(set(names))
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize("group", KEYS)
def test_every_key_has_its_pictogram(symbols, group):
    assert [key for key in KEYS[group] if f"{group}-{key}" not in symbols] == []


def test_all_stand_on_one_grid_and_are_drawn_with_one_pen(symbols):
    pens = {
        (symbol.get("viewBox"), symbol.get("stroke-width"), symbol.get("stroke"), symbol.get("fill"))
        for symbol in symbols.values()
    }
    assert len(pens) == 1
    assert next(iter(pens))[0] == "0 0 24 24"
    inner = [part for symbol in symbols.values() for part in symbol.iter() if part is not symbol]
    assert not [part for part in inner if part.get("stroke-width") or part.get("style") or part.get("transform")]


def test_no_pictogram_is_a_copy_of_another(symbols):
    drawings = [b"".join(ElementTree.tostring(part) for part in symbol) for symbol in symbols.values()]
    assert len(drawings) == len(set(drawings))


def test_every_pictogram_that_is_named_exists(symbols):
    sources = [
        path
        for folder in ("site/templates", "activities", "search")
        for pattern in ("*.html", "finder.py")
        for path in (ROOT / folder).rglob(pattern)
        if "admin" not in path.parts
    ]
    named = {
        name
        for path in sources
        for groups in NAMED.findall(path.read_text(encoding="utf-8"))
        for name in filter(None, groups)
        if not name.endswith("-")
    }
    assert len(named) > 20
    assert named - set(symbols) == set()
