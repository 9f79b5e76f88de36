"""Who fits whom: the first form, plain Python over rows in memory (docs/adr/0006). A faster index may take over `rank`.

Hard limits first, then a score of whole numbers 0..100 000. The order is total: score, then a keyed hash of ask,
supporter and weights (so equals share exposure and the log can reproduce it), then id. Same input, same order.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rinnalla.asks.models import Ask
from rinnalla.matching import limits, weights
from rinnalla.matching.index import siphash
from rinnalla.matching.index.engines import order
from rinnalla.matching.index.pooled import pairs_worth_columns
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.matching.sentences import CHANGES, WHY_NOT
from rinnalla.matching.terms import Term, all_terms
from rinnalla.matching.weights import Weights
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.keyring import keyring

logger = logging.getLogger(__name__)
SHOWN_AT_MOST = 5
RELAXABLE = ("region", "distance", "mode", "gender", "topic", "language", "seen")


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


@dataclass(frozen=True)
class Change:
    """A single change that would open cards: the limit, how many it opens, and the sentence for the coordinator."""

    limit: str
    opens: int

    @property
    def sentence(self) -> str:
        return str(CHANGES[self.limit])


def rotation_key() -> bytes:
    return keyring().subkey("matching.rotation")


def rank(seeker: Seeker, rows: Iterable[Row], tree: Tree, places: Places, *, weighed: Weights, key: bytes) -> list[Fit]:
    """Everyone who fits, best first. Other regions only when nobody of the own one fits (R18)."""
    fitting = [row for row in rows if not limits.first_broken(seeker, row, tree, places)]
    near = [row for row in fitting if seeker.association in (None, row.association)]
    turn = siphash.key_of(key, seeker.code, weighed.version)
    return sorted(
        (_fit(seeker, row, tree, places, weighed, turn) for row in near or fitting), key=lambda fit: fit.order
    )


def _fit(seeker: Seeker, row: Row, tree: Tree, places: Places, weighed: Weights, turn: tuple[int, int]) -> Fit:
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
            fits = [_fit(seeker, rows[number], pool.tree, pool.places, weighed, turn) for _s, _t, number in found]
            agrees = [fit.order for fit in fits] == [order(each) for each in found]
            if agrees and _holds(seeker, fits, pool, k, weighed, turn):
                return fits
            logger.error("The columns of matching disagree with plain Python, which answers instead")
    return rank(seeker, pool.rows, pool.tree, pool.places, weighed=weighed, key=key)[:k]


def _holds(seeker: Seeker, fits: list[Fit], pool: Pool, k: int, weighed: Weights, turn: tuple[int, int]) -> bool:
    """One row, drawn by lot, was rightly taken or left: the columns check themselves on every call."""
    row, shown = secrets.choice(pool.rows), {fit.row.id for fit in fits}
    nearby = any(seeker.association in (None, fit.row.association) for fit in fits)
    may = not limits.first_broken(seeker, row, pool.tree, pool.places)
    may = may and (not nearby or seeker.association in (None, row.association))
    if row.id in shown or not may:
        return may or row.id not in shown
    drawn = _fit(seeker, row, pool.tree, pool.places, weighed, turn)
    return len(fits) == k and drawn.order > fits[-1].order


def fit_of(seeker: Seeker, row: Row, pool: Pool, *, weighed: Weights | None = None) -> Fit:
    """The fit of one row, whatever the limits say of it."""
    weighed = weighed or weights.in_force()
    turn = siphash.key_of(rotation_key(), seeker.code, weighed.version)
    return _fit(seeker, row, pool.tree, pool.places, weighed, turn)


def best(ask: Ask, k: int = 10, *, by: Person | None = None) -> list[Fit]:
    """The `k` supporters who fit this ask best, best first."""
    pool = gather([ask], by=by)
    return ranked(pool, pool.seekers[0], k)


def best_of_many(asks: Iterable[Ask], k: int = 10, *, by: Person | None = None) -> list[list[Fit]]:
    """`best` for many asks at once; the number of statements does not grow with them."""
    pool, weighed = gather(asks, by=by), weights.in_force()
    return [ranked(pool, seeker, k, weighed=weighed) for seeker in pool.seekers]


def why_not(ask: Ask, supporter: Supporter, *, by: Person | None = None) -> str:
    """The first limit that keeps this supporter from this ask, as a sentence for the coordinator; "" when none does."""
    broken = broken_limit(ask, supporter, by=by)
    return str(WHY_NOT[broken]) if broken else ""


def broken_limit(ask: Ask, supporter: Supporter, *, by: Person | None, but: frozenset[str] = frozenset()) -> str:
    """The name of the first limit that fails between these two, "" when none does."""
    if not supporter.is_offerable:
        return "not-offerable"
    pool = gather([ask], by=by, supporters=[supporter])
    return limits.first_broken(pool.seekers[0], pool.rows[0], pool.tree, pool.places, but=but)


def blocking(ask: Ask, *, by: Person | None = None) -> list[tuple[str, int]]:
    """Why the list is short: each limit as a sentence, with how many supporters it is the first to hold back."""
    pool = gather([ask], by=by)
    return [(str(WHY_NOT[name]), count) for name, count in held_back(pool.seekers[0], pool)]


def held_back(seeker: Seeker, pool: Pool) -> list[tuple[str, int]]:
    """Each limit with how many rows it is the first to hold back, that of most rows first."""
    counted = Counter(limits.first_broken(seeker, row, pool.tree, pool.places) for row in pool.rows)
    return sorted(((name, count) for name, count in counted.items() if name), key=lambda each: (-each[1], each[0]))


def relax(ask: Ask, *, by: Person | None = None) -> list[Change]:
    """Single changes that would open cards, the one that opens most first; counted, never applied by the system."""
    pool = gather([ask], by=by)
    return changes(pool.seekers[0], pool.rows, pool.tree, pool.places)


def changes(seeker: Seeker, rows: Iterable[Row], tree: Tree, places: Places) -> list[Change]:
    counted = Counter(limits.only_broken(seeker, row, tree, places) for row in rows)
    found = [Change(name, counted[name]) for name in RELAXABLE if counted[name]]
    return sorted(found, key=lambda change: (-change.opens, RELAXABLE.index(change.limit)))
