"""Knowing the columns by their headings, in Finnish, Swedish or English, in any order; and what the sheet is about."""

import re
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from rinnalla.associations.models import folded
from rinnalla.base.errors import RuleBroken
from rinnalla.desk.importing.reading import Sheet

Kind = Literal["supporters", "asks"]
SHORTEST_PART = 5  # letters of a word that may stand inside a longer heading; shorter ones are the whole heading
WHOLE_ONLY = frozenset(
    ("person", "henkilo", "asiakas", "hakija", "place", "stage", "state", "status", "tilanne", "seeker", "viesti",
     "reason")
)  # fmt: skip
SEARCHED_ROWS = 10  # a title or an empty line may stand above the headings

# Headings without accents, spaces and marks. The longest that fits wins.
BOTH = {
    "name": "nimi kokonimi namn fullstandigtnamn name fullname tuettava tuettavannimi tuenhakija hakija hakijannimi "
    "henkilo yhteydenottaja asiakas stodmottagare stodsokande seeker person",
    "lastfirst": "sukunimietunimi sukunimijaetunimi efternamnfornamn efternamnochfornamn lastnamefirstname",
    "firstlast": "etunimisukunimi etunimijasukunimi fornamnefternamn fornamnochefternamn firstnamelastname",
    "called": "kutsumanimi lempinimi nimimerkki smeknamn tilltalsnamn nickname calledname preferredname",
    "first": "etunimi etunimet fornamn firstname givenname",
    "last": "sukunimi efternamn lastname surname familyname",
    "phone": "puhelin puh puhnro puhelinnro puhelinnumero gsm gsmnumero matkapuhelin kannykka telefon telefonnr "
    "telefonnummer tel mobil mobiltelefon phone phonenumber telephone mobile mobilephone cell",
    "email": "sahkoposti sahkopostiosoite sposti email emailosoite mail meili epost epostadress emailaddress",
    "municipality": "kunta paikkakunta asuinkunta kotikunta kotipaikka kaupunki asuinpaikka asuinpaikkakunta "
    "postitoimipaikka kommun hemkommun hemort ort bostadsort postort stad municipality hometown town city place",
    "languages": "kieli kielet kielitaito palvelukieli aidinkieli asiointikieli tukikielet sprak spraken "
    "sprakkunskaper modersmal servicesprak language languages spokenlanguages",
    "age": "ika ikaryhma ikavuodet syntymavuosi synvuosi syntynyt svuosi syntymaaika synaika alder aldersgrupp "
    "fodelsear fodd fodelsetid fodelsedatum age agegroup ageband birthyear yearofbirth born dateofbirth",
    "gender": "sukupuoli kon gender sex",
    "topics": "diagnoosi diagnoosit vaiva vaivat sairaus sairaudet kokemus kokemukset omakokemus aihe aiheet "
    "kokemusalue selkavaiva ongelma oireet diagnos diagnoser besvar erfarenhet erfarenheter amne amnen sjukdom "
    "sjukdomar diagnosis diagnoses condition conditions experience experiences topic topics",
    "modes": "yhteydenottotapa yhteydenottotavat yhteydenpitotapa yhteydenpitotavat yhteydenpito yhteystapa tukimuoto "
    "tapaamistapa kontaktsatt kontaktform kontaktformer contactmode contactmodes contactway waysofcontact "
    "waysofkeepingintouch howtokeepintouch modes",
    "notes": "lisatieto lisatiedot lisatietoja huomio huomiot huomioita huomautus huomautukset muuta muistiinpanot "
    "kommentti kommentit anteckning anteckningar tillaggsuppgifter ovrigt anmarkning anmarkningar notes note comment "
    "comments moreinformation additionalinformation remarks",
    "status": "tila tilanne status stage state lage tillstand aktiivisuus",
    "hetu": "hetu henkilotunnus henkilotunnukset sotu sosiaaliturvatunnus personbeteckning personnummer "
    "personalidentitycode personalidentificationnumber ssn socialsecuritynumber nationalid",
    "unneeded": "osoite katuosoite lahiosoite kotiosoite postiosoite postinumero adress gatuadress hemadress "
    "postadress postnummer address streetaddress homeaddress postcode postalcode zip",
}
OWN: dict[Kind, dict[str, str]] = {
    "supporters": {
        "name": "tukihenkilo tukihenkilonnimi vertaistukihenkilo vertaistukihenkilonnimi vapaaehtoinen vertainen "
        "kamratstodjare stodperson frivillig supporter peersupporter volunteer",
        "capacity": "kapasiteetti montakotuettavaa montako tuettavia tuettavienmaara tuettavienlukumaara enintaan "
        "paikat paikkoja kapacitet antalstodmottagare hurmanga capacity howmany howmanypeople maxpeople",
        "basic": "peruskurssi peruskurssipvm peruskoulutus grundkurs grundkursen basiccourse basictraining",
        "continuing": "jatkokurssi jatkokoulutus fortsattningskurs continuingcourse",
        "pledge": "vaitiolo vaitiolositoumus vaitiololupaus salassapito salassapitositoumus tystnadsloft "
        "tystnadslofte sekretess sekretessforbindelse pledge secrecypledge confidentiality",
        "agreement": "sopimus sopimuspvm vapaaehtoissopimus toimintasopimus avtal frivilligavtal agreement "
        "volunteeragreement",
        "interview": "haastattelu haastateltu haastattelupvm intervju intervjuad interview interviewed",
    },
    "asks": {
        "wish": "toive toiveet toivomus pyynto tukipyynto kertoo kertomus tarina viesti omasanoin onskemal onskan "
        "begaran stodbegaran berattelse egnaord wish wishes request story message ownwords",
        "need": "tarve tarpeet tuentarve tuentarpeet behov stodbehov need needs reason reasons",
        "received": "saapui saapunut saapumispvm saapumispaiva yhteydenottopvm yhteydenottopaiva pvm paivamaara "
        "vastaanotettu pyyntopvm kom inkom inkommet mottagen datum ankomstdag date received datereceived receivedon "
        "arrived dateofrequest",
    },
}
SEVERAL = ("topics", "notes", "wish", "need", "modes")  # the texts of every such column are put together
TELLING = {
    "supporters": ("capacity", "basic", "continuing", "pledge", "agreement", "interview"),
    "asks": ("wish", "need", "received"),
}
OTHER_PERSONS = (
    "lahiomai",
    "omaisen",
    "yhteyshenkil",
    "yhdyshenkil",
    "anhorig",
    "kontaktperson",
    "nextofkin",
    "emergencycontact",
)
STRANGERS: dict[Kind, tuple[str, ...]] = {  # a column about the other one of the pair
    "supporters": (*OTHER_PERSONS, "tuettavannimi", "tuettavanpuh", "tuettavansahko"),
    "asks": (*OTHER_PERSONS, "tukihenkil", "vertaishenkil", "stodjare", "stodperson", "supporter", "volunteer"),
}
NAMED_AFTER: tuple[tuple[Kind, str], ...] = (
    ("asks", "pyyn|tuettav|hakija|begaran|stodsok|stodmott|asks?$|request|seeker"),
    ("supporters", "tukihenkil|vapaaehto|vertais|stodjare|stodperson|frivillig|supporter|volunteer"),
    ("supporters", "kokemu|erfarenh|experience"),
)
HETU = re.compile(r"(?<![0-9])([0-3]\d[01]\d)(\d\d)\s?([-+A-FU-Y])\s?(\d{3})([0-9A-FHJ-NPR-Y])(?![0-9A-Za-zåäö])", re.I)
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@dataclass
class Table:
    """A sheet whose columns are known. rows are (number, field → text)."""

    kind: Kind
    name: str
    columns: dict[str, str]  # heading as it stands → field
    left_out: list[str]  # headings nobody knows, or that are not needed
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def tables(sheets: list[Sheet]) -> tuple[list[Table], list[str]]:
    """The sheets that hold people, and a sentence for each that does not.

    Raises   RuleBroken when none does, a needed column is missing, or there are personal identity codes in it
    """
    found, says = [], []
    for sheet in sheets:
        table = _table(sheet, len(sheets) > 1)
        if table is not None:
            found.append(table)
        elif sheet.rows:
            says.append(_("Sheet “%(title)s”: no list of people here, so it is left out.") % {"title": sheet.title})
    if not found:
        raise RuleBroken(f"{sheets[0].name}: " + no_headings())
    return found, says


def no_headings() -> str:
    return _(
        "No headings were recognised. The first row needs headings such as “Nimi”, “Puhelin”, “Kunta” and "
        "“Peruskurssi pvm”. You can copy the list into the template."
    )


def _table(sheet: Sheet, is_one_of_several: bool) -> Table | None:
    place, head = _headings(sheet)
    if not head:
        return None
    kind = _kind(sheet, head)
    known = {at: name for at, text in enumerate(head) if (name := recognise(text, kind))}
    rows = sheet.rows[place + 1 :]
    where = f"{sheet.name} / {sheet.title}" if is_one_of_several else sheet.name
    _refuse_identity_codes(where, known, rows)
    _need_columns(where, set(known.values()))
    order = _order(head, known)
    left_out = [text for at, text in enumerate(head) if text and known.get(at) in (None, "hetu", "unneeded")]
    columns = {text: known[at] for at, text in enumerate(head) if text and text not in left_out}
    return Table(kind, where, columns, left_out, [(number, _row(cells, order)) for number, cells in rows])


def _headings(sheet: Sheet) -> tuple[int, list[str]]:
    """Which of the first rows has most headings that we know, and its cells; fewer than two is none."""
    best, place = 1, -1
    for at, (_number, cells) in enumerate(sheet.rows[:SEARCHED_ROWS]):
        count = max(len({recognise(cell, kind) for cell in cells} - {""}) for kind in OWN)
        if count > best:
            best, place = count, at
    return place, sheet.rows[place][1] if place >= 0 else []


def recognise(heading: str, kind: Kind) -> str:
    """The field that a heading means, or ""."""
    word = folded(heading)
    if not word or len(word) > 60 or any(stranger in word for stranger in STRANGERS[kind]):
        return ""
    best, found = 0, ""
    for name, stems in (*BOTH.items(), *OWN[kind].items()):
        for stem in stems.split():
            is_part = len(stem) >= SHORTEST_PART and stem not in WHOLE_ONLY and stem in word
            fits = word == stem or is_part
            weight = len(stem) + (100 if word == stem else 0)
            if fits and weight > best:
                best, found = weight, name
    return found


def _kind(sheet: Sheet, head: list[str]) -> Kind:
    """By the columns that only one of them has; then by the name of the sheet, of the file, and by the headings."""
    counts: dict[Kind, int] = {
        kind: len({recognise(text, kind) for text in head}.intersection(TELLING[kind])) for kind in OWN
    }
    if counts["supporters"] != counts["asks"]:
        return max(counts, key=lambda kind: counts[kind])
    for words in (sheet.title, sheet.name.rsplit(".", 1)[0], *head):
        for kind, pattern in NAMED_AFTER:
            if re.search(pattern, folded(words)):
                return kind
    sentence = _(
        "We could not tell whether these are peer supporters or requests. Put the word “tukihenkilöt” or "
        "“tukipyynnöt” in the name of the file, and choose it again."
    )
    raise RuleBroken(f"{sheet.name}: {sentence}")


def _need_columns(where: str, known: set[str]) -> None:
    missing = []
    if not known & {"name", "lastfirst", "firstlast", "called", "first"}:
        missing.append(_("name (“Nimi”)"))
    if not known & {"phone", "email"}:
        missing.append(_("phone or e-mail (“Puhelin”, “Sähköposti”)"))
    if missing:
        words = _("There is no column for: %(missing)s. Add it to the file and choose the file again.")
        raise RuleBroken(f"{where}: " + words % {"missing": ", ".join(missing)})


def _order(head: list[str], known: dict[int, str]) -> dict[str, list[int]]:
    """Field → its columns, the one whose heading fits best first."""
    order: dict[str, list[int]] = {}
    for at, name in sorted(known.items(), key=lambda one: (len(folded(head[one[0]])), one[0])):
        if name not in ("hetu", "unneeded"):
            order.setdefault(name, []).append(at)
    return {name: sorted(places) if name in SEVERAL else places for name, places in order.items()}


def _row(cells: list[str], order: dict[str, list[int]]) -> dict[str, str]:
    values = {}
    for name, places in order.items():
        texts = [cells[at] for at in places if at < len(cells) and cells[at]]
        if texts:
            values[name] = "; ".join(texts) if name in SEVERAL else texts[0]
    return values


# --- what must not be here -------------------------------------------------------------------------------------
def _refuse_identity_codes(where: str, known: dict[int, str], rows: list[tuple[int, list[str]]]) -> None:
    """Personal identity codes are asked of nobody (R15), so a file with them goes back as it came."""
    sentence = _(
        "Row %(number)d has a personal identity code. They are never kept here. Remove them from the file, save it and "
        "choose it again. Nothing was kept."
    )
    for number, cells in rows:
        for at, cell in enumerate(cells):
            if (known.get(at) == "hetu" and cell) or is_identity_code(cell, in_phone=known.get(at) == "phone"):
                raise RuleBroken(f"{where}: " + sentence % {"number": number})


def is_identity_code(text: str, *, in_phone: bool = False) -> bool:
    """Looks like a Finnish personal identity code. Among phone numbers, "050123-4567" is one only if its check fits."""
    if len(text) < 11:
        return False
    for day, year, sign, number, check in HETU.findall(text):
        if not (1 <= int(day[:2]) <= 31 and 1 <= int(day[2:]) <= 12):
            continue
        fits = CHECK[int(f"{day}{year}{number}") % 31] == check.upper()
        if not in_phone or (fits and not (sign == "-" and check.isdigit() and day.startswith(("04", "05")))):
            return True
    return False
