"""One PostgreSQL statement, rows handed over as arrays, gives what plain Python gives."""

import random
from dataclasses import replace

import pytest
from django.db import connection

from rinnalla.matching import weights
from rinnalla.matching.fit import rank
from rinnalla.matching.index import columns
from rinnalla.matching.index.engines import found_in
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Vocabulary
from rinnalla.matching.rows import Places, Tree
from rinnalla.supporters.models import Experience, Facet
from tests.matching.drawn import row as drawn_row
from tests.matching.drawn import seeker as drawn_seeker
from tests.matching.test_engines import KEY, WEIGHED, known, plain
from tests.matching.test_engines_extremes import AINO, TOLD, WORLDS, row
from tests.matching.worlds import PLACES, TREE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no bit_count"),
]


def found(seeker, rows, k, weighed):
    words = Vocabulary()
    atlas = Atlas(words, TREE, Places(PLACES.points, PLACES.measure))
    built = columns.build(rows, words)
    return found_in(built, atlas, known(seeker, rows), k, weighed=weighed, root=KEY, engine="statement")


@pytest.mark.parametrize("name", WORLDS)
def test_in_every_world_the_statement_agrees_with_plain_python(name):
    seeker, rows = WORLDS[name]
    for k in (1, 10, 400):
        assert found(seeker, rows, k, weights.FIRST) == plain(seeker, rows, k, weights.FIRST)


@pytest.mark.parametrize("weighed", WEIGHED, ids=lambda one: one.version)
def test_whoever_asks_and_whoever_supports_the_statement_agrees(weighed):
    lot, empty = random.Random(11), 0
    for _ in range(40):
        seeker, rows = drawn_seeker(lot), [drawn_row(lot, number) for number in range(1, lot.randint(1, 60))]
        for k in (1, 10):
            told = plain(seeker, rows, k, weighed)
            assert found(seeker, rows, k, weighed) == told
            empty += not told
    assert 0 < empty < 80


def test_topics_beyond_the_sixty_fourth_are_counted_too():
    """Their bits lie in another word."""
    tree = Tree({f"topic-{number:03d}": ("condition", "") for number in range(100)})
    keys = list(tree.topics)
    rows = [row(number, experience=_four_of(keys, number)) for number in range(1, 80)]
    for first in (3, 62, 64, 97):
        topics = tuple(keys[first : first + 3])
        seeker = replace(AINO, story=replace(AINO.story, topics=topics))
        words = Vocabulary()
        atlas = Atlas(words, tree, Places(PLACES.points, PLACES.measure))
        built = columns.build(rows, words)
        ranked = rank(seeker, rows, tree, PLACES, weighed=weights.FIRST, key=KEY)[:10]
        told = [(fit.score, fit.rotation, fit.row.id) for fit in ranked]
        for engine in ("statement", "numpy"):
            assert found_in(built, atlas, seeker, 10, weighed=weights.FIRST, root=KEY, engine=engine) == told


def _four_of(keys: list[str], number: int) -> Experience:
    facets = (Facet(keys[(number * 7 + step * 31) % len(keys)], phase="living") for step in range(4))
    return replace(TOLD, facets=tuple(facets))
