"""The drill: back up, erase, restore; in an operator's own processes, on a home and a database of its own (R38)."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from rinnalla.config import backup, copying, doctor, keeping, snapshots
from tests.config.test_command_line import ANSWERS, environment, place, postgres, rinnalla  # noqa: F401

PEOPLE = """
from tests import cast
cast.aino(), cast.olli()
"""
ERASE_AINO = """
from rinnalla.people.models import Person
from rinnalla.vault.keyring import keyring
aino = {names}["Aino"]
keyring().destroy(aino)
Person.objects.filter(code=aino).delete()
"""
READ_ALL = """
from rinnalla.ledger import reading
from rinnalla.people.models import Person
from rinnalla.vault.keyring import keyring
for person in Person.objects.order_by("pk"):
    try:
        print(person.code, reading.unrecorded(person, "identity").identity["called"])
    except Exception as gone:
        print(person.code, type(gone).__name__)
print("tombstones", len(keyring().tombstones()))
"""


class Drill:
    """An operator with a home, and the secret key of the backups kept outside it."""

    def __init__(self, environment: dict, outside: Path):
        self.environment, self.outside = environment, outside
        self.home = Path(environment["RINNALLA_HOME"])
        self.secret = outside / "backup.key"
        self.to = outside / "backups"

    def run(self, *words) -> subprocess.CompletedProcess:
        return rinnalla(self.environment, *map(str, words))

    def begin(self) -> None:
        assert self.run("init", *ANSWERS).returncode == 0
        assert self.run("backup", "--make-key", self.secret).returncode == 0
        self.know_recipient()
        self.python(PEOPLE)

    def know_recipient(self) -> None:
        self.environment["RINNALLA_BACKUP_RECIPIENT"] = re.search(r"age1\w+", self.secret.read_text())[0]

    def python(self, words: str) -> str:
        """Let the product's own code do `words` there."""
        start = "from rinnalla.config.cli import start_django; start_django()\n"
        root = Path(__file__).resolve().parents[2]
        environment = self.environment | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
        command = [sys.executable, "-c", start + words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def people(self) -> list[str]:
        return [line.split(" ", 1)[1] for line in self.python(READ_ALL).splitlines()]

    def names(self) -> dict[str, str]:
        pairs = [line.split(" ", 1) for line in self.python(READ_ALL).splitlines()]
        return {called: code for code, called in pairs}

    def erase_aino(self) -> None:
        self.python(ERASE_AINO.format(names=self.names()))

    def backup(self) -> tuple[Path, Path]:
        done = self.run("backup", "--to", self.to)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        return self.newest("data"), self.newest("keys")

    def newest(self, what: str) -> Path:
        return max((self.to / what).glob(f"{what}-*.age"))

    def restore(self, file: Path, *words) -> subprocess.CompletedProcess:
        return self.run("restore", file, "--identity", self.secret, *words)

    def restores(self, *all_words: tuple) -> str:
        """Several in one process, each of them refused."""
        told = [["restore", "--identity", str(self.secret), *map(str, words)] for words in all_words]
        return self.python(
            f"from rinnalla.config.cli import main\nassert [main(one) for one in {told}] == [1] * {len(told)}"
        )

    def lose_keyring(self) -> None:
        (self.home / "keyring.sqlite3").unlink()


@pytest.fixture(scope="module")
def began(tmp_path_factory, django_db_blocker):
    """A home begun once, on PostgreSQL with a database to copy; every test has a copy of both."""
    assert connection.vendor == "sqlite" or has_programs(), "pg_dump is missing: apt-get install postgresql-client"
    folder = tmp_path_factory.mktemp("began")
    known = environment(folder / "home")
    if connection.vendor == "sqlite":
        Drill(known, folder).begin()
        yield folder
        return
    with django_db_blocker.unblock(), postgres() as other:
        other.execute(f"CREATE DATABASE {name_of(folder)}")
        known["DATABASE_URL"] = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name_of(folder)}"
        Drill(known, folder).begin()
        yield folder
        other.execute(f"DROP DATABASE {name_of(folder)} WITH (FORCE)")


@pytest.fixture
def drill(place, tmp_path, began, django_db_blocker):  # noqa: F811
    if connection.vendor == "postgresql":
        name = place["DATABASE_URL"].rsplit("/", 1)[1]
        with django_db_blocker.unblock(), postgres() as other:
            other.execute(f"DROP DATABASE {name}")
            other.execute(f"CREATE DATABASE {name} TEMPLATE {name_of(began)}")
    one = Drill(place, tmp_path)
    shutil.copytree(began / "home", one.home)
    shutil.copy(began / "backup.key", one.secret)
    one.know_recipient()
    return one


def name_of(folder: Path) -> str:
    """A database's name for a folder of this run."""
    return "began_" + re.sub(r"\W", "_", f"{os.getpid()}_{folder.name}").lower()


def has_programs() -> bool:
    try:
        return bool(copying._program("pg_dump") and copying._program("pg_restore"))
    except keeping.Trouble:
        return False


# --- the drill --------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_whoever_was_erased_after_the_backup_stays_unreadable_after_the_restore(drill):
    data, _keys = drill.backup()
    assert drill.people() == ["Leena", "Aino", "Olli", "0"]
    drill.erase_aino()
    assert drill.people() == ["Leena", "Olli", "1"]

    done = drill.restore(data, "--over")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "every count agrees" in done.stdout
    assert "The ledger is whole" in done.stdout
    assert "1 people in these data were erased and stay unreadable" in done.stdout
    assert "The rows of 1 of them were taken out again" in done.stdout
    assert drill.people() == ["Leena", "Olli", "1"]
    assert "The chain is whole" in drill.run("ledger", "verify").stdout
    checked = drill.run("check")
    assert checked.returncode == 0, checked.stdout
    assert "The last backup is 0 hours old" in checked.stdout
    assert "was set aside by a restore" in checked.stdout


@pytest.mark.slow
def test_a_lost_keyring_comes_back_from_its_copy_and_later_backups_remember_the_erased(drill):
    _data, old_keys = drill.backup()
    old_keys = old_keys.rename(old_keys.with_name("keys-2026-01-01T000000Z.age"))
    drill.erase_aino()
    data, _keys = drill.backup()
    assert not old_keys.exists(), "a copy of the keys is removed after 14 days"

    drill.lose_keyring()
    without = drill.restore(data, "--over")
    assert (without.returncode, without.stdout) == (
        1,
        "The keyring is missing. Say --keys FILE: the newest keys-….age.\n",
    )
    done = drill.restore(data, "--keys", drill.newest("keys"), "--over")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert drill.people() == ["Leena", "Olli", "1"]


@pytest.mark.slow
def test_an_old_copy_of_the_keys_gives_nobody_back_who_was_erased_later(drill, tmp_path):
    old_data, old_keys = (shutil.copy(path, tmp_path / path.name) for path in drill.backup())
    drill.erase_aino()

    filled = drill.restore(old_data, "--keys", old_keys, "--over")
    assert filled.returncode == 0, filled.stdout
    assert "The keyring here stays; 0 keys it lacked came from the copy" in filled.stdout
    assert drill.people() == ["Leena", "Olli", "1"]

    drill.backup()
    drill.lose_keyring()
    beside = drill.to / "keys" / old_keys.name  # the newer copy beside it knows of the erasure
    shutil.copy(old_keys, beside)
    newer = drill.newest("keys")
    if newer == beside:
        pytest.fail("the second backup was not of a later second")
    done = drill.restore(old_data, "--keys", beside, "--over")
    assert done.returncode == 0, done.stdout
    assert drill.people() == ["Leena", "Olli", "1"]


@pytest.mark.slow
def test_a_new_machine_needs_only_the_two_files_and_the_two_keys(drill):
    data, keys = drill.backup()
    root = (drill.home / "root.key").read_bytes()
    shutil.rmtree(drill.home)
    assert "The root key" in drill.restore(data, "--keys", keys, "--over").stdout
    (drill.home / "root.key").write_bytes(root)
    (drill.home / "root.key").chmod(0o600)
    done = drill.restore(data, "--keys", keys, "--over")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert drill.people() == ["Leena", "Aino", "Olli", "0"]


# --- what is refused, and changes nothing -----------------------------------------------------------------
@pytest.mark.slow
def test_what_cannot_be_restored_is_said_in_a_sentence_and_changes_nothing(drill, tmp_path):
    data, keys = drill.backup()
    drill.run("backup", "--make-key", tmp_path / "other.key")
    cut, altered = tmp_path / "cut.age", tmp_path / "altered.age"
    cut.write_bytes(data.read_bytes()[:-1000])
    altered.write_bytes(data.read_bytes()[:-9000] + b"x" + data.read_bytes()[-8999:])
    before = drill.people()
    refused = {
        (data,): "A database is here already. Say --over",
        (cut, "--over"): "was cut short or altered",
        (altered, "--over"): "was cut short or altered",
        (keys, "--over"): "holds keys, not data",
        (tmp_path / "nowhere.age", "--over"): "is not there",
        (drill.secret, "--over"): "is not a backup",
        (data, "--keys", data, "--over"): "holds data, not keys",
        (data, "--over", "--identity", tmp_path / "other.key"): "was made for another key",
    }
    said = drill.restores(*refused).splitlines()
    assert [wish for wish, line in zip(refused.values(), said, strict=True) if wish not in line] == []
    assert drill.people() == before
    assert [path.name for path in drill.home.iterdir() if "keeping" in path.name or "before" in path.name] == []


@pytest.mark.slow
def test_a_database_in_use_is_left_alone(drill):
    data, _keys = drill.backup()
    with in_use(drill):
        done = drill.restore(data, "--over")
    assert (done.returncode, done.stdout) == (1, copying.IN_USE + "\n")
    assert drill.people() == ["Leena", "Aino", "Olli", "0"]


@pytest.mark.slow
def test_data_whose_ledger_does_not_hold_are_taken_out_again(drill, tmp_path):
    """A keyring of another union opens with its own root key, but the chain was not made by it."""
    data, _keys = drill.backup()
    drill.lose_keyring()
    drill.python("from rinnalla.vault.keyring import keyring; keyring().subkey('another union')")
    rows = counts(drill)
    done = drill.restore(data, "--over")
    assert done.returncode == 1
    assert "The ledger in this backup does not hold with this keyring" in done.stdout
    assert counts(drill) == rows


def counts(drill) -> str:
    return drill.python("from rinnalla.config import copying; print(copying.store().facts())")


def in_use(drill):
    if connection.vendor == "sqlite":
        file = sqlite3.connect(drill.home / "rinnalla.sqlite3")
        file.execute("SELECT count(*) FROM people_person").fetchone()
        return closing(file)
    import psycopg

    return psycopg.connect(drill.environment["DATABASE_URL"].replace("postgres://", "postgresql://"))


# --- the files --------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_files_are_private_and_tell_nothing_without_the_key(drill):
    data, keys = drill.backup()
    for path in (data, keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        told = path.read_bytes()
        assert told.startswith(b"age-encryption.org/v1\n")
        assert b"Selk" not in told and b"people_person" not in told
    assert sorted(path.name for path in drill.to.rglob("*") if path.is_file()) == [data.name, keys.name]
    assert stat.S_IMODE(drill.secret.stat().st_mode) == 0o600


def test_a_backup_needs_somebody_to_encrypt_for(settings, capsys, tmp_path):
    settings.BACKUP_RECIPIENT = ""
    assert backup.backup(tmp_path) == 1
    settings.BACKUP_RECIPIENT = "age1nonsense"
    assert backup.backup(tmp_path) == 1
    said = capsys.readouterr().out
    assert "`rinnalla backup --make-key FILE`" in said
    assert "is not an age public key" in said
    assert list(tmp_path.rglob("*.age")) == []


def test_a_secret_key_is_never_written_over(tmp_path, capsys):
    assert keeping.make_key(tmp_path / "key") == 0
    before = (tmp_path / "key").read_bytes()
    assert keeping.make_key(tmp_path / "key") == 1
    assert "a key is never written over" in capsys.readouterr().out
    assert (tmp_path / "key").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    thing = tmp_path / "thing"
    thing.write_bytes(b"x" * 100_000)
    keeping.make_identity(tmp_path / "key")
    identity = keeping.read_identity(tmp_path / "key")
    with (
        pytest.raises(keeping.Trouble, match="no room left on the disk"),
        keeping.room_on_the_disk(),
        open("/dev/full", "wb", buffering=0) as full,
        thing.open("rb") as content,
    ):
        target = keeping._Target(full)
        source = keeping._Tar({}, content, "thing", 100_000, lambda count: None)
        keeping.encrypt(source, target, [identity.to_public()])


@pytest.mark.django_db
def test_age_of_the_last_backup_is_part_of_the_check(settings, tmp_path):
    settings.BACKUP_NOTE = tmp_path / "backup.json"
    answers = [next(doctor.backups()).state]
    for days in (1, 3, 8):
        backup._note(datetime.now(UTC) - timedelta(days=days))
        answers.append(next(doctor.backups()).state)
    assert answers == [doctor.LOOK, doctor.WELL, doctor.LOOK, doctor.MEND]


def test_only_copies_of_keys_older_than_fourteen_days_are_removed(tmp_path):
    now = datetime(2026, 3, 20, tzinfo=UTC)
    for name in ("keys-2026-03-05T000000Z.age", "keys-2026-03-06T000000Z.age", "keys-mine.age", "data-2020.age"):
        (tmp_path / name).touch()
    assert snapshots.forget_old(tmp_path, now) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "data-2020.age",
        "keys-2026-03-06T000000Z.age",
        "keys-mine.age",
    ]


def test_a_working_copy_that_a_power_cut_left_is_removed_the_next_day(tmp_path):
    old, new = tmp_path / ".keeping-old", tmp_path / ".keeping-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "rinnalla.sqlite3").touch()
    two_days_ago = datetime.now(UTC).timestamp() - 2 * 86400
    os.utime(old, (two_days_ago, two_days_ago))
    with snapshots.own_folder(tmp_path) as work:
        assert stat.S_IMODE(work.stat().st_mode) == 0o700
        assert sorted(tmp_path.iterdir()) == sorted([new, work])
    assert list(tmp_path.iterdir()) == [new]
