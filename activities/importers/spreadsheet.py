"""Read CSV and XLSX with the columns of the template, one row per session; write the template.

A workbook is hostile until looked at: its unpacked size is bounded before it is opened, a document
type in its XML is refused, and a cell that holds a formula is refused rather than believed.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from .columns import COLUMNS
from .records import SourceError

MEGABYTE = 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 120
MOST_UNPACKED = 60 * MEGABYTE
MOST_PARTS = 500
WORKBOOK_WIDTH = 22  # characters
BAD_WORKBOOK = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError,
    IndexError, SyntaxError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row: `values` by column name in lower case, as text; `formulas` names the columns that hold one."""

    number: int
    values: dict[str, str]
    formulas: frozenset[str] = field(default_factory=frozenset)


def rows_of(content: bytes, kind: str) -> list[Row]:
    """Return the filled rows below the heading of a CSV or XLSX file; SourceError when there are none."""
    table = _from_xlsx(content) if kind == "xlsx" else _from_csv(content)
    numbered = ((number, cells) for number, cells in enumerate(table, start=1) if any(text for text, _f in cells))
    heading = next(numbered, None)
    if heading is None:
        raise SourceError("The spreadsheet is empty.")
    names = [" ".join(text.lower().split()) for text, _formula in heading[1]]
    if len(names) > MOST_COLUMNS:
        raise SourceError(f"The spreadsheet has more than {MOST_COLUMNS} columns.")
    rows = []
    for number, cells in numbered:
        named = [(name, cell) for name, cell in zip(names, cells, strict=False) if name]
        formulas = frozenset(name for name, (_text, is_formula) in named if is_formula)
        rows.append(Row(number, {name: text for name, (text, _f) in named}, formulas))
        if len(rows) > MOST_ROWS:
            raise SourceError(f"The spreadsheet has more than {MOST_ROWS} rows.")
    if not rows:
        raise SourceError("The spreadsheet holds a heading and no rows.")
    return rows


def write_template(path: str) -> None:
    """Write the template with three example rows as .csv or .xlsx; SourceError when that can't be done."""
    target = Path(path)
    table = [[column.name for column in COLUMNS]]
    table += [[column.examples[number] for column in COLUMNS] for number in range(3)]
    try:
        if target.suffix.lower() == ".csv":
            # With its mark and semicolons, a Danish Excel opens it as it is.
            with target.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, delimiter=";").writerows(table)
        elif target.suffix.lower() == ".xlsx":
            _workbook(table).save(target)
        else:
            raise SourceError("Give the template a name that ends in .csv or .xlsx.")
    except OSError as error:
        raise SourceError(f"The template can't be written: {error.strerror or error}.") from error


def _workbook(table):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Offers"
    for row in table:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WORKBOOK_WIDTH
    sheet.freeze_panes = "A2"
    columns = workbook.create_sheet("Columns")
    columns.append(["Column", "På dansk", "What it holds"])
    for column in COLUMNS:
        columns.append([column.name, column.danish, column.about])
    return workbook


def _from_csv(content) -> Iterator[list[tuple[str, bool]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel saves as plain CSV
    if "\x00" in text:
        raise SourceError("The source is not a CSV file.")
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [(cell.strip(), False) for cell in row]
    except csv.Error as error:
        raise SourceError(f"The CSV file can't be read: {error}.") from error


def _from_xlsx(content) -> Iterator[list[tuple[str, bool]]]:
    try:
        _check_package(content)
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 10):
            yield [(_cell_text(cell.value), cell.data_type == "f") for cell in row]
    except BAD_WORKBOOK as error:
        raise SourceError(f"The workbook can't be read: {type(error).__name__}.") from error


def _check_package(content):
    """Bound what a workbook unpacks to; the reader stops at the size each part declares."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise SourceError(f"The workbook unpacks to more than {MOST_UNPACKED // MEGABYTE} MB and was not read.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as file:
                    if b"<!doctype" in file.read(4096).lower():
                        raise SourceError("The workbook declares a document type, which no spreadsheet needs.")


def _cell_text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        # A cell holds a number, not a text: its point is no Danish thousand.
        return str(int(value)) if value == int(value) else repr(value).replace(".", ",")
    return str(value).strip()
