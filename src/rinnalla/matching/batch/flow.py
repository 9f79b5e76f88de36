"""The one optimum of a table: most people, then the longest waits, then the best fit, then the rotation.

Two steps. First a min-cost flow of waits and fits. All choices that are as good as its answer are those that use
only cells without a loss at its prices and fill every supporter who has a price; among them the second step takes the
least sum of rotation keys. Keys are long hashes, so that no two choices sum alike (the isolation lemma: with m cells
and b bits, a tie has a chance below m / 2^b), and the answer does not depend on the solver, the order of the rows or
the machine.

OR-Tools solves large tables. Without it, and for small ones, `paths` does; both reach the same answer.
"""

from dataclasses import dataclass

import numpy as np

from rinnalla.matching.batch import certificates
from rinnalla.matching.batch.paths import Standing
from rinnalla.matching.batch.table import NOBODY, Table, supporters_of

BY_PATHS = 4_000  # cells of a table up to which the plain way is quick
TOO_MANY = "This queue is too long to be solved without the package ortools. Install rinnalla[batch]."


@dataclass(frozen=True)
class Solved:
    """chosen int64 (n,) a column of each row or NOBODY; prices int64 (m,); certificate of both."""

    chosen: np.ndarray
    prices: np.ndarray
    certificate: certificates.Certificate


def solve(table: Table, *, by_paths: bool | None = None) -> Solved:
    """The optimum with its certificate; the weight of a day is raised until the certificate of the waits holds."""
    while True:
        chosen, prices = _first_step(table, by_paths=by_paths)
        certificate = certificates.certify(table, chosen, prices)
        if certificate.holds or table.weight >= table.enough:
            break
        table.weigh(table.weight * 16)
    return Solved(by_turn(table, chosen, prices, by_paths=by_paths), prices, certificate)


def _first_step(table: Table, *, by_paths: bool | None) -> tuple[np.ndarray, np.ndarray]:
    if by_paths is None:
        by_paths = table.to.size <= BY_PATHS or not _has_solver()
    if by_paths:
        standing = Standing(table)
        standing.sit(range(table.size))
        return standing.chosen, standing.prices
    chosen = by_flow(table.to, table.cost, table.leave, table.seats)
    return chosen, certificates.prices_of(table, chosen)


def _has_solver() -> bool:
    try:
        import ortools  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        return False
    return True


def by_flow(
    to: np.ndarray, cost: np.ndarray, leave: np.ndarray, seats: np.ndarray, must: np.ndarray | None = None
) -> np.ndarray:
    """One min-cost flow, in whole arrays: each ask to a supporter or to nobody, each supporter up to their seats.

    leave   what leaving costs; below 0 an ask cannot be left
    must    bool (m,): supporters all of whose seats are to be filled
    Raises  ArithmeticError when the costs are too large for the solver, or when there is no such choice
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

    n, m = len(leave), len(seats)
    must = np.zeros(m, bool) if must is None else must
    rows, columns = np.nonzero(to >= 0)
    flow, end = SimpleMinCostFlow(), n + m
    edges = flow.add_arcs_with_capacity_and_unit_cost(
        rows.astype(np.int32), (n + to[rows, columns]).astype(np.int32), np.ones(len(rows), np.int64),
        cost[rows, columns].astype(np.int64),
    )  # fmt: skip
    free = np.flatnonzero(~must & (seats > 0))
    _to_end(flow, n + free, end, seats[free], np.zeros(len(free), np.int64))
    may = np.flatnonzero(leave >= 0)
    _to_end(flow, may, end, np.ones(len(may), np.int64), leave[may])
    asked = seats[must].astype(np.int64)
    flow.set_nodes_supplies(np.arange(n, dtype=np.int32), np.ones(n, np.int64))
    flow.set_nodes_supplies((n + np.flatnonzero(must)).astype(np.int32), -asked)
    flow.set_nodes_supplies(np.array([end], np.int32), np.array([asked.sum() - n], np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"the flow was not solved: {status}")
    chosen = np.full(n, NOBODY, np.int64)
    used = flow.flows(edges) > 0
    chosen[rows[used]] = columns[used]
    return chosen


def _to_end(flow, tails: np.ndarray, end: int, capacities: np.ndarray, costs: np.ndarray) -> None:
    if len(tails):
        heads = np.full(len(tails), end, np.int32)
        flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads, capacities, costs)


# --- the rotation -------------------------------------------------------------------------------------------
def by_turn(table: Table, chosen: np.ndarray, prices: np.ndarray, *, by_paths: bool | None = None) -> np.ndarray:
    """Among all choices as good as this one, that whose rotation keys have the least sum."""
    least = certificates.values(table, prices)
    can = (table.to >= 0) & (table.cost + prices[table.to] == least[:, None])
    may_stay = table.leave == least
    open_rows = np.flatnonzero(can.sum(axis=1) + may_stay > 1)
    if not len(open_rows):
        return chosen
    settled = np.ones(table.size, bool)
    settled[open_rows] = False
    found = supporters_of(table, chosen)
    seats = table.seats - np.bincount(found[settled & (found >= 0)], minlength=len(table.seats))
    named, to = np.unique(np.where(can[open_rows], table.to[open_rows], NOBODY), return_inverse=True)
    names, to = (named[1:], to - 1) if named[0] == NOBODY else (named, to)
    small = _Small(
        to.reshape(len(open_rows), -1), table.turn[open_rows], table.turn_left[open_rows], may_stay[open_rows],
        seats[names], prices[names] > 0,
    )  # fmt: skip
    if by_paths is None:
        by_paths = small.to.size <= BY_PATHS or not _has_solver()
    decided = chosen.copy()
    decided[open_rows] = small.by_paths() if by_paths else small.by_flow()
    return decided


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

    def by_flow(self) -> np.ndarray:
        leave = np.where(self.may_stay, self._keys(self.turn_left), -1)
        return by_flow(self.to, self._keys(self.turn), leave, self.seats, self.must)

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
