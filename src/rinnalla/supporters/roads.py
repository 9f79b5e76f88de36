"""A supporter's road in words: what is behind, where they are, what comes next, with who and when (R6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from rinnalla.base.templatetags.parts import moment
from rinnalla.people.models import Person
from rinnalla.supporters import agreeing, interviews
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter

ROAD = (Stage.APPLIED, Stage.INTERVIEWED, Stage.ACCEPTED, Stage.TRAINED, Stage.ACTIVE)
LATER = (Stage.RESTING, Stage.STOPPED, Stage.NOT_NOW, Stage.WITHDRAWN)


@dataclass
class Milestone:
    """One line of `base/_timeline.html`."""

    words: str
    state: str
    day: datetime | date | None = None
    note: str = ""


def steps_of_this_round(supporter: Supporter) -> list:
    """The steps since the latest application, with who moved each."""
    steps = list(supporter.steps.select_related("by"))
    begins = max((place for place, step in enumerate(steps) if step.to == Stage.APPLIED), default=0)
    return steps[begins:]


def timeline(supporter: Supporter, *, reader: Person, names: dict[int, str] | None = None) -> list[Milestone]:
    """The road so far and, while it goes on, what lies ahead.

    names   person's key → what to call them, for readers who may know; others read "you" or "the association"
    """
    steps = steps_of_this_round(supporter)
    done = [
        Milestone(_words(step.to, step.origin), "done", step.at, _who(supporter, step.by, reader, names or {}))
        for step in steps
    ]
    if not done:  # brought in from elsewhere, without the steps before
        done = [Milestone(_words(supporter.stage), "done", supporter.stage_at)]
    if supporter.stage in LATER or supporter.stage == Stage.ACTIVE:
        done[-1].state = "now"
        return done
    ahead = [Milestone(_words(stage), "next") for stage in _ahead(supporter)]
    if supporter.stage in (Stage.ACCEPTED, Stage.TRAINED):
        ahead[-1:-1] = [_agreement(supporter), _pledge(supporter)]
    if supporter.stage == Stage.APPLIED:
        _booked(ahead[0], supporter)
    if ahead:
        first = next((one for one in ahead if one.state == "next"), ahead[-1])
        first.state = "now"
    return done + ahead


def _ahead(supporter: Supporter) -> list[Stage]:
    return list(ROAD[ROAD.index(supporter.stage) + 1 :]) if supporter.stage in ROAD else []


def _pledge(supporter: Supporter) -> Milestone:
    signature = supporter.pledges.filter(text__isnull=False).order_by("-signed_at").first()
    if supporter.has_pledged and signature:
        return Milestone(_("The secrecy pledge is signed"), "done", signature.signed_at)
    return Milestone(_("The secrecy pledge"), "next")


def _agreement(supporter: Supporter) -> Milestone:
    signed = agreeing.standing_agreement(supporter)
    if signed is None:
        return Milestone(_("The volunteer's agreement"), "next")
    if not signed.is_confirmed:
        note = _("Signed by the volunteer; the coordinator confirms it.")
        return Milestone(_("The volunteer's agreement"), "next", signed.signed_at, note)
    return Milestone(_("The volunteer's agreement is signed by both"), "done", signed.confirmed_at)


def _booked(ahead: Milestone, supporter: Supporter) -> None:
    """The time agreed, under the interview."""
    booking = interviews.of(supporter)
    if booking:
        ahead.note = f"{moment(booking.at)} · {booking.get_way_display()}"


def _who(supporter: Supporter, by: Person | None, reader: Person, names: dict[int, str]) -> str:
    if by is None:
        return ""
    if by.pk == reader.pk:
        return _("By you")
    if by.pk in names:
        return _("By: %(name)s") % {"name": names[by.pk]}
    return _("By the supporter") if by.pk == supporter.person_id else _("By the coordinator of the association")


def _words(to: str, origin: str = "") -> str:
    if (origin, to) == (Stage.RESTING, Stage.ACTIVE):
        return _("Back from rest")
    return {
        Stage.APPLIED: _("Application"),
        Stage.INTERVIEWED: _("Interview"),
        Stage.ACCEPTED: _("Accepted"),
        Stage.TRAINED: _("Basic course"),
        Stage.ACTIVE: _("Active as a peer supporter"),
        Stage.RESTING: _("Resting"),
        Stage.STOPPED: _("Stopped"),
        Stage.NOT_NOW: _("Not now"),
        Stage.WITHDRAWN: _("Application taken back"),
    }[Stage(to)]
