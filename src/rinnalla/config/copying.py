"""Copies of the database: taken while people work, counted, and put back in one step that can be undone.

SQLite by its own online backup; PostgreSQL by pg_dump and pg_restore. No name of a host and no password is ever
printed or put on a command line.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from rinnalla.config.keeping import FULL, Trouble, copy_sqlite
from rinnalla.ledger.models import Head

BEFORE = "before-restore"  # what the database was until a restore, kept beside it until somebody removes it
IN_USE = "The database is in use. Stop the service first; nothing was changed."


@dataclass
class Facts:
    """What a database holds, told in numbers: rows per table, where the ledger ends, which migrations it had."""

    counts: dict[str, int] = field(default_factory=dict)
    head: list = field(default_factory=lambda: [0, ""])
    migrations: list[str] = field(default_factory=list)

    def differ(self, other: "Facts") -> str:
        """The first thing that is not the same, or ""."""
        for table in sorted(self.counts.keys() | other.counts.keys()):
            one, two = self.counts.get(table), other.counts.get(table)
            if one != two:
                return f"the table {table} has {two} rows where {one} were expected"
        return "" if self.head == other.head else "the ledger ends at another place"


class Store(Protocol):
    """One engine's way. folder: where working copies may lie, on the disk of the database when it is a file."""

    folder: Path

    def is_empty(self) -> bool: ...

    def copy(self, into: Path, progress: Callable[[int, int], object]) -> tuple[Path, Facts]: ...

    def read(self, copied: Path) -> Facts: ...

    def facts(self) -> Facts: ...

    def put(self, copied: Path) -> None: ...

    def undo(self) -> None: ...


def store() -> "Store":
    return SqliteStore() if connection.vendor == "sqlite" else PostgresStore()


def _facts(ask: Callable[[str], list], tables: list[str]) -> Facts:
    """By asking; the names of tables are the database's own."""
    counts = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}  # noqa: S608 - the database's own names  # nosec
    facts = Facts(counts)
    if Head._meta.db_table in counts:
        for seq, mac in ask(f"SELECT seq, mac FROM {Head._meta.db_table}"):  # noqa: S608 - a name of our own  # nosec
            facts.head = [seq, mac]
    if "django_migrations" in counts:
        facts.migrations = sorted({f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations")})
    return facts


# --- SQLite -----------------------------------------------------------------------------------------------
class SqliteStore:
    def __init__(self) -> None:
        self.path = Path(str(settings.DATABASES["default"]["NAME"]))
        self.before = self.path.with_name(f"{self.path.name}.{BEFORE}")
        self.folder = self.path.parent
        self.had_one = False

    def is_empty(self) -> bool:
        return not self.path.exists() or self.path.stat().st_size == 0

    def copy(self, into: Path, progress: Callable[[int, int], object]) -> tuple[Path, Facts]:
        copied = into / "rinnalla.sqlite3"
        copy_sqlite(self.path, copied, progress)
        return copied, self.read(copied)

    def read(self, copied: Path) -> Facts:
        try:
            with closing(sqlite3.connect(copied, isolation_level=None)) as file:
                if file.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    raise Trouble("The copy of the database is damaged, so it is not used.")
                tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                names = [name for (name,) in file.execute(tables).fetchall()]
                return _facts(lambda question: file.execute(question).fetchall(), names)
        except sqlite3.DatabaseError:
            raise Trouble("The copy of the database is damaged, so it is not used.") from None

    def facts(self) -> Facts:
        return self.read(self.path)

    def put(self, copied: Path) -> None:
        connection.close()
        self.had_one = self.path.exists()
        if self.had_one:
            self._fold()
            self._move(self.path, self.before)
        try:
            os.replace(copied, self.path)
        except OSError:
            self.undo()
            raise

    def undo(self) -> None:
        connection.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        if self.had_one:
            self._move(self.before, self.path)

    def _fold(self) -> None:
        """Fold the write-ahead log in; SQLite grants it only to one who is alone with the file."""
        try:
            with closing(sqlite3.connect(self.path, timeout=1, isolation_level=None)) as file:
                file.execute("PRAGMA journal_mode=DELETE").fetchall()
        except sqlite3.OperationalError:
            raise Trouble(IN_USE) from None
        except sqlite3.DatabaseError:
            return  # what is not a database any more is set aside as it is

    def _move(self, one: Path, other: Path) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{other}{end}").unlink(missing_ok=True)
            if Path(f"{one}{end}").exists():
                os.replace(f"{one}{end}", f"{other}{end}")


# --- PostgreSQL -------------------------------------------------------------------------------------------
COPY = re.compile(rb'^COPY public\."?(\w+)"? \((.*)\) FROM stdin;$')


class PostgresStore:
    def __init__(self) -> None:
        self.folder = Path(settings.HOME)
        self.schema = BEFORE.replace("-", "_")
        self.had_one = False

    def is_empty(self) -> bool:
        return not self._tables()

    def copy(self, into: Path, progress: Callable[[int, int], object]) -> tuple[Path, Facts]:
        """pg_dump sees the very moment that is counted: it is lent this transaction's snapshot."""
        copied = into / "rinnalla.dump"
        with transaction.atomic():
            self._ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            snapshot = self._ask("SELECT pg_export_snapshot()")[0][0]
            facts = self.facts()
            words = [
                "--format=custom",
                "--schema=public",
                "--enable-row-security",
                f"--snapshot={snapshot}",
                f"--file={copied}",
            ]
            self._run("pg_dump", *words, "--no-password")
        copied.chmod(0o600)
        return copied, facts

    def read(self, copied: Path) -> Facts:
        words = [_program("pg_restore"), "--file=-", "--data-only", str(copied)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:  # noqa: S603 - no shell, words of our own  # nosec
            facts = _facts_of_copies(running.stdout or ())
        if running.returncode:
            raise Trouble("The copy of the database is damaged, so it is not used.")
        return facts

    def facts(self) -> Facts:
        return _facts(self._ask, self._tables())

    def put(self, copied: Path) -> None:
        """The schema of before is set aside under another name; what is restored gets its place."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        if self._ask(f"{others} AND backend_type = 'client backend'")[0][0]:
            raise Trouble(IN_USE)
        self.had_one = not self.is_empty()
        try:
            self._make_room()
        except DatabaseError:
            raise Trouble("The database's user must own the schema public: ALTER SCHEMA public OWNER TO …") from None
        wanted = copied.with_name("contents")
        contents = self._run("pg_restore", "--list", str(copied)).splitlines()
        wanted.write_text("\n".join(line for line in contents if not re.search(r" SCHEMA (- )?(public|SCHEMA) ", line)))
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
        try:
            self._run("pg_restore", *words, f"--use-list={wanted}", f"--dbname={self._name}", str(copied))
        except Trouble:
            self.undo()
            raise
        connection.close()
        from rinnalla.config import roles

        roles.settle()  # what was set aside took its rights with it

    def undo(self) -> None:
        connection.close()
        with transaction.atomic():
            self._ask("DROP SCHEMA public CASCADE")
            self._ask(f"ALTER SCHEMA {self.schema} RENAME TO public" if self.had_one else "CREATE SCHEMA public")

    def has_before(self) -> bool:
        return bool(self._ask(f"SELECT 1 FROM pg_namespace WHERE nspname = '{self.schema}'"))  # noqa: S608 - a name of our own  # nosec

    def _make_room(self) -> None:
        with transaction.atomic():
            if self.had_one:
                self._ask(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
                self._ask(f"ALTER SCHEMA public RENAME TO {self.schema}")
            else:
                self._ask("DROP SCHEMA IF EXISTS public CASCADE")
            self._ask("CREATE SCHEMA public")

    @property
    def _name(self) -> str:
        return str(connection.settings_dict["NAME"])

    def _tables(self) -> list[str]:
        return [name for (name,) in self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def _ask(self, question: str) -> list:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *words: str) -> str:
        told: dict[str, Any] = connection.settings_dict
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
        reach = {name: str(told[key]) for name, key in names.items() if told.get(key)}
        command = [_program(program), *words]
        reach["PGOPTIONS"] = "-c rinnalla.system=operator"  # where the backup's user is not one that passes the guards
        done = subprocess.run(command, env=os.environ | reach, capture_output=True, text=True)  # noqa: S603 - no shell, words of our own  # nosec
        if done.returncode:
            raise Trouble(_why(program, done.stderr))
        return done.stdout


def _why(program: str, said: str) -> str:
    """What the program said names hosts and users, so only its meaning is told."""
    if "No space left" in said:
        return FULL
    if "version mismatch" in said or "unsupported version" in said:
        return f"{program} is older than the database. Install the postgresql-client of the database's version."
    return f"{program} could not do its work, so nothing was changed. Run it by hand to see why (docs/runbook.md)."


def _program(name: str) -> str:
    """Debian's newest, else the path's."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if not found:
        raise Trouble(f"{name} is missing: install postgresql-client of the database's version.")
    return found


def _facts_of_copies(lines: "IO[bytes] | tuple | Iterator[bytes]") -> Facts:
    """Counted from the text of a dump: a COPY line, then one line a row, then a line of `\\.`."""
    facts, table, columns = Facts(), "", []
    for raw in lines:
        line = raw.rstrip(b"\n")
        if not table:
            if begins := COPY.match(line):
                table, columns = begins[1].decode(), begins[2].decode().replace('"', "").split(", ")
                facts.counts[table] = 0
        elif line == b"\\.":
            table = ""
        else:
            facts.counts[table] += 1
            if table == Head._meta.db_table:
                row = dict(zip(columns, line.decode().split("\t"), strict=True))
                facts.head = [int(row["seq"]), row["mac"]]
            elif table == "django_migrations":
                row = dict(zip(columns, line.decode().split("\t"), strict=True))
                facts.migrations.append(f"{row['app']}.{row['name']}")
    facts.migrations = sorted(set(facts.migrations))
    return facts
