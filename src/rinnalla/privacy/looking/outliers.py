"""Once a week: who read far more than their cases need. Counts only; whose lines they were is never kept (ADR 0013).

reads     persons opened beyond name and contact, each once a day, so that a page opened again is not more
cases     requests in care and applications to interview; for a guide, the supporters named
rate      reads for each case, and for one case more, so that few cases do not make a rate jump
usual     the median rate of the others in the same role, with three standing in at `ORDINARY`
noticed   more than three times what is usual for so many cases, and at least twelve more
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count, Q

from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.guidance.models import Guide
from rinnalla.ledger import book
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.privacy.looking.models import Outlier, Week
from rinnalla.privacy.looking.questions import administrators
from rinnalla.supporters.choices import Stage

ORDINARY = 3.0  # a case is opened on three days of a week: what stands in for peers that are not there
STAND_INS = 3
TIMES, MORE = 3, 12
CONTACT = {"identity", "spot", "details"}  # names of fields that say who and where, not what
NOT_CASEWORK = (Purpose.OWN, Purpose.MATCHING, Purpose.LETTER, Purpose.IMPORT)  # the person's own, or a machine's


@dataclass(frozen=True)
class Tally:
    """What one member of staff read in one week, in one role."""

    person: int
    role: str
    reads: int
    cases: int

    @property
    def rate(self) -> float:
        return self.reads / (self.cases + 1)


def usual(one: Tally, all_of_them: Iterable[Tally]) -> float:
    """How many reads are to be expected of someone with so many cases, from the others in the role."""
    rates = [peer.rate for peer in all_of_them if peer.role == one.role and peer.person != one.person]
    return median([*rates, *[ORDINARY] * STAND_INS]) * (one.cases + 1)


def is_outlier(one: Tally, expected: float) -> bool:
    return one.reads > TIMES * expected and one.reads - expected >= MORE


@scope.system("privacy")
def weekly() -> int:
    """Count the week that ended last Sunday, once; returns how many were noticed."""
    monday = clock.today() - timedelta(days=clock.today().weekday() + 7)
    if Week.objects.filter(day=monday).exists():
        return 0
    return _write_down(monday, tallies(monday))


@transaction.atomic
def _write_down(monday: date, found: list[Tally]) -> int:
    week, is_new = Week.objects.get_or_create(day=monday, defaults={"people": len(found)})
    if not is_new:
        return 0
    expected = {one.person: usual(one, found) for one in found}
    noticed = [one for one in found if is_outlier(one, expected[one.person])]
    people = Person.objects.in_bulk([one.person for one in noticed])
    for one in noticed:
        facts = {"role": one.role, "reads": one.reads, "cases": one.cases, "usual": round(expected[one.person])}
        row = Outlier.objects.create(week=week, person=people[one.person], **facts)
        book.write(None, "outlier.noticed", about=row)
    if noticed:
        post.later_many([(Kind.WORK, one) for one in administrators()], association=None)
    return len(noticed)


def tallies(monday: date) -> list[Tally]:
    """Every member of staff who holds a role now, with what they read in the seven days from `monday`."""
    since, until = _midnight(monday), _midnight(monday + timedelta(days=7))
    roles = Role.objects.standing().select_related("person").order_by("person", "pk")
    staff = {role.person.code: role for role in reversed(roles)}  # the first role is the one the ledger names
    reads = _reads(since, until, set(staff))
    cases = _cases({role.person_id for role in staff.values()})
    return [
        Tally(role.person_id, role.kind, reads.get(code, 0), cases.get(role.person_id, 0))
        for code, role in sorted(staff.items())
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.HELSINKI)


def _reads(since: datetime, until: datetime, staff: set[str]) -> dict[str, int]:
    """By code of who read. An event names its fields; one that opened name and contact alone is not counted."""
    lines = Event.objects.filter(at__gte=since, at__lt=until, action__startswith="read.", actor__in=staff)
    rows = lines.exclude(purpose__in=NOT_CASEWORK).order_by()
    seen: dict[str, set] = defaultdict(set)
    for actor, at, names, whose in rows.values_list("actor", "at", "names", "mentions__code").iterator():
        if set(names.split()) - CONTACT and whose != actor:
            seen[actor].add((whose, clock.local_day(at)))
    return {actor: len(persons) for actor, persons in seen.items()}


def _cases(people: set[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    in_care = Ask.objects.filter(claimed_by__in=people, ended_at=None)
    for person, count in in_care.values_list("claimed_by").annotate(count=Count("pk")).order_by():
        found[person] += count
    guided = Guide.objects.standing().filter(person__in=people)
    for person, count in guided.values_list("person").annotate(count=Count("pk")).order_by():
        found[person] += count
    for person, count in _applications(people):
        found[person] += count
    return found


def _applications(people: set[int]) -> list[tuple[int, int]]:
    """Applications on their way in the association that one coordinates."""
    on_the_way = Q(association__supporters__stage__in=(Stage.APPLIED, Stage.INTERVIEWED))
    roles = Role.objects.standing().filter(person__in=people, kind=RoleKind.COORDINATOR)
    counted = roles.annotate(count=Count("association__supporters", filter=on_the_way))
    return list(counted.values_list("person", "count").order_by())


@scope.system("privacy")
@transaction.atomic
def looked_at(outlier: Outlier, note: str, *, by: Person) -> None:
    """The union has talked of it; the note is about how it was explained, never about whom was read."""
    outlier.seal(note=note.strip() or None)
    outlier.looked_at, outlier.looked_by = clock.now(), by
    outlier.save(update_fields=["note", "looked_at", "looked_by"])
    book.write(by, "outlier.looked_at", about=outlier)
