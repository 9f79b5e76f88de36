"""A list that waits for a yes: the rows as they were read, sealed under a key of their own, for one hour."""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rinnalla.associations.models import Association, coordinates
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.desk.importing import planning, telling
from rinnalla.desk.importing.headings import Table
from rinnalla.desk.importing.planning import Plan
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft, Person

KEPT = timedelta(hours=1)
MOST_PACKED = 1_900_000  # letters; what one sealed value holds
MOST_UNPACKED = 60_000_000
ORDER = (planning.OUT, planning.TWICE, planning.NEW, planning.KNOWN)


@dataclass
class Waiting:
    """What the pages show and the yes needs. lines are (outcome, row, name, what, notes)."""

    association: Association
    tables: list[Table]
    lines: list[list[str]]
    says: list[str]
    counts: dict[str, int]


def keep(request: HttpRequest, tables: list[Table], says: list[str], plan: Plan, association: Association) -> None:
    """Keep the list for an hour; an earlier one of the same browser is destroyed."""
    discard(request)
    content = {
        "by": request.user.code,  # type: ignore[union-attr]
        "association": association.code,
        "tables": [vars(table) for table in tables],
        "says": [*telling.about_tables(tables), *says],
        "counts": plan.counts(),
        "lines": _lines(plan, len(tables) > 1),
    }
    packed = b64encode(zlib.compress(json.dumps(content, ensure_ascii=True).encode())).decode()
    if len(packed) > MOST_PACKED:
        raise RuleBroken(_("The list has too much text in it. Divide it into smaller files and bring them one by one."))
    draft, _code = drafts.start(DraftKind.IMPORT, (get_language() or "fi")[:2])
    draft.seal(answers={"list": packed})
    draft.expires_at = clock.now() + KEPT
    draft.save(update_fields=["answers", "expires_at"])
    drafts.hold(request, draft)


def _lines(plan: Plan, with_file: bool) -> list[list[str]]:
    """What needs a look comes first: left out, then twice, then those with something to notice."""
    steps = sorted(plan.steps, key=lambda step: (ORDER.index(step.outcome), not step.line.notes))
    return [
        [step.outcome, telling.row(step.line, with_file), telling.name(step), telling.what(step), telling.notes(step)]
        for step in steps
    ]


def current(request: HttpRequest) -> Waiting | None:
    """The list that this person's browser holds; None when there is none, or the person's work there has ended."""
    draft = _draft(request)
    if draft is None:
        return None
    person = request.user
    content = _unpacked(draft, person)  # type: ignore[arg-type]
    association = Association.objects.filter(code=content["association"]).first()
    if content["by"] != person.code or not association or not coordinates(person, association):  # type: ignore[union-attr]
        return None
    tables = [Table(**table) for table in content["tables"]]
    for table in tables:
        table.rows = [(number, values) for number, values in table.rows]
    return Waiting(association, tables, content["lines"], content["says"], content["counts"])


def _unpacked(draft: Draft, person: Person) -> dict[str, Any]:
    told = reading.opened(draft, "answers", by=person, purpose=Purpose.IMPORT)
    return json.loads(zlib.decompressobj().decompress(b64decode(told.answers["list"]), MOST_UNPACKED))


def discard(request: HttpRequest) -> None:
    """The list and its key are gone."""
    draft = _draft(request)
    if draft is not None:
        drafts.discard(draft)
    drafts.let_go(request, DraftKind.IMPORT)


def is_there(request: HttpRequest) -> bool:
    """Whether a list waits; it is not opened for the answer."""
    return _draft(request) is not None


def _draft(request: HttpRequest) -> Draft | None:
    return drafts.current(request, DraftKind.IMPORT)
