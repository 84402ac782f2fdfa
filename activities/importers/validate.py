"""Hold records against what the models allow, before anything is written. Pure: nothing is looked up."""

import re
from collections.abc import Collection, Iterator

from ..choices import Audience, Danish, ExceptionKind, Gender, PricePer, Room, Rule, State
from ..recurrence import missing_fields
from ..spoken_languages import SPOKEN
from .mapping import CATEGORIES, FLAGS
from .records import ActivityRecord, ExceptionRecord, Parsed, Problem, SessionRecord, SourceError, VenueRecord

UID_LENGTH = 500
OLDEST_MONTHS = 120 * 12 + 11
DEAREST = 999_999
MOST_SESSIONS = 60
EMAIL = re.compile(r"^[\w.+'-]{1,64}@[\w-]+(\.[\w-]+)+$")
CHOICES = {
    "gender": Gender.values,
    "price_per": PricePer.values,
    "room": Room.values,
    "state": State.values,
}
KEYS = {
    "categories": CATEGORIES,
    "audiences": Audience.values,
    "flags": FLAGS,
    "held_in": SPOKEN,
    "also_spoken": SPOKEN,
}


def checked(parsed: Parsed) -> Parsed:
    """Return the parsed source with every record that can't be stored moved to the refused ones.

    SourceError when nothing usable is left: then the mapping or the format is wrong, not the items.
    """
    good, refused = [], list(parsed.refused)
    for record in parsed.records:
        problems = list(problems_of(record))
        if problems:
            refused += problems
        else:
            good.append(record)
    if refused and not good and not parsed.left_out:
        raise SourceError(f"Not one item of the source can be used. The first: {refused[0]}")
    return Parsed(good, refused, parsed.remarks, parsed.left_out)


def problems_of(record: ActivityRecord) -> Iterator[Problem]:
    """Yield why a record can't be stored: nothing when it can."""

    def problem(field: str, reason: str) -> Problem:
        return Problem(record.uid, field, reason)

    if len(record.uid) > UID_LENGTH:
        yield problem("id", f"is longer than {UID_LENGTH} characters")
    if not record.name or len(record.name) > 150:
        yield problem("name", "is missing or longer than 150 characters")
    for field, reason in (*_wrong_choices(record), *_wrong_numbers(record)):
        yield problem(field, reason)
    if record.contact and record.contact.email and not EMAIL.match(record.contact.email):
        yield problem("contact", f"“{record.contact.email}” is not an e-mail address")
    if not record.sessions or len(record.sessions) > MOST_SESSIONS:
        yield problem("sessions", f"there are {len(record.sessions)}; 1 to {MOST_SESSIONS} can be kept")
    for session in record.sessions:
        yield from (problem(field, reason) for field, reason in _wrong_in_session(session))
    for exception in record.exceptions:
        yield from (problem(field, reason) for field, reason in _wrong_in_exception(exception))


def _wrong_choices(record):
    for field, known in CHOICES.items():
        value = getattr(record, field)
        if value and value not in known:
            yield field, f"“{value}” is not one of {', '.join(known)}"
    for field, known in KEYS.items():
        unknown = [key for key in getattr(record, field) if key not in known]
        if unknown:
            yield field, f"{', '.join(unknown)} is not a known key"
    if record.danish is not None and record.danish not in Danish.values:
        yield "danish", "is a level from 0 to 3"


def _wrong_numbers(record):
    low, high = record.age_from_months, record.age_to_months
    for field, months in (("age_from", low), ("age_to", high)):
        if months is not None and not 0 <= months <= OLDEST_MONTHS:
            yield field, "is no age"
    if low is not None and high is not None and high < low:
        yield "age_to", "the ages end before they start"
    for field in ("price_amount", "joining_fee"):
        amount = getattr(record, field)
        if amount is not None and not 0 <= amount <= DEAREST:
            yield field, "is no price"
    if record.price_amount is not None and not record.price_per:
        yield "price_per", "say what the price is for"
    if record.trials is not None and not 0 <= record.trials <= 100:
        yield "trials", "is no number of trials"


def _wrong_in_session(session: SessionRecord) -> Iterator[tuple[str, str]]:
    if session.rule not in Rule.values:
        yield "rule", f"“{session.rule}” is not one of {', '.join(Rule.values)}"
        return
    for field in missing_fields(session.as_schedule()):
        yield {"first": "from"}.get(field, field), f"is needed for the rule {session.rule}"
    if session.starts_on and session.ends_on and session.ends_on < session.starts_on:
        yield "until", "the season ends before it starts"
    if not 1 <= session.interval <= 26:
        yield "interval", "is 1 to 26 weeks"
    if session.ordinal is not None and session.ordinal not in (1, 2, 3, 4, -1):
        yield "ordinal", "is 1 to 4, or -1 for the last"
    if session.count is not None and not 1 <= session.count <= 400:
        yield "count", "is 1 to 400 times"
    if (session.week_from is None) != (session.week_until is None):
        yield "week_until", "give both the first and the last week, or neither"
    if any(not 1 <= week <= 53 for week in (session.week_from, session.week_until) if week is not None):
        yield "week_from", "is a week from 1 to 53"
    if session.venue:
        yield from _wrong_in_venue(session.venue)


def _wrong_in_venue(venue: VenueRecord) -> Iterator[tuple[str, str]]:
    if (venue.lat is None) != (venue.lon is None):
        yield "lat", "latitude and longitude are needed together"
    elif venue.lat is not None and not (-90 <= venue.lat <= 90 and -180 <= venue.lon <= 180):
        yield "lat", f"{venue.lat}, {venue.lon} is no point on earth"


def _wrong_in_exception(exception: ExceptionRecord) -> Collection[tuple[str, str]]:
    wrong = []
    if exception.kind not in ExceptionKind.values:
        wrong.append(("exception", f"“{exception.kind}” is not a kind of exception"))
    if exception.kind == ExceptionKind.MOVED and not exception.to_day:
        wrong.append(("exception", "the date it is moved to is missing"))
    if (exception.start is None) != (exception.end is None):
        wrong.append(("exception", "give both new times, or neither"))
    return wrong
