"""The reader's word for every key of a search: facets, chips, cards."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.choices import OUTSIDE, WEEKDAY_KEYS, Audience, Danish, Flag, Gender, Kind, Room, TimeBand, Weekday
from activities.spoken_languages import spoken_name

from .vocabulary import kept_city

ENUMS = {"audience": Audience, "gender": Gender, "kind": Kind, "time": TimeBand, "flag": Flag, "room": Room}


def label(parameter: str, key: str, language: str | None = None) -> str:
    """Return the label of one key in the active language, the key itself when it has none."""
    language = language or get_language() or "da"
    if parameter in ENUMS:
        return str(ENUMS[parameter](key).label) if key in ENUMS[parameter].values else key
    return LABELS.get(parameter, lambda key, language: key)(key, language)


def _category(key, language):
    labels = kept_city().categories.get(key, {})
    return labels.get(language) or labels.get("da") or key


def _district(key, language):
    return _("Outside the city") if key == OUTSIDE else kept_city().districts.get(key, key)


def _place(key, language):
    names = kept_city().places.get(key, {})
    return names.get("") or key


def _danish(key, language):
    return str(Danish(int(key)).label)


def _price(key, language):
    return _("Free")


def _grid(key, language):
    weekday, band = key.split("-", 1)
    return f"{label('weekday', weekday)}, {label('time', band)}"


LABELS = {
    "category": _category,
    "district": _district,
    "area": lambda key, language: kept_city().areas.get(key, key),
    "place": _place,
    "near": _place,
    "weekday": lambda key, language: str(Weekday(WEEKDAY_KEYS.index(key)).label),
    "language": lambda key, language: spoken_name(key, language),
    "danish": _danish,
    "price": _price,
    "grid": _grid,
}
