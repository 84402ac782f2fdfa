"""From an offer's document to what the index holds, by one function.

Times in the index are wall-clock times of the city, written as if they were UTC: a session at 13.00 stays at 13.00
when the clocks change, as in the rules themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from activities import searchable_text
from activities.facts import bands_of
from activities.folding import fold
from activities.models import HORIZON_DAYS, ActivityPage

from ... import documents
from ...documents import folded_names, language_keys
from ..columns import WEEKDAYS, sort_key
from ..text_index import WORD

NEAR_DAYS = 15  # the dates up to then are ordered by day; those after by the one field `later`
SPARE_DAYS = NEAR_DAYS  # days beyond the horizon, so that a document may be this old
FETCHED = (
    "sessions__venue__district",
    "sessions__venue__area",
    "extra_costs",
    "categories",
    "phrases",
)
DAY_MINUTES = 24 * 60
EPOCH = dt.date(1970, 1, 1).toordinal()
NO_END = 10**7  # a day ordinal later than every date


def of_offers(ids: Iterable[int], today: dt.date) -> dict[int, dict]:
    """Return {offer id: index document} of the offers among `ids` that may be found today or later.

    Holds the dates from yesterday to 415 days after `today`. A fixed number of queries whatever the number of ids;
    hand over at most some hundreds at once.
    """
    pages = list(documents.searched(ids).prefetch_related(*FETCHED))
    built = documents.of_pages(pages)
    return {page.pk: index_document(page, built[page.pk], today) for page in pages}


def index_document(page: ActivityPage, document: dict, today: dt.date) -> dict:
    """Return what the index holds of one offer (see `mapping.mapping`)."""
    price = document["price"]
    held = language_keys(document["held_in"])
    whole = {
        "document": documents.shown(document),
        "offer": document["id"],
        "category": document["category"],
        "audience": document["audience_found"],
        "gender": document["gender"],
        "kind": document["kind"],
        "flag": document["flags"],
        "language": list(dict.fromkeys([*held, *language_keys(document["also_spoken"])])),
        "held": [{"language": language, "one": 1} for language in held],
        "danish": document["danish"],
        "free": price["free"],
        "cost": price["compared"],
        "step_free_stated": document["step_free_stated"],
        "ages": [_age_range(*span) for span in document["ages_found"]],
        "source": document["source"] or None,
        "confirmed": document["confirmed"],
        "sort_name": sort_key(document["name"].get("da", "")),
        "names": folded_names(document),
        "words": folded_words(page, document["association"]),
        "text": documents.words_by_language(page),
        "sessions": [
            entry
            for number, session in enumerate(document["sessions"])
            for entry in sessions_of(document["id"], number, session, today)
        ],
    }
    return {name: value for name, value in whole.items() if value not in (None, [], {})}


def folded_words(page: ActivityPage, association: str) -> str:
    """Return every word the embedded engine would find the offer by, folded and cut by the same rule."""
    texts = [*searchable_text.own_words(page), association]
    return " ".join(dict.fromkeys(WORD.findall(fold(" ".join(texts)))))


def _age_range(low: int | None, high: int | None) -> dict:
    return {"gte": low or 0} | ({} if high is None else {"lte": high})


# --- Sessions ---


def sessions_of(offer: int, number: int, session: dict, today: dt.date) -> Iterator[dict]:
    """Yield the nested sessions of one session of a document.

    One for each weekday and time on which it takes place. What is asked of the rule (`rule`) is asked of the rule's
    own weekday and time, and finds the dates that were moved elsewhere too: so there is one more for the rule with
    the days of each other time. `own` marks those whose weekday and time are those of their days.
    """
    times = _times(session, today)
    facts = _facts(offer, number, session)
    openings = [span for time in times for span in time.spans()] if session["opening_hours"] else []
    is_dated = session["rule"] == "single"
    for asked in times:
        for held in [asked] if is_dated or not asked.is_rule else times:
            entry = facts | asked.said() | held.days_held(today)
            entry |= {"own": asked is held, "rule": asked.is_rule, "openings": openings}
            yield {name: value for name, value in entry.items() if value not in (None, [])}


def _facts(offer: int, number: int, session: dict) -> dict:
    is_agreement = session["rule"] == "by-agreement"
    facts = {
        "number": number,
        "agreement": is_agreement,
        "opening": session["opening_hours"],
        "district": session["district"],
        "area": session["area"],
        "postcode": session["postcode"],
        "until": (dt.date.fromisoformat(session["until"]).toordinal() if session["until"] else NO_END)
        if is_agreement
        else None,
    }
    lat, lon = session["lat"], session["lon"]
    if lat is not None and lon is not None:
        facts |= {"lat": lat, "lon": lon, "point": {"lat": lat, "lon": lon}, "pair": f"{offer}:{lat},{lon}"}
    return facts


class _Time:
    """One weekday and time at which a session takes place, with its day ordinals; times are minutes after midnight."""

    def __init__(self, weekday: int, start: int, end: int, days: list[int], is_rule: bool):
        self.weekday, self.start, self.end, self.days, self.is_rule = weekday, start, end, days, is_rule

    def said(self) -> dict:
        """What is asked about weekday and time; nothing for a session by agreement."""
        if self.weekday < 0:
            return {}
        weekday, bands = WEEKDAYS[self.weekday], bands_of(self.start, self.end)
        at = self.weekday * DAY_MINUTES
        return {
            "weekday": weekday,
            "start": self.start,
            "end": self.end,
            "week_minutes": {"gte": at + self.start, "lte": at + self.end},
            "bands": bands,
            "cells": [f"{weekday}-{band}" for band in bands],
        }

    def days_held(self, today: dt.date) -> dict:
        """When it takes place: days, their spans, and what they are ordered by."""
        if not self.days:
            return {}
        far = [day for day in self.days if day > today.toordinal() + NEAR_DAYS]
        return {
            "begins": self.start,
            "ends": self.end,
            "left": DAY_MINUTES - self.start,
            "days": self.days,
            "occurrences": self.spans(),
            "later": far[0] * DAY_MINUTES + self.start if far else None,
            "one": 1,
        }

    def spans(self) -> list[dict]:
        """Return when it takes place as spans of seconds."""
        return [{"gte": seconds(day, self.start), "lt": seconds(day, self.end)} for day in self.days]


def seconds(day: int, minute: int) -> int:
    """Return a wall-clock moment as the index counts it: seconds since 1970 as if it were UTC."""
    return ((day - EPOCH) * DAY_MINUTES + minute) * 60


def _times(session: dict, today: dt.date) -> list[_Time]:
    """Return the times of a session, its rule's own first; the days are cut to what the index holds."""
    first, last = today.toordinal() - 1, today.toordinal() + HORIZON_DAYS + SPARE_DAYS
    is_dated = session["rule"] == "single"
    own = (WEEKDAYS.index(session["weekday"]), session["start"], session["end"]) if session["weekday"] else None
    times = [
        _Time(*when, [day for day in ordinals if first <= day <= last], is_dated or tuple(when) == own)
        for *when, ordinals in session["dates"]
    ]
    if not any(time.is_rule for time in times):
        times.insert(0, _Time(*(own or (-1, -1, -1)), [], True))
    return times
