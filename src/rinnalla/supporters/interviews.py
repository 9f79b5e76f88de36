"""The interview: booked with a time and a way, reminded of, written down; and the day on which to return (R6)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Stage, Way
from rinnalla.supporters.models import Booking, Supporter

REMIND_BEFORE = timedelta(hours=24)
LONGEST_AHEAD = timedelta(days=366)


@scope.system("supporting")
@transaction.atomic
def book_interview(
    supporter: Supporter, at: datetime, way: Way, *, place: str = "", words: str = "", by: Person
) -> Booking:
    """Agree on when and how the two talk; a new time takes the place of the former. The applicant is told by letter.

    at      aware moment, still ahead
    place   where, or the link or number; words  a word to the applicant; both sealed
    """
    if by == supporter.person:
        raise RuleBroken(_("Another coordinator takes this step for you."))
    if supporter.stage != Stage.APPLIED:
        raise RuleBroken(_("This has already moved on. Open the page again to see where it stands."))
    now = clock.now()
    if not now < at <= now + LONGEST_AHEAD:
        raise RuleBroken(_("Choose a time that is still ahead, within a year."))
    booking = Booking.objects.filter(supporter=supporter).first() or Booking(supporter=supporter)
    booking.at, booking.way, booking.booked_by, booking.booked_at = at, way, by, now
    booking.reminded_at = None
    booking.seal(where={"place": place.strip(), "words": words.strip()})
    booking.save()
    book.write(by, "interview.booked", about=supporter)
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)
    return booking


def of(supporter: Supporter) -> Booking | None:
    """The time agreed, while the interview is still ahead or not written down."""
    return Booking.objects.filter(supporter=supporter).select_related("supporter__person").first()


def where(booking: Booking, *, by: Person) -> dict[str, str]:
    """Where, and a word to the applicant, opened for one of the two: {"place", "words"}."""
    own = by == booking.supporter.person
    purpose = Purpose.OWN if own else Purpose.INTERVIEW
    return {"place": "", "words": ""} | (reading.opened(booking, "where", by=by, purpose=purpose).where or {})


def forget_booking(supporter: Supporter) -> None:
    """The time has served its purpose."""
    Booking.objects.filter(supporter=supporter).delete()


# --- once an hour --------------------------------------------------------------------------------------------------
@scope.system("supporting")
def remind_interviews() -> int:
    """The day before, both hear that there is something to read. Returns how many interviews."""
    now = clock.now()
    near = Booking.objects.filter(reminded_at=None, at__gt=now, at__lte=now + REMIND_BEFORE)
    near = near.filter(booked_at__lte=now - timedelta(hours=1))
    rows = near.select_related("supporter__person", "supporter__association", "booked_by")
    return sum(_remind(booking) for booking in rows)


@transaction.atomic
def _remind(booking: Booking) -> bool:
    """False when another worker did it meanwhile."""
    if not Booking.objects.filter(pk=booking.pk, reminded_at=None).update(reminded_at=clock.now()):
        return False
    association = booking.supporter.association
    post.later(Kind.APPLICATION, to=booking.supporter.person, association=association)
    if booking.booked_by:
        post.later(Kind.WORK, to=booking.booked_by, association=association)
    return True


@scope.system("supporting")
def remind_returns(today: date | None = None) -> int:
    """On the day named with a "not now", the applicant hears that the door is open. Returns how many."""
    today = today or clock.today()
    due = Supporter.objects.filter(stage=Stage.NOT_NOW, return_on__lte=today, return_told_at=None)
    return sum(_tell_return(supporter) for supporter in due.select_related("person", "association"))


@transaction.atomic
def _tell_return(supporter: Supporter) -> bool:
    same = Supporter.objects.filter(pk=supporter.pk, stage=Stage.NOT_NOW, return_told_at=None)
    if not same.update(return_told_at=clock.now()):
        return False
    post.later(Kind.APPLICATION, to=supporter.person, association=supporter.association)
    return True
