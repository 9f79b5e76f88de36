"""What is the supporter's own: the wished rhythm, thanks received, small milestones, and the reflection (R10, R13)."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3, P4
from rinnalla.guidance.choices import MilestoneKind, Pace, Ready
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel


class OwnWay(models.Model):
    """What a supporter has said of their own way of supporting; nobody is asked for a reason.

    meanwhile, back, back_on   a number of people for a while: what it is now, what it returns to, and on which day
    rest_answered_at           when an offer of rest was last put aside
    """

    supporter = models.OneToOneField(Supporter, on_delete=models.CASCADE, related_name="own_way")
    pace = models.CharField(max_length=8, choices=Pace, blank=True, default="")
    hides_wall = models.BooleanField(default=False)
    rest_answered_at = models.DateTimeField(null=True, blank=True)
    meanwhile = models.PositiveSmallIntegerField(null=True, blank=True)
    back = models.PositiveSmallIntegerField(null=True, blank=True)
    back_on = models.DateField(null=True, blank=True)

    fates = {
        name: P1.erase("training")
        for name in ["id", "supporter", "pace", "hides_wall", "rest_answered_at", "meanwhile", "back", "back_on"]
    }

    class Meta:
        indexes = [models.Index(name="own_way_back_on", fields=["back_on"], condition=Q(back_on__isnull=False))]
        constraints = [
            models.CheckConstraint(
                name="own_way_for_a_while_is_whole",
                condition=Q(meanwhile=None, back=None, back_on=None)
                | Q(meanwhile__isnull=False, back__isnull=False, back_on__isnull=False),
            )
        ]

    @classmethod
    def of(cls, supporter: Supporter) -> "OwnWay":
        """The row of this supporter, or an unsaved one that says nothing yet."""
        return cls.objects.filter(supporter=supporter).first() or cls(supporter=supporter)


class ThanksRows(models.QuerySet["Thanks"]):
    def visible_to(self, person: Person):
        """The one who was thanked, and nobody else."""
        return self.filter(supporter__person=person)


class Thanks(SealedModel):
    """A word of thanks, sealed for the one who is thanked: a ready sentence, or own words."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="thanks")
    said_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    words = Sealed(grade="P3")  # {"ready": key of Ready} or {"own": words}

    fates = {name: P1.erase("training") for name in ["id", "code", "supporter", "said_by", "said_at"]} | {
        "words": P3.erase("training")
    }

    objects = ThanksRows.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.supporter.person.code)

    def concerns(self) -> list[str]:
        return [self.supporter.person.code]

    @staticmethod
    def read(opened: dict | None) -> str:
        """What was said, a ready sentence in the reader's language."""
        said = opened or {}
        return str(dict(Ready.choices).get(said.get("ready", ""), "")) or said.get("own", "")


class Milestone(models.Model):
    """A small milestone, for the supporter alone. Kept apart, since what it came from is erased in time (R39)."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=8, choices=MilestoneKind)
    day = models.DateField()

    fates = {name: P1.erase("training") for name in ["id", "supporter", "kind", "day"]}

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(name="milestone_once", fields=["supporter", "kind"])]


@dataclass(frozen=True)
class Entry:
    """One page of the reflection. key names it inside the notebook; day is an ISO day; the rest is the person's own."""

    key: str
    day: str
    protecting: tuple[str, ...] = ()
    risking: tuple[str, ...] = ()
    words: str = ""

    @property
    def written_on(self) -> date:
        return date.fromisoformat(self.day)


class Reflections(models.QuerySet["Reflection"]):
    def visible_to(self, person: Person):
        """Their own. There is no other way to a reflection."""
        return self.filter(person=person)


class Reflection(SealedModel):
    """A supporter's private notebook on what protects and what wears them (R13).

    All pages lie in one sealed value (P4), so that not even their number or days can be seen. Nothing counts this
    table, nothing lists it, and writing in it leaves no line in the ledger; only the person's own reading does.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    pages = Sealed(grade="P4")

    fates = {
        "id": P1.erase("training"),
        "code": P1.erase("training"),
        "person": P1.erase("training"),
        "pages": P4.erase("training"),
    }

    objects = Reflections.as_manager()

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]
