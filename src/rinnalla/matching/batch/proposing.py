"""A fair proposal for the whole queue, in memory: nobody is offered to anybody by making it (R19, R21)."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.matching import fit, weights
from rinnalla.matching.batch import fairness, flow
from rinnalla.matching.batch.certificates import Certificate
from rinnalla.matching.batch.table import FULL_FIT, NOBODY, Table, supporters_of
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.rows import Seeker
from rinnalla.people.models import Person

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


def propose(queue: Iterable[Ask], *, by: Person | None) -> Proposed:
    """Most people served, then the longest waits, then the best fit, then the rotation; in the order of the waits.

    Two readings in the ledger for the whole queue. The same queue gives the same answer, in whatever order it comes.
    """
    asks = sorted(queue, key=lambda ask: (ask.received_at, ask.pk))
    pool, weighed = gather(asks, by=by), weights.in_force()
    ranks = [fit.ranked(pool, seeker, CANDIDATES, weighed=weighed) for seeker in pool.seekers]
    table, supporters = table_of(asks, ranks)
    solved = flow.solve(table)
    found = supporters_of(table, solved.chosen)
    score = {(place, one.row.id): one for place, fits in enumerate(ranks) for one in fits}
    pairs, unserved = [], []
    for place, (ask, seeker) in enumerate(zip(asks, pool.seekers, strict=True)):
        if found[place] == NOBODY:
            unserved.append(_unserved(ask, seeker, pool, has_candidates=bool(ranks[place])))
        else:
            pairs.append(Pair(ask, score[place, supporters[found[place]]]))
    served = {pair.ask.pk: pair.found.score for pair in pairs}
    told = fairness.groups((_keys(ask), served.get(ask.pk)) for ask in asks)
    return Proposed(pairs, unserved, told, solved.certificate, weighed.version)


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


def _unserved(ask: Ask, seeker: Seeker, pool: Pool, *, has_candidates: bool) -> Unserved:
    helpful = fit.changes(seeker, pool.rows, pool.tree, pool.places)
    held = [name for name, _count in fit.held_back(seeker, pool)]
    why = TAKEN if has_candidates else next(iter(held), "not-offerable")
    return Unserved(ask, why, helpful[0] if helpful else None)


def _keys(ask: Ask) -> dict[str, str]:
    region = str(ask.association_id or "")
    return {"region": region, "language": ask.language, "age": ask.age_band, "channel": ask.channel}
