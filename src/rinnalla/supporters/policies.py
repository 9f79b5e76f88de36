"""Who may, about supporters. `may_see` is the twin of `Supporters.visible_to`."""

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import administers, coordinates, roles_of
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter


def is_own(person: Person, supporter: Supporter) -> bool:
    """One's own road, experience, capacity and rest (R12, R13)."""
    return supporter.person_id == person.pk


def may_move(person: Person, supporter: Supporter) -> bool:
    """A coordinator of the supporter's own association; never one's own road (R6)."""
    return coordinates(person, supporter.association) and not is_own(person, supporter)


def may_see(person: Person, supporter: Supporter) -> bool:
    """Not while everything of the supporter rests, except by themself."""
    is_at_desk = coordinates(person, supporter.association) and not supporter.person.is_restricted
    return is_own(person, supporter) or is_at_desk


def may_read_application(person: Person, supporter: Supporter) -> bool:
    """The applicant, and the coordinators who answer; each reading is written down."""
    return may_see(person, supporter)


def sees_supporters(person: Person) -> bool:
    """Coordinates some association, so has a list of its supporters."""
    return any(role.kind == RoleKind.COORDINATOR and role.association_id for role in roles_of(person))


def sees_whole_road(person: Person) -> bool:
    """The union's administrators see counts of the whole union, small ones hidden."""
    return administers(person)


def sees_road(person: Person) -> bool:
    """Where people leave the road: coordinators of their own associations, and the union."""
    return sees_supporters(person) or sees_whole_road(person)


def may_recognise(person: Person) -> bool:
    """Equivalent knowledge is recognised by the union: its administrators and trainers (R8)."""
    kinds = (RoleKind.ADMINISTRATOR, RoleKind.TRAINER)
    return any(role.kind in kinds and role.association_id is None for role in roles_of(person))
