"""Write a city's data files into the database, again and again without doubles.

What the files decide on every run: keys, numbers, outlines, centres, neighbours, where a place lies, and that every
spelling of theirs is known. What editors decide: names and texts once they are there, spellings they added, school
holidays they have checked, guides once they are there, and rows of their own, which are kept.
"""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from .announcements import one_change
from .choices import PlaceKind
from .city_files import CityFileError, checked_outline, city_folder, features, read_city
from .geography import current_outlines
from .guides import make_guides
from .models import Category, CouncilArea, District, Phrase, PlaceName, SchoolHoliday, Venue
from .models.naming import danish_slug

CREATED, UPDATED, UNCHANGED = "new", "changed", "as before"
OUTCOMES = (CREATED, UPDATED, UNCHANGED)
WHAT = {
    District: "districts",
    CouncilArea: "council areas",
    PlaceName: "place names",
    Category: "categories",
    Phrase: "phrases",
    SchoolHoliday: "school holidays",
    Venue: "venues",
}


class LoadError(Exception):
    """The files are sound in themselves but do not fit what the database holds."""


def load_city(name, cities=None):
    """Load the city `name`; return a Counter of (what, outcome).

    Raises ValueError for an unknown city or a broken file, LoadError where the database holds another city.
    """
    files = read_city(city_folder(name, cities), settings.MODELTRANSLATION_LANGUAGES)
    with one_change():
        done = Counter()
        _load_districts(files.districts, done)
        _load_areas(files.areas, done)
        _load_places(files.places, done)
        _load_categories(files.categories, done)
        _load_phrases(files.phrases, done)
        _load_school_holidays(files, done)
        done[WHAT[Venue], UPDATED] = relocate_venues()
        done["guides", CREATED] = make_guides(files.guides)
    return done


def load_districts(path):
    """Replace the outlines of the districts by those of a GeoJSON file; return (districts, venues that moved).

    A feature belongs to the district whose number is its `bydel_nr` (or `number`), else to the one of its
    `navn` (or `name`). Every district must come exactly once. Council areas keep their own outlines; a point's
    area is then looked for inside its district. Raises ValueError for a broken file, LoadError for one that
    is about other districts.
    """
    path = Path(path)
    outlines = _outlines_by_district(path)
    with one_change():
        for district, outline in outlines.items():
            if district.outline != outline:
                district.outline = outline
                district.save()
        _relocate_places()
        moved = relocate_venues()
    return len(outlines), moved


def relocate_venues():
    """Derive district and area of every venue anew, save those that changed and return how many did."""
    outlines = current_outlines()
    moved = 0
    for venue in Venue.objects.filter(placed_by_hand=False):
        found = outlines.locate(venue.lat, venue.lon) if venue.is_located else (None, None)
        if found != (venue.district_id, venue.area_id):
            venue.save()
            moved += 1
    return moved


def _load_districts(districts, done):
    stored = District.objects.in_bulk()
    others = {district.number: key for key, district in stored.items() if key not in {part.key for part in districts}}
    for part in districts:
        if part.number in others:
            raise LoadError(
                f"Number {part.number} of `{part.key}` belongs to the district `{others[part.number]}` already: "
                "this database holds another city. Load this one into a database of its own."
            )
    rows = {}
    for part in districts:
        decided = {"number": part.number, "outline": part.outline} | _centre(part)
        rows[part.key] = _write(District, stored.get(part.key), {"key": part.key}, decided, {"name": part.name}, done)
    for part in districts:
        row, wanted = rows[part.key], set(part.neighbours)
        if set(row.neighbours.values_list("pk", flat=True)) != wanted:
            row.neighbours.set(wanted)
            row.save()  # so that whoever keeps the city in memory reads it anew


def _load_areas(areas, done):
    stored = CouncilArea.objects.in_bulk()
    for part in areas:
        decided = {"district_id": part.district, "outline": part.outline} | _centre(part)
        _write(CouncilArea, stored.get(part.key), {"key": part.key}, decided, {"name": part.name}, done)


def _centre(part):
    return dict(zip(("centre_lat", "centre_lon"), part.centre, strict=True))


def _load_places(places, done):
    stored = PlaceName.objects.in_bulk(field_name="slug")
    where = _Whereabouts()
    for place in places:
        row = stored.get(place.slug)
        written = row.transliterations if row else {}
        languages = {**dict.fromkeys(written), **dict.fromkeys(place.transliterations)}
        decided = {
            "kind": place.kind,
            "lat": place.lat,
            "lon": place.lon,
            "radius": place.radius,
            "spellings": _both(row.spellings if row else [], place.spellings),
            "transliterations": {
                language: _both(written.get(language, []), place.transliterations.get(language, []))
                for language in languages
            },
            "outline": place.outline,
        }
        decided |= where.of(place)
        _write(PlaceName, row, {"slug": place.slug}, decided, {"name": place.name}, done)


def _both(theirs, ours):
    """The editors' spellings in their order, so that the form they want shown first stays first, then new ones."""
    return list(dict.fromkeys([*theirs, *ours]))


def _relocate_places():
    where = _Whereabouts()
    for place in PlaceName.objects.all():
        new = {name: value for name, value in where.of(place).items() if getattr(place, name) != value}
        for name, value in new.items():
            setattr(place, name, value)
        if new:
            place.save()


class _Whereabouts:
    """Where the places lie in the outlines of the database as they are now."""

    def __init__(self):
        self._outlines = current_outlines()
        self._districts = District.objects.in_bulk()
        self._areas = CouncilArea.objects.in_bulk()

    def of(self, place):
        """Return district and area of a place; one that is a district or an area reaches as far as its outline."""
        if place.kind == PlaceKind.DISTRICT and place.slug in self._districts:
            return {"district_id": place.slug, "area_id": None, "outline": self._districts[place.slug].outline}
        if place.kind == PlaceKind.AREA and place.slug in self._areas:
            area = self._areas[place.slug]
            return {"district_id": area.district_id, "area_id": area.key, "outline": area.outline}
        outside = place.kind == PlaceKind.MUNICIPALITY
        district, area = (None, None) if outside else self._outlines.locate(place.lat, place.lon)
        return {"district_id": district, "area_id": area}


def _load_categories(categories, done):
    stored = Category.objects.in_bulk()
    for position, entry in enumerate(categories, 1):
        texts = _texts("label", entry["label"]) | _texts("help", entry.get("help", {}))
        texts |= _texts("terms", {language: "\n".join(words) for language, words in entry.get("terms", {}).items()})
        texts["order"] = position
        _write(Category, stored.get(entry["key"]), {"key": entry["key"]}, {}, texts, done)


def _load_phrases(phrases, done):
    stored = Phrase.objects.in_bulk()
    for position, entry in enumerate(phrases, 1):
        texts = _texts("text", entry["text"]) | {"group": entry.get("group", ""), "order": position}
        _write(Phrase, stored.get(entry["key"]), {"key": entry["key"]}, {}, texts, done)


def _load_school_holidays(files, done):
    stored = SchoolHoliday.objects.in_bulk(field_name="key")
    for span in files.school_holidays:
        row = stored.get(span.key)
        dates = {"first": span.first, "last": span.last, "is_checked": span.checked}
        decided = {} if row and row.is_checked else dates
        names = _texts("name", files.holiday_names[span.name])
        _write(SchoolHoliday, row, {"key": span.key}, decided, names, done)


def _texts(name, by_language):
    return {
        f"{name}_{language}": by_language[language]
        for language in settings.MODELTRANSLATION_LANGUAGES
        if by_language.get(language)
    }


def _write(model, row, lookup, decided, offered, done):
    """Create the row, or give it what is `decided` and, where it says nothing itself, what is `offered`."""
    if row is None:
        row, outcome = model(**lookup, **decided, **offered), CREATED
    else:
        new = decided | {name: value for name, value in offered.items() if getattr(row, name) in (None, "")}
        new = {name: value for name, value in new.items() if getattr(row, name) != value}
        for name, value in new.items():
            setattr(row, name, value)
        outcome = UPDATED if new else UNCHANGED
    if outcome != UNCHANGED:
        try:
            row.full_clean()
        except ValidationError as error:
            key = next(iter(lookup.values()))
            raise LoadError(f"{WHAT[model]}: `{key}` does not fit: {'; '.join(error.messages)}") from error
        row.save(force_insert=outcome == CREATED)
    done[WHAT[model], outcome] += 1
    return row


def _outlines_by_district(path):
    districts = list(District.objects.all())
    by_number = {str(district.number): district for district in districts}
    by_name = {_comparable(district.name): district for district in districts}
    found = {}
    for where, feature in features(path):
        properties = feature["properties"]
        number = properties.get("bydel_nr", properties.get("number"))
        name = str(properties.get("navn", properties.get("name", "")))
        district = by_name.get(_comparable(name)) if number is None else by_number.get(str(number))
        where = f"{where} ({name if number is None else number})"
        if district is None:
            raise CityFileError(
                path, where, "no district has this `bydel_nr` or `navn`; load the city of this file first"
            )
        if district in found:
            raise CityFileError(path, where, f"a second outline of {district}; join them into one MultiPolygon")
        found[district] = checked_outline(path, where, feature)
    missing = [str(district) for district in districts if district not in found]
    if missing:
        raise LoadError(f"{path.name} has no outline of {', '.join(missing)}; every district must be in it.")
    return found


def _comparable(name):
    return danish_slug(name.replace("/", "-"))
