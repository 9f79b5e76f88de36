"""Who fits whom, and why not: what pages and the command line ask (docs/adr/0006). See ranking.py for the order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rinnalla.asks.models import Ask
from rinnalla.matching import limits, weights
from rinnalla.matching.finding import find
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.ranking import Fit, fit_of, rank, ranked, rotation_key
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.matching.sentences import CHANGES, WHY_NOT
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

__all__ = ["Change", "Fit", "best", "best_of_many", "fit_of", "rank", "ranked", "rotation_key"]

SHOWN_AT_MOST = 5
RELAXABLE = ("region", "distance", "mode", "gender", "topic", "language", "seen")


@dataclass(frozen=True)
class Change:
    """A single change that would open cards: the limit, how many it opens, and the sentence for the coordinator."""

    limit: str
    opens: int

    @property
    def sentence(self) -> str:
        return str(CHANGES[self.limit])


def best(ask: Ask, k: int = 10, *, by: Person | None = None) -> list[Fit]:
    """The `k` supporters who fit this ask best, best first."""
    return best_of_many([ask], k, by=by)[0]


def best_of_many(asks: Iterable[Ask], k: int = 10, *, by: Person | None = None) -> list[list[Fit]]:
    """`best` for many asks at once; the number of statements does not grow with them."""
    return find(asks, k, by=by, weighed=weights.in_force())[0]


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
