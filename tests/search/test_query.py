"""Parameters are read into a query; what can't be used is told and left out, never raised."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.meaning import meaning
from search.query import KNOWN_PARAMETERS, Near, SearchQuery, Vocabulary, age_text, parse, unknown_parameters

TODAY = dt.date(2026, 11, 23)
VOCABULARY = Vocabulary(
    keys={
        "category": frozenset({"swimming", "football"}),
        "gender": frozenset({"girls", "open"}),
        "weekday": frozenset({"mon", "wed"}),
        "time": frozenset({"evening"}),
        "flag": frozenset({"trial", "drop-in"}),
        "district": frozenset({"noerrebro", "outside"}),
    },
    places={"noerreport": (55.6837, 12.5716)},
)


def read(**params):
    lists = {name: value if isinstance(value, list) else [value] for name, value in params.items()}
    return parse(lists, VOCABULARY, TODAY)


def query(**params):
    found, problems = read(**params)
    assert not problems, problems
    return found


def problem(**params):
    found, problems = read(**params)
    assert found == SearchQuery()
    return [(item.parameter, item.value, item.code) for item in problems]


def test_no_parameters_are_the_empty_search():
    assert query() == SearchQuery()
    assert query(q="  ", category="") == SearchQuery()


def test_a_repeated_parameter_is_a_choice_of_several():
    assert query(category=["swimming", "football", "swimming"]).category == ("swimming", "football")


@pytest.mark.parametrize(("text", "minutes"), [("17:00", 1020), ("09:05", 545), ("00:00", 0)])
def test_a_time_is_minutes_after_midnight(text, minutes):
    assert query(after=text).after == minutes


@pytest.mark.parametrize("text", ["24:00", "17", "17:60", "five", "-1:00", "17:00:00", "9:05", "9.00", "17.30", "1730"])
def test_what_is_no_time_is_told(text):
    assert problem(after=text) == [("after", text, "not-a-time")]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("8", (96, 107)),
        ("11-13", (132, 167)),
        ("18m", (18, 18)),
        ("0", (0, 11)),
        ("0-2", (0, 35)),
        ("٨", (96, 107)),
    ],
)
def test_an_age_is_months_with_its_last_year_whole(text, months):
    assert query(age=text).age == (months,)


@pytest.mark.parametrize("text", ["13-11", "x", "200", "-3", "8-", "1.5", "18m-30m", "6-18m", "6m-18", "9999m", "m"])
def test_what_is_no_age_is_told(text):
    assert problem(age=text) == [("age", text, "not-an-age")]


def test_near_is_a_point_or_a_place_by_its_key():
    assert query(near="55.6936,12.5480").near == Near(55.6936, 12.548)
    assert query(near="noerreport").near == Near(55.6837, 12.5716, "noerreport")
    assert problem(near="91,12") == [("near", "91,12", "not-a-place")]
    assert problem(near="atlantis") == [("near", "atlantis", "not-a-place")]
    assert problem(near="nan,nan") == [("near", "nan,nan", "not-a-place")]


def test_the_radius_is_1500_metres_unless_said():
    assert query(near="noerreport").radius == 1500
    assert query(near="noerreport", radius="3000").radius == 3000
    assert problem(radius="0") == [("radius", "0", "not-a-radius")]
    assert problem(radius="99999999999999999999") == [("radius", "99999999999999999999", "not-a-radius")]


def test_past_dates_mean_today():
    assert query(date="2020-01-01").span(TODAY) == (TODAY, TODAY + dt.timedelta(days=400))
    assert query(until="2026-11-29").span(TODAY) == (TODAY, dt.date(2026, 11, 29))
    assert query(until="2020-01-01").span(TODAY) == (TODAY, TODAY)
    assert query(date="2026-11-25").span(TODAY) == (dt.date(2026, 11, 25), TODAY + dt.timedelta(days=400))
    assert SearchQuery().span(TODAY) is None


def test_beyond_four_hundred_days_is_told():
    assert query(date="2027-12-28").date == dt.date(2027, 12, 28)
    assert problem(date="2027-12-29") == [("date", "2027-12-29", "too-far-ahead")]
    assert problem(date="2026-02-30") == [("date", "2026-02-30", "not-a-date")]


@pytest.mark.parametrize("text", ["20261130", "2026-W48-1", "2026-11-3", "30-11-2026", "2026-11-30T10:00"])
def test_a_date_has_one_form(text):
    assert problem(date=text) == [("date", text, "not-a-date")]


def test_a_last_day_before_the_first_is_told():
    found, problems = read(date="2026-12-10", until="2026-12-01")
    assert [item.code for item in problems] == ["before-date"]
    assert (found.date, found.until) == (dt.date(2026, 12, 10), None)


def test_pages_count_from_one():
    assert query(page="3").page == 3
    assert problem(page="0") == [("page", "0", "not-a-page")]


def test_distance_needs_a_place():
    assert problem(sort="distance") == [("sort", "distance", "distance-needs-near")]
    assert query(sort="distance", near="noerreport").order == "distance"


def test_the_order_follows_from_what_is_asked():
    assert query(q="kor").order == "relevance"
    assert query(near="noerreport").order == "distance"
    assert query().order == "next"
    assert query(q="kor", sort="name").order == "name"


def test_several_levels_of_danish_mean_the_highest():
    assert query(danish=["0", "2"]).danish == 2
    assert problem(danish="4") == [("danish", "4", "unknown")]


def test_unknown_values_and_names_are_told():
    assert problem(category="skydiving") == [("category", "skydiving", "unknown")]
    assert unknown_parameters(["q", "utm_source", "lang"], also=["lang"]) == ["utm_source"]


def test_a_very_long_text_is_cut_and_told():
    found, problems = read(q="x" * 500)
    assert len(found.q) == 200
    assert problems[0].code == "too-long"


def test_the_meaning_has_the_shape_of_the_contract():
    asked = query(q="fri leg", gender="girls", near="noerreport", after="17:00", date="2026-12-01", until="2026-12-01")
    assert meaning(asked) == {
        "gender": ["girls"],
        "near": "noerreport",
        "after": "17:00",
        "dates": ["2026-12-01", "2026-12-01"],
        "text": "fri leg",
    }
    assert meaning(query(price="free", age="8", postcode="2200")) == {"price": "free", "age": 8, "postcode": "2200"}
    assert meaning(query(price_max="500", age="11-13")) == {"price": {"max": 500}, "age": [11, 13]}


PARAMS = st.dictionaries(
    st.sampled_from(sorted(KNOWN_PARAMETERS)),
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["swimming", "girls", "mon", "17:30", "2026-12-24", "8", "18m", "free", "now", "noerreport", "name"]
            ),
        ),
        max_size=3,
    ),
)


@given(PARAMS)
def test_any_input_is_read_and_writes_itself_back(params):
    asked, _problems = parse(params, VOCABULARY, TODAY)
    again = {}
    for name, value in asked.parameters():
        again.setdefault(name, []).append(value)
    assert parse(again, VOCABULARY, TODAY) == (asked, [])


@given(st.integers(0, 400), st.integers(0, 60))
def test_an_age_range_of_any_months_is_written_without_loss(low, length):
    span = (low, low + length)
    asked = query(age=[text for name, text in SearchQuery(age=(span,)).parameters() if name == "age"])
    months = [month for first, last in asked.age for month in range(first, last + 1)]
    assert months == list(range(low, low + length + 1))


@pytest.mark.parametrize(
    ("span", "text", "years"),
    [
        ((96, 107), "8", 8),
        ((132, 167), "11-13", [11, 13]),
        ((18, 18), "18m", 1.5),
        ((6, 18), "6m-18m", [0.5, 1.5]),
        ((6, 35), "6m-35m", [0.5, 2]),
    ],
)
def test_a_range_that_is_not_of_whole_years_is_never_told_as_such(span, text, years):
    assert age_text(span) == text
    assert meaning(SearchQuery(age=(span,)))["age"] == years
