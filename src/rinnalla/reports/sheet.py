"""The same numbers as a file for a spreadsheet: one number a line, hidden where the page hides it (R34)."""

import tablib
from django.utils.translation import gettext as _

from rinnalla.reports import hiding
from rinnalla.reports.choices import OFFER, PAIR, Kind
from rinnalla.reports.hiding import Table
from rinnalla.reports.telling import Numbers, column_words, half_words, number

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would take what begins so for a formula


def csv(found: Numbers) -> bytes:
    """The newest of the periods. With a mark and semicolons, so that a Finnish or Swedish program opens it as it is."""
    period = found.periods[0]
    headings = [_("Time"), _("Grouped by"), _("Group"), _("What"), _("Waited"), _("Number")]
    sheet = tablib.Dataset(headers=[_safe(heading) for heading in headings])
    everyone = hiding.whole(found.groups(Kind.LANGUAGE, period))
    tables = [(_("Everyone"), {"": _("Everyone")}, everyone)]
    for kind in Kind:
        table = found.table(kind, period)
        names = {key: found.label(kind, key) for key in found.order(kind, table.rows)} if table else {}
        tables.append((str(kind.label), names, table))
    for kind_name, names, one in tables:
        for key, name in names.items():
            for line in _lines(one, key) if one else ():
                sheet.append([_safe(cell) for cell in (found.name_of(period), kind_name, name, *line)])
    return sheet.export("csv", delimiter=";").encode("utf-8-sig")


def _lines(table: Table, key: str) -> list[tuple[str, str, str]]:
    lines = [(_("People who asked"), "", str(table.rows[key]))]
    for measure, what in ((OFFER, _("First offer")), (PAIR, _("A peer"))):
        for place, column in enumerate(table.columns[measure]):
            lines.append((what, column_words(column), number(table.told(key, measure, place))))
        if table.columns[measure]:
            lines.append((what, _("Half"), half_words(table.halves.get((key, measure)))))
    return lines


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
