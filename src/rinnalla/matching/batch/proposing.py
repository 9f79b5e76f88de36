"""A fair proposal for the whole queue, in memory: nobody is offered to anybody by making it (R19, R21)."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.matching import fit, weights
from rinnalla.matching.batch import bounds, fairness, flow
from rinnalla.matching.batch.certificates import Certificate
from rinnalla.matching.batch.table import FULL_FIT, NOBODY, Table, supporters_of
from rinnalla.matching.pool import Pool, gather, places, rows_of, with_question
from rinnalla.matching.rows import Seeker
from rinnalla.people.models import Person
from rinnalla.supporters.counting import SMALL
from rinnalla.supporters.models import Supporter

CANDIDATES = 50  # the best of each ask; the rest cannot be reached before all of these are taken
TAKEN = "taken"


@dataclass(frozen=True)
class Pair:
    ask: Ask
    found: fit.Fit


@dataclass(frozen=True)
class Unserved:
    """why  the limit that holds most supporters back, or TAKEN when those who fit go to people who waited longer;
    change  the single change that would open most cards, None when none would."""

    ask: Ask
    why: str
    change: fit.Change | None


@dataclass(frozen=True)
class Proposed:
    pairs: list[Pair]
    unserved: list[Unserved]
    groups: list[fairness.Group]
    certificate: Certificate
    weights_version: str


@dataclass(frozen=True)
class Effect:
    """What a bound does to some people, each as (without the bound, with it): how many are served, the days of waiting
    that end, and the mean of their fits in whole points; None where they are so few that one might recognise them."""

    total: int
    served: tuple[int, int] | None
    days: tuple[int, int] | None
    fit: tuple[int, int] | None


@dataclass(frozen=True)
class Bounded:
    """The best proposal in which a group fits at least so well in the mean, and what that costs.

    pairs     None when no proposal does, or none was looked for; `sentence` then says why, and is "" otherwise
    most      the highest mean fit that as many of the group can be given, None when none was looked for
    members   of the group; others  everyone else
    """

    pairs: list[Pair] | None
    sentence: str
    most: int | None = None
    members: Effect | None = None
    others: Effect | None = None


def propose(queue: Iterable[Ask], *, by: Person | None) -> Proposed:
    """Most people served, then the longest waits, then the best fit, then the rotation; in the order of the waits.

    Two readings in the ledger for the whole queue, a third when someone fits nobody: then those who speak none of its
    languages are opened too, so that the reason does not depend on who else waits. The same queue gives the same
    answer, in whatever order it comes.
    """
    read = _read(queue, by=by)
    solved = flow.solve(read.table)
    pairs = read.pairs(solved.chosen)
    served = {pair.ask.pk: pair.found.score for pair in pairs}
    left = [place for place, ask in enumerate(read.asks) if ask.pk not in served]
    pool = read.pool if all(read.ranks[place] for place in left) else _with_everyone(read.pool, by=by)
    unserved = [
        _unserved(read.asks[place], read.pool.seekers[place], pool, has_candidates=bool(read.ranks[place]))
        for place in left
    ]
    told = fairness.groups((keys_of(ask), served.get(ask.pk)) for ask in read.asks)
    return Proposed(pairs, unserved, told, solved.certificate, read.weighed.version)


def bounded(queue: Iterable[Ask], kind: str, key: str, least: int, *, by: Person | None) -> Bounded:
    """The best proposal in which those of one group who are served fit by `least` points or more in the mean (R21).

    kind, key   as `fairness.Group` has them; least  whole points, 0 to 100 000
    As many of the group are served as without the bound; then most people, most days of waiting ended, best fit.
    """
    read = _read(queue, by=by)
    members = np.array([keys_of(ask).get(kind) == key for ask in read.asks], bool)
    if members.sum() < SMALL:
        return Bounded(None, _("This group is so small that it is not looked at by itself."))
    if not bounds.is_there():
        return Bounded(None, _("This needs a program that is not installed here: HiGHS, in rinnalla[batch]."))
    plain = flow.solve(read.table).chosen
    try:
        within = bounds.best_within(read.table, plain, members, least)
    except bounds.TooLong:
        return Bounded(None, _("The queue is too long to find this out in reasonable time."))
    if within.chosen is None:
        words = _("No proposal gives as many people of this group so good a fit. The highest mean is %(most)s points.")
        return Bounded(None, words % {"most": within.most}, within.most)
    effects = [_effect(read.table, plain, within.chosen, some) for some in (members, ~members)]
    return Bounded(read.pairs(within.chosen), "", within.most, *effects)


@dataclass(frozen=True)
class _Read:
    """The queue in the order of the waits, opened once: its candidates and the table they make."""

    asks: list[Ask]
    pool: Pool
    weighed: weights.Weights
    ranks: list[list[fit.Fit]]
    table: Table
    supporters: list[int]

    def pairs(self, chosen: np.ndarray) -> list[Pair]:
        """The pairs of a choice, in the order of the waits."""
        found = supporters_of(self.table, chosen).tolist()
        score = {(place, one.row.id): one for place, fits in enumerate(self.ranks) for one in fits}
        return [
            Pair(ask, score[place, self.supporters[seat]])
            for place, (ask, seat) in enumerate(zip(self.asks, found, strict=True))
            if seat != NOBODY
        ]


def _read(queue: Iterable[Ask], *, by: Person | None) -> _Read:
    asks = sorted(queue, key=lambda ask: (ask.received_at, ask.pk))
    pool, weighed = gather(asks, by=by), weights.in_force()
    ranks = [fit.ranked(pool, seeker, CANDIDATES, weighed=weighed) for seeker in pool.seekers]
    return _Read(asks, pool, weighed, ranks, *table_of(asks, ranks))


def _effect(table: Table, plain: np.ndarray, chosen: np.ndarray, some: np.ndarray) -> Effect:
    total, told = int(some.sum()), []
    for choice in (plain, chosen):
        served = np.flatnonzero((choice >= 0) & some)
        fits = FULL_FIT - table.cost[served, choice[served]].astype(np.int64)
        told.append((len(served), int(table.days[served].sum()), int(fits.sum()) // max(1, len(fits))))
    if any(fairness.is_telling(total, served) for served, _days, _fit in told):
        return Effect(total, None, None, None)
    before, after = told
    return Effect(total, *((before[at], after[at]) for at in range(3)))


def table_of(asks: list[Ask], ranks: list[list[fit.Fit]]) -> tuple[Table, list[int]]:
    """The table of these asks and their candidates, and the id of the supporter in each of its places."""
    rows = {one.row.id: one.row for fits in ranks for one in fits}
    supporters = sorted(rows)
    places = {key: place for place, key in enumerate(supporters)}
    shape = len(asks), max((len(fits) for fits in ranks), default=0)
    to, cost = np.full(shape, NOBODY, np.int32), np.zeros(shape, np.int32)
    turn, now = np.zeros(shape, np.uint64), clock.now()
    for row, fits in enumerate(ranks):
        for column, one in enumerate(fits):
            to[row, column], cost[row, column] = places[one.row.id], FULL_FIT - one.score
            turn[row, column] = one.rotation & (2**64 - 1)
    days = np.array([max(0, (now - ask.received_at).days) for ask in asks], np.int64)
    seats = np.array([max(0, rows[key].capacity - rows[key].taken) for key in supporters], np.int64)
    return Table(to, cost, days, seats, turn, _turns_left(asks)), supporters


def _turns_left(asks: list[Ask]) -> np.ndarray:
    key = fit.rotation_key()
    hashes = [hmac.digest(key, f"left|{ask.code}".encode(), "sha256")[:8] for ask in asks]
    return np.array([int.from_bytes(one, "big") for one in hashes], np.uint64)


@scope.system("matching")
def _with_everyone(pool: Pool, *, by: Person | None) -> Pool:
    """The pool, and those who may be offered today but speak none of the languages of the queue."""
    silent = with_question(Supporter.objects.eligible().exclude(pk__in=[row.id for row in pool.rows]))
    rows = pool.rows + rows_of(list(silent), by=by)
    return replace(pool, rows=rows, places=places({seeker.place for seeker in pool.seekers} | {r.place for r in rows}))


def _unserved(ask: Ask, seeker: Seeker, pool: Pool, *, has_candidates: bool) -> Unserved:
    helpful = fit.changes(seeker, pool.rows, pool.tree, pool.places)
    held = [name for name, _count in fit.held_back(seeker, pool)]
    why = TAKEN if has_candidates else next(iter(held), "not-offerable")
    return Unserved(ask, why, helpful[0] if helpful else None)


def keys_of(ask: Ask) -> dict[str, str]:
    """The groups of one ask by kind, as `fairness.groups` tells them apart."""
    region = str(ask.association_id or "")
    return {"region": region, "language": ask.language, "age": ask.age_band, "channel": ask.channel}
