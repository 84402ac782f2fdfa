"""The answer card: the same lines in the same order on every offer, as plain values for its template.

Read from the offer itself, so that an editor's preview and an offer that is over show what they say.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from math import inf

import phonenumbers
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from . import clock, derived, fact_text, facts
from .cancellations import as_planned
from .choices import Audience, Flag, Gender, Rule, State
from .geography import distance_m
from .models import HORIZON_DAYS, Contact, DistrictPage, Venue
from .models.schedule import changes_by_session
from .occurrences import calendar_now
from .recurrence import cancelled_days, expand
from .schedule_text import coming_text, describe, describe_change, occurrence_text
from .spoken_languages import spoken_text

DATES_SHOWN = 8
PART_END = re.compile("[;؛] ")  # between the seasons of a sentence
CERTIFICATE_DAYS = 366  # a declaration older than a year is no longer shown


@dataclass
class ComingDate:
    """One date ahead: what it reads as, where, the moments for machines, and whether it is called off."""

    text: str
    venue: Venue | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_cancelled: bool = False


@dataclass
class Timetable:
    """When an offer takes place: the rule as a sentence, the next date, the dates ahead, and what changed.

    `sentences` is `sentence` in its parts, one for each season; `listed` are the dates ahead with the
    cancelled ones among them.
    """

    sentence: str = ""
    sentences: list = field(default_factory=list)
    coming: str = ""
    dates: list = field(default_factory=list)
    listed: list = field(default_factory=list)
    more: int = 0
    changes: list = field(default_factory=list)


CHILDREN = ("sessions", "exceptions", "extra_costs", "categories", "phrases")


def answer_card(page, language, *, is_preview=False, near=None):
    """Return the lines of one offer's card in `language`, which is also the active one.

    A preview's children are those of the form, not those in the database. `near` is the (lat, lon) the
    reader asked for, if any: places then say how far they are from it.
    """
    if not is_preview:
        prefetch_related_objects([page], *CHILDREN)
    today = clock.today()
    calendar = calendar_now()
    sessions = with_venues(page)
    venues = distinct([session.venue for session in sessions])
    association = page.association
    is_on = is_going_on(page)
    season = derived.season_dates([session.as_schedule() for session in sessions], calendar)
    when = timetable(page, sessions, calendar, language, is_on=is_on)
    is_found = is_on and bool(when.dates or any(session.rule == Rule.BY_AGREEMENT for session in sessions))
    return {
        "who": who(page),
        "when": when,
        "places": places(venues, sessions, near, is_found=is_found),
        "price": price(page, association, sessions, season),
        "spoken": spoken(page, language),
        "room": room(page),
        "start": start(page, association, language, today) if is_on or page.state == State.PAUSED else {},
        "organiser": organiser(page, association, today),
        "flags": [
            {"key": flag.value, "label": flag.label}
            for flag in map(Flag, derived.flags_of(page, association, venues, season))
        ],
        "is_on": is_on,
        "calendar": calendar,
    }


def is_going_on(page):
    """False for what must not be shown as if one could come: ended, paused, or taken down at its set time."""
    return page.state in (State.FORMING, State.RUNNING) and not page.expired


def with_venues(page):
    """Return the sessions, also unsaved ones of a preview, with their venues by one query."""
    sessions = list(page.sessions.all())
    ids = {session.venue_id for session in sessions if session.venue_id}
    venues = Venue.objects.select_related("district", "area").in_bulk(ids)
    for session in sessions:
        if session.venue_id:
            session.venue = venues[session.venue_id]
    return sessions


def distinct(venues):
    return list({venue.pk: venue for venue in venues if venue}.values())


def who(page):
    """Return the short texts that say whom it is for; all when nothing limits it."""
    texts = []
    ages = fact_text.age_text(*page.ages)
    if page.gender and page.gender != Gender.OPEN:
        texts.append(str(Gender(page.gender).label))
    if ages:
        texts.append(_("Age %(ages)s") % {"ages": ages})
    # What the ages say already is not said twice.
    texts += [str(Audience(key).label) for key in page.audiences if not (ages and is_within_ages(key, page.ages))]
    if not ages and not page.audiences:
        texts.append(_("For all ages"))
    return texts


def is_within_ages(audience, ages):
    """True when the audience is one of these ages; families are of none."""
    own = facts.audience_months(audience)
    return own is not None and facts.overlaps(own, ages)


def timetable(page, sessions, calendar, language, *, is_on):
    today = clock.today()
    table = Timetable(sentence=describe([session.as_schedule() for session in sessions], language))
    table.sentences = [part[:1].upper() + part[1:] for part in PART_END.split(table.sentence) if part]
    if not is_on:
        return table
    exceptions = list(page.exceptions.all())
    found, missed = dates_of(sessions, exceptions, calendar)
    table.coming = coming_text(found[0][0] if found else None, {date.day for date, _at in missed}, language, today)
    table.dates = coming_dates(found[:DATES_SHOWN], language)
    last = table.dates[-1].starts_at if table.dates else None
    cancelled = [
        date for date in coming_dates(missed, language, is_cancelled=True) if not last or date.starts_at < last
    ]
    table.listed = sorted([*table.dates, *cancelled[:DATES_SHOWN]], key=lambda date: date.starts_at)
    table.more = len(found) - len(table.dates)
    table.changes = [
        (describe_change(exception.as_change(), language), exception)
        for exception in sorted(exceptions, key=lambda exception: exception.day)
        if max(exception.day, exception.to_day or exception.day) >= today
    ]
    return table


def dates_of(sessions, exceptions, calendar):
    """Return (dates to come, cancelled dates from today on), each as sorted (occurrence, session) pairs."""
    moment, today = clock.now(), clock.today()
    last = today + dt.timedelta(days=HORIZON_DAYS)
    found, missed = [], []
    for session, changes in zip(sessions, changes_by_session(sessions, exceptions), strict=True):
        schedule = session.as_schedule()
        # From yesterday on: a date that began then may not be over yet.
        coming = expand(schedule, changes, calendar, today - dt.timedelta(days=1), last)
        found += [(date, session) for date in coming if date.ends_at > moment]
        for day in cancelled_days(schedule, changes, calendar, today, last):
            missed += [(date, session) for date in as_planned(schedule, changes, calendar, day)]
    return sorted(found, key=lambda pair: pair[0]), sorted(missed, key=lambda pair: pair[0])


def coming_dates(pairs, language, *, is_cancelled=False):
    today = clock.today()
    return [
        ComingDate(occurrence_text(date, language, today), session.venue, date.starts_at, date.ends_at, is_cancelled)
        for date, session in pairs
    ]


def places(venues, sessions, near=None, *, is_found=True):
    """Return each venue with its rooms, the page of its council area, and how far it is from `near`, the nearest first.

    A venue of its association's own has a page only while something is on there.
    """
    areas = {venue.area_id for venue in venues if venue.area_id}
    pages = {page.area_id: page for page in DistrictPage.objects.open_to_all().filter(area__in=areas)} if areas else {}
    found = [
        {
            "venue": venue,
            "has_page": is_found or venue.association_id is None,
            "rooms": sorted({session.room for session in sessions if session.venue_id == venue.pk and session.room}),
            "area_page": pages.get(venue.area_id),
            "metres": distance_m(*near, venue.lat, venue.lon) if near and venue.is_located else None,
        }
        for venue in venues
    ]
    for place in found:
        place["distance"] = fact_text.distance_text(place["metres"])
    return sorted(found, key=lambda place: inf if place["metres"] is None else place["metres"])


def price(page, association, sessions, season):
    schedules = [session.as_schedule() for session in sessions]
    yearly = derived.per_year(page, schedules, season)
    return {
        "text": fact_text.price_text(page.price_amount, page.price_per, is_free=page.is_free),
        "year_text": "" if page.is_free else fact_text.year_text(page.price_amount, page.price_per, yearly, season),
        "joining_fee": fact_text.money(page.joining_fee) if page.joining_fee else "",
        "extras": [
            (cost, "" if cost.amount is None else fact_text.money(cost.amount)) for cost in page.extra_costs.all()
        ],
        "has_fee_support": derived.has_fee_support(page, association, season),
    }


def spoken(page, language):
    return {
        "held_in": spoken_text(page.held_in, language),
        "also": spoken_text(page.also_spoken, language),
        "danish": "" if page.danish is None else page.get_danish_display(),
    }


def room(page):
    return {
        "key": page.room,
        "text": page.get_room_display() if page.room else "",
        "said_on": page.room_said_on,
        "opens_on": page.room_opens_on,
    }


def start(page, association, language, today):
    """Return how one begins: what it takes, whom to call or write to, and by when."""
    return {
        "is_drop_in": Flag.DROP_IN in page.flags,
        "needs_sign_up": Flag.SIGN_UP in page.flags,
        "contact": contact_lines(page.contact, language) if page.contact else None,
        "url": page.sign_up_url,
        "by": page.sign_up_by if page.sign_up_by and page.sign_up_by >= today else None,
        "is_over": bool(page.sign_up_by and page.sign_up_by < today),
    }


def contact_lines(contact: Contact, language):
    """Return a contact with its number as one reads it aloud, and its languages by name."""
    return {
        "contact": contact,
        "phone_text": phone_text(contact.phone),
        "languages": spoken_text(contact.languages, language),
    }


def phone_text(number):
    """Write `+4533663366` as `+45 33 66 33 66`; a number that can't be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number, "DK")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def organiser(page, association, today):
    declared = association.certificate_declared_on if association else None
    oldest = today - dt.timedelta(days=CERTIFICATE_DAYS)
    return {
        "association": association,
        "kind": association.get_organiser_type_display() if association and association.organiser_type else "",
        "declared_on": declared if declared and declared >= oldest else None,
        "confirmed_on": page.confirmed_on,
    }
