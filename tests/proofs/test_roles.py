"""PostgreSQL's three roles as an operator has them: made by the real command, tried by a pages' user of its own.

No superuser takes part: the owner is made as docs/runbook.md says, and everything else by `rinnalla init`.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
BEGINS = ("--union=U", "--phone=1", "--association=A", "--administrator=a@example.org", "--administrator-name=A")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]


@dataclass(frozen=True)
class Place:
    """A union that `rinnalla init` began: its folder, and the three addresses of its database."""

    home: Path
    urls: dict[str, str]

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess:
        return self.python("rinnalla.config.cli", *words, **more)

    def python(self, module: str, *words: str, **more: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RINNALLA_", "DJANGO"))}
        own = {"RINNALLA_HOME": str(self.home), "RINNALLA_LOG": "ERROR", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-W", "ignore", "-m", module, *words]
        environment = kept | own | self.urls | more
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=540, cwd=ROOT)

    def at(self, which: str) -> psycopg.Connection:
        return psycopg.connect(self.urls[which].replace("postgres://", "postgresql://"), autocommit=True)


def address(user: str, database: str) -> str:
    """The test cluster's address, as another user of another database."""
    given = urlsplit(os.environ["DATABASE_URL"])
    host = given.netloc.rpartition("@")[2]
    return urlunsplit(given._replace(netloc=f"{user}@{host}", path=f"/{database}"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An owner who may make roles and is no superuser, an empty database of theirs, and `rinnalla init`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
    names = {which: f"rinnalla_{worker}_{which}" for which in ("owner", "app", "backup")}
    database = f"union_{worker}"
    with psycopg.connect(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://"), autocommit=True) as made:
        made.execute(f"CREATE ROLE {names['owner']} LOGIN CREATEROLE NOSUPERUSER BYPASSRLS")
        made.execute(f"ALTER ROLE {names['owner']} NOBYPASSRLS")
        made.execute(f"CREATE ROLE {names['backup']} LOGIN NOSUPERUSER NOCREATEROLE NOINHERIT BYPASSRLS")
        made.execute(f"CREATE DATABASE {database} OWNER {names['owner']}")
    keys = {"owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL", "backup": "DATABASE_BACKUP_URL"}
    whole = Place(
        tmp_path_factory.mktemp("home"), {key: address(names[which], database) for which, key in keys.items()}
    )
    begun = whole.run("init", *BEGINS)
    assert begun.returncode == 0, begun.stdout + begun.stderr
    assert "may not make roles" not in begun.stdout, begun.stdout
    yield whole
    with psycopg.connect(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://"), autocommit=True) as made:
        made.execute(f"DROP DATABASE {database} WITH (FORCE)")
        for name in names.values():
            made.execute(f"DROP ROLE {name}")


def test_the_doctor_finds_the_three_roles_as_they_should_be(place):
    told = place.run("check")
    assert "One database user does everything" not in told.stdout
    assert "passes over row-level security" not in told.stdout and "owns the tables" not in told.stdout, told.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor = actor",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
        "DELETE FROM ledger_mention",
        "UPDATE django_migrations SET app = app",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE asks_ask DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE asks_ask NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY boundary ON asks_ask",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_the_pages_user_may_not(place, statement):
    with place.at("DATABASE_URL") as pages, pytest.raises(psycopg.Error):
        pages.execute(statement)


@pytest.mark.parametrize("which", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_neither_the_pages_user_nor_the_owner_sees_a_person_without_a_scope(place, which):
    with place.at(which) as one:
        assert one.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
        assert one.execute("SELECT count(*) FROM ledger_event").fetchone() == (0,)


def test_the_backup_user_reads_every_row_and_writes_none(place):
    with place.at("DATABASE_BACKUP_URL") as one:
        assert one.execute("SELECT count(*) FROM people_person").fetchone() == (1,), "the administrator who was invited"
        for statement in (
            "UPDATE asks_ask SET language = language",
            "DELETE FROM people_person",
            "CREATE TABLE x (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                one.execute(statement)


def test_the_backup_user_makes_a_backup_and_the_owner_puts_it_back(place):
    opens, kept = place.home / "opens.key", place.home / "kept"
    made = place.run("backup", "--make-key", str(opens))
    assert made.returncode == 0, made.stdout + made.stderr
    public = re.search(r"age1\w+", made.stdout).group()
    done = place.run("backup", "--to", str(kept), RINNALLA_BACKUP_RECIPIENT=public)
    assert done.returncode == 0, done.stdout + done.stderr
    back = place.run("restore", str(next(kept.glob("data/*.age"))), "--identity", str(opens), "--over")
    assert back.returncode == 0, back.stdout + back.stderr
    checked = place.run("ledger", "verify")  # as the pages' user, who needs its rights on the tables that came back
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("act", [("tick",), ("ledger", "verify"), ("upgrade", "--yes")])
def test_regular_work_is_done_by_the_roles_as_they_are(place, act):
    done = place.run(*act)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_answers_as_written_to_the_pages_user(place):
    done = place.python("tests.proofs.as_pages_user", DJANGO_SETTINGS_MODULE="rinnalla.config.settings")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "WRONG" not in done.stdout, done.stdout
    user = urlsplit(place.urls["DATABASE_URL"]).username
    assert f"as ('{user}', '{user}')" in done.stdout
