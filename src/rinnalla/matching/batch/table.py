"""What a proposal decides, in whole numbers: who could be served by whom at what cost, and what leaving someone costs.

Everything is an integer, and no sum can overflow: see `Table.heaviest`. Rows are asks, columns an ask's candidates.
"""

from dataclasses import dataclass, field

import numpy as np

FULL_FIT = 100_000  # a fit's most points; an edge costs what it lacks of them
YEAR = 365
FIRST_WEIGHT = 8 * FULL_FIT + 1
NOBODY = -1  # no candidate in this column; left without


@dataclass
class Table:
    """n asks with at most k candidates each, and m supporters.

    to       int32 (n, k): the supporter in each column, NOBODY from the last candidate on
    cost     int32 or int64 (n, k): FULL_FIT − fit
    days     int64 (n,): whole days waited
    seats    int64 (m,): places free
    turn     uint64 (n, k): rotation, keyed hashes, the last digits of an edge's cost; `turn_left` (n,) of being left
    """

    to: np.ndarray
    cost: np.ndarray
    days: np.ndarray
    seats: np.ndarray
    turn: np.ndarray
    turn_left: np.ndarray
    weight: int = 0
    leave: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64), repr=False)

    def __post_init__(self):
        self.weigh(FIRST_WEIGHT)

    @property
    def size(self) -> int:
        return len(self.days)

    def weigh(self, weight: int) -> None:
        """Leaving an ask costs `weight` × (a year + the days it has waited).

        The sets of people who can be served form a matroid, so every positive price serves the most people, and of the
        waits only their order matters. A weight of `enough` always keeps any fit from outweighing a day; a far smaller
        one nearly always does, and the certificate of the waits says whether it did (`certificates.by_priority`).
        """
        self.weight = min(weight, self.enough)
        self.leave = (self.days.astype(np.int64) + YEAR) * self.weight

    def narrowed(self, columns: np.ndarray) -> "Table":
        """Only these columns of each row, whole numbers (n, fewer); the same waits, seats and weight."""
        to, cost = (np.take_along_axis(one, columns.astype(np.intp), axis=1) for one in (self.to, self.cost))
        near = Table(to, cost, self.days, self.seats, self.turn[:0], self.turn_left[:0])
        near.weigh(self.weight)
        return near

    @property
    def enough(self) -> int:
        """No chain of exchanges is longer than the number of seats or of asks."""
        return FULL_FIT * max(1, min(self.size, int(self.seats.sum()) if len(self.seats) else 1)) + 1

    @property
    def heaviest(self) -> int:
        """The largest cost. A solver multiplies it by its nodes, and 2^63 (9.2e18) is the end: someone who has waited
        for ten years, among a million asks, with the first weight, makes 3.2e9 × 1.5e6 = 4.9e15; all sums are less.
        """
        return int(self.leave.max(initial=FULL_FIT))


def cost_of(table: Table, chosen: np.ndarray) -> int:
    """What a choice costs altogether. `chosen` int64 (n,): a column of each row, or NOBODY."""
    served = chosen >= 0
    edges = table.cost[np.flatnonzero(served), chosen[served]]
    return int(edges.sum(dtype=np.int64)) + int(table.leave[~served].sum(dtype=np.int64))


def supporters_of(table: Table, chosen: np.ndarray) -> np.ndarray:
    """The supporter of each ask, NOBODY for those left."""
    found = np.full(table.size, NOBODY, np.int64)
    served = np.flatnonzero(chosen >= 0)
    found[served] = table.to[served, chosen[served]]
    return found
