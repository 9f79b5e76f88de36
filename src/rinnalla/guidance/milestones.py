"""The quiet wall: small milestones for the supporter alone. Nothing is compared and nothing is scored (R10)."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.companionships.models import Companionship, Contact
from rinnalla.guidance.choices import MilestoneKind
from rinnalla.guidance.models import Milestone
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Step, Supporter
from rinnalla.training.models import Qualification

YEAR = timedelta(days=365)
RECENT = timedelta(days=14)  # the regular work looks at those to whom something happened so lately


def wall(supporter: Supporter) -> list[Milestone]:
    """What has been reached so far, oldest first: what was remembered, and what is seen in the rows now."""
    known = {stone.kind: stone for stone in Milestone.objects.filter(supporter=supporter)}
    row = _with_days(Supporter.objects.filter(pk=supporter.pk)).get()
    found = {stone.kind: stone for stone in _reached(row)}
    return sorted((found | known).values(), key=lambda stone: (stone.day, stone.kind))


@scope.system("guidance")
def remember() -> int:
    """Once an hour: keep what has been reached, before the rows it came from are erased (R39). Returns how many."""
    since = clock.now() - RECENT
    courses = Qualification.objects.filter(person=OuterRef("person"), recorded_at__gte=since)
    rows = _with_days(Supporter.objects.on_the_road())
    a_year_ago = Q(begun_at__range=(since - YEAR, clock.now() - YEAR))
    rows = rows.filter(Q(last_walked_at__gte=since) | a_year_ago | Q(Exists(courses)))
    known = set(Milestone.objects.filter(supporter__in=rows.values("pk")).values_list("supporter", "kind"))
    stones = [stone for row in rows for stone in _reached(row) if (stone.supporter_id, str(stone.kind)) not in known]
    Milestone.objects.bulk_create(stones, ignore_conflicts=True)
    return len(stones)


def _with_days(supporters: QuerySet[Supporter]) -> QuerySet[Supporter]:
    begun = Step.objects.filter(supporter=OuterRef("pk"), to=Stage.ACTIVE).order_by("at")
    met = Companionship.objects.filter(supporter=OuterRef("pk"), began_at__isnull=False).order_by("began_at")
    noted = Contact.objects.filter(companionship__supporter=OuterRef("pk")).order_by("day", "pk").values("day")
    courses = Qualification.objects.filter(person=OuterRef("person")).order_by("day")
    return supporters.annotate(
        begun_at=Coalesce(Subquery(begun.values("at")[:1]), F("stage_at")),
        met_first_at=Subquery(met.values("began_at")[:1]),
        tenth=Subquery(noted[9:10]),
        fiftieth=Subquery(noted[49:50]),
        course_day=Subquery(courses.values("day")[:1]),
    )


def _reached(supporter: Supporter) -> list[Milestone]:
    """Unsaved rows. Needs a supporter from `_with_days`."""
    facts = vars(supporter)
    days: dict[MilestoneKind, date | None] = {
        MilestoneKind.COURSE: facts["course_day"],
        MilestoneKind.FIRST: clock.local_day(facts["met_first_at"]) if facts["met_first_at"] else None,
        MilestoneKind.TEN: facts["tenth"],
        MilestoneKind.FIFTY: facts["fiftieth"],
        MilestoneKind.YEAR: _a_year(supporter, facts),
    }
    return [Milestone(supporter=supporter, kind=kind, day=day) for kind, day in days.items() if day]


def _a_year(supporter: Supporter, facts: dict) -> date | None:
    day = clock.local_day(facts["begun_at"] + YEAR)
    return day if supporter.stage in (Stage.ACTIVE, Stage.RESTING) and day <= clock.today() else None
