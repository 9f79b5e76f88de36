"""Lines from supporters: applications, answers awaited, a new pledge, too little to do (R6, R13, R14)."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import coordinated_by
from rinnalla.base import clock
from rinnalla.desk.worklist import guidance
from rinnalla.desk.worklist.lines import Line
from rinnalla.guidance import care
from rinnalla.matching.models import Proposal
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import AgreementText, Booking, Pledge, PledgeText, Supporter, VolunteerAgreement

MOST = 300
IDLE = timedelta(days=60)
WEEK = timedelta(days=7)
ROAD = 0  # the place of what is due on the road; guidance comes after it
COLUMNS = (
    "code", "stage", "stage_at", "places_taken", "last_walked_at", "languages", "person__code", "person__identity",
    "at_limit", "capacity",
)  # fmt: skip


def lines(person: Person) -> list[Line]:
    rows = list(_rows(person))
    due = [supporter for supporter in rows if supporter.place == ROAD]
    found = [line for supporter in due for line in (_answer(supporter), _road(supporter)) if line]
    return found + guidance.lines(rows, besides={line.key for line in found if line.kind == "supporter"})


def _rows(person: Person) -> QuerySet[Supporter]:
    now = clock.now()
    asked = Proposal.objects.open().filter(supporter=OuterRef("pk"), asked_at__lte=now - WEEK)
    signed = Pledge.objects.filter(supporter=OuterRef("pk"), text=PledgeText.key_in_force())
    standing = VolunteerAgreement.objects.standing().filter(
        supporter=OuterRef("pk"), association=OuterRef("association_id"), text=AgreementText.key_in_force()
    )
    rows = Supporter.objects.filter(coordinated_by(person)).exclude(person=person)
    idle = Q(stage=Stage.ACTIVE, places_taken=0, at_limit=False, capacity__gt=0, idle_since__lte=now - IDLE)
    due = (
        Q(stage__in=(Stage.APPLIED, Stage.INTERVIEWED))
        | Q(stage=Stage.TRAINED, has_signed=True, is_agreed=True)
        | Q(stage__in=(Stage.ACCEPTED, Stage.TRAINED, Stage.ACTIVE), agreement_waits=True)
        | Q(stage=Stage.ACTIVE) & (Q(has_signed=False) | Q(is_agreed=False))
        | Q(asked_since__isnull=False)
        | idle
    )
    rows = rows.annotate(
        has_signed=Exists(signed),
        is_agreed=Exists(standing.confirmed()),
        agreement_waits=Exists(standing.filter(confirmed_at=None)),
        talks_at=Subquery(Booking.objects.filter(supporter=OuterRef("pk")).values("at")[:1]),
        asked_since=Subquery(asked.values("asked_at")[:1]),
        proposal_code=Subquery(asked.values("code")[:1]),
        idle_since=Coalesce("last_walked_at", "stage_at"),
    )
    rows = care.with_care(rows).annotate(place=Case(When(due, then=ROAD), default=ROAD + 1))
    due |= care.asks_for_a_look() | care.has_long_no_guide()
    return rows.filter(due).select_related("person").only(*COLUMNS).order_by("place", "stage_at", "pk")[:MOST]


def _make(
    supporter: Supporter, kind: str, words: Any, since, *, late: timedelta, to: tuple[str, str] | None = None
) -> Line:
    return Line(
        kind=kind, key=supporter.code, words=words, since=since, who=supporter.person,
        to=to or ("supporter", supporter.code),
        about=_("peer supporter"), is_late=since <= clock.now() - late,
    )  # fmt: skip


def _answer(supporter: Supporter) -> Line | None:
    """A proposal of a week or more: a call is kinder than a lapse (lessons.md)."""
    if not supporter.asked_since:
        return None
    to = ("desk-proposal", supporter.proposal_code)
    words = _("Has been asked and has not answered yet. A call may help.")
    return _make(supporter, "answer", words, supporter.asked_since, to=to, late=timedelta(days=10))


def _talk(supporter: Supporter) -> Line | None:
    """A time is agreed: nothing to do before it, the interview to write down after it."""
    if supporter.talks_at > clock.now() + timedelta(days=1):
        return None
    words = _("A time to talk is agreed. Write the interview down when you have talked.")
    return _make(supporter, "application", words, supporter.talks_at, late=WEEK)


def _road(supporter: Supporter) -> Line | None:
    if supporter.agreement_waits:
        words = _("Has signed the agreement with the association. Confirm it.")
        kind = "supporter" if supporter.stage == Stage.ACTIVE else "application"
        return _make(supporter, kind, words, supporter.stage_at, late=timedelta(days=3650))
    if supporter.stage == Stage.APPLIED and supporter.talks_at:
        return _talk(supporter)
    if supporter.stage == Stage.APPLIED:
        words = _("Hopes to become a peer supporter. Read the application and agree on a time to talk.")
        return _make(supporter, "application", words, supporter.stage_at, late=WEEK)
    if supporter.stage == Stage.INTERVIEWED:
        return _make(supporter, "application", _("You have talked. Now you decide."), supporter.stage_at, late=WEEK)
    if supporter.stage == Stage.TRAINED:
        words = _("The course is done, the pledge and the agreement are signed. May begin when you agree.")
        return _make(supporter, "application", words, supporter.stage_at, late=WEEK)
    if supporter.stage != Stage.ACTIVE:
        return None
    if not supporter.has_signed:
        words = _("Has not signed the secrecy pledge now in force, so nobody new is proposed.")
        return _make(supporter, "supporter", words, supporter.stage_at, late=timedelta(days=3650))
    if not supporter.is_agreed:
        words = _("Has not signed the agreement now in force, so nobody new is proposed.")
        return _make(supporter, "supporter", words, supporter.stage_at, late=timedelta(days=3650))
    if supporter.idle_since <= clock.now() - IDLE and not supporter.places_taken:
        words = _("Has had nobody beside them for two months or more. Call and ask how they are.")
        return _make(supporter, "supporter", words, supporter.idle_since, late=timedelta(days=120))
    return None
