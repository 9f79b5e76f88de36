"""What the two do: say yes, agree, look back, pause, part. Each verb is one transaction and one line in the ledger."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships.choices import Ending, ReviewWish, Side, Stage
from rinnalla.companionships.models import Agreement, Companionship, Contact, Review, Signature, Words
from rinnalla.companionships.stories import own_side
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Proposal
from rinnalla.people.choices import Given
from rinnalla.people.models import Person
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.vault import shared


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
def show_contact(companionship: Companionship, *, phone: bool, email: bool, by: Person) -> None:
    """One of the two chooses which of their own addresses the other sees; taken back as easily (R26)."""
    _must_stand(companionship)
    side = own_side(companionship, by)
    companionship.shows_phone = _with(companionship.shows_phone, side, phone)
    companionship.shows_email = _with(companionship.shows_email, side, email)
    companionship.save(update_fields=["shows_phone", "shows_email"])
    book.write(by, "channel.opened", about=companionship)


@transaction.atomic
def write(companionship: Companionship, words: Words, next_review: date, *, by: Person) -> Agreement:
    """One of the two writes the next version; their own signature is under it, the other's is awaited (R23)."""
    _must_stand(companionship)
    _must_be_in_sight(next_review)
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=clock.now())
    latest = companionship.agreements.order_by("-version").first()
    agreement = Agreement(
        companionship=companionship,
        version=latest.version + 1 if latest else 1,
        next_review=next_review,
        written_by=by,
    )
    agreement.seal(words=vars(words))
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError:
        raise RuleBroken(_("The other one wrote a new version just now. Read it before writing another.")) from None
    book.write(by, "agreement.written", about=agreement)
    sign(agreement, side=own_side(companionship, by), by=by)
    return agreement


@transaction.atomic
def sign(agreement: Agreement, *, side: Side, by: Person, given: Given = Given.SELF) -> None:
    """One side signs; when both have, this version is in force and the two walk (R23, R24)."""
    companionship = agreement.companionship
    _must_stand(companionship)
    # Touching the row first makes two signers wait for each other, so that the second one sees the first.
    Agreement.objects.filter(pk=agreement.pk).update(version=F("version"))
    agreement.refresh_from_db()
    if agreement.set_aside_at or agreement.in_force_at:
        raise RuleBroken(_("There is a newer version of this agreement. Read that one."))
    _signature, is_new = Signature.objects.get_or_create(
        agreement=agreement, side=side, defaults={"given": given, "recorded_by": by}
    )
    if not is_new:
        return
    book.write(by, "agreement.signed", about=agreement)
    if agreement.signatures.count() == len(Side):
        _put_in_force(agreement, by=by)
    else:
        them = companionship.supporter.person if side == Side.PERSON else companionship.person
        post.later(Kind.AGREEMENT, to=them, association=companionship.association)


def _put_in_force(agreement: Agreement, *, by: Person) -> None:
    companionship, at = agreement.companionship, clock.now()
    companionship.agreements.filter(in_force_at__isnull=False, set_aside_at=None).update(set_aside_at=at)
    Agreement.objects.filter(pk=agreement.pk).update(in_force_at=at)
    facts = {"next_review": agreement.next_review, "review_asked_at": None}
    if companionship.stage == Stage.AGREEING:
        companionship.move(Stage.WALKING, began_at=at, **facts)
        companionship.ask.move(AskStage.COMPANIONSHIP)
        Supporter.objects.filter(pk=companionship.supporter_id).update(last_walked_at=at)
    else:
        Companionship.objects.filter(pk=companionship.pk).update(**facts)
    companionship.refresh_from_db()
    book.write(by, "companionship.agreed", about=agreement)
    _tell_both(Kind.SIGNED, companionship)


@transaction.atomic
def ask_review(companionship: Companionship, *, by: Person) -> None:
    """“Let us look at this again”, whenever either wishes (R24)."""
    _must_stand(companionship)
    companionship.next_review, companionship.review_asked_at = clock.today(), clock.now()
    companionship.save(update_fields=["next_review", "review_asked_at"])
    book.write(by, "review.asked", about=companionship)
    post.later(Kind.REVIEW, to=companionship.other(by), association=companionship.association)


@transaction.atomic
def review(
    companionship: Companionship, *, side: Side, wish: ReviewWish, met: str, words: str, shares: bool, by: Person
) -> Review:
    """One side's answer; the two are asked separately. When both wish to go on, the next day is set (R29)."""
    _must_stand(companionship)
    answer = Review(
        companionship=companionship, round=current_round(companionship), side=side, wish=wish, shares=shares
    )
    answer.recorded_by = by
    answer.seal(purpose={"met": met, "words": words})
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError:
        raise RuleBroken(_("This review has been answered already. The answer stands.")) from None
    book.write(by, "review.answered", about=answer)
    if wish == ReviewWish.PAUSE and companionship.may_become(Stage.PAUSED):
        pause(companionship, by=by)
    both = list(companionship.reviews.filter(round=answer.round))
    if len(both) == len(Side) and all(each.wish == ReviewWish.GO_ON for each in both):
        companionship.next_review = clock.today() + timedelta(weeks=settings.NEXT_REVIEW_WEEKS)
        companionship.review_asked_at = None
        companionship.save(update_fields=["next_review", "review_asked_at"])
    return answer


def current_round(companionship: Companionship) -> int:
    """The round now being answered: one more than the rounds that both have answered."""
    answered = companionship.reviews.values("round").annotate(sides=Count("pk")).filter(sides=len(Side))
    return len(answered) + 1


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
    """The two walk again after a pause."""
    companionship.move(Stage.WALKING)
    book.write(by, "companionship.resumed", about=companionship)
    _tell_other(Kind.PAUSED, companionship, by=by)


@transaction.atomic
def end(companionship: Companionship, how: Ending, *, by: Person, side: Side | None = None) -> None:
    """Either ends, without a reason; the other reads what the pair agreed would be said (R25).

    side   for whom a coordinator records the ending; by default the side on which `by` stands
    """
    side = side or own_side(companionship, by)
    if companionship.stage == Stage.AGREEING:
        companionship.ask.move(AskStage.COMPANIONSHIP)
    at = clock.now()
    companionship.move(Stage.ENDED, ended_at=at, how=how, ended_by=side)
    companionship.agreements.filter(in_force_at=None, set_aside_at=None).update(set_aside_at=at)
    companionship.supporter.free_place()
    book.write(by, "companionship.ended", about=companionship)
    them = companionship.supporter.person if side == Side.PERSON else companionship.person
    post.later(Kind.PARTING, to=them, association=companionship.association)
    if companionship.ask.claimed_by:
        post.later(Kind.WORK, to=companionship.ask.claimed_by, association=companionship.association)


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
    take_next_step(companionship, by=by)
    return asks.again(companionship.ask, by=by)


@transaction.atomic
def take_next_step(companionship: Companionship, *, by: Person) -> None:
    """The person has chosen what comes next, or the coordinator has talked with them; once is enough."""
    waiting = Companionship.objects.filter(pk=companionship.pk, stage=Stage.ENDED, next_step_at=None)
    if not waiting.update(next_step_at=clock.now()):
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


@transaction.atomic
def remind_reviews() -> int:
    """Ask both when the review day has come; silence asks, never renews (R24). Returns how many pairs were asked."""
    due = Companionship.objects.filter(stage=Stage.WALKING, next_review__lte=clock.today(), review_asked_at=None)
    asked = 0
    for companionship in due.select_related("person", "supporter__person", "association"):
        if Companionship.objects.filter(pk=companionship.pk, review_asked_at=None).update(review_asked_at=clock.now()):
            _tell_both(Kind.REVIEW, companionship)
            asked += 1
    return asked


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
