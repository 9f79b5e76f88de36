"""Lines from supporters: applications, answers awaited, a new pledge, too little to do (R6, R13, R14)."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import coordinated_by, coordinated_keys
from rinnalla.base import clock
from rinnalla.desk.worklist import guidance
from rinnalla.desk.worklist.known import once_a_day
from rinnalla.desk.worklist.lines import Line
from rinnalla.guidance import care
from rinnalla.matching.models import Proposal
from rinnalla.people.models import Person
from rinnalla.privacy.models import RightsRequest
from rinnalla.privacy.rights.choices import About
from rinnalla.supporters.choices import ENDED, Stage
from rinnalla.supporters.models import AgreementText, Booking, Pledge, PledgeText, Supporter, VolunteerAgreement

MOST = 1000  # supporters looked at; a large association has two hundred
IDLE = timedelta(days=60)
WEEK = timedelta(days=7)
NEVER = timedelta(days=3650)
COLUMNS = (
    "code", "stage", "stage_at", "places_taken", "last_walked_at", "languages", "person__code", "person__identity",
    "at_limit", "capacity",
)  # fmt: skip


def lines(person: Person) -> list[Line]:
    rows = list(_on_the_road(person).exclude(person=person)[:MOST])
    found = [line for supporter in rows for line in (_answer(supporter), _road(supporter)) if line]
    besides = {line.key for line in found if line.kind == "supporter"}
    return found + guidance.lines(rows, besides=besides | {one.code for one in rows if vars(one)["is_unwatched"]})


@once_a_day(coordinated_keys)
def _on_the_road(person: Person) -> QuerySet[Supporter]:
    """All who are on the road, each fact asked once: who is due is decided from the row.

    Django writes a subquery out anew wherever it is named, so that a filter on these facts cost more than the rows.
    """
    asked = Proposal.objects.open().filter(supporter=OuterRef("pk"))
    signed = Pledge.objects.filter(supporter=OuterRef("pk"), text=PledgeText.key_in_force())
    standing = VolunteerAgreement.objects.standing().filter(
        supporter=OuterRef("pk"), association=OuterRef("association_id"), text=AgreementText.key_in_force()
    )
    rows = Supporter.objects.filter(coordinated_by(person, of="person")).exclude(stage__in=ENDED)
    rows = rows.annotate(
        has_signed=Exists(signed),
        is_agreed=Exists(standing.confirmed()),
        agreement_waits=Exists(standing.filter(confirmed_at=None)),
        talks_at=Subquery(Booking.objects.filter(supporter=OuterRef("pk")).values("at")[:1]),
        asked_since=Subquery(asked.values("asked_at")[:1]),
        proposal_code=Subquery(asked.values("code")[:1]),
        is_unwatched=Exists(RightsRequest.objects.standing(About.RHYTHM).filter(person=OuterRef("person"))),
    )
    return care.with_care(rows).select_related("person").only(*COLUMNS).order_by("stage_at", "pk")


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
    if not supporter.asked_since or supporter.asked_since > clock.now() - WEEK:
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
    """The step that waits for the coordinator, on the way to becoming a supporter or while being one."""
    if supporter.stage in (Stage.ACCEPTED, Stage.TRAINED, Stage.ACTIVE) and supporter.agreement_waits:
        words = _("Has signed the agreement with the association. Confirm it.")
        kind = "supporter" if supporter.stage == Stage.ACTIVE else "application"
        return _make(supporter, kind, words, supporter.stage_at, late=NEVER)
    if supporter.stage == Stage.ACTIVE:
        return _active(supporter)
    if supporter.stage == Stage.APPLIED and supporter.talks_at:
        return _talk(supporter)
    words = _decision(supporter)
    return _make(supporter, "application", words, supporter.stage_at, late=WEEK) if words else None


def _decision(supporter: Supporter) -> Any:
    if supporter.stage == Stage.APPLIED:
        return _("Hopes to become a peer supporter. Read the application and agree on a time to talk.")
    if supporter.stage == Stage.INTERVIEWED:
        return _("You have talked. Now you decide.")
    if supporter.stage == Stage.TRAINED and supporter.has_signed and supporter.is_agreed:
        return _("The course is done, the pledge and the agreement are signed. May begin when you agree.")
    return ""


def _active(supporter: Supporter) -> Line | None:
    if not supporter.has_signed:
        words = _("Has not signed the secrecy pledge now in force, so nobody new is proposed.")
        return _make(supporter, "supporter", words, supporter.stage_at, late=NEVER)
    if not supporter.is_agreed:
        words = _("Has not signed the agreement now in force, so nobody new is proposed.")
        return _make(supporter, "supporter", words, supporter.stage_at, late=NEVER)
    idle_since = supporter.last_walked_at or supporter.stage_at
    has_room = supporter.capacity and not supporter.places_taken and not supporter.at_limit
    if has_room and idle_since <= clock.now() - IDLE:
        words = _("Has had nobody beside them for two months or more. Call and ask how they are.")
        return _make(supporter, "supporter", words, idle_since, late=timedelta(days=120))
    return None
