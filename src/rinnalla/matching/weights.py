"""How much each of the nine terms weighs. Our judgement, therefore data with versions, and shown (docs/adr/0018)."""

from dataclasses import dataclass, fields, replace

from django.db import models
from django.db.models import Q

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P0, P1
from rinnalla.people.models import Person

FULL = 1000  # a term's most points
WHOLE = 100  # what the nine add up to


@dataclass(frozen=True)
class Weights:
    """Whole numbers that add up to 100, so that a score lies in 0..100 000."""

    version: str
    condition: int = 24
    treatment: int = 12
    situation: int = 12
    needs: int = 16
    stage: int = 10
    times: int = 12
    distance: int = 6
    closeness: int = 4
    load: int = 4

    def __post_init__(self):
        if sum(self.of(name) for name in TERMS) != WHOLE or min(self.of(name) for name in TERMS) < 0:
            raise ValueError("weights add up to 100")

    def of(self, term: str) -> int:
        return getattr(self, term)

    def score(self, points: dict[str, int]) -> int:
        return sum(self.of(name) * points[name] for name in TERMS)

    def called(self, version: str) -> "Weights":
        """The same numbers under another version's name, so that equals keep their order when two are compared."""
        return replace(self, version=version)


TERMS = tuple(field.name for field in fields(Weights) if field.name != "version")
FIRST = Weights("1")  # the programme's own; every later version is a row


class Weighings(models.QuerySet["Weighing"]):
    def begun(self):
        """Those whose day has come, the one in force first."""
        return self.filter(in_force_from__lte=clock.today()).order_by("-in_force_from", "-pk")


def _number() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField()


class Weighing(models.Model):
    """A version of the weights after the first: who set it, when, why and from which day. It is never changed."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    version = models.CharField(max_length=10, unique=True)
    condition = _number()
    treatment = _number()
    situation = _number()
    needs = _number()
    stage = _number()
    times = _number()
    distance = _number()
    closeness = _number()
    load = _number()
    in_force_from = models.DateField(default=clock.today)
    why = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {name: P0.keep("public") for name in ["id", "code", "version", *TERMS, "in_force_from", "why"]} | {
        name: P1.keep("count") for name in ["made_at", "made_by"]
    }

    objects = Weighings.as_manager()

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="weighing_adds_up",
                condition=Q(
                    condition=WHOLE
                    - models.F("treatment")
                    - models.F("situation")
                    - models.F("needs")
                    - models.F("stage")
                    - models.F("times")
                    - models.F("distance")
                    - models.F("closeness")
                    - models.F("load")
                ),
            )
        ]

    def __str__(self):
        return self.version

    def save(self, *args, **kwargs):
        """Only ever once: shortlists and the log name a version and must be able to trust it."""
        if not self._state.adding:
            raise TypeError("a version of the weights is never changed; make the next one")
        super().save(*args, **kwargs)

    @property
    def weights(self) -> Weights:
        return Weights(self.version, **{name: getattr(self, name) for name in TERMS})

    @property
    def has_begun(self) -> bool:
        return self.in_force_from <= clock.today()


def in_force() -> Weights:
    """Today's; one statement. A page or a round reads it once and hands it on."""
    row = Weighing.objects.begun().first()
    return row.weights if row else FIRST


def known() -> dict[str, Weights]:
    """Every version by its name; one statement."""
    return {FIRST.version: FIRST} | {row.version: row.weights for row in Weighing.objects.all()}
