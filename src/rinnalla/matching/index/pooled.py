"""The rows of one pool as columns: made from what was opened for this call, and gone with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rinnalla.matching.index import columns
from rinnalla.matching.index.engines import Found, NotAskable, found_in
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Odd, Vocabulary
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.matching.weights import Weights

MANY_ROWS, SOME_ROWS, SOME_SEEKERS = 400, 40, 4


def pairs_worth_columns(seekers: int, rows: int) -> bool:
    """Whether making columns costs less than asking plain Python about every pair."""
    return rows >= MANY_ROWS or (rows >= SOME_ROWS and seekers >= SOME_SEEKERS)


@dataclass(frozen=True)
class Pooled:
    """The columns of a pool, with its rows by number."""

    rows: dict[int, Row]
    columns: columns.Columns | None
    atlas: Atlas | None

    @classmethod
    def of(cls, rows: Iterable[Row], tree: Tree, places: Places) -> "Pooled":
        known, words = {row.id: row for row in rows}, Vocabulary()
        try:
            atlas = Atlas(words, tree, places)
        except Odd:  # more topics or municipalities than there are bits
            return cls(known, None, None)
        return cls(known, columns.build(known.values(), words), atlas)

    def found(self, seeker: Seeker, k: int, *, weighed: Weights, root: bytes) -> list[Found] | None:
        """The `k` best, or None when this seeker or this tree does not fit into the tables."""
        if self.columns is None or self.atlas is None:
            return None
        own = next((row.id for row in self.rows.values() if row.person == seeker.person), 0)
        try:
            known = replace(seeker, own=own)
            return found_in(self.columns, self.atlas, known, k, weighed=weighed, root=root)
        except NotAskable:
            return None
