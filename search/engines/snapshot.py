"""All offers as columns in memory: what the embedded engine filters in a millisecond.

Built from the rows of `SearchDocument`; one per worker, thrown away when the generation moves on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .bitmaps import Bitmaps, Mask
from .columns import OfferColumns, SessionColumns

WORDS = 8  # of 64 days each
DAYS = WORDS * 64
PAST_DAYS = 2  # a session that began yesterday may still be going on
NEVER = np.iinfo(np.int64).max
DAY_MINUTES = 24 * 60
OPEN_AGE = 10_000  # months


@dataclass
class Snapshot:
    """Columns by offer (`ids`, bitmaps …), by slot (`offer`, `weekday` …) and the day bits of slots.

    `base` is the ordinal of the day that bit 0 of every slot stands for.
    """

    base: int
    ids: np.ndarray
    position: dict[int, int]
    facets: dict[str, Bitmaps]
    held: Bitmaps
    danish: np.ndarray
    free: Mask
    free_stated: Mask
    cost: np.ndarray
    language_stated: Mask
    step_free_stated: Mask
    ages: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
    sources: np.ndarray
    names: list[list[str]]
    name_rank: np.ndarray
    slots: Slots


@dataclass
class Slots:
    """One row per slot, ordered by offer: `first_row[i]` is where offer i begins (every offer has a row)."""

    offer: np.ndarray
    session: np.ndarray  # number of the session within its offer
    group: np.ndarray  # slots whose coming dates count together
    is_rule: Mask
    weekday: np.ndarray
    start: np.ndarray
    end: np.ndarray
    opening: Mask
    agreement: Mask
    until: np.ndarray  # last day ordinal of a session by agreement
    district: np.ndarray  # numbers into `districts`, -1 = not stated
    area: np.ndarray
    districts: list[str]
    areas: list[str]
    lat: np.ndarray
    lon: np.ndarray
    postcode: np.ndarray
    days: np.ndarray  # uint64, WORDS per slot
    time_bits: np.ndarray  # uint64: 28 cells of the grid, 7 weekdays, 4 bands
    first_row: np.ndarray
    groups: int

    @cached_property
    def point(self):
        """Number the distinct points; -1 = not stated."""
        stated = ~np.isnan(self.lat)
        numbers = np.full(len(self.lat), -1, dtype=np.int64)
        places = np.stack([self.lat[stated], self.lon[stated]], axis=1)
        numbers[stated] = np.unique(places, axis=0, return_inverse=True)[1].reshape(-1)
        return numbers


def load(offers: Mapping[int, OfferColumns], today: dt.date) -> Snapshot:
    """Build a snapshot of offers by id, for searches from `today` on."""
    ids = sorted(offers)
    columns = [offers[offer_id] for offer_id in ids]
    base = today.toordinal() - PAST_DAYS
    order = np.argsort(np.array([column.sort for column in columns], dtype=object), kind="stable")
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    costs = [column.cost for column in columns]
    return Snapshot(
        base=base,
        ids=np.array(ids, dtype=np.int64),
        position={offer_id: position for position, offer_id in enumerate(ids)},
        facets={
            **{name: Bitmaps([getattr(column, name) for column in columns]) for name in OFFER_FACETS},
            "language": Bitmaps([{*column.held, *column.also} for column in columns]),
        },
        held=Bitmaps([column.held for column in columns]),
        danish=np.array([-1 if column.danish is None else column.danish for column in columns], dtype=np.int8),
        free=_flags(column.free for column in columns),
        free_stated=_flags(column.free_stated for column in columns),
        cost=np.array([np.nan if cost is None else cost for cost in costs], dtype=np.float64),
        language_stated=_flags(bool(column.held or column.also) for column in columns),
        step_free_stated=_flags(column.step_free_stated for column in columns),
        ages=_age_columns(columns),
        sources=np.array(_numbers([column.source for column in columns]), dtype=np.int64),
        names=[column.names for column in columns],
        name_rank=rank,
        slots=_load_slots(columns, base),
    )


OFFER_FACETS = ("category", "audience", "gender", "kind", "flag")


def _flags(values) -> Mask:
    return np.fromiter(values, dtype=bool)


def _numbers(values):
    """Number distinct values from 1; the empty one is 0."""
    known = {"": 0, None: 0}
    return [known.setdefault(value, len(known)) for value in values]


def _age_columns(columns):
    """Return (offer, low, high) arrays of every age range, in months; open ends wide apart."""
    rows = [
        (number, low or 0, OPEN_AGE if high is None else high)
        for number, column in enumerate(columns)
        for low, high in column.ages
    ]
    return [np.array(part, dtype=np.int32) for part in zip(*rows, strict=True)] if rows else [np.zeros(0, np.int32)] * 3


class _SlotRows:
    """Gathers the rows of all slots before they become arrays."""

    def __init__(self, base: int):
        self.base = base
        self.rows = []
        self.words = bytearray()
        self.districts = {}
        self.areas = {}
        self.groups = 0

    def add_offer(self, number: int, column: OfferColumns) -> None:
        for session_number, session in enumerate(column.sessions or [NO_SESSION]):
            district, area, lat, lon, postcode = session.place
            place = (
                self.districts.setdefault(district, len(self.districts)) if district else -1,
                self.areas.setdefault(area, len(self.areas)) if area else -1,
                np.nan if lat is None else lat,
                np.nan if lon is None else lon,
                int(postcode) if postcode and postcode.isdigit() else -1,
            )
            until = dt.date.fromisoformat(session.until).toordinal() if session.until else 10**7
            for slot_number, (is_rule, weekday, start, end, first, bits) in enumerate(session.slots):
                if slot_number == 0 or session.dated:
                    self.groups += 1
                self.rows.append(
                    (
                        number,
                        session_number,
                        self.groups - 1,
                        is_rule,
                        _or_none(weekday),
                        _or_none(start),
                        _or_none(end),
                    )
                    + (session.opening, session.agreement, until)
                    + place
                )
                self.words += self.day_words(first, int(bits, 16))

    def day_words(self, first: int, bits: int) -> bytes:
        """Shift the days so that bit 0 is the base day, and cut them to the snapshot's width."""
        shift = first - self.base
        moved = bits << shift if shift >= 0 else bits >> -shift
        return (moved & ALL_DAYS).to_bytes(WORDS * 8, "little")


ALL_DAYS = (1 << DAYS) - 1
NO_SESSION = SessionColumns([None] * 5, False, False, False, None, [[True, -1, -1, -1, 0, "0"]])


def _or_none(value):
    return -1 if value is None else value


def _load_slots(columns, base) -> Slots:
    gathered = _SlotRows(base)
    for number, column in enumerate(columns):
        gathered.add_offer(number, column)
    parts = list(zip(*gathered.rows, strict=True)) or [()] * 15
    offer = np.array(parts[0], dtype=np.int64)
    weekday, start, end = (np.array(parts[i], dtype=np.int32) for i in (4, 5, 6))
    return Slots(
        offer=offer,
        session=np.array(parts[1], dtype=np.int32),
        group=np.array(parts[2], dtype=np.int64),
        is_rule=np.array(parts[3], dtype=bool),
        weekday=weekday,
        start=start,
        end=end,
        opening=np.array(parts[7], dtype=bool),
        agreement=np.array(parts[8], dtype=bool),
        until=np.array(parts[9], dtype=np.int64),
        district=np.array(parts[10], dtype=np.int32),
        area=np.array(parts[11], dtype=np.int32),
        districts=list(gathered.districts),
        areas=list(gathered.areas),
        lat=np.array(parts[12], dtype=np.float64),
        lon=np.array(parts[13], dtype=np.float64),
        postcode=np.array(parts[14], dtype=np.int32),
        days=np.frombuffer(bytes(gathered.words), dtype="<u8").reshape(-1, WORDS),
        time_bits=_time_bits(weekday, start, end),
        first_row=np.searchsorted(offer, np.arange(len(columns))),
        groups=gathered.groups,
    )


# Half-open, minutes after midnight; kept in step with activities.choices by a test.
BANDS = (("morning", 360, 540), ("forenoon", 540, 720), ("afternoon", 720, 1020), ("evening", 1020, 1320))
MIN_OVERLAP = 30
GRID_BITS, WEEKDAY_BIT, BAND_BIT = 28, 28, 35


def in_band(start, end, low, high):
    """Vectorised `activities.facts.bands_of` for one band; times of -1 are in none."""
    overlap = np.minimum(end, high) - np.maximum(start, low)
    short_inside = (end - start < MIN_OVERLAP) & (start >= low) & (end <= high)
    return (start >= 0) & (short_inside | (overlap >= MIN_OVERLAP))


def _time_bits(weekday, start, end):
    """Mark each slot's cells of the grid, its weekday and its bands in one word."""
    bits = np.zeros(len(weekday), dtype=np.uint64)
    one = np.uint64(1)
    known = weekday >= 0
    day = np.where(known, weekday, 0).astype(np.uint64)
    bits |= np.where(known, one << (day + np.uint64(WEEKDAY_BIT)), np.uint64(0))
    for number, (_band, low, high) in enumerate(BANDS):
        inside = in_band(start, end, low, high) & known
        bits |= np.where(inside, one << np.uint64(BAND_BIT + number), np.uint64(0))
        bits |= np.where(inside, one << (day * np.uint64(4) + np.uint64(number)), np.uint64(0))
    return bits
