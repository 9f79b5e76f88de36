"""Among all choices as good as one, that whose rotation keys have the least sum: equals take turns, one answer is left.

All choices as good as an optimum use only cells without a loss at its prices and fill every supporter who has a price.
Two of them differ by people moving on in circles, so only people within one strongly connected part can move at all;
for fits that hardly repeat there are none.
"""

from dataclasses import dataclass

import numpy as np

from rinnalla.matching.batch import certificates
from rinnalla.matching.batch.compiling import run
from rinnalla.matching.batch.paths import Standing
from rinnalla.matching.batch.table import NOBODY, Table, supporters_of

BY_PATHS = 4_000  # cells of a table up to which the plain way is quick


def by_turn(table: Table, chosen: np.ndarray, prices: np.ndarray, *, by_flow=None) -> np.ndarray:
    """`by_flow` solves what is large (`flow.by_flow`), None for nothing but paths."""
    least = certificates.values(table, prices)
    can = (table.to >= 0) & (table.cost + prices[table.to] == least[:, None])
    may_stay = table.leave == least
    found = supporters_of(table, chosen)
    rows, columns, stays = _in_circles(table, can, may_stay, found, prices)
    open_rows = np.union1d(rows, np.flatnonzero(stays))
    if not len(open_rows):
        return chosen
    can[:] = False
    can[rows, columns] = True
    held = np.flatnonzero(found[open_rows] >= 0)
    can[open_rows[held], chosen[open_rows[held]]] = True
    stays[open_rows] |= found[open_rows] == NOBODY
    settled = np.ones(table.size, bool)
    settled[open_rows] = False
    seats = table.seats - np.bincount(found[settled & (found >= 0)], minlength=len(table.seats))
    small, columns = _small(table, open_rows, can, stays, seats, prices)
    decided, chosen = (
        small.by_flow(by_flow) if by_flow and small.to.size > BY_PATHS else small.by_paths(),
        chosen.copy(),
    )
    chosen[open_rows] = np.where(decided >= 0, columns[np.arange(len(open_rows)), decided], NOBODY)
    return chosen


def _in_circles(
    table: Table, can: np.ndarray, may_stay: np.ndarray, found: np.ndarray, prices: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells (rows, columns) to which someone could move so that all is as good; and who could be left so (bool).

    The last node is being left. A supporter without a price may give a seat back to it, or take one that is free.
    """
    m = len(table.seats)
    used = np.bincount(found[found >= 0], minlength=m)
    rows, columns = np.nonzero(can)
    sits = np.where(found < 0, m, found)
    elsewhere = table.to[rows, columns] != sits[rows]
    rows, columns = rows[elsewhere], columns[elsewhere]
    leaving = np.flatnonzero(may_stay & (found >= 0))
    gives, takes = np.flatnonzero((prices == 0) & (used < table.seats)), np.flatnonzero((prices == 0) & (used > 0))
    tails = np.concatenate([sits[rows], sits[leaving], gives, np.full(len(takes), m)])
    heads = np.concatenate([table.to[rows, columns], np.full(len(leaving), m), np.full(len(gives), m), takes])
    part = parts(tails, heads, m + 1)
    within = part[sits[rows]] == part[table.to[rows, columns]]
    stays = np.zeros(table.size, bool)
    stays[leaving] = part[sits[leaving]] == part[m]
    return rows[within], columns[within], stays


def parts(tails: np.ndarray, heads: np.ndarray, many: int) -> np.ndarray:
    """The number of the strongly connected part of each node."""
    order = np.argsort(tails, kind="stable")
    begins = np.searchsorted(tails[order], np.arange(many + 1))
    heads = heads[order].astype(np.int64)
    part, low, path, work, at = (np.full(many, NOBODY) for _ in range(5))
    begins.flags.writeable = heads.flags.writeable = False
    run(_parts, 20 * len(heads), begins, heads, part, low, path, work, at)
    return part


def _parts(begins, heads, part, low, path, work, at):
    """Tarjan's, without recursion. `at` the next arc of a node, -1 before it is met; `part` -1 until it is known."""
    met, found, deep, on = 0, 0, 0, 0
    number = [0] * len(part)
    for start in range(len(part)):
        if at[start] >= 0:
            continue
        work[0], deep = start, 1
        while deep > 0:
            node = work[deep - 1]
            if at[node] < 0:
                at[node], number[node], low[node], path[on] = begins[node], met, met, node
                met += 1
                on += 1
            if at[node] < begins[node + 1]:
                other = heads[at[node]]
                at[node] += 1
                if at[other] < 0:
                    work[deep] = other
                    deep += 1
                elif part[other] < 0:
                    low[node] = min(low[node], number[other])
                continue
            deep -= 1
            if deep > 0:
                low[work[deep - 1]] = min(low[work[deep - 1]], low[node])
            if low[node] == number[node]:
                while part[node] < 0:
                    on -= 1
                    part[path[on]] = found
                found += 1


def _small(
    table: Table, rows: np.ndarray, can: np.ndarray, stays: np.ndarray, seats: np.ndarray, prices: np.ndarray
) -> tuple["_Small", np.ndarray]:
    """Only these rows and their cells that can still be chosen; and the column in the table of each."""
    cells = can[rows]
    width = int(cells.sum(axis=1).max())
    columns = np.argsort(~cells, axis=1, kind="stable")[:, :width]
    kept = np.take_along_axis(cells, columns, axis=1)
    to = np.where(kept, np.take_along_axis(table.to[rows], columns, axis=1), NOBODY)
    names, to = np.unique(to, return_inverse=True)
    to, names = (to - 1, names[1:]) if names[0] == NOBODY else (to, names)
    turn = np.take_along_axis(table.turn[rows], columns, axis=1)
    to = to.reshape(len(rows), -1)
    return _Small(to, turn, table.turn_left[rows], stays[rows], seats[names], prices[names] > 0), columns


@dataclass
class _Small:
    """What is still open after the first step: cells without a loss only; all seats of `must` are filled."""

    to: np.ndarray
    turn: np.ndarray
    turn_left: np.ndarray
    may_stay: np.ndarray
    seats: np.ndarray
    must: np.ndarray

    def _keys(self, hashes: np.ndarray) -> np.ndarray:
        """40 bits of each: times the nodes of a million asks still below 2^63."""
        return (hashes >> np.uint64(24)).astype(np.int64)

    def by_flow(self, solve) -> np.ndarray:
        leave = np.where(self.may_stay, self._keys(self.turn_left), -1)
        return solve(self.to, self._keys(self.turn), leave, self.seats, self.must)

    def by_paths(self) -> np.ndarray:
        """A seat that must be filled is worth more than all keys together; staying where one may not, twice that."""
        worth = (len(self.to) + 1) << 40
        cost = self._keys(self.turn) + worth * ~np.where(self.to >= 0, self.must[self.to], False)
        table = Table(self.to, cost, np.zeros(len(self.to), np.int64), self.seats, self.turn, self.turn_left)
        table.leave = self._keys(self.turn_left) + worth
        table.leave[~self.may_stay] = 2 * worth
        standing = Standing(table)
        standing.sit(range(table.size))
        return standing.chosen
