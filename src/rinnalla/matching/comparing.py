"""What other weights would change, seen before anyone decides: counts, and examples without a name (docs/adr/0018)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.matching import fit
from rinnalla.matching.fit import SHOWN_AT_MOST, Fit
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.rows import Seeker
from rinnalla.matching.sentences import strongest
from rinnalla.matching.weights import Weights
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

WAITING = (Stage.RECEIVED, Stage.SHORTLISTED)
PAIRS_LOOKED_AT = 40_000  # asks × supporters; more would keep the one who asks waiting
LEAST, MOST = 20, 400  # asks in a sample
EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """One change of the first card: the names of the terms that speak most for it, before and after."""

    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Comparison:
    """waiting    how many wait in all; looked_at  how many of them were compared (fewer: a sample)
    differ     for how many the first five cards would differ; new_first  for how many another card would come first
    """

    waiting: int
    looked_at: int
    differ: int
    new_first: int
    examples: tuple[Example, ...]

    @property
    def is_sample(self) -> bool:
        return self.looked_at < self.waiting


def waiting() -> QuerySet[Ask]:
    """Those who have no peer yet and nobody asked; in the order of their codes, which are drawn by lot."""
    return Ask.objects.filter(stage__in=WAITING).order_by("code")


@scope.system("matching")
def compare(
    one: Weights, other: Weights, *, by: Person | None, progress: Callable[[int], object] | None = None
) -> Comparison:
    """Two sets of weights over everyone who waits, or over a sample drawn by lot when they are many.

    The system opens them, in memory, and only counts come out; `by` is written down as the one who compared.
    Equals keep their order, so that what is counted comes from the weights alone.
    """
    asks = list(waiting().select_related("person")[: _sample()])
    whole = waiting().count()
    with book.together():
        book.write(by, "weights.compared", concerns=[])
        pool = gather(asks, by=None)
    return compared(pool, one, other, whole, progress=progress)


def _sample() -> int:
    """How many asks fit into one look, however many supporters there are."""
    rows = Supporter.objects.eligible().count()
    return min(MOST, max(LEAST, PAIRS_LOOKED_AT // max(1, rows)))


def compared(
    pool: Pool, one: Weights, other: Weights, whole: int, *, progress: Callable[[int], object] | None = None
) -> Comparison:
    """The same over a pool that has been gathered; `whole` is how many wait in all."""
    other, differ, examples, new_first = other.called(one.version), 0, [], 0
    for seeker in pool.seekers:
        before, after = _first(pool, seeker, one), _first(pool, seeker, other)
        if progress:
            progress(1)
        differ += _ids(before) != _ids(after)
        if _ids(before[:1]) != _ids(after[:1]):
            new_first += 1
            examples.append(Example(strongest(before[0].terms, one), strongest(after[0].terms, other)))
    telling = [example for example in examples if example.before != example.after] or examples
    return Comparison(whole, len(pool.seekers), differ, new_first, tuple(telling[:EXAMPLES]))


def _first(pool: Pool, seeker: Seeker, weighed: Weights) -> list[Fit]:
    return fit.ranked(pool, seeker, SHOWN_AT_MOST, weighed=weighed)


def _ids(fits: Sequence[Fit]) -> list[int]:
    return [one.row.id for one in fits]
