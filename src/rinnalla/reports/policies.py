"""Who may, about counts without names."""

from rinnalla.associations import policies as associations
from rinnalla.people.models import Person


def may_see_equality(person: Person) -> bool:
    """Counts over the whole union, small numbers hidden: an administrator of the union (security.md: P1)."""
    return associations.may_administer(person)
