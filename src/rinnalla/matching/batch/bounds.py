"""The best choice that gives one group of people at least a certain mean fit, by HiGHS; and what it costs the others.

With one more condition the sets of people who can be served are no matroid any more, so the flow cannot answer. Three
whole-number programmes are solved one after the other, each keeping what the one before reached: most people served,
most days of waiting ended, best fit. As many of the group are served as without the condition, so that its mean cannot
be raised by leaving its own people out. What HiGHS says is counted again in whole numbers before it is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rinnalla.matching.batch.table import FULL_FIT, NOBODY, Table

CELLS_AT_MOST = 60_000
SECONDS_AT_MOST = 20.0  # for each of at most five programmes


Kept = tuple[np.ndarray, int]  # the worth of each cell, and the least of their sum


class TooLong(Exception):
    """Too many people or too little time for HiGHS; never a worse answer instead."""


@dataclass(frozen=True)
class Within:
    """chosen  int64 (n,) a column or NOBODY, None when no choice keeps the bound
    most      the highest mean fit, in whole points, that as many of the group can be given
    """

    chosen: np.ndarray | None
    most: int


def is_there() -> bool:
    """HiGHS is in the extra `batch`."""
    try:
        import highspy  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        return False
    return True


def best_within(table: Table, plain: np.ndarray, members: np.ndarray, least: int) -> Within:
    """The best choice in which the members who are served fit by `least` whole points in the mean, or better.

    plain    the best choice without the bound (`flow.solve`); at least as many members are served as there
    members  bool (n,)
    Raises   TooLong
    """
    if table.to.size > CELLS_AT_MOST:
        raise TooLong
    served = int((members & (plain >= 0)).sum())
    if not served:
        return Within(plain, 0)
    programme = _Programme(table)
    fits, count, everyone = programme.fits, programme.of(members), np.ones(len(programme.rows))
    programme.keep(count, served)
    most = programme.total(programme.best(fits * count, exactly=[(count, served)]), fits * count)
    if most < least * served:
        return Within(None, most // served)
    programme.keep((fits - least) * count, 0)
    days, chosen = table.days[programme.rows].astype(np.int64), plain >= 0
    taken = programme.best_of(fits, kept=[(everyone, int(chosen.sum())), (days, int(table.days[chosen].sum()))])
    if taken is None:  # somebody has to be left for it
        for worth in (everyone, days):
            programme.keep(worth, programme.total(programme.best(worth), worth))
        taken = programme.best(fits)
    return Within(programme.choice(taken), most // served)


class _Programme:
    """One yes or no for every cell that names somebody; conditions that are added; the best for one worth."""

    def __init__(self, table: Table):
        self.table = table
        self.rows, self.columns = np.nonzero(table.to >= 0)
        self.to = table.to[self.rows, self.columns].astype(np.int64)
        self.fits = FULL_FIT - table.cost[self.rows, self.columns].astype(np.int64)
        self._kept: list[tuple[np.ndarray, int]] = []

    def of(self, members: np.ndarray) -> np.ndarray:
        return members[self.rows].astype(np.int64)

    def keep(self, worth: np.ndarray, least: int) -> None:
        self._kept.append((worth.astype(np.int64), int(least)))

    def total(self, taken: np.ndarray, worth: np.ndarray) -> int:
        return int(worth[taken].sum())

    def choice(self, taken: np.ndarray) -> np.ndarray:
        chosen = np.full(self.table.size, NOBODY, np.int64)
        chosen[self.rows[taken]] = self.columns[taken]
        return chosen

    def best(self, worth: np.ndarray, *, exactly: Sequence[Kept] = ()) -> np.ndarray:
        """As `best_of`, where some choice is known to keep the conditions. Raises TooLong when none was found."""
        taken = self.best_of(worth, exactly=exactly)
        if taken is None:
            raise TooLong
        return taken

    def best_of(
        self, worth: np.ndarray, *, kept: Sequence[Kept] = (), exactly: Sequence[Kept] = ()
    ) -> np.ndarray | None:
        """The cells (bool) that make the most of `worth`, also under these conditions; None when there are none."""
        import highspy

        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for name, value in _SETTINGS.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model(highspy, worth, [*self._kept, *kept], exactly))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise TooLong
        taken = np.array(solver.getSolution().col_value) > 0.5
        self._believe(taken, [*self._kept, *kept])
        return taken

    def _believe(self, taken: np.ndarray, kept: Sequence[Kept]) -> None:
        """In whole numbers: one each, within the seats, every condition kept."""
        rows, to = self.rows[taken], self.to[taken]
        is_right = len(np.unique(rows)) == len(rows)
        is_right &= bool((np.bincount(to, minlength=len(self.table.seats)) <= self.table.seats).all())
        if not is_right or any(self.total(taken, worth) < least for worth, least in kept):
            raise TooLong

    def _model(self, highspy, worth: np.ndarray, kept: Sequence[Kept], exactly: Sequence[Kept]):
        cells, n, m = len(self.rows), self.table.size, len(self.table.seats)
        extra = [(row, least, highspy.kHighsInf) for row, least in kept]
        extra += [(row, value, value) for row, value in exactly]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = cells, n + m + len(extra)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = worth.astype(float)
        lp.col_lower_, lp.col_upper_ = np.zeros(cells), np.ones(cells)
        lp.row_lower_ = np.array([-highspy.kHighsInf] * (n + m) + [low for _, low, _ in extra], float)
        lp.row_upper_ = np.concatenate([np.ones(n), self.table.seats, [high for _, _, high in extra]]).astype(float)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * cells
        index = np.stack([self.rows, n + self.to, *(np.full(cells, n + m + at) for at in range(len(extra)))], axis=1)
        value = np.stack([np.ones(cells), np.ones(cells), *(row for row, _, _ in extra)], axis=1)
        used = value != 0
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(used.sum(axis=1))]).astype(np.int32)
        lp.a_matrix_.index_ = index[used].astype(np.int32)
        lp.a_matrix_.value_ = value[used].astype(float)
        return lp


_SETTINGS = {
    "threads": 1,  # the same answer on any machine
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # all worths are whole
    "time_limit": SECONDS_AT_MOST,
}
