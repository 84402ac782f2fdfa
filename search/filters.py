"""The filters of the search form: every parameter of the contract as plain form controls, with counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from activities.choices import OUTSIDE, WEEKDAY_KEYS, Audience, Danish, Flag, Gender, Kind, TimeBand

from .chips import distance_text, kind_label, near_text
from .engines.base import Results
from .labels import label
from .query import DEFAULT_RADIUS_M, SearchQuery, age_text, clock_text
from .vocabulary import kept_city

RADII_M = (500, 1000, 1500, 3000, 5000, 10_000)
# Groups that are short and always whole; the others leave out what would find nothing.
WHOLE = ("weekday", "time", "danish")
PICTURED = ("category", "audience", "gender", "kind", "time", "flag")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None = None
    is_chosen: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Group:
    """One fieldset of check boxes or radio buttons."""

    name: str
    label: str
    options: list[Option]
    is_single: bool = False
    note: str = ""

    @property
    def chosen(self) -> int:
        return sum(option.is_chosen and bool(option.value) for option in self.options)


@dataclass(frozen=True)
class Filters:
    groups: dict[str, Group]
    places: list[Option]
    near: list[Option]
    radii: list[Option]
    fields: dict[str, str]
    more_ages: list[str] = field(default_factory=list)


def filters(results: Results) -> Filters:
    """Return all controls of the form for the search that was answered."""
    query = results.query
    named = sorted(kept_city().places, key=lambda slug: label("place", slug).casefold())
    return Filters(
        groups={group.name: group for group in _groups(results)},
        places=[Option(slug, label("place", slug), is_chosen=slug in query.place) for slug in named],
        near=_near_options(query, named),
        radii=[
            Option(str(metres), distance_text(metres), is_chosen=metres == query.radius)
            for metres in sorted({*RADII_M, query.radius or DEFAULT_RADIUS_M})
        ],
        fields={name: text for name, text in _fields(query)},
        more_ages=[age_text(span) for span in query.age[1:]],
    )


def _groups(results):
    query, facets = results.query, results.facets
    for name, keys in _keys(facets).items():
        chosen = getattr(query, name)
        counts = facets.get(name, {})
        options = [
            Option(key, label(name, key), counts.get(key, 0), key in chosen, _picture(name, key))
            for key in dict.fromkeys([*keys, *chosen])
            if name in WHOLE or counts.get(key) or key in chosen
        ]
        yield Group(name, kind_label(name), options)
    yield _danish(query, facets.get("danish", {}))


def _keys(facets):
    spoken = facets.get("language", {})
    return {
        "category": kept_city().categories,
        "audience": Audience.values,
        "gender": Gender.values,
        "kind": Kind.values,
        "district": [*kept_city().districts, OUTSIDE],
        "area": kept_city().areas,
        "weekday": WEEKDAY_KEYS,
        "time": TimeBand.values,
        "language": sorted(spoken, key=lambda tag: (-spoken[tag], tag)),
        "flag": Flag.values,
    }


def _picture(name, key):
    return f"{name}-{key}" if name in PICTURED else ""


def _danish(query, counts):
    """Radio buttons: each level lets in those that ask for less."""
    levels = [
        Option(str(level), str(Danish(level).label), counts.get(str(level), 0), query.danish == level)
        for level in Danish.values
    ]
    anything = Option("", _("Does not matter"), is_chosen=query.danish is None)
    return Group("danish", kind_label("danish"), [anything, *levels], is_single=True)


def _near_options(query, named):
    options = [Option(slug, label("near", slug), is_chosen=str(query.near) == slug) for slug in named]
    if query.near and not query.near.slug:
        options.insert(0, Option(str(query.near), near_text(query.near), is_chosen=True))
    return options


def _fields(query: SearchQuery):
    yield "q", query.q
    yield "postcode", query.postcode[0] if query.postcode else ""
    for name in ("after", "before"):
        minutes = getattr(query, name)
        yield name, "" if minutes is None else clock_text(minutes)
    for name in ("date", "until"):
        day = getattr(query, name)
        yield name, day.isoformat() if day else ""
    yield "price_max", "" if query.price_max is None else str(query.price_max)
    yield "age", age_text(query.age[0]) if query.age else ""
