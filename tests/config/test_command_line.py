"""From an empty folder to a served page, by the operator's own commands, in processes of their own."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
from django.db import connection

from rinnalla.config import serving

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = (
    "--union=Selkäliitto",
    "--phone=09 000 0000",
    "--association=Keski-Suomen Selkäyhdistys",
    "--county=13",
    "--administrator=leena@example.org",
    "--administrator-name=Leena",
)


@pytest.fixture(scope="module")
def assets():
    """Style sheets in place, as in a built package."""
    subprocess.run([sys.executable, ROOT / "tools" / "assets.py"], check=True)


def environment(home: Path) -> dict[str, str]:
    """What an operator's shell knows: the home, and nothing of the tests'."""
    strange = ("RINNALLA_", "DJANGO_", "DATABASE_URL")
    known = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    return known | {"RINNALLA_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


@pytest.fixture
def place(tmp_path, django_db_blocker):
    """The environment of an operator: a home of its own, and a database of its own on the engine under test."""
    own = environment(tmp_path / "home")
    if connection.vendor == "sqlite":
        yield own
        return
    name = f"operator_{uuid.uuid4().hex}"
    address = os.environ["DATABASE_URL"]
    with django_db_blocker.unblock():
        with postgres() as other:
            other.execute(f"CREATE DATABASE {name}")
        yield own | {"DATABASE_URL": f"{address.rsplit('/', 1)[0]}/{name}"}
        with postgres() as other:
            other.execute(f"DROP DATABASE {name} WITH (FORCE)")


def postgres():
    import psycopg

    told = connection.settings_dict
    return psycopg.connect(host=told["HOST"], user=told["USER"], dbname="postgres", autocommit=True)


def rinnalla(environment: dict, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "rinnalla.config.cli", *words]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as fault:
        return fault.code


def wait_for(address: str, process: subprocess.Popen) -> int:
    """The first answer's status, within 20 seconds."""
    for _ in range(200):
        try:
            return status(address)
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def test_nothing_is_made_until_it_is_asked_for(place):
    for act in (("serve",), ("check",), ("upgrade",), ("ledger", "head")):
        done = rinnalla(place, *act)
        assert (done.returncode, done.stderr) == (1, "")
        assert "Begin with `rinnalla init`" in done.stdout
    assert not Path(place["RINNALLA_HOME"]).exists()


def test_init_says_which_answer_is_missing_and_makes_no_database(place):
    done = rinnalla(place, "init", *ANSWERS[:3])
    assert done.returncode == 1
    assert "The first administrator's e-mail is needed: --administrator" in done.stdout
    assert sorted(path.name for path in Path(place["RINNALLA_HOME"]).iterdir()) == ["secret.key"]


@pytest.mark.slow
def test_from_an_empty_folder_to_a_served_page_and_a_clean_end(place, assets):
    begun = rinnalla(place, "init", *ANSWERS)
    assert (begun.returncode, begun.stderr) == (0, "")
    link = re.search(r"http://127.0.0.1:8000(/invitation/\S+)", begun.stdout)
    home = Path(place["RINNALLA_HOME"])
    for name in ("root.key", "secret.key", "keyring.sqlite3"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    checked = rinnalla(place, "check")
    assert checked.returncode == 0, checked.stdout
    assert "The chain is whole" in rinnalla(place, "ledger", "verify").stdout

    port = free_port()
    command = [sys.executable, "-m", "rinnalla.config.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert wait_for(f"http://127.0.0.1:{port}/", server) == 200
            assert status(f"http://127.0.0.1:{port}{link.group(1)}") == 200
            assert status(f"http://127.0.0.1:{port}/desk/nothing/") == 404
            beside = children_of(server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    assert server.returncode == 0
    assert beside != []
    assert still_there_after(5, beside) == []


@pytest.mark.slow
def test_running_init_again_gives_a_new_link_and_changes_no_key(place):
    rinnalla(place, "init", *ANSWERS)
    root = (Path(place["RINNALLA_HOME"]) / "root.key").read_bytes()
    again = rinnalla(place, "init", *ANSWERS)
    assert (again.returncode, "/invitation/" in again.stdout) == (0, True)
    assert (Path(place["RINNALLA_HOME"]) / "root.key").read_bytes() == root


@pytest.mark.slow
def test_a_keyring_without_its_root_key_is_left_alone(place):
    rinnalla(place, "init", *ANSWERS)
    (Path(place["RINNALLA_HOME"]) / "root.key").unlink()
    done = rinnalla(place, "init", *ANSWERS)
    assert done.returncode == 1
    assert "Bring it back" in done.stdout
    assert not (Path(place["RINNALLA_HOME"]) / "root.key").exists()


@pytest.mark.slow
def test_a_taken_port_is_said_in_a_sentence(place, assets):
    rinnalla(place, "init", *ANSWERS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = rinnalla(place, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use by another program" in done.stdout


@pytest.mark.slow
def test_a_letter_worker_ends_with_the_server_that_began_it(place):
    """Also when that server was killed before the worker had looked for it."""
    rinnalla(place, "init", *ANSWERS)
    nobody = "999999999"
    assert rinnalla(place, "worker", "--with-parent", nobody).returncode == 0


def test_stopping_while_the_letter_worker_is_being_made_leaves_none(monkeypatch):
    making, may_go_on = threading.Event(), threading.Event()
    really = subprocess.Popen

    def slowly(command, **how):
        making.set()
        may_go_on.wait(10)
        return really([sys.executable, "-c", "import time; time.sleep(60)"], **how)

    monkeypatch.setattr(serving.subprocess, "Popen", slowly)
    letters = serving.LetterProcess()
    letters.start()
    assert making.wait(10)
    stopping = threading.Thread(target=letters.stop)
    stopping.start()
    stopping.join(0.3)
    may_go_on.set()
    stopping.join(20)
    assert letters.process.poll() is not None
    letters.keeper.join(20)
    assert not letters.keeper.is_alive()


def fields_of(pid: int | str) -> list[str]:
    """State, parent and more of a process (Linux); nothing of one that is gone or only waits to be counted."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def children_of(pid: int) -> list[int]:
    """Processes begun by `pid`: the letter worker, the page worker."""
    everyone = [folder.name for folder in Path("/proc").glob("[0-9]*")]
    return [int(name) for name in everyone if fields_of(name)[1:2] == [str(pid)]]


def still_there_after(seconds: int, pids: list[int]) -> list[int]:
    """Those of `pids` that have not ended `seconds` later."""
    for _ in range(seconds * 10):
        if not any(map(fields_of, pids)):
            break
        time.sleep(0.1)
    return [pid for pid in pids if fields_of(pid)]
