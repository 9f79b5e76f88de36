"""Seats: signing up, the waiting list, giving up, being there (R7).

Every change of a day's seats first takes that day's turn, so that two hands never fill the same place. The order of the
waiting list is the order of the rows. Someone new joins its end, and then the list fills what is free.
"""

from collections import Counter
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind, LetterStage
from rinnalla.letters.models import Letter
from rinnalla.people.models import Person
from rinnalla.training.choices import COMING, SeatStage, Why
from rinnalla.training.models import Seat, Sitting
from rinnalla.training.moves.qualifying import meets_needs

LONGEST_ACCESS = 500
ACCESS_KEPT = timedelta(days=14)  # after the day, or after it was called off


@scope.system("course")
@transaction.atomic
def register(
    person: Person, sitting: Sitting, *, association: Association | None, access: str = "", by: Person
) -> Seat:
    """Sign up: a place if there is one for this association, otherwise the end of the waiting list.

    association   whose quota it counts in; None for someone of the union itself
    access        own words on what the person needs to take part, at most 500 characters; sealed
    Raises        RuleBroken when the day no longer takes anyone, the course before it is missing, or one is on it
    """
    sitting.take_turn()
    _check(person, sitting, access)
    seat = Seat(sitting=sitting, person=person, association=association, registered_by=by)
    if access.strip():
        seat.seal(access={"words": access.strip()})
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:
        raise RuleBroken(_("This course day has this person on its list already.")) from None
    _fill(sitting, newest=seat)
    book.write(by, "seat.registered" if seat.stage == SeatStage.REGISTERED else "seat.waiting", about=seat)
    if by != person:
        post.later(Kind.COURSE, to=person, association=association)
    _tell_association(seat, by=by)
    return seat


def _check(person: Person, sitting: Sitting, access: str) -> None:
    if not sitting.is_coming:
        raise RuleBroken(_("This course day no longer takes anyone. Choose another day."))
    if len(access) > LONGEST_ACCESS:
        raise RuleBroken(_("Make this shorter: at most 500 characters."))
    if not meets_needs(person, sitting.course):
        raise RuleBroken(_("This course is for those who have done the one before it, or had it recognised."))
    if sitting.course.validity_months is None and has_done(person, sitting.course_id):
        raise RuleBroken(_("This course has been done already."))


def has_done(person: Person, course: str) -> bool:
    return person.qualifications.in_force().filter(course=course).exists()


def _tell_association(seat: Seat, *, by: Person) -> None:
    """The union tells each association who of theirs signed up (R7): a line on the desk leads to the list."""
    if seat.association is None:
        return
    waits = Letter.objects.filter(
        kind=Kind.WORK, stage=LetterStage.WAITING, leased_until=None, association=seat.association
    )
    told = set(waits.values_list("to", flat=True))
    roles = seat.association.roles.standing().filter(kind=RoleKind.COORDINATOR).exclude(person__in=[by, seat.person])
    for role in roles.select_related("person"):
        if role.person_id not in told:
            post.later(Kind.WORK, to=role.person, association=seat.association)


# --- the waiting list --------------------------------------------------------------------------------------------
def _fill(sitting: Sitting, newest: Seat | None = None) -> None:
    """Give free places to those who wait, strictly in order; the caller holds the turn.

    Before the day opens to all, someone whose association has its share already is passed over and keeps their place
    in the line. `newest` hears of it on the page; the others by letter.
    """
    if not sitting.free or not sitting.is_coming:
        return
    tickets = None if sitting.is_open_to_all else _Tickets(sitting)
    for seat in sitting.seats.waiting().select_related("person", "association"):
        if not sitting.free:
            return
        ticket = tickets.take(seat.association_id) if tickets else None
        if tickets and ticket is None:
            continue
        seat = newest if newest and newest.pk == seat.pk else seat
        seat.sitting = sitting
        seat.take_place(ticket)
        if seat is not newest:
            book.write(None, "seat.offered", about=seat)
            post.later(Kind.COURSE, to=seat.person, association=seat.association)


class _Tickets:
    """Each association's own places at one course day, numbered from 1 to the quota."""

    def __init__(self, sitting: Sitting):
        self.quota = sitting.quota
        taken = sitting.seats.taken().values_list("association_id", "ticket")
        self.held: dict[int | None, set[int]] = {}
        self.count: Counter = Counter()
        for association, ticket in taken:
            self.count[association] += 1
            self.held.setdefault(association, set()).add(ticket)

    def take(self, association: int | None) -> int | None:
        """A free number, or None when the association has its share."""
        if self.count[association] >= self.quota:
            return None
        held = self.held.setdefault(association, set())
        ticket = next(number for number in range(1, self.quota + 1) if number not in held)
        held.add(ticket)
        self.count[association] += 1
        return ticket


@scope.system("course")
@transaction.atomic
def give_up(seat: Seat, *, by: Person) -> None:
    """Leave the course day or its waiting list, without a reason; the next one moves up at once."""
    sitting = seat.sitting
    sitting.take_turn()
    seat.refresh_from_db()
    seat.sitting = sitting
    if not seat.may_be_given_up:
        raise RuleBroken(_("This place can no longer be given up here. Call the association."))
    seat.cancel(Why.LEFT)
    book.write(by, "seat.cancelled", about=seat)
    if by != seat.person:
        post.later(Kind.COURSE, to=seat.person, association=seat.association)
    _fill(sitting)


@scope.system("course")
@transaction.atomic
def move(seat: Seat, sitting: Sitting, *, by: Person) -> Seat:
    """The registration goes over to another day of the same course, with what was told of access."""
    old = seat.sitting
    if sitting.course_id != old.course_id or sitting.pk == old.pk:
        raise RuleBroken(_("Choose another day of the same course."))
    for one in sorted((old, sitting), key=lambda day: day.pk):  # always in this order, so that two never wait in a ring
        one.take_turn()
    words = ""
    if seat.access is not None:
        words = reading.opened(seat, "access", by=by, purpose=Purpose.OWN).access["words"]
    if seat.may_be_given_up:
        seat.cancel(Why.MOVED)
        _fill(old)
    elif seat.was_called_off:
        Seat.objects.filter(pk=seat.pk).update(why=Why.MOVED, access=None)
    else:
        raise RuleBroken(_("This place has already moved on."))
    return register(seat.person, sitting, association=seat.association, access=words, by=by)


@scope.system("course")
def open_free_seats() -> int:
    """The hourly round: where free seats have opened to all, the waiting list moves up. Returns how many days."""
    days = list(Sitting.objects.with_free_seats_to_open())
    for sitting in days:
        with transaction.atomic():
            sitting.take_turn()
            _fill(sitting)
    return len(days)


# --- the day -----------------------------------------------------------------------------------------------------
@scope.system("course")
@transaction.atomic
def attend(seat: Seat, *, by: Person) -> None:
    """Was there. Pressed twice is pressed once."""
    _mark(seat, SeatStage.ATTENDED, by=by)


@scope.system("course")
@transaction.atomic
def miss(seat: Seat, *, by: Person) -> None:
    """Was not there. Pressed twice is pressed once."""
    _mark(seat, SeatStage.MISSED, by=by)


def _mark(seat: Seat, stage: SeatStage, *, by: Person) -> None:
    if not seat.sitting.may_begin:
        raise RuleBroken(_("Attendance is marked from an hour before the day begins until the day is closed."))
    if seat.person_id == by.pk:
        raise RuleBroken(_("Another trainer marks your attendance."))
    if seat.stage == stage:
        return
    seat.mark(stage, by=by)
    book.write(by, "seat.attended" if stage == SeatStage.ATTENDED else "seat.missed", about=seat)


@scope.system("course")
def forget_access_needs() -> int:
    """Words on access have served their purpose two weeks after the day (R39). Returns how many were erased."""
    over = Seat.objects.filter(access__isnull=False, sitting__closed_at__lt=clock.now() - ACCESS_KEPT)
    past = Seat.objects.filter(
        access__isnull=False, sitting__ends_at__lt=clock.now() - ACCESS_KEPT, sitting__stage__in=COMING
    )
    return over.update(access=None) + past.update(access=None)
