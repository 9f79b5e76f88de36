"""One command, one table: .venv/bin/python -m bench.matching [ASKS]      (10 000 asks: about half an hour)

Figures are this core's own time, so that other programs disturb them less; ratios are of one run.
"""

import os
import subprocess
import sys
from importlib import import_module, util

from bench import stage

MODULES = ("engines", "kept", "statement", "batch", "simulation", "races")
WITH_ROWS = ("kept", "races")  # each with a database of its own


def main() -> None:
    asks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    wanted = sys.argv[2:] or MODULES
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; figures in {stage.HOME} of no use later")
    for name in wanted:
        if util.find_spec(f"bench.matching.{name}") is None:
            continue
        print(f"\n{name}", flush=True)
        if name in WITH_ROWS:
            subprocess.run([sys.executable, "-m", f"bench.matching.{name}"], check=True)
            continue
        module = import_module(f"bench.matching.{name}")
        for what, figure, goal in module.rows(asks) if name == "engines" else module.rows():
            print(f"  {what:<78} {figure:<58} {goal}", flush=True)


if __name__ == "__main__":
    main()
