"""The week grid and even weeks, at the fixture's clock and a week later; O4 is the senior club of even weeks."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from activities import clock
from search.query import SearchQuery
from search.week_grid import week_grid
from tests.reading import words

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

A_WEEK_LATER = "2026-11-30T09:00"
O4 = "category=senior-club"


@pytest.fixture
def read(client):
    def fetch(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def cells(page):
    return {link["id"].removeprefix("cell-"): int(words(link)) for link in page.select(".week-grid td a")}


def this_week(read, rest=O4, language="en"):
    return read(read(f"/{language}/search/?{rest}").select_one(".week-grid__switch")["href"])


def test_this_week_counts_the_even_week_it_is(read):
    page = this_week(read)
    assert words(page.select_one(".week-grid__caption")) == "This week, 23–29 Nov"
    assert cells(page) == {"mon-afternoon": 1}


def test_this_week_does_not_count_it_in_the_odd_week_after(read, frozen):
    frozen(A_WEEK_LATER)
    page = this_week(read)
    assert words(page.select_one(".week-grid__caption")) == "This week, 30 Nov – 6 Dec"
    assert cells(page) == {}


@pytest.mark.parametrize("moment", ["2026-11-23T09:00", A_WEEK_LATER])
def test_an_ordinary_week_always_counts_it(read, frozen, moment):
    frozen(moment)
    page = read(f"/en/search/?{O4}")
    assert words(page.select_one(".week-grid__caption")) == "An ordinary week"
    assert cells(page) == {"mon-afternoon": 1}


@pytest.mark.parametrize(
    ("moment", "language", "texts"),
    [
        ("2026-11-23T09:00", "en", ["Today, Mon 23 Nov, 13.00-15.00", "in even weeks, next 23 Nov"]),
        (A_WEEK_LATER, "en", ["Mon 7 Dec, 13.00-15.00", "in even weeks, next 7 Dec"]),
        ("2026-11-23T09:00", "da", ["I dag, man. 23. nov."]),
        (A_WEEK_LATER, "ar", ["7 ديسمبر"]),
    ],
)
def test_a_hit_of_even_weeks_says_so_with_its_next_date(read, frozen, moment, language, texts):
    frozen(moment)
    when = words(read(f"/{language}/search/?{O4}").select_one(".hit__when"))
    for text in texts:
        assert text in when


def test_a_hit_of_every_week_says_nothing_of_even_weeks(read):
    assert not read("/en/search/?category=swimming&gender=girls").select(".hit__rhythm")


def test_from_wednesday_on_this_week_is_what_is_left_of_it(read, frozen):
    frozen("2026-11-25T09:00")
    page = this_week(read, "gender=girls")
    assert words(page.select_one(".week-grid__caption")) == "This week, 25–29 Nov"
    assert set(key.split("-")[0] for key in cells(page)) <= {"wed", "thu", "fri", "sat", "sun"}
    assert words(page.select_one("th[aria-current=date] .visually-hidden")) == "Wednesday"


def test_a_cell_says_day_time_and_number_in_words(read):
    cell = read(f"/en/search/?{O4}").select_one("#cell-mon-afternoon")
    assert cell["aria-label"] == "Monday afternoon, 1 activity"


def test_a_cell_in_force_takes_itself_back(read):
    page = read(f"/en/search/?{O4}&weekday=mon&time=afternoon")
    cell = page.select_one("#cell-mon-afternoon")
    assert cell["aria-current"] == "true"
    assert "weekday" not in cell["href"]


def test_the_morning_has_a_column_only_when_something_is_in_it(read):
    today = clock.today()
    assert len(week_grid({"wed-evening": 3}, SearchQuery(), today).columns) == 3
    assert len(week_grid({"wed-morning": 1}, SearchQuery(), today).columns) == 4


def test_the_grid_of_another_page_may_do_without_switch_and_links(read):
    query = SearchQuery(district=("noerrebro",))
    linked = week_grid({"wed-evening": 3}, query, dt.date(2026, 11, 23), has_switch=False)
    assert linked.other_url == ""
    assert "district=noerrebro&weekday=wed&time=evening" in linked.rows[2].cells[-1].url
    plain = week_grid({"wed-evening": 3}, query, dt.date(2026, 11, 23), link=None)
    assert {cell.url for row in plain.rows for cell in row.cells} == {""}
