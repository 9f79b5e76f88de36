"""Who may: everyone about themself, nobody about another."""

from rinnalla.people.models import Person
from rinnalla.privacy.models import Parting


def may_read(person: Person, parting: Parting) -> bool:
    """The one to whom the parting words are said."""
    return parting.person_id == person.pk
