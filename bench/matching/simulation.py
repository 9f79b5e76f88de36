"""When many choose the same faces: what a cap of cards and the prices of the proposal do to refusals, fits and loads.

A seeker looks at five cards and takes one: the better it fits, and the more one is liked by everybody, the likelier.
They come one after the other, each having seen cards made in the morning; a seat that went meanwhile is a refused pick,
after which they take the next of their own cards. The same people, likings and dice for every way of making lists.

.venv/bin/python -m bench.matching 0 simulation
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rinnalla.matching import exposure
from rinnalla.matching.batch import flow
from rinnalla.matching.batch.table import FULL_FIT, NOBODY, Table, supporters_of

ASKS, SUPPORTERS = 46, 550  # a fortnight of the largest union's year (1 200 requests), and its supporters
CANDIDATES, CARDS, ROUNDS = 50, 5, 80
POPULARITY = {"weak": 0.5, "middle": 1.0, "strong": 2.0}  # how much more a common liking counts than a fit
Line = tuple[str, str, str]


@dataclass
class Day:
    """table of this morning's queue; likings (m,) what all see in a face; dice (n, m) each seeker's own taste."""

    table: Table
    likings: np.ndarray
    dice: np.ndarray


def day(seed: int) -> Day:
    """Some faces fit nearly everyone, as people with a common illness do."""
    chance = np.random.default_rng(seed)
    common = chance.normal(0, 6_000, SUPPORTERS)
    fits = np.clip(55_000 + common + chance.normal(0, 9_000, (ASKS, SUPPORTERS)), 0, FULL_FIT).astype(np.int32)
    to = np.argsort(-fits, axis=1, kind="stable")[:, :CANDIDATES].astype(np.int32)
    cost = FULL_FIT - np.take_along_axis(fits, to, axis=1)
    days = np.sort(chance.exponential(20, ASKS).astype(np.int64))[::-1].copy()  # who has waited longest comes first
    turn = chance.integers(0, 2**63, to.shape).astype(np.uint64)
    seats = chance.choice([1, 1, 2], SUPPORTERS).astype(np.int64)
    table = Table(to, cost, days, seats, turn, chance.integers(0, 2**63, ASKS).astype(np.uint64))
    return Day(table, chance.normal(0, 1, SUPPORTERS), chance.gumbel(0, 1, (ASKS, SUPPORTERS)))


# --- ways of making lists: columns (n, CARDS) of the table, NOBODY where a list is shorter ------------------------
def plain(one: Day) -> np.ndarray:
    return np.tile(np.arange(CARDS), (ASKS, 1))


def capped(one: Day) -> np.ndarray:
    """As the product does it: a face on 1.5 lists for each free place gives way to another who fits nearly as well."""
    return _lists(one, np.argsort(one.table.cost, axis=1, kind="stable"), exposure.NEARLY, CARDS + exposure.SPARE)


def hard_capped(one: Day) -> np.ndarray:
    """A face on 1.5 lists for each free place is on no other, however much better it fits."""
    return _lists(one, np.argsort(one.table.cost, axis=1, kind="stable"), FULL_FIT, CANDIDATES)


def priced(one: Day) -> np.ndarray:
    """The pair of the proposal first, then the others by their fit less the price of their seat, with the cap."""
    return _with_proposal(one, exposure.most_lists)


def priced_once(one: Day) -> np.ndarray:
    """The same with no more cards than free places."""
    return _with_proposal(one, lambda free: free)


def priced_few(one: Day) -> np.ndarray:
    """The same, three cards each: the nearer ones."""
    lists = priced_once(one)
    lists[:, 3:] = NOBODY
    return lists


def plain_few(one: Day) -> np.ndarray:
    lists = plain(one)
    lists[:, 3:] = NOBODY
    return lists


def _lists(one: Day, order: np.ndarray, nearly: int, looked_at: int) -> np.ndarray:
    shown, lists = np.zeros(SUPPORTERS, int), np.full((ASKS, CARDS), NOBODY)
    most = np.array([exposure.most_lists(int(free)) for free in one.table.seats])
    for ask in range(ASKS):
        best, spare = list(order[ask, :CARDS]), list(order[ask, CARDS:looked_at])
        is_full = shown[one.table.to[ask]] >= most[one.table.to[ask]]
        spare = [column for column in spare if not is_full[column]]
        for column in [column for column in best if is_full[column]]:
            if spare and one.table.cost[ask, spare[0]] <= one.table.cost[ask, column] + nearly:
                best.remove(column)
                best.append(spare.pop(0))
        lists[ask] = best
        shown[one.table.to[ask, best]] += 1
    return lists


def _with_proposal(one: Day, most_lists: Callable[[int], int]) -> np.ndarray:
    """A pair of the proposal keeps its card; others may show a face only as often as is left of its lists."""
    solved = flow.solve(one.table)
    found = supporters_of(one.table, solved.chosen)
    left = np.array([most_lists(int(free)) for free in one.table.seats])
    left -= np.bincount(found[found >= 0], minlength=SUPPORTERS)
    order = np.argsort(one.table.cost + solved.prices[one.table.to], axis=1, kind="stable")
    lists = np.full((ASKS, CARDS), NOBODY)
    for ask in range(ASKS):
        mine = [solved.chosen[ask]] if solved.chosen[ask] >= 0 else []
        for column in order[ask]:
            if len(mine) == CARDS:
                break
            seat = one.table.to[ask, column]
            if column not in mine and left[seat] > 0:
                mine.append(column)
                left[seat] -= 1
        lists[ask, : len(mine)] = mine
    return lists


# --- choosing ---------------------------------------------------------------------------------------------------
@dataclass
class Seen:
    picks: int = 0
    refused: int = 0
    served: int = 0
    points: int = 0
    cards: int = 0
    top: int = 0
    empty: int = 0

    def add(self, one: Day, lists: np.ndarray, strength: float) -> None:
        free = one.table.seats.copy()
        for ask in range(ASKS):
            columns = lists[ask][lists[ask] >= 0]
            seats = one.table.to[ask, columns]
            fits = FULL_FIT - one.table.cost[ask, columns]
            order = np.argsort(-(fits / 9_000 + strength * one.likings[seats] + one.dice[ask, seats]))
            self.empty += not len(columns)
            for place in order:
                self.picks += 1
                if free[seats[place]]:
                    free[seats[place]] -= 1
                    self.served += 1
                    self.points += int(fits[place])
                    break
                self.refused += 1
        shown = np.sort(np.bincount(one.table.to[np.nonzero(lists >= 0)[0], lists[lists >= 0]], minlength=SUPPORTERS))
        self.cards += int(shown.sum())
        self.top += int(shown[-max(1, SUPPORTERS // 100) :].sum())


WAYS = {
    "plain": plain,
    "cap of 1.5, giving way to nearly as good (the product)": capped,
    "cap of 1.5, giving way always": hard_capped,
    "proposal first, prices, cap of 1.5": priced,
    "proposal first, prices, no more cards than places": priced_once,
    "proposal first, prices, no more cards than places, three cards": priced_few,
    "plain, three cards": plain_few,
}


def rows() -> Iterator[Line]:
    days = [day(seed) for seed in range(ROUNDS)]
    made = {name: [way(one) for one in days] for name, way in WAYS.items()}
    for popularity, strength in POPULARITY.items():
        for name in WAYS:
            seen = Seen()
            for one, lists in zip(days, made[name], strict=True):
                seen.add(one, lists, strength)
            yield f"{popularity} popularity: {name}", _words(seen), "refused ≤ 2 %, fit ≥ plain"


def _words(seen: Seen) -> str:
    asks = ASKS * ROUNDS
    picks = f"refused {seen.refused / seen.picks:.1%}, fit {seen.points / seen.served:,.0f}"
    cards = f"top 1 % {seen.top / seen.cards:.1%} of cards, {seen.cards / asks:.1f} cards, {seen.empty} empty"
    return f"{picks}, chosen {seen.served / asks:.1%}, {cards}"
