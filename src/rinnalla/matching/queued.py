"""A proposal for a whole queue, kept for a week at most (docs/adr/0022). By itself it offers nobody to anyone."""

from django.db import models
from django.db.models import Q

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.base.steps import Stepping
from rinnalla.matching.choices import LineStage
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel


def in_queue() -> models.QuerySet[Ask]:
    """Those who have nobody to choose from: no cards yet, or others wished for; who has waited longest first."""
    without = Q(stage=Stage.RECEIVED) | Q(stage=Stage.SHORTLISTED, wants_others_at__isnull=False)
    return Ask.objects.filter(without, person__restricted_at=None).order_by("received_at", "pk")


class QueueProposals(models.QuerySet["QueueProposal"]):
    def visible_to(self, person: Person):
        """The coordinators of the association, or of the union's own queue. The nameless whole is found by `whole`."""
        return self.filter(coordinated_by(person), is_whole=False)

    def whole(self):
        """Of the whole union: counts without lines."""
        return self.filter(is_whole=True)


class QueueProposal(models.Model):
    """Who could be served by whom today, of one association's queue or of the union's own; one is kept at a time.

    is_whole   of every queue at once, for the union's eyes: counts alone, no lines
    groups     how groups of people fare: [{"kind", "key", "total", "served", "fit"}]; None where a number is too small
    holds      whether both proofs that nobody more could be served agreed
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    association = models.ForeignKey(Association, null=True, on_delete=models.CASCADE, related_name="+")
    is_whole = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    weights_version = models.CharField(max_length=10)
    waiting = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    holds = models.BooleanField()
    groups = models.JSONField(default=list)

    fates = {
        name: P1.erase("queue")
        for name in [
            "id",
            "code",
            "association",
            "is_whole",
            "made_at",
            "made_by",
            "weights_version",
            "waiting",
            "served",
            "holds",
            "groups",
        ]
    }

    objects = QueueProposals.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="queue_one_per_association", fields=["association"], condition=Q(is_whole=False)
            ),
            models.UniqueConstraint(
                name="queue_one_of_the_union", fields=["is_whole"], condition=Q(association=None, is_whole=False)
            ),
            models.UniqueConstraint(name="queue_one_whole", fields=["is_whole"], condition=Q(is_whole=True)),
        ]

    @property
    def left(self) -> int:
        return self.waiting - self.served


class QueueLines(models.QuerySet["QueueLine"]):
    def open(self):
        return self.filter(stage=LineStage.OPEN)

    def visible_to(self, person: Person):
        """The coordinators of the ask's association; what it says is for the one who has the ask in care."""
        return self.filter(ask__in=Ask.objects.filter(coordinated_by(person, of="person")))


class QueueLine(SealedModel, Stepping):
    """One ask of the queue: the supporter proposed and, under the seeker's key, why; or why there is nobody today.

    reasons   {"terms": {name: 0..1000}, "bits": {name: {…}}, "passed": [supporter ids]} of a pair;
              {"why": limit, "change": limit or "", "opens": count} of one without
    """

    STEPS = {LineStage.OPEN: {LineStage.TAKEN, LineStage.LEFT, LineStage.GONE}}

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    proposal = models.ForeignKey(QueueProposal, on_delete=models.CASCADE, related_name="lines")
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="+")
    supporter = models.ForeignKey(Supporter, null=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=7, choices=LineStage, default=LineStage.OPEN)
    drawn_from = models.CharField(max_length=64, default="", editable=False)  # digest of the sealed bytes it is made of
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reasons = Sealed(grade="P3")

    fates = {
        name: P1.erase("queue")
        for name in ["id", "code", "proposal", "ask", "supporter", "stage", "drawn_from", "decided_at", "decided_by"]
    } | {"reasons": P3.erase("queue")}

    objects = QueueLines.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="queue_line_once_per_ask", fields=["proposal", "ask"]),
            models.CheckConstraint(
                name="queue_line_without_has_nobody",
                condition=Q(stage="without", supporter=None) | (~Q(stage="without") & Q(supporter__isnull=False)),
            ),
        ]

    def sealed_for(self) -> Owner:
        return Owner(self.ask.person.code)

    def concerns(self) -> list[str]:
        return self.ask.concerns()
