"""A CSV file that a teacher has downloaded and is going to upload again: read with whatever encoding, delimiter, quotes
and line ends it has, and written back with the same ones. Cells that nobody fills stay what they were.

Encodings: a byte order mark decides; else UTF-8 if the bytes are that; else Windows-1252, in which Excel writes western
European names, or Latin-1 where it does not fit. `harmless` is for tables of our own, whose names come from students.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from autograder.errors import CourseError

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
DECIMALS = re.compile(r"-?\d+([.,])\d+")


@dataclass(frozen=True)
class Sheet:
    """The cells of a CSV file, and the manner in which it is written."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str
    quoted: bool  # every cell of the file is
    line_end: str
    decimal_mark: str

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, without blanks around it; empty where the row is too short to have it."""
        return self.rows[row][column].strip() if column < len(self.rows[row]) else ""

    def column(self, column: int, rows: Iterable[int]) -> list[str]:
        """The cells of a column that are not empty, in these rows."""
        return [cell for row in rows if (cell := self.cell(row, column))]

    def points(self, value: float) -> str:
        """A number with at most two decimals, which is what gradebooks keep, and the file's own decimal mark."""
        return two_decimals(value).replace(".", self.decimal_mark)

    def with_column(self, title: str) -> Sheet:
        """The sheet with one more column, which is empty, on its right."""
        full = len(self.header)
        rows = tuple((*row, "") if len(row) == full else row for row in self.rows)
        return replace(self, header=(*self.header, title), rows=rows)

    def with_cells(self, cells: Mapping[tuple[int, int], str]) -> Sheet:
        """The sheet with these cells, by row and column, in place of its own."""
        rows = [list(row) for row in self.rows]
        for (row, column), text in cells.items():
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = text
        return replace(self, rows=tuple(tuple(row) for row in rows))

    def encoded(self) -> bytes:
        """The file; what its encoding does not have becomes an HTML reference, since only feedback is text of ours."""
        quoting: Literal[0, 1] = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        text = _written([self.header, *self.rows], self.delimiter, self.line_end, quoting)
        return text.encode(self.encoding, errors="xmlcharrefreplace")


def sheet(path: Path) -> Sheet:
    """The CSV file at `path`; raises CourseError where there is none, or it cannot be read as one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}. Name the file that you downloaded.") from None
    if content.startswith(SPREADSHEETS):
        raise CourseError(f"{path} is a spreadsheet; save it as CSV, or download it as CSV, and export again.")
    try:
        encoding = _encoding(content)
        text = content.decode(encoding)
        delimiter = max(",;\t", key=lambda each: len(_parsed(text.partition("\n")[0], each, strict=False)[0]))
        rows = [tuple(row) for row in _parsed(text, delimiter, strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read as CSV ({error}); download it again.") from None
    if len(rows[0]) < 2:
        raise CourseError(f"{path} has no line of headings, as a CSV file should; name the file that you downloaded.")
    line_end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    quoted = _written(rows, delimiter, line_end, csv.QUOTE_ALL).rstrip() == text.rstrip()
    mark = _decimal_mark(rows, delimiter)
    return Sheet(path.name, rows[0], tuple(rows[1:]), encoding, delimiter, quoted, line_end, mark)


def number_in(text: str) -> float | None:
    """The number that a cell holds, with a point or a comma in it; None where it holds something else."""
    return float(text.strip().replace(",", ".")) if NUMBER.fullmatch(text.strip()) else None


def two_decimals(value: float) -> str:
    """A number as gradebooks keep it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula or for two lines."""
    line = " ".join(text.splitlines())
    return f"'{line}" if line.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r", "\n")) else line


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV text of our own."""
    return _written(rows, ",", "\n", csv.QUOTE_MINIMAL)


def _encoding(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            pass
    return "latin-1"


def _parsed(text: str, delimiter: str, strict: bool) -> list[list[str]]:
    limit = csv.field_size_limit(len(text) + 1)  # what students wrote online may be longer than 128 KB
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)) or [[]]
    finally:
        csv.field_size_limit(limit)


def _written(rows: Iterable[Sequence[str]], delimiter: str, line_end: str, quoting: Literal[0, 1]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return file.getvalue()


def _decimal_mark(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """The mark that the file's numbers have; where none has one, a semicolon says that the comma is taken."""
    marks = [found[1] for row in rows for cell in row if (found := DECIMALS.fullmatch(cell.strip()))]
    if marks:
        return max(".,", key=marks.count)
    return "," if delimiter == ";" else "."
