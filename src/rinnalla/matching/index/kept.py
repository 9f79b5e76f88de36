"""The index that one process keeps between calls: columns, where in the log they stand, and who is due on which day.

In memory alone. It goes when it has not been asked for some minutes, when the keyring is another, and in a process
copied from this one. Nothing here reads the database, so that nobody waits for it while holding the lock.
"""

import logging
import os
import secrets
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date

from rinnalla.matching.changes import TRUSTED, Mark
from rinnalla.matching.index.columns import BLOCK, Columns, NoRoom
from rinnalla.matching.index.engines import Found, found_in
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Odd, encode
from rinnalla.matching.rows import Row, Seeker
from rinnalla.matching.weights import Weights

logger = logging.getLogger(__name__)
IDLE_SECONDS, LOOKS_SECONDS = 600, 60
TRIES = 20  # at drawing a place in which someone is; then they are looked for
Days = dict[date, set[int]]  # day → supporters whose right to be offered may end then, without anybody's doing


class Gone(Exception):
    """The index was dropped meanwhile."""


@dataclass
class Kept:
    """read_on   the day on which rows were read last; anew_on  a day on which everybody's right may change
    ring       the keyring that opened it
    """

    columns: Columns
    atlas: Atlas
    mark: Mark
    read_on: date
    days: Days
    anew_on: date | None
    ring: object
    marked_at: float = field(default_factory=time.time)
    is_gone: bool = False

    def wipe(self) -> None:
        self.is_gone = True
        self.columns.wipe()

    def is_past(self, today: date) -> bool:
        """All has to be read anew: a day on which a text changes, a clock set back, or a log not read for long."""
        changes = self.anew_on is not None and today >= self.anew_on
        return changes or today < self.read_on or time.time() - self.marked_at > TRUSTED.total_seconds()

    def due(self, today: date) -> set[int]:
        """Those whose day has come since rows were read last."""
        if today == self.read_on:
            return set()
        return {number for day, numbers in self.days.items() if day <= today for number in numbers}


@dataclass(frozen=True)
class Step:
    """From one mark to the next: these supporters, and the rows of those among them who may be offered."""

    start: Mark
    end: Mark
    numbers: frozenset[int]
    rows: dict[int, Row]
    days: Days
    today: date


class Keeper:
    """The one index of this process, if any. Its lock is held for computing only, never for a question elsewhere."""

    def __init__(self):
        self.lock = threading.Lock()
        self.kept: Kept | None = None
        self.asked_at = time.monotonic()

    def current(self, ring: object) -> Kept | None:
        kept = self.kept
        if kept is not None and kept.ring is not ring:
            self.drop()
            return None
        self.asked_at = time.monotonic()
        return kept

    def keep(self, kept: Kept) -> None:
        with self.lock:
            before, self.kept = self.kept, kept
            if before is not None and before is not kept:
                before.wipe()
        if before is None:
            threading.Thread(target=self._look, name="idle index", daemon=True).start()

    def drop(self) -> None:
        with self.lock:
            if self.kept is not None:
                self.kept.wipe()
            self.kept = None

    def _look(self) -> None:
        """Until the index is gone: drop it when nobody has asked for a while."""
        while self.kept is not None:
            time.sleep(LOOKS_SECONDS)
            if time.monotonic() - self.asked_at > IDLE_SECONDS:
                self.drop()

    def stands_at(self, kept: Kept, start: Mark, end: Mark, today: date) -> None:
        """Between these marks nothing has changed, and nobody was due."""
        with self.lock:
            if kept.mark == start:
                kept.mark, kept.marked_at, kept.read_on = end, time.time(), today

    def take(self, kept: Kept, step: Step) -> bool:
        """Take a step, unless another has been taken from there meanwhile; whether the index has gone this way."""
        with self.lock:
            if self.kept is not kept or kept.mark != step.start:
                return False
            try:
                for number in step.numbers:
                    row = step.rows.get(number)
                    kept.columns.put(row) if row else kept.columns.take(number)
            except NoRoom:
                kept.wipe()
                self.kept = None
                return False
            _register(kept, step)
        return True

    def found(
        self,
        kept: Kept,
        seeker: Seeker,
        k: int,
        *,
        weighed: Weights,
        root: bytes,
        pending: dict[int, Row | None],
    ) -> list[Found]:
        """The `k` best. `pending`: supporters as this very transaction knows them, in place of what is kept."""
        with self.lock:
            if kept.is_gone:
                raise Gone
            columns = kept.columns
            if pending:
                odd = {number: row for number, row in columns.odd.items() if number not in pending}
                columns = replace(columns, odd=odd | {number: row for number, row in pending.items() if row})
            return found_in(columns, kept.atlas, seeker, k, weighed=weighed, root=root, but=frozenset(pending))

    def drawn(self, kept: Kept) -> int | None:
        """The number of some supporter of the index, drawn by lot."""
        with self.lock:
            columns = kept.columns
            for _ in range(TRIES):
                place = secrets.randbelow(len(columns.ids))
                if columns.facts[place]:
                    return int(columns.ids[place])
            (places,) = columns.facts.nonzero()
            return int(columns.ids[secrets.choice(places)]) if len(places) else None

    def holds(self, kept: Kept, number: int, row: Row | None) -> bool:
        """Whether the index knows this supporter just as they are now."""
        with self.lock:
            columns = kept.columns
            place = columns.place_of(number)
            if row is None or place is None or columns.block_home[place // BLOCK] != row.association:
                return False
            names = ("low", "high", "detail", "facts", "more")
            try:
                return encode(row, columns.words) == tuple(int(getattr(columns, name)[place]) for name in names)
            except Odd:
                return False


def _register(kept: Kept, step: Step) -> None:
    for numbers in kept.days.values():
        numbers -= step.numbers
    for day, numbers in step.days.items():
        kept.days.setdefault(day, set()).update(numbers)
    kept.days = {day: numbers for day, numbers in kept.days.items() if numbers}
    kept.mark, kept.marked_at, kept.read_on = step.end, time.time(), step.today


keeper = Keeper()


def forget() -> None:
    keeper.drop()


def _in_a_copy() -> None:
    """A copied process has no thread that looks, and perhaps a lock that nobody will open: it begins with nothing."""
    keeper.__init__()  # type: ignore[misc]


os.register_at_fork(after_in_child=_in_a_copy)
