"""From documents to the few values per offer the embedded engine filters by, and back into arrays.

A *slot* is one weekday and time of a session: its rule's own, and one more for every other
weekday or time that a moved or extra date gave it. Days are bits counted from a base day.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ..documents import folded_names, language_keys

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SessionColumns(NamedTuple):
    """What a session is filtered by; `slots` as `slots_of` gives them."""

    place: list  # district, area, lat, lon, postcode
    opening: bool
    agreement: bool
    dated: bool  # its rule is nothing but dates
    until: str | None  # ISO date
    slots: list[list]


class OfferColumns(NamedTuple):
    """What an offer is filtered by; written as a JSON list in this order."""

    category: list[str]
    audience: list[str]
    gender: list[str]
    kind: list[str]
    flag: list[str]
    held: list[str]
    also: list[str]
    danish: int | None
    free: bool
    free_stated: bool
    cost: float | None
    step_free_stated: bool
    ages: list[list]
    source: str
    names: list[str]
    sort: str
    sessions: list[SessionColumns]


def columns_of(document: dict) -> str:
    """Return the compact JSON the snapshot is built from."""
    price = document["price"]
    columns = OfferColumns(
        category=document["category"],
        audience=document["audience_found"],
        gender=[document["gender"]] if document["gender"] else [],
        kind=[document["kind"]],
        flag=document["flags"],
        held=language_keys(document["held_in"]),
        also=language_keys(document["also_spoken"]),
        danish=document["danish"],
        free=bool(price["free"]),
        free_stated=price["free"] is not None,
        cost=price["compared"],
        step_free_stated=document["step_free_stated"],
        ages=document["ages_found"],
        source=document["source"],
        names=folded_names(document),
        sort=sort_key(document["name"].get("da", "")),
        sessions=[session_columns(session) for session in document["sessions"]],
    )
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def read_columns(text: str) -> OfferColumns:
    """Read what `columns_of` wrote."""
    *values, sessions = json.loads(text)
    return OfferColumns(*values, [SessionColumns(*session) for session in sessions])


def session_columns(session: dict) -> SessionColumns:
    return SessionColumns(
        place=[session["district"], session["area"], session["lat"], session["lon"], session["postcode"]],
        opening=session["opening_hours"],
        agreement=session["rule"] == "by-agreement",
        dated=session["rule"] == "single",
        until=session["until"],
        slots=slots_of(session),
    )


def slots_of(session: dict) -> list[list]:
    """Return [is the rule's own, weekday, start, end, base day ordinal, bits as hex] for each slot.

    Where the rule is nothing but dates, every date is the rule's own.
    """
    dated = session["rule"] == "single"
    own = (WEEKDAYS.index(session["weekday"]), session["start"], session["end"]) if session["weekday"] else None
    slots = []
    for weekday, start, end, ordinals in session["dates"]:
        when = (weekday, start, end)
        base = ordinals[0]
        bits = 0
        for ordinal in ordinals:
            bits |= 1 << (ordinal - base)
        slots.append([dated or when == own, *when, base, f"{bits:x}"])
    if not any(slot[0] for slot in slots):
        weekday, start, end = own or (-1, -1, -1)
        slots.insert(0, [True, weekday, start, end, 0, "0"])
    return slots


# The Danish alphabet ends in æ, ø, å.
DANISH_ORDER = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})


def sort_key(name: str) -> str:
    return name.casefold().translate(DANISH_ORDER)
