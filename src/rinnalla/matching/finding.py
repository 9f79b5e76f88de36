"""The best of all who may be offered, for some asks: by the index that is kept, or by opening everybody (ADR 0016).

With the index only the found are opened for the one who looks, and their record says so; the system opens who has
changed since its last call, and one drawn by lot to see that the index still tells the truth.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from rinnalla.asks.models import Ask
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.matching import pool as reading
from rinnalla.matching.index import siphash
from rinnalla.matching.index.engines import Found, NotAskable, order
from rinnalla.matching.index.kept import Gone, keeper
from rinnalla.matching.index.pooled import MANY_ROWS
from rinnalla.matching.keeping import View, now
from rinnalla.matching.pool import Pool
from rinnalla.matching.ranking import Fit, ranked, rightly_left, rotation_key, scored
from rinnalla.matching.rows import Row, Seeker
from rinnalla.matching.weights import Weights
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.keyring import keyring

logger = logging.getLogger(__name__)
TRIES = 3  # somebody may change something between finding and opening


@dataclass(frozen=True)
class Search:
    """What is asked of the index."""

    asks: list[Ask]
    k: int
    by: Person | None
    weighed: Weights
    root: bytes


@scope.system("matching")
def find(asks: Iterable[Ask], k: int, *, by: Person | None, weighed: Weights) -> tuple[list[list[Fit]], Pool]:
    """The `k` best of each ask, best first, and a pool with at least the rows of those; for few statements."""
    asks, rotation = list(asks), rotation_key()
    if keeper.current(keyring()) is None:
        offered = reading.offered_to(asks)
        if len(offered) < getattr(settings, "MATCHING_KEPT_FROM", MANY_ROWS):
            return _from(reading.opened(asks, offered, by=by), k, weighed)
    search = Search(asks, k, by, weighed, rotation)
    for _ in range(TRIES):
        view = now()
        if view is None:
            break
        try:
            answer = _looked_at(view, search)
        except (Gone, NotAskable):
            break
        if answer is not None:
            return answer
        if not view.has_moved():
            logger.error("The index of matching told something that is not so; it is dropped, the tables answer")
            keeper.drop()
            break
    return _from(reading.gather(asks, by=by), k, weighed)


def _from(pool: Pool, k: int, weighed: Weights) -> tuple[list[list[Fit]], Pool]:
    return [ranked(pool, seeker, k, weighed=weighed) for seeker in pool.seekers], pool


def _looked_at(view: View, search: Search) -> tuple[list[list[Fit]], Pool] | None:
    """What the index found, opened and scored by plain Python; None when the two do not agree."""
    with book.together():
        seekers = reading.seekers_of(search.asks, by=search.by)
        found = [view.found(seeker, search.k, weighed=search.weighed, root=search.root) for seeker in seekers]
        drawn = view.drawn()
        rows, supporters = _opened({number for one in found for _s, _t, number in one}, drawn, by=search.by)
    pool = Pool(seekers, list(rows.values()), supporters, view.kept.atlas.tree, view.kept.atlas.places)
    made: list[list[Fit]] = []
    for seeker, one in zip(seekers, found, strict=True):
        fits = _scored(seeker, one, pool, search)
        if fits is None:
            return None
        made.append(fits)
    if drawn is not None and not (
        view.holds(drawn, rows.get(drawn))
        and rightly_left(rows[drawn], seekers[0], made[0], pool, search.k, search.weighed)
    ):
        return None
    return made, pool


def _scored(seeker: Seeker, found: list[Found], pool: Pool, search: Search) -> list[Fit] | None:
    """The fits of what was found, None when one of them may not be offered or scores otherwise."""
    rows, turn = {row.id: row for row in pool.rows}, siphash.key_of(search.root, seeker.code, search.weighed.version)
    if not all(number in rows for _s, _t, number in found):
        return None
    fits = [scored(seeker, rows[number], pool.tree, pool.places, search.weighed, turn) for _s, _t, number in found]
    return fits if [fit.order for fit in fits] == [order(one) for one in found] else None


def _opened(numbers: set[int], drawn: int | None, *, by: Person | None) -> tuple[dict[int, Row], dict[int, Supporter]]:
    """Those among them who may be offered now. Who was drawn by lot is opened by the system, for nobody."""
    wanted = numbers | ({drawn} if drawn is not None else set())
    there = list(reading.with_question(Supporter.objects.eligible().filter(pk__in=wanted)))
    shown = [one for one in there if one.pk in numbers or by is None]
    others = [one for one in there if one.pk not in numbers and by is not None]
    rows = [*reading.rows_of(shown, by=by), *reading.rows_of(others, by=None)]
    return {row.id: row for row in rows}, {one.pk: one for one in there}
