"""Kinds of course: the union adds and changes them (R7, R8)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people.models import Person
from rinnalla.training.choices import Plan
from rinnalla.training.models import Course

FACTS = (
    "fi", "sv", "en", "curriculum_fi", "curriculum_sv", "curriculum_en", "hours", "audience", "needs",
    "gives_qualification", "validity_months", "is_offered",
)  # fmt: skip


@scope.system("course")
@transaction.atomic
def add_course(facts: dict[str, Any], *, by: Person) -> Course:
    """A new kind of course.

    facts    values of FACTS
    Raises   RuleBroken when there is one with the same name
    """
    key = slugify(facts["fi"])[:40] or "course"
    known = {name: facts[name] for name in FACTS if name in facts}
    try:
        with transaction.atomic():
            course = Course.objects.create(key=key, place=Course.objects.count() + 1, **known)
    except IntegrityError:
        raise RuleBroken(_("There is a course with this name already. Give this one another name.")) from None
    book.write(by, "course.planned", concerns=[])
    return course


@scope.system("course")
@transaction.atomic
def change_course(course: Course, facts: dict[str, Any], *, by: Person) -> None:
    """What is changed holds from now on; a qualification that has been given keeps its validity.

    Raises   RuleBroken when a course would come to need itself, or the basic course would no longer qualify
    """
    if course.key == Plan.BASIC and not facts.get("gives_qualification", True):
        raise RuleBroken(_("The basic course always gives a qualification: nobody is proposed without it."))
    before: Course | None = facts.get("needs")
    while before is not None:
        if before.pk == course.pk:
            raise RuleBroken(_("These courses would wait for each other. Choose another one to come before."))
        before = before.needs
    for name in FACTS:
        if name in facts:
            setattr(course, name, facts[name])
    course.save()
    book.write(by, "course.changed", concerns=[])
