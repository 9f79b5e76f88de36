"""Who of another association could be named for a need that is told without a name (R18). The service looks."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rinnalla.boundary import scope
from rinnalla.matching import limits
from rinnalla.matching.models import NamelessNeed
from rinnalla.matching.pool import gather
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter

ROOM = frozenset({"full", "asked"})


@dataclass(frozen=True)
class Fitting:
    """now        who passes every limit and can be asked today
    with_room  how many more would, had they room for a new person"""

    now: list[Supporter]
    with_room: int


@scope.system("matching")
def fitting(need: NamelessNeed, own: QuerySet[Supporter]) -> Fitting:
    """Nobody is told which limit keeps whom away: that could tell of the person."""
    supporters = list(Supporter.objects.filter(pk__in=own.values("pk"), stage=Stage.ACTIVE).select_related("person"))
    pool = gather([need.ask], by=None, supporters=supporters)
    offerable = set(Supporter.objects.eligible().filter(pk__in=pool.supporters).values_list("pk", flat=True))
    seeker, now, with_room = pool.seekers[0], [], 0
    for row in pool.rows:
        if limits.first_broken(seeker, row, pool.tree, pool.places, but=ROOM):
            continue
        if row.id in offerable and not row.is_asked:
            now.append(pool.supporters[row.id])
        else:
            with_room += 1
    return Fitting(now, with_room)
