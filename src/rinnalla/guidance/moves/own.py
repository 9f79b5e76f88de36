"""What a supporter says of their own way. No verb takes a reason (R12, R13)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.guidance.choices import Pace
from rinnalla.guidance.models import OwnWay
from rinnalla.ledger import book
from rinnalla.people.models import Person
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter


@scope.system("guidance")
@transaction.atomic
def wish_pace(supporter: Supporter, pace: str, *, by: Person) -> None:
    """How often the supporter would like to be in contact: key of Pace, "" to leave it unsaid."""
    if pace not in Pace.values:
        raise RuleBroken(_("Choose one of the rhythms."))
    _say(supporter, pace=pace)
    book.write(by, "supporter.rhythm", about=supporter)


def hide_wall(supporter: Supporter, hides: bool, *, by: Person) -> None:
    """Whether the small milestones show on the supporter's own page. Nobody else sees them, so the ledger need not."""
    _must_be_own(supporter, by)
    _say(supporter, hides_wall=hides)


def put_rest_aside(supporter: Supporter, *, by: Person) -> None:
    """The offer of a rest is put aside, until another companionship ends hard. Nobody hears of it."""
    _must_be_own(supporter, by)
    _say(supporter, rest_answered_at=clock.now())


@scope.system("guidance")
@transaction.atomic
def for_a_while(supporter: Supporter, capacity: int, until: date, *, by: Person) -> None:
    """How many people at a time until the end of day `until`; then it is again as before (R13)."""
    if until <= clock.today():
        raise RuleBroken(_("Choose a day that is still to come."))
    way = OwnWay.of(supporter)
    is_already = way.back is not None and way.meanwhile == supporter.capacity
    back = way.back if is_already else supporter.capacity
    supporters.set_capacity(supporter, capacity, by=by)
    _say(supporter, meanwhile=capacity, back=back, back_on=until)


@scope.system("guidance")
def return_capacities() -> int:
    """Once an hour: the while is over. Who has chosen another number meanwhile keeps that one. Returns how many."""
    over = OwnWay.objects.filter(back_on__lt=clock.today()).select_related("supporter__person")
    return sum(_return(way) for way in over)


@transaction.atomic
def _return(way: OwnWay) -> bool:
    supporter, back = way.supporter, way.back
    fresh = OwnWay.objects.filter(pk=way.pk, back_on=way.back_on)
    if not fresh.update(meanwhile=None, back=None, back_on=None) or back is None:
        return False
    if supporter.capacity != way.meanwhile:
        return False
    supporters.set_capacity(supporter, back, by=supporter.person)  # as they said beforehand
    return True


def _say(supporter: Supporter, **facts) -> None:
    OwnWay.objects.update_or_create(supporter=supporter, defaults=facts)


def _must_be_own(supporter: Supporter, by: Person) -> None:
    if by != supporter.person:
        raise RuleBroken(_("The supporter chooses this themself."))
