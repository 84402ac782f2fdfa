"""What Danes and others type is read; what can't be meant is refused with a sentence."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from activities.importers import reading


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("75", "75"), ("75,50", "75.50"), ("75.50", "75.50"), ("1.250", "1250"), ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"), ("1 250", "1250"), ("12.0", "12"),
    ],
)  # fmt: skip
def test_numbers_are_read_the_danish_way_and_the_english(text, amount):
    assert reading.number(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.2.3,4,5", "abc", "-5", "1e9", "1_000", "٣٥x", ""])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="not a number"):
        reading.number(text)


@pytest.mark.parametrize(
    ("text", "kroner", "note"),
    [
        ("0", 0, ""), ("gratis", 0, ""), ("Free", 0, ""), ("50 kr.", 50, ""), ("DKK 50", 50, ""), ("75,-", 75, ""),
        ("1.250,50 kr", Decimal("1250.50"), ""), ("£3", None, "£3"), ("50 kr. / 25 kr.", None, "50 kr. / 25 kr."),
        ("ring og hør", None, "ring og hør"),
    ],
)  # fmt: skip
def test_a_price_is_kroner_or_not_stated_with_its_words_kept(text, kroner, note):
    assert reading.price(text) == (kroner, note)


def test_a_price_below_nothing_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        reading.price("-5 kr.")


@pytest.mark.parametrize("text", ["2026-09-01", "1.9.2026", "01-09-2026", "1/9/2026", "01.09.26", " 1. 9. 2026 "])
def test_dates_are_read_day_first(text):
    assert reading.date(text) == dt.date(2026, 9, 1)


@pytest.mark.parametrize("text", ["31.2.2026", "1026-09-01", "12026-01-01", "tomorrow", "9/31/2026"])
def test_dates_that_cannot_be_meant_are_refused(text):
    with pytest.raises(ValueError, match="date"):
        reading.date(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("16.30", (16, 30)), ("16:30", (16, 30)), ("kl. 16", (16, 0)), ("1630", (16, 30)), ("16:30:00", (16, 30)),
        ("4:30 pm", (16, 30)), ("12 am", (0, 0)), ("24.00", (0, 0)), ("9", (9, 0)),
    ],
)  # fmt: skip
def test_clock_times(text, time):
    assert reading.clock(text) == dt.time(*time)


@pytest.mark.parametrize("text", ["25.00", "16.75", "13 pm", "noon", "24.30"])
def test_what_is_no_clock_time_is_refused(text):
    with pytest.raises(ValueError, match="not a time"):
        reading.clock(text)


@pytest.mark.parametrize(
    ("text", "number"), [("mandag", 0), ("Mandage", 0), ("ons.", 2), ("Wednesdays", 2), ("lør", 5), ("søndag", 6)]
)
def test_weekdays_in_danish_and_english(text, number):
    assert reading.weekday(text) == number


def test_a_moment_without_offset_is_meant_in_its_zone():
    assert reading.moment("2026-12-02T14:30:00", ZoneInfo("Europe/London")) == dt.datetime(2026, 12, 2, 15, 30)
    assert reading.moment("2026-12-02T14:30:00+00:00", ZoneInfo("Asia/Tokyo")) == dt.datetime(2026, 12, 2, 15, 30)
    assert reading.moment("2026-07-02T14:30:00Z", ZoneInfo("Asia/Tokyo")) == dt.datetime(2026, 7, 2, 16, 30)
    assert reading.moment("02/12/26 14.30", ZoneInfo("Europe/Copenhagen"), "%d/%m/%y %H.%M") == dt.datetime(
        2026, 12, 2, 14, 30
    )
