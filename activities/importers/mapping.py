"""Declarative mappings: how a feed's own fields become ours, said in a JSON file and not in code.

docs/importing.md describes every key. A mapping with an unknown key is refused, so that a
misspelt one is noticed.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..choices import DERIVED_FLAGS, Audience, Danish, Flag, Gender, PricePer, Room
from ..spoken_languages import SPOKEN
from . import texts
from .records import SourceError

FOLDER = Path(__file__).parent / "mappings"
CATEGORIES_FILE = Path(__file__).parent.parent / "data" / "taxonomy" / "categories.json"
CATEGORIES = tuple(category["key"] for category in json.loads(CATEGORIES_FILE.read_text(encoding="utf-8")))
FLAGS = tuple(flag.value for flag in Flag if flag not in DERIVED_FLAGS)
TEXT_FIELDS = ("name", "summary", "body", "link", "sign_up_url", "price_note", "first_visit")
TABLES = {
    "categories": CATEGORIES,
    "audiences": tuple(Audience.values),
    "flags": FLAGS,
    "held_in": SPOKEN,
    "also_spoken": SPOKEN,
    "gender": tuple(Gender.values),
    "room": tuple(Room.values),
    "danish": tuple(str(level) for level in Danish.values),
}
SINGLE_TABLES = ("gender", "room", "danish")
KNOWN = {
    "mapping": {
        "about", "items", "id", "language", "time_zone", "date_format",
        "fields", "ages", "price", "contact", "places", "sessions", "tables", "leave_out",
    },
    "fields": set(TEXT_FIELDS),
    "ages": {"from", "to"},
    "price": {"each", "amount", "currency", "per", "free", "note"},
    "contact": {"each", "role", "phone", "email"},
    "places": {"each", "name", "street", "postcode", "city", "lat", "lon", "hidden", "step_free", "skip"},
    "sessions": {
        "each", "starts_at", "ends_at", "date", "weekday", "start", "end", "from", "until", "room",
        "optional", "opening_hours", "pauses_in_school_holidays", "pauses_on_public_holidays",
    },
    "table": {"from", "values", "words"},
    "value": {"path", "pattern", "split", "value"},
}  # fmt: skip
SWITCHES = ("optional", "opening_hours", "pauses_in_school_holidays", "pauses_on_public_holidays")


class MappingError(SourceError):
    """The mapping file can't be used; says which key and why."""


@dataclass(frozen=True)
class Value:
    """Where a value stands in an item: a path, perhaps a part of it, perhaps several in one text; or a constant."""

    path: str = ""
    pattern: re.Pattern | None = None
    split: re.Pattern | None = None
    constant: str | None = None

    def read(self, item: Any) -> list[str]:
        if self.constant is not None:
            return [self.constant]
        said = texts_at(item, self.path)
        if self.pattern:
            found = (self.pattern.search(text) for text in said)
            said = [match[1] if match.re.groups else match[0] for match in found if match]
        if self.split:
            said = [part for text in said for part in self.split.split(text)]
        return [text.strip() for text in said if text and text.strip()]


@dataclass(frozen=True)
class Table:
    """Words of the source and the keys they stand for: whole values, or words inside a text."""

    sources: tuple[Value, ...]
    values: Mapping[str, tuple[str, ...]]
    words: tuple[tuple[re.Pattern, tuple[str, ...]], ...]

    def keys(self, item: Any) -> tuple[str, ...]:
        found = []
        for source in self.sources:
            for text in source.read(item):
                found += self.values.get(text.casefold(), ())
                for pattern, keys in self.words:
                    if pattern.search(text.casefold()):
                        found += keys
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Feed:
    """A mapping as read. Each group maps its key to the alternatives of which the first that says something counts."""

    items: str = ""
    uid: tuple[Value, ...] = (Value("id"),)
    language: str = "da"
    zone: ZoneInfo = ZoneInfo("Europe/Copenhagen")
    date_format: str = ""
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    leave_out: tuple[Table, ...] = ()

    def group(self, name: str) -> Mapping[str, Any]:
        return self.groups.get(name, {})

    def is_left_out(self, item: Any) -> bool:
        return any(table.keys(item) for table in self.leave_out)

    def from_tables(self, item: Any) -> dict[str, Any]:
        """Return what the tables say of an item, by field of the record."""
        said = {}
        for name, table in self.tables.items():
            keys = table.keys(item)
            if name in SINGLE_TABLES:
                # Two different answers are no answer.
                said[name] = keys[0] if len(keys) == 1 else ""
            else:
                said[name] = tuple(sorted(keys, key=TABLES[name].index))
        if "danish" in said:
            said["danish"] = int(said["danish"]) if said["danish"] else None
        return said


def load(name_or_file: str) -> Feed:
    """Read the mapping shipped under this name, or the one in this file; MappingError when that can't be done."""
    shipped = FOLDER / f"{name_or_file}.json"
    path = shipped if re.fullmatch(r"[a-z0-9-]+", name_or_file) and shipped.is_file() else Path(name_or_file)
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in FOLDER.glob("*.json")))
        raise MappingError(f"There is no mapping “{name_or_file}”: give a file, or one of {names}.")
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MappingError(f"The mapping {path.name} is not readable JSON: {error}") from error
    return read(said)


def read(said: Any) -> Feed:
    """Turn the content of a mapping file into a Feed; MappingError names the key that is wrong."""
    check_keys(said, "mapping", "the mapping")
    groups = {}
    for name in ("fields", "ages", "price", "contact", "places", "sessions"):
        if name in said:
            check_keys(said[name], name, name)
            groups[name] = {key: _group_value(name, key, value) for key, value in said[name].items()}
    leave_out = said.get("leave_out", [])
    if not isinstance(leave_out, list):
        raise MappingError("leave_out: give a list of {from, values, words}.")
    return Feed(
        items=str(said.get("items", "")),
        uid=_alternatives(said.get("id", "id"), "id"),
        language=str(said.get("language", "da")),
        zone=_zone(said.get("time_zone", "Europe/Copenhagen")),
        date_format=str(said.get("date_format", "")),
        groups=groups,
        tables=_tables(said.get("tables", {})),
        leave_out=tuple(_leave_out(entry) for entry in leave_out),
    )


def check_keys(said: Any, kind: str, where: str) -> None:
    if not isinstance(said, dict):
        raise MappingError(f"{where}: give an object with keys.")
    unknown = sorted(set(said) - KNOWN[kind])
    if unknown:
        raise MappingError(f"{where}: unknown key {', '.join(unknown)}; known are {', '.join(sorted(KNOWN[kind]))}.")


def texts_at(item: Any, path: str) -> list[str]:
    """Return the texts at a dotted path; a list on the way is walked through, a number picks one of it."""
    return [text for node in nodes_at(item, path) if (text := _as_text(node))]


def nodes_at(item: Any, path: str) -> list[Any]:
    """Return the nodes at a dotted path, lists at its end opened; "" is the item itself."""
    nodes = [item]
    for step in filter(None, path.split(".")):
        nodes = [found for node in nodes for found in _step(node, step)]
    return [inner for node in nodes for inner in (node if isinstance(node, list) else [node]) if inner is not None]


def _step(node, step):
    if isinstance(node, list):
        if step.isdigit():
            return node[int(step) : int(step) + 1]
        return [found for inner in node for found in _step(inner, step)]
    return [node[step]] if isinstance(node, dict) and step in node else []


def _as_text(node):
    if isinstance(node, bool):
        return "true" if node else "false"
    return texts.printable(str(node)) if isinstance(node, str | int | float) else ""


def _group_value(group, key, value):
    if key == "each":
        return str(value)
    if group == "sessions" and key in SWITCHES:
        if not isinstance(value, bool):
            raise MappingError(f"sessions.{key}: say true or false.")
        return value
    if (group, key) == ("price", "per") and isinstance(value, str) and value in PricePer.values:
        return (Value(constant=value),)
    if key in ("skip", "step_free"):
        return _leave_out(value)
    return _alternatives(value, f"{group}.{key}")


def _alternatives(said, where):
    entries = said if isinstance(said, list) else [said]
    return tuple(_value(entry, where) for entry in entries)


def _value(said, where):
    if isinstance(said, str):
        return Value(path=said)
    check_keys(said, "value", where)
    try:
        return Value(
            path=str(said.get("path", "")),
            pattern=re.compile(said["pattern"], re.IGNORECASE) if "pattern" in said else None,
            split=re.compile(said["split"]) if "split" in said else None,
            constant=said.get("value"),
        )
    except (re.error, TypeError) as error:
        raise MappingError(f"{where}: the pattern can't be read: {error}") from error


def _zone(name):
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise MappingError(f"time_zone: “{name}” is not known; write for example Europe/Copenhagen.") from error


def _tables(said):
    if not isinstance(said, dict) or set(said) - set(TABLES):
        raise MappingError(f"tables: give an object; known tables are {', '.join(TABLES)}.")
    return {name: _table(entry, TABLES[name], f"tables.{name}") for name, entry in said.items()}


def _table(said, known, where):
    check_keys(said, "table", where)
    values = {str(text).casefold(): _keys(keys, known, where) for text, keys in said.get("values", {}).items()}
    words = tuple(
        (re.compile(rf"(?<!\w){re.escape(str(text).casefold())}"), _keys(keys, known, where))
        for text, keys in said.get("words", {}).items()
    )
    sources = said.get("from", [])
    return Table(_alternatives(sources, f"{where}.from"), values, words)


def _keys(said: str | Iterable[str], known: Iterable[str], where: str) -> tuple[str, ...]:
    keys = (said,) if isinstance(said, str) else tuple(said)
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise MappingError(f"{where}: {', '.join(unknown)} is not one of {', '.join(known)}.")
    return keys


def _leave_out(said):
    """A table without keys: what it matches is left out (or, for step-free access, true)."""
    check_keys(said, "table", "leave_out")
    filled = dict(said)
    for part in ("values", "words"):
        listed = said.get(part, [])
        if not isinstance(listed, list):
            raise MappingError(f"leave_out.{part}: give a list of texts.")
        filled[part] = dict.fromkeys(listed, "yes")
    return _table(filled, ("yes",), "leave_out")
