"""A feed is described by a file, not by code: paths, dates, zone, splitting, tables."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from activities.choices import Rule
from activities.importers import feed, mapping
from activities.importers.records import SourceError

MAPPING = {
    "items": "result.rows",
    "id": "key",
    "time_zone": "Europe/London",
    "date_format": "%d/%m/%Y %H:%M",
    "fields": {
        "name": "title",
        "summary": ["short", "text"],
        "body": "text",
        "link": "page",
        "sign_up_url": "booking.url",
    },
    "ages": {"from": {"path": "ages", "pattern": r"(\d+)\s*-"}, "to": {"path": "ages", "pattern": r"-\s*(\d+)"}},
    "price": {"each": "prices", "amount": "sum", "currency": "unit", "per": "per", "note": "who"},
    "places": {
        "each": "places",
        "name": "name",
        "street": "street",
        "postcode": "zip",
        "city": "town",
        "lat": "point.1",
        "lon": "point.0",
        "hidden": "secret",
    },
    "sessions": {"each": "", "starts_at": "begin", "ends_at": "finish", "room": "room", "optional": True},
    "tables": {
        "categories": {
            "from": {"path": "topics", "split": r"\s*;\s*"},
            "values": {"Swim": "swimming", "Talk": ["language-cafe", "network-group"]},
        },
        "gender": {"from": "who", "values": {"F": "girls", "M": "boys", "A": "open"}},
        "danish": {"from": "level", "values": {"none": "0"}},
    },
    "leave_out": [{"from": "kind", "values": ["Internal"]}],
}
ITEM = {
    "key": 17,
    "title": "Swim  and talk",
    "text": "<p>Come<script>alert(1)</script> along.</p>",
    "page": "https://example.org/17",
    "booking": {"url": "https://example.org/book/17"},
    "ages": "8 - 12",
    "prices": [{"sum": "75,50", "unit": "DKK", "per": "month"}],
    "places": [{"name": "Badet", "street": "Gade 1", "zip": "2200", "town": "København N", "point": [12.5, 55.7]}],
    "begin": "02/12/2026 14:30",
    "finish": "02/12/2026 16:00",
    "room": "Bassin 2",
    "topics": "Swim ; Talk",
    "who": "F",
    "level": "none",
}


def read(*items, said=MAPPING):
    return feed.parse(json.dumps({"result": {"rows": items}}).encode(), mapping.read(said))


def record_of(**changes):
    parsed = read(ITEM | changes)
    assert not parsed.refused, parsed.refused
    (record,) = parsed.records
    return record


def refusal_of(**changes):
    parsed = read(ITEM | changes, ITEM | {"key": "good"})
    assert [record.uid for record in parsed.records] == ["good"]
    (problem,) = parsed.refused
    return problem.uid, problem.field


def test_every_part_of_a_mapping():
    record = record_of()
    assert (record.uid, record.name) == ("17", "Swim and talk")
    assert record.summary == "Come along."
    assert record.body == '<p>Come along.</p><p><a href="https://example.org/17">example.org</a></p>'
    assert record.sign_up_url == "https://example.org/book/17"
    assert (record.age_from_months, record.age_to_months) == (96, 155)
    assert (record.price_amount, record.price_per, record.price_note) == (Decimal("75.50"), "month", "")
    assert record.categories == ("swimming", "language-cafe", "network-group")
    assert (record.gender, record.danish) == ("girls", 0)
    (session,) = record.sessions
    assert (session.rule, session.starts_on, session.room) == (Rule.SINGLE, dt.date(2026, 12, 2), "Bassin 2")
    assert (session.start, session.end) == (dt.time(15, 30), dt.time(17))  # London is an hour behind
    venue = session.venue
    assert (venue.name, venue.address, venue.lat, venue.lon) == ("Badet", "Gade 1, 2200 København N", 55.7, 12.5)


def test_what_the_item_does_not_say_is_not_stated():
    record = record_of(
        ages=None, prices=[], topics="", who=None, level="", booking=None, places=[], begin=None, finish=None
    )
    assert (record.age_from_months, record.age_to_months) == (None, None)
    assert (record.price_amount, record.price_per, record.price_note) == (None, "", "")
    assert (record.gender, record.danish, record.categories, record.sign_up_url) == ("", None, (), "")
    (session,) = record.sessions
    assert (session.rule, session.venue, session.start) == (Rule.BY_AGREEMENT, None, None)


def test_what_the_mapping_does_not_speak_about_is_left_to_the_editor():
    assert {"name", "price_amount", "gender", "sessions"} <= record_of().says
    assert not {"trials", "held_in", "contact", "flags", "room"} & record_of().says


@pytest.mark.parametrize(
    ("prices", "amount", "note"),
    [
        ([{"sum": 3, "unit": "GBP", "per": "visit"}], None, "3 GBP"),
        ([{"sum": 3, "unit": "GBP", "per": "visit", "who": "Adults"}], None, "Adults: 3 GBP"),
        ([{"sum": 0, "unit": "DKK", "per": "visit"}], Decimal(0), ""),
        ([{"sum": "50-75 kr.", "unit": "DKK"}], None, "50-75 kr."),
        ([{"sum": 50, "unit": "kr", "who": "Voksne"}, {"sum": 25, "unit": "kr", "who": "Børn"}], Decimal(50),
         "Voksne; Børn: 25 kr."),
    ],
)  # fmt: skip
def test_only_kroner_are_a_price_and_the_rest_is_kept_as_words(prices, amount, note):
    record = record_of(prices=prices)
    assert (record.price_amount, record.price_note) == (amount, note)


def test_two_answers_to_one_question_are_none():
    assert record_of(who=["F", "M"]).gender == ""


def test_nobody_filled_in_the_point_zero_zero():
    venue = record_of(places=[{"name": "Badet", "point": [0, 0]}]).sessions[0].venue
    assert (venue.lat, venue.lon) == (None, None)


def test_a_hidden_address_stays_hidden():
    place = ITEM["places"][0] | {"secret": True}
    venue = record_of(places=[place]).sessions[0].venue
    assert (venue.name, venue.address, venue.lat) == ("Badet", "2200 København N", None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": None}, ("item 1", "key")),
        ({"title": ""}, ("17", "title")),
        ({"begin": "yesterday"}, ("17", "begin")),
        ({"finish": "01/12/2026 16:00"}, ("17", "finish")),
        ({"ages": "12 - 8"}, ("17", "ages")),
        ({"prices": [{"sum": -5, "unit": "DKK"}]}, ("17", "sum")),
        ({"prices": [{"sum": 5, "unit": "DKK", "per": "fortnight"}]}, ("17", "per")),
        ({"places": [{"name": "X", "point": ["east", "north"]}]}, ("17", "point.1")),
    ],
)
def test_a_bad_item_is_named_with_its_field_and_the_good_one_comes_in(changes, expected):
    assert refusal_of(**changes) == expected


def test_an_item_that_is_no_object_and_an_id_that_comes_twice_are_refused():
    parsed = read(ITEM, "text", ITEM)
    assert len(parsed.records) == 1
    assert [(problem.uid, problem.field) for problem in parsed.refused] == [("item 2", "item"), ("17", "id")]


def test_what_the_mapping_leaves_out():
    parsed = read(ITEM | {"kind": "Internal"}, ITEM | {"key": 18})
    assert ([record.uid for record in parsed.records], parsed.left_out) == (["18"], ["17"])


def test_weekdays_with_clock_times_are_weekly_and_may_be_split():
    said = {
        "items": "result.rows",
        "fields": {"name": "name"},
        "sessions": {
            "each": "hours",
            "weekday": {"path": "days", "split": "[,/]"},
            "start": "from",
            "end": "to",
            "opening_hours": True,
            "pauses_in_school_holidays": True,
        },
    }
    hours = [{"days": "Monday, onsdag", "from": "10:00", "to": "12.30"}]
    (record,) = read({"id": 1, "name": "Klub", "hours": hours}, said=said).records
    assert [(session.rule, session.weekday) for session in record.sessions] == [(Rule.WEEKLY, 0), (Rule.WEEKLY, 2)]
    session = record.sessions[0]
    assert (session.start, session.end) == (dt.time(10), dt.time(12, 30))
    assert session.opening_hours
    assert session.pauses_in_school_holidays


def test_several_places_without_a_time_are_by_agreement_at_each():
    record = record_of(begin=None, finish=None, places=[{"name": "Nord"}, {"name": "Syd"}])
    assert [(session.rule, session.venue.name) for session in record.sessions] == [
        (Rule.BY_AGREEMENT, "Nord"),
        (Rule.BY_AGREEMENT, "Syd"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not json", "not readable JSON"),
        (b'{"result": {"rows": []}}', "holds no items"),
        (b'{"other": []}', "holds no items"),
        (b"[" * 100_000, "not readable JSON"),
        (b'{"result": {"rows": [NaN]}}', "not readable JSON"),
        (b"\xff\xfe{}", "not readable JSON"),
    ],
)
def test_a_broken_or_empty_document_is_one_clear_error(content, said):
    with pytest.raises(SourceError, match=said):
        feed.parse(content, mapping.read(MAPPING))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"feilds": {}}, "unknown key feilds"),
        ({"fields": {"nmae": "x"}}, "unknown key nmae"),
        ({"tables": {"categories": {"values": {"x": "swiming"}}}}, "swiming is not one of"),
        ({"tables": {"colours": {}}}, "known tables"),
        ({"time_zone": "Middle/Earth"}, "Middle/Earth"),
        ({"ages": {"from": {"path": "x", "pattern": "("}}}, "ages.from"),
        ({"sessions": {"optional": "yes"}}, "true or false"),
        ([], "give an object"),
    ],
)
def test_a_mapping_with_a_mistake_says_where(said, message):
    with pytest.raises(mapping.MappingError, match=message):
        mapping.read(said)


def test_a_mapping_is_found_by_name_or_file(tmp_path):
    assert mapping.load("aarhus-library").group("fields")
    own = tmp_path / "own.json"
    own.write_text(json.dumps(MAPPING), encoding="utf-8")
    assert mapping.load(str(own)).items == "result.rows"
    own.write_text("{", encoding="utf-8")
    with pytest.raises(mapping.MappingError, match="not readable JSON"):
        mapping.load(str(own))
    with pytest.raises(mapping.MappingError, match="aarhus-library"):
        mapping.load("nowhere")


@pytest.mark.parametrize("path", sorted(mapping.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_the_mappings_that_ship_are_sound(path):
    assert "about" in json.loads(path.read_text(encoding="utf-8"))
    assert mapping.load(path.stem).group("fields")
