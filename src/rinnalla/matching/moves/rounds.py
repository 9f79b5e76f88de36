"""Rounds of cards: put together, shown, renewed, or left to the coordinator (R19, R22)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import cards as making
from rinnalla.matching import fit, limits, weights
from rinnalla.matching.models import Card, Shortlist
from rinnalla.matching.moves.nameless import met, tell_elsewhere
from rinnalla.matching.moves.telling import GOING_ON, first_come, promise_word, tell_desk
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.sentences import WHY_NOT
from rinnalla.matching.weights import Weights
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

CARDS_MADE = 10


class NoLongerFits(RuleBroken):
    """Someone who was found for this ask does not pass the limits any more; the sentence says which one."""

    def __init__(self, limit: str):
        why = str(WHY_NOT[limit])
        super().__init__(_("Something has changed since, so this pair no longer holds. %(why)s") % {"why": why})


@scope.system("matching")
@transaction.atomic
def begin(ask: Ask, *, by: Person | None = None) -> Shortlist | None:
    """An ask has just come. Where shortlists go out by themselves, the cards are shown at once (R22).

    Nothing happens where the coordinator looks first, in the union's own queue, or when the choice is left to us.
    """
    return _next_round(ask, by=by) if goes_out_by_itself(ask) else None


def goes_out_by_itself(ask: Ask) -> bool:
    """A new ask of an association that lets shortlists go out without looking first (R22)."""
    goes_out = ask.association is not None and not ask.association.looks_first and not ask.person.is_restricted
    return goes_out and not ask.left_to_us and ask.stage == Stage.RECEIVED


@scope.system("matching")
@transaction.atomic
def shortlist(ask: Ask, *, by: Person | None, first: Supporter | None = None, most: int = CARDS_MADE) -> Shortlist:
    """Put together a new round of cards; the earlier round is put away. It is shown by `show`.

    first   the supporter whose card comes first: one proposed for the queue, or named by another region
    When nobody fits the shortlist has no cards: `fit.blocking` and `fit.relax` tell the coordinator why.
    Raises   RuleBroken when a supporter has been asked already, Overtaken when another hand was faster,
             NoLongerFits when `first` does not pass the limits any more
    """
    _still_going_on(ask)
    weighed = weights.in_force()
    fits, pool = making.fits_now(ask, most, by=by, weighed=weighed)
    if first is not None:
        fits = [_first(first, ask, pool, weighed, by=by), *(one for one in fits if one.row.id != first.pk)][:most]
    return _make(ask, fits, pool, weighed, by=by)


def _first(supporter: Supporter, ask: Ask, pool: Pool, weighed: Weights, *, by: Person | None) -> fit.Fit:
    """Everything is looked at again, whoever said before that the two fit."""
    if supporter.pk not in {row.id for row in pool.rows}:
        if not supporter.is_offerable:
            raise NoLongerFits("not-offerable")
        pool.supporters[supporter.pk] = supporter
        pool = gather([ask], by=by, supporters=[supporter])
    row, seeker = next(row for row in pool.rows if row.id == supporter.pk), pool.seekers[0]
    broken = limits.first_broken(seeker, row, pool.tree, pool.places)
    if broken:
        raise NoLongerFits(broken)
    return fit.fit_of(seeker, row, pool, weighed=weighed)


def _make(ask: Ask, fits: list, pool, weighed: Weights, *, by: Person | None) -> Shortlist:
    at = clock.now()
    if ask.stage == Stage.SHORTLISTED:
        ask.move(Stage.RECEIVED)
    else:
        ask._guarded(stage=Stage.RECEIVED)  # cards shown meanwhile are not put away by a page read before them
    ask.shortlists.open().update(closed_at=at)
    last = ask.shortlists.order_by("-round").values_list("round", flat=True).first() or 0
    made = Shortlist(ask=ask, round=last + 1, weights_version=weighed.version, made_at=at, made_by=by)
    with first_come(_("Someone put together cards for this request just now. Open the page again to see them.")):
        made.save()
    making.make(made, fits, pool, pool.seekers[0])
    book.write(by, "shortlist.made", about=made)
    if fits:
        met(ask)
    else:
        tell_elsewhere([ask], pool, by=by)
    return made


@scope.system("matching")
@transaction.atomic
def show(shortlist: Shortlist, cards: Iterable[Card], *, by: Person | None) -> None:
    """Show these cards to the seeker, in their order; those left out were never seen and may come up again.

    Raises   RuleBroken without a card; Overtaken when it has been shown or put away meanwhile
    """
    chosen = {card.pk for card in cards}
    if not chosen or shortlist.cards.filter(pk__in=chosen).count() != len(chosen):
        raise RuleBroken(_("Choose at least one card to show."))
    unseen = Shortlist.objects.open().filter(pk=shortlist.pk, shown_at=None)
    if not unseen.update(shown_at=clock.now(), shown_by=by):
        raise Overtaken(_("These cards were shown or put away just now. Open the page again to see where it stands."))
    shortlist.refresh_from_db(fields=["shown_at", "shown_by"])
    shortlist.cards.exclude(pk__in=chosen).delete()
    ask = shortlist.ask
    if ask.stage == Stage.RECEIVED:
        ask.move(Stage.SHORTLISTED, wants_others_at=None)
    book.write(by, "shortlist.sent", about=shortlist)
    post.later(Kind.CARDS, to=ask.person, association=ask.association)
    if ask.person.hears_by_mail:  # others hear it by telephone, and the promise is kept when they are told
        asks.word_given(ask, by=by)


@scope.system("matching")
@transaction.atomic
def ask_for_others(ask: Ask, *, by: Person) -> Shortlist | None:
    """The seeker would like to see others (R19). The cards stay in sight until new ones come; the promise is new."""
    _still_going_on(ask)
    _note(ask, wants_others_at=clock.now())
    book.write(by, "shortlist.renewed", about=ask)
    if ask.association is not None and not ask.association.looks_first:
        return _next_round(ask, by=by)
    promise_word(ask, by=by)
    tell_desk(ask, by=by)
    return None


@scope.system("matching")
@transaction.atomic
def leave_to_us(ask: Ask, *, by: Person) -> None:
    """The seeker leaves the choice to the coordinator (R19)."""
    _still_going_on(ask)
    _note(ask, left_to_us=True)
    book.write(by, "shortlist.left", about=ask)
    promise_word(ask, by=by)
    tell_desk(ask, by=by)


@scope.system("matching")
@transaction.atomic
def nobody_fits(ask: Ask, *, by: Person | None) -> None:
    """No card to show: the coordinator is told, and the person gets a promise of the next word (R17)."""
    promise_word(ask, by=by)
    tell_desk(ask, by=by)


def _next_round(ask: Ask, *, by: Person | None) -> Shortlist | None:
    """A round that goes out by itself; when nobody new fits, the earlier one stays in sight."""
    weighed = weights.in_force()
    fits, pool = making.fits_now(ask, fit.SHOWN_AT_MOST, by=None, weighed=weighed)
    if not fits:
        nobody_fits(ask, by=by)
        tell_elsewhere([ask], pool, by=by)
        return None
    made = _make(ask, fits, pool, weighed, by=None)
    show(made, made.cards.all(), by=None)
    return made


def _still_going_on(ask: Ask) -> None:
    if ask.person.is_restricted:
        raise RuleBroken(_("Everything of this person rests now, on their own wish. It goes on when they say so."))
    if ask.stage not in GOING_ON:
        raise RuleBroken(_("A peer has been asked already, or this request has ended."))


def _note(ask: Ask, **facts) -> None:
    """Write a fact of the ask that is no step, unless it moved on meanwhile."""
    if not Ask.objects.filter(pk=ask.pk, stage=ask.stage).update(**facts):
        raise Overtaken(_("Someone changed this just now. Open the page again to see where it stands."))
    ask.refresh_from_db()
