"""Rules that derive one fact from others."""

import datetime as dt
from decimal import Decimal

import pytest

from activities import facts
from activities.choices import Audience, Kind, Rule
from activities.recurrence import Schedule

WEEKLY = Schedule(Rule.WEEKLY, weekday=2, start=960, end=1020)
OPEN = Schedule(Rule.WEEKLY, weekday=2, start=960, end=1020, opening_hours=True)
ONCE = Schedule(Rule.SINGLE, start=960, end=1020, first=dt.date(2026, 12, 1))
COUNTED = Schedule(Rule.WEEKLY, weekday=2, start=960, end=1020, first=dt.date(2026, 12, 1), count=8)
TEN = Decimal(10)


@pytest.mark.parametrize(
    ("schedules", "per", "kind"),
    [
        ([ONCE, ONCE], "", Kind.ONE_OFF),
        ([ONCE, WEEKLY], "", Kind.REGULAR),
        ([WEEKLY], "course", Kind.COURSE),
        ([COUNTED], "season", Kind.COURSE),
        ([OPEN, OPEN], "", Kind.OPEN_DOOR),
        ([OPEN, WEEKLY], "", Kind.REGULAR),
        ([], "", Kind.REGULAR),
    ],
)
def test_the_kind_is_derived(schedules, per, kind):
    assert facts.kind_of(schedules, per) == kind


@pytest.mark.parametrize(
    ("per", "options", "kroner"),
    [
        ("month", {"months": 9}, 90),
        ("month", {"months": 15}, 120),
        ("half-year", {}, 20),
        ("season", {}, 10),
        ("year", {}, 10),
        ("visit", {"dates": 35}, 350),
        ("visit", {"dates": None}, None),
        ("course", {}, None),
        ("season", {"required_extras": Decimal(5)}, 15),
        ("season", {"required_extras": None}, None),
        ("visit", {"dates": 35, "required_extras": None}, None),
    ],
)
def test_what_it_costs_a_year(per, options, kroner):
    assert facts.per_year(TEN, per, **options) == kroner


def test_a_price_not_stated_gives_no_yearly_figure():
    assert facts.per_year(None, "season") is None


def test_free_means_amount_joining_fee_and_required_extras_are_nothing():
    assert facts.is_free(Decimal(0), Decimal(0), []) is True
    assert facts.is_free(Decimal(0), None, [Decimal(0)]) is True
    assert facts.is_free(Decimal(0), TEN, []) is False
    assert facts.is_free(Decimal(0), None, [TEN]) is False


def test_whether_it_is_free_can_stay_open():
    assert facts.is_free(None, None, []) is None
    assert facts.is_free(Decimal(0), None, [None]) is None  # one must pay, nobody says how much
    assert facts.is_free(None, TEN, []) is False
    assert facts.is_free(TEN, None, [None]) is False


def test_a_sum_with_an_unknown_part_is_unknown():
    assert facts.sum_of([]) == 0
    assert facts.sum_of([TEN, Decimal(5)]) == 15
    assert facts.sum_of([TEN, None]) is None


def test_months_touched_by_a_season():
    season = Schedule(Rule.WEEKLY, first=dt.date(2026, 9, 15), last=dt.date(2027, 5, 2))
    assert facts.months_touched([season]) == 9
    assert facts.months_touched([WEEKLY]) == 12


@pytest.mark.parametrize(
    ("says_yes", "eligible", "sessions", "ages", "badge"),
    [
        (True, True, 6, (84, 155), True),
        (True, True, None, (84, 155), True),
        (True, True, 5, (84, 155), False),
        (True, None, 6, (84, 155), False),
        (None, True, 6, (84, 155), False),
        (True, True, 6, (18 * 12, None), False),
        (True, True, 6, (0, 35), False),
        (True, True, 6, (17 * 12, 25 * 12), True),
        (True, True, 6, (None, None), True),
    ],
)
def test_the_fee_support_badge(says_yes, eligible, sessions, ages, badge):
    assert facts.fee_support_applies(says_yes=says_yes, is_eligible=eligible, sessions=sessions, ages=ages) is badge


def test_an_audience_is_matched_when_ticked_or_when_stated_ages_overlap():
    assert facts.matching_audiences(["teens"], (None, None)) == ["teens"]
    assert facts.matching_audiences(["families"], (84, 155)) == ["families", "children"]
    assert facts.matching_audiences([], (13 * 12, 17 * 12 + 11)) == ["teens"]
    assert Audience.FAMILIES not in facts.matching_audiences([], (None, None))
    assert len(facts.matching_audiences([], (None, None))) == len(Audience) - 1


def test_ages_searched_are_the_stated_else_the_audiences_else_all():
    assert facts.age_ranges(["teens"], (84, 155)) == [(84, 155)]
    assert facts.age_ranges(["teens", "families"], (None, None)) == [(156, 215)]
    assert facts.age_ranges(["families"], (None, None)) == [(None, None)]


@pytest.mark.parametrize(
    ("start", "end", "bands"),
    [
        (16 * 60 + 30, 18 * 60, ["afternoon", "evening"]),
        (16 * 60 + 31, 18 * 60, ["evening"]),
        (17 * 60, 19 * 60, ["evening"]),
        (12 * 60, 12 * 60 + 20, ["afternoon"]),
        (11 * 60 + 50, 12 * 60 + 10, []),
        (22 * 60, 26 * 60, []),
        (21 * 60, 26 * 60, ["evening"]),
        (None, None, []),
    ],
)
def test_a_session_counts_in_the_bands_it_overlaps_by_half_an_hour(start, end, bands):
    assert facts.bands_of(start, end) == bands
