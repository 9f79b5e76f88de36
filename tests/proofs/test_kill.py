"""The server and the letters' worker killed -9 at random moments (security.md). bench/kill.py does it fifty times."""

import os
import subprocess
import sys

import pytest
from bench import kill

pytestmark = pytest.mark.slow
NOTHING_WRONG = (
    "lost",
    "doubled",
    "requests beside the forms",
    "half moves",
    "rows without their line, lines without a row",
    "faults in the chain",
    "letters lost",
    "requests without a call, or with two",
)


@pytest.fixture
def assets():
    """`rinnalla serve` wants its style sheets in place."""
    subprocess.run([sys.executable, kill.ROOT / "tools" / "assets.py"], check=True)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="SQLite alone is in the hands of the process that is killed")
def test_nothing_acknowledged_is_lost_and_nothing_doubled(assets, tmp_path):
    found = kill.run(int(os.environ.get("KILL_ROUNDS", "4")), 2, tmp_path)
    assert found["forms"] > 0
    assert {name: found[name] for name in NOTHING_WRONG} == dict.fromkeys(NOTHING_WRONG, 0)
