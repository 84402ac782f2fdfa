"""Turn rows of the template into records: rows with one id are one offer, each row one session."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from ..choices import Audience, ExceptionKind, Gender, PricePer, Room, Rule
from ..spoken_languages import SPOKEN
from . import reading, texts
from .columns import COLUMNS
from .mapping import CATEGORIES, FLAGS
from .records import (
    ActivityRecord,
    ExceptionRecord,
    ItemError,
    Parsed,
    Problem,
    SessionRecord,
    SourceError,
    VenueRecord,
    read_each,
)
from .spreadsheet import Row

NAMES = {name: column.name for column in COLUMNS for name in (column.name, column.danish)}
TRANSLATABLE = {"name": "name", "navn": "name", "summary": "summary", "kort": "summary",
                "description": "body", "beskrivelse": "body"}  # fmt: skip
# Column: (field of the record, how it is read).
SIMPLE = {
    "gender": ("gender", lambda text: reading.one_of(text, Gender.values)),
    "danish": ("danish", reading.whole),
    "price_per": ("price_per", lambda text: reading.one_of(text, PricePer.values)),
    "trials": ("trials", reading.whole),
    "room": ("room", lambda text: reading.one_of(text, Room.values)),
    "category": ("categories", lambda text: _keys(text, CATEGORIES)),
    "audience": ("audiences", lambda text: _keys(text, Audience.values)),
    "languages": ("held_in", lambda text: _keys(text, SPOKEN)),
    "also_spoken": ("also_spoken", lambda text: _keys(text, SPOKEN)),
    "flags": ("flags", lambda text: _keys(text, FLAGS)),
    "age_from": ("age_from_months", lambda text: reading.whole(text) * 12),
    "age_to": ("age_to_months", lambda text: reading.whole(text) * 12 + 11),
}


def parse_rows(rows: Iterable[Row]) -> Parsed:
    """Read the rows; SourceError when the columns `id` and `name` are missing."""
    rows = [_named(row) for row in rows]
    present = {name for row in rows for name in row.values}
    missing = {"id", "name"} - present
    if missing:
        raise SourceError(f"The spreadsheet has no column {' and '.join(sorted(missing))}; see --template.")
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.values.get("id") or f"row {row.number}", []).append(row)

    def read(uid: str, item: Any, remarks: list[Problem]) -> ActivityRecord:
        if not item[0].values.get("id"):
            raise ItemError("id", "is empty, so the offer could not be found again")
        return _record(uid, item, present)

    parsed = read_each(grouped.items(), read)
    unknown = sorted(present - set(NAMES.values()) - {name for name in present if _translated(name)})
    parsed.remarks += [Problem("heading", name, "is not a column of the template and was not read") for name in unknown]
    return parsed


def _named(row):
    """The row by English column names; the Danish ones do as well."""
    values = {NAMES.get(name, name): text for name, text in row.values.items()}
    return Row(row.number, values, frozenset(NAMES.get(name, name) for name in row.formulas))


def _translated(column) -> tuple[str, str] | None:
    """(field, language) of a column such as `name_en`."""
    base, _mark, language = column.replace(" ", "_").rpartition("_")
    known = base in TRANSLATABLE and language in settings.MODELTRANSLATION_LANGUAGES and language != "da"
    return (TRANSLATABLE[base], language) if known else None


def _record(uid, rows, present):
    for row in rows:
        for name in sorted(row.formulas):
            raise ItemError(name, f"row {row.number} holds a formula; paste its value instead")
    offer = _Cells(_first_values(rows))
    said = {"name": texts.one_line(offer.text("name")), "body": texts.rich(offer.text("description"))}
    if not said["name"]:
        raise ItemError("name", "is empty")
    said["summary"] = texts.shorten(offer.text("summary"), 250)
    for column, (name, reader) in SIMPLE.items():
        value = offer.read(column, reader)
        if column in present:
            said[name] = value if value is not None else _unstated(name)
    said |= _price(offer, present)
    if "sign_up_url" in present:
        said["sign_up_url"] = _address(offer)
    sessions, exceptions = [], []
    for row in rows:
        session, changes = _session(_Cells(row.values))
        sessions.append(session)
        exceptions += changes
    return ActivityRecord(
        uid=uid,
        says=frozenset(said) | {"sessions"},
        sessions=tuple(sessions),
        exceptions=tuple(exceptions),
        translations=_translations(offer),
        **said,
    )


class _Cells:
    """The cells of a row; reading one names its column when it can't be read."""

    def __init__(self, values):
        self.values = values

    def text(self, column) -> str:
        return self.values.get(column, "").strip()

    def read(self, column, reader):
        text = self.text(column)
        if not text:
            return None
        try:
            return reader(text)
        except ValueError as error:
            raise ItemError(column, str(error)) from error


def _first_values(rows):
    """Of what concerns the whole offer the first filled cell counts, so that further rows may leave it empty."""
    values = {}
    for row in rows:
        for name, text in row.values.items():
            if text and not values.get(name):
                values[name] = text
    return values


def _unstated(name):
    field = ActivityRecord.__dataclass_fields__[name]
    return field.default


def _keys(text, known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.one_of(part, known) for part in _parts(text)))


def _parts(text) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def _price(offer, present):
    said = {}
    if "price" in present:
        amount, note = offer.read("price", reading.price) or (None, "")
        per = offer.read("price_per", lambda text: reading.one_of(text, PricePer.values))
        if amount and not per:
            raise ItemError("price_per", "say what the price is for: visit, month, season …")
        said["price_amount"], said["price_per"] = amount, per or (PricePer.VISIT.value if amount == 0 else "")
        said["price_note"] = texts.shorten("; ".join(filter(None, [note, offer.text("price_note")])), 250)
    if "joining_fee" in present:
        fee, note = offer.read("joining_fee", reading.price) or (None, "")
        if note:
            raise ItemError("joining_fee", f"“{note}” is not a price in kroner")
        said["joining_fee"] = fee
    return said


def _address(offer):
    text = offer.text("sign_up_url")
    if text and not texts.web_address(text):
        raise ItemError("sign_up_url", f"“{text[:60]}” is not a web address")
    return texts.web_address(text)


def _translations(offer):
    found = []
    for column, text in sorted(offer.values.items()):
        target = _translated(column)
        if target and text:
            name, language = target
            found.append((name, language, texts.rich(text) if name == "body" else texts.shorten(text, 150)))
    return tuple(found)


def _session(cells):
    rule = cells.read("rule", lambda text: reading.one_of(text, Rule.values)) or _guessed_rule(cells)
    starts_on = cells.read("from", reading.date)
    weekday = cells.read("weekday", reading.weekday)
    if rule == Rule.SINGLE and starts_on:
        weekday = starts_on.weekday()
    session = SessionRecord(
        rule=rule,
        weekday=weekday,
        start=cells.read("start", reading.clock),
        end=cells.read("end", reading.clock),
        starts_on=starts_on,
        ends_on=cells.read("until", reading.date),
        venue=_venue(cells),
        room=texts.shorten(cells.text("room_name"), 80),
        interval=cells.read("interval", reading.whole) or 1,
        ordinal=cells.read("nth", lambda text: -1 if text.strip() == "-1" else reading.whole(text)),
        excluded_months=cells.read("not_in_months", _months) or (),
        count=cells.read("times", reading.whole),
        opening_hours=bool(cells.read("opening_hours", reading.yes_or_no)),
        pauses_in_school_holidays=bool(cells.read("school_holidays_off", reading.yes_or_no)),
        pauses_on_public_holidays=cells.read("public_holidays_off", reading.yes_or_no) is not False,
    )
    changes = [
        ExceptionRecord(kind=kind, day=day, at=session.start)
        for column, kind in (("cancelled", ExceptionKind.CANCELLED), ("extra", ExceptionKind.EXTRA))
        for day in cells.read(column, lambda text: [reading.date(part) for part in _parts(text)]) or ()
    ]
    return session, changes


def _guessed_rule(cells):
    """Without a rule: weekly with a weekday, a single date with a date, else by agreement."""
    if cells.text("weekday"):
        return Rule.WEEKLY
    return Rule.SINGLE if cells.text("from") else Rule.BY_AGREEMENT


def _months(text):
    months = tuple(sorted({reading.whole(part) for part in _parts(text)}))
    if any(not 1 <= month <= 12 for month in months):
        raise ValueError("months are numbers from 1 to 12")
    return months


def _venue(cells):
    name, address = texts.one_line(cells.text("venue")), texts.one_line(cells.text("address"))
    lat, lon = cells.read("lat", reading.degrees), cells.read("lon", reading.degrees)
    step_free = cells.read("step_free", reading.yes_or_no)
    if not (name or address):
        return None
    return VenueRecord(texts.shorten(name or address, 150), texts.shorten(address, 250), lat, lon, step_free)
