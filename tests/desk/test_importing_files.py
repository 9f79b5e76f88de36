"""Spreadsheets as people have them: any program, any headings, and what must not be taken."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation

from rinnalla.base.errors import RuleBroken
from rinnalla.desk.importing import cells, headings, reading
from rinnalla.desk.importing.headings import is_identity_code, recognise

ROWS = [["Nimi", "Puhelin", "Kunta", "Peruskurssi pvm"], ["Pekka Mäki", "040 1234567", "Jyväskylä", "24.11.2025"]]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def csv_of(rows, mark=";"):
    return "\r\n".join(mark.join(row) for row in rows) + "\r\n"


def xlsx_of(rows, title="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def values(name, data):
    ((table,), _says) = headings.tables(reading.read(name, data))
    return table.rows


def refused(name, data):
    with pytest.raises(RuleBroken) as told:
        headings.tables(reading.read(name, data))
    return told.value.sentence


# --- programs write text in many ways ---------------------------------------------------------------------------
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_text_is_read_whatever_wrote_it(mark, how):
    rows = values("lista.csv", csv_of(ROWS, mark).encode(how))
    expected = {"name": "Pekka Mäki", "phone": "040 1234567", "municipality": "Jyväskylä", "basic": "24.11.2025"}
    assert rows == [(2, expected)]


def test_a_separator_line_a_title_and_empty_rows_are_passed_over():
    text = "sep=;\nTukihenkilöt 2026;;;\n;;;\n" + csv_of(ROWS) + ";;;\n;;;\nRaili;050 1;;\n"
    assert [number for number, _row in values("lista.csv", text.encode())] == [4, 7]


def test_a_comma_inside_a_quoted_cell_stays_inside():
    text = 'Nimi,Puhelin,Kokemus\n"Mäki, Pekka",0401234567,"iskias, uni"\n'
    assert values("lista.csv", text.encode())[0][1]["topics"] == "iskias, uni"


def test_an_xlsx_gives_days_whole_numbers_and_every_sheet_of_people():
    book = openpyxl.Workbook()
    book.active.title = "Tukihenkilöt"
    book.active.append(["Etunimi", "GSM", "Peruskurssi"])
    book.active.append(["Pekka", 401234567, datetime(2025, 11, 24)])  # noqa: DTZ001 - a spreadsheet knows no zone
    other = book.create_sheet("Pyynnöt")
    other.append(["Saapui", "Nimi", "Puhelin", "Toive"])
    other.append([date(2026, 3, 1), "Aino", "0501112222", "Juttuseuraa"])
    book.create_sheet("Ohje").append(["Täytä näin"])
    tables, says = headings.tables(reading.read("lista.xlsx", saved(book)))
    assert [table.kind for table in tables] == ["supporters", "asks"]
    assert tables[0].rows == [(2, {"first": "Pekka", "phone": "401234567", "basic": "2025-11-24"})]
    assert tables[1].rows[0][1]["received"] == "2026-03-01"
    assert says == ["Sheet “Ohje”: no list of people here, so it is left out."]


def test_formulas_are_plain_text():
    rows = values(
        "lista.xlsx", xlsx_of([["Nimi", "Puhelin"], ["=1+1", "+358401234567"], ["@Pekka", "-"]], "Tukihenkilöt")
    )
    assert rows == [(2, {"name": "=1+1", "phone": "+358401234567"}), (3, {"name": "@Pekka", "phone": "-"})]
    assert values("tukihenkilot.csv", b'Nimi;Puhelin\n"=HYPERLINK(""x"")";040\n')[0][1]["name"] == '=HYPERLINK("x")'


# --- headings ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("heading", "kind", "field"),
    [
        ("Sähköpostiosoite", "asks", "email"),
        ("GSM-numero", "asks", "phone"),
        ("Matkapuhelin", "supporters", "phone"),
        ("PAIKKAKUNTA", "asks", "municipality"),
        ("Montako tuettavaa?", "supporters", "capacity"),
        ("Vaitiolo allekirjoitettu pvm", "supporters", "pledge"),
        ("Peruskurssi (pvm)", "supporters", "basic"),
        ("Oma kokemus", "supporters", "topics"),
        ("Syntymävuosi", "asks", "age"),
        ("Saapui pvm", "asks", "received"),
        ("Yhteydenottotapa", "asks", "modes"),
        ("Födelseår", "supporters", "age"),
        ("Tystnadslöfte datum", "supporters", "pledge"),
        ("Önskemål", "asks", "wish"),
        ("E-post", "asks", "email"),
        ("Preferred name", "asks", "called"),
        ("Katuosoite", "asks", "unneeded"),
        ("Henkilötunnus", "asks", "hetu"),
        ("Tukihenkilön puhelin", "asks", ""),
        ("Lähiomaisen puhelin", "supporters", ""),
        ("Jäsennumero", "supporters", ""),
        ("", "asks", ""),
    ],
)
def test_usual_headings_are_known(heading, kind, field):
    assert recognise(heading, kind) == field


def test_what_the_file_is_about_is_told_by_its_name_when_the_headings_do_not():
    plain = csv_of([["Nimi", "Puhelin"], ["Pekka", "0401234567"]]).encode()
    assert headings.tables(reading.read("Tukihenkilöt 2026.csv", plain))[0][0].kind == "supporters"
    assert headings.tables(reading.read("vertaistukipyynnöt.csv", plain))[0][0].kind == "asks"
    assert "could not tell" in refused("lista.csv", plain)


# --- what goes back as it came, with a sentence ------------------------------------------------------------------
def test_missing_columns_are_named():
    assert "phone or e-mail" in refused("a.csv", b"Nimi;Kunta;Toive\nAino;Vaasa;x\n")
    assert "name (" in refused("a.csv", b"Puhelin;Kunta;Toive\n040;Vaasa;x\n")
    assert "No headings" in refused("a.csv", b"Aino;0401234567\nPekka;0401234568\n")


@pytest.mark.parametrize(
    "text",
    [
        "Nimi;Puhelin;Toive\nAino;0401234567;131052-308T puhelu\n",
        "Nimi;Puhelin;Hetu\nAino;0401234567;131052\n",
        "Nimi;Puhelin;Toive\n010170-1234;0401234567;x\n",
        "Nimi;Puhelin;Toive\nAino;131052-308T;x\n",
        "Nimi;Puhelin;Muuta;Toive\nAino;0401234567;010203A123X;x\n",
    ],
)
def test_personal_identity_codes_send_the_file_back(text):
    sentence = refused("pyynnot.csv", text.encode())
    assert "personal identity code" in sentence
    assert "131052" not in sentence


def test_a_phone_number_is_no_identity_code():
    assert not is_identity_code("050123-4567", in_phone=True)
    assert not is_identity_code("+358 40 123 4567", in_phone=True)
    assert not is_identity_code("Soita 040-1234567 iltaisin")


def encrypted_mark():
    return reading.OLE + b"\0" * 600


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/workbook.xml", "<workbook/>")
        pack.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNPACKED + 1))
    return file.getvalue()


def with_part(name, text):
    file = io.BytesIO(xlsx_of(ROWS))
    with zipfile.ZipFile(file, "a") as pack:
        pack.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (encrypted_mark(), "password"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"Nimi;Puhelin\nAi\0no;040\n", "could not be read"),
        (b"\x89PNG\r\n\x1a\n", "not a spreadsheet"),
        (bomb(), "far too large"),
        (with_part("xl/vbaProject.bin", b"x"), "macros"),
        (with_part("xl/evil.xml", b"<!DOCTYPE x><x/>"), "parts that a spreadsheet does not have"),
        (xlsx_of(ROWS)[:-30], "damaged"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"Nimi;Puhelin\n" + b"A;0401234567\n" * 20_100, "more than 20,000 rows"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_file_that_cannot_be_taken_is_told_so(data, words):
    assert words in refused("lista.xlsx", data)


def test_an_xlsx_behind_a_password_in_its_parts_is_told_so():
    data = bytearray(xlsx_of(ROWS))
    for at in range(len(data) - 4):  # the flag that says a part is encrypted, in every header of the archive
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert "damaged or locked" in refused("lista.xlsx", bytes(data))


def test_an_xlsx_with_a_part_that_does_not_unpack_is_told_so():
    data = bytearray(xlsx_of(ROWS))
    start = 30 + int.from_bytes(data[26:28], "little") + int.from_bytes(data[28:30], "little")
    data[start : start + 12] = b"\xff" * 12
    assert "damaged" in refused("lista.xlsx", bytes(data))


# --- cells -------------------------------------------------------------------------------------------------------
TODAY = date(2026, 11, 24)


@pytest.fixture
def told(monkeypatch):
    monkeypatch.setattr("rinnalla.base.clock.today", lambda: TODAY)
    return []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.11.2025", date(2025, 11, 24)),
        ("24.11.25", date(2025, 11, 24)),
        ("1.3.", date(2026, 3, 1)),
        ("24.12.", date(2025, 12, 24)),
        ("2025-11-24", date(2025, 11, 24)),
        ("2025-11-24T00:00:00", date(2025, 11, 24)),
        ("24/11/2025", date(2025, 11, 24)),
        ("la 8.3.2025 klo 10", date(2025, 3, 8)),
        ("3/2019", date(2019, 3, 1)),
        ("2019", date(2019, 1, 1)),
        ("45985", date(2025, 11, 24)),
        ("31.2.2025", None),
        ("syksyllä", None),
        ("25.11.2026", None),
        ("ei", None),
        ("", None),
    ],
)
def test_days_are_read_as_they_are_written(told, text, day):
    assert cells.past_day(text, "Day", told.append) == day
    assert bool(told) == (text in {"1.3.", "24.12.", "3/2019", "2019", "31.2.2025", "syksyllä", "25.11.2026"})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("040 123 4567", "+358401234567"),
        ("401234567", "+358401234567"),
        ("358401234567", "+358401234567"),
        ("+358 (0)40 1234567", "+358401234567"),
        ("\u202a040-1234567\u202c", "+358401234567"),
        ("040 1234567 / 014 123456", "+358401234567"),
        ("4,01E+08", ""),
        ("ei ole", ""),
    ],
)
def test_phones_are_read_as_they_are_written(told, text, number):
    assert cells.phone(text, told.append) == number


@pytest.mark.parametrize(
    ("text", "band"),
    [("67", "60-69"), ("1958", "60-69"), ("1.2.1958", "60-69"), ("60–69", "60-69"), ("80+", "80+"), ("85 v", "80+"),
     ("12", ""), ("?", ""), ("", "")],
)  # fmt: skip
def test_only_the_band_of_an_age_is_kept(told, text, band):
    assert cells.age_band(text, told.append) == band


def test_languages_capacity_and_ways(told):
    assert cells.languages("Ruotsi/suomi", told.append) == ["sv", "fi"]
    assert cells.languages("FI, EN", told.append) == ["fi", "en"]
    assert cells.languages("", told.append) == ["fi"]
    assert told == []
    assert cells.languages("suomi, viro", told.append) == ["fi"]
    assert "viro" in told.pop()
    assert cells.number("1–2 henkilöä", 12, told.append) == 1
    assert cells.number("40", 12, told.append) == 12
    assert cells.modes("puhelin, tapaaminen ja viestit") == ("phone", "meeting", "writing")
    assert cells.gender("Nainen") == "woman"
