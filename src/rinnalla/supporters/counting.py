"""Where people leave the road: counts without names, from the steps and from a daily counter of enquiries (R34)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Enquiries, Step, Supporter

SMALL = 5  # a count below this is not told to those who see no names
AFTER = (Stage.INTERVIEWED, Stage.ACCEPTED, Stage.TRAINED, Stage.ACTIVE)
LEFT = (Stage.WITHDRAWN, Stage.NOT_NOW, Stage.STOPPED)


@dataclass(frozen=True)
class Road:
    """How many came how far, and from where those left who did not go on.

    enquiries   applications begun; an application may be begun and never sent
    reached     stage → how many of those who applied in this time have come to it, in the order of the road
    left        stage they stood at → how many took it back, heard "not now" or stopped there
    """

    enquiries: int
    reached: dict[str, int]
    left: dict[str, int]


@scope.system("supporting")
def enquired(association: Association | None, day: date | None = None) -> None:
    """Someone began an application: one more on this day. Nothing of the person is kept."""
    rows = Enquiries.objects.filter(day=day or clock.today(), association=association)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Enquiries.objects.create(day=day or clock.today(), association=association, count=1)
    except IntegrityError:  # another browser made the row meanwhile
        rows.update(count=F("count") + 1)


@scope.system("counts")
def road(since: date, until: date, associations: QuerySet[Association] | None = None) -> Road:
    """The road of those who applied from `since` to `until` (local days, both included).

    associations   these only; None for the whole union
    """
    begun = Enquiries.objects.filter(day__gte=since, day__lte=until)
    people = Supporter.objects.all()
    if associations is not None:
        begun, people = begun.filter(association__in=associations), people.filter(association__in=associations)
    people = people.annotate(applied_at=Subquery(_applied(since, until))).filter(applied_at__isnull=False)
    flags = {_name(stage): Exists(_later(stage)) for stage in AFTER}
    flags |= {f"left_{_name(stage)}": Exists(_left_at(stage)) for stage in (Stage.APPLIED, *AFTER)}
    counted = {f"n_{name}": Count("pk", filter=Q(**{name: True})) for name in flags}
    facts = people.annotate(**flags).aggregate(n_applied=Count("pk"), **counted)
    return Road(
        enquiries=begun.aggregate(all=Sum("count"))["all"] or 0,
        reached={stage: facts[f"n_{_name(stage)}"] for stage in (Stage.APPLIED, *AFTER)},
        left={stage: facts[f"n_left_{_name(stage)}"] for stage in (Stage.APPLIED, *AFTER)},
    )


def shown(count: int, *, exact: bool) -> str:
    """A count as it may be told: small ones are hidden from those who see no names."""
    return str(count) if exact or count >= SMALL else f"<{SMALL}"


def _name(stage: Stage) -> str:
    return str(stage.value)


def _applied(since: date, until: date) -> QuerySet:
    """When they first applied in this time."""
    begins = datetime.combine(since, time.min, clock.HELSINKI)
    ends = datetime.combine(until, time.max, clock.HELSINKI)
    steps = Step.objects.filter(supporter=OuterRef("pk"), to=Stage.APPLIED, at__gte=begins, at__lte=ends)
    return steps.order_by("at").values("at")[:1]


def _later(stage: Stage) -> QuerySet[Step]:
    return Step.objects.filter(supporter=OuterRef("pk"), to=stage, at__gte=OuterRef("applied_at"))


def _left_at(stage: Stage) -> QuerySet[Step]:
    steps = Step.objects.filter(supporter=OuterRef("pk"), to__in=LEFT, at__gte=OuterRef("applied_at"))
    return steps.filter(origin__in=(Stage.ACTIVE, Stage.RESTING) if stage == Stage.ACTIVE else (stage,))
