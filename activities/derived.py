"""Facts of an offer that follow from others by a rule: what a year costs, how often, which flags."""

from . import facts
from .choices import Flag, Room
from .recurrence import dates_in_season


def season_dates(schedules, calendar):
    """Count the dates of the season by the rules, pauses left out; None when they can't be counted.

    Opening hours, sessions by agreement and seasons without both ends are not countable.
    """
    counts = [dates_in_season(schedule, calendar) for schedule in schedules]
    if not counts or None in counts:
        return None
    return sum(len(dates) for dates in counts)


def per_year(page, schedules, season):
    """Return what an offer comes to a year in kroner, required extras included; None where that can't be said."""
    return facts.per_year(
        page.price_amount,
        page.price_per,
        months=facts.months_touched(schedules),
        dates=season,
        required_extras=facts.sum_of(page.required_extras),
    )


def age_span(page):
    """Return (from, to) in months over the ages stated, else over those of the audiences ticked; None = open."""
    spans = facts.age_ranges(page.audiences, page.ages)
    lows = [low for low, _high in spans]
    highs = [high for _low, high in spans]
    return (None if None in lows else min(lows), None if None in highs else max(highs))


def has_fee_support(page, association, season):
    """Whether the badge for help with the fee is shown."""
    return facts.fee_support_applies(
        says_yes=page.fee_support,
        is_eligible=association.may_apply_for_fee_support if association else None,
        sessions=season,
        ages=age_span(page),
    )


def step_free(page, venues):
    """True when the offer or every venue says so, False when a venue says no, None when nobody says."""
    if Flag.STEP_FREE in page.flags:
        return True
    stated = {venue.step_free for venue in venues if venue}
    if False in stated:
        return False
    return True if stated == {True} else None


def flags_of(page, association, venues, season):
    """Return the flags ticked and those derived, in the contract's order."""
    flags = set(page.flags)
    if page.trials:
        flags.add(Flag.TRIAL)
    if page.room in (Room.OPEN, Room.FEW):
        flags.add(Flag.HAS_ROOM)
    if step_free(page, venues):
        flags.add(Flag.STEP_FREE)
    if has_fee_support(page, association, season):
        flags.add(Flag.FEE_SUPPORT)
    return [flag for flag in Flag.values if flag in flags]
