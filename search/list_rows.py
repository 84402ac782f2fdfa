"""The offers of a list as its pages show them: in the order chosen, also those that are not on any more."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils.translation import get_language

from activities import clock
from activities.answer_card import contact_lines
from activities.choices import Rule, State
from activities.models import HORIZON_DAYS, ActivityPage, Occurrence
from activities.schedule_text import describe_change
from activities.templatetags.reading import Reading, read

from . import documents, urls_of_offers
from .engines.base import Hit
from .presentation import FALLBACK, display, next_text

CHANGES_SHOWN = 3
A_WEEK = dt.timedelta(days=7)  # seen from so long before, a date is neither "today" nor "tomorrow": paper is read later


def pages_of(offers: list[int]) -> list[ActivityPage]:
    """Return the offers that may be shown, in the order of the list, with what their rows need."""
    found = ActivityPage.objects.unrestricted().select_related("contact")
    known = found.prefetch_related(*documents.CHILDREN, "exceptions").in_bulk(offers)
    return [known[offer] for offer in offers if offer in known and is_shown(known[offer])]


def is_shown(page) -> bool:
    """An offer keeps its page after its end; one that was taken down has none."""
    return page.live or page.expired


def rows_of(offers: list[int], request) -> list[dict]:
    """Return one row per offer by a fixed number of queries; an offer that was taken down is a row that says so."""
    pages = {page.pk: page for page in pages_of(offers)}
    written = documents.of_pages(list(pages.values()))
    coming = coming_by_session(pages)
    rows = [
        row_of(pages[offer], written[offer], coming, request) if offer in pages else {"id": offer, "state": "gone"}
        for offer in offers
    ]
    for number, row in enumerate(rows, start=1):
        row |= {"number": number, "is_first": number == 1, "is_last": number == len(rows)}
    return rows


def coming_by_session(page_ids) -> dict[int, dt.datetime]:
    """Return {session id: its next start} of what is coming, by one query."""
    moment = clock.now()
    horizon = moment.date() + dt.timedelta(days=HORIZON_DAYS)
    coming = Occurrence.objects.filter(page__in=list(page_ids), ends_at__gt=moment, day__lte=horizon)
    starts = coming.order_by().values_list("session_id").annotate(first=Min("starts_at"))
    return {session: first.astimezone(clock.LOCAL_ZONE) for session, first in starts}


def row_of(page, document: dict, coming: dict, request) -> dict:
    language, today = get_language(), clock.today()
    hit = hit_of(page, document, coming)
    state = state_of(page, hit)
    shown = display(hit, language, today, request)
    is_on = state in ("", "forming")
    return {
        "id": page.pk,
        "state": state,
        "is_on": is_on,
        "page": page,
        "hit": shown | {"next_text": shown["next_text"] if is_on else ""},
        "next_on_paper": next_text(hit, language, hit.next.date() - A_WEEK) if is_on and hit.next else "",
        "link": urls_of_offers.relative(document["path"], language),
        "places": places_of(document),
        "changes": changes_of(page, language, today) if is_on else [],
        "contact": contact_lines(page.contact, language) if page.contact and state != "ended" else None,
        "sign_up_by": page.sign_up_by if page.sign_up_by and page.sign_up_by >= today else None,
    }


def hit_of(page, document: dict, coming: dict) -> Hit:
    """Return the offer as if a search without filters had found it."""
    pairs = [(session, coming.get(session["id"])) for session in document["sessions"]]
    dated = sorted((pair for pair in pairs if pair[1]), key=lambda pair: pair[1])
    sessions = dated + [pair for pair in pairs if not pair[1]]
    return Hit(page.pk, document, sessions, dated[0][1] if dated else None)


def state_of(page, hit: Hit) -> str:
    """Return why one cannot simply go there: a key for the template, or ''."""
    if page.expired or page.state == State.ENDED:
        return "ended"
    if page.state == State.PAUSED:
        return "paused"
    today = clock.today()
    agreed = any(
        session.rule == Rule.BY_AGREEMENT and (session.ends_on is None or session.ends_on >= today)
        for session in page.sessions.all()
    )
    if hit.next is None and not agreed:
        return "no-dates"
    return "forming" if page.state == State.FORMING else ""


def places_of(document: dict) -> list[dict]:
    """Return each place once: (venue with its rooms, address)."""
    places = {}
    for session in document["sessions"]:
        if session["venue"]:
            place = places.setdefault(session["venue_id"], {"name": session["venue"], "address": session["address"]})
            if session["room"]:
                place.setdefault("rooms", []).append(session["room"])
    for place in places.values():
        place["rooms"] = list(dict.fromkeys(place.get("rooms", [])))
    return list(places.values())


def changes_of(page, language: str, today: dt.date) -> list[str]:
    """Return the coming cancelled, moved and extra dates in words, the nearest first."""
    coming = [change for change in page.exceptions.all() if max(change.day, change.to_day or change.day) >= today]
    coming.sort(key=lambda change: change.day)
    return [describe_change(change.as_change(), language) for change in coming[:CHANGES_SHOWN]]


def name_of(offer: int) -> Reading:
    """Return the name of one offer with its language; no text when it may not be shown."""
    page = ActivityPage.objects.unrestricted().filter(pk=offer).first()
    return read(page, "name") if page and is_shown(page) else Reading("", FALLBACK)
