"""Two who said yes make their agreement: versions, signatures, and the channel each opens (R20, R23)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.companionships.choices import Side, Stage
from rinnalla.companionships.models import Agreement, Companionship, Signature, Words
from rinnalla.companionships.moves.rules import (
    must_be_in_sight,
    must_stand,
    side_for,
    tell_both,
    with_side,
    written_meanwhile,
)
from rinnalla.companionships.stories import own_side
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Proposal
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose, Given
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault import shared


@scope.system("pair")
@transaction.atomic
def say_yes(proposal: Proposal, *, by: Person) -> Companionship:
    """The supporter accepts: both have said yes, and first names open (R20)."""
    matching.accept(proposal, by=by)
    ask, supporter = proposal.ask, proposal.supporter
    companionship = Companionship.objects.create(
        ask=ask,
        person=ask.person,
        supporter=supporter,
        association=ask.association,
        pair_key=shared.new_key(ask.person.code, supporter.person.code),
    )
    book.write(by, "companionship.begun", about=companionship)
    tell_both(Kind.INTRODUCED, companionship)
    return companionship


@scope.system("pair")
@transaction.atomic
def show_contact(
    companionship: Companionship, *, phone: bool, email: bool, by: Person, side: Side | None = None
) -> None:
    """One of the two chooses which of their own addresses the other sees; taken back as easily (R26).

    side   for whom a coordinator records it on the telephone; by default the side on which `by` stands
    """
    must_stand(companionship)
    side = side_for(companionship, side, by=by)
    companionship.refresh_from_db(fields=["shows_phone", "shows_email"])
    companionship.shows_phone = with_side(companionship.shows_phone, side, phone)
    companionship.shows_email = with_side(companionship.shows_email, side, email)
    companionship.save(update_fields=["shows_phone", "shows_email"])
    book.write(by, "channel.opened" if phone or email else "channel.closed", about=companionship)
    _agree_to_show(companionship, side, by=by, shows=phone or email)


def _agree_to_show(companionship: Companionship, side: Side, *, by: Person, shows: bool) -> None:
    """The tick is the consent, in its words and version, beside the one who recorded it (R37)."""
    whose = companionship.person if side == Side.PERSON else companionship.supporter.person
    if shows:
        people.consent(whose, ConsentPurpose.CONTACT, by=by, given=Given.SELF if by == whose else Given.PHONE)
    elif not Companionship.objects.standing().of(whose).exclude(shows_phone="", shows_email="").exists():
        people.withdraw(whose, ConsentPurpose.CONTACT, by=by)


@scope.system("pair")
@transaction.atomic
def write(
    companionship: Companionship, words: Words, next_review: date, *, by: Person, read: int | None = None
) -> Agreement:
    """One of the two writes the next version; their own signature is under it, the other's is awaited (R23).

    read   the number of the newest version the writer has seen, 0 when there was none
    Raises RuleBroken when the other one wrote a version meanwhile, so that neither writes over the other unread
    """
    must_stand(companionship)
    must_be_in_sight(next_review)
    side = own_side(companionship, by)
    latest = _latest(companionship)
    if read is not None and read != latest:
        raise RuleBroken(written_meanwhile())
    agreement = _next_version(companionship, words, next_review, latest + 1, by=by)
    sign(agreement, side=side, by=by)
    return agreement


@scope.system("pair")
@transaction.atomic
def record_paper(companionship: Companionship, parting: str, next_review: date, *, by: Person) -> Agreement:
    """The two made and signed their agreement on paper, which stays theirs (R15, R23).

    parting   what the paper says is told if one of them stops; the only words kept here
    """
    must_stand(companionship)
    must_be_in_sight(next_review)
    latest = _latest(companionship)
    words = Words(parting=parting)
    agreement = _next_version(companionship, words, next_review, latest + 1, by=by, is_on_paper=True)
    for side in Side:
        sign(agreement, side=side, by=by, given=Given.PAPER)
    return agreement


def first_review() -> date:
    """The day on which a pair that agrees today first looks back, unless it chooses another (R24)."""
    return clock.today() + timedelta(weeks=settings.FIRST_REVIEW_WEEKS)


def _latest(companionship: Companionship) -> int:
    """The number of the newest version, 0 when there is none."""
    return companionship.agreements.order_by("-version").values_list("version", flat=True).first() or 0


def _next_version(
    companionship: Companionship,
    words: Words,
    next_review: date,
    version: int,
    *,
    by: Person,
    is_on_paper: bool = False,
) -> Agreement:
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=clock.now())
    agreement = Agreement(
        companionship=companionship, version=version, next_review=next_review, written_by=by, is_on_paper=is_on_paper
    )
    agreement.write_down(words)
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError:
        raise RuleBroken(written_meanwhile()) from None
    book.write(by, "agreement.written", about=agreement)
    return agreement


@scope.system("pair")
@transaction.atomic
def sign(agreement: Agreement, *, side: Side, by: Person, given: Given = Given.SELF) -> None:
    """One side signs; when both have, this version is in force and the two walk (R23, R24).

    given   how; anything but SELF is recorded by someone outside the pair
    """
    companionship = agreement.companionship
    must_stand(companionship)
    side_for(companionship, side, by=by)
    if (given == Given.SELF) != (by in companionship.pair):
        raise RuleBroken(_("Each of the two signs for themself."))
    # Touching the row first makes two signers wait for each other, so that the second one sees the first.
    Agreement.objects.filter(pk=agreement.pk).update(version=F("version"))
    agreement.refresh_from_db(fields=["set_aside_at", "in_force_at"])  # only these: the two stay in memory
    if agreement.set_aside_at or agreement.in_force_at:
        raise RuleBroken(_("There is a newer version of this agreement. Read that one."))
    _signature, is_new = Signature.objects.get_or_create(
        agreement=agreement, side=side, defaults={"given": given, "recorded_by": by}
    )
    if not is_new:
        return
    book.write(by, "agreement.signed", about=agreement)
    if Signature.objects.filter(agreement=agreement).count() == len(Side):  # anew: a page may have read them already
        _put_in_force(agreement, by=by)
    else:
        them = companionship.supporter.person if side == Side.PERSON else companionship.person
        post.later(Kind.AGREEMENT, to=them, association=companionship.association)


def _put_in_force(agreement: Agreement, *, by: Person) -> None:
    companionship, at = agreement.companionship, clock.now()
    companionship.agreements.filter(in_force_at__isnull=False, set_aside_at=None).update(set_aside_at=at)
    Agreement.objects.filter(pk=agreement.pk).update(in_force_at=at)
    agreement.in_force_at = at
    facts = {"next_review": agreement.next_review, "review_asked_at": None}
    if companionship.stage == Stage.AGREEING:
        companionship.move(Stage.WALKING, began_at=at, **facts)
        asks.become_companionship(companionship.ask)
        Supporter.objects.filter(pk=companionship.supporter_id).update(last_walked_at=at)
    else:
        Companionship.objects.filter(pk=companionship.pk).update(**facts)
        companionship.refresh_from_db(fields=list(facts))
    book.write(by, "companionship.agreed", about=agreement)
    tell_both(Kind.SIGNED, companionship)
