"""Giving a qualification: from attendance or from recognition, by whom and when (R8, R9)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger import book
from rinnalla.people.models import Person
from rinnalla.training.choices import Course, Ground
from rinnalla.training.models import Qualification

LONGEST_GROUND = 200


@transaction.atomic
def qualify(
    person: Person, course: Course, day: date, ground: Ground, ground_words: str = "", *, by: Person
) -> Qualification:
    """Write down that `person` has done a course, or that the union has recognised equal knowledge.

    day           local day of the course, or of the recognition; not in the future
    ground_words  on what ground, at most 200 characters; needed for a recognition
    Raises        RuleBroken when it is already written down, lies ahead, has no ground, or lacks the basic course
    """
    ground_words = ground_words.strip()
    _check(person, course, day, ground, ground_words)
    facts = {"day": day, "ground": ground, "ground_words": ground_words, "recorded_by": by}
    try:
        with transaction.atomic():
            qualification = Qualification.objects.create(person=person, course=course, **facts)
    except IntegrityError:
        raise RuleBroken(_("This course has already been written down for this person.")) from None
    recognised = ground == Ground.RECOGNISED
    book.write(by, "qualification.recognised" if recognised else "qualification.given", about=qualification)
    return qualification


def _check(person: Person, course: Course, day: date, ground: Ground, ground_words: str) -> None:
    if day > clock.today():
        raise RuleBroken(_("The day of the course is still ahead. Write it down once it has been held."))
    if ground == Ground.RECOGNISED and not ground_words:
        raise RuleBroken(_("Write on what ground the union recognised the knowledge."))
    if len(ground_words) > LONGEST_GROUND:
        raise RuleBroken(_("Make the ground shorter: at most 200 characters."))
    attended = course == Course.CONTINUING and ground == Ground.ATTENDED
    if attended and not person.qualifications.filter(course=Course.BASIC).exists():
        raise RuleBroken(_("The continuing course is for those who have done the basic course or had it recognised."))
