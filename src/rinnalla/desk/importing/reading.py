"""Opening a spreadsheet that came from anywhere: what it is, how it is written, and nothing that could harm.

Every cell becomes plain text, days as 2026-11-24, so that no formula, date or number behaves in a way of its own later.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken

MOST_BYTES = 20_000_000  # of a file on the command line; the page takes less
MOST_UNPACKED = 40_000_000  # bytes inside an xlsx; ten thousand people are about ten million
MOST_PARTS = 2_000  # files inside an xlsx
MOST_ROWS = 20_000  # filled rows in one file
MOST_COLUMNS = 100
LONGEST_CELL = 10_000  # letters

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .xls, or an .xlsx behind a password
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")


@dataclass
class Sheet:
    """One sheet of a file: where it is, and its filled rows as (number in the file, cells as text)."""

    name: str
    title: str  # of the sheet; "" in a text file
    rows: list[tuple[int, list[str]]]


def read(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a file.

    name     the file's name, for sentences and for guessing what is in it
    Raises   RuleBroken with a sentence that says what to do
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1][:80] or _("the file")
    if not data.strip():
        raise _sorry(name, _("The file is empty. Choose another one."))
    if len(data) > MOST_BYTES:
        raise _sorry(name, _("The file is too large. Divide it into smaller files and bring them one by one."))
    if data.startswith(OLE):
        raise _sorry(name, _("The file is locked with a password, or it is an old .xls. Save it as .xlsx without one."))
    if data.startswith(OTHERS):
        raise _sorry(name, _("This is not a spreadsheet. Save the list as .xlsx or .csv and choose that file."))
    sheets = _workbook(name, data) if data.startswith(b"PK") else [Sheet(name, "", _numbered(_text_rows(name, data)))]
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise _sorry(name, _("There are more than 20,000 rows. Divide the file and bring the parts one by one."))
    if not any(sheet.rows for sheet in sheets):
        raise _sorry(name, _("The file is empty. Choose another one."))
    return sheets


def _sorry(name: str, sentence: str) -> RuleBroken:
    return RuleBroken(f"{name}: {sentence}")


def _numbered(rows: Iterable[Iterable[Any]]) -> list[tuple[int, list[str]]]:
    """Filled rows with their number; empty cells at the end are left out."""
    kept = []
    for number, row in enumerate(rows, start=1):
        if not any(row):  # a file may claim a million of these
            continue
        cells = [as_text(cell) for cell in row][:MOST_COLUMNS]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            kept.append((number, cells))
            if len(kept) > MOST_ROWS:
                break
    return kept


def as_text(cell: Any) -> str:
    """A cell as one would read it; a whole number without a decimal point, a day as 2026-11-24."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)[: LONGEST_CELL + 1].replace("\u00a0", " ").replace("\ufeff", "").strip()


# --- text ------------------------------------------------------------------------------------------------------
def _text_rows(name: str, data: bytes) -> list[list[str]]:
    text = _decoded(name, data)
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    try:
        return list(_split(text, _delimiter(text)))
    except csv.Error:
        sentence = _("The rows could not be told apart. Save the list as .xlsx and choose that file.")
        raise _sorry(name, sentence) from None


def _decoded(name: str, data: bytes) -> str:
    """UTF-8 or UTF-16 with or without its mark, or else what older Windows programs write."""
    for how in _encodings(data):
        try:
            text = data.decode(how)
        except UnicodeDecodeError:
            continue
        if any(letter in text for letter in "\0\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f"):
            break
        return text
    sentence = _("The text of the file could not be read. Save the list as .xlsx and choose that.")
    raise _sorry(name, sentence)


def _encodings(data: bytes) -> list[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    start = data[:200]
    if start[1::2].count(0) > len(start) // 4:
        return ["utf-16-le"]
    if start[0::2].count(0) > len(start) // 4:
        return ["utf-16-be"]
    return ["utf-8-sig", "cp1252"]


def _delimiter(text: str) -> str:
    """The mark that parts the first lines into most cells; a comma inside a cell loses to the real one."""
    start = text[:20_000]

    def most(mark: str) -> int:
        try:
            return max((len(row) for row, _place in zip(_split(start, mark), range(5), strict=False)), default=0)
        except csv.Error:
            return 0

    return max(";\t,", key=most)


def _split(text: str, mark: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark)


# --- xlsx ------------------------------------------------------------------------------------------------------
def _workbook(name: str, data: bytes) -> list[Sheet]:
    _look_inside(name, data)
    import openpyxl  # slow to import, and few pages need it

    try:
        sheets, has_formulas = _sheets(name, openpyxl.load_workbook(io.BytesIO(data), read_only=True))
        if has_formulas:  # what the formulas came to, and the formula as plain text where nobody worked it out
            worked, _has = _sheets(name, openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True))
            sheets = [_worked_out(*pair) for pair in zip(sheets, worked, strict=True)]
    except RuleBroken:
        raise
    except Exception:  # the library raises whatever a broken file leads it to
        sentence = _("The file is damaged. Open it in your spreadsheet program, save it anew and choose it again.")
        raise _sorry(name, sentence) from None
    return sheets


def _look_inside(name: str, data: bytes) -> None:
    """Sizes, macros and locks are seen from the table of contents, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = pack.infolist()
            starts = _starts(pack, parts) if _is_small(parts) else {}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        sentence = _("The file is damaged or locked. Open it in your spreadsheet program, save it anew as .xlsx.")
        raise _sorry(name, sentence) from None
    names = {part.filename for part in parts}
    if not _is_small(parts):
        raise _sorry(name, _("The file unpacks into something far too large. Save only the list itself as .xlsx."))
    if any("vbaproject" in one.casefold() or "macrosheet" in one.casefold() for one in names):
        raise _sorry(name, _("There are macros in the file. Save it as .xlsx without macros, or as .csv."))
    if "xl/workbook.xml" not in names:
        raise _sorry(name, _("This is not an .xlsx. Save the list as .xlsx or .csv and choose that file."))
    if any(b"<!DOCTYPE" in start or b"<!ENTITY" in start for start in starts.values()):
        raise _sorry(name, _("The file has parts that a spreadsheet does not have. Save the list as .csv instead."))


def _is_small(parts: list[zipfile.ZipInfo]) -> bool:
    return len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED


def _starts(pack: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found = {}
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with pack.open(part) as file:
                found[part.filename] = file.read(2000)
    return found


def _sheets(name: str, book) -> tuple[list[Sheet], bool]:
    """Every sheet that shows, and whether there were formulas in them."""
    found, has_formulas = [], False
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        sheet.reset_dimensions()  # the size a file claims is not to be believed
        rows = _numbered(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
        has_formulas |= any(cell.startswith("=") for _number, cells in rows for cell in cells)
        found.append(Sheet(name, sheet.title, rows))
    book.close()
    return found, has_formulas


def _worked_out(formulas: Sheet, values: Sheet) -> Sheet:
    """A formula's value in its place, or the formula itself, as text."""
    known = dict(values.rows)
    rows = []
    for number, cells in formulas.rows:
        beside = known.get(number, [])
        beside = beside + [""] * (len(cells) - len(beside))
        mended = [beside[at] or cell if cell.startswith("=") else cell for at, cell in enumerate(cells)]
        rows.append((number, mended))
    return Sheet(formulas.name, formulas.title, rows)
