"""The filters of the search form: every parameter of the contract as plain form controls, with counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from activities.choices import OUTSIDE, WEEKDAY_KEYS, Audience, Danish, Flag, Gender, Kind, TimeBand
from activities.schedule_words import comma, joined

from . import problems as problem_texts
from .chips import kind_label, near_text
from .engines.base import Results
from .labels import label
from .query import DEFAULT_RADIUS_M, Problem, SearchQuery, age_text, clock_text
from .vocabulary import kept_city
from .wording import distance_text

RADII_M = (500, 800, 1000, 1500, 3000, 5000, 10_000)
PICTURED = ("category", "audience", "gender", "kind", "time", "flag")
SHOWN_AT_ONCE = 8  # of a longer group; the rest unfolds
FIELDS = ("postcode", "after", "before", "date", "until", "price_max", "age")


@dataclass(frozen=True)
class Option:
    """One value to tick; what would find nothing is there to be seen and can't be ticked."""

    value: str
    label: str
    count: int | None = None
    is_chosen: bool = False
    icon: str = ""

    @property
    def is_idle(self) -> bool:
        return self.count == 0 and not self.is_chosen


@dataclass(frozen=True)
class Group:
    """One fieldset of check boxes or radio buttons."""

    name: str
    label: str
    options: list[Option]
    is_single: bool = False

    @property
    def chosen(self) -> str:
        """What is ticked, in words, to stand beside the group's name while it is folded."""
        return joined(comma, [option.label for option in self.options if option.is_chosen and option.value])

    @property
    def first(self) -> list[Option]:
        return self.options[: self._cut]

    @property
    def rest(self) -> list[Option]:
        return self.options[self._cut :]

    @property
    def is_rest_open(self) -> bool:
        return any(option.is_chosen for option in self.rest)

    @property
    def _cut(self) -> int:
        # Nobody unfolds a group for one or two more.
        return SHOWN_AT_ONCE if len(self.options) > SHOWN_AT_ONCE + 2 else len(self.options)


@dataclass(frozen=True)
class Field:
    """A control to type in: what stands in it, also when it could not be used, and what is wrong then."""

    value: str
    error: str = ""


@dataclass(frozen=True)
class Filters:
    groups: dict[str, Group]
    places: list[Option]
    near: list[Option]
    radii: list[Option]
    q: str
    fields: dict[str, Field]
    said: dict[str, str]
    more_ages: list[str] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(entry.error for entry in self.fields.values())


def filters(results: Results, problems: list[Problem], spoken: dict[str, int]) -> Filters:
    """Return all controls of the form for the search that was answered.

    `spoken` counts the languages of all coming offers: those that this search does not find are shown too.
    """
    query = results.query
    named = sorted(kept_city().places, key=lambda slug: label("place", slug).casefold())
    groups = {group.name: group for group in _groups(results, spoken)}
    return Filters(
        groups=groups,
        places=[Option(slug, label("place", slug), is_chosen=slug in query.place) for slug in named],
        near=_near_options(query, named),
        radii=[
            Option(str(metres), distance_text(metres), is_chosen=metres == query.radius)
            for metres in sorted({*RADII_M, query.radius or DEFAULT_RADIUS_M})
        ],
        q=query.q,
        fields=_fields(query, problems),
        said=_said(query),
        more_ages=[age_text(span) for span in query.age[1:]],
    )


def _groups(results, spoken):
    query, facets = results.query, results.facets
    for name, keys in _keys(spoken).items():
        chosen = getattr(query, name)
        counts = facets.get(name, {})
        options = [
            Option(key, label(name, key), counts.get(key, 0), key in chosen, _picture(name, key))
            for key in dict.fromkeys([*keys, *counts, *chosen])
        ]
        yield Group(name, kind_label(name), options)
    yield _danish(query, facets.get("danish", {}))


def _keys(spoken):
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


def _fields(query: SearchQuery, problems: list[Problem]) -> dict[str, Field]:
    """Return what stands in each field: the value in force, else what was typed with what is wrong with it."""
    used = dict(_used(query))
    wrong = {problem.parameter: problem for problem in problems}
    return {
        name: Field(used[name] or wrong[name].value, problem_texts.message(wrong[name]))
        if name in wrong
        else Field(used[name])
        for name in FIELDS
    }


def _used(query):
    yield "postcode", query.postcode[0] if query.postcode else ""
    for name in ("after", "before"):
        minutes = getattr(query, name)
        yield name, "" if minutes is None else clock_text(minutes)
    for name in ("date", "until"):
        day = getattr(query, name)
        yield name, day.isoformat() if day else ""
    yield "price_max", "" if query.price_max is None else str(query.price_max)
    yield "age", age_text(query.age[0]) if query.age else ""


def _said(query: SearchQuery) -> dict[str, str]:
    """Say in a few words what is chosen in each group of fields, as `Group.chosen` does for the others."""
    places = [*(label("place", slug) for slug in query.place), *query.postcode]
    if query.near:
        places.append(near_text(query.near))
    clocks = [clock_text(at) for at in (query.after, query.before) if at is not None]
    days = [day.isoformat() for day in (query.date, query.until) if day]
    return {
        "age": joined(comma, [age_text(span) for span in query.age]),
        "place": joined(comma, places),
        "clock": joined(comma, [*clocks, *days, _("Open now") if query.open_now else ""]),
        "price": label("price", "free") if query.free else str(query.price_max or ""),
    }
