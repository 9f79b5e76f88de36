"""Kinds of course, and what a completed one gives.

A qualification comes from attendance or from recognition, by whom and when; nothing else gives one (R8, R9).
"""

from datetime import date

from django.db import models
from django.db.models import Q

from rinnalla.associations.models import Named
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P0, P1, P2
from rinnalla.people.models import Person
from rinnalla.training.choices import Audience, Ground


class Courses(models.QuerySet["Course"]):
    def offered(self):
        return self.filter(is_offered=True)


class Course(Named):
    """A kind of course; `training.plans` has the two of R7 and R8 ready, and the union may add others.

    audience         whom it is for
    needs            the course to have done, or to have had recognised, before this one (R8)
    validity_months  how long its qualification holds; None for ever
    """

    key = models.SlugField(max_length=40, primary_key=True)
    curriculum_fi = models.TextField(blank=True, default="")
    curriculum_sv = models.TextField(blank=True, default="")
    curriculum_en = models.TextField(blank=True, default="")
    hours = models.PositiveSmallIntegerField(default=7)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.SUPPORTERS)
    needs = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="opens")
    gives_qualification = models.BooleanField(default=True)
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True)
    is_offered = models.BooleanField(default=True)
    place = models.PositiveSmallIntegerField(default=0)

    fates = Named.named_fates | {
        name: P0.keep("public")
        for name in [
            "key",
            "curriculum_fi",
            "curriculum_sv",
            "curriculum_en",
            "hours",
            "audience",
            "needs",
            "gives_qualification",
            "validity_months",
            "is_offered",
            "place",
        ]
    }

    objects = Courses.as_manager()

    class Meta:
        ordering = ["place", "key"]
        constraints = [
            models.CheckConstraint(name="course_needs_another", condition=~Q(needs=models.F("key"))),
            models.CheckConstraint(
                name="course_validity_is_some_months",
                condition=Q(validity_months=None) | Q(validity_months__gte=1, gives_qualification=True),
            ),
        ]

    def curriculum_in(self, language: str) -> str:
        return getattr(self, f"curriculum_{language}", "") or self.curriculum_fi

    def valid_until(self, day: date) -> date | None:
        """The last day on which a qualification of `day` holds; None when it does not lapse."""
        if self.validity_months is None:
            return None
        years, month = divmod(day.month - 1 + self.validity_months, 12)
        for last in (day.day, 30, 29, 28):
            try:
                return date(day.year + years, month + 1, last)
            except ValueError:
                continue
        raise AssertionError("every month has 28 days")


class Qualifications(models.QuerySet["Qualification"]):
    def in_force(self):
        """Those that hold today."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=clock.today()), withdrawn_at=None)

    def visible_to(self, person: Person):
        """One's own."""
        return self.filter(person=person)


class Qualification(models.Model):
    """What one person has completed, on which day, on what ground, recorded by whom. Its code is on the certificate."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="qualifications")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="qualifications")
    day = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=10, choices=Ground, default=Ground.ATTENDED)
    ground_words = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)  # of the end of its validity
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # given by mistake
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    fates = {
        "id": P1.erase("training"),
        "code": P1.erase("training"),
        "person": P1.erase("training"),
        "course": P1.erase("training"),
        "day": P1.erase("training"),
        "valid_until": P1.erase("training"),
        "ground": P1.erase("training"),
        "ground_words": P2.erase("training"),
        "recorded_by": P1.erase("training"),
        "recorded_at": P1.erase("training"),
        "reminded_at": P1.erase("training"),
        "withdrawn_at": P1.erase("training"),
        "withdrawn_by": P1.erase("training"),
    }

    objects = Qualifications.as_manager()

    class Meta:
        indexes = [
            models.Index(name="qualification_lapsing", fields=["valid_until"], condition=Q(valid_until__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(name="qualification_once_per_course", fields=["person", "course"]),
            models.CheckConstraint(
                name="qualification_recognised_says_why",
                condition=~Q(ground="recognised") | ~Q(ground_words=""),
            ),
        ]

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def holds(self) -> bool:
        """Holds today; the same question as `in_force`."""
        return self.withdrawn_at is None and (self.valid_until is None or self.valid_until >= clock.today())
