"""Choices that say one thing together are one chip: tonight, the weekend; and what stands in their place."""

import datetime as dt

import pytest

from search.chips import chips
from search.presets import presets
from search.query import SearchQuery
from search.results_page import loosened

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]
MONDAY = dt.date(2026, 11, 23)
TUESDAY = dt.date(2026, 11, 24)
TONIGHT = SearchQuery(time=("evening",), date=MONDAY, until=MONDAY)


@pytest.fixture(autouse=True)
def in_english():
    from django.utils import translation

    with translation.override("en"):
        yield


def said(query, today=MONDAY):
    return [f"{chip.kind}: {chip.text}" for chip in chips(query, {}, today)]


def test_tonight_is_one_chip_whose_cross_takes_away_both_halves():
    (chip,) = chips(TONIGHT.but(category=("swimming",), time=("evening",)).but(category=()), {}, MONDAY)
    assert (chip.kind, chip.text, chip.url) == ("When", "Tonight", "/en/search/")
    only = chips(TONIGHT.but(district=("valby",)), {}, MONDAY)[-1]
    assert only.url == "/en/search/?district=valby"


def test_in_the_place_of_tonight_stand_tomorrow_the_whole_day_the_weekend_and_every_evening():
    (chip,) = chips(TONIGHT, {}, MONDAY)
    assert {other.text: other.url.partition("?")[2] for other in chip.others} == {
        "Tomorrow evening": "time=evening&date=2026-11-24&until=2026-11-24",
        "All day today": "date=2026-11-23&until=2026-11-23",
        "This weekend": "date=2026-11-28&until=2026-11-29",
        "Every evening": "time=evening",
    }


def test_the_way_from_the_whole_day_leads_back_to_tonight():
    (chip,) = chips(TONIGHT.but(time=()), {}, MONDAY)
    assert [other.url.partition("?")[2] for other in chip.others if other.text == "Tonight"] == [
        "time=evening&date=2026-11-23&until=2026-11-23"
    ]
    (chip,) = chips(TONIGHT.but(date=TUESDAY, until=TUESDAY), {}, MONDAY)
    assert chip.text == "Tomorrow evening"
    assert [other.text for other in chip.others][:2] == ["Tonight", "All day tomorrow"]


def test_yesterdays_tonight_is_tonight():
    assert said(TONIGHT, today=TUESDAY) == ["When: Tonight"]


@pytest.mark.parametrize(
    "query",
    [
        TONIGHT.but(time=("evening", "afternoon")),
        TONIGHT.but(until=None),
        TONIGHT.but(date=dt.date(2026, 11, 26), until=dt.date(2026, 11, 26)),
        TONIGHT.but(until=TUESDAY),
    ],
)
def test_other_times_stay_chips_of_their_own(query):
    assert len(chips(query, {}, MONDAY)) >= 2
    assert "When: Tonight" not in said(query)


def test_every_preset_in_force_is_one_chip():
    from urllib.parse import parse_qs, urlsplit

    from search.query import parse
    from search.vocabulary import vocabulary

    for preset in presets(SearchQuery(), MONDAY):
        query, problems = parse(parse_qs(urlsplit(preset.url).query), vocabulary(), MONDAY)
        assert (problems, len(said(query))) == ([], 1), preset.text


def test_the_weekend_opens_into_its_days_in_either_order():
    for days in (("sat", "sun"), ("sun", "sat")):
        (chip,) = chips(SearchQuery(weekday=days), {"weekday": {"sat": 3, "sun": 2}}, MONDAY)
        assert (chip.text, chip.url) == ("Weekend", "/en/search/")
        assert {(other.text, other.count) for other in chip.others} == {("Saturday", 3), ("Sunday", 2)}
    assert said(SearchQuery(weekday=("sat", "sun", "mon"))) == ["Day: Saturday", "Day: Sunday", "Day: Monday"]


# --- Where nothing is found ---


class Found:
    def __init__(self, total):
        self.total = total


def steps(query):
    return [step["text"] for step in loosened(query, MONDAY, lambda wanted, **_more: Found(1))]


def test_what_can_be_left_out_is_said_as_its_chip_is():
    assert steps(SearchQuery(gender=("girls",), danish=1)) == [
        "Without “Danish: A little Danish”",
        "Without “For: girls”",
    ]


def test_open_now_is_left_out_in_plain_words():
    assert steps(SearchQuery(open_now=True, category=("swimming",)))[0] == "Also what is not open right now"


def test_tonight_and_a_span_of_the_day_are_left_out_whole():
    assert steps(TONIGHT.but(category=("swimming",)))[0] == "Without “When: Tonight”"
    after_school = SearchQuery(after=14 * 60, before=17 * 60 + 30, age=((96, 107),))
    assert steps(after_school) == ["Without “Age: 8”", "Without “Time of day: After school”"]
    assert steps(SearchQuery(date=MONDAY, until=TUESDAY))[0] == "Without “Date: 23–24 Nov”"
    assert steps(SearchQuery(after=14 * 60, before=16 * 60))[0] == "Without “Starts after: 14.00 · Ends before: 16.00”"


def test_one_choice_alone_is_said_in_plain_words():
    def none_without(wanted, **_more):
        return Found(sum(1 for _pair in wanted.parameters()) == 1)

    query = SearchQuery(open_now=True, category=("swimming",), gender=("girls",), language=("pl",))
    texts = [step["text"] for step in loosened(query, MONDAY, none_without)]
    assert texts == ["Only “Activity: Swimming and life-saving”", "Only “For: girls”"]
    assert "Only what is open right now" in [
        step["text"]
        for step in loosened(SearchQuery(open_now=True, language=("pl",), flag=("quiet",)), MONDAY, none_without)
    ]
