"""Who may, at the desk."""

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import coordinates, is_staff, roles_of
from rinnalla.letters.models import Letter
from rinnalla.people.models import Person


def sees_desk(person: Person) -> bool:
    """Anyone with a role; the list shows what is theirs to do."""
    return is_staff(person)


def coordinates_somewhere(person: Person) -> bool:
    """A coordinator of some association, or of the union's own queue."""
    return any(role.kind == RoleKind.COORDINATOR for role in roles_of(person))


def may_tell(person: Person, letter: Letter) -> bool:
    """A coordinator of the association that makes the call."""
    return coordinates(person, letter.association)
