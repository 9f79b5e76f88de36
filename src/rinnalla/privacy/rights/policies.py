"""Who may, about wishes concerning one's own details. Twins of the querysets of the models."""

from rinnalla.asks.models import Ask
from rinnalla.asks.policies import has_claimed
from rinnalla.associations.models import administers, coordinates
from rinnalla.people.models import Person
from rinnalla.privacy.rights.choices import Kind
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter
from rinnalla.supporters.policies import is_own
from rinnalla.supporters.policies import may_see as may_see_supporter


def may_answer(person: Person, wish: RightsRequest) -> bool:
    """A coordinator of its association, or the union's administrator; never one's own."""
    of_union = wish.association_id is None and administers(person)
    return person.pk != wish.person_id and (of_union or coordinates(person, wish.association))


def may_record(person: Person, through: Ask | Supporter) -> bool:
    """What someone wishes on the phone: who has their request in care, or coordinates the association they support."""
    if isinstance(through, Ask):
        return has_claimed(person, through) and through.person_id != person.pk
    return may_see_supporter(person, through) and not is_own(person, through)


def may_end(person: Person, wish: RightsRequest) -> bool:
    """A rest or an erasure written down for someone ends when they say so, to any coordinator of its association."""
    stands = wish.kind == Kind.ERASE or (wish.kind == Kind.REST and wish.person.is_restricted)
    return stands and may_answer(person, wish)


def may_see(person: Person, wish: RightsRequest) -> bool:
    return person.pk == wish.person_id or may_answer(person, wish)
