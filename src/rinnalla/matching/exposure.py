"""No face is put before too many people at once: a list of cards takes another who fits nearly as well instead (R13).

A supporter who is chosen by five at once has to be refused to four. So each is on at most one and a half times as many
lists as they have free places. Whoever has waited longest comes first: only lists of people who have waited longer
count. Nobody's list gets shorter by it, and the seeker is never told; the coordinator sees how many were shown a face.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import ngettext

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.matching.choices import CardStage
from rinnalla.matching.fit import Fit
from rinnalla.matching.models import Card

TWICE_THE_CAP = 3  # 1.5 cards for each free place, twice, so that it stays whole
NEARLY = 5_000  # points of 100 000 that a list may give up for each face it spares
ROUND = timedelta(days=14)  # cards put out earlier are taken to be looked at no more
SPARE = 6  # fits beyond the list that are looked at: each is opened for it, so not more


def on_lists(supporters: Iterable[int], *, but: Ask, waited_longer: bool) -> dict[int, int]:
    """On how many open lists of others each supporter is one who can be chosen; one statement.

    waited_longer   only lists of people who have waited longer than this ask, or as long
    """
    cards = Card.objects.filter(
        supporter__in=list(supporters),
        stage=CardStage.OFFERED,
        shortlist__closed_at=None,
        shortlist__made_at__gte=clock.now() - ROUND,
        shortlist__ask__stage__in=(Stage.RECEIVED, Stage.SHORTLISTED),
    ).exclude(shortlist__ask=but.pk)
    if waited_longer:
        cards = cards.filter(shortlist__ask__received_at__lte=but.received_at)
    counted = cards.order_by().values("supporter").annotate(many=Count("pk"))
    return {row["supporter"]: row["many"] for row in counted}


def most_lists(free: int) -> int:
    """On how many lists one with so many free places is put at most: 1.5 for each, rounded up."""
    return (free * TWICE_THE_CAP + 1) // 2


def spread(fits: Sequence[Fit], k: int, lists: dict[int, int]) -> list[Fit]:
    """The k best, best first, with another in place of each who is on too many lists, if one fits nearly as well.

    fits    best first, more than k where there are more; lists  as `on_lists` counts them
    Always as many as without it.
    """
    best, spare = list(fits[:k]), [one for one in fits[k:] if not _is_full(one, lists)]
    for face in [one for one in best if _is_full(one, lists)]:
        if spare and spare[0].score >= face.score - NEARLY:
            best.remove(face)
            best.append(spare.pop(0))
    return sorted(best, key=lambda one: one.order)


def _is_full(one: Fit, lists: dict[int, int]) -> bool:
    return lists.get(one.row.id, 0) >= most_lists(one.row.capacity - one.row.taken)


def words(many: int) -> str:
    """For the coordinator, never for the seeker: a face that others like too is told as no praise."""
    if not many:
        return ""
    told = ngettext(
        "Is on the list of %(many)s other person already.", "Is on the lists of %(many)s others already.", many
    )
    return told % {"many": many}
