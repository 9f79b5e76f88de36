"""Repairing an optimum after a change, by shortest paths from what changed; and solving small tables from nothing.

Prices are kept between changes: a supporter's price is what one more seat there would be worth. At every step each ask
sits where cost + price is least, and only a full supporter has a price, so the choice is optimal for what is in it.
`search`, `settle`, `search_back` and `settle_back` are loops over lists, or compiled over arrays (`compiling`).
"""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush

import numpy as np

from rinnalla.matching.batch.compiling import LARGE, compiled
from rinnalla.matching.batch.table import NOBODY, Table, supporters_of

FAR = 2**62


def search(start, to, cost, leave, first, used, holder, price, match, dist, came, way, touched):
    """The shortest way for one ask to sit down: (its length, the last supporter on it, who is left or -1, touched)."""
    zero, value = start - start, leave[start]  # `zero` is a wide whole number for the compiler
    for j in range(len(to[start])):
        if to[start][j] >= 0:
            value = min(value, cost[start][j] + price[to[start][j]])
    least, last, left, count = leave[start] - value, -1, start, 0
    heap = [(zero, zero - 1)]
    while len(heap) > 0:
        so_far, seat = heappop(heap)
        if so_far >= least:
            break
        if seat >= 0 and so_far > dist[seat]:
            continue
        for place in range(1 if seat < 0 else used[seat]):
            ask = start if seat < 0 else holder[first[seat] + place]
            if seat >= 0:
                value = cost[ask][match[ask]] + price[seat]
            if so_far + leave[ask] - value < least:
                least, last, left = so_far + leave[ask] - value, seat, ask
            for j in range(len(to[ask])):
                other = to[ask][j] + zero
                if other < 0:
                    continue
                away = so_far + cost[ask][j] + price[other] - value
                if away < dist[other] and away < least:
                    if dist[other] == FAR:
                        touched[count] = other
                        count += 1
                    dist[other], came[other], way[other] = away, ask, j
                    if used[other] < first[other + 1] - first[other]:
                        least, last, left = away, other, -1  # what is farther need not be looked at
                    else:
                        heappush(heap, (away, other))
    return least, last, left, count


def settle(least, last, left, count, to, first, used, holder, price, match, dist, came, way, touched):
    """Walk the way found: prices rise by what was missing, and each on it moves one seat on."""
    for place in range(count):
        seat = touched[place]
        if dist[seat] < least:
            price[seat] += least - dist[seat]
        dist[seat] = FAR
    if left >= 0:
        match[left] = -1
    leaving, seat = left, last
    while seat >= 0:
        ask = came[seat]
        before = -1 if match[ask] < 0 else to[ask][match[ask]]
        if leaving < 0:
            holder[first[seat] + used[seat]] = ask
            used[seat] += 1
        else:
            for place in range(first[seat], first[seat] + used[seat]):
                if holder[place] == leaving:
                    holder[place] = ask
        match[ask] = way[seat]
        leaving, seat = ask, before


def search_back(start, to, cost, leave, begins, cells, later, more, width, price, match, dist, came, way, touched):
    """The cheapest way to fill a seat that is free though it has a price: (its length, the supporter at its end, the
    cell of an ask that was left and comes there or -1, touched). With -1 the end stays free, without price."""
    least, last, comes, count, zero = price[start], start, -1, 1, start - start
    dist[start], touched[0] = zero, start
    heap = [(zero, start)]
    while len(heap) > 0:
        so_far, seat = heappop(heap)
        if so_far >= least:
            break
        if so_far > dist[seat]:
            continue
        known = begins[seat + 1] - begins[seat]
        for place in range(known + later[seat + 1] - later[seat]):
            cell = cells[begins[seat] + place] if place < known else more[later[seat] + place - known]
            ask = cell // width
            j = cell - ask * width
            if to[ask][j] != seat or match[ask] == j:
                continue
            sits = -1 if match[ask] < 0 else to[ask][match[ask]] + zero
            value = leave[ask] if sits < 0 else cost[ask][match[ask]] + price[sits]
            away = so_far + cost[ask][j] + price[seat] - value
            if away >= least or (sits >= 0 and away >= dist[sits]):
                continue
            if sits < 0:
                least, last, comes = away, seat, cell
                continue
            if dist[sits] == FAR:
                touched[count] = sits
                count += 1
            dist[sits], came[sits], way[sits] = away, ask, j
            heappush(heap, (away, sits))
            if away + price[sits] < least:
                least, last, comes = away + price[sits], sits, -1
    return least, last, comes, count


def settle_back(
    start, least, last, comes, count, to, first, used, holder, width, price, match, dist, came, way, touched
):
    """Walk it from its end: prices fall, and each on it moves one seat towards the free one."""
    for place in range(count):
        seat = touched[place]
        if dist[seat] < least:
            price[seat] -= least - dist[seat]
        dist[seat] = FAR
    entering, seat = -1, last
    if comes >= 0:
        entering = comes // width
        match[entering] = comes - entering * width
    while seat != start:
        ask = came[seat]
        last_place = first[seat] + used[seat] - 1
        for place in range(first[seat], last_place + 1):
            if holder[place] == ask:
                holder[place] = holder[last_place] if entering < 0 else entering
        if entering < 0:
            used[seat] -= 1
        match[ask] = way[seat]
        entering, seat = ask, to[ask][way[seat]]
    if entering >= 0:
        holder[first[start] + used[start]] = entering
        used[start] += 1


class Standing:
    """An optimum that is kept: who sits where, and the prices. `sit` and `change` leave it an optimum again.

    chosen   for each ask its column, or NOBODY; prices  for each supporter
    """

    def __init__(self, table: Table):
        self.table = table
        many, (n, k) = len(table.seats), table.to.shape
        self._is_compiled = n * k >= LARGE and compiled(search) is not None
        loops: list[Callable] = [search, settle, search_back, settle_back]
        if self._is_compiled:
            loops = [compiled(one) or one for one in loops]
        self._search, self._settle, self._search_back, self._settle_back = loops
        self._first = self._plain(np.concatenate([[0], np.cumsum(table.seats)]).astype(np.int64))
        self._used = self._filled(many, 0)
        self._holder = self._filled(int(table.seats.sum()), NOBODY)
        self._price, self._match = self._filled(many, 0), self._filled(n, NOBODY)
        self._dist, self._came = self._filled(many, FAR), self._filled(many, NOBODY)
        self._way, self._touched = self._filled(many, NOBODY), self._filled(many, NOBODY)
        self._to, self._cost, self._leave = (self._plain(one) for one in (table.to, table.cost, table.leave))
        self._cells: tuple | None = None
        self._more, self._changed = ((), ()), np.zeros(0, np.int64)

    @classmethod
    def of(cls, table: Table, chosen: np.ndarray, prices: np.ndarray) -> "Standing":
        """An optimum that someone else found, with prices of its own."""
        standing = cls(table)
        found = supporters_of(table, chosen).tolist()
        for ask, seat in enumerate(found):
            if seat >= 0:
                standing._holder[standing._first[seat] + standing._used[seat]] = ask
                standing._used[seat] += 1
                standing._match[ask] = int(chosen[ask])
        standing._price = standing._plain(prices.astype(np.int64))
        standing._look_up()
        return standing

    def _plain(self, array: np.ndarray):
        return array if self._is_compiled else array.tolist()

    def _filled(self, many: int, value: int):
        return np.full(many, value, np.int64) if self._is_compiled else [value] * many

    @property
    def chosen(self) -> np.ndarray:
        return np.array(self._match, np.int64)

    @property
    def prices(self) -> np.ndarray:
        return np.array(self._price, np.int64)

    def sit(self, asks: Iterable[int]) -> None:
        """Find a seat for each of these, who have none now."""
        for ask in asks:
            found = self._search(
                ask, self._to, self._cost, self._leave, self._first, self._used, self._holder, self._price,
                self._match, self._dist, self._came, self._way, self._touched,
            )  # fmt: skip
            self._settle(
                *found, self._to, self._first, self._used, self._holder, self._price, self._match, self._dist,
                self._came, self._way, self._touched,
            )  # fmt: skip

    def fill(self, seats: Iterable[int]) -> None:
        """Fill each of these, or take away its price, when it has a free place and a price."""
        begins, cells = self._cells or self._look_up()
        later, more = self._more
        width = self.table.to.shape[1]
        for seat in seats:
            if self._used[seat] == self._first[seat + 1] - self._first[seat] or not self._price[seat]:
                continue
            found = self._search_back(
                seat, self._to, self._cost, self._leave, begins, cells, later, more, width, self._price, self._match,
                self._dist, self._came, self._way, self._touched,
            )  # fmt: skip
            self._settle_back(
                seat, *found, self._to, self._first, self._used, self._holder, width, self._price, self._match,
                self._dist, self._came, self._way, self._touched,
            )  # fmt: skip

    def change(self, asks: np.ndarray, to: np.ndarray, cost: np.ndarray, days: np.ndarray) -> None:
        """Other candidates, fits or waits for these asks; a row without candidates is someone who is no longer there.

        They stand up and each sits down anew, in a seat just freed if that is nearest; then what is still free with a
        price is filled by others, or loses its price.
        """
        freed = [self._stand_up(int(ask)) for ask in asks]
        self.table.days[asks] = days
        self.table.weigh(self.table.weight)
        self._write(asks, to, cost, self.table.leave[asks])
        self._note_cells(asks)
        self.sit(int(ask) for ask in asks)
        self.fill(seat for seat in freed if seat != NOBODY)

    def _write(self, asks: np.ndarray, to: np.ndarray, cost: np.ndarray, leave: np.ndarray) -> None:
        self.table.to[asks], self.table.cost[asks] = to, cost
        if self._is_compiled:
            self._leave[asks] = leave
            return
        for place, ask in enumerate(asks):
            self._to[ask], self._cost[ask], self._leave[ask] = (
                to[place].tolist(),
                cost[place].tolist(),
                int(leave[place]),
            )

    def _note_cells(self, asks: np.ndarray) -> None:
        """A look-up of the new cells beside the one there is; cells that name another now are passed over when met."""
        if self._cells is None:
            return
        width = self.table.to.shape[1]
        self._changed = np.union1d(self._changed, asks)
        if len(self._changed) * 8 > self.table.size:
            self._cells = None
            return
        named = (self._changed[:, None] * width + np.arange(width)).reshape(-1)
        self._more = self._looked_up(self.table.to[self._changed].reshape(-1), named)

    def _stand_up(self, ask: int) -> int:
        """The seat this ask leaves, NOBODY when it had none."""
        if self._match[ask] < 0:
            return NOBODY
        seat = int(self._to[ask][self._match[ask]])
        last = self._first[seat] + self._used[seat] - 1
        for place in range(self._first[seat], last + 1):
            if self._holder[place] == ask:
                self._holder[place] = self._holder[last]
        self._used[seat] -= 1
        self._match[ask] = NOBODY
        return seat

    def _look_up(self) -> tuple:
        """For each supporter the cells of the table that name them."""
        flat, nothing = self.table.to.reshape(-1), np.zeros(0, np.int64)
        self._cells, self._changed = self._looked_up(flat, np.arange(flat.size)), nothing
        self._more = self._looked_up(nothing, nothing)
        return self._cells

    def _looked_up(self, seats: np.ndarray, cells: np.ndarray) -> tuple:
        order = np.argsort(seats, kind="stable")[int((seats < 0).sum()) :]
        begins = np.searchsorted(seats[order], np.arange(len(self.table.seats) + 1))
        return self._plain(begins.astype(np.int64)), self._plain(cells[order].astype(np.int64))
