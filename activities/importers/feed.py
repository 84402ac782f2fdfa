"""Read a JSON feed, or any list of items, by its mapping."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from ..choices import PricePer, Rule, Weekday
from ..validators import clean_phone
from . import reading, texts
from .mapping import Feed, nodes_at
from .records import (
    ActivityRecord,
    ContactRecord,
    ItemError,
    Parsed,
    Problem,
    SessionRecord,
    SourceError,
    VenueRecord,
    explicit_dates,
    pieces_of,
    read_each,
)

MOST_ITEMS = 20_000
ASSUMED_LENGTH = dt.timedelta(hours=1)
NAME_LENGTH, SUMMARY_LENGTH, NOTE_LENGTH = 150, 250, 250
KRONER = ("dkk", "kr", "kr.")


def parse(data: bytes, feed: Feed) -> Parsed:
    """Read the bytes of a JSON document; SourceError when it is none, or holds no items."""
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"The source is not readable JSON: {error or 'it is nested too deeply'}") from error
    items = nodes_at(document, feed.items)
    if not items:
        where = f" at “{feed.items}”" if feed.items else ""
        raise SourceError(f"The source holds no items{where}.")
    return parse_items(items, feed)


def parse_items(items: list[Any], feed: Feed) -> Parsed:
    """Read items that are already objects, such as the rows of a spreadsheet with its own columns."""
    if len(items) > MOST_ITEMS:
        raise SourceError(f"The source holds {len(items)} items; more than {MOST_ITEMS} are not read at once.")
    pairs = []
    for number, item in enumerate(items, start=1):
        uid = _text(feed.uid, item) if isinstance(item, dict) else ""
        pairs.append((uid or f"item {number}", item))

    def read(uid: str, item: Any, remarks: list[Problem]) -> ActivityRecord | None:
        if not isinstance(item, dict):
            raise ItemError("item", "is not an object")
        if not _text(feed.uid, item):
            raise ItemError(feed.uid[0].path, "there is no id, so the item could not be found again")
        return None if feed.is_left_out(item) else _record(uid, item, feed, remarks)

    return read_each(pairs, read)


def _record(uid, item, feed, remarks):
    said = _texts(item, feed, uid, remarks) | feed.from_tables(item)
    if feed.group("ages"):
        said |= _ages(item, feed.group("ages"))
    if feed.group("price"):
        said |= _price(item, feed.group("price"), said.get("price_note", ""))
    if feed.group("contact"):
        said["contact"] = _contact(item, feed.group("contact"), uid, remarks)
    says = set(said) | {"sessions"}
    sessions, exceptions = _sessions(item, feed, uid, remarks)
    return ActivityRecord(
        uid=uid,
        language=feed.language,
        says=frozenset(says),
        sessions=sessions,
        exceptions=exceptions,
        **said,
    )


def _refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def _text(alternatives, item) -> str:
    return " ".join(_all(alternatives, item)[:1])


def _all(alternatives, item) -> list[str]:
    """What the first alternative that says something says."""
    for value in alternatives:
        if found := value.read(item):
            return found
    return []


def _read(reader, alternatives, item, *more):
    """Read a value, or raise the ItemError that names its place in the source; None when it is not said."""
    text = _text(alternatives, item)
    if not text:
        return None
    try:
        return reader(text, *more)
    except ValueError as error:
        raise ItemError(_place(alternatives), str(error)) from error


def _place(alternatives) -> str:
    return next((value.path for value in alternatives if value.path), "item")


def _texts(item, feed, uid, remarks):
    fields = feed.group("fields")
    name = texts.one_line(_text(fields.get("name", ()), item))
    if not name:
        raise ItemError(_place(fields.get("name", ())), "there is no name")
    if len(name) > NAME_LENGTH:
        remarks.append(Problem(uid, _place(fields["name"]), f"cut to {NAME_LENGTH} characters"))
    said = {"name": texts.shorten(name, NAME_LENGTH)}
    if "body" in fields or "link" in fields:
        body = "\n\n".join(_all(fields.get("body", ()), item))
        said["body"] = texts.rich(body) + texts.source_link(_text(fields.get("link", ()), item))
    if "summary" in fields:
        said["summary"] = texts.opening(_text(fields["summary"], item), SUMMARY_LENGTH)
    if "sign_up_url" in fields:
        said["sign_up_url"] = texts.web_address(_text(fields["sign_up_url"], item))
    if "price_note" in fields:
        said["price_note"] = texts.shorten(_text(fields["price_note"], item), NOTE_LENGTH)
    return said


def _ages(item, group):
    low = _read(reading.whole, group.get("from", ()), item)
    high = _read(reading.whole, group.get("to", ()), item)
    if low is not None and high is not None and high < low:
        raise ItemError(_place(group["to"]), f"the ages end at {high}, before they start at {low}")
    return {
        "age_from_months": None if low is None else low * 12,
        "age_to_months": None if high is None else high * 12 + 11,
    }


def _price(item, group, note):
    """Kroner are a price; another currency, a range or a sentence is "not stated" with its words kept."""
    amount, per, notes = None, "", [note] if note else []
    for option in nodes_at(item, group.get("each", "")):
        free = _read(reading.yes_or_no, group.get("free", ()), option)
        text = "0" if free else _text(group.get("amount", ()), option)
        currency = "dkk" if free else _text(group.get("currency", ()), option).casefold() or "dkk"
        label = texts.one_line(_text(group.get("note", ()), option))
        kroner, rest = _kroner(text, group) if currency in KRONER else (None, text and f"{text} {currency.upper()}")
        if kroner is not None and amount is None:
            amount, per = kroner, _per(group, option)
        elif kroner is not None:
            rest = f"{text} kr."
        notes.append(f"{label}: {rest}" if label and rest else rest or label)
    return {
        "price_amount": amount,
        "price_per": per,
        "price_note": texts.shorten("; ".join(filter(None, notes)), NOTE_LENGTH),
    }


def _kroner(text: str, group) -> tuple[Decimal | None, str]:
    if not text:
        return None, ""
    try:
        return reading.price(text)
    except ValueError as error:
        raise ItemError(_place(group["amount"]), str(error)) from error


def _per(group, option):
    per = _read(reading.one_of, group.get("per", ()), option, PricePer.values)
    return per or PricePer.VISIT.value


def _contact(item, group, uid, remarks):
    for node in nodes_at(item, group.get("each", "")):
        phone, email = _text(group.get("phone", ()), node), _text(group.get("email", ()), node)
        try:
            phone = clean_phone(phone) if phone else ""
        except ValidationError:
            remarks.append(Problem(uid, _place(group["phone"]), f"“{phone}” is not a phone number; left out"))
            phone = ""
        if phone or email:
            role = texts.shorten(_text(group.get("role", ()), node), 80)
            return ContactRecord(role=role, phone=phone, email=email)
    return None


def places(item: Any, group: dict[str, Any]) -> list[VenueRecord]:
    """Return the places of an item; those the mapping skips, and those without name and address, are none."""
    found = []
    for node in nodes_at(item, group["each"]) if "each" in group else []:
        if isinstance(node, dict) and not ("skip" in group and group["skip"].keys(node)):
            venue = _venue(node, group)
            if venue and venue not in found:
                found.append(venue)
    return found


def _venue(node, group):
    def text(key):
        return texts.one_line(_text(group.get(key, ()), node))

    lat, lon = (_read(reading.degrees, group.get(key, ()), node) for key in ("lat", "lon"))
    if lat is None or lon is None or (lat, lon) == (0, 0):
        lat = lon = None  # 0, 0 lies in the sea off Africa: nobody filled it in
    street, city = text("street"), " ".join(filter(None, [text("postcode"), text("city")]))
    if _read(reading.yes_or_no, group.get("hidden", ()), node):
        street, lat, lon = "", None, None
    address = ", ".join(filter(None, [street, city]))
    name = text("name") or street or text("city")
    step_free = True if "step_free" in group and group["step_free"].keys(node) else None
    return VenueRecord(texts.shorten(name, 150), address[:250], lat, lon, step_free) if name else None


def _sessions(item, feed, uid, remarks):
    """All sessions of an item. One that says no time is by agreement at each of its places."""
    venues = places(item, feed.group("places"))
    group = feed.group("sessions")
    only = venues[0] if len(venues) == 1 else None
    sessions, exceptions = [], []
    for node in nodes_at(item, group["each"]) if "each" in group else []:
        new, extra = _session(node, group, feed, uid, remarks)
        sessions += [replace(session, venue=only) for session in new]
        exceptions += extra
    if not sessions or len(venues) > 1:
        by_agreement = SessionRecord(rule=Rule.BY_AGREEMENT)
        sessions += [replace(by_agreement, venue=venue) for venue in venues or [None]]
    return tuple(sessions), tuple(exceptions)


def _session(node, group, feed, uid, remarks):
    room = texts.shorten(texts.one_line(_text(group.get("room", ()), node)), 80)
    if "starts_at" in group:
        starts_at = _read(reading.moment, group["starts_at"], node, feed.zone, feed.date_format)
        if starts_at is None:
            return _nothing_said(group, group["starts_at"])
        ends_at = _read(reading.moment, group.get("ends_at", ()), node, feed.zone, feed.date_format)
        ends_at = ends_at or _assumed_end(starts_at, _place(group["starts_at"]), uid, remarks)
        if ends_at <= starts_at:
            raise ItemError(_place(group["ends_at"]), "it ends before it starts")
        return explicit_dates(pieces_of(starts_at, ends_at), room=room)
    return _clock_session(node, group, room)


def _clock_session(node, group, room):
    """A date or weekdays with clock times: the wall clock at the place, never moved to another zone."""
    day = _read(reading.date, group.get("date", ()), node)
    weekdays = _weekdays(group.get("weekday", ()), node)
    if day is None and not weekdays:
        return _nothing_said(group, group.get("weekday") or group.get("date", ()))
    start, end = (_read(reading.clock, group.get(key, ()), node) for key in ("start", "end"))
    if start is None or end is None:
        raise ItemError(_place(group.get("start", ())), "start and end are needed beside the day")
    switches = {key: group[key] for key in ("opening_hours", "pauses_in_school_holidays") if key in group}
    pauses = group.get("pauses_on_public_holidays", day is None)
    season = {
        "starts_on": day or _read(reading.date, group.get("from", ()), node),
        "ends_on": None if day else _read(reading.date, group.get("until", ()), node),
    }
    return [
        SessionRecord(
            rule=Rule.SINGLE if day else Rule.WEEKLY,
            weekday=weekday,
            start=start,
            end=end,
            room=room,
            pauses_on_public_holidays=pauses,
            **season,
            **switches,
        )
        for weekday in ([day.weekday()] if day else weekdays)
    ], []


def _weekdays(alternatives, node) -> list[int]:
    try:
        return [int(Weekday(reading.weekday(text))) for text in _all(alternatives, node)]
    except ValueError as error:
        raise ItemError(_place(alternatives), str(error)) from error


def _nothing_said(group, alternatives):
    if group.get("optional"):
        return [], []
    raise ItemError(_place(alternatives), "there is no date")


def _assumed_end(starts_at, field, uid, remarks):
    remarks.append(Problem(uid, field, "no end is stated; one hour is assumed"))
    return starts_at + ASSUMED_LENGTH
