"""From a hit to what a reader gets: the API's result, and the same with texts ready for a page."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities.choices import Flag, Gender, Rule
from activities.fact_text import age_text, distance_text, price_text, year_text, years
from activities.recurrence import Occurrence
from activities.schedule_text import occurrence_text
from activities.schedule_words import comma, joined
from activities.spoken_languages import spoken_text

from . import urls_of_offers
from .engines.base import Hit
from .labels import label
from .query import clock_text
from .wording import babel_locale

FALLBACK = "da"
MOST_LANGUAGES = 4
PRICE_FLAGS = (Flag.TRIAL, Flag.FEE_SUPPORT)  # what makes a price easier to bear


def in_language(texts: dict[str, str], language: str) -> tuple[str, str]:
    """Return (text, its language): the reader's, else the Danish one, never pretended to be translated."""
    for candidate in (language, FALLBACK):
        if texts.get(candidate):
            return texts[candidate], candidate
    return next(((text, code) for code, text in texts.items() if text), ("", FALLBACK))


def present(hit: Hit, language: str, request=None) -> dict:
    """Return one result of API v1: keys, never labels, but for name, gloss, texts and addresses."""
    document = hit.document
    name, name_lang = in_language(document["name"], language)
    shown = hit.sessions[0][0] if hit.sessions else {}
    return {
        "id": hit.id,
        "name": name,
        "name_lang": name_lang,
        "gloss": gloss(document, language),
        "summary": in_language(document["summary"], language)[0],
        "url": urls_of_offers.absolute(document["path"], language, request),
        "association": document["association"],
        "category": document["category"],
        "audience": document["audience"],
        "gender": document["gender"],
        "kind": document["kind"],
        "age": [
            None if months is None else years(months, up=number == 1)
            for number, months in enumerate(document["age_months"])
        ],
        **{key: shown.get(key) for key in ("venue", "address", "district", "area", "lat", "lon")},
        "sessions": [present_session(session, following, language) for session, following in hit.sessions],
        "next": iso(hit.next),
        "distance_m": hit.distance_m,
        "held_in": document["held_in"],
        "also_spoken": document["also_spoken"],
        "danish": document["danish"],
        "price": {key: document["price"][key] for key in ("amount", "per", "joining_fee", "per_year", "free")},
        "flags": document["flags"],
        "room": document["room"],
        "confirmed": document["confirmed"],
    }


def present_session(session: dict, following: dt.datetime | None, language: str) -> dict:
    return {
        "weekday": session["weekday"],
        "start": None if session["start"] is None else clock_of(session["start"]),
        "end": None if session["end"] is None else clock_of(session["end"]),
        **{key: session[key] for key in ("venue", "district", "area", "lat", "lon")},
        "next": iso(following),
        "text": in_language(session["text"], language)[0],
    }


def clock_of(minutes: int) -> str:
    """Write minutes after midnight as a clock time; past midnight it starts again at 00:00."""
    return clock_text(minutes % (24 * 60))


def iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def gloss(document: dict, language: str) -> str:
    """Say in one line, in the reader's language, what it is and for whom: `Swimming for girls 7-12`."""
    what = joined(comma, [label("category", key, language) for key in document["category"][:2]])
    text = GLOSSES.get(document["gender"], lambda what: what)(what) if what else ""
    return " ".join(filter(None, [text, age_text(*document["age_months"])])).strip()


GLOSSES = {
    Gender.GIRLS: lambda what: _("%(what)s for girls") % {"what": what},
    Gender.BOYS: lambda what: _("%(what)s for boys") % {"what": what},
    Gender.WOMEN: lambda what: _("%(what)s for women") % {"what": what},
    Gender.MEN: lambda what: _("%(what)s for men") % {"what": what},
}


def display(hit: Hit, language: str, today: dt.date, request=None) -> dict:
    """Return the result with what a page needs besides: labels, one line per fact, and each text's own language."""
    document = hit.document
    price = document["price"]
    result = present(hit, language, request)
    schedule, schedule_lang = in_language(document["schedule_text"], language)
    summary, summary_lang = in_language(document["summary"], language)
    return result | {
        "summary": summary,
        "summary_lang": summary_lang,
        "association_url": urls_of_offers.relative(document["association_path"], language),
        "next_at": hit.next,
        "next_text": next_text(hit, language, today),
        "rhythm_text": rhythm_text(hit, language),
        "schedule_text": schedule,
        "schedule_lang": schedule_lang,
        "age_text": age_text(*document["age_months"]),
        "audience_text": joined(comma, [label("audience", key) for key in document["audience"]]),
        "gender_text": label("gender", document["gender"]) if document["gender"] else "",
        "place_text": place_text(result),
        "distance_text": distance_text(hit.distance_m),
        "price_text": price_text(price["amount"], price["per"], is_free=price["free"]),
        "price_year_text": year_text(price["amount"], price["per"], price["per_year"], price["dates"]),
        "held_in_text": spoken_text(document["held_in"], language),
        "also_spoken_text": spoken_text(document["also_spoken"], language),
        "language_text": spoken_text(document["held_in"] + document["also_spoken"], language, MOST_LANGUAGES),
        "danish_text": "" if document["danish"] is None else label("danish", str(document["danish"])),
        "room_text": label("room", document["room"]) if document["room"] else "",
        "flag_items": [{"key": key, "label": label("flag", key)} for key in document["flags"]],
        "price_flags": [label("flag", key) for key in PRICE_FLAGS if key in document["flags"]],
        "category_items": [{"key": key, "label": label("category", key, language)} for key in document["category"]],
        "start_text": start_text(document),
    }


def next_text(hit: Hit, language: str, today: dt.date) -> str:
    """Say when it is next, as `Tomorrow, Tue 24 Nov, 17.00-19.00`; by agreement when it has no date."""
    if hit.next is None:
        return _("By agreement")
    session = next(session for session, following in hit.sessions if following == hit.next)
    length = (session["end"] - session["start"]) if session["start"] is not None else 0
    start = hit.next.hour * 60 + hit.next.minute
    return occurrence_text(Occurrence(hit.next.date(), start, start + length), language, today)


def rhythm_text(hit: Hit, language: str) -> str:
    """Say even and odd weeks with a date, which alone tells what they are: `in even weeks, next 23 Nov`."""
    rules = {following: session["rule"] for session, following in reversed(hit.sessions)}
    text = RHYTHMS.get(rules.get(hit.next)) if hit.next else None
    if text is None:
        return ""
    day = format_skeleton("MMMd", hit.next.date(), locale=babel_locale())
    return text() % {"date": day}


RHYTHMS = {
    Rule.EVEN_WEEKS: lambda: pgettext("schedule", "in even weeks, next %(date)s"),
    Rule.ODD_WEEKS: lambda: pgettext("schedule", "in odd weeks, next %(date)s"),
}


def place_text(result: dict) -> str:
    return ", ".join(filter(None, [result["venue"], result["address"]]))


def start_text(document: dict) -> str:
    if "drop-in" in document["flags"]:
        return _("Just come")
    if "sign-up" in document["flags"]:
        return _("Sign up first")
    return ""
