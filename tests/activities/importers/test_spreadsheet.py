"""The template goes out and comes back; hostile workbooks and formulas do not."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from activities.choices import Audience, ExceptionKind, Gender, PricePer, Room, Rule
from activities.importers import rows, spreadsheet, validate
from activities.importers.columns import COLUMNS
from activities.importers.mapping import CATEGORIES, FLAGS
from activities.importers.records import SourceError


def parse_csv(text, encoding="utf-8"):
    return rows.parse_rows(spreadsheet.rows_of(text.encode(encoding), "csv"))


def workbook(*table):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parse_xlsx(*table):
    return rows.parse_rows(spreadsheet.rows_of(workbook(*table), "xlsx"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_comes_back_as_it_went_out(tmp_path, kind):
    path = tmp_path / f"template.{kind}"
    spreadsheet.write_template(str(path))
    parsed = validate.checked(rows.parse_rows(spreadsheet.rows_of(path.read_bytes(), kind)))
    assert (parsed.refused, parsed.remarks) == ([], [])
    swimming, cafe = parsed.records
    assert (swimming.uid, swimming.name, swimming.gender) == ("svoem-1", "Svømning for begyndere", "girls")
    assert (swimming.age_from_months, swimming.age_to_months) == (84, 155)
    assert (swimming.price_amount, swimming.price_per, swimming.joining_fee) == (Decimal("1250.50"), "season", 50)
    assert (swimming.held_in, swimming.also_spoken, swimming.danish) == (("da",), ("ar", "so"), 1)
    assert swimming.translations == (("name", "en", "Swimming for beginners"),)
    monday, wednesday = swimming.sessions
    assert (monday.rule, monday.weekday, monday.start, monday.end) == (Rule.WEEKLY, 0, dt.time(16, 30), dt.time(17, 15))
    assert (wednesday.weekday, wednesday.start) == (2, dt.time(17))
    assert (monday.starts_on, monday.ends_on) == (dt.date(2026, 9, 1), dt.date(2027, 5, 31))
    assert monday.pauses_in_school_holidays
    assert (monday.venue.name, monday.venue.lat, monday.room) == ("Eksempelbadet", 55.695, "Lille bassin")
    assert [(change.kind, change.day, change.at) for change in swimming.exceptions] == [
        (ExceptionKind.CANCELLED, dt.date(2026, 12, 14), dt.time(16, 30)),
        (ExceptionKind.EXTRA, dt.date(2026, 12, 12), dt.time(17)),
    ]
    (saturday,) = cafe.sessions
    assert (saturday.rule, saturday.ordinal, saturday.excluded_months) == (Rule.MONTHLY, 1, (7, 12))
    assert saturday.opening_hours
    assert (cafe.price_amount, cafe.price_per, cafe.danish) == (0, "visit", 0)


def test_every_column_and_key_is_in_the_handbook():
    handbook = (Path(settings.BASE_DIR) / "docs" / "importing.md").read_text(encoding="utf-8")
    keys = [*CATEGORIES, *FLAGS, *Audience.values, *Gender.values, *PricePer.values, *Room.values, *Rule.values]
    assert [key for key in keys if f"`{key}`" not in handbook] == []
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.danish} | {column.about} |" in handbook


def test_a_template_needs_a_name_it_can_be_written_to(tmp_path):
    with pytest.raises(SourceError, match=".csv or .xlsx"):
        spreadsheet.write_template(str(tmp_path / "template.ods"))
    with pytest.raises(SourceError, match="can't be written"):
        spreadsheet.write_template(str(tmp_path / "none" / "template.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_as_spreadsheet_programs_write_it(delimiter, encoding):
    text = delimiter.join(["id", "Navn", "ugedag", "start", "slut"]) + "\r\n"
    text += delimiter.join(["1", "Fællesspisning på Østerbro", "lørdag", "17.30", "19"]) + "\r\n"
    (record,) = parse_csv(text, encoding).records
    assert record.name == "Fællesspisning på Østerbro"
    assert (record.sessions[0].weekday, record.sessions[0].end) == (5, dt.time(19))


def test_what_the_columns_do_not_say_is_not_stated():
    (record,) = parse_csv("id;name;price;gender;age_from\n1;Kor;;;\n").records
    assert (record.price_amount, record.gender, record.age_from_months) == (None, "", None)
    assert record.sessions[0].rule == Rule.BY_AGREEMENT
    assert "danish" not in record.says
    assert "gender" in record.says


def test_a_price_in_words_is_kept_as_words():
    (record,) = parse_csv("id,name,price\n1,Kor,efter evne\n").records
    assert (record.price_amount, record.price_note) == (None, "efter evne")


def test_cells_with_dates_times_and_numbers():
    (record,) = parse_xlsx(
        ["id", "name", "rule", "from", "start", "end", "price", "price_per", "lat", "lon", "venue"],
        [7, "Koncert", "single", dt.datetime(2026, 12, 5), dt.time(19, 30), dt.time(22), 1250.5, "visit", 55.7, 12.5,
         "Huset"],
    ).records  # fmt: skip
    (session,) = record.sessions
    assert (record.uid, record.price_amount) == ("7", Decimal("1250.50"))
    assert (session.starts_on, session.weekday, session.start) == (dt.date(2026, 12, 5), 5, dt.time(19, 30))
    assert (session.venue.lat, session.venue.lon) == (55.7, 12.5)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", ""), ("name", ""), ("price", "-5"), ("category", "swiming"), ("gender", "piger"), ("age_from", "syv"),
        ("start", "half five"), ("from", "31.2.2026"), ("weekday", "someday"), ("rule", "sometimes"),
        ("danish", "fluent"), ("lat", "north"), ("not_in_months", "13"), ("opening_hours", "maybe"),
        ("sign_up_url", "javascript:alert(1)"), ("cancelled", "soon"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column_and_the_good_one_comes_in(column, value):
    good = {"id": "1", "name": "Kor", "weekday": "mandag", "start": "16", "end": "17"}
    names = sorted({*good, column})
    bad = good | {"id": "2"} | {column: value}
    text = io.StringIO()
    csv.writer(text).writerows([names, *([row.get(name, "") for name in names] for row in (good, bad))])
    parsed = parse_csv(text.getvalue())
    assert [record.uid for record in parsed.records] == ["1"]
    (problem,) = parsed.refused
    assert problem.field == column
    assert problem.reason


def test_missing_times_and_contradictions_are_found_before_anything_is_written():
    text = "id;name;rule;weekday;start;end;age_from;age_to\n1;A;weekly;mandag;16;;;\n2;B;weekly;mandag;16;17;9;7\n"
    text += "3;C;weekly;mandag;16;17;;\n"
    parsed = validate.checked(parse_csv(text))
    assert [(problem.uid, problem.field) for problem in parsed.refused] == [("1", "end"), ("2", "age_to")]
    assert [record.uid for record in parsed.records] == ["3"]


def test_columns_of_ones_own_are_named():
    parsed = parse_csv("id;name;shoe size\n1;Kor;44\n")
    assert [problem.field for problem in parsed.remarks] == ["shoe size"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("\n\n", "empty"), ("id;name\n", "no rows"), ("a;b\n1;2\n", "no column id and name"), ('id;name\n"1;x', "can't")],
)
def test_a_table_without_content_is_one_clear_error(text, said):
    with pytest.raises(SourceError, match=said):
        parse_csv(text)


def test_a_formula_is_refused_rather_than_believed():
    parsed = parse_xlsx(["id", "name", "danish"], ["1", "Kor", "=1+1"], ["2", "Skak", "2"])
    (problem,) = parsed.refused
    assert (problem.uid, problem.field) == ("1", "danish")
    assert "formula" in problem.reason


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\x00" * (70 * 1024 * 1024))
    with pytest.raises(SourceError, match="unpacks to more than"):
        spreadsheet.rows_of(content.getvalue(), "xlsx")


def test_a_workbook_that_lies_about_its_size_is_cut_off():
    content = bytearray(workbook(["id", "name"], ["1", "Kor"]))
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the central directory
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(SourceError, match="can't be read"):
        spreadsheet.rows_of(bytes(content), "xlsx")


def test_what_guards_workbooks_is_asked_for_by_name():
    assert openpyxl.DEFUSEDXML
    assert "\ndefusedxml>=" in (Path(settings.BASE_DIR) / "requirements.txt").read_text()


def test_entities_in_a_workbook_are_refused():
    content, bomb = io.BytesIO(), b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("xl/workbook.xml", bomb)
    with pytest.raises(SourceError, match="document type"):
        spreadsheet.rows_of(content.getvalue(), "xlsx")


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"id;name\n1;x\n", b""])
def test_what_is_no_workbook_is_one_clear_error(content):
    with pytest.raises(SourceError, match="can't be read"):
        spreadsheet.rows_of(content, "xlsx")
