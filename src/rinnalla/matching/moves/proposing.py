"""The question to one supporter, one at a time, with a seat held meanwhile; yes, no, or no answer (R20).

Rows are always taken in one order: ask, supporter, proposal, card, ledger; two hands then wait instead of dying.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks import promises
from rinnalla.asks.choices import Stage
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import fit
from rinnalla.matching.choices import CardStage, ProposalStage
from rinnalla.matching.models import Block, Card, Proposal, Shortlist
from rinnalla.matching.moves.telling import first_come, promise_word, tell_desk
from rinnalla.people.models import Person

logger = logging.getLogger(__name__)
OWN_ROUND = frozenset({"seen"})  # the card in hand has been seen, of course


@scope.system("matching")
def choose(card: Card, *, by: Person) -> Proposal:
    """Ask this supporter. Everything is checked again and the seat is taken in the database (R21).

    A card that no longer fits is put aside for good, even though the choice does not go through.
    Raises   RuleBroken with a kind sentence when the supporter has just become taken; Overtaken when the ask moved on
    """
    if _no_longer_fits(card):
        Card.objects.filter(pk=card.pk, stage=CardStage.OFFERED).update(stage=CardStage.GONE)
        raise RuleBroken(_just_taken())
    return _choose(card, by=by)


@transaction.atomic
def _choose(card: Card, *, by: Person) -> Proposal:
    ask, supporter = card.shortlist.ask, card.supporter
    _show_if_unseen(card.shortlist, by=by)
    ask.move(Stage.CHOSEN)
    supporter.take_place()
    with first_come(_just_taken()):
        proposal = Proposal.objects.create(ask=ask, supporter=supporter, card=card, asked_by=by)
    card._step(CardStage.CHOSEN)
    promises.make(ask, proposal.answer_by, by=by)
    book.write(by, "proposal.chosen", about=proposal)
    post.later(Kind.PROPOSED, to=supporter.person, association=supporter.association)
    return proposal


def _show_if_unseen(shortlist: Shortlist, *, by: Person) -> None:
    """A coordinator who chooses for the seeker need not send the cards first (R19: left to us)."""
    ask = shortlist.ask
    if shortlist.closed_at is not None:
        raise RuleBroken(_("These cards have been put away. Open the page again to see the new ones."))
    if shortlist.shown_at is None:
        if by == ask.person:
            raise RuleBroken(_("The coordinator is still looking at these cards."))
        Shortlist.objects.filter(pk=shortlist.pk, shown_at=None).update(shown_at=clock.now(), shown_by=by)
    if ask.stage == Stage.RECEIVED:
        ask.move(Stage.SHORTLISTED)


def _no_longer_fits(card: Card) -> bool:
    """Limits again. When neither story nor experience was rewritten, only what stands in the clear can have changed."""
    ask, supporter = card.shortlist.ask, card.supporter
    if not card.is_current:
        return bool(fit.broken_limit(ask, supporter, by=None, but=OWN_ROUND))
    return (
        not supporter.is_offerable
        or ask.language not in supporter.speaks
        or Block.objects.filter(person=ask.person_id, supporter=supporter).exists()
    )


def _just_taken() -> str:
    return _("This peer supporter has just become taken. The others on your list are still there.")


@scope.system("matching")
@transaction.atomic
def decline(proposal: Proposal, *, by: Person) -> None:
    """The supporter does not go on, and owes no reason (R12). The seeker learns only "this one did not go on"."""
    _close(proposal, ProposalStage.DECLINED, CardStage.NOT_ON, by=by)
    book.write(by, "proposal.declined", about=proposal)
    _seeker_goes_on(proposal, by=None)


@scope.system("matching")
@transaction.atomic
def accept(proposal: Proposal, *, by: Person) -> None:
    """The supporter says yes: both have. Pages call `companionships.moves.say_yes`, which introduces the two."""
    ask = proposal.ask
    _answerable(proposal)
    ask.move(Stage.INTRODUCED)
    proposal._step(ProposalStage.ACCEPTED, answered_at=clock.now(), answered_by=by)
    ask.shortlists.open().update(closed_at=clock.now())
    promises.close(ask)
    book.write(by, "proposal.accepted", about=proposal)


@scope.system("matching")
@transaction.atomic
def take_back(proposal: Proposal, *, by: Person | None) -> None:
    """The seeker changes their mind before the answer; the card can be chosen again."""
    _close(proposal, ProposalStage.TAKEN_BACK, CardStage.OFFERED, by=by)
    book.write(by, "proposal.withdrawn", about=proposal)


@scope.system("matching")
@transaction.atomic
def expire(proposal: Proposal) -> None:
    """No answer in time: the seat is free again and the seeker goes on, without waiting for a word (lessons.md)."""
    _close(proposal, ProposalStage.EXPIRED, CardStage.NOT_ON, by=None)
    book.write(None, "proposal.expired", about=proposal)
    _seeker_goes_on(proposal, by=None)


def _close(proposal: Proposal, stage: str, card_stage: str, *, by: Person | None) -> None:
    """The question is no longer open: the ask has its list again and the supporter their seat."""
    _answerable(proposal)
    proposal.ask.move(Stage.SHORTLISTED)
    proposal.supporter.free_place()
    proposal._step(stage, answered_at=clock.now(), answered_by=by)
    if proposal.card is not None and proposal.card.stage == CardStage.CHOSEN:
        proposal.card._step(card_stage)


def _answerable(proposal: Proposal) -> None:
    if not proposal.is_open:
        raise RuleBroken(_("This question has already been answered or taken back. Thank you for opening it."))


def _seeker_goes_on(proposal: Proposal, *, by: Person | None) -> None:
    """The seeker sees the others; when none is left, the coordinator looks for more and a day is promised (R17)."""
    ask = proposal.ask
    left = Card.objects.open().filter(shortlist__ask=ask, stage=CardStage.OFFERED).exists()
    if not left:
        ask.shortlists.open().update(closed_at=clock.now())
        ask.move(Stage.RECEIVED)
    if ask.person.hears_by_mail:
        asks.word_given(ask, by=by)
    if not left or not ask.person.hears_by_mail:
        promise_word(ask, by=by)
    post.later(Kind.NOT_ON, to=ask.person, association=ask.association)
    tell_desk(ask, by=by)


@scope.system("matching")
def remind_and_expire() -> tuple[int, int]:
    """Once an hour: remind after 7 days, let go at 14. Returns how many were reminded and how many let go."""
    at = clock.now()
    asked = Proposal.objects.open().select_related("ask__person", "ask__association", "supporter__person", "card")
    late = [each for each in asked.filter(asked_at__lte=at - settings.PROPOSAL_EXPIRES) if _softly(expire, each)]
    waiting = asked.filter(asked_at__lte=at - settings.PROPOSAL_REMINDER, reminded_at=None)
    return len([each for each in waiting if _softly(_remind, each)]), len(late)


@transaction.atomic
def _remind(proposal: Proposal) -> None:
    """Raises RuleBroken when it was answered or reminded of meanwhile."""
    same = Proposal.objects.open().filter(pk=proposal.pk, reminded_at=None)
    if not same.update(reminded_at=clock.now()):
        raise RuleBroken(_("This question has already been answered or taken back. Thank you for opening it."))
    book.write(None, "proposal.reminded", about=proposal)
    post.later(Kind.REMINDER, to=proposal.supporter.person, association=proposal.supporter.association)


def _softly(move, proposal: Proposal) -> bool:
    """One that cannot move does not hold back the others; the next hour tries again."""
    try:
        move(proposal)
    except RuleBroken:
        logger.info("Proposal %s moved on by itself", proposal.code)
        return False
    return True
