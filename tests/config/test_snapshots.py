"""Sealed copies of the keyring: one a day, gone after 14 days, and no erased key comes back with one (R38)."""

import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rinnalla.base import clock
from rinnalla.config import doctor, keeping, keys, putting_keys, snapshots
from rinnalla.config.keeping import Trouble
from rinnalla.vault import keyring as rings
from rinnalla.vault.decision import UNRECORDED
from rinnalla.vault.keyring import FileKeyring, SocketKeyring, keyring
from rinnalla.vault.opening import open_many
from rinnalla.vault.process.log import Log
from rinnalla.vault.root import create_root_key
from tests.config.test_backup import began, drill  # noqa: F401
from tests.config.test_command_line import place  # noqa: F401
from tests.vault.sealed import keys_of, story
from tests.vault.test_process import lines, served  # noqa: F401


@pytest.fixture
def secret(tmp_path, settings):
    """The secret key of the copies, outside; its public one is known here."""
    settings.KEYRING_SNAPSHOTS = tmp_path / "snapshots"
    settings.BACKUP_RECIPIENT = keeping.make_identity(tmp_path / "backup.key")
    return tmp_path / "backup.key"


@pytest.fixture
def at(monkeypatch):
    """A clock that a test moves."""
    moment = [datetime(2026, 3, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def names(settings) -> list[str]:
    return sorted(path.name for path in settings.KEYRING_SNAPSHOTS.glob("*"))


def put_back(secret, name, *, over=False):
    return putting_keys.put_back(name, secret, over=over).lines


# --- one a day --------------------------------------------------------------------------------------------
def test_one_is_made_a_day_and_none_is_left_after_fourteen(secret, settings, at):
    keyring().make("AINO")
    made = []
    for hours in (0, 1, 23, 24, 25, 48):
        at[0] = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(hours=hours)
        made.append(snapshots.daily())
    assert made == [1, 0, 0, 1, 0, 1]
    assert names(settings) == [f"keys-2026-03-0{day}T120000Z.age" for day in (1, 2, 3)]
    settings.BACKUP_RECIPIENT = ""  # also where none is made any more
    at[0] = datetime(2026, 3, 15, 12, tzinfo=UTC)
    assert (snapshots.daily(), len(names(settings))) == (0, 3)
    at[0] += timedelta(seconds=1)
    assert (snapshots.daily(), names(settings)) == (0, ["keys-2026-03-02T120000Z.age", "keys-2026-03-03T120000Z.age"])
    at[0] += timedelta(days=30)
    assert (snapshots.daily(), names(settings)) == (0, [])


def test_a_copy_from_a_clock_ahead_does_not_stop_the_next(secret, settings, at):
    keyring().make("AINO")
    assert snapshots.daily() == 1
    at[0] -= timedelta(days=3)
    assert snapshots.daily() == 1


def test_nobody_to_seal_for_and_no_keyring_make_none(settings, tmp_path):
    settings.KEYRING_SNAPSHOTS = tmp_path / "snapshots"
    assert snapshots.daily() == 0
    with pytest.raises(Trouble, match="RINNALLA_BACKUP_RECIPIENT"):
        snapshots.take()
    settings.BACKUP_RECIPIENT = keeping.make_identity(tmp_path / "backup.key")
    settings.KEYRING_PATH = tmp_path / "not-yet.sqlite3"
    assert snapshots.daily() == 0
    assert not settings.KEYRING_SNAPSHOTS.exists()


def test_where_the_process_makes_them_the_regular_work_makes_none(secret, settings):
    keyring().make("AINO")
    settings.KEYRING = "process"
    assert snapshots.daily() == 0


def test_the_doctor_tells_how_old_the_newest_is(secret, settings, at):
    keyring().make("AINO")
    told = [list(doctor.copies_of_keys())]
    snapshots.take()
    told += [list(doctor.copies_of_keys())]
    at[0] += timedelta(days=3)
    told += [list(doctor.copies_of_keys())]
    settings.BACKUP_RECIPIENT = ""
    assert [one.state for (one,) in told] == ["look", "well", "look"]
    assert told[2][0].words == "The newest sealed copy of the keyring is 3 days old."
    assert list(doctor.copies_of_keys()) == []


def test_a_copy_is_private_and_tells_nothing_without_its_key(secret, settings, tmp_path):
    keyring().make("AINO")
    path = settings.KEYRING_SNAPSHOTS / snapshots.take()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"AINO" not in path.read_bytes()
    assert [left.name for left in settings.KEYRING_PATH.parent.glob(".keeping-*")] == []
    other = tmp_path / "other.key"
    keeping.make_identity(other)
    before = settings.KEYRING_PATH.read_bytes()
    with pytest.raises(Trouble, match="another key"):
        put_back(other, path)
    assert settings.KEYRING_PATH.read_bytes() == before


# --- put back -----------------------------------------------------------------------------------------------
def test_whoever_was_erased_after_the_copy_stays_erased_though_the_keyring_is_lost(secret, settings, at):
    aino, pekka = story(owner="AINO"), story(owner="PEKKA", text="jaksan")
    first = settings.KEYRING_SNAPSHOTS / snapshots.take()
    keyring().destroy("AINO")
    at[0] += timedelta(days=1)
    snapshots.take()
    settings.KEYRING_PATH.unlink()
    rings.forget()
    said = put_back(secret, first)
    assert "1 people stay erased." in said
    assert open_many([aino, pekka], ["story"], purpose=UNRECORDED) == [None, {"story": "jaksan"}]
    assert list(keyring().tombstones()) == ["AINO"]


def test_a_keyring_that_is_well_stays_and_gets_back_only_what_it_lacks_and_nobody_erased(secret, settings):
    story(owner="AINO"), story(owner="PEKKA")
    path = settings.KEYRING_SNAPSHOTS / snapshots.take()
    pekka = keys_of("PEKKA")
    keyring().destroy("AINO")
    keyring()._file.execute("DELETE FROM person_key WHERE code = 'PEKKA'")
    assert any("1 keys it lacked" in line for line in put_back(secret, path))
    assert (keys_of("PEKKA"), keyring().holders(["AINO", "PEKKA"])) == (pekka, {"PEKKA"})


def test_a_damaged_keyring_is_set_aside_only_when_told_and_its_tombstones_are_heard(secret, settings):
    story(owner="AINO"), story(owner="PEKKA")
    path = settings.KEYRING_SNAPSHOTS / snapshots.take()
    keyring().destroy("AINO")
    keyring()._file.execute("DELETE FROM secret")
    rings.forget()
    with pytest.raises(Trouble, match="--over"):
        put_back(secret, path)
    put_back(secret, path, over=True)
    assert (keyring().holders(["AINO", "PEKKA"]), list(keyring().tombstones())) == ({"PEKKA"}, ["AINO"])
    assert settings.KEYRING_PATH.with_name("keyring.sqlite3.damaged").exists()


@pytest.mark.parametrize("what", ["another root key", "another union", "no identity", "a process that runs"])
def test_what_cannot_be_put_back_is_said_and_changes_nothing(secret, settings, tmp_path, what, request):
    keyring().make("AINO")
    path = settings.KEYRING_SNAPSHOTS / snapshots.take()
    identity, match = secret, what
    if what == "another root key":
        settings.ROOT_KEY_PATH, match = create_root_key(tmp_path / "other.root"), "root key here does not open"
        settings.KEYRING_PATH = tmp_path / "empty.sqlite3"
    elif what == "another union":
        settings.KEYRING_PATH, match = tmp_path / "other.sqlite3", "of another union"
        FileKeyring(settings.KEYRING_PATH, settings.ROOT_KEY_PATH)
    elif what == "no identity":
        identity, match = None, "--identity"
    else:
        request.getfixturevalue("served")
        match = "process runs"
    before = settings.KEYRING_PATH.read_bytes() if settings.KEYRING_PATH.exists() else b""
    with pytest.raises(Trouble, match=match):
        put_back(identity, path)
    assert (settings.KEYRING_PATH.read_bytes() if settings.KEYRING_PATH.exists() else b"") == before


# --- the process --------------------------------------------------------------------------------------------
def test_the_process_makes_one_when_asked_and_writes_a_line(secret, served, settings):  # noqa: F811
    keyring().make("AINO")
    name = SocketKeyring(settings.KEYRING_SOCKET).snapshot()
    assert names(settings) == [name]
    assert [line["name"] for line in lines(settings) if line["verb"] == "snapshot"] == [name]
    settings.BACKUP_RECIPIENT = ""
    assert SocketKeyring(settings.KEYRING_SOCKET).snapshot() == ""


def test_what_stands_in_the_way_of_the_days_copy_is_written_down_and_stops_nothing(secret, settings, tmp_path):
    keyring().make("AINO")
    log = Log(tmp_path / "log", timedelta(days=30))
    (tmp_path / "in-the-way").write_text("")
    settings.KEYRING_LOG, settings.KEYRING_SNAPSHOTS = tmp_path / "log", tmp_path / "in-the-way"
    keys._snapshot_of_the_day(log)
    settings.KEYRING_SNAPSHOTS = tmp_path / "snapshots"
    keys._snapshot_of_the_day(log)
    keys._snapshot_of_the_day(log)
    log.close()
    told = [(line["verb"], line["outcome"]) for line in lines(settings)]
    assert told == [("snapshot", "failed"), ("snapshot", "done")]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_service_that_cannot_read_the_keyring_backs_up_and_restores_with_the_process(drill, tmp_path):  # noqa: F811
    """As under another user: this one sees neither the keyring nor the root key, the process sees both."""
    short = Path(tempfile.mkdtemp(prefix="keys-"))
    theirs = drill.environment | {
        "RINNALLA_KEYS": "process",
        "RINNALLA_KEYS_SOCKET": str(short / "s"),
        "RINNALLA_KEYS_SNAPSHOTS": str(tmp_path / "snapshots"),
        "RINNALLA_KEYRING": str(drill.home / "keyring.sqlite3"),
        "RINNALLA_ROOT_KEY": str(drill.home / "root.key"),
    }
    with subprocess.Popen([sys.executable, "-m", "rinnalla.config.cli", "keys"], env=theirs) as process:
        try:
            _wait_for(short / "s")
            hidden = {"RINNALLA_KEYRING": "/nonexistent/keyring", "RINNALLA_ROOT_KEY": "/nonexistent/root.key"}
            drill.environment = theirs | hidden
            done = drill.run("backup", "--to", drill.to)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout
            assert not (drill.to / "keys").exists()
            made = max((tmp_path / "snapshots").glob("keys-*.age"))  # the process makes one when it begins, too
            assert made.name in done.stdout
            drill.erase_aino()
            done = drill.restore(drill.newest("data"), "--keys", made, "--over")
            assert (done.returncode, "rinnalla keys restore" in done.stdout) == (1, True), done.stdout
            done = drill.restore(drill.newest("data"), "--over")
            assert (done.returncode, done.stderr) == (0, ""), done.stdout
            assert "has heard who was erased" in done.stdout
            assert "Aino" not in drill.people()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not SocketKeyring(str(path)).is_there():
        assert time.monotonic() < until, "the keyring process did not begin"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_commands_make_one_and_put_it_back(drill):  # noqa: F811
    done = drill.run("keys", "snapshot")
    name = re.search(r"\S+\.age", done.stdout)
    assert (done.returncode, bool(name)) == (0, True), done.stdout
    drill.erase_aino()
    done = drill.run("keys", "restore", name[0], "--identity", drill.secret)
    assert (done.returncode, "1 people stay erased." in done.stdout) == (0, True), done.stdout
    assert drill.people()[-1] == "1"  # tombstone
