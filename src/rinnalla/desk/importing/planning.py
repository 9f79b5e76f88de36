"""What would happen: each row beside those who are known already in the same association, and beside one another.

The same person is the same exact phone or e-mail, found by the blind index, and the same name, within one association.
So a file brought in twice changes nothing the second time, and nothing is kept for that purpose alone: no copy of the
file, no list of names, no fingerprint.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from rinnalla.asks.choices import OPEN
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, folded
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.desk.importing import rows
from rinnalla.desk.importing.headings import Kind, Table
from rinnalla.desk.importing.lookup import Lookup
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person, index_of_email
from rinnalla.vault import blind

CHUNK = 500
NEW, KNOWN, TWICE, OUT = "new", "known", "twice", "out"


@dataclass(eq=False)
class Someone:
    """A person as this import knows them: in the association already, or to be made from a row."""

    identity: Identity
    person: Person | None = None
    is_supporter: bool = False
    has_open_ask: bool = False
    asked_on: set[date] = field(default_factory=set)
    rows: dict[Kind, int] = field(default_factory=dict)  # where in this file they stand

    def is_called(self, other: Identity) -> bool:
        """By the whole name when both tell it; otherwise by what they are called."""
        if self.identity.full_name and other.full_name:
            return folded(self.identity.full_name) == folded(other.full_name)
        return folded(self.identity.called) == folded(other.called)


@dataclass
class Step:
    """A row and whom it is about; `someone` is None for a row that is left out."""

    line: rows.Line
    outcome: str
    someone: Someone | None = None


@dataclass
class Plan:
    steps: list[Step]

    def coming(self) -> list[Step]:
        return [step for step in self.steps if step.outcome == NEW]

    def counts(self) -> dict[str, int]:
        """How many of each outcome; new ones by kind."""
        counts = {"supporters": 0, "asks": 0, KNOWN: 0, TWICE: 0, OUT: 0}
        for step in self.steps:
            counts[step.line.kind if step.outcome == NEW else step.outcome] += 1
        return counts


@scope.system("import")
def plan(
    tables: Iterable[Table],
    association: Association,
    *,
    by: Person | None,
    progress: Callable[[int], Any] | None = None,
) -> Plan:
    """What each row of the tables would become. Names of those who may be the same are opened in one go, and that
    is written down.
    """
    lookup = Lookup.load()
    lines = []
    for table in tables:
        for number, values in table.rows:
            lines.append(rows.read(table.kind, table.name, number, values, lookup))
            if progress:
                progress(1)
    indexes = {id(line): _indexes(line.new.being.identity) for line in lines if line.new}
    known = _known({one for some in indexes.values() for one in some}, association, by)
    return Plan([_step(line, indexes.get(id(line), ()), known) for line in lines])


def _indexes(identity: Identity) -> tuple[str, ...]:
    phone = index_of_phone(identity.phone)
    email = index_of_email(identity.email) if identity.email else ""
    return tuple(one for one in (phone, email) if one)


def index_of_phone(phone: str) -> str:
    """As people keep it beside a person."""
    return blind.index("people.phone", phone) if phone else ""


def _step(line: rows.Line, indexes: tuple[str, ...], known: dict[str, list[Someone]]) -> Step:
    if line.new is None:
        return Step(line, OUT)
    identity = line.new.being.identity
    beside = [one for index in indexes for one in known.get(index, ()) if one.is_called(identity)]
    same = [one for one in beside if not _walks_elsewhere(one, line.kind)]
    someone = next((one for one in same if _is_here(one, line)), same[0] if same else None)
    if someone is None:
        someone = Someone(identity)
    elif line.kind in someone.rows:
        line.stops = _("the same person is on row %(number)d already") % {"number": someone.rows[line.kind]}
        return Step(line, TWICE)
    elif _is_here(someone, line):
        line.stops = _("is here already, so nothing changes")
        return Step(line, KNOWN)
    someone.rows[line.kind] = line.number
    for index in indexes:
        if someone not in known.setdefault(index, []):
            known[index].append(someone)
    return Step(line, NEW, someone)


def _is_here(someone: Someone, line: rows.Line) -> bool:
    if isinstance(line.new, rows.NewSupporter):
        return someone.is_supporter
    received = line.new.received if line.new else None
    was_here = someone.has_open_ask or (bool(someone.asked_on) and received is None)
    return was_here or received in someone.asked_on


def _walks_elsewhere(someone: Someone, kind: Kind) -> bool:
    """Supports in another association, of which nothing is told here: becomes another person there is to know."""
    other = getattr(someone.person, "_supports_elsewhere", False)
    return kind == "supporters" and other


# --- who is known already ------------------------------------------------------------------------------------------
def _known(wanted: set[str], association: Association, by: Person | None) -> dict[str, list[Someone]]:
    """Blind index → who is in this association under it."""
    own = Person.objects.filter(Q(supporter__association=association) | Q(asks__association=association))
    keys = own.distinct().values_list("pk", "phone_index", "email_index")
    same = [pk for pk, phone, email in keys if phone in wanted or email in wanted]
    persons: list[Person] = []
    for start in range(0, len(same), CHUNK):
        part = Person.objects.filter(pk__in=same[start : start + CHUNK])
        persons += part.select_related("supporter").order_by("pk")
    opened = reading.opened_many(persons, "identity", by=by, purpose=Purpose.IMPORT)
    asked = _asked({person.pk for person in persons}, association)
    known: dict[str, list[Someone]] = {}
    for person, row in zip(persons, opened, strict=True):
        if not row.is_erased:
            someone = _someone(person, Identity.of(row.identity), asked, association)
            for index in {person.phone_index, person.email_index} - {""}:
                known.setdefault(index, []).append(someone)
    return known


def _asked(keys: set[int], association: Association) -> dict[int, list[tuple[str, date]]]:
    """Person's key → stage and day of each of their requests to this association."""
    found: dict[int, list[tuple[str, date]]] = {}
    rows_ = Ask.objects.filter(association=association).values_list("person_id", "stage", "received_at")
    for key, stage, received_at in rows_ if keys else ():
        if key in keys:
            found.setdefault(key, []).append((stage, clock.local_day(received_at)))
    return found


def _someone(person: Person, identity: Identity, asked: dict, association: Association) -> Someone:
    supporter = getattr(person, "supporter", None)
    is_here = supporter is not None and supporter.association_id == association.pk
    person._supports_elsewhere = supporter is not None and not is_here  # type: ignore[attr-defined]
    own = asked.get(person.pk, [])
    return Someone(
        identity,
        person,
        is_supporter=is_here,
        has_open_ask=any(stage in OPEN for stage, _day in own),
        asked_on={day for _stage, day in own},
    )
