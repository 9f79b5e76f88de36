"""Who may do what with a companionship. The words of the two are theirs alone; staff see facts (R24, R26)."""

from rinnalla.associations.models import coordinates
from rinnalla.companionships.choices import Side, Stage
from rinnalla.companionships.models import Agreement, Companionship, Contact
from rinnalla.people.models import Person


def may_see(person: Person, companionship: Companionship) -> bool:
    """The two, and the coordinators of the supported person's association: that it is, and where it stands."""
    return person in companionship.pair or _is_at_desk_of(person, companionship)


def _is_at_desk_of(person: Person, companionship: Companionship) -> bool:
    """Coordinates where it is; not while everything of the supported person rests."""
    return coordinates(person, companionship.association) and not companionship.person.is_restricted


def may_walk(person: Person, companionship: Companionship) -> bool:
    """Write the agreement, note contact, review, pause, go on: either of the two."""
    return person in companionship.pair


def may_stop(person: Person, companionship: Companionship) -> bool:
    """Either of the two, at any time; nobody else (R25)."""
    return person in companionship.pair


def may_change_person(person: Person, companionship: Companionship) -> bool:
    """The supported person asks for someone else (R25)."""
    return person == companionship.person


def may_read_words(person: Person, agreement: Agreement) -> bool:
    """Every version, to both, and to nobody else (R24)."""
    return person in agreement.companionship.pair


def may_record_for(person: Person, companionship: Companionship) -> bool:
    """On the phone or on paper, for someone who does not sign in: the coordinator who claimed the request (R15).

    Never one of the two: whoever supports here themself would sign for both.
    """
    claimed = companionship.ask.claimed_by_id == person.pk and _is_at_desk_of(person, companionship)
    return claimed and person not in companionship.pair


def may_tell_parting(person: Person, companionship: Companionship) -> bool:
    """Open the parting words to say them on the phone, after the end, to someone who does not sign in (R24, R25)."""
    has_no_address = not companionship.person.hears_by_mail
    ended_by_other = companionship.stage == Stage.ENDED and companionship.ended_by == Side.SUPPORTER
    return ended_by_other and has_no_address and may_record_for(person, companionship)


def may_note_contact(person: Person, companionship: Companionship) -> bool:
    """The supporter logs that contact happened (R27)."""
    return companionship.side_of(person) == Side.SUPPORTER and companionship.stage != Stage.ENDED


def may_choose_next(person: Person, companionship: Companionship) -> bool:
    """After a parting: the supported person, or on the phone with them the coordinator in care (R25)."""
    return person == companionship.person or may_record_for(person, companionship)


def may_remove_contact(person: Person, contact: Contact) -> bool:
    """The supporter takes away a note made by mistake (R27)."""
    return contact.companionship.side_of(person) == Side.SUPPORTER
