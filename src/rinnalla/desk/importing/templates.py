"""Template files with headings and two made-up people, in each language, as xlsx and csv."""

from dataclasses import dataclass

import tablib
from django.http import Http404

LANGUAGES = ("fi", "sv", "en")
FORMS = ("xlsx", "csv")

HEADINGS = {
    ("supporters", "fi"): (
        "Etunimi", "Sukunimi", "Puhelin", "Sähköposti", "Kunta", "Kielet", "Syntymävuosi", "Sukupuoli", "Kokemukset",
        "Yhteydenpitotavat", "Montako tuettavaa", "Haastattelu pvm", "Peruskurssi pvm", "Jatkokurssi pvm",
        "Vaitiolositoumus pvm", "Sopimus pvm", "Tila", "Lisätietoja",
    ),
    ("supporters", "sv"): (
        "Förnamn", "Efternamn", "Telefon", "E-post", "Kommun", "Språk", "Födelseår", "Kön", "Erfarenheter",
        "Kontaktsätt", "Antal stödmottagare", "Intervju datum", "Grundkurs datum", "Fortsättningskurs datum",
        "Tystnadslöfte datum", "Avtal datum", "Status", "Tilläggsuppgifter",
    ),
    ("supporters", "en"): (
        "First name", "Last name", "Phone", "E-mail", "Municipality", "Languages", "Year of birth", "Gender",
        "Experiences", "Ways of keeping in touch", "How many people", "Interview date", "Basic course date",
        "Continuing course date", "Secrecy pledge date", "Agreement date", "Status", "Notes",
    ),
    ("asks", "fi"): (
        "Saapui pvm", "Nimi", "Puhelin", "Sähköposti", "Kunta", "Kieli", "Ikä", "Aiheet", "Tarve", "Toive",
        "Yhteydenottotapa", "Tila", "Lisätietoja",
    ),
    ("asks", "sv"): (
        "Datum", "Namn", "Telefon", "E-post", "Kommun", "Språk", "Ålder", "Ämnen", "Behov", "Önskemål", "Kontaktsätt",
        "Status", "Tilläggsuppgifter",
    ),
    ("asks", "en"): (
        "Received", "Name", "Phone", "E-mail", "Municipality", "Language", "Age", "Topics", "Needs", "Wishes",
        "Ways of contact", "Status", "Notes",
    ),
}  # fmt: skip
EXAMPLES = {
    ("supporters", "fi"): (
        ("Pekka", "Esimerkki", "040 000 0001", "pekka@example.org", "Jyväskylä", "suomi, ruotsi", "1958", "mies",
         "iskias; uni", "puhelin, tapaaminen", "2", "3.2.2025", "8.3.2025", "", "15.3.2025", "15.3.2025", "aktiivinen",
         ""),
        ("Raili", "Esimerkki", "050 000 0002", "", "Vaasa", "suomi", "1964", "nainen", "iskias", "puhelin", "1",
         "10.9.2025", "", "", "", "", "hyväksytty", "Odottaa seuraavaa peruskurssia."),
    ),
    ("supporters", "sv"): (
        ("Pekka", "Exempel", "040 000 0001", "pekka@example.org", "Jyväskylä", "finska, svenska", "1958", "man",
         "ischias; sömn", "telefon, träff", "2", "3.2.2025", "8.3.2025", "", "15.3.2025", "15.3.2025", "aktiv", ""),
        ("Raili", "Exempel", "050 000 0002", "", "Vasa", "svenska", "1964", "kvinna", "ischias", "telefon", "1",
         "10.9.2025", "", "", "", "", "godkänd", "Väntar på nästa grundkurs."),
    ),
    ("supporters", "en"): (
        ("Pekka", "Example", "040 000 0001", "pekka@example.org", "Jyväskylä", "Finnish, Swedish", "1958", "man",
         "sciatica; sleep", "phone, meeting", "2", "2025-02-03", "2025-03-08", "", "2025-03-15", "2025-03-15", "active",
         ""),
        ("Raili", "Example", "050 000 0002", "", "Vaasa", "Finnish", "1964", "woman", "sciatica", "phone", "1",
         "2025-09-10", "", "", "", "", "accepted", "Waits for the next basic course."),
    ),
    ("asks", "fi"): (
        ("3.11.2025", "Aino Esimerkki", "040 000 0003", "", "Jyväskylä", "suomi", "67", "iskias; uni",
         "jaksaminen; joku kuuntelee", "Toivoo samaa kokenutta juttuseuraa.", "puhelin", "odottaa", ""),
        ("5.11.2025", "Veikko Esimerkki", "050 000 0004", "veikko@example.org", "Vaasa", "ruotsi", "59", "iskias", "",
         "", "tapaaminen", "odottaa", "Soita mieluiten aamulla."),
    ),
    ("asks", "sv"): (
        ("3.11.2025", "Aino Exempel", "040 000 0003", "", "Jyväskylä", "finska", "67", "ischias; sömn",
         "att orka; någon som lyssnar", "Vill tala med någon som varit med om samma sak.", "telefon", "väntar", ""),
        ("5.11.2025", "Veikko Exempel", "050 000 0004", "veikko@example.org", "Vasa", "svenska", "59", "ischias", "",
         "", "träff", "väntar", "Ring helst på morgonen."),
    ),
    ("asks", "en"): (
        ("2025-11-03", "Aino Example", "040 000 0003", "", "Jyväskylä", "Finnish", "67", "sciatica; sleep",
         "coping; someone to listen", "Hopes to talk with someone who has been through the same.", "phone", "waiting",
         ""),
        ("2025-11-05", "Veikko Example", "050 000 0004", "veikko@example.org", "Vaasa", "Swedish", "59", "sciatica",
         "", "", "meeting", "waiting", "Call in the morning if you can."),
    ),
}  # fmt: skip
FILE_NAMES = {
    ("supporters", "fi"): "vertaistukihenkilot",
    ("supporters", "sv"): "kamratstodjare",
    ("supporters", "en"): "supporters",
    ("asks", "fi"): "tukipyynnot",
    ("asks", "sv"): "stodbegaran",
    ("asks", "en"): "requests",
}
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True)
class Template:
    file_name: str
    content_type: str
    data: bytes


def template(kind: str, language: str, form: str) -> Template:
    """One template. Raises Http404 for a kind, language or form there is none of."""
    if (kind, language) not in HEADINGS or form not in FORMS:
        raise Http404
    sheet = tablib.Dataset(*EXAMPLES[kind, language], headers=HEADINGS[kind, language])
    sheet.title = FILE_NAMES[kind, language]
    if form == "xlsx":
        data = sheet.export("xlsx", column_width="adaptive")
    else:  # with a mark and semicolons, so that a Finnish or Swedish spreadsheet program opens it as it is
        data = sheet.export("csv", delimiter=";").encode("utf-8-sig")
    return Template(f"{FILE_NAMES[kind, language]}.{form}", TYPES[form], data)
