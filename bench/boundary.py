"""What PostgreSQL's wall between associations costs, whether its guards use indexes, and whether it ever disagrees.

    DATABASE_URL=… .venv/bin/python -m bench.boundary [ASKS] [TIMES]          an empty database; 100 000 and 40
    DATABASE_URL=… .venv/bin/python -m bench.boundary --histories 10000 [SEED]

The same process asks for each page in turn as the pages' role behind the guards, and as a superuser whom they do not
bind; the middle of each is compared. What is counted is the processor's time of both processes, this one and the
database's, since other programs disturb the wall and not that. The database must run on this machine, under Linux.
"""

import os
import random
import statistics
import sys
import time
from pathlib import Path

os.environ["RINNALLA_DATABASE_ROLE"] = "rinnalla_bench"

from bench import stage

from django.conf import settings  # isort: skip
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.wall import scope_of
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.config import roles
from rinnalla.people.models import Person
from tests import cast
from tests.proofs import crowd, histories

ROLE = settings.DATABASE_ROLE
OTHERS = 19  # associations besides the one whose desk is opened
LARGE = 20_000  # rows; reading a smaller table from end to end is what a planner rightly chooses


def prepare() -> None:
    stage.prepare()
    if connection.vendor != "postgresql":
        raise SystemExit("DATABASE_URL must name an empty PostgreSQL database; SQLite has no guards.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {ROLE}")
    roles.give(ROLE, roles.FOR_APP)


# --- cost ---------------------------------------------------------------------------------------------------
def copies(model, count: int, **changed: str) -> None:
    """Rows like the newest one, written by the database itself; `changed` are expressions over `number`."""
    columns = [field.column for field in model._meta.local_fields if field.column != "id"]
    told = ", ".join(changed.get(column, f"one.{column}") for column in columns)
    table = model._meta.db_table
    rows = f"(SELECT * FROM {table} ORDER BY id DESC LIMIT 1) one, generate_series(1, {count}) number"
    words = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM {rows}"
    with connection.cursor() as cursor:
        cursor.execute(words)


def others(count: int) -> None:
    """So many requests of nineteen other associations, each of a person of its own, each with a promise."""
    first = min(cast.association(f"Yhdistys {number}", "17").pk for number in range(OTHERS))
    crowd.asks(1, cast.association("Yhdistys 0", "17"))
    person, ask = Person.objects.latest("pk").pk, Ask.objects.latest("pk").pk
    code = "upper(substr(md5(random()::text), 1, 16))"
    copies(Person, count, code=code, email_index="''", phone_index="''")
    of_person = f"(SELECT min(id) FROM people_person WHERE id > {person}) + number - 1"
    copies(Ask, count, code=code, person_id=of_person, association_id=f"{first} + number % {OTHERS}")
    copies(Promise, count, ask_id=f"(SELECT min(id) FROM asks_ask WHERE id > {ask}) + number - 1")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def one_call(browser: stage.Browser, path: str, role: str) -> float:
    settings.DATABASE_ROLE = role
    began = worked()
    status = browser.call(path)[0]
    assert status == 200, (path, status)
    return worked() - began


def worked() -> float:
    """Milliseconds that this process and the one of its connection have had the processor."""
    connection.ensure_connection()
    theirs = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() * 1000 + int(theirs.split()[0]) / 1_000_000


def compare(name: str, browser: stage.Browser, path: str, times: int) -> None:
    behind, without = [], []
    for number in range(times + 5):
        pair = one_call(browser, path, ROLE), one_call(browser, path, "")
        if number >= 5:
            behind.append(pair[0])
            without.append(pair[1])
    ratio = statistics.median(behind) / statistics.median(without)
    middles = f"{statistics.median(behind):8.1f}{statistics.median(without):10.1f}"
    print(f"{name:32}{middles}{ratio:8.2f}   {'ok' if ratio <= 1.10 else 'over'}")


def cost(asks: int, times: int) -> None:
    cast.union()
    kirsti = cast.kirsti()
    crowd.association_of(50, kirsti=kirsti)
    aino = cast.aino()
    ask = cast.ask(aino, claimed_by=kirsti, claimed_at=clock.now())
    ask.promises.create(due=clock.today())
    others(asks)
    desk, own = stage.Browser(kirsti), stage.Browser(aino)
    print(f"{asks} requests elsewhere, 50 rows of each kind here, {times} times each, ms of both processes")
    print(f"{'page':32}{'behind':>8}{'without':>10}{'ratio':>8}   goal 1.10")
    compare("worklist", desk, reverse("desk"), times)
    compare("requests of the desk", desk, reverse("desk-asks"), times)
    compare("a request in one's care", desk, reverse("desk-ask", args=[ask.code]), times)
    compare("supporters of the desk", desk, reverse("supporters"), times)
    compare("home of the seeker", own, reverse("home"), times)
    settings.DATABASE_ROLE = ROLE
    plans(kirsti, desk)


# --- plans --------------------------------------------------------------------------------------------------
def plans(kirsti: Person, desk: stage.Browser) -> None:
    """Every question of the worklist, explained behind the guards: which of them read a large table from end to end."""
    with CaptureQueriesContext(connection) as asked:
        desk.call(reverse("desk"))
    large = sizes()
    print(f"\nQuestions of the worklist at that size; large tables: {', '.join(sorted(large))}")
    found = 0
    for query in asked.captured_queries:
        if not query["sql"].startswith(("SELECT", "(SELECT", "WITH")) or "set_config" in query["sql"]:
            continue
        with transaction.atomic(), scope.given(scope_of(kirsti)), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            lines = [line for (line,) in cursor.fetchall()]
        whole = {table for table in large for line in lines if f"Seq Scan on {table}" in line}
        found += bool(whole)
        if whole:
            print(f"  end to end through {', '.join(sorted(whole))}: {query['sql'][:110]}…")
    print("  each uses an index" if not found else f"  {found} read a large table from end to end")


def sizes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


# --- histories ----------------------------------------------------------------------------------------------
def play(count: int, seed: int) -> None:
    """So many histories by chance; the first disagreement stops it, with the numbers that play it again."""
    chance, world, steps, began = random.Random(seed), histories.build(), 0, time.monotonic()
    for number in range(1, count + 1):
        numbers = [chance.randrange(100_000) for _ in range(24)]
        try:
            with transaction.atomic():
                steps += len(histories.History(world, numbers).play())
                transaction.set_rollback(True)
        except AssertionError:
            print(f"history {number} of seed {seed} disagrees: {numbers}")
            raise
        if number % 100 == 0 or number == count:
            print(f"{number} histories, {steps} moves, no disagreement, {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    words = sys.argv[1:]
    prepare()
    if words[:1] == ["--histories"]:
        play(int(words[1]), int(words[2]) if len(words) > 2 else 1)
    else:
        numbers = [int(word) for word in words]
        cost(*(numbers + [100_000, 40][len(numbers) :]))


if __name__ == "__main__":
    main()
