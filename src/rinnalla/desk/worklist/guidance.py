"""Lines from guidance: who has no guide, whose yearly talk is due, whose rhythm is not as they wish (R10, R13)."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rinnalla.base import clock
from rinnalla.desk.worklist.lines import Line
from rinnalla.guidance import care
from rinnalla.guidance.models.guides import GUIDED
from rinnalla.supporters.models import Supporter

LATE = timedelta(days=30)


def lines(supporters: Iterable[Supporter], *, besides: set[str]) -> list[Line]:
    """Needs rows from `care.with_care`. besides  codes of those who stand on the list for too little to do already."""
    known = [(supporter, care.of(supporter)) for supporter in supporters]
    without = [one for one, told in known if not told.has_guide and _is_long(one)]
    talks = [_talk(one, told) for one, told in known if told.is_talk_due]
    rhythms = [_rhythm(one, told) for one, told in known if told.sense and one.code not in besides]
    return [*_without_guide(without), *talks, *rhythms]


def _is_long(supporter: Supporter) -> bool:
    """A week after they could have a guide."""
    return supporter.stage in GUIDED and vars(supporter)["begun_at"] <= clock.now() - timedelta(days=7)


def _without_guide(supporters: list[Supporter]) -> list[Line]:
    """One line for all of them, since a list of records is no act."""
    if not supporters:
        return []
    since = min(vars(one)["begun_at"] for one in supporters)
    words = partial(_count, len(supporters))
    return [Line("guidance", "no-guide", words, since, ("desk-guidance", ""), is_late=since <= clock.now() - LATE)]


def _count(number: int) -> str:
    said = ngettext("%(count)d supporter has no guide.", "%(count)d supporters have no guide.", number)
    return said % {"count": number}


def _talk(supporter: Supporter, told: care.Care) -> Line:
    due = told.talk_due_on or clock.today()
    return _line(supporter, "talk", _("The yearly talk is due. Agree on a time."), due, "desk-guidance-talk")


def _rhythm(supporter: Supporter, told: care.Care) -> Line:
    words = (
        _("Has clearly more contacts than they wish. Ask how they are.")
        if told.is_above
        else _("Has clearly fewer contacts than they wish. Too little to do tires, too.")
    )
    return _line(supporter, "rhythm", words, clock.now(), "desk-guidance-one")


def _line(supporter: Supporter, what: str, words, since, page: str) -> Line:
    is_late = not hasattr(since, "hour") and since <= clock.today() - LATE
    key = f"{what}-{supporter.code}"
    to = (page, supporter.code)
    return Line("guidance", key, words, since, to, about=_("peer supporter"), who=supporter.person, is_late=is_late)
