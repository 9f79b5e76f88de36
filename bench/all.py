"""Every figure of docs/bench.md in one run: pages and matching on SQLite, then on a PostgreSQL of its own.

.venv/bin/python -m bench.all [ROWS] [TIMES]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.postgres import running_postgres  # noqa: E402


def run(module: str, *words: str, database: str = "") -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database:
        environment["DATABASE_URL"] = database
    subprocess.run([sys.executable, "-W", "ignore", "-m", module, *words], env=environment, cwd=ROOT, check=True)
    print(flush=True)


def main() -> None:
    words = sys.argv[1:]
    run("bench.pages", *words)
    run("bench.sealing")
    run("bench.matching.day")
    with running_postgres() as address:
        run("bench.pages", *words, database=address)
    with running_postgres() as address:
        run("bench.matching.day", database=address)
    with running_postgres() as address:
        run("bench.boundary", database=address)


if __name__ == "__main__":
    main()
