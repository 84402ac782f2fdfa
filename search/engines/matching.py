"""Hold a query against a snapshot: who is found, and who would be with one choice taken back.

Each filter is a mask. Filters of time and place are masks over slots, so that they hold in one
and the same session; the others are masks over offers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from ..query import SearchQuery
from .base import Box
from .moment import Coming
from .snapshot import BAND_BIT, BANDS, NEVER, Slots, Snapshot

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True)
class Circle:
    """A place searched by: its point and radius in metres, or its outline (a shapely geometry)."""

    lat: float
    lon: float
    radius: float
    outline: object = None


def distances_m(lat: float, lon: float, lats, lons):
    """Return great-circle distances in metres (haversine formula), infinite where a point is not stated."""
    phi, phis = np.radians(lat), np.radians(lats)
    a = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(np.radians(np.subtract(lons, lon)) / 2) ** 2
    return np.where(np.isnan(a), np.inf, 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(a, 0, 1))))


def primary_tags(languages: Iterable[str]) -> list[str]:
    """Return the primary subtags, by which languages are compared: `fa` of `fa-AF`."""
    return [tag.split("-", 1)[0] for tag in languages]


def slots_in(box: Box, slots: Slots):
    """Return the slots at a point within the box, its edges included."""
    return (slots.lat >= box.south) & (slots.lat <= box.north) & (slots.lon >= box.west) & (slots.lon <= box.east)


class Match:
    """One query's masks; `places` are the circles of `query.place`, `text` a mask of offers or None, `box` a limit."""

    def __init__(self, coming: Coming, query: SearchQuery, places: Mapping[str, Circle], text=None, box=None):
        self.coming = coming
        self.snapshot: Snapshot = coming.snapshot
        self.query = query
        self.places = places
        self.box: Box | None = box
        self.distance = self._distances()
        self.day_bits = None
        self.slot_filters = self._slot_filters()
        self.base_slots = self._base_slots()
        self.offer_filters = self._offer_filters()
        if text is not None:
            self.offer_filters["q"] = text
        self.slots = self.slots_but()
        self.offers = self.offers_but()
        self.found = self.offers_with(self.slots) & self.offers

    # --- Slots: time and place ---

    def _distances(self):
        near = self.query.near
        slots = self.snapshot.slots
        return distances_m(near.lat, near.lon, slots.lat, slots.lon) if near else None

    def _base_slots(self):
        """Return the slots that come up at all: by rule without dates, by occurrence with them."""
        slots, query, coming = self.snapshot.slots, self.query, self.coming
        span = query.span(dt.date.fromordinal(coming.today))
        if span:
            self.day_bits = coming.within(*span)
            base = self.day_bits.any(axis=1)
        else:
            base = slots.is_rule & (coming.group_next != NEVER)[slots.group]
            if not query.has_time:
                base = base | coming.agreement
        if query.open_now:
            base = base & coming.open_groups()[slots.group]
        return base

    def _slot_filters(self) -> dict:
        slots, query = self.snapshot.slots, self.query
        filters = {}
        if query.district:
            filters["district"] = _among(slots.district, slots.districts, query.district)
        if query.area:
            filters["area"] = _among(slots.area, slots.areas, query.area)
        if query.place:
            filters["place"] = np.logical_or.reduce([self._in_place(self.places[slug]) for slug in query.place])
        if query.near:
            filters["near"] = self.distance <= query.radius
        if query.postcode:
            filters["postcode"] = np.isin(slots.postcode, [int(code) for code in query.postcode])
        if self.box:
            filters["box"] = slots_in(self.box, slots)
        filters |= self._time_filters()
        return filters

    def _time_filters(self) -> dict:
        slots, query = self.snapshot.slots, self.query
        filters = {}
        if query.weekday:
            filters["weekday"] = np.isin(slots.weekday, [WEEKDAYS.index(key) for key in query.weekday])
        if query.time:
            wanted = sum(1 << (BAND_BIT + number) for number, (band, *_) in enumerate(BANDS) if band in query.time)
            filters["time"] = slots.time_bits & np.uint64(wanted) != 0
        if query.after is not None:
            drop_in = slots.opening & (slots.start <= query.after) & (query.after < slots.end)
            filters["after"] = (slots.start >= query.after) | drop_in
        if query.before is not None:
            filters["before"] = (slots.start >= 0) & (slots.end <= query.before)
        return filters

    def _in_place(self, place: Circle):
        slots = self.snapshot.slots
        if place.outline is None:
            return distances_m(place.lat, place.lon, slots.lat, slots.lon) <= place.radius
        return shapely.contains_xy(place.outline, slots.lon, slots.lat)

    def slots_but(self, *dropped: str):
        """Return the slots that pass every filter of time and place except those dropped."""
        mask = self.base_slots
        for name, passed in self.slot_filters.items():
            if name not in dropped:
                mask = mask & passed
        return mask

    def offers_with(self, slots):
        """Return the offers that have one of these slots."""
        has = np.zeros(len(self.snapshot.ids), dtype=bool)
        has[self.snapshot.slots.offer[slots]] = True
        return has

    # --- Offers: everything else ---

    def _offer_filters(self) -> dict:
        snapshot, query = self.snapshot, self.query
        filters = {}
        for name in ("category", "audience", "gender", "kind", "language"):
            values = getattr(query, name)
            if values:
                filters[name] = snapshot.facets[name].any(primary_tags(values) if name == "language" else values)
        for flag in query.flag:
            filters[f"flag:{flag}"] = snapshot.facets["flag"].mask(flag)
        if query.danish is not None:
            filters["danish"] = self.danish_at_most(query.danish)
        if query.free:
            filters["price"] = snapshot.free
        if query.price_max is not None:
            filters["price_max"] = snapshot.cost <= query.price_max
        if query.age:
            filters["age"] = self._of_age()
        return filters

    def danish_at_most(self, level: int):
        danish = self.snapshot.danish
        return (danish >= 0) & (danish <= level)

    def _of_age(self):
        offers, lows, highs = self.snapshot.ages
        mask = np.zeros(len(self.snapshot.ids), dtype=bool)
        for low, high in self.query.age:
            mask[offers[(lows <= high) & (low <= highs)]] = True
        return mask

    def offers_but(self, *dropped: str):
        """Return the offers that pass every other filter except those dropped."""
        mask = np.ones(len(self.snapshot.ids), dtype=bool)
        for name, passed in self.offer_filters.items():
            if name not in dropped:
                mask &= passed
        return mask

    # --- When and how far ---

    def slot_next(self):
        """Return each slot's next date within the dates asked for, in minutes; NEVER without one."""
        if self.day_bits is None:
            return self.coming.group_next[self.snapshot.slots.group]
        return self.coming.next_of(self.day_bits, self.snapshot.slots)

    def first_next(self):
        """Return each offer's earliest next date over its matching slots."""
        return self._least(np.where(self.slots, self.slot_next(), NEVER))

    def least_distance(self):
        """Return each offer's distance in metres to its nearest matching slot."""
        return self._least(np.where(self.slots, self.distance, np.inf))

    def _least(self, values):
        if not len(values):
            return values
        return np.minimum.reduceat(values, self.snapshot.slots.first_row)


def _among(codes, names, wanted):
    return np.isin(codes, [number for number, name in enumerate(names) if name in wanted])
