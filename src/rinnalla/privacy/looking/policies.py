"""Who may, about questions, exceptional openings and counts of readings."""

from rinnalla.asks.models import Ask
from rinnalla.asks.policies import has_claimed
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role, administers, coordinates
from rinnalla.people.models import Person
from rinnalla.privacy.looking.models import Opening, Outlier, Question, answers_for_union


def may_answer(person: Person, question: Question) -> bool:
    """A coordinator of the association, or of the union for the union; who looked only when nobody else is there."""
    if question.person_id == person.pk:
        return False
    answers = coordinates(person, question.association) if question.association else answers_for_union(person)
    return answers and (question.looked_by != person.code or not answerers(question).exclude(pk=person.pk).exists())


def answerers(question: Question):
    """Persons whose work it is to answer, whoever looked."""
    roles = Role.objects.standing().filter(association=question.association_id)
    kinds = [RoleKind.COORDINATOR] if question.association_id else [RoleKind.COORDINATOR, RoleKind.ADMINISTRATOR]
    return Person.objects.filter(pk__in=roles.filter(kind__in=kinds).values("person"), is_active=True)


def watches(person: Person) -> bool:
    """The union's watch over who looks: administrators."""
    return administers(person)


def may_open(person: Person, ask: Ask) -> bool:
    """A coordinator of its association, or an administrator; not who has it in care and may read it anyway."""
    if ask.person_id == person.pk or has_claimed(person, ask):
        return False
    return administers(person) or coordinates(person, ask.association)


def may_read(person: Person, opening: Opening) -> bool:
    """Who opened it, while they still have the work by which they did."""
    return opening.by_id == person.pk and (administers(person) or coordinates(person, opening.association))


def may_look_at(person: Person, opening: Opening) -> bool:
    """A second person: another coordinator of the association, or an administrator who did not open it."""
    return opening.by_id != person.pk and (administers(person) or coordinates(person, opening.association))


def may_see(person: Person, opening: Opening) -> bool:
    return may_read(person, opening) or may_look_at(person, opening)


def may_settle(person: Person, opening: Opening) -> bool:
    """An administrator who neither opened it nor questioned it; nobody judges their own doing."""
    return administers(person) and person.pk not in (opening.by_id, opening.seen_by_id)


def may_note(person: Person, outlier: Outlier) -> bool:
    """An administrator, about someone else's count."""
    return administers(person) and outlier.person_id != person.pk
