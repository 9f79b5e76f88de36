"""A pair in the making: Aino asked, Kirsti took care, Pekka said yes; built by the product's own moves."""

from datetime import timedelta

from rinnalla.base import clock
from rinnalla.companionships import moves
from rinnalla.companionships.models import Companionship, Words
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from tests import cast

SECRET = "Iskias valvottaa minua öisin"
WORDS = Words(
    why=SECRET,
    how_often="fortnightly",
    channel="phone",
    not_do="Emme hoida raha-asioita",
    parting="Kiitos yhteisestä matkasta",
)


def introduced(*, kirsti: Person, person: Person | None = None, supporter: Supporter | None = None) -> Companionship:
    """Both have said yes; nothing is agreed yet."""
    ask = cast.ask(person or cast.aino(), claimed_by=kirsti, claimed_at=clock.now())
    supporter = supporter or cast.pekka()
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    card = Card.objects.open().get(shortlist__ask=ask, supporter=supporter)
    proposal = matching.choose(card, by=ask.person)
    companionship = moves.say_yes(proposal, by=supporter.person)
    Letter.objects.all().delete()
    return fresh(companionship)


def walking(**people) -> Companionship:
    """Both have signed the first version."""
    companionship = introduced(**people)
    agree(companionship)
    Letter.objects.all().delete()
    return fresh(companionship)


def agree(companionship: Companionship, words: Words = WORDS) -> None:
    agreement = moves.write(companionship, words, in_weeks(6), by=companionship.person)
    moves.sign(agreement, side="supporter", by=companionship.supporter.person)


def in_weeks(weeks: int):
    return clock.today() + timedelta(weeks=weeks)


def fresh(companionship: Companionship) -> Companionship:
    """As another request reads it, with nothing kept in memory."""
    rows = Companionship.objects.select_related("person", "supporter__person", "association", "ask__claimed_by")
    return rows.get(pk=companionship.pk)


def letters_to(person: Person) -> list[str]:
    return list(Letter.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))
