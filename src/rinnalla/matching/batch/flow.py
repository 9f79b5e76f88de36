"""The one optimum of a table: most people, then the longest waits, then the best fit, then the rotation.

Two steps. First a min-cost flow of waits and fits. All choices that are as good as its answer are those that use
only cells without a loss at its prices and fill every supporter who has a price; among them the second step takes the
least sum of rotation keys. Keys are long hashes, so that no two choices sum alike (the isolation lemma: with m cells
and b bits, a tie has a chance below m / 2^b), and the answer does not depend on the solver, the order of the rows or
the machine.

OR-Tools solves large tables, among the nearest candidates of each first; the prices tell who was missed by that.
Without it, and for small ones, `paths` does; both reach the same answer.
"""

from dataclasses import dataclass

import numpy as np

from rinnalla.matching.batch import certificates
from rinnalla.matching.batch.paths import Standing
from rinnalla.matching.batch.table import NOBODY, Table
from rinnalla.matching.batch.turns import by_turn

BY_PATHS = 4_000  # cells of a table up to which the plain way is quick
NARROW = 16  # candidates of each that are looked at first: the nearest; then twice as many
FEW = 100  # one in so many may have to be repaired; when they are more, more candidates are looked at


@dataclass(frozen=True)
class Solved:
    """chosen int64 (n,) a column of each row or NOBODY; prices int64 (m,); certificate of both."""

    chosen: np.ndarray
    prices: np.ndarray
    certificate: certificates.Certificate


def solve(table: Table, *, by_paths: bool | None = None) -> Solved:
    """The optimum with its certificate; the weight of a day is raised until the certificate of the waits holds."""
    while True:
        chosen, prices = optimum(table, by_paths=by_paths)
        certificate = certificates.certify(table, chosen, prices)
        if certificate.holds or table.weight >= table.enough:
            break
        table.weigh(table.weight * 16)
    by_paths = not _has_solver() if by_paths is None else by_paths
    return Solved(by_turn(table, chosen, prices, by_flow=None if by_paths else by_flow), prices, certificate)


def again(standing: Standing, asks: np.ndarray, to: np.ndarray, cost: np.ndarray, days: np.ndarray) -> Solved:
    """The optimum after these asks have changed, from the one that stands; the same as found from nothing.

    Certificates and last step are those of `solve`. When the waits' certificate fails, all is solved anew.
    """
    standing.change(asks, to, cost, days)
    table, chosen, prices = standing.table, standing.chosen, standing.prices
    certificate = certificates.certify(table, chosen, prices)
    if not certificate.holds:
        return solve(table)
    return Solved(by_turn(table, chosen, prices, by_flow=by_flow if _has_solver() else None), prices, certificate)


def optimum(table: Table, *, by_paths: bool | None = None) -> tuple[np.ndarray, np.ndarray]:
    """A choice of least cost, and prices that show it: columns int64 (n,) or NOBODY, int64 (m,)."""
    if by_paths is None:
        by_paths = table.to.size <= BY_PATHS or not _has_solver()
    if by_paths:
        standing = Standing(table)
        standing.sit(range(table.size))
        return standing.chosen, standing.prices
    width = NARROW
    while width < table.to.shape[1]:
        columns = _nearest(table, width)
        chosen, prices = _solved(table.narrowed(columns))
        chosen = np.where(chosen >= 0, columns[np.arange(table.size), chosen], NOBODY).astype(np.int64)
        rather = _who_would_rather(table, chosen, prices)
        if len(rather) * FEW <= table.size:
            return _repaired(table, chosen, prices, rather)
        width *= 2
    return _solved(table)


def _solved(table: Table) -> tuple[np.ndarray, np.ndarray]:
    chosen = by_flow(table.to, table.cost, table.leave, table.seats)
    return chosen, certificates.prices_of(table, chosen)


def _nearest(table: Table, width: int) -> np.ndarray:
    """The columns (n, width) of the candidates who fit each best."""
    columns = np.empty((table.size, width), np.int16)
    for begin in range(0, table.size, 65_536):
        part = slice(begin, begin + 65_536)
        dear = np.where(table.to[part] >= 0, table.cost[part], np.iinfo(table.cost.dtype).max)
        columns[part] = np.argpartition(dear, width - 1, axis=1)[:, :width]
    return columns


def _who_would_rather(table: Table, chosen: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Those who would sit cheaper elsewhere at these prices, now that all their candidates are looked at."""
    now, sits = table.leave.copy(), np.flatnonzero(chosen >= 0)
    now[sits] = table.cost[sits, chosen[sits]] + prices[table.to[sits, chosen[sits]]]
    return np.flatnonzero(certificates.values(table, prices) < now)


def _repaired(table: Table, chosen: np.ndarray, prices: np.ndarray, rather: np.ndarray) -> tuple:
    """Those few sit down anew over the whole table; so nothing is left out, and the certificate is of the whole."""
    if not len(rather):
        return chosen, prices
    standing = Standing.of(table, chosen, prices)
    standing.change(rather, table.to[rather], table.cost[rather], table.days[rather])
    return standing.chosen, standing.prices


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
