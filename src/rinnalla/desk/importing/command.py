"""`rinnalla import`: the same on the command line, with a progress bar."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from rinnalla.associations.models import Association, folded
from rinnalla.base.errors import RuleBroken
from rinnalla.desk.importing import headings, planning, reading, telling
from rinnalla.desk.importing.bringing import bring_in
from rinnalla.desk.importing.headings import Table


def run(paths: Sequence[Path], association: str, *, confirm: bool, out: TextIO | None = None) -> int:
    """Tell what would happen, and do it when it is confirmed; 0 when nothing is left to mend, otherwise 1."""
    out = out or sys.stdout
    with translation.override(_language()):
        try:
            where = find_association(association)
            return _run([Path(path) for path in paths], where, confirm, out)
        except RuleBroken as broken:
            out.write(f"{broken.sentence}\n" + _("Nothing was changed.") + "\n")
            return 1


def _language() -> str:
    """As the terminal speaks; English when it speaks something else, as the rest of the command line does."""
    spoken = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2]
    return spoken if spoken in ("fi", "sv") else "en"


def find_association(words: str) -> Association:
    """By its code, or by its name in any language. Raises RuleBroken with the names there are."""
    every = list(Association.objects.all())
    wanted = folded(words)
    for one in every:
        if wanted and wanted in {folded(name) for name in (one.code, one.fi, one.sv, one.en)}:
            return one
    names = "\n".join(f"  {one.code}  {one.fi}" for one in every)
    raise RuleBroken(_("There is no association “%(words)s”. There are:") % {"words": words} + "\n" + (names or "  –"))


def _run(paths: list[Path], association: Association, confirm: bool, out: TextIO) -> int:
    tables, says = read_files(paths)
    count = sum(len(table.rows) for table in tables)
    with _bar(count, _("Reading")) as bar:
        plan = planning.plan(tables, association, by=None, progress=bar.update)
    _tell(tables, says, plan, association, out)
    coming = len(plan.coming())
    to_mend = plan.counts()[planning.OUT]
    if coming and not confirm:
        confirm = _ask(coming, out)
        if not confirm:
            out.write(_("Nothing was changed. Add --confirm to bring them in.") + "\n")
            return 1 if to_mend else 0
    if coming:
        with _bar(coming, _("Bringing in")) as bar:
            plan = bring_in(tables, association, by=None, progress=bar.update)
        out.write(telling.done(plan.counts()) + "\n")
    else:
        out.write(_("There is nothing new to bring in. Nothing was changed.") + "\n")
    return 1 if to_mend else 0


def read_files(paths: Sequence[Path]) -> tuple[list[Table], list[str]]:
    """The lists of people in every file. Raises RuleBroken when one of them cannot be read."""
    found: list[Table] = []
    says: list[str] = []
    for path in paths:
        tables, told = headings.tables(reading.read(path.name, _bytes(path)))
        found, says = found + tables, says + told
    return found, says


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > reading.MOST_BYTES:
            return b"x" * (reading.MOST_BYTES + 1)  # refused by its size, without reading it
        return path.read_bytes()
    except OSError:
        raise RuleBroken(_("%(path)s could not be opened. Look at its name and place.") % {"path": path}) from None


def _tell(tables: list[Table], says: list[str], plan: planning.Plan, association: Association, out: TextIO) -> None:
    out.write(f"{association.name}\n")
    for sentence in [*telling.about_tables(tables), *says]:
        out.write(f"{sentence}\n")
    for step in plan.steps:
        out.write(f"{telling.row(step.line, len(tables) > 1)}: {telling.sentence(step)}\n")
    out.write("\n" + telling.promised(plan.counts()) + "\n" + telling.papers() + "\n")


def _ask(coming: int, out: TextIO) -> bool:
    """Somebody at the keyboard may say yes; nobody there is no."""
    if not sys.stdin or not sys.stdin.isatty():
        return False
    out.write(_("Bring in %(count)d people? (y/n) ") % {"count": coming})
    out.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "k", "kyllä", "j", "ja")


def _bar(total: int, words: str) -> tqdm:
    return tqdm(total=total, desc=words, unit="", disable=not sys.stderr.isatty(), leave=False)
