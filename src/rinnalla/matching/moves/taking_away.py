"""Taking it all away: an ask withdrawn, shown the way elsewhere or handed over; two people kept apart."""

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.matching.choices import CardStage
from rinnalla.matching.models import Block, Card, Cards
from rinnalla.matching.moves.proposing import take_back
from rinnalla.matching.moves.telling import promise_word, tell_desk
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter


@scope.system("matching")
@transaction.atomic
def withdraw(ask: Ask, *, by: Person | None) -> None:
    """The person takes the request back at any time, without a reason (R25); an open question is taken back first."""
    _clear(ask, by=by)
    asks.withdraw(ask, by=by)


@scope.system("matching")
@transaction.atomic
def signpost(ask: Ask, words: str, *, by: Person) -> None:
    """The person is shown the way to other help (R11)."""
    _clear(ask, by=by)
    asks.signpost(ask, words, by=by)


@scope.system("matching")
@transaction.atomic
def hand_over(ask: Ask, association: Association | None, *, by: Person) -> None:
    """To another association or the union's own queue (R18); the cards of the earlier one are put away."""
    _clear(ask, by=by)
    if ask.stage == Stage.SHORTLISTED:
        ask.move(Stage.RECEIVED)
    asks.hand_over(ask, association, by=by)


@scope.system("matching")
@transaction.atomic
def put_aside(ask: Ask, *, by: Person | None) -> None:
    """Neither matched nor asked about for now: an open question and the cards go, and the request waits."""
    _clear(ask, by=by)
    if ask.stage == Stage.SHORTLISTED:
        ask.move(Stage.RECEIVED)


@scope.system("matching")
@transaction.atomic
def take_cards(cards: Cards, *, by: Person | None) -> None:
    """These cards can be chosen no more. Where none is left, the coordinator looks again by a promised day (R17)."""
    offered = list(cards.open().filter(stage=CardStage.OFFERED).select_related("shortlist__ask__person"))
    Card.objects.filter(pk__in=[card.pk for card in offered], stage=CardStage.OFFERED).update(stage=CardStage.GONE)
    for ask in {card.shortlist.ask_id: card.shortlist.ask for card in offered}.values():
        left = Card.objects.open().filter(shortlist__ask=ask, stage=CardStage.OFFERED).exists()
        if ask.stage == Stage.SHORTLISTED and not left:
            ask.shortlists.open().update(closed_at=clock.now())
            ask.move(Stage.RECEIVED)
            promise_word(ask, by=None)
            tell_desk(ask, by=None)


def _clear(ask: Ask, *, by: Person | None) -> None:
    """No open question, no open cards. After the introduction the pair's own page is the place to stop."""
    if ask.stage == Stage.INTRODUCED:
        raise RuleBroken(_("You have been introduced to each other already. You can stop on your shared page."))
    proposal = ask.proposals.open().select_related("ask__person", "supporter__person", "card").first()
    if proposal is not None:
        take_back(proposal, by=by)
        ask.refresh_from_db()
    ask.shortlists.open().update(closed_at=clock.now())


@scope.system("matching")
@transaction.atomic
def block(person: Person, supporter: Supporter, *, by: Person | None) -> None:
    """These two are not brought together again. Neither is told, so only the one who asked sees it in their record."""
    _made, is_new = Block.objects.get_or_create(person=person, supporter=supporter, defaults={"made_by": by})
    if is_new:
        cards = Card.objects.open().filter(shortlist__ask__person=person, supporter=supporter)
        cards.filter(stage=CardStage.OFFERED).update(stage=CardStage.GONE)
        book.write(by, "block.made", concerns=[by.code] if by else [])


@scope.system("matching")
@transaction.atomic
def unblock(person: Person, supporter: Supporter, *, by: Person | None) -> None:
    """Take back the wish not to be brought together."""
    if Block.objects.filter(person=person, supporter=supporter).delete()[0]:
        book.write(by, "block.removed", concerns=[by.code] if by else [])
