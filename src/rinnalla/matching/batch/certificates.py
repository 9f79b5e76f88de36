"""Two proofs that a choice is the best, which trust no solver: equal bounds from both sides, and a plain priority rule.

*Primal equals dual.* For any prices ≥ 0, every choice costs at least
Σ min(leave, cheapest of cost + price) − Σ seats × price.
A choice that costs just that is optimal, whoever found it and whoever found the prices; `prices_of` finds them anew
from the choice alone.

*Size and waits.* The sets of people who can be served form a matroid. So whoever takes people in the order of their
waits, and serves each who can be served together with those before, serves the most and the longest waits; a choice
must serve as many of each wait as that.
"""

from dataclasses import dataclass

import numpy as np

from rinnalla.matching.batch.compiling import run
from rinnalla.matching.batch.table import NOBODY, Table, cost_of, supporters_of


@dataclass(frozen=True)
class Certificate:
    """cost, bound  of the choice, and below which no choice can be; served, by_priority  people, counted two ways."""

    cost: int
    bound: int
    served: int
    by_priority: int
    waits_agree: bool

    @property
    def holds(self) -> bool:
        return self.cost == self.bound and self.served == self.by_priority and self.waits_agree


def certify(table: Table, chosen: np.ndarray, prices: np.ndarray) -> Certificate:
    """Raises ValueError when the choice itself breaks a seat or a candidate."""
    found = supporters_of(table, chosen)
    taken = np.bincount(found[found >= 0], minlength=len(table.seats))
    if (taken > table.seats).any() or (found[chosen >= 0] < 0).any():
        raise ValueError("a choice that is not there")
    served = by_priority(table)
    ours, theirs = (np.bincount(table.days[some], minlength=1) for some in (chosen >= 0, served))
    agree = np.array_equal(ours, theirs)
    return Certificate(cost_of(table, chosen), bound(table, prices), int((chosen >= 0).sum()), int(served.sum()), agree)


def bound(table: Table, prices: np.ndarray) -> int:
    """No choice costs less, whatever the prices ≥ 0; exact integers."""
    if (prices < 0).any():
        raise ValueError("a price below nothing")
    return int(values(table, prices).sum(dtype=np.int64)) - int((table.seats * prices).sum(dtype=np.int64))


def values(table: Table, prices: np.ndarray, rows: slice = slice(None)) -> np.ndarray:
    """For each ask the least of leaving it and of its candidates with their prices; in parts, to spare memory."""
    found = table.leave[rows].copy()
    for begin in range(0, len(found), 65_536):
        part = slice(begin, min(begin + 65_536, len(found)))
        to, cost = table.to[rows][part], table.cost[rows][part]
        if to.shape[1]:
            dear = np.where(to >= 0, cost + prices[to], np.iinfo(np.int64).max)
            found[part] = np.minimum(found[part], dear.min(axis=1))
    return found


def prices_of(table: Table, chosen: np.ndarray) -> np.ndarray:
    """The least prices at which each ask sits where it is cheapest, raised from nothing step by step.

    Raises ValueError when there are none, which is to say that the choice is not optimal.
    """
    prices = np.zeros(len(table.seats), np.int64)
    found = supporters_of(table, chosen)
    full = np.bincount(found[found >= 0], minlength=len(prices)) >= table.seats
    rows = np.arange(table.size)
    for _ in range(2 * len(prices) + 2):
        raised = _raised(table, chosen, found, prices, rows)
        changed = raised > prices
        if not changed.any():
            break
        if (changed & ~full).any():
            raise ValueError("not the cheapest choice")
        prices = raised
        rows = np.flatnonzero((found >= 0) & changed[found])
    if bound(table, prices) != cost_of(table, chosen):
        raise ValueError("not the cheapest choice")
    return prices


def _raised(table: Table, chosen: np.ndarray, found: np.ndarray, prices: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Prices at which none of these rows would rather sit elsewhere, other things equal."""
    raised = prices.copy()
    for begin in range(0, len(rows), 65_536):
        part = rows[begin : begin + 65_536]
        sits = chosen[part] >= 0
        now = table.leave[part].copy()
        now[sits] = table.cost[part[sits], chosen[part[sits]]] + prices[found[part[sits]]]
        to = table.to[part]
        wanted = now[:, None] - table.cost[part]
        dearer = (to >= 0) & (wanted > prices[to])
        np.maximum.at(raised, to[dearer], wanted[dearer])
    return raised


def by_priority(table: Table) -> np.ndarray:
    """Whom the plain rule serves: the longest waits first, each who can be served together with those before (bool).

    A search that finds no seat has seen only full supporters, whose people could not move elsewhere either: nothing it
    saw need ever be looked at again. So all searches together that fail cost one look at the table.
    """
    n, m = table.size, len(table.seats)
    order = np.lexsort((np.arange(n), -table.days))
    first = np.concatenate([[0], np.cumsum(table.seats)])
    sits, used, holder = np.full(n, NOBODY), np.zeros(m, np.int64), np.full(int(table.seats.sum()), NOBODY)
    came, dead, waiting, seen = (
        np.full(m, NOBODY),
        np.zeros(m, np.int64),
        np.zeros(n + 1, np.int64),
        np.zeros(m, np.int64),
    )
    only_read = [order, table.to.view(), first]
    for array in only_read:
        array.flags.writeable = False
    run(_serve, table.to.size, *only_read, sits, used, holder, came, dead, waiting, seen)
    return sits >= 0


def _serve(order, to, first, sits, used, holder, came, dead, waiting, seen):
    """For each in this order: breadth first to the nearest free seat; everyone on the way moves one on."""
    for start in order:
        head, tail, count, free = 0, 1, 0, -1
        waiting[0] = start
        while head < tail and free < 0:
            ask = waiting[head]
            head += 1
            for seat in to[ask]:
                if seat < 0 or came[seat] >= 0 or dead[seat]:
                    continue
                came[seat], seen[count] = ask, seat
                count += 1
                if used[seat] < first[seat + 1] - first[seat]:
                    free = seat
                    break
                for place in range(first[seat], first[seat] + used[seat]):
                    waiting[tail] = holder[place]
                    tail += 1
        seat = free
        while seat >= 0:
            mover = came[seat]
            before = sits[mover]
            sits[mover], holder[first[seat] + used[seat]] = seat, mover
            used[seat] += 1
            if before >= 0:
                used[before] -= 1
                last = first[before] + used[before]
                for place in range(first[before], last):
                    if holder[place] == mover:
                        holder[place] = holder[last]
            seat = before
        for place in range(count):
            came[seen[place]] = -1
            if free < 0:
                dead[seen[place]] = 1
