"""Everyone of a pool who fits one seeker, best first; plain Python tells it, columns may find it (docs/adr/0016).

Hard limits first, then a score of whole numbers 0..100 000. The order is total: score, then a keyed hash of ask,
supporter and weights (so equals share exposure and the log can reproduce it), then id. Same input, same order.
"""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from rinnalla.matching import limits, weights
from rinnalla.matching.index import siphash
from rinnalla.matching.index.engines import order
from rinnalla.matching.index.pooled import pairs_worth_columns
from rinnalla.matching.pool import Pool
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.matching.terms import Term, all_terms
from rinnalla.matching.weights import Weights
from rinnalla.vault.keyring import keyring

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fit:
    """One supporter who fits one seeker. `score` 0..100 000; `terms` name → (points 0..1000, bits)."""

    row: Row
    score: int
    terms: dict[str, Term]
    rotation: int

    @property
    def order(self) -> tuple[int, int, int]:
        return -self.score, self.rotation, self.row.id


def rotation_key() -> bytes:
    return keyring().subkey("matching.rotation")


def rank(seeker: Seeker, rows: Iterable[Row], tree: Tree, places: Places, *, weighed: Weights, key: bytes) -> list[Fit]:
    """Everyone who fits, best first. Other regions only when nobody of the own one fits (R18)."""
    fitting = [row for row in rows if not limits.first_broken(seeker, row, tree, places)]
    near = [row for row in fitting if seeker.association in (None, row.association)]
    turn = siphash.key_of(key, seeker.code, weighed.version)
    return sorted(
        (scored(seeker, row, tree, places, weighed, turn) for row in near or fitting), key=lambda fit: fit.order
    )


def scored(seeker: Seeker, row: Row, tree: Tree, places: Places, weighed: Weights, turn: tuple[int, int]) -> Fit:
    """`turn` the key of this ask and these weights (siphash.key_of)."""
    terms = all_terms(seeker, row, tree, places)
    score = weighed.score({name: points for name, (points, _bits) in terms.items()})
    return Fit(row, score, terms, siphash.rotation(turn, row.id))


def ranked(pool: Pool, seeker: Seeker, k: int, *, weighed: Weights | None = None) -> list[Fit]:
    """The `k` best of a pool. Where it is large the columns find them, and plain Python looks at what they found."""
    weighed, key = weighed or weights.in_force(), rotation_key()
    if pairs_worth_columns(len(pool.seekers), len(pool.rows)):
        found = pool.index.found(seeker, k, weighed=weighed, root=key)
        if found is not None:
            rows, turn = pool.index.rows, siphash.key_of(key, seeker.code, weighed.version)
            fits = [scored(seeker, rows[number], pool.tree, pool.places, weighed, turn) for _s, _t, number in found]
            agrees = [fit.order for fit in fits] == [order(each) for each in found]
            if agrees and rightly_left(secrets.choice(pool.rows), seeker, fits, pool, k, weighed):
                return fits
            logger.error("The columns of matching disagree with plain Python, which answers instead")
    return rank(seeker, pool.rows, pool.tree, pool.places, weighed=weighed, key=key)[:k]


def rightly_left(row: Row, seeker: Seeker, fits: list[Fit], pool: Pool, k: int, weighed: Weights) -> bool:
    """Whether this row was rightly taken or left when `fits` were found: columns check themselves on every call."""
    shown = {fit.row.id for fit in fits}
    nearby = any(seeker.association in (None, fit.row.association) for fit in fits)
    may = not limits.first_broken(seeker, row, pool.tree, pool.places)
    may = may and (not nearby or seeker.association in (None, row.association))
    if row.id in shown or not may:
        return may or row.id not in shown
    turn = siphash.key_of(rotation_key(), seeker.code, weighed.version)
    drawn = scored(seeker, row, pool.tree, pool.places, weighed, turn)
    return len(fits) == k and drawn.order > fits[-1].order


def fit_of(seeker: Seeker, row: Row, pool: Pool, *, weighed: Weights | None = None) -> Fit:
    """The fit of one row, whatever the limits say of it."""
    weighed = weighed or weights.in_force()
    turn = siphash.key_of(rotation_key(), seeker.code, weighed.version)
    return scored(seeker, row, pool.tree, pool.places, weighed, turn)
