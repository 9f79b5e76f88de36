"""The road of a request as steps with days, for `base/_timeline.html`: pictures before words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base.templatetags.parts import day as day_in_words
from rinnalla.companionships.choices import Stage as PairStage
from rinnalla.companionships.models import Companionship

ENDS = (Stage.WITHDRAWN, Stage.SIGNPOSTED)


@dataclass
class Step:
    """words what; state done | now | next; day when it was, or will be; note a sentence under it."""

    words: str
    state: str = "next"
    day: date | datetime | None = None
    note: str = ""


def steps(
    ask: Ask,
    companionship: Companionship | None = None,
    *,
    due: date | None = None,
    shown_at: datetime | None = None,
    asked_at: datetime | None = None,
) -> list[Step]:
    """received → peers to choose from → asked → introduced → agreement → walking → looking back.

    due       the day of the open promise; shown_at  when the newest cards were shown
    asked_at  when the chosen supporter was asked
    """
    if ask.stage in ENDS:
        return [_received(ask), Step(_end(ask), "now", ask.ended_at)]
    road = [
        _received(ask),
        Step(_("Peers to choose from"), day=shown_at),
        Step(_("The one you chose is asked"), day=asked_at),
        Step(_("You are introduced to each other")),
        Step(_("You make your agreement")),
        Step(_("You walk alongside")),
        Step(_("You look back together")),
    ]
    if companionship:
        _walked(road, companionship)
    if ask.stage == Stage.RECEIVED:
        road[1].words = _("We look for peers to choose from")
    here = _place(ask, companionship)
    for number, step in enumerate(road):
        step.state = "done" if number < here else "now" if number == here else "next"
        if step.state == "next" and step is not road[-1]:
            step.day = None  # a day of an earlier round is no promise
    road[min(here, len(road) - 1)].note = _note(ask, companionship, due)
    return road


def _received(ask: Ask) -> Step:
    return Step(_("We received your request"), "done", ask.received_at)


def _end(ask: Ask) -> str:
    if ask.stage == Stage.WITHDRAWN:
        return _("You took your request back")
    return _("You were shown the way to other help")


def _walked(road: list[Step], companionship: Companionship) -> None:
    """The days of the two; an ended road has its end as the last step."""
    road[3].day, road[4].day = companionship.met_at, companionship.began_at
    if companionship.stage == PairStage.ENDED:
        began = road[:6] if companionship.began_at else road[:4]
        road[:] = [*began, Step(_("Your time together ended"), day=companionship.ended_at)]
    else:
        road[6].day = companionship.next_review


def _place(ask: Ask, companionship: Companionship | None) -> int:
    """Which step is now; those before it are done."""
    if companionship is None:
        places: dict[str, int] = {Stage.RECEIVED: 1, Stage.SHORTLISTED: 1, Stage.CHOSEN: 2, Stage.INTRODUCED: 3}
        return places.get(ask.stage, 3)
    if companionship.stage == PairStage.ENDED:
        return 6 if companionship.began_at else 4
    return 4 if companionship.stage == PairStage.AGREEING else 5


def _note(ask: Ask, companionship: Companionship | None, due: date | None) -> str:
    if companionship is not None:
        return _("You have a pause.") if companionship.stage == PairStage.PAUSED else ""
    if due:
        return _("You hear from us by this day: %(day)s") % {"day": day_in_words(due)}
    return ""
