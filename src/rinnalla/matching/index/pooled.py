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
    """The columns of a pool, with its rows by number; own  number of a person's own row."""

    rows: dict[int, Row]
    own: dict[int, int]
    columns: columns.Columns | None
    atlas: Atlas | None

    @classmethod
    def of(cls, rows: Iterable[Row], tree: Tree, places: Places) -> "Pooled":
        known, words = {row.id: row for row in rows}, Vocabulary()
        own = {row.person: row.id for row in known.values()}
        try:
            atlas = Atlas(words, tree, places)
        except Odd:  # more topics or municipalities than there are bits
            return cls(known, own, None, None)
        return cls(known, own, columns.build(known.values(), words), atlas)

    def found(self, seeker: Seeker, k: int, *, weighed: Weights, root: bytes) -> list[Found] | None:
        """The `k` best, or None when this seeker or this tree does not fit into the tables."""
        if self.columns is None or self.atlas is None:
            return None
        try:
            known = replace(seeker, own=self.own.get(seeker.person, 0))
            return found_in(self.columns, self.atlas, known, k, weighed=weighed, root=root)
        except NotAskable:
            return None
