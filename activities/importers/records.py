"""What an importer reads out of a source before anything is stored: plain frozen values, no models.

Dates and times are local (Europe/Copenhagen). None, "" and () mean "the source does not say".
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from ..choices import ExceptionKind, Rule
from ..recurrence import Change, Schedule

DIGEST_VERSION = 1  # raise it when a record of the same source should be written anew
DAY_MINUTES = 24 * 60


class SourceError(Exception):
    """The source as a whole can't be used; its text says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Problem:
    """Something about one item: `uid` as in the source, `field` as the source names it, `reason` a sentence."""

    uid: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.uid}: {self.field}: {self.reason}"


class ItemError(Exception):
    """An item can't be read; carries the field and the reason."""

    def __init__(self, field_name: str, reason: str):
        super().__init__(f"{field_name}: {reason}")
        self.field = field_name
        self.reason = reason

    def of(self, uid: str) -> Problem:
        return Problem(uid, self.field, self.reason)


@dataclass(frozen=True)
class VenueRecord:
    name: str
    address: str = ""
    lat: float | None = None  # degrees north, WGS 84
    lon: float | None = None
    step_free: bool | None = None


@dataclass(frozen=True)
class ContactRecord:
    """Whom to ask: a role, never a person's name, which a feed may publish without their knowing."""

    role: str = ""
    phone: str = ""  # E.164
    email: str = ""


@dataclass(frozen=True)
class SessionRecord:
    """One session; the fields are those of `models.Session`. An end not after the start lies on the next day."""

    rule: str  # values of choices.Rule
    weekday: int | None = None  # 0 = Monday
    start: dt.time | None = None
    end: dt.time | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    venue: VenueRecord | None = None
    room: str = ""
    interval: int = 1
    ordinal: int | None = None
    excluded_months: tuple[int, ...] = ()
    week_from: int | None = None
    week_until: int | None = None
    count: int | None = None
    opening_hours: bool = False
    pauses_in_school_holidays: bool = False
    pauses_on_public_holidays: bool = True

    def as_schedule(self) -> Schedule:
        start, end = span_of(self.start, self.end)
        return Schedule(
            rule=self.rule,
            weekday=self.weekday,
            start=start,
            end=end,
            first=self.starts_on,
            last=self.ends_on,
            interval=self.interval,
            ordinal=self.ordinal,
            excluded_months=frozenset(self.excluded_months),
            week_from=self.week_from,
            week_until=self.week_until,
            count=self.count,
            opening_hours=self.opening_hours,
            pauses_in_school_holidays=self.pauses_in_school_holidays,
            pauses_on_public_holidays=self.pauses_on_public_holidays,
        )


@dataclass(frozen=True)
class ExceptionRecord:
    """A date cancelled, moved or added; the fields are those of `models.ScheduleException`."""

    kind: str  # values of choices.ExceptionKind
    day: dt.date
    at: dt.time | None = None
    to_day: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    note: str = ""

    def as_change(self) -> Change:
        start, end = span_of(self.start, self.end)
        return Change(kind=self.kind, day=self.day, to_day=self.to_day, start=start, end=end, note=self.note)


@dataclass(frozen=True)
class ActivityRecord:
    """One offer of a source; the fields are those of `models.ActivityPage`.

    `says` names the fields this kind of source speaks about: only those are written when the
    item changes, so what an editor added beside them stays.
    """

    uid: str
    name: str
    says: frozenset[str]
    language: str = "da"  # of the texts
    summary: str = ""
    body: str = ""  # HTML of the few tags an editor can write
    categories: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    gender: str = ""
    age_from_months: int | None = None
    age_to_months: int | None = None
    held_in: tuple[str, ...] = ()
    also_spoken: tuple[str, ...] = ()
    danish: int | None = None
    price_amount: Decimal | None = None  # kroner
    price_per: str = ""
    joining_fee: Decimal | None = None
    price_note: str = ""
    trials: int | None = None
    fee_support: bool | None = None
    flags: tuple[str, ...] = ()
    room: str = ""
    sign_up_url: str = ""
    state: str = "running"
    contact: ContactRecord | None = None
    sessions: tuple[SessionRecord, ...] = ()
    exceptions: tuple[ExceptionRecord, ...] = ()
    translations: tuple[tuple[str, str, str], ...] = ()  # (field, language, text)

    def digest(self) -> str:
        """SHA-256 of everything said, the same on every machine and in every run."""
        said = {"version": DIGEST_VERSION} | asdict(self) | {"says": sorted(self.says)}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass
class Parsed:
    """What a source holds: good records, refused items, and remarks on items that came in all the same."""

    records: list[ActivityRecord] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # uids the mapping excludes

    @property
    def size(self) -> int:
        return len(self.records) + len({problem.uid for problem in self.refused}) + len(self.left_out)


def read_each(
    items: Iterable[tuple[str, object]], read: Callable[[str, object, list[Problem]], ActivityRecord | None]
) -> Parsed:
    """Read `(uid, item)` pairs one by one: a bad item is noted and the good ones come in.

    `read(uid, item, remarks)` returns None for an item that is left out on purpose and raises
    ItemError for a bad one. A uid that occurs twice is refused the second time.
    """
    parsed, seen = Parsed(), set()
    for uid, item in items:
        try:
            if uid in seen:
                raise ItemError("id", "this id occurs more than once in the source")
            seen.add(uid)
            record = read(uid, item, parsed.remarks)
        except ItemError as error:
            parsed.refused.append(error.of(uid))
            continue
        if record is None:
            parsed.left_out.append(uid)
        else:
            parsed.records.append(record)
    return parsed


def minutes_of(time: dt.time | None) -> int | None:
    return None if time is None else time.hour * 60 + time.minute


def time_of(minutes: int) -> dt.time:
    """Clock time of minutes after midnight; 1440 is 00.00 again."""
    return dt.time(*divmod(minutes % DAY_MINUTES, 60))


def span_of(start: dt.time | None, end: dt.time | None) -> tuple[int | None, int | None]:
    """Minutes after midnight of a start and its end; an end not after the start lies on the next day."""
    first, last = minutes_of(start), minutes_of(end)
    if first is not None and last is not None and last <= first:
        last += DAY_MINUTES
    return first, last


@dataclass(frozen=True, order=True)
class Piece:
    """One meeting on one day, in minutes after its midnight; `end` is at most 24 hours after `start`."""

    day: dt.date
    start: int
    end: int


def pieces_of(start: dt.datetime, end: dt.datetime) -> list[Piece]:
    """Cut a local, naive span into meetings of at most 24 hours, at the midnights between."""
    length = int((end - start).total_seconds() // 60)
    first = start.hour * 60 + start.minute
    if length <= DAY_MINUTES:
        return [Piece(start.date(), first, first + length)]
    pieces = [Piece(start.date(), first, DAY_MINUTES)]
    day, last = start.date() + dt.timedelta(days=1), end.hour * 60 + end.minute
    while day < end.date():
        pieces.append(Piece(day, 0, DAY_MINUTES))
        day += dt.timedelta(days=1)
    if last:
        pieces.append(Piece(end.date(), 0, last))
    return pieces


def explicit_dates(
    pieces: Iterable[Piece], venue: VenueRecord | None = None, room: str = ""
) -> tuple[tuple[SessionRecord, ...], tuple[ExceptionRecord, ...]]:
    """Say meetings as a single date and extra dates beside it, for what no rule can say."""
    first, *others = sorted(set(pieces))
    session = SessionRecord(
        rule=Rule.SINGLE,
        weekday=first.day.weekday(),
        start=time_of(first.start),
        end=time_of(first.end),
        starts_on=first.day,
        venue=venue,
        room=room,
        pauses_on_public_holidays=False,
    )
    extras = []
    for piece in others:
        usual = (piece.start, piece.end) == (first.start, first.end)
        extras.append(
            ExceptionRecord(
                kind=ExceptionKind.EXTRA,
                day=piece.day,
                start=None if usual else time_of(piece.start),
                end=None if usual else time_of(piece.end),
            )
        )
    return (session,), tuple(extras)
