"""Which counts are told and which are not, so that no small one can be worked out (docs/adr/0023).

A count of 1 to 4 is hidden. So that it cannot be found by subtraction, more are hidden until every hidden count has a
witness: two people of two groups in the data who could change places, and every number that is told would be the
same while the hidden one would not. So whoever knows all that is told cannot tell the two worlds apart.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from rinnalla.reports.choices import CUTS, HORIZON, NOT, OFFER, PAIR, STILL
from rinnalla.supporters.counting import SMALL

TOGETHER = "*"  # the row in which groups too small to be told apart are told as one
Outcome = tuple[int, int]
Frozen = tuple[tuple[str, tuple[tuple[Outcome, int], ...]], ...]
Cell = tuple[str, int, int]  # key of the row, OFFER or PAIR, number of the column
Kinds = tuple[int, int]  # the columns in which one person stands
Swap = tuple[str, Kinds, str, Kinds]  # someone of this row and these columns changes places with someone of that


@dataclass(frozen=True)
class Column:
    """Waits from `low` to `high`: days, NOT or STILL."""

    low: int
    high: int

    def count(self, row: Counter[Outcome], measure: int) -> int:
        return sum(amount for outcome, amount in row.items() if self.low <= outcome[measure] <= self.high)

    @property
    def is_found(self) -> bool:
        return self.high < NOT


@dataclass(frozen=True)
class Table:
    """What is told of one kind of group in one period.

    rows      key → how many asked; TOGETHER for those of `together`, each of which is too small to be told apart
    columns   of the first offer and of the peer
    """

    rows: dict[str, int]
    together: tuple[str, ...]
    columns: tuple[tuple[Column, ...], tuple[Column, ...]]
    cells: dict[Cell, int]
    hidden: frozenset[Cell]
    halves: dict[tuple[str, int], int]  # by when half had got so far; missing where it is not told

    def told(self, key: str, measure: int, number: int) -> int | None:
        """None when it is hidden."""
        return None if (key, measure, number) in self.hidden else self.cells[key, measure, number]

    def found(self, key: str) -> int | None:
        """How many found a peer in time, where the told numbers say it, one way or the other."""
        within, rest = self._sum(key, found=True), self._sum(key, found=False)
        if within is None and rest is not None:
            return self.rows[key] - rest
        return within

    @property
    def in_time(self) -> int | None:
        """Days within which a peer found counts in `found`: the horizon, or less where a column reaches over it."""
        columns = self.columns[PAIR]
        over = next((column for column in columns if column.low < NOT <= column.high), None)
        if over:
            return over.low - 1 if over.low else None
        return HORIZON if columns else None

    def _sum(self, key: str, *, found: bool) -> int | None:
        numbers = [number for number, column in enumerate(self.columns[PAIR]) if column.is_found == found]
        counts = [self.told(key, PAIR, number) for number in numbers]
        return None if None in counts else sum(count for count in counts if count is not None)


def table(groups: dict[str, Counter[Outcome]], ages: dict[str, int] | None = None) -> Table | None:
    """What is told of these groups; None when so few asked in all that nothing is.

    ages   where the groups are times: key → days since it began. Nobody in it can have waited longer, and whether
           days are left follows from the time alone; so both ways of not having found anyone are told as one.
    """
    return _table(_frozen(groups), tuple(sorted(ages.items())) if ages is not None else None)


def whole(groups: dict[str, Counter[Outcome]]) -> Table | None:
    """The same of everyone together: one row, nothing in it hidden, since its columns are wide enough."""
    return table({"": sum(groups.values(), Counter())})


def _frozen(groups: dict[str, Counter[Outcome]]) -> Frozen:
    rows = [(key, tuple(sorted((one, n) for one, n in row.items() if n))) for key, row in sorted(groups.items())]
    return tuple((key, row) for key, row in rows if row)


@lru_cache(maxsize=256)  # a closed period never changes
def _table(frozen: Frozen, ages: tuple[tuple[str, int], ...] | None) -> Table | None:
    groups = {key: Counter(dict(row)) for key, row in frozen}
    total: Counter[Outcome] = sum(groups.values(), Counter())
    if total.total() < SMALL:
        return None
    columns = wide_enough(total, OFFER), wide_enough(total, PAIR)
    if ages is not None:
        columns = _ends_as_one(columns[OFFER]), _ends_as_one(columns[PAIR])
    together = _too_small({key: row.total() for key, row in groups.items()})
    rows = {key: row for key, row in groups.items() if key not in together}
    if together:
        rows[TOGETHER] = sum((groups[key] for key in together), Counter())
    cells = dict(_cells(rows, columns))
    may = Possible(dict(ages or ()))
    swaps = _hide(_swaps(rows, columns, may), cells)
    if swaps is None:
        return None
    halves = _halves(rows, columns, set(swaps.values()), may)
    counts = {key: row.total() for key, row in rows.items()}
    return Table(counts, together, columns, cells, frozenset(swaps), halves)


def wide_enough(total: Counter[Outcome], measure: int) -> tuple[Column, ...]:
    """Columns of which each holds nobody or at least SMALL of all; none when only one is left that says nothing."""
    lows = (0, *(cut + 1 for cut in CUTS[measure]))
    found = [*(Column(low, high) for low, high in zip(lows, CUTS[measure], strict=False))]
    found += [Column(NOT, NOT), Column(STILL, STILL)]
    found = [column for column in found if column.count(total, measure)]
    while len(found) > 1:
        small = [number for number, column in enumerate(found) if column.count(total, measure) < SMALL]
        if not small:
            return tuple(found)
        first = small[0] if small[0] + 1 < len(found) else small[0] - 1
        found[first : first + 2] = [Column(found[first].low, found[first + 1].high)]
    (only,) = found
    return () if only.is_found != (only.low < NOT) else (only,)


def _ends_as_one(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The last columns joined, from the first that holds someone who has found nobody."""
    ends = [column for column in columns if not column.is_found]
    return (*(column for column in columns if column.is_found), Column(ends[0].low, STILL)) if ends else columns


@dataclass(frozen=True)
class Possible:
    """Whether someone with this outcome could be in that row: in a time that has only begun, nobody has waited long."""

    ages: dict[str, int]

    def in_row(self, key: str, outcome: Outcome) -> bool:
        return all(value >= NOT or value <= self.ages.get(key, HORIZON) for value in outcome)

    def swaps(self, one: str, mine: Iterable[Outcome], other: str, theirs: Iterable[Outcome]):
        """Those who could change places."""
        staying = [outcome for outcome in mine if self.in_row(other, outcome)]
        coming = [outcome for outcome in theirs if self.in_row(one, outcome)]
        return product(staying, coming)


def _too_small(asked: dict[str, int]) -> tuple[str, ...]:
    """Groups of which not even the size is told. The next larger joins them until two of them and SMALL people are
    in it, since one alone would follow from the rest."""
    order = sorted(asked, key=lambda key: (asked[key], key))
    count = sum(asked[key] < SMALL for key in order)
    while count and count < len(order) and (count < 2 or sum(asked[key] for key in order[:count]) < SMALL):
        count += 1
    return tuple(sorted(order[:count]))


def _cells(rows: dict[str, Counter[Outcome]], columns) -> Iterator[tuple[Cell, int]]:
    for key, row in rows.items():
        for measure in (OFFER, PAIR):
            for number, column in enumerate(columns[measure]):
                yield (key, measure, number), column.count(row, measure)


# --- witnesses ----------------------------------------------------------------------------------------------------
def _hide(swaps: dict[frozenset[Cell], Swap], cells: dict[Cell, int]) -> dict[Cell, Swap] | None:
    """Every hidden cell with its witness. Of all swaps that would do, the one that hides least; None when none does.

    Where everyone could be in every row one is always found: a cell can be small only where neither its row nor its
    column is everyone, so somebody in it, or beside it in its row, can change places with somebody of another row
    and another column.
    """
    of_cell: dict[Cell, list[frozenset[Cell]]] = {cell: [] for cell in cells}
    for changed in swaps:
        for cell in changed:
            of_cell[cell].append(changed)
    found: dict[Cell, Swap] = {}
    waiting = sorted(cell for cell, count in cells.items() if 0 < count < SMALL)
    while waiting:
        hidden = {*waiting, *found}
        for cell in waiting:
            if not of_cell[cell]:
                return None
            if cell not in found:
                least = min(of_cell[cell], key=lambda one: (sum(1 + cells[each] for each in one - hidden), sorted(one)))
                hidden |= least
                found |= {each: swaps[least] for each in least if each not in found}
        waiting = sorted(_too_thin(found.keys(), cells))
    return found


def _too_thin(hidden: Collection[Cell], cells: dict[Cell, int]) -> set[Cell]:
    """Where the hidden of one row or one column come to less than SMALL, their sum would be told: one more of each."""
    lines: dict[tuple, list[Cell]] = defaultdict(list)
    for key, measure, number in cells:
        lines[key, measure].append((key, measure, number))
        lines["", measure, number].append((key, measure, number))
    more = set()
    for line in lines.values():
        if 0 < sum(cells[cell] for cell in line if cell in hidden) < SMALL:
            more.add(
                min((cell for cell in line if cell not in hidden and cells[cell]), key=lambda cell: (cells[cell], cell))
            )
    return more


def _swaps(rows: dict[str, Counter[Outcome]], columns, may: Possible) -> dict[frozenset[Cell], Swap]:
    """What would change if two people of two rows changed places → one such swap."""
    standing: dict[str, dict[Kinds, list[Outcome]]] = {key: defaultdict(list) for key in rows}
    for key, row in rows.items():
        for outcome in row:
            standing[key][_stand(outcome, columns)].append(outcome)
    found: dict[frozenset[Cell], Swap] = {}
    for one, other in combinations(sorted(standing), 2):
        for here, there in product(sorted(standing[one]), sorted(standing[other])):
            changed = frozenset(
                (key, measure, kinds[measure])
                for measure in (OFFER, PAIR)
                if here[measure] != there[measure]
                for key, kinds in product((one, other), (here, there))
            )
            if changed and any(may.swaps(one, standing[one][here], other, standing[other][there])):
                found.setdefault(changed, (one, here, other, there))
    return found


def _stand(outcome: Outcome, columns) -> Kinds:
    """The numbers of the columns in which someone with this outcome is counted."""
    offer, pair = (
        [column.low <= outcome[measure] <= column.high for column in columns[measure]] for measure in (OFFER, PAIR)
    )
    return offer.index(True) if offer else 0, pair.index(True) if pair else 0


# --- by when half had got so far ----------------------------------------------------------------------------------
def half(row: Counter[Outcome], measure: int) -> int:
    """The least bound within which at least half of a row got so far: days, NOT or STILL."""
    so_far = 0
    for value, amount in sorted((outcome[measure], amount) for outcome, amount in row.items()):
        so_far += amount
        if 2 * so_far >= row.total():
            return value
    raise ValueError("nobody is in this row")


def _halves(
    rows: dict[str, Counter[Outcome]], columns, witnesses: Iterable[Swap], may: Possible
) -> dict[tuple[str, int], int]:
    """Told only where no witness would change it: else it would tell the two worlds apart."""
    measures = [measure for measure in (OFFER, PAIR) if columns[measure]]
    told = {(key, measure): half(row, measure) for key, row in rows.items() for measure in measures}
    for one, here, other, there in sorted(witnesses):
        mine = [outcome for outcome in rows[one] if _stand(outcome, columns) == here]
        theirs = [outcome for outcome in rows[other] if _stand(outcome, columns) == there]
        worlds = (_swapped(rows, one, a, other, b) for a, b in may.swaps(one, mine, other, theirs))
        changed = [
            [place for place in told if place[0] in world and half(world[place[0]], place[1]) != told[place]]
            for world in worlds
        ]
        for place in min(changed, key=len):
            del told[place]
    return told


def _swapped(rows: dict[str, Counter[Outcome]], one: str, mine: Outcome, other: str, theirs: Outcome):
    """The two rows as they would be."""
    return {
        one: rows[one] - Counter([mine]) + Counter([theirs]),
        other: rows[other] - Counter([theirs]) + Counter([mine]),
    }
