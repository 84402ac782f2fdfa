"""The words of this city that a query may use, read once and kept while nothing has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from activities.choices import OUTSIDE, WEEKDAY_KEYS, Audience, Flag, Gender, Kind, TimeBand
from activities.models import Category, CouncilArea, District, PlaceName

from . import generation
from .query import Vocabulary


@dataclass(frozen=True)
class City:
    """What searches need to know of the city: keys with names, and who is whose neighbour."""

    vocabulary: Vocabulary
    categories: dict[str, dict[str, str]]  # key -> {language: label}
    districts: dict[str, str]  # key -> name
    areas: dict[str, str]
    district_of_area: dict[str, str]
    neighbours: dict[str, tuple[str, ...]]
    places: dict[str, dict[str, str]]  # slug -> {"": name, language: name}

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """Matches the Danish name of any district, council area or place as a word of its own, the longest first."""
        names = {*self.districts.values(), *self.areas.values(), *(name[""] for name in self.places.values())}
        longest_first = sorted(map(re.escape, names), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)")


_kept: tuple[tuple[int, str], City] | None = None


def city(now: tuple[int, str] | None = None) -> City:
    """Return the city as of generation `now` (read when not given); another worker's change is seen at once."""
    global _kept
    now = now or generation.current()
    if _kept is None or _kept[0] != now:
        _kept = (now, _read())
    return _kept[1]


def kept_city() -> City:
    """Return the city as this request's search or vocabulary read it: for words, of which a page writes hundreds."""
    return _kept[1] if _kept else city()


def vocabulary() -> Vocabulary:
    return city().vocabulary


def _read() -> City:
    categories = {category.key: _labels(category, "label") for category in Category.objects.all()}
    districts = dict(District.objects.values_list("key", "name"))
    areas = {area.key: area for area in CouncilArea.objects.all()}
    places = list(PlaceName.objects.values_list("slug", "name", "lat", "lon", "transliterations"))
    pairs = District.neighbours.through.objects.values_list("from_district_id", "to_district_id")
    neighbours = {key: tuple(sorted(other for one, other in pairs if one == key)) for key in districts}
    keys = {
        "category": categories,
        "audience": Audience.values,
        "gender": Gender.values,
        "kind": Kind.values,
        "district": [*districts, OUTSIDE],
        "area": areas,
        "weekday": WEEKDAY_KEYS,
        "time": TimeBand.values,
        "flag": Flag.values,
    }
    return City(
        vocabulary=Vocabulary(
            keys={name: frozenset(values) for name, values in keys.items()},
            places={slug: (lat, lon) for slug, _name, lat, lon, _other in places},
        ),
        categories=categories,
        districts=districts,
        areas={key: area.name for key, area in areas.items()},
        district_of_area={key: area.district_id for key, area in areas.items()},
        neighbours=neighbours,
        places={
            slug: {"": name, **{lang: names[0] for lang, names in other.items() if names}}
            for slug, name, _lat, _lon, other in places
        },
    )


def _labels(thing, field):
    texts = {language: getattr(thing, f"{field}_{language}") for language in settings.MODELTRANSLATION_LANGUAGES}
    return {language: text for language, text in texts.items() if text}
