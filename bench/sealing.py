"""What opening 200 sealed rows adds to a page: in process, and over the socket of the keyring's process.

    .venv/bin/python -m bench.sealing [ROWS] [TIMES]        DATABASE_URL=… for PostgreSQL

The page is the desk's list of requests, made as long as ROWS, each row with a name that is sealed under its own key.
In turn, in one run: the page as it is; and the same page with the names handed to it unsealed, so that everything but
the opening is done, the line in the ledger too. The keyring's own CPU is told beside the page's.
"""

import os
import subprocess
import sys
import time

from bench import stage

from django.conf import settings  # isort: skip
from django.db import connection
from django.urls import reverse

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.desk.views import asks as page
from rinnalla.ledger import reading
from rinnalla.vault import opening
from rinnalla.vault.keyring import SocketKeyring, forget
from tests import cast
from tests.proofs import crowd

GOAL = 0.20
LINE = "{:24}{:>12}{:>12}{:>9}{:>12}{:>12}{:>9}{:>14}{:>8}"
HEAD = LINE.format(
    "keyring", "CPU ms", "unsealed", "adds", "wall ms", "unsealed", "adds", "keyring's CPU", "goal"
)  # fmt: skip
UNLIMITED = """
from django.conf import settings
settings.KEYRING_LIMIT = settings.KEYRING_SYSTEM_LIMIT = (10**9, 10**9)
from rinnalla.config import keys
raise SystemExit(keys.run())
"""
TICK = os.sysconf("SC_CLK_TCK")


class Known:
    """Stands in for the opening: what was opened once is handed out again."""

    def __init__(self) -> None:
        self.told: dict = {}

    def open_many(self, things, names, *, purpose, actor=""):
        return [self.told[thing.code] for thing in things]

    def learn(self, things, names, *, purpose, actor=""):
        found = opening.open_many(things, names, purpose=purpose, actor=actor)
        self.told |= {thing.code: values for thing, values in zip(things, found, strict=True)}
        return found


class Learning:
    """The opening itself, while what it tells is learned."""

    def __init__(self, known: Known):
        self.open_many = known.learn


def turn(browser: stage.Browser, address: str) -> tuple[float, float]:
    """CPU and wall of one page, in milliseconds."""
    began, started = time.perf_counter(), time.process_time()
    status, content, _headers = browser.call(address)
    cpu, wall = time.process_time() - started, time.perf_counter() - began
    assert status == 200, content[:300]
    return cpu * 1000, wall * 1000


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def cpu_of(process: int) -> float:
    """Milliseconds of CPU that another process has used."""
    with open(f"/proc/{process}/stat") as file:
        told = file.read().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / TICK


def compare(name: str, browser: stage.Browser, address: str, times: int, process: int = 0) -> None:
    """The page and its unsealed twin in turn, so that whatever else the machine does slows both."""
    really, known = reading.opening, Known()
    rows: dict[str, list[tuple[float, float]]] = {"sealed": [], "unsealed": []}
    setattr(reading, "opening", Learning(known))  # noqa: B010 - a stand-in for a module
    turn(browser, address)
    theirs = 0.0
    for number in range(times + 3):
        before = cpu_of(process) if process else 0.0
        for kind, way in (("sealed", really), ("unsealed", known)):
            setattr(reading, "opening", way)  # noqa: B010
            found = turn(browser, address)
            if number >= 3:
                rows[kind].append(found)
        theirs += cpu_of(process) - before if process and number >= 3 else 0.0
    setattr(reading, "opening", really)  # noqa: B010
    cpu, cpu_bare = (middle([found[0] for found in rows[kind]]) for kind in rows)
    wall, wall_bare = (middle([found[1] for found in rows[kind]]) for kind in rows)
    adds = [cpu / cpu_bare - 1, wall / wall_bare - 1]
    good = "ok" if max(adds) <= GOAL else "over"
    own = f"{theirs / times:.1f}" if process else ""
    print(
        LINE.format(
            name, f"{cpu:.1f}", f"{cpu_bare:.1f}", f"{adds[0]:+.0%}", f"{wall:.1f}", f"{wall_bare:.1f}",
            f"{adds[1]:+.0%}", own, good,
        )
    )  # fmt: skip


def over_the_socket(browser: stage.Browser, address: str, times: int) -> None:
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", UNLIMITED])
    try:
        until = time.monotonic() + 20
        while not SocketKeyring(settings.KEYRING_SOCKET).is_there():
            assert time.monotonic() < until, "the keyring's process did not begin"
            time.sleep(0.05)
        forget()
        settings.KEYRING = "process"
        compare("over the socket", browser, address, times, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    stage.prepare()
    cast.union()
    kirsti = cast.kirsti()
    crowd.asks(rows, cast.association())
    Ask.objects.update(claimed_by=kirsti, claimed_at=clock.now())
    page.PAGE = rows
    browser, address = stage.Browser(kirsti), reverse("desk-asks")
    print(f"{connection.vendor}, {rows} sealed rows on one page, {times} times each in turn\n\n{HEAD}")
    compare("in process", browser, address, times)
    over_the_socket(browser, address, times)


if __name__ == "__main__":
    main()
