"""Letting the association's coordinators know that a supporter has done something."""

from rinnalla.associations.choices import RoleKind
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.supporters.models import Supporter


def tell_the_desk(supporter: Supporter) -> None:
    """The association's coordinators hear that there is something on the desk."""
    roles = supporter.association.roles.standing().filter(kind=RoleKind.COORDINATOR).exclude(person=supporter.person)
    for role in roles.select_related("person"):
        post.later(Kind.WORK, to=role.person, association=supporter.association)
