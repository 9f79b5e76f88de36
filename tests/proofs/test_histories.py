"""Whatever roles came and went, policy, queryset and PostgreSQL's guards say the same of every row (R35).

`HISTORIES=500 pytest -m slow tests/proofs/test_histories.py` plays more; `python -m bench.boundary --histories 10000`
plays by hand, and docs/bench.md has the figure.
"""

import os
import random
from dataclasses import replace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rinnalla.asks.models import Asks
from tests.proofs import histories

pytestmark = pytest.mark.django_db

CALM = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck), "database": None}
LONG = 24


@pytest.mark.slow
def test_policy_queryset_and_guards_never_disagree():
    world, played = histories.build(), []

    @settings(max_examples=int(os.environ.get("HISTORIES", "12")), **CALM)
    @given(seed=st.integers(0, 2**32))
    def play(seed):
        chance = random.Random(seed)
        with transaction.atomic():
            played.extend(histories.History(world, [chance.randrange(100_000) for _ in range(LONG)]).play())
            transaction.set_rollback(True)

    play()
    assert len(set(played)) >= 8, "chance never came far"


def test_a_queryset_that_tells_more_than_the_policy_is_noticed(monkeypatch):
    world = histories.build()
    histories.three_agree(world.person("Maija"), [])
    monkeypatch.setattr(Asks, "visible_to", lambda rows, person: rows.all())
    with pytest.raises(AssertionError, match="policy"):
        histories.three_agree(world.person("Maija"), [])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security")
def test_a_guard_that_hides_or_shows_too_much_is_noticed(monkeypatch):
    world = histories.build()
    maija = world.person("Maija")
    too_much = replace(histories.scope_of(maija), system="operator")
    for wrong, words in ((histories.scope.NOBODY, "behind the wall"), (too_much, "shown")):
        monkeypatch.setattr(histories, "scope_of", lambda person, wrong=wrong: wrong)
        with pytest.raises(AssertionError, match=words):
            histories.three_agree(maija, [])
