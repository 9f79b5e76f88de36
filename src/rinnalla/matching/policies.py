"""Who may, about shortlists and proposals. Each sentence is about one person and one thing."""

from rinnalla.asks import policies as asks
from rinnalla.asks.models import Ask
from rinnalla.associations import policies as associations
from rinnalla.associations.models import coordinated_associations, coordinates
from rinnalla.matching.models import Card, NamelessNeed, Proposal, Shortlist
from rinnalla.people.models import Person


def may_match(person: Person, ask: Ask) -> bool:
    """Put together and show a shortlist: the coordinator in whose care the ask is (claim, then read)."""
    return asks.has_claimed(person, ask)


def may_see_cards(person: Person, shortlist: Shortlist) -> bool:
    """The seeker once it has been shown; the coordinator in whose care the ask is."""
    own = shortlist.ask.person_id == person.pk and shortlist.shown_at is not None
    return own or asks.has_claimed(person, shortlist.ask)


def may_choose(person: Person, card: Card) -> bool:
    """The seeker decides (R19), or the coordinator in whose care the ask is, with them or for them."""
    return may_see_cards(person, card.shortlist)


def may_direct(person: Person, ask: Ask) -> bool:
    """Ask for others, leave it to the coordinator, take a question back: the seeker or the coordinator in care."""
    return asks.may_act_for(person, ask)


def may_answer(person: Person, proposal: Proposal) -> bool:
    """The one supporter who is asked; nobody else says yes or no for them (R20)."""
    return proposal.supporter.person_id == person.pk


def may_record_answer(person: Person, proposal: Proposal) -> bool:
    """The supporter; or on the phone with them, a coordinator of the supporter's own association."""
    return may_answer(person, proposal) or coordinates(person, proposal.supporter.association)


def may_hear(person: Person, need: NamelessNeed) -> bool:
    """What another region hopes for, without a name: a coordinator of any other association (R18)."""
    keys = coordinated_associations(person)
    return bool(keys) and need.ask.association_id not in keys and need.ask.person_id != person.pk


def may_weigh(person: Person) -> bool:
    """See and change how much each of the nine terms weighs: an administrator of the union."""
    return associations.may_administer(person)
