"""Two proofs that a choice is the best, which trust no solver: equal bounds from both sides, and a plain priority rule.

*Primal equals dual.* For any prices ≥ 0, every choice costs at least
Σ min(leave, cheapest of cost + price) − Σ seats × price.
A choice that costs just that is optimal, whoever found it and whoever found the prices; `prices_of` finds them anew
from the choice alone.

*Size and waits.* The sets of people who can be served form a matroid. So whoever takes people in the order of their
waits, and serves each who can be served together with those before, serves the most and the longest waits; a choice
must serve as many of each wait as that.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

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
    ours, theirs = Counter(table.days[chosen >= 0].tolist()), Counter(table.days[served].tolist())
    return Certificate(
        cost_of(table, chosen), bound(table, prices), int((chosen >= 0).sum()), int(served.sum()), ours == theirs
    )


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
    order = np.lexsort((np.arange(table.size), -table.days))
    to = table.to.tolist()
    holders: list[list[int]] = [[] for _ in table.seats]
    seats, sits = table.seats.tolist(), [NOBODY] * table.size
    dead = bytearray(len(seats))
    for ask in order.tolist():
        _seat(ask, to, seats, holders, sits, dead)
    return np.array(sits, np.int64).reshape(-1) >= 0


def _seat(start: int, to: list, seats: list, holders: list, sits: list, dead: bytearray) -> None:
    """Breadth first to the nearest free seat; everyone on the way moves one on."""
    came: dict[int, int] = {}
    waiting = [start]
    for ask in waiting:
        for seat in to[ask]:
            if seat < 0 or seat in came or dead[seat]:
                continue
            came[seat] = ask
            if len(holders[seat]) < seats[seat]:
                while seat >= 0:
                    mover = came[seat]
                    before, sits[mover] = sits[mover], seat
                    holders[seat].append(mover)
                    if before >= 0:
                        holders[before].remove(mover)
                    seat = before
                return
            waiting.extend(holders[seat])
    for seat in came:
        dead[seat] = 1
