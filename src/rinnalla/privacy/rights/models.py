"""A wish about one's own details, and its answer within a month (GDPR art. 12(3), 16, 21)."""

from django.db import models
from django.db.models import Q

from rinnalla.associations.models import Association, administers, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.people.choices import Given
from rinnalla.people.models import Person
from rinnalla.privacy.rights.choices import About, Kind, Outcome
from rinnalla.vault.fields import Owner, Sealed, SealedModel


class RightsRequests(models.QuerySet["RightsRequest"]):
    def waiting(self):
        return self.filter(answered_at=None)

    def to_answer(self, person: Person):
        """Those of the association that this person coordinates, and for an administrator those of the union."""
        here = coordinated_by(person)
        return self.filter(here | Q(association=None) if administers(person) else here).exclude(person=person)

    def visible_to(self, person: Person):
        """One's own, and those one answers; also while everything else of the person rests."""
        return self.filter(Q(person=person) | Q(pk__in=self.model.objects.to_answer(person).values("pk")))

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def to_end(self):
        """Written down for someone, and ended by another call: rests, and erasures whose three days are not over.

        An erasure that is taken back takes its row along, and one that is done the person.
        """
        return self.filter(Q(kind=Kind.REST, person__restricted_at__isnull=False) | Q(kind=Kind.ERASE))

    def standing(self, about: str):
        """Objections that hold: not answered yet, or done as wished. Meanwhile the processing stops (art. 21)."""
        return self.filter(Q(answered_at=None) | Q(outcome=Outcome.DONE), kind=Kind.OBJECT, about=about)


class RightsRequest(SealedModel):
    """One wish.

    association   who answers; None is the union
    due           the day by which the law promises an answer: one month
    given         how it was told; recorded_by  who wrote it down for someone on the phone, None for the person
    words         the person's own; answer  what was answered, both sealed under the person's key
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rights_requests")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=10, choices=About)
    made_at = models.DateTimeField(default=clock.now)
    due = models.DateField()
    given = models.CharField(max_length=10, choices=Given, default=Given.SELF, db_default=Given.SELF)
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")
    words = Sealed(grade="P3")
    answer = Sealed(grade="P3")

    fates = {
        name: P1.erase("rights")
        for name in [
            "id",
            "code",
            "person",
            "association",
            "kind",
            "about",
            "made_at",
            "due",
            "given",
            "recorded_by",
            "answered_at",
            "answered_by",
            "outcome",
        ]
    } | {name: P3.erase("rights") for name in ("words", "answer")}

    objects = RightsRequests.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rights_request_answered_says_how",
                condition=Q(answered_at=None, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                name="rights_request_one_waiting_about_a_thing",
                fields=["person", "kind", "about"],
                condition=Q(answered_at=None),
            ),
        ]
        indexes = [models.Index(name="rights_request_waiting", fields=["association"], condition=Q(answered_at=None))]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]
