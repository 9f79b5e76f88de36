"""The facts the programme stands on: counties, municipalities, topics, and postcodes when the operator brings them.

`load` may be run at any time: it renews what comes from public registers and leaves alone what the union has edited.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.associations.models import County, Municipality, Postcode, Topic, folded
from rinnalla.base.errors import RuleBroken

DATA = Path(__file__).resolve().parent / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load() -> None:
    """Counties, municipalities and topics, as the files of this release have them. Doing it twice is doing it once."""
    _load_counties()
    _load_municipalities()
    _load_topics()


def _load_counties() -> None:
    counties = [County(**row) for row in _rows("counties.csv")]
    County.objects.bulk_create(
        counties,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["fi", "sv", "en", "tile_row", "tile_column"],
    )


def _load_municipalities() -> None:
    places = [
        Municipality(county_id=row.pop("county"), folded_fi=folded(row["fi"]), folded_sv=folded(row["sv"]), **row)
        for row in _rows("municipalities.csv")
    ]
    Municipality.objects.bulk_create(
        places,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["fi", "sv", "languages", "county", "longitude", "latitude", "folded_fi", "folded_sv"],
    )


def _load_topics() -> None:
    """Topics that are not there yet; the union's own names and choices stay as they are (R3). Parents come first."""
    topics = [
        Topic(
            key=row["key"],
            kind=row["kind"],
            parent_id=row["parent"] or None,
            place=place,
            hint=row["icd10"] or row["icf"],
            fi=row["fi"],
            sv=row["sv"],
            en=row["en"],
        )
        for place, row in enumerate(_rows("topics.csv"), start=1)
    ]
    Topic.objects.bulk_create(topics, ignore_conflicts=True)


def load_postcodes(path: Path | str) -> int:
    """Bring in the operator's own list of postcodes in place of an earlier one; returns how many.

    path     a text file in UTF-8, one `postcode,municipality` a line; commas, semicolons or tabs; the municipality
             as its three-digit code or its Finnish or Swedish name. A line of headings is passed over.
    Raises   RuleBroken naming the line that could not be read; then nothing is changed
    """
    known = _municipalities_by_any_name()
    found: dict[str, str] = {}
    for number, cells in _lines(Path(path)):
        postcode, place = cells[0], cells[1] if len(cells) > 1 else ""
        if number == 1 and not postcode.isdigit():
            continue
        code = known.get(place.zfill(3) if place.isdigit() else folded(place))
        if not (postcode.isascii() and postcode.isdigit() and len(postcode) == 5 and code):
            raise RuleBroken(_unread(number))
        found[postcode] = code
    if not found:
        raise RuleBroken(_("There are no postcodes in the file. Nothing was changed."))
    with transaction.atomic():
        Postcode.objects.all().delete()
        rows = [Postcode(code=postcode, municipality_id=code) for postcode, code in found.items()]
        Postcode.objects.bulk_create(rows, batch_size=1000)
    return len(found)


def _municipalities_by_any_name() -> dict[str, str]:
    known = {}
    for code, fi, sv in Municipality.objects.values_list("code", "folded_fi", "folded_sv"):
        known |= {code: code, fi: code, sv: code}
    return known


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line numbers from 1 with their tidied cells; empty lines are left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RuleBroken(_("The file of postcodes could not be opened. Look at its name and place.")) from None
    except UnicodeDecodeError:
        raise RuleBroken(_("The file of postcodes is not text in UTF-8. Save it anew as UTF-8.")) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            tidy = line.replace(";", ",").replace("\t", ",")
            yield number, [cell.strip().strip('"').strip() for cell in tidy.split(",")]


def _unread(number: int) -> str:
    sentence = _(
        "Line %(number)d of the file of postcodes could not be read. Write five digits, a comma and the "
        "municipality, for example 40100,Jyväskylä. Nothing was changed."
    )
    return sentence % {"number": number}
