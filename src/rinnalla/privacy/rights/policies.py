"""Who may, about wishes concerning one's own details. Twins of the querysets of the models."""

from rinnalla.associations.models import administers, coordinates
from rinnalla.people.models import Person
from rinnalla.privacy.rights.models import RightsRequest


def may_answer(person: Person, wish: RightsRequest) -> bool:
    """A coordinator of its association, or the union's administrator; never one's own."""
    of_union = wish.association_id is None and administers(person)
    return person.pk != wish.person_id and (of_union or coordinates(person, wish.association))


def may_see(person: Person, wish: RightsRequest) -> bool:
    return person.pk == wish.person_id or may_answer(person, wish)
