"""What the two do: say yes, agree, look back, pause, part. Each verb is one transaction and one line in the ledger."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import waiting
from rinnalla.companionships.choices import Ending, ReviewWish, Side, Stage
from rinnalla.companionships.models import Agreement, Companionship, Contact, Review, Signature, Words
from rinnalla.companionships.stories import own_side
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Proposal
from rinnalla.matching.moves.telling import tell_desk
from rinnalla.people.choices import Given
from rinnalla.people.models import Person
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.vault import shared

ASKS_AGAIN = timedelta(days=21)  # a review that one side left unanswered is asked anew; silence asks (R24)


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
    _tell_both(Kind.INTRODUCED, companionship)
    return companionship


@transaction.atomic
def show_contact(
    companionship: Companionship, *, phone: bool, email: bool, by: Person, side: Side | None = None
) -> None:
    """One of the two chooses which of their own addresses the other sees; taken back as easily (R26).

    side   for whom a coordinator records it on the telephone; by default the side on which `by` stands
    """
    _must_stand(companionship)
    side = _side_for(companionship, side, by=by)
    companionship.refresh_from_db(fields=["shows_phone", "shows_email"])
    companionship.shows_phone = _with(companionship.shows_phone, side, phone)
    companionship.shows_email = _with(companionship.shows_email, side, email)
    companionship.save(update_fields=["shows_phone", "shows_email"])
    book.write(by, "channel.opened" if phone or email else "channel.closed", about=companionship)


@transaction.atomic
def write(
    companionship: Companionship, words: Words, next_review: date, *, by: Person, read: int | None = None
) -> Agreement:
    """One of the two writes the next version; their own signature is under it, the other's is awaited (R23).

    read   the number of the newest version the writer has seen, 0 when there was none
    Raises RuleBroken when the other one wrote a version meanwhile, so that neither writes over the other unread
    """
    _must_stand(companionship)
    _must_be_in_sight(next_review)
    side = own_side(companionship, by)
    latest = companionship.agreements.order_by("-version").values_list("version", flat=True).first() or 0
    if read is not None and read != latest:
        raise RuleBroken(_written_meanwhile())
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=clock.now())
    agreement = Agreement(
        companionship=companionship,
        version=latest + 1,
        next_review=next_review,
        written_by=by,
    )
    agreement.seal(words=vars(words))
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError:
        raise RuleBroken(_written_meanwhile()) from None
    book.write(by, "agreement.written", about=agreement)
    sign(agreement, side=side, by=by)
    return agreement


@transaction.atomic
def sign(agreement: Agreement, *, side: Side, by: Person, given: Given = Given.SELF) -> None:
    """One side signs; when both have, this version is in force and the two walk (R23, R24).

    given   how; anything but SELF is recorded by someone outside the pair
    """
    companionship = agreement.companionship
    _must_stand(companionship)
    _side_for(companionship, side, by=by)
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
        companionship.ask.move(AskStage.COMPANIONSHIP)
        Supporter.objects.filter(pk=companionship.supporter_id).update(last_walked_at=at)
    else:
        Companionship.objects.filter(pk=companionship.pk).update(**facts)
        companionship.refresh_from_db(fields=list(facts))
    book.write(by, "companionship.agreed", about=agreement)
    _tell_both(Kind.SIGNED, companionship)


@transaction.atomic
def ask_review(companionship: Companionship, *, by: Person) -> None:
    """“Let us look at this again”, whenever either wishes (R24)."""
    _must_stand(companionship)
    if companionship.stage == Stage.AGREEING:
        raise RuleBroken(_still_agreeing())
    companionship.next_review, companionship.review_asked_at = clock.today(), clock.now()
    companionship.save(update_fields=["next_review", "review_asked_at"])
    book.write(by, "review.asked", about=companionship)
    post.later(Kind.REVIEW, to=companionship.other(by), association=companionship.association)


@transaction.atomic
def review(
    companionship: Companionship, *, side: Side, wish: ReviewWish, met: str, words: str, shares: bool, by: Person
) -> Review:
    """One side's answer; the two are asked separately (R29). It may be given anew until both have answered."""
    _must_stand(companionship)
    _side_for(companionship, side, by=by)
    if companionship.stage == Stage.AGREEING:
        raise RuleBroken(_("You look back together once you have walked. First comes the agreement."))
    # Touching the row first makes two who answer at once wait for each other, so that the second one sees the first.
    Companionship.objects.filter(pk=companionship.pk).update(stage=F("stage"))
    here = current_round(companionship)
    answer = companionship.reviews.filter(round=here, side=side).first()
    answer = answer or Review(companionship=companionship, round=here, side=side)
    answer.wish, answer.shares, answer.recorded_by, answer.answered_at = wish, shares, by, clock.now()
    answer.seal(purpose={"met": met, "words": words})
    answer.save()
    book.write(by, "review.answered", about=answer)
    if wish == ReviewWish.PAUSE and companionship.may_become(Stage.PAUSED):
        pause(companionship, by=by)
    if current_round(companionship) > here:
        _both_answered(companionship, here, by=by)
    return answer


def _both_answered(companionship: Companionship, here: int, *, by: Person) -> None:
    """Each now sees the other's wish, and the next day is set: sooner when something is to change."""
    wishes = set(companionship.reviews.filter(round=here).values_list("wish", flat=True))
    weeks = settings.NEXT_REVIEW_WEEKS if wishes == {ReviewWish.GO_ON} else settings.FIRST_REVIEW_WEEKS
    companionship.next_review = clock.today() + timedelta(weeks=weeks)
    companionship.review_asked_at = None
    companionship.save(update_fields=["next_review", "review_asked_at"])
    book.write(by, "review.done", about=companionship)
    _tell_other(Kind.REVIEW, companionship, by=by)


def current_round(companionship: Companionship) -> int:
    """The round now being answered: one more than the rounds that both have answered."""
    return waiting.current_round(companionship.reviews.values_list("round", "side"))


@transaction.atomic
def note(companionship: Companionship, *, day: date, way: str, minutes: int, by: Person) -> Contact:
    """That contact happened: day, way, length; never what was said (R27)."""
    _must_stand(companionship)
    if day > clock.today():
        raise RuleBroken(_("The day is still to come. Note the contact when it has happened."))
    if day < clock.local_day(companionship.met_at):
        raise RuleBroken(_("The day is before the two of you met. Check the date."))
    contact = Contact.objects.create(companionship=companionship, day=day, way=way, minutes=minutes, noted_by=by)
    Supporter.objects.filter(pk=companionship.supporter_id).update(last_walked_at=clock.now())
    book.write(by, "contact.noted", about=companionship)
    return contact


@transaction.atomic
def unnote(contact: Contact, *, by: Person) -> None:
    """Take a contact noted by mistake away again."""
    companionship = contact.companionship
    contact.delete()
    book.write(by, "contact.removed", about=companionship)


@transaction.atomic
def pause(companionship: Companionship, *, by: Person) -> None:
    """Either pauses, without a reason (R25). The supporter's place stays theirs."""
    companionship.move(Stage.PAUSED)
    book.write(by, "companionship.paused", about=companionship)
    _tell_other(Kind.PAUSED, companionship, by=by)


@transaction.atomic
def go_on(companionship: Companionship, *, by: Person) -> None:
    """The two walk again after a pause. From the agreement only two signatures lead to walking (R23)."""
    if companionship.stage == Stage.AGREEING:
        raise RuleBroken(_still_agreeing())
    companionship.move(Stage.WALKING)
    book.write(by, "companionship.resumed", about=companionship)
    _tell_other(Kind.PAUSED, companionship, by=by)


@transaction.atomic
def end(companionship: Companionship, how: Ending, *, by: Person, side: Side | None = None) -> None:
    """Either ends, without a reason; the other reads what the pair agreed would be said (R25).

    side   for whom a coordinator records the ending; by default the side on which `by` stands
    """
    side = _side_for(companionship, side, by=by)
    if companionship.stage == Stage.AGREEING:
        companionship.ask.move(AskStage.COMPANIONSHIP)
    at = clock.now()
    companionship.move(Stage.ENDED, ended_at=at, how=how, ended_by=side)
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=at)
    companionship.supporter.free_place()
    book.write(by, "companionship.ended", about=companionship)
    them = companionship.supporter.person if side == Side.PERSON else companionship.person
    post.later(Kind.PARTING, to=them, association=companionship.association)
    tell_desk(companionship.ask, by=by)


@transaction.atomic
def change_person(companionship: Companionship, *, by: Person) -> Ask:
    """The supported person goes on with someone else; these two are not brought together again (R25)."""
    end(companionship, Ending.CHANGED, by=by, side=Side.PERSON)
    matching.block(companionship.person, companionship.supporter, by=by)
    return ask_again(companionship, by=by)


@transaction.atomic
def ask_again(companionship: Companionship, *, by: Person) -> Ask:
    """The next step after a parting: the same request, without telling it all again, with a promise (R25)."""
    if companionship.stage != Stage.ENDED:
        raise RuleBroken(_("You still walk together. End this first, or change person."))
    # Touching the row first makes two presses wait for each other, so that the second one sees the first's request.
    this = Companionship.objects.filter(pk=companionship.pk)
    this.update(next_step_at=Coalesce("next_step_at", clock.now()))
    if Ask.objects.open().filter(person=companionship.person).exists():
        raise RuleBroken(_("You have asked already. Your own page shows where your request stands."))
    companionship.refresh_from_db()
    book.write(by, "companionship.next_step", about=companionship)
    anew = asks.again(companionship.ask, by=by)
    matching.begin(anew, by=by)
    return anew


@transaction.atomic
def take_next_step(companionship: Companionship, *, by: Person) -> None:
    """The person has chosen what comes next, or the coordinator has talked with them; once is enough."""
    waiting_for_it = Companionship.objects.filter(pk=companionship.pk, stage=Stage.ENDED, next_step_at=None)
    if not waiting_for_it.update(next_step_at=clock.now()):
        raise RuleBroken(_("The next step has been chosen already. Open your own page to see it."))
    companionship.refresh_from_db()
    book.write(by, "companionship.next_step", about=companionship)


@transaction.atomic
def stop_supporting(supporter: Supporter, *, by: Person) -> None:
    """A supporter stops, at any time and without a reason; everyone they walked with gets a next step (R12, R25)."""
    for proposal in supporter.proposals.open():
        matching.decline(proposal, by=by)
    for companionship in supporter.companionships.standing():
        end(companionship, Ending.STOPPED, by=by, side=Side.SUPPORTER)
    supporters.stop_low(supporter, by=by)


def remind_reviews() -> int:
    """Once an hour: ask when the review day has come, and anew those who did not answer; silence asks, never renews.

    Returns how many pairs were asked (R24)
    """
    at = clock.now()
    due = Companionship.objects.filter(stage=Stage.WALKING, next_review__lte=clock.today())
    unasked = due.filter(Q(review_asked_at=None) | Q(review_asked_at__lte=at - ASKS_AGAIN))
    rows = unasked.select_related("person", "supporter__person", "association").prefetch_related("reviews")
    return sum(_remind(companionship) for companionship in rows)


@transaction.atomic
def _remind(companionship: Companionship) -> bool:
    """Ask those of the two who have not answered; False when another worker did it meanwhile."""
    same = Companionship.objects.filter(
        pk=companionship.pk, stage=Stage.WALKING, review_asked_at=companionship.review_asked_at
    )
    if not same.update(review_asked_at=clock.now()):
        return False
    for person in companionship.pair:
        if not waiting.has_answered(companionship, companionship.side_of(person)):
            post.later(Kind.REVIEW, to=person, association=companionship.association)
    return True


def _side_for(companionship: Companionship, side: Side | None, *, by: Person) -> Side:
    """One of the two acts on their own side only; a coordinator names the side for whom they record."""
    own = companionship.side_of(by)
    if own and side in (None, own):
        return own
    if own or side is None:
        raise RuleBroken(_("Each of the two speaks for themself."))
    return side


def _still_agreeing() -> str:
    return _("You are still making your agreement. You can write a new version of it at any time.")


def _written_meanwhile() -> str:
    return _("The other one wrote a new version just now. Read it before writing another.")


def _must_stand(companionship: Companionship) -> None:
    companionship.refresh_from_db(fields=["stage"])
    if companionship.stage == Stage.ENDED:
        raise RuleBroken(_("This companionship has ended. Your own page shows what comes next."))


def _must_be_in_sight(next_review: date) -> None:
    today = clock.today()
    if not today < next_review <= today + timedelta(weeks=settings.REVIEW_WITHIN_WEEKS):
        raise RuleBroken(_("Choose a review day after today and within half a year, so that it stays in sight."))


def _with(sides: str, side: Side, shown: bool) -> str:
    kept = [each for each in sides.split() if each != side]
    return " ".join([*kept, side] if shown else kept)


def _tell_both(kind: Kind, companionship: Companionship) -> None:
    for person in companionship.pair:
        post.later(kind, to=person, association=companionship.association)


def _tell_other(kind: Kind, companionship: Companionship, *, by: Person) -> None:
    for person in companionship.pair:
        if person != by:
            post.later(kind, to=person, association=companionship.association)
