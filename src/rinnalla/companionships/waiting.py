"""What waits for one of the two, from rows already read: for their own pages and for the desk. Opens no words."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.companionships.choices import Side, Stage
from rinnalla.companionships.models import Agreement, Companionship
from rinnalla.people.models import Person


class Act(TextChoices):
    """The one thing that comes next, most pressing first."""

    WRITE = "write", _("Write the agreement together")
    SIGN = "sign", _("Read the agreement and sign it")
    THEY_SIGN = "they-sign", _("The other one reads the agreement in peace")
    REVIEW = "review", _("It is time to look back together")
    THEY_REVIEW = "they-review", _("The other one has not yet looked back")
    PAUSED = "paused", _("You have a pause")
    NEXT_STEP = "next-step", _("Choose what comes next")
    NOTHING = "nothing", _("Nothing waits for you")


def with_people(companionships: QuerySet[Companionship]) -> QuerySet[Companionship]:
    """With the two, their association and the request, in the same query."""
    return companionships.select_related("person", "supporter__person", "association", "ask")


def with_parts(companionships: QuerySet[Companionship]) -> QuerySet[Companionship]:
    """With all that `act` looks at, in three more queries however many rows; none of it is opened."""
    versions = Agreement.objects.defer("words", "parting").prefetch_related("signatures")
    return with_people(companionships).prefetch_related(Prefetch("agreements", versions), "reviews")


def act(companionship: Companionship, person: Person) -> Act:
    """What waits for `person` in this companionship. Needs rows from `with_parts`."""
    side = companionship.side_of(person)
    if companionship.stage == Stage.ENDED:
        theirs = side == Side.PERSON and companionship.next_step_at is None
        return Act.NEXT_STEP if theirs else Act.NOTHING
    proposed = proposed_version(companionship)
    if proposed:
        return Act.THEY_SIGN if has_signed(proposed, side) else Act.SIGN
    if companionship.stage == Stage.AGREEING:
        return Act.WRITE
    if companionship.stage == Stage.PAUSED:
        return Act.PAUSED
    if is_review_due(companionship):
        return Act.THEY_REVIEW if has_answered(companionship, side) else Act.REVIEW
    return Act.NOTHING


def proposed_version(companionship: Companionship) -> Agreement | None:
    """The version that waits for a signature."""
    standing = [each for each in companionship.agreements.all() if not each.in_force_at and not each.set_aside_at]
    return standing[-1] if standing else None


def has_signed(agreement: Agreement, side: Side | None) -> bool:
    return any(signature.side == side for signature in agreement.signatures.all())


def is_review_due(companionship: Companionship) -> bool:
    """Asked for by one of the two, or its day has come."""
    return companionship.next_review is not None and companionship.next_review <= clock.today()


def has_answered(companionship: Companionship, side: Side | None) -> bool:
    """Whether this side has answered the review now under way."""
    answers = [(each.round, each.side) for each in companionship.reviews.all()]
    return (current_round(answers), side) in answers


def current_round(answers: Iterable[tuple[int, str]]) -> int:
    """The round now being answered: one more than the rounds that both sides have answered."""
    sides = Counter(number for number, _side in answers)
    return 1 + sum(count == len(Side) for count in sides.values())
