"""The same people, waits and key give the same pairs: on SQLite and on PostgreSQL, whoever comes first (R21)."""

import random
from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.matching.batch.proposing import propose
from rinnalla.vault.keyring import keyring
from tests import cast

pytestmark = pytest.mark.django_db

PAIRS = "11 20 42 63"


def test_both_databases_and_every_order_give_these_very_pairs(monkeypatch):
    """Nothing but the rotation tells these people apart, and its key, codes and numbers are set."""
    monkeypatch.setattr(type(keyring()), "subkey", lambda self, purpose: b"the same everywhere".ljust(32, b"."))
    at = clock.now() - timedelta(days=3)
    for place, called in enumerate(("Pekka", "Ulla", "Veikko", "Urho")):
        cast.supporter(called, pk=900_001 + place, code=f"SUPPORTER{place:07}")
    asks = [cast.ask(cast.person(f"Seeker {n}"), received_at=at, code=f"ASK{n:013}", pk=900_001 + n) for n in range(7)]
    for seed in range(3):
        made = propose(random.Random(seed).sample(asks, len(asks)), by=None)
        assert " ".join(f"{pair.ask.code[-1]}{pair.found.row.code[-1]}" for pair in made.pairs) == PAIRS
        assert "".join(one.ask.code[-1] for one in made.unserved) == "".join(
            str(n) for n in range(7) if str(n) not in PAIRS[::3]
        )
