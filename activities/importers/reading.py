"""Words and numbers as sources write them, Danish and English, turned into values.

Each reader takes text and raises ValueError with a sentence for the report when it can't be read.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from ..clock import LOCAL_ZONE

WEEKDAYS = (
    ("mon", "monday", "man", "mandag"),
    ("tue", "tues", "tuesday", "tir", "tirs", "tirsdag"),
    ("wed", "wednesday", "ons", "onsdag"),
    ("thu", "thur", "thurs", "thursday", "tor", "tors", "torsdag"),
    ("fri", "friday", "fre", "fredag"),
    ("sat", "saturday", "lør", "loer", "lørdag", "loerdag"),
    ("sun", "sunday", "søn", "soen", "søndag", "soendag"),
)
YES = {"yes", "y", "true", "1", "ja", "x", "sand"}
NO = {"no", "n", "false", "0", "nej", "falsk"}
FREE = {"free", "gratis", "0 kr", "ingen", "no charge", "free of charge"}
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y%m%d", "%d.%m.%y", "%d-%m-%y")
CLOCK = re.compile(r"^(?:kl\.?\s*)?(\d{1,2})(?:[.:]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(am|pm|a\.m\.|p\.m\.)?$")
NUMBER = re.compile(r"^\d+(?:[.,]\d+)*$")
CURRENCY = re.compile(r"(?i)^(?:dkk|kr\.?)\s*|\s*(?:dkk|kr\.?|kroner|,-|\.-)$")
# No feed plans further back or ahead; a typing mistake does.
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2200, 1, 1)


def weekday(text: str) -> int:
    """Return 0 for Monday … 6 for Sunday, from an English or Danish name, short or long."""
    word = text.strip().casefold().rstrip(".")
    said = {word, word.removesuffix("e"), word.removesuffix("s")}  # mandage, Mondays
    for number, names in enumerate(WEEKDAYS):
        if said & set(names):
            return number
    raise ValueError(f"“{text}” is not a weekday")


def date(text: str) -> dt.date:
    """Return the date of `2026-09-01`, `1.9.2026`, `01-09-2026` or `1/9/2026` (day first)."""
    cleaned = re.sub(r"\s+", "", text.strip())
    for pattern in DATE_FORMATS:
        try:
            return in_reach(dt.datetime.strptime(cleaned, pattern).date())
        except ValueError:
            continue
    raise ValueError(f"“{text}” is not a date; write 2026-09-01 or 1.9.2026")


def in_reach(day: dt.date) -> dt.date:
    if not EARLIEST <= day < LATEST:
        raise ValueError(f"the year {day.year} can't be meant")
    return day


def clock(text: str) -> dt.time:
    """Return the time of `16.30`, `16:30`, `kl. 16`, `1630` or `4:30 pm`; 24.00 is midnight."""
    found = CLOCK.match(text.strip().casefold())
    if not found:
        raise ValueError(f"“{text}” is not a time; write 16.30")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"“{text}” is not a time; write 16.30")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if (hour, minute) == (24, 0):
        return dt.time(0)
    if hour > 23 or minute > 59:
        raise ValueError(f"“{text}” is not a time; write 16.30")
    return dt.time(hour, minute)


def moment(text: str, zone: ZoneInfo, pattern: str = "") -> dt.datetime:
    """Return the local, naive moment of an ISO 8601 text, or of `pattern` (strptime).

    A text without an offset is meant in `zone`.
    """
    try:
        read = dt.datetime.strptime(text.strip(), pattern) if pattern else dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text}” is not a date and time") from None
    return local(read, zone)


def local(read: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the wall clock in Copenhagen, naive; a naive moment is meant in `zone`."""
    in_reach(read.date())
    aware = read if read.tzinfo else read.replace(tzinfo=zone)
    return aware.astimezone(LOCAL_ZONE).replace(tzinfo=None)


def number(text: str) -> Decimal:
    """Return a number as Danes and others write it: `75`, `75,50`, `1.250,50`, `1,250.50`."""
    cleaned = re.sub(r"[\s\xa0']", "", text)
    if not NUMBER.match(cleaned):
        raise ValueError(f"“{text}” is not a number")
    if "," in cleaned and "." in cleaned:
        decimal = max(",", ".", key=cleaned.rfind)
        cleaned = cleaned.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", cleaned):
        cleaned = cleaned.replace(".", "")  # the Danish thousand: 1.250 kr.
    else:
        cleaned = cleaned.replace(",", ".")
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"“{text}” is not a number") from None


def degrees(text: str) -> float:
    """Return a coordinate: `55.6761`, or `55,6761` as a Danish spreadsheet writes it."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” is not a coordinate") from None


def whole(text: str) -> int:
    """Return a whole number, also of `12.0` or `12,0` as spreadsheets give it."""
    read = number(text.strip())
    if read != int(read):
        raise ValueError(f"“{text}” is not a whole number")
    return int(read)


def price(text: str) -> tuple[Decimal | None, str]:
    """Return (kroner, note): the amount when the text is nothing but one, else None and the text itself."""
    cleaned = CURRENCY.sub("", CURRENCY.sub("", text.strip())).strip()
    if re.fullmatch(r"[-−]\s*\d[\d.,]*", cleaned):
        raise ValueError(f"“{text}” is below 0")
    if text.strip().casefold().rstrip(".!") in FREE:
        return Decimal(0), ""
    try:
        return number(cleaned).quantize(Decimal("0.01")), ""
    except ValueError:
        return None, text.strip()


def yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(f"“{text}” is neither yes nor no")


def one_of(text: str, known: Iterable[str]) -> str:
    """Return the key a text names, whatever its case."""
    key, known = text.strip().casefold().replace(" ", "-").replace("_", "-"), list(known)
    if key not in known:
        raise ValueError(f"“{text}” is not one of {', '.join(known)}")
    return key
