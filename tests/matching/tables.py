"""Small tables for the batch, drawn by chance, and every choice in them: what the solvers are held against."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from rinnalla.matching.batch.table import NOBODY, Table, supporters_of


def table(rows, seats, days=None, turns=3):
    """`rows`: for each ask a list of (supporter, cost)."""
    width = max((len(row) for row in rows), default=0)
    to = np.full((len(rows), width), NOBODY, np.int32)
    cost = np.zeros((len(rows), width), np.int32)
    for place, row in enumerate(rows):
        for column, (supporter, lacks) in enumerate(row):
            to[place, column], cost[place, column] = supporter, lacks
    keys = np.random.default_rng(turns)
    turn = keys.integers(0, 2**62, to.shape).astype(np.uint64) * np.uint64(4)
    left = keys.integers(0, 2**62, len(rows)).astype(np.uint64) * np.uint64(4)
    waited = np.array(days if days is not None else [0] * len(rows), np.int64)
    return Table(to, cost, waited, np.array(seats, np.int64), turn, left)


@st.composite
def tables(draw, most=6):
    n, m = draw(st.integers(1, most)), draw(st.integers(1, 4))
    rows = [
        [(one, draw(st.sampled_from([0, 10, 500, 90_000]))) for one in draw(st.sets(st.integers(0, m - 1), max_size=m))]
        for _ in range(n)
    ]
    seats = draw(st.lists(st.integers(0, 2), min_size=m, max_size=m))
    return table(rows, seats, draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)), draw(st.integers(0, 99)))


def every_choice(one):
    """Each choice that keeps to seats and candidates."""
    options = [[NOBODY, *np.flatnonzero(row >= 0).tolist()] for row in one.to]
    for columns in product(*options):
        chosen = np.array(columns, np.int64)
        found = supporters_of(one, chosen)
        if (np.bincount(found[found >= 0], minlength=len(one.seats)) <= one.seats).all():
            yield chosen


def worth(one, chosen):
    """What is better comes first: more served, longer waits, better fit, then the rotation."""
    served = chosen >= 0
    at = np.flatnonzero(served)
    turns = sum(int(key) >> 24 for key in [*one.turn[at, chosen[at]], *one.turn_left[~served]])
    return (
        -int(served.sum()),
        sorted((-one.days[served]).tolist()),
        int(one.cost[at, chosen[at]].sum()),
        turns,
    )
