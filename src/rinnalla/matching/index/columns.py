"""The columns: one word of each kind a row, in blocks of 64 rows of one association that resemble each other.

A block's summary is the union of its rows' bits, from which no row of it can score more than a bound; a block whose
bound is too low is never looked into. Columns change by one row at a time: a row that leaves is emptied, one that
comes takes a spare place, and a summary only ever widens until all is built anew.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rinnalla.matching.index.words import Odd, Vocabulary, Words, encode
from rinnalla.matching.rows import Row

BLOCK = 64
KINDS = {
    "low": np.uint64,
    "high": np.uint32,
    "detail": np.uint64,
    "facts": np.uint32,
    "more": np.uint16,
    "ids": np.int32,
}
BLOCKS = ("block_low", "block_high", "block_facts", "block_home")
UNITED = np.uint32((1 << 20) - 1)  # of the facts: languages, modes, hours and needs are bits that can be united
NOBODYS = -1  # the association of a spare block
SAMPLE = 4_096  # rows asked which topics are common
SPARE = 50  # one block in so many is kept for those who come


class NoRoom(Exception):
    """The spare places are full: build anew."""


@dataclass
class Columns:
    """Places in whole blocks; an empty place speaks no language. `odd` rows are kept as they are."""

    low: np.ndarray
    high: np.ndarray
    detail: np.ndarray
    facts: np.ndarray
    more: np.ndarray
    ids: np.ndarray
    order: np.ndarray  # places in the order of ids, as it was when built
    block_low: np.ndarray
    block_high: np.ndarray
    block_facts: np.ndarray
    block_home: np.ndarray
    words: Vocabulary
    odd: dict[int, Row] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=dict)  # id → place, of those who came since it was built
    gaps: dict[int, tuple[int, int]] = field(default_factory=dict)  # association → its next spare place, and the end

    @property
    def bytes(self) -> int:
        return sum(getattr(self, name).nbytes for name in (*KINDS, "order", *BLOCKS))

    def __len__(self) -> int:
        return int(np.count_nonzero(self.facts)) + len(self.odd)

    def place_of(self, number: int) -> int | None:
        """Where this supporter is, or was; None when never here."""
        if number in self.came:
            return self.came[number]
        at = bisect_left(self.order.data, number, key=self.ids.data.__getitem__)
        if at == len(self.order):
            return None
        place = int(self.order[at])
        return place if self.ids[place] == number else None

    def put(self, row: Row) -> None:
        """This row as it is now, in place of what was. Raises NoRoom when all must be built anew."""
        self.take(row.id)
        try:
            words = encode(row, self.words)
        except Odd:
            self.odd[row.id] = row
            return
        self.put_words(row.id, row.association, words)

    def put_words(self, number: int, home: int, words: Words) -> None:
        if words[1] >> 8 * self.high.itemsize:
            raise NoRoom
        place = self.place_of(number)
        if place is None or self.block_home[place // BLOCK] != home:
            place = self._spare(home)
            self.came[number] = place
            self.ids[place] = number
        low, high, self.detail[place], facts, self.more[place] = words
        self.low[place], self.high[place], self.facts[place] = low, high, facts
        block = place // BLOCK
        self.block_low[block] |= np.uint64(low)
        self.block_high[block] |= self.high[place]
        self.block_facts[block] |= self.facts[place] & UNITED

    def take(self, number: int) -> None:
        """This row leaves; nothing of it stays but the number of its place."""
        self.odd.pop(number, None)
        place = self.place_of(number)
        if place is not None:
            self.low[place] = self.high[place] = self.detail[place] = self.facts[place] = self.more[place] = 0

    def _spare(self, home: int) -> int:
        place, end = self.gaps.get(home, (0, 0))
        if place == end:
            (spare,) = np.nonzero(self.block_home == NOBODYS)
            if not len(spare):
                raise NoRoom
            self.block_home[spare[0]] = home
            place = int(spare[0]) * BLOCK
            end = place + BLOCK
        self.gaps[home] = (place + 1, end)
        return place

    def wipe(self) -> None:
        """What was opened leaves memory now, not when Python comes to it."""
        for name in (*KINDS, *BLOCKS):
            getattr(self, name).fill(0)
        self.odd.clear()


def build(rows: Iterable[Row], words: Vocabulary | None = None) -> Columns:
    """Columns of these rows."""
    words = words or Vocabulary()
    numbers, homes, found, odd = [], [], [], {}
    for row in rows:
        try:
            found.append(encode(row, words))
        except Odd:
            odd[row.id] = row
            continue
        numbers.append(row.id)
        homes.append(row.association)
    table = list(zip(*found, strict=True)) or [()] * 5
    raw = {name: np.array(values, dtype=np.uint64) for name, values in zip(KINDS, table, strict=False)}
    built = from_columns(np.array(numbers, np.int64), np.array(homes, np.int64), raw, words)
    built.odd = odd
    return built


def from_columns(numbers: np.ndarray, homes: np.ndarray, raw: dict[str, np.ndarray], words: Vocabulary) -> Columns:
    """From one array of each kind in any order: sort, pad each association to whole blocks, unite the blocks' bits."""
    sorted_places, sizes, keys = _in_order(homes, raw)
    padded = -(-sizes // BLOCK) * BLOCK
    spare = max(8, int(padded.sum()) // BLOCK // SPARE)
    total = int(padded.sum()) + spare * BLOCK
    within = np.arange(len(numbers)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    to = np.repeat(np.cumsum(padded) - padded, sizes) + within
    kinds = dict(KINDS) | ({"high": np.uint64} if len(words.topics) > 96 else {})
    made: dict[str, Any] = {}
    for name, kind in kinds.items():
        values = numbers if name == "ids" else raw[name]
        made[name] = np.zeros(total, dtype=kind)
        made[name][to] = values[sorted_places]
    by_id = np.argsort(numbers[sorted_places].astype(np.int32))
    home = np.concatenate([np.repeat(keys, padded // BLOCK), np.full(spare, NOBODYS)]).astype(np.int32)
    return Columns(**made, order=to[by_id].astype(np.int32), block_home=home, words=words, **_united(made))


def _in_order(homes: np.ndarray, raw: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows by association and, inside it, by topics, so that neighbours resemble each other."""
    keys = np.flatnonzero(np.bincount(homes)) if len(homes) else np.zeros(0, np.int64)
    codes = _codes(keys, homes)
    by_topics = np.argsort(_by_common_topics(raw), kind="stable")
    places = by_topics[np.argsort(codes[by_topics].astype(np.uint16), kind="stable")]
    return places, np.bincount(codes, minlength=len(keys)), keys


def _by_common_topics(raw: dict[str, np.ndarray]) -> np.ndarray:
    """Which of the most common topics each row has, the commonest first: what most people name divides the blocks."""
    words, sample = [raw["low"], raw["high"]], slice(None, None, max(1, len(raw["low"]) // SAMPLE))
    bits = [(word, np.uint64(bit)) for word in words for bit in range(64)]
    counts = [-int(np.count_nonzero(word[sample] >> bit & np.uint64(1))) for word, bit in bits]
    key = np.zeros(len(raw["low"]), np.uint16)
    for place in np.argsort(counts, kind="stable")[:16].tolist():
        word, bit = bits[place]
        key = key << np.uint16(1) | (word >> bit & np.uint64(1)).astype(np.uint16)
    return key


def _codes(keys: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """Associations in a row from 0, by looking up."""
    known = np.zeros(int(keys[-1]) + 1 if len(keys) else 1, np.int64)
    known[keys] = np.arange(len(keys))
    return known[homes]


def _united(made: dict[str, np.ndarray]) -> dict[str, Any]:
    low, high, facts = (made[name].reshape(-1, BLOCK) for name in ("low", "high", "facts"))
    return {
        "block_low": np.bitwise_or.reduce(low, axis=1),
        "block_high": np.bitwise_or.reduce(high, axis=1),
        "block_facts": np.bitwise_or.reduce(facts, axis=1) & UNITED,
    }
