"""Two who walk: contact noted, looking back, pause (R24, R27, R29)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.companionships import waiting
from rinnalla.companionships.choices import ReviewWish, Side, Stage
from rinnalla.companionships.models import Companionship, Contact, Review
from rinnalla.companionships.moves.rules import must_stand, side_for, still_agreeing, tell_other
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

ASKS_AGAIN = timedelta(days=21)  # a review that one side left unanswered is asked anew; silence asks (R24)


@scope.system("pair")
@transaction.atomic
def ask_review(companionship: Companionship, *, by: Person) -> None:
    """“Let us look at this again”, whenever either wishes (R24)."""
    must_stand(companionship)
    if companionship.stage == Stage.AGREEING:
        raise RuleBroken(still_agreeing())
    companionship.next_review, companionship.review_asked_at = clock.today(), clock.now()
    companionship.save(update_fields=["next_review", "review_asked_at"])
    book.write(by, "review.asked", about=companionship)
    post.later(Kind.REVIEW, to=companionship.other(by), association=companionship.association)


@scope.system("pair")
@transaction.atomic
def review(
    companionship: Companionship, *, side: Side, wish: ReviewWish, met: str, words: str, shares: bool, by: Person
) -> Review:
    """One side's answer; the two are asked separately (R29). It may be given anew until both have answered."""
    must_stand(companionship)
    side_for(companionship, side, by=by)
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
    tell_other(Kind.REVIEW, companionship, by=by)


def current_round(companionship: Companionship) -> int:
    """The round now being answered: one more than the rounds that both have answered."""
    return waiting.current_round(companionship.reviews.values_list("round", "side"))


@scope.system("pair")
@transaction.atomic
def note(companionship: Companionship, *, day: date, way: str, minutes: int, by: Person) -> Contact:
    """That contact happened: day, way, length; never what was said (R27)."""
    must_stand(companionship)
    if day > clock.today():
        raise RuleBroken(_("The day is still to come. Note the contact when it has happened."))
    if day < clock.local_day(companionship.met_at):
        raise RuleBroken(_("The day is before the two of you met. Check the date."))
    contact = Contact.objects.create(companionship=companionship, day=day, way=way, minutes=minutes, noted_by=by)
    Supporter.objects.filter(pk=companionship.supporter_id).update(last_walked_at=clock.now())
    book.write(by, "contact.noted", about=companionship)
    return contact


@scope.system("pair")
@transaction.atomic
def unnote(contact: Contact, *, by: Person) -> None:
    """Take a contact noted by mistake away again."""
    companionship = contact.companionship
    contact.delete()
    book.write(by, "contact.removed", about=companionship)


@scope.system("pair")
@transaction.atomic
def pause(companionship: Companionship, *, by: Person) -> None:
    """Either pauses, without a reason (R25). The supporter's place stays theirs."""
    companionship.move(Stage.PAUSED)
    book.write(by, "companionship.paused", about=companionship)
    tell_other(Kind.PAUSED, companionship, by=by)


@scope.system("pair")
@transaction.atomic
def go_on(companionship: Companionship, *, by: Person) -> None:
    """The two walk again after a pause. From the agreement only two signatures lead to walking (R23)."""
    if companionship.stage == Stage.AGREEING:
        raise RuleBroken(still_agreeing())
    if any(person.is_restricted for person in companionship.pair):
        raise RuleBroken(_("One of you has let everything rest for now. The pause ends after that."))
    companionship.move(Stage.WALKING)
    book.write(by, "companionship.resumed", about=companionship)
    tell_other(Kind.PAUSED, companionship, by=by)


@scope.system("pair")
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
