"""What waits for a coordinator today: acts and not records, most urgent first, made from every room.

The number of statements does not grow with the rows; names of those in one's own care are opened as one event.
"""

from dataclasses import dataclass

from rinnalla.desk.worklist import calls, looking, nameless, nobody, pairs, requests, rights, supporters
from rinnalla.desk.worklist.lines import KINDS, Line, Section, in_sections
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person

SHOWN = 4  # lines of each kind when all kinds are shown
PAGE = 30  # lines when one kind is shown


@dataclass(frozen=True)
class Worklist:
    """sections only those with something in them; first the most urgent line; mail_is_down staff should know."""

    sections: list[Section]
    count: int
    mail_is_down: bool

    @property
    def first(self) -> Line | None:
        return self.sections[0].lines[0] if self.sections else None


def gather(person: Person, *, kind: str = "", after: str = "") -> Worklist:
    """The list of one coordinator; of one `kind` when it is given, and from there on, after the line named `after`."""
    waiting, mail_is_down = calls.lines(person)
    found = [*requests.lines(person), *waiting, *pairs.lines(person), *supporters.lines(person)]
    found += [*looking.lines(person), *rights.lines(person)]
    found += nameless.lines(person)
    kind = kind if kind in KINDS else ""
    sections = in_sections(found, kind=kind, most=PAGE if kind else SHOWN, after=after)
    if kind == "nobody" and sections:
        nobody.say_why(sections[0].lines, by=person)
    if kind == "elsewhere" and sections:
        nameless.say_what(sections[0].lines, by=person)
    _name([line for section in sections for line in section.lines], by=person)
    return Worklist(sections, len(found), mail_is_down)


def _name(lines: list[Line], *, by: Person) -> None:
    """What to call those whom this coordinator may know by name: one line in the ledger for the page."""
    people = {line.who.pk: line.who for line in lines if line.who}
    persons = [people[key] for key in sorted(people)]
    opened = reading.opened_many(persons, "identity", by=by, purpose=Purpose.STAFF)
    known = {person.pk: Identity.of(row.identity) for person, row in zip(persons, opened, strict=True)}
    for line in lines:
        if line.who:
            identity = known[line.who.pk]
            line.name = identity.called
            line.phone = identity.phone if line.is_call else ""
