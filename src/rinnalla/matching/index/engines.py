"""The engines behind one call. Whichever answers, ids, scores and order are the same."""

from collections.abc import Callable
from functools import cache
from importlib import util

from django.conf import settings

from rinnalla.matching import limits, terms
from rinnalla.matching.index import siphash, vectors
from rinnalla.matching.index.columns import Columns
from rinnalla.matching.index.question import ANYWHERE, Atlas, NotAskable, ask
from rinnalla.matching.rows import Row, Seeker
from rinnalla.matching.weights import Weights

Found = tuple[int, int, int]  # score, rotation key, id
WORTH_COMPILING = 2_000  # rows; below that NumPy has answered before Numba has been loaded


def found_in(
    columns: Columns,
    atlas: Atlas,
    seeker: Seeker,
    k: int,
    *,
    weighed: Weights,
    root: bytes,
    engine: str = "auto",
    but: frozenset[int] = frozenset(),
) -> list[Found]:
    """The `k` best of the index, odd rows among them.

    but      supporters whose columns are passed over; an odd row may stand in their place
    Raises   NotAskable when this seeker does not fit into the tables: then plain Python answers
    """
    asked = ask(seeker, atlas, weighed, root, but=but)
    search = _engine(engine, len(columns.ids))
    near, far = _of_odd(columns, atlas, seeker, weighed, asked.key)
    found = [*_listed(search(columns, asked, k, asked.home)), *near]
    if not found and asked.elsewhere and asked.home != ANYWHERE:
        found = [*_listed(search(columns, asked, k, ANYWHERE)), *far]
    return sorted(found, key=order)[:k] if columns.odd else found


def order(found: Found) -> tuple[int, int, int]:
    return -found[0], found[1], found[2]


def _listed(best: vectors.Best) -> list[Found]:
    return list(zip(*(part.tolist() for part in best), strict=True))


def _of_odd(columns: Columns, atlas: Atlas, seeker: Seeker, weighed: Weights, key: tuple[int, int]):
    """Those rows that do not fit into the columns, by plain Python: of the own region, and of others."""
    near, far = [], []
    for row in columns.odd.values():
        if not limits.first_broken(seeker, row, atlas.tree, atlas.places):
            own = seeker.association in (None, row.association)
            (near if own else far).append(plain_score(seeker, row, atlas, weighed, key))
    return near, far


def plain_score(seeker: Seeker, row: Row, atlas: Atlas, weighed: Weights, key: tuple[int, int]) -> Found:
    points = terms.all_terms(seeker, row, atlas.tree, atlas.places)
    return weighed.score({name: each for name, (each, _bits) in points.items()}), siphash.rotation(key, row.id), row.id


@cache
def has_compiler() -> bool:
    return util.find_spec("numba") is not None


def _engine(wanted: str, size: int) -> Callable[..., vectors.Best]:
    if wanted == "auto":
        wanted = getattr(settings, "MATCHING_ENGINE", "auto")
    if wanted == "statement":
        from rinnalla.matching.index import statement

        return statement.search
    if wanted == "compiled" or (wanted == "auto" and size >= WORTH_COMPILING and has_compiler()):
        from rinnalla.matching.index import compiled

        return compiled.search
    return vectors.search


__all__ = ["Found", "NotAskable", "found_in", "has_compiler", "order", "plain_score"]
