"""Whichever engine answers, ids, scores and order are those of plain Python; nothing is rounded, nobody left out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rinnalla.matching import weights
from rinnalla.matching.fit import rank
from rinnalla.matching.index import columns, siphash
from rinnalla.matching.index.engines import found_in, has_compiler
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Vocabulary
from rinnalla.matching.rows import Places, Seeker
from tests.matching.worlds import PLACES, SEEKER, TREE, pools

KEY = b"k" * 32
ENGINES = ["numpy", *(["compiled"] if has_compiler() else [])]
WEIGHED = [
    weights.FIRST,
    weights.Weights("load", 0, 0, 0, 0, 0, 0, 0, 0, 100),
    weights.Weights("even", 12, 11, 11, 11, 11, 11, 11, 11, 11),
]
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plain(seeker, rows, k, weighed):
    ranked = rank(seeker, rows, TREE, PLACES, weighed=weighed, key=KEY)[:k]
    return [(fit.score, fit.rotation, fit.row.id) for fit in ranked]


def known(seeker: Seeker, rows) -> Seeker:
    """The seeker knows which supporter is themself, as the database tells it."""
    own = [row.id for row in rows if row.person == seeker.person]
    return replace(seeker, own=own[0] if own else 0)


@pytest.mark.parametrize("engine", ENGINES)
@PATIENT
@given(SEEKER, pools(), st.sampled_from([1, 2, 10]), st.sampled_from(WEIGHED))
def test_every_engine_gives_what_plain_python_gives(engine, seeker, rows, k, weighed):
    words = Vocabulary()
    atlas = Atlas(words, TREE, Places(PLACES.points, PLACES.measure))
    built = columns.build(rows, words)
    found = found_in(built, atlas, known(seeker, rows), k, weighed=weighed, root=KEY, engine=engine)
    assert found == plain(seeker, rows, k, weighed)


@PATIENT
@given(SEEKER, st.lists(pools(), min_size=2, max_size=4))
def test_columns_that_change_row_by_row_are_those_built_anew(seeker, worlds):
    words = Vocabulary()
    atlas = Atlas(words, TREE, Places(PLACES.points, PLACES.measure))
    kept = columns.build(worlds[0], words)
    for rows in worlds[1:]:
        now = {row.id: row for row in rows}
        for number in range(1, 10):
            kept.put(now[number]) if number in now else kept.take(number)
        for engine in ENGINES:
            found = found_in(kept, atlas, known(seeker, rows), 10, weighed=WEIGHED[0], root=KEY, engine=engine)
            assert found == plain(seeker, rows, 10, WEIGHED[0])
        assert len(kept) == len(rows)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(1, 2**31 - 1))
def test_plain_python_and_numpy_turn_equals_alike(one, other, number):
    assert int(siphash.rotations((one, other), np.array([number]))[0]) == siphash.rotation((one, other), number)


def test_the_rotation_key_is_siphash():
    """Against Python's own, which hashes bytes with SipHash-1-3 under a key that the environment can fix."""
    import subprocess
    import sys

    code = "print(hash((7).to_bytes(8, 'little')) & (1 << 64) - 1)"
    told = subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": "0"}, capture_output=True, check=True)
    if sys.hash_info.algorithm == "siphash13":
        assert siphash.rotation((0, 0), 7) == int(told.stdout)
