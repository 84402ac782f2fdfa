"""Read and check the data files of a city, before anything of it reaches the database.

A city is a folder below `data/cities/`: `districts.geojson`, `areas.geojson`, `places.csv` and, where a place
has an outline of its own, `place_outlines.geojson`. A `school_holidays.csv` there stands in for the shipped one.
A `guides.json` there holds the guides that are true of this city alone. Categories, phrases and the other guides
are the same everywhere.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .choices import PlaceKind
from .folding import fold
from .geography import read_outline
from .school_calendar import SHIPPED_SCHOOL_HOLIDAYS, SchoolHolidaySpan, read_school_holidays

DATA = Path(__file__).parent / "data"
CITIES = DATA / "cities"
PLACE_COLUMNS = ("slug", "name", "kind", "lat", "lon", "radius_m", "spellings")
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Two rows may share a name only here: `Amager` is two districts, `Vesterbro` a district and an area of it.
SHARED_NAME_KINDS = {PlaceKind.DISTRICT, PlaceKind.AREA}


class CityFileError(ValueError):
    """What is wrong, in which file and row, and what to do about it."""

    def __init__(self, path: Path, where: str, problem: str):
        super().__init__(f"{path.name}, {where}: {problem}.")


@dataclass(frozen=True)
class PartOfCity:
    """A district or a council area. `number` and `neighbours` belong to districts, `district` to areas."""

    key: str
    name: str
    centre: tuple[float, float]  # latitude, longitude
    outline: dict  # GeoJSON, longitude first
    number: int = 0
    neighbours: tuple[str, ...] = ()
    district: str = ""


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    kind: str
    lat: float
    lon: float
    radius: int  # metres
    spellings: list[str]
    transliterations: dict[str, list[str]]
    outline: dict | None = None


@dataclass(frozen=True)
class CityFiles:
    districts: list[PartOfCity]
    areas: list[PartOfCity]
    places: list[Place]
    categories: list[dict] = field(default_factory=list)
    phrases: list[dict] = field(default_factory=list)
    school_holidays: list[SchoolHolidaySpan] = field(default_factory=list)
    holiday_names: dict[str, dict[str, str]] = field(default_factory=dict)
    guides: list[dict] = field(default_factory=list)


def city_folder(name: str, cities: Path | None = None) -> Path:
    """Return the folder of the city `name`; ValueError names the cities there are."""
    known = {folder.name: folder for folder in sorted((cities or CITIES).iterdir()) if folder.is_dir()}
    if name not in known:
        raise ValueError(f"There is no city {name!r}. Known are: {', '.join(known) or 'none'}.")
    return known[name]


def read_city(folder: Path, languages: Iterable[str]) -> CityFiles:
    """Read and check everything `load_city` writes; raises CityFileError at the first thing that does not fit."""
    districts = read_districts(folder / "districts.geojson")
    areas = read_areas(folder / "areas.geojson", {part.key for part in districts})
    places = read_places(folder / "places.csv", folder / "place_outlines.geojson", languages)
    _check_named_parts(folder / "places.csv", places, districts, areas)
    own_holidays = folder / "school_holidays.csv"
    holidays = own_holidays if own_holidays.exists() else SHIPPED_SCHOOL_HOLIDAYS
    names_file = DATA / "school_holiday_names.json"
    names = read_json(names_file)
    return CityFiles(
        districts=districts,
        areas=areas,
        places=places,
        categories=read_json(DATA / "taxonomy" / "categories.json"),
        phrases=read_json(DATA / "taxonomy" / "phrases.json"),
        school_holidays=_read_holidays(holidays, names, names_file),
        holiday_names=names,
        guides=read_guides(folder),
    )


def read_guides(folder: Path) -> list[dict]:
    """Return the guides of every city, then those of this one; each has a slug, a Danish name and Danish blocks."""
    guides = []
    for path in (DATA / "guides.json", folder / "guides.json"):
        entries = read_json(path) if path.exists() else []
        for number, entry in enumerate(entries, 1):
            where = f"guide {number}"
            _check_key(path, where, _text(path, where, entry, "slug"))
            if not all(isinstance(entry.get(part), dict) and entry[part].get("da") for part in ("name", "blocks")):
                raise CityFileError(path, entry["slug"], "its Danish name or Danish blocks are missing; write them")
        guides += entries
    return guides


def read_districts(path: Path) -> list[PartOfCity]:
    districts = [_part(path, where, feature) for where, feature in features(path)]
    _check_unique(path, "key", [part.key for part in districts])
    _check_unique(path, "number", [part.number for part in districts])
    neighbours = {part.key: set(part.neighbours) for part in districts}
    for part in districts:
        if not part.number:
            raise CityFileError(path, part.key, "`number` is missing; give the district's official number")
        for other in part.neighbours:
            if part.key not in neighbours.get(other, ()):
                raise CityFileError(
                    path, part.key, f"`{other}` does not name it as a neighbour too; correct one of them"
                )
    return districts


def read_areas(path: Path, districts: Iterable[str]) -> list[PartOfCity]:
    areas = [_part(path, where, feature) for where, feature in features(path)]
    _check_unique(path, "key", [part.key for part in areas])
    for part in areas:
        if part.district not in districts:
            raise CityFileError(
                path, part.key, f"its district {part.district!r} is not in districts.geojson; correct it"
            )
    return areas


def read_places(path: Path, outlines_path: Path, languages: Iterable[str]) -> list[Place]:
    """Read the place names; each column after the fixed ones is a language, its names divided by `|`."""
    outlines = _place_outlines(outlines_path)
    rows = list(_csv_rows(path, languages))
    places = [_place(path, where, row, outlines) for where, row in rows]
    _check_unique(path, "slug", [place.slug for place in places])
    lost = sorted(set(outlines) - {place.slug for place in places})
    if lost:
        raise CityFileError(
            outlines_path, lost[0], f"no place of this slug stands in {path.name}; add it or remove this"
        )
    _check_names(path, places)
    return places


def features(path: Path) -> Iterator[tuple[str, dict]]:
    """Yield the features of a GeoJSON FeatureCollection, each with a text that says where it stands."""
    collection = read_json(path)
    found = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(found, list) or not found:
        raise CityFileError(path, "top", "this is no GeoJSON FeatureCollection with features; export it as one")
    for number, feature in enumerate(found, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise CityFileError(path, f"feature {number}", "it has no properties; give at least its key and name")
        yield f"feature {number}", feature


def read_json(path: Path) -> dict | list:
    try:
        return json.loads(_read_text(path))
    except ValueError as error:
        if isinstance(error, CityFileError):
            raise
        raise CityFileError(path, "the file", f"it is no JSON ({error}); correct it") from error


def _read_text(path):
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise CityFileError(path, "the file", f"it can't be read ({error}); it must be there, as UTF-8 text") from error


def checked_outline(path: Path, where: str, feature: dict) -> dict:
    """Return the geometry of a feature as it stands, once it is known to be an outline."""
    try:
        read_outline(feature.get("geometry"))
    except ValueError as error:
        raise CityFileError(path, where, f"{error}; draw it anew") from error
    return feature["geometry"]


def _part(path, where, feature):
    properties = feature["properties"]
    where = f"{where} ({properties.get('key')})"
    key, name = (_text(path, where, properties, field_name) for field_name in ("key", "name"))
    _check_key(path, where, key)
    lat, lon = _point(path, where, properties.get("centre"))
    number = properties.get("number", 0)
    neighbours = properties.get("neighbours", [])
    if not isinstance(number, int) or number < 0 or not isinstance(neighbours, list):
        raise CityFileError(
            path, where, "`number` must be a whole number and `neighbours` a list of keys; correct them"
        )
    outline = checked_outline(path, where, feature)
    return PartOfCity(
        key, name, (lat, lon), outline, number, tuple(map(str, neighbours)), str(properties.get("district", ""))
    )


def _text(path, where, row, name):
    text = row.get(name)
    if not isinstance(text, str) or not text.strip():
        raise CityFileError(path, where, f"`{name}` is missing; fill it in")
    return text.strip()


def _point(path, where, pair):
    try:
        lat, lon = (float(part) for part in pair)
    except (TypeError, ValueError) as error:
        raise CityFileError(path, where, "the point is no pair of numbers; give latitude, longitude") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise CityFileError(path, where, "the point is not on earth; give latitude, longitude in degrees")
    return lat, lon


def _check_key(path, where, key):
    if not KEY.fullmatch(key):
        raise CityFileError(path, where, f"the key {key!r} must be lower-case letters, digits and hyphens; change it")


def _check_unique(path, what, values):
    for value in values:
        if values.count(value) > 1:
            raise CityFileError(path, str(value), f"this {what} is used twice; change one of them")


def _csv_rows(path, languages):
    reader = csv.DictReader(_read_text(path).splitlines(keepends=True))
    columns = reader.fieldnames or []
    missing = [name for name in PLACE_COLUMNS if name not in columns]
    unknown = [name for name in columns if name not in PLACE_COLUMNS and name not in languages]
    if missing or unknown:
        wrong = f"missing columns {missing}" if missing else f"unknown columns {unknown}"
        raise CityFileError(path, "line 1", f"{wrong}; columns are {', '.join(PLACE_COLUMNS)} and languages")
    for row in reader:
        where = f"line {reader.line_num} ({row['slug']})"
        if None in row or None in row.values():
            raise CityFileError(path, where, f"it has not {len(columns)} columns; put quotes around commas")
        yield where, row


def _place(path, where, row, outlines):
    slug, name = _text(path, where, row, "slug"), _text(path, where, row, "name")
    _check_key(path, where, slug)
    if row["kind"] not in PlaceKind.values:
        raise CityFileError(
            path, where, f"the kind {row['kind']!r} is none of {', '.join(PlaceKind.values)}; choose one"
        )
    if not row["radius_m"].isdecimal() or not 50 <= int(row["radius_m"]) <= 20_000:
        raise CityFileError(path, where, "`radius_m` must be 50 to 20000 metres; correct it")
    lat, lon = _point(path, where, (row["lat"], row["lon"]))
    return Place(
        slug=slug,
        name=name,
        kind=row["kind"],
        lat=lat,
        lon=lon,
        radius=int(row["radius_m"]),
        spellings=_names(row["spellings"]),
        transliterations={
            language: _names(text) for language, text in row.items() if language not in PLACE_COLUMNS and text.strip()
        },
        outline=outlines.get(slug),
    )


def _names(text):
    return [name.strip() for name in text.split("|") if name.strip()]


def _place_outlines(path):
    if not path.exists():
        return {}
    return {
        _text(path, where, feature["properties"], "slug"): checked_outline(path, where, feature)
        for where, feature in features(path)
    }


def _check_names(path, places):
    """Every way of writing a place must lead to one place, or the reader would be sent to the wrong one."""
    owners = {}
    for place in places:
        written = [place.name, *place.spellings, *(name for names in place.transliterations.values() for name in names)]
        for name in written:
            owner = owners.setdefault(fold(name), place)
            if owner is not place and not {owner.kind, place.kind} <= SHARED_NAME_KINDS:
                raise CityFileError(path, place.slug, f"{name!r} already means `{owner.slug}`; keep it in one of them")


def _check_named_parts(path, places, districts, areas):
    kinds = {place.slug: place.kind for place in places}
    parts = {part.key: PlaceKind.AREA for part in areas} | {part.key: PlaceKind.DISTRICT for part in districts}
    for key, kind in parts.items():
        if kinds.get(key) != kind:
            raise CityFileError(path, key, f"a place of kind {kind.value} with this slug is missing; add it")
    for slug, kind in kinds.items():
        if kind in SHARED_NAME_KINDS and slug not in parts:
            raise CityFileError(path, slug, f"there is no {kind} with this key; choose another kind")


def _read_holidays(path, names, names_file):
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            spans = read_school_holidays(lines)
    except ValueError as error:
        raise CityFileError(path, "the file", str(error)) from error
    for span in spans:
        if "da" not in names.get(span.name, {}):
            raise CityFileError(path, span.key, f"{span.name!r} has no Danish name in {names_file.name}; add it there")
    return spans
