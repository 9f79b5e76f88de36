"""The outbox. A row is written in the move's own transaction; one worker sends it at least once (docs/adr/0005)."""

from django.db import models
from django.db.models import Q

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.people.models import Person


class Letter(models.Model):
    """One notice to one person. It carries no content: who it is about and what it says stay in the service."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="letters")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=12, choices=Kind)
    way = models.CharField(max_length=4, choices=Way)
    stage = models.CharField(max_length=8, choices=LetterStage, default=LetterStage.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    fates = {
        name: P1.erase("letter")
        for name in [
            "id",
            "code",
            "to",
            "association",
            "kind",
            "way",
            "stage",
            "made_at",
            "due_at",
            "leased_until",
            "tries",
            "done_at",
            "done_by",
        ]
    }

    class Meta:
        indexes = [
            models.Index(name="letter_outbox", fields=["due_at"], condition=Q(stage="waiting", way="mail")),
            models.Index(
                name="letter_calls",
                fields=["association", "made_at"],
                condition=Q(stage="waiting", way="call"),
            ),
        ]

    def concerns(self) -> list[str]:
        return [self.to.code]
