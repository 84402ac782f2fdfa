"""Public and school holidays: the days on which sessions pause. Pure, no database."""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import holidays

SHIPPED_SCHOOL_HOLIDAYS = Path(__file__).parent / "data" / "school_holidays.csv"


@dataclass(frozen=True)
class Calendar:
    """The holidays that schedules are expanded against.

    `school_holidays` holds (first, last) days, both included, in any order.
    """

    school_holidays: tuple[tuple[dt.date, dt.date], ...] = ()

    def is_school_holiday(self, day: dt.date) -> bool:
        return day in self._school_holiday_days

    def is_public_holiday(self, day: dt.date) -> bool:
        return day in public_holidays(day.year)

    @property
    def known_until(self) -> dt.date | None:
        """The last day of the last known school holiday; later pauses are not known yet."""
        return max((last for _first, last in self.school_holidays), default=None)

    @cached_property
    def _school_holiday_days(self) -> frozenset[dt.date]:
        return frozenset(
            dt.date.fromordinal(ordinal)
            for first, last in self.school_holidays
            for ordinal in range(first.toordinal(), last.toordinal() + 1)
        )


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[dt.date]:
    """Return Denmark's public holidays of a year, and the days that are kept as such.

    The `holidays` library files 1 May, 5 June, 24 and 31 December under "optional".
    """
    return frozenset(holidays.Denmark(years=year, categories=("public", "optional")))


@dataclass(frozen=True)
class SchoolHolidaySpan:
    """One school holiday as shipped: `name` is a word such as "winter", both days are included.

    `checked` is False while the dates still have to be held against the city's calendar.
    """

    name: str
    first: dt.date
    last: dt.date
    checked: bool

    @property
    def key(self) -> str:
        """The name with the year it begins in: unique among the holidays."""
        return f"{self.name}-{self.first.year}"


def read_school_holidays(lines: Iterable[str]) -> list[SchoolHolidaySpan]:
    """Read the columns name, from, until (ISO dates), checked (yes or no) of a CSV file.

    Raises ValueError with the line's number when a date or answer can't be read or the days are in the wrong order.
    """
    reader = csv.DictReader(lines)
    spans = []
    for row in reader:
        try:
            spans.append(_read_span(row))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"School holidays, line {reader.line_num}: {error}") from error
    return spans


def _read_span(row):
    span = SchoolHolidaySpan(
        name=row["name"],
        first=dt.date.fromisoformat(row["from"]),
        last=dt.date.fromisoformat(row["until"]),
        checked={"yes": True, "no": False}[row["checked"]],
    )
    if span.last < span.first:
        raise ValueError(f"{span.name} ends before it starts")
    return span
