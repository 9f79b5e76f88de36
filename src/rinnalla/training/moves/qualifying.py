"""Giving a qualification: from attendance or from recognition, by whom and when (R8, R9)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.training import plans
from rinnalla.training.choices import Ground
from rinnalla.training.models import Course, Qualification

LONGEST_GROUND = 200
REMIND_BEFORE = timedelta(days=60)


@scope.system("course")
@transaction.atomic
def qualify(
    person: Person, course: str | Course, day: date, ground: Ground, ground_words: str = "", *, by: Person | None
) -> Qualification:
    """Write down that `person` has done a course, or that the union has recognised equal knowledge.

    A qualification that lapses is prolonged when the course is done anew; the certificate keeps its code.

    course        the course, or its key
    day           local day of the course, or of the recognition; not in the future
    ground_words  on what ground, at most 200 characters; needed for a recognition
    Raises        RuleBroken when it is already written down, lies ahead, has no ground, or lacks the course it needs
    """
    course, ground_words = plans.known(course), ground_words.strip()
    _check(person, course, day, ground, ground_words)
    facts = {
        "day": day,
        "valid_until": course.valid_until(day),
        "ground": ground,
        "ground_words": ground_words,
        "recorded_by": by,
    }
    qualification = _prolong(person, course, facts) or _create(person, course, facts)
    recognised = ground == Ground.RECOGNISED
    book.write(by, "qualification.recognised" if recognised else "qualification.given", about=qualification)
    return qualification


def _prolong(person: Person, course: Course, facts: dict) -> Qualification | None:
    """The same qualification with a later day, when it lapses or was taken back; None when there is none such."""
    known = Qualification.objects.filter(person=person, course=course).select_related("person").first()
    if known is None:
        return None
    goes_on = known.withdrawn_at is not None or (known.valid_until is not None and facts["day"] > known.day)
    same = Qualification.objects.filter(pk=known.pk, day=known.day, withdrawn_at=known.withdrawn_at)
    renewed = facts | {"recorded_at": clock.now(), "reminded_at": None, "withdrawn_at": None, "withdrawn_by": None}
    if not goes_on or not same.update(**renewed):
        raise _already()
    known.refresh_from_db()
    return known


def _create(person: Person, course: Course, facts: dict) -> Qualification:
    try:
        with transaction.atomic():
            return Qualification.objects.create(person=person, course=course, **facts)
    except IntegrityError:
        raise _already() from None


def _already() -> RuleBroken:
    return RuleBroken(_("This course has already been written down for this person."))


def _check(person: Person, course: Course, day: date, ground: Ground, ground_words: str) -> None:
    if not course.gives_qualification:
        raise RuleBroken(_("This course gives no qualification, so there is nothing to write down."))
    if day > clock.today():
        raise RuleBroken(_("The day of the course is still ahead. Write it down once it has been held."))
    if ground == Ground.RECOGNISED and not ground_words:
        raise RuleBroken(_("Write on what ground the union recognised the knowledge."))
    if len(ground_words) > LONGEST_GROUND:
        raise RuleBroken(_("Make the ground shorter: at most 200 characters."))
    if ground == Ground.ATTENDED and not meets_needs(person, course):
        raise RuleBroken(_("This course is for those who have done the one before it, or had it recognised."))


def meets_needs(person: Person, course: Course) -> bool:
    """Has done the course that this one needs, or had equal knowledge recognised (R8)."""
    return course.needs_id is None or person.qualifications.in_force().filter(course=course.needs_id).exists()


@scope.system("course")
@transaction.atomic
def take_back(qualification: Qualification, *, by: Person) -> None:
    """Given by mistake: it holds no longer, and its certificate says so."""
    same = Qualification.objects.filter(pk=qualification.pk, withdrawn_at=None)
    if not same.update(withdrawn_at=clock.now(), withdrawn_by=by):
        raise Overtaken(_("This qualification has been taken back already."))
    qualification.refresh_from_db()
    book.write(by, "qualification.withdrawn", about=qualification)
    post.later(Kind.COURSE, to=qualification.person)


@scope.system("course")
def remind_of_lapse() -> int:
    """Tell those whose qualification lapses within 60 days, once; the hourly round. Returns how many."""
    soon = Qualification.objects.in_force().filter(
        valid_until__lte=clock.today() + REMIND_BEFORE, reminded_at=None, person__is_active=True
    )
    told = 0
    for qualification in soon.select_related("person", "course")[:500]:
        with transaction.atomic():
            fresh = Qualification.objects.filter(pk=qualification.pk, reminded_at=None)
            if fresh.update(reminded_at=clock.now()):
                post.later(Kind.COURSE, to=qualification.person)
                told += 1
    return told
