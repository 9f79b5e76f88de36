"""Everything of a person rests: not matched, not shown to others, no letters, until they lift it (GDPR art. 18)."""

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import promises
from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed
from rinnalla.boundary import scope
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.choices import Stage
from rinnalla.companionships.models import Companionship
from rinnalla.ledger import book
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card
from rinnalla.people.models import Person
from rinnalla.privacy.rights import asking, policies
from rinnalla.privacy.rights.choices import Kind
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter

SEEKING = (AskStage.RECEIVED, AskStage.SHORTLISTED, AskStage.CHOSEN)


@scope.system("privacy")
@transaction.atomic
def restrict(person: Person, *, by: Person, words: str = "", told: asking.Told | None = None) -> None:
    """From this moment on. What is open is put aside by the verbs that tell those who wait; twice is once.

    A pair that walks has a pause: the other one sees the pause and no reason.
    told, words   when a coordinator writes it down for someone on the phone (R15): how, and what they said
    """
    asking.must_be_own(person, told, by=by)
    now = Person.objects.filter(pk=person.pk, restricted_at=None)
    if not now.exists():
        return
    for pair in Companionship.objects.of(person).filter(stage=Stage.WALKING):
        companionships.pause(pair, by=by)
    for ask in Ask.objects.filter(person=person, stage__in=SEEKING).select_related("person", "association"):
        matching.put_aside(ask, by=by)
        promises.let_go(ask)
    for supporter in Supporter.objects.filter(person=person):
        leave_matching(supporter, by=by)
    if now.update(restricted_at=clock.now()):
        person.refresh_from_db(fields=["restricted_at"])
        book.write(by, "restriction.begun", about=person)
        if told:
            asking.record_done(person, Kind.REST, words, by=by, told=told)


def leave_matching(supporter: Supporter, *, by: Person) -> None:
    """Nobody waits for this supporter's answer, and no seeker can choose their card any more."""
    for proposal in supporter.proposals.open().select_related("ask__person", "ask__association", "supporter", "card"):
        matching.decline(proposal, by=by)
    matching.take_cards(Card.objects.filter(supporter=supporter), by=by)


@scope.system("privacy")
@transaction.atomic
def lift(person: Person, *, by: Person, wish: RightsRequest | None = None) -> None:
    """Everything goes on: the request waits again with a new promise; pauses end when either of the two says so.

    wish   the rest that was written down, when a coordinator lifts it for someone on the phone
    """
    if by != person and not (wish and wish.person == person and policies.may_end(by, wish)):
        raise NotAllowed(_("Everyone decides alone on what is done with their own details."))
    if not Person.objects.filter(pk=person.pk, restricted_at__isnull=False).update(restricted_at=None):
        return
    person.refresh_from_db(fields=["restricted_at"])
    book.write(by, "restriction.lifted", about=person)
    for ask in Ask.objects.filter(person=person, stage__in=SEEKING).select_related("person", "association"):
        promises.make(ask, promises.first_word_due(ask.association), by=by)

    if wish:
        asking.tell(wish)
