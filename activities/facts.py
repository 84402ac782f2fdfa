"""The rules that derive one fact of an offer from others. Pure functions on plain values."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from .choices import AUDIENCE_AGES, BAND_MINUTES, Audience, Kind, PricePer, Rule, TimeBand
from .recurrence import Schedule

MIN_OVERLAP = 30  # minutes a session must share with a time band to count in it
FEE_SUPPORT_AGES = (3 * 12, 17 * 12 + 11)  # months; Copenhagen's scheme, kk.dk/kontingent
FEE_SUPPORT_SESSIONS = 6  # linked sessions, kk.dk/kontingent


def kind_of(schedules: Sequence[Schedule], price_per: str) -> str:
    """Derive the kind: one-off, course, open-door, else regular."""
    if schedules and all(schedule.rule == Rule.SINGLE for schedule in schedules):
        return Kind.ONE_OFF
    if price_per == PricePer.COURSE or any(schedule.count for schedule in schedules):
        return Kind.COURSE
    if schedules and all(schedule.opening_hours for schedule in schedules):
        return Kind.OPEN_DOOR
    return Kind.REGULAR


def per_year(
    amount: Decimal | None,
    per: str,
    *,
    months: int = 12,
    dates: int | None = None,
    required_extras: Decimal | None = Decimal(0),
) -> Decimal | None:
    """Return what an offer costs a year in kroner, or None when that can't be said.

    `months` are the calendar months the season touches, `dates` the number of dates in the
    season (None: not countable, as for opening hours), `required_extras` what everyone pays besides
    (None: not all of it is stated). A course has a price but no yearly figure; the joining fee
    stands apart.
    """
    if amount is None or not per or per == PricePer.COURSE or required_extras is None:
        return None
    if per == PricePer.VISIT and dates is None:
        return None if amount else required_extras
    times = {
        PricePer.VISIT: dates,
        PricePer.MONTH: min(months, 12),
        PricePer.HALF_YEAR: 2,
    }.get(per, 1)
    return amount * times + required_extras


def is_free(
    amount: Decimal | None, joining_fee: Decimal | None, required_extras: Iterable[Decimal | None]
) -> bool | None:
    """True when amount, joining fee and required extras are all 0; a fee not stated counts as none.

    None when it can't be said: the amount, or what a required extra costs, is not stated while the
    rest costs nothing.
    """
    extras = list(required_extras)
    if amount or joining_fee or any(extras):
        return False
    return None if amount is None or None in extras else True


def sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts up; None when one of them is not stated."""
    known = list(amounts)
    return None if None in known else sum(known, Decimal(0))


def months_touched(schedules: Sequence[Schedule]) -> int:
    """Count the calendar months from the first to the last day of the season, 12 when it has no end."""
    if not schedules or any(schedule.first is None or schedule.last is None for schedule in schedules):
        return 12
    first = min(schedule.first for schedule in schedules)
    last = max(schedule.last for schedule in schedules)
    return min(12, (last.year - first.year) * 12 + last.month - first.month + 1)


def fee_support_applies(
    *, says_yes: bool | None, is_eligible: bool | None, sessions: int | None, ages: tuple[int | None, int | None]
) -> bool:
    """Whether the fee-support badge is shown.

    The club says yes and may apply, there are at least 6 sessions (None: without an end), and the
    offer's ages in months overlap 3-17 years.
    """
    enough = sessions is None or sessions >= FEE_SUPPORT_SESSIONS
    return bool(says_yes and is_eligible and enough and overlaps(ages, FEE_SUPPORT_AGES))


def overlaps(first: tuple[int | None, int | None], second: tuple[int | None, int | None]) -> bool:
    """Whether two inclusive ranges share a value; None is an open end."""
    low = max(first[0] or 0, second[0] or 0)
    highs = [end for end in (first[1], second[1]) if end is not None]
    return not highs or low <= min(highs)


def audience_months(audience: str) -> tuple[int, int | None] | None:
    """Ages of an audience in months, both included, or None for families."""
    years = AUDIENCE_AGES.get(audience)
    if years is None:
        return None
    low, high = years
    return low * 12, None if high is None else high * 12 + 11


def matching_audiences(ticked: Collection[str], ages: tuple[int | None, int | None]) -> list[str]:
    """Return the audiences an offer is found under.

    Those ticked, and those whose ages overlap the ages *stated*; an offer with neither is for
    all, except families, which must be ticked. `ages` in months, (None, None) = not stated.
    """
    if not ticked and ages == (None, None):
        return [audience for audience in Audience.values if audience != Audience.FAMILIES]
    found = []
    for audience in Audience.values:
        own = audience_months(audience)
        stated = ages != (None, None) and own is not None and overlaps(own, ages)
        if audience in ticked or stated:
            found.append(audience)
    return found


def age_ranges(ticked: Collection[str], ages: tuple[int | None, int | None]) -> list[tuple[int | None, int | None]]:
    """Return the age ranges in months an `age` search is held against: the stated one, else the audiences'."""
    if ages != (None, None):
        return [ages]
    own = [audience_months(audience) for audience in ticked]
    return [pair for pair in own if pair is not None] or [(None, None)]


def bands_of(start: int | None, end: int | None) -> list[str]:
    """Return the time bands a session counts in, from its minutes after midnight (end may pass 1440).

    It overlaps the band by 30 minutes, or is shorter than that and lies wholly inside.
    """
    if start is None or end is None:
        return []
    return [band for band in TimeBand.values if _is_in_band(start, end, *BAND_MINUTES[band])]


def _is_in_band(start: int, end: int, low: int, high: int) -> bool:
    if end - start < MIN_OVERLAP:
        return low <= start and end <= high
    return min(end, high) - max(start, low) >= MIN_OVERLAP
