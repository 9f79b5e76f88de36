"""Every test: units on SQLite and on PostgreSQL, what is slow on both, journeys in a browser; the closing lines last.

What needs no database at all is asked once, in the run on SQLite.

.venv/bin/python tests/run.py [sqlite] [postgres] [slow-sqlite] [slow-postgres] [journeys] [-- words for pytest]

.venv/bin/python tests/run.py postgres -- tests/ledger
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.postgres import running_postgres  # noqa: E402

UNITS, SLOW = "not journey and not slow", "slow and not journey"
MARKS = {
    "sqlite": UNITS,
    "postgres": f"{UNITS} and not no_database",
    "slow-sqlite": SLOW,
    "slow-postgres": SLOW,
    "journeys": "journey",
}


def pytest(suite: str, words: list[str], database: str = "") -> tuple[bool, str]:
    """Run one suite, showing its words as they come; whether it went well, and its closing line."""
    print(f"\n=== {suite} ===", flush=True)
    wanted = words or (["tests/journeys"] if suite == "journeys" else [])
    command = [sys.executable, "-m", "pytest", "--no-header", "-n", "2", "-m", MARKS[suite], *wanted]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database:
        environment["DATABASE_URL"] = database
    run = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    closing = "it printed nothing"
    for line in run.stdout or ():
        print(line, end="", flush=True)
        closing = line.strip() or closing
    return run.wait() == 0, closing


def run_suite(suite: str, words: list[str]) -> tuple[bool, str]:
    if not suite.endswith("postgres"):
        return pytest(suite, words)
    with running_postgres() as address:
        return pytest(suite, words, database=address)


def main(arguments: list[str]) -> int:
    words = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    chosen = [name for name in arguments if name in MARKS] or list(MARKS)
    results = {suite: run_suite(suite, words) for suite in chosen}
    print("\n=== suites ===")
    for suite, (went_well, closing) in results.items():
        print(f"{suite}: {'all is well' if went_well else 'SOMETHING IS TO BE MENDED'}\n{closing}")
    return 0 if all(went_well for went_well, _ in results.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
