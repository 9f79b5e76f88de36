"""Questions about lines of "who has looked", exceptional openings, and weekly counts of readings."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import (
    Association,
    Role,
    administers,
    coordinated_associations,
    coordinated_by,
    coordinated_keys,
)
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P2, P3
from rinnalla.people.models import Person
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.vault.fields import Owner, Sealed, SealedModel

OPEN_FOR = timedelta(minutes=30)
LEAST_REASON = 20  # characters


def answers_for_union(person: Person) -> bool:
    """An administrator, or a coordinator of the union's own queue."""
    return administers(person) or None in coordinated_keys(person)


def _others_coordinate(person: Person) -> Exists:
    """Whether another coordinator of the question's association could answer it."""
    others = Role.objects.standing().exclude(person=person)
    return Exists(others.filter(kind=RoleKind.COORDINATOR, association=OuterRef("association")))


def _others_of_union(person: Person) -> Exists:
    kinds = (RoleKind.COORDINATOR, RoleKind.ADMINISTRATOR)
    return Exists(Role.objects.standing().exclude(person=person).filter(association=None, kind__in=kinds))


class Questions(models.QuerySet["Question"]):
    def waiting(self):
        return self.filter(answered_at=None)

    def to_answer(self, person: Person):
        """Those this person answers: of their association or of the union; about their own look only if nobody else
        could. Never their own. Twin of `policies.may_answer`.
        """
        not_mine = ~Q(looked_by=person.code)
        here = Q(association__in=coordinated_associations(person))
        answers: Q = here & (not_mine | ~Q(_others_coordinate(person)))
        if answers_for_union(person):
            answers |= Q(association=None) & (not_mine | ~Q(_others_of_union(person)))
        return self.filter(answers).exclude(person=person)

    def visible_to(self, person: Person):
        """One's own, and those one answers."""
        return self.filter(Q(person=person) | Q(pk__in=self.model.objects.to_answer(person).values("pk")))


class Question(SealedModel):
    """A person asks about a line of "who has looked" (R38); someone else than who looked answers.

    association   who answers; None is the union
    line          the line's number in the ledger; it may be gone by schedule before the question
    looked_by     code of whose act the line tells of
    due           the day by which the answer is promised (R17)
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    line = models.BigIntegerField()
    looked_by = models.CharField(max_length=32, blank=True, default="")
    asked_at = models.DateTimeField(default=clock.now)
    due = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    union_told_at = models.DateTimeField(null=True, blank=True)  # that it waits; never what it says
    question = Sealed(grade="P3")
    reply = Sealed(grade="P3")

    fates = {
        name: P1.erase("reads")
        for name in [
            "id", "code", "person", "association", "line", "looked_by", "asked_at", "due", "answered_at",
            "answered_by", "union_told_at",
        ]
    } | {"question": P3.erase("reads"), "reply": P3.erase("reads")}  # fmt: skip

    objects = Questions.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(name="question_waiting", fields=["association", "due"], condition=Q(answered_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="question_one_open_per_line", fields=["person", "line"], condition=Q(answered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def is_late(self) -> bool:
        return self.answered_at is None and self.due < clock.today()


class Openings(models.QuerySet["Opening"]):
    def live(self):
        """By the clock of each reading: neither ended by hand nor run out."""
        return self.filter(ended_at=None, until__gt=clock.now())

    def to_look_at(self, person: Person):
        """Those of others that this person may look at as the second one. Twin of `policies.may_look_at`."""
        if administers(person):
            return self.exclude(by=person)
        return self.filter(coordinated_by(person)).exclude(by=person)

    def visible_to(self, person: Person):
        """One's own doing, and those one looks at. The subject reads of it on "who has looked"."""
        return self.filter(Q(by=person) | Q(pk__in=self.model.objects.to_look_at(person).values("pk")))


class Opening(SealedModel):
    """One person's requests opened for thirty minutes by a member of staff who does not have them in care.

    association      of the requests that are opened; None is the union's own queue
    until, ended_at  when it runs out by the clock; when it was ended or found to have run out
    seen_by, verdict  the second person, and what they say; settled_*  the union looked into a questioned one
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ground = models.CharField(max_length=8, choices=Ground)
    opened_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = Sealed(grade="P3")
    remark = Sealed(grade="P3")  # the second person's, with a question

    fates = {
        name: P1.erase("reads")
        for name in [
            "id", "code", "person", "association", "by", "ground", "opened_at", "until", "ended_at", "seen_by",
            "seen_at", "verdict", "settled_by", "settled_at",
        ]
    } | {"reason": P3.erase("reads"), "remark": P3.erase("reads")}  # fmt: skip

    objects = Openings.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(name="opening_unseen", fields=["association"], condition=Q(seen_at=None))]
        constraints = [
            models.UniqueConstraint(name="opening_one_at_a_time", fields=["by"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="opening_seen_says_when",
                condition=Q(verdict="", seen_at=None) | (~Q(verdict="") & Q(seen_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and clock.now() < self.until


class Week(models.Model):
    """A week whose readings were counted; day is its Monday, people how many members of staff were counted."""

    day = models.DateField(unique=True)
    people = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)

    fates = {name: P1.keep("reads") for name in ["id", "day", "people", "made_at"]}

    class Meta:
        ordering = ["-day"]


class Outliers(models.QuerySet["Outlier"]):
    def visible_to(self, person: Person):
        """Administrators of the union."""
        return self.all() if administers(person) else self.none()


class Outlier(SealedModel):
    """A member of staff who read far more in one week than their cases needed. Counts only, never whose.

    reads   persons opened, each counted once a day; cases  what they had in care; usual  what was to be expected
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="outliers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    reads = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = Sealed(grade="P2")

    fates = {
        name: P1.erase("reads")
        for name in ["id", "code", "week", "person", "role", "reads", "cases", "usual", "looked_at", "looked_by"]
    } | {"note": P2.erase("reads")}

    objects = Outliers.as_manager()

    class Meta:
        ordering = ["-week__day", "-reads", "pk"]
        constraints = [models.UniqueConstraint(name="outlier_once_a_week", fields=["week", "person"])]

    def __str__(self) -> str:
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]
