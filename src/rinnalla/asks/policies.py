"""Who may, about requests. Each sentence is about one person and one ask; whether it can move is the model's rule."""

from rinnalla.asks.models import Ask, CallWish
from rinnalla.associations.models import coordinates
from rinnalla.people.models import Person


def may_see(person: Person, ask: Ask) -> bool:
    """That it exists, its stage, channel and promise: the asker, and coordinators of its association (R35)."""
    return ask.person_id == person.pk or may_claim(person, ask)


def may_claim(person: Person, ask: Ask) -> bool:
    """Any coordinator of its association, or of the union's own queue when it has none (R18), unless it rests."""
    return coordinates(person, ask.association) and not ask.person.is_restricted


def may_read_story(person: Person, ask: Ask) -> bool:
    """The asker, and the one coordinator who has claimed it: claim, then read."""
    return ask.person_id == person.pk or has_claimed(person, ask)


def may_act_for(person: Person, ask: Ask) -> bool:
    """The asker, or the claiming coordinator on the phone with them (R15)."""
    return may_read_story(person, ask)


def may_withdraw(person: Person, ask: Ask) -> bool:
    """The asker at any time, without a reason, or the claiming coordinator when asked to."""
    return may_act_for(person, ask)


def has_claimed(person: Person, ask: Ask) -> bool:
    """Took it into care, and still works where it is."""
    return ask.claimed_by_id == person.pk and may_claim(person, ask)


def may_call(person: Person, wish: CallWish) -> bool:
    """Any coordinator of the association that it went to, or of the union's own queue (R18)."""
    return coordinates(person, wish.association)


def has_taken(person: Person, wish: CallWish) -> bool:
    """Makes this call, and still works where it is: only they see the name and the number."""
    return wish.claimed_by_id == person.pk and may_call(person, wish)
