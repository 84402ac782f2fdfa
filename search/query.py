"""What a visitor asks for: a value object read from request parameters, without a word of any engine.

Imports nothing of ours: the words it may use come in as a `Vocabulary`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

DEFAULT_RADIUS_M = 1500
MAX_RADIUS_M = 50_000
HORIZON_DAYS = 400
PAGE_SIZE = 10
MAX_TEXT = 200
MAX_PAGE = 999_999_999
MAX_KRONER = 1_000_000
YEAR = 12  # months
OPEN_AGE_MONTHS = 130 * YEAR
SORTS = ("relevance", "next", "distance", "name")

# Parameters with a list of keys, repeated for OR (flags: AND).
LISTS = (
    "category", "audience", "gender", "kind", "district", "area", "place", "postcode", "weekday", "time",
    "language", "flag"
)  # fmt: skip
# What must hold in one and the same session.
SESSION_PARAMETERS = ("district", "area", "place", "near", "postcode", "weekday", "time", "after", "before", "date")


@dataclass(frozen=True)
class Vocabulary:
    """The words a query may use.

    `keys` maps a parameter to its known keys; `places` maps a PlaceName slug to (lat, lon);
    `postcodes` and `languages` are open sets, checked by form only.
    """

    keys: Mapping[str, frozenset[str]]
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def knows(self, parameter: str, value: str) -> bool:
        if parameter == "place":
            return value in self.places
        if parameter == "postcode":
            return bool(re.fullmatch(r"\d{4}", value))
        if parameter == "language":
            return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value))
        return value in self.keys.get(parameter, ())


@dataclass(frozen=True)
class Near:
    """A point to search around; `slug` when it was named."""

    lat: float
    lon: float
    slug: str = ""

    def __str__(self):
        return self.slug or f"{self.lat},{self.lon}"


@dataclass(frozen=True)
class Problem:
    """A value that could not be used, and why; `code` is stable, the text is for the reader."""

    parameter: str
    value: str
    code: str


@dataclass(frozen=True)
class SearchQuery:
    """One search. Times are minutes after midnight, ages months (both included), money kroner, radius metres."""

    q: str = ""
    category: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    near: Near | None = None
    radius: int = DEFAULT_RADIUS_M
    postcode: tuple[str, ...] = ()
    weekday: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None
    date: dt.date | None = None
    until: dt.date | None = None
    open_now: bool = False
    language: tuple[str, ...] = ()
    danish: int | None = None
    free: bool = False
    price_max: int | None = None
    age: tuple[tuple[int, int], ...] = ()
    flag: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1

    @property
    def has_dates(self) -> bool:
        return self.date is not None or self.until is not None

    @property
    def has_time(self) -> bool:
        """True when a weekday, time, date or opening is asked for, which no session by agreement can answer."""
        return bool(
            self.weekday
            or self.time
            or self.after is not None
            or self.before is not None
            or self.has_dates
            or self.open_now
        )

    @property
    def order(self) -> str:
        """The sort in force: as asked, else relevance with words, distance with a point, next without either."""
        if self.sort:
            return self.sort
        if self.q:
            return "relevance"
        return "distance" if self.near else "next"

    def span(self, today: dt.date) -> tuple[dt.date, dt.date] | None:
        """First and last day asked for, past dates meaning today; None without dates."""
        if not self.has_dates:
            return None
        last = today + dt.timedelta(days=HORIZON_DAYS)
        return max(self.date or today, today), min(max(self.until, today) if self.until else last, last)

    def but(self, **changes) -> SearchQuery:
        """Return a copy with other values, back on its first page."""
        return replace(self, **{"page": 1, **changes})

    def parameters(self) -> list[tuple[str, str]]:
        """Return the request parameters that give this query, in a fixed order, defaults left out."""
        pairs = []
        for spec in fields(self):
            value = getattr(self, spec.name)
            if value == spec.default or value == ():
                continue
            pairs += WRITERS.get(spec.name, _write_list)(spec.name, value)
        return pairs

    def querystring(self) -> str:
        return urlencode(self.parameters())


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def age_text(span: tuple[int, int]) -> str:
    """Write an age range in short: `8`, `11-13`, `18m`; one that is not of whole years as `6m-18m`."""
    low, high = span
    if low == high:
        return f"{low}m"
    if low % YEAR or (high + 1) % YEAR:
        return f"{low}m-{high}m"
    if low // YEAR == high // YEAR:
        return str(low // YEAR)
    return f"{low // YEAR}-{high // YEAR}"


def age_values(span: tuple[int, int]) -> list[str]:
    """Write an age range as values of the parameter, which knows whole years and single months only.

    Repeated they mean the same: `6m` … `11m` and `1` are from 6 to 23 months.
    """
    low, high = span
    first, last = -(-low // YEAR), (high + 1) // YEAR - 1  # the whole years inside
    if last < first:
        return [f"{month}m" for month in range(low, high + 1)]
    before = [f"{month}m" for month in range(low, first * YEAR)]
    after = [f"{month}m" for month in range((last + 1) * YEAR, high + 1)]
    return [*before, age_text((first * YEAR, last * YEAR + YEAR - 1)), *after]


def _write_list(name, value):
    return [(name, str(item)) for item in (value if isinstance(value, tuple) else (value,))]


WRITERS: dict[str, Callable] = {
    "after": lambda name, value: [(name, clock_text(value))],
    "before": lambda name, value: [(name, clock_text(value))],
    "date": lambda name, value: [(name, value.isoformat())],
    "until": lambda name, value: [(name, value.isoformat())],
    "open_now": lambda name, value: [("open", "now")],
    "free": lambda name, value: [("price", "free")],
    "age": lambda name, value: [(name, text) for span in value for text in age_values(span)],
}


# --- Reading ---


class Unusable(ValueError):
    """A value that can't be used; its text is the problem's code."""


def parse_clock(text: str) -> int:
    """Read `HH:MM` as minutes after midnight."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
    if not found:
        raise Unusable("not-a-time")
    return int(found[1]) * 60 + int(found[2])


def parse_date(text: str) -> dt.date:
    """Read `YYYY-MM-DD`; Python alone would read other ISO forms too."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Unusable("not-a-date")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Unusable("not-a-date") from error


def parse_age(text: str) -> tuple[int, int]:
    """Read `8`, `11-13` or `18m` as months, both included."""
    found = re.fullmatch(r"(\d{1,4})m|(\d{1,3})(?:-(\d{1,3}))?", text)
    if not found:
        raise Unusable("not-an-age")
    months, low, high = found.groups()
    if months:
        first = last = int(months)
    else:
        first, last = int(low) * YEAR, int(high or low) * YEAR + YEAR - 1
    if first > last or last > OPEN_AGE_MONTHS:
        raise Unusable("not-an-age")
    return first, last


def parse_number(low: int, high: int, code: str = "not-a-number") -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise Unusable(code)
        return int(text)

    return parse


def parse_near(text: str, vocabulary: Vocabulary) -> Near:
    """Read `lat,lon` or a PlaceName slug."""
    if text in vocabulary.places:
        return Near(*vocabulary.places[text], slug=text)
    found = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*", text)
    if not found:
        raise Unusable("not-a-place")
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise Unusable("not-a-place")
    return Near(lat, lon)


def parse_word(*known: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in known:
            raise Unusable("unknown")
        return text

    return parse


class _Reader:
    """Collects values and problems while the parameters are read one by one."""

    def __init__(self, params: Mapping[str, list[str]], vocabulary: Vocabulary):
        self.params = params
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def raw(self, name: str) -> list[str]:
        return [value.strip() for value in self.params.get(name, []) if value.strip()]

    def each(self, name: str, parse: Callable) -> list:
        """Parse every value of a parameter, keeping what can be used."""
        values = []
        for text in self.raw(name):
            try:
                values.append(parse(text))
            except Unusable as error:
                self.problems.append(Problem(name, text[:MAX_TEXT], str(error)))
        return values

    def keys(self, name: str) -> tuple[str, ...]:
        def known(text):
            if not self.vocabulary.knows(name, text):
                raise Unusable("unknown")
            return text

        return tuple(dict.fromkeys(self.each(name, known)))


def parse(
    params: Mapping[str, Iterable[str]], vocabulary: Vocabulary, today: dt.date
) -> tuple[SearchQuery, list[Problem]]:
    """Read request parameters (name -> list of values) into a query and the problems met.

    What can't be used is left out and told, never raised; unknown parameter names are left
    alone (see `unknown_parameters`).
    """
    reader = _Reader({name: list(values) for name, values in params.items()}, vocabulary)
    values = {name: reader.keys(name) for name in LISTS}
    values |= _read_scalars(reader)
    values |= _read_dates(reader, today)
    values |= _read_money_and_age(reader)
    if values.get("sort") == "distance" and values.get("near") is None:
        reader.problems.append(Problem("sort", "distance", "distance-needs-near"))
        values["sort"] = ""
    return SearchQuery(**values), reader.problems


def _read_scalars(reader: _Reader) -> dict:
    q = " ".join(" ".join(reader.raw("q")).replace("\x00", " ").split())
    if len(q) > MAX_TEXT:
        reader.problems.append(Problem("q", q[:MAX_TEXT], "too-long"))
    near = reader.each("near", lambda text: parse_near(text, reader.vocabulary))
    radius = reader.each("radius", parse_number(1, MAX_RADIUS_M, "not-a-radius"))
    after, before = reader.each("after", parse_clock), reader.each("before", parse_clock)
    return {
        "q": q[:MAX_TEXT].strip(),
        "near": near[-1] if near else None,
        "radius": radius[-1] if radius else DEFAULT_RADIUS_M,
        "after": min(after, default=None),
        "before": max(before, default=None),
        "open_now": bool(reader.each("open", parse_word("now"))),
        "sort": (reader.each("sort", parse_word(*SORTS)) or [""])[-1],
        "page": (reader.each("page", parse_number(1, MAX_PAGE, "not-a-page")) or [1])[-1],
    }


def _read_dates(reader: _Reader, today: dt.date) -> dict:
    horizon = today + dt.timedelta(days=HORIZON_DAYS)

    def within(text):
        day = parse_date(text)
        if day > horizon:
            raise Unusable("too-far-ahead")
        return day

    dates, untils = reader.each("date", within), reader.each("until", within)
    first, last = min(dates, default=None), max(untils, default=None)
    if first and last and max(last, today) < max(first, today):
        reader.problems.append(Problem("until", last.isoformat(), "before-date"))
        last = None
    return {"date": first, "until": last}


def _read_money_and_age(reader: _Reader) -> dict:
    return {
        "danish": max(reader.each("danish", parse_number(0, 3, "unknown")), default=None),
        "free": bool(reader.each("price", parse_word("free"))),
        "price_max": max(reader.each("price_max", parse_number(0, MAX_KRONER, "not-a-price")), default=None),
        "age": tuple(dict.fromkeys(reader.each("age", parse_age))),
    }


KNOWN_PARAMETERS = frozenset(LISTS) | {
    "q", "near", "radius", "after", "before", "date", "until", "open", "danish", "price", "price_max", "age",
    "sort", "page"
}  # fmt: skip


def unknown_parameters(params: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """Return the parameter names that no search knows; `also` names those of the caller."""
    return [name for name in params if name not in KNOWN_PARAMETERS and name not in also]
