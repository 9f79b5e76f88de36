"""Course days: planned, made certain, held or called off (R7)."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.training.choices import SeatStage, SittingStage, Why
from rinnalla.training.models import Sitting
from rinnalla.training.moves import seats

FACTS = ("starts_at", "ends_at", "place", "link", "language", "size", "minimum", "quota", "open_to_all_on")
TOLD = ("starts_at", "ends_at", "place", "link")  # a change of these is told to everyone who has signed up


@scope.system("course")
@transaction.atomic
def plan(course, facts: dict[str, Any], trainers: list[Person], *, by: Person) -> Sitting:
    """A new course day.

    facts      values of FACTS
    trainers   people with the role of trainer; one at least
    """
    _check(facts, trainers, taken=0)
    if facts["starts_at"] <= clock.now():
        raise RuleBroken(_("Choose a day that is still ahead."))
    sitting = Sitting.objects.create(course=course, **{name: facts[name] for name in FACTS if name in facts})
    sitting.trainers.set(trainers)
    book.write(by, "sitting.planned", about=sitting)
    return sitting


@scope.system("course")
@transaction.atomic
def change(sitting: Sitting, facts: dict[str, Any], trainers: list[Person], *, by: Person) -> None:
    """The plan changes. Everyone who has signed up hears of a new time or place; more places fill from the list."""
    sitting.take_turn()
    _still_ahead(sitting)
    _check(facts, trainers, taken=sitting.taken)
    is_told = any(name in facts and facts[name] != getattr(sitting, name) for name in TOLD)
    known = {name: facts[name] for name in FACTS if name in facts}
    Sitting.objects.filter(pk=sitting.pk).update(**known, sequence=F("sequence") + 1)
    sitting.refresh_from_db()
    sitting.trainers.set(trainers)
    book.write(by, "sitting.changed", about=sitting, concerns=_concerned(sitting) if is_told else [])
    if is_told:
        _tell_all(sitting)
    seats._fill(sitting)


@scope.system("course")
@transaction.atomic
def confirm(sitting: Sitting, *, by: Person) -> None:
    """The day will be held; everyone who has a place hears it."""
    sitting.take_turn()
    sitting._step(SittingStage.CONFIRMED, sequence=F("sequence") + 1)
    book.write(by, "sitting.confirmed", about=sitting, concerns=_concerned(sitting))
    for seat in sitting.seats.filter(stage=SeatStage.REGISTERED).select_related("person", "association"):
        post.later(Kind.COURSE, to=seat.person, association=seat.association)


@scope.system("course")
@transaction.atomic
def call_off(sitting: Sitting, *, by: Person) -> int:
    """The day is not held. Everyone on it hears of it, and finds the next day on their page. Returns how many."""
    sitting.take_turn()
    _still_ahead(sitting)
    concerned = _concerned(sitting)
    standing = list(sitting.seats.standing().select_related("person", "association"))
    for seat in standing:
        seat.sitting = sitting
        if seat.stage in (SeatStage.WAITING, SeatStage.REGISTERED):
            seat.cancel(Why.CALLED_OFF)
            post.later(Kind.COURSE, to=seat.person, association=seat.association)
    sitting._step(SittingStage.CANCELLED, closed_at=clock.now(), sequence=F("sequence") + 1)
    book.write(by, "sitting.cancelled", about=sitting, concerns=concerned)
    return len(standing)


@scope.system("course")
@transaction.atomic
def close(sitting: Sitting, *, by: Person) -> None:
    """The day was held: everyone with a place is marked, the list of those who waited ends, words on access go.

    Qualifications are given by supporters.courses.close, which calls this.
    Raises   RuleBroken while someone's attendance is not marked, or before the day is over
    """
    sitting.take_turn()
    if sitting.ends_at > clock.now():
        raise RuleBroken(_("The day is closed once it is over."))
    if sitting.seats.filter(stage=SeatStage.REGISTERED).exists():
        raise RuleBroken(_("Mark first for everyone who has a place whether they were there."))
    for seat in sitting.seats.waiting().select_related("person"):
        seat.sitting = sitting
        seat.cancel(Why.FULL)
    sitting.seats.filter(access__isnull=False).update(access=None)
    sitting._step(SittingStage.HELD, closed_at=clock.now())
    book.write(by, "sitting.closed", about=sitting)


# --- parts -------------------------------------------------------------------------------------------------------
def _still_ahead(sitting: Sitting) -> None:
    if not sitting.is_coming:
        raise RuleBroken(_("This course day has begun, or is over. It can no longer be changed."))


def _check(facts: dict[str, Any], trainers: list[Person], *, taken: int) -> None:
    if not trainers:
        raise RuleBroken(_("Choose at least one trainer."))
    known = Role.objects.standing().filter(kind=RoleKind.TRAINER, person__in=trainers).values("person").distinct()
    if known.count() != len(set(trainers)):
        raise RuleBroken(_("Only someone with the role of a trainer can train."))
    if facts["ends_at"] <= facts["starts_at"]:
        raise RuleBroken(_("The day ends after it begins. Check the times."))
    if not (facts.get("place") or facts.get("link")):
        raise RuleBroken(_("Tell where the course is held: a place, or a link."))
    if facts.get("size", 12) < taken:
        raise RuleBroken(_("More people than this have a place already."))
    if facts.get("minimum", 7) > facts.get("size", 12):
        raise RuleBroken(_("The least number of people is at most the number of places."))


def _concerned(sitting: Sitting) -> list[str]:
    return list(sitting.seats.standing().values_list("person__code", flat=True))


def _tell_all(sitting: Sitting) -> None:
    standing = sitting.seats.filter(stage__in=(SeatStage.WAITING, SeatStage.REGISTERED))
    for seat in standing.select_related("person", "association"):
        post.later(Kind.COURSE, to=seat.person, association=seat.association)
