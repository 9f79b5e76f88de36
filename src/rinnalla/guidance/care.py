"""How supporters cope, from rows already read: a guide or none, the rhythm beside the wish, the yearly talk (R10, R13).

Contacts are counted, never opened: nothing of what was said is known here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rinnalla.base import clock
from rinnalla.companionships.choices import Ending
from rinnalla.companionships.choices import Stage as PairStage
from rinnalla.companionships.models import Companionship, Contact
from rinnalla.guidance.choices import MeetingKind, MeetingStage, Pace, PlaceStage
from rinnalla.guidance.models import Guide, Meeting, OwnWay, Place
from rinnalla.guidance.models.guides import SERVING
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Step, Supporter

WEEKS = 4
LATELY = timedelta(weeks=WEEKS)
BANDS = {Pace.CALM: (1, 4), Pace.STEADY: (4, 8), Pace.LIVELY: (8, 16)}  # contacts in four weeks
BAR = 20  # contacts that fill the bar
TALK_EVERY = timedelta(days=365)
EARLY, STILL_NEAR = timedelta(weeks=4), timedelta(days=30)


@dataclass(frozen=True)
class Care:
    """What is known of how one supporter copes.

    contacts      noted in the last four weeks; band  the wished number, or None when no wish is said
    is_above, is_below   clearly more, or clearly less, than the wish
    talk_due_on   the day by which the yearly talk is to be had; None before they have begun
    talk_at       when the next one is, if it is planned
    """

    contacts: int
    pace: str
    band: tuple[int, int] | None
    is_above: bool
    is_below: bool
    has_guide: bool
    talk_due_on: date | None
    talk_at: datetime | None

    @property
    def is_talk_due(self) -> bool:
        return self.talk_due_on is not None and self.talk_due_on <= clock.today() and self.talk_at is None

    @property
    def words(self) -> str:
        """The rhythm in one sentence; the bar shows no more than this."""
        count = self.contacts
        noted = ngettext("%(count)d contact in four weeks", "%(count)d contacts in four weeks", count)
        said = noted % {"count": count}
        if self.band is None:
            return said + ". " + _("No wish is said.")
        low, high = self.band
        return said + ". " + _("Own wish: %(low)d to %(high)d.") % {"low": low, "high": high}

    @property
    def sense(self) -> str:
        """What the rhythm asks of the one who looks after them; "" when it is as wished."""
        if self.is_above:
            return _("Clearly more than wished. Ask how they are.")
        return _("Clearly less than wished. Too little to do tires, too.") if self.is_below else ""

    @property
    def part(self) -> int:
        """How much of the bar is full, 0 to 100."""
        return min(100, 100 * self.contacts // BAR)

    @property
    def wish_from(self) -> int:
        return 100 * self.band[0] // BAR if self.band else 0

    @property
    def wish_width(self) -> int:
        return 100 * (self.band[1] - self.band[0]) // BAR if self.band else 0


def with_care(supporters: QuerySet[Supporter]) -> QuerySet[Supporter]:
    """With all that `of` looks at, in the same statement."""
    here = {"supporter": OuterRef("pk")}
    begun = Step.objects.filter(**here, to=Stage.ACTIVE).exclude(origin=Stage.RESTING).order_by("-at")
    noted = Contact.objects.filter(companionship__supporter=OuterRef("pk"), day__gt=clock.today() - LATELY)
    counted = noted.order_by().values("companionship__supporter").annotate(number=Count("pk")).values("number")
    talks = Place.objects.filter(**here, meeting__kind=MeetingKind.YEARLY)
    had = talks.filter(stage=PlaceStage.CAME).order_by("-meeting__begins_at")
    planned = talks.filter(stage=PlaceStage.COMING, meeting__stage=MeetingStage.PLANNED)
    to_come = planned.filter(meeting__begins_at__gte=clock.now() - timedelta(days=1)).order_by("meeting__begins_at")
    return supporters.annotate(
        begun_at=Coalesce(Subquery(begun.values("at")[:1]), F("stage_at")),
        contacts_lately=Coalesce(Subquery(counted), Value(0)),
        pace=Coalesce(Subquery(OwnWay.objects.filter(**here).values("pace")[:1]), Value("")),
        has_guide=Exists(Guide.objects.standing().filter(**here)),
        talked_at=Subquery(had.values("meeting__begins_at")[:1]),
        talk_at=Subquery(to_come.values("meeting__begins_at")[:1]),
    )


def of(supporter: Supporter) -> Care:
    """How this one copes. Needs a row from `with_care`."""
    facts = vars(supporter)
    count, pace, begun_at = facts["contacts_lately"], facts["pace"], facts["begun_at"]
    band = BANDS.get(Pace(pace)) if pace in Pace.values else None
    serves = supporter.stage in SERVING
    judged = supporter.stage == Stage.ACTIVE and not supporter.at_limit and begun_at <= clock.now() - LATELY
    since = facts["talked_at"] or begun_at
    return Care(
        contacts=count,
        pace=pace,
        band=band,
        is_above=bool(band and supporter.stage == Stage.ACTIVE and count * 4 > band[1] * 5),
        is_below=bool(band and judged and supporter.capacity and count * 2 < band[0]),
        has_guide=facts["has_guide"],
        talk_due_on=clock.local_day(since + TALK_EVERY) if serves else None,
        talk_at=facts["talk_at"],
    )


def one(supporter: Supporter) -> Care:
    """`of`, for a supporter read without `with_care`."""
    return of(with_care(Supporter.objects.filter(pk=supporter.pk)).get())


def may_need_rest(supporter: Supporter) -> bool:
    """Whether a rest is offered to this supporter now."""
    return Supporter.objects.filter(Exists(hard_endings()), pk=supporter.pk, stage=Stage.ACTIVE).exists()


def hard_endings() -> QuerySet[Companionship]:
    """For a query of supporters: companionships that ended hard a short while ago.

    One of the two stopped, or it ended within four weeks of meeting. An offer of rest that has been put aside comes
    again only after another such ending.
    """
    put_aside = OwnWay.objects.filter(supporter=OuterRef("supporter")).values("rest_answered_at")[:1]
    ended = Companionship.objects.filter(supporter=OuterRef("pk"), stage=PairStage.ENDED)
    hard = Q(how=Ending.STOPPED) | Q(ended_at__lt=F("met_at") + EARLY)
    near = ended.filter(hard, ended_at__gte=clock.now() - STILL_NEAR).exclude(how=Ending.PURPOSE_MET)
    return near.annotate(aside=Subquery(put_aside)).filter(Q(aside=None) | Q(ended_at__gt=F("aside")))


def next_meeting() -> QuerySet[Place]:
    """For a query of supporters: the places they have at meetings to come, the nearest first."""
    coming = Meeting.objects.coming().values("pk")
    return Place.objects.filter(supporter=OuterRef("pk"), stage=PlaceStage.COMING, meeting__in=coming).order_by(
        "meeting__begins_at"
    )
