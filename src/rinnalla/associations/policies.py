"""Who may, about the union, its associations and who works where. Each sentence is about one person and one thing."""

from rinnalla.associations import models
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.people.models import Person


def works_at_desk(person: Person) -> bool:
    """Anyone with a role: coordinator, trainer, guide or administrator."""
    return models.is_staff(person)


def may_administer(person: Person) -> bool:
    """An administrator of the union."""
    return models.administers(person)


def may_coordinate(person: Person, association: Association | None) -> bool:
    """A coordinator of this very association; None is the union's own queue (R18)."""
    return models.coordinates(person, association)


def may_change_association(person: Person, association: Association) -> bool:
    """An administrator; and its own coordinators, what concerns their daily work."""
    return may_administer(person) or may_coordinate(person, association)


def may_end_role(person: Person, role: Role) -> bool:
    """An administrator. The union keeps at least one administrator: that is the move's own rule."""
    return may_administer(person) and role.until is None


def may_be_invited_to(kind: str, association: Association | None) -> bool:
    """Whether such a role exists: an administrator is of the union, a trainer and a guide of either."""
    return association is None or kind != RoleKind.ADMINISTRATOR


def may_see_associations(person: Person) -> bool:
    """An administrator sees every association; a coordinator those they work for."""
    return any(role.kind in (RoleKind.ADMINISTRATOR, RoleKind.COORDINATOR) for role in models.roles_of(person))
