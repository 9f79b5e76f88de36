"""The keyring as a process: it opens for a good decision alone, writes before it answers, and survives what comes."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from rinnalla.base.errors import Unreadable
from rinnalla.config import keys, serving
from rinnalla.ledger.choices import Purpose
from rinnalla.vault.decision import GOOD_FOR, OWN_PURPOSES, SYSTEM, UNRECORDED, Decision, Refused
from rinnalla.vault.keyring import Closed, SocketKeyring, keyring
from rinnalla.vault.opening import open_many
from rinnalla.vault.process import wire
from rinnalla.vault.process.client import as_told
from rinnalla.vault.process.limits import Limit, Limits
from rinnalla.vault.process.log import Log
from rinnalla.vault.process.server import Peers, Taken
from tests.vault.sealed import story

PATIENCE = 60  # seconds a process gets to begin on a busy machine


@pytest.fixture
def served(settings, tmp_path):
    """A keyring process's server in a thread, at a socket with a short name, and the settings that lead to it."""
    folder = Path(tempfile.mkdtemp(prefix="keys-"))
    settings.KEYRING_SOCKET = str(folder / "s")
    settings.KEYRING_LOG = tmp_path / "log"
    server, stop = keys.make_server(), threading.Event()
    thread = threading.Thread(target=server.serve, args=(folder / "s", stop))
    thread.start()
    settings.KEYRING = "process"
    _wait_for(settings.KEYRING_SOCKET)
    yield server
    stop.set()
    thread.join()
    shutil.rmtree(folder)


def _wait_for(path):
    until = time.monotonic() + PATIENCE
    while not SocketKeyring(str(path)).is_there():
        assert time.monotonic() < until, "the keyring process did not begin"
        time.sleep(0.02)


def lines(settings):
    return [json.loads(line) for path in settings.KEYRING_LOG.glob("*.log") for line in path.read_text().splitlines()]


def ask(server, decision, *codes, verb="unwrap"):
    return server.answer({"do": verb, "codes": list(codes), "decision": as_told(decision)})


# --- the same questions -------------------------------------------------------------------------------------------
def test_what_is_sealed_through_the_socket_opens_through_it_and_is_gone_when_destroyed(served):
    aino, pekka = story(owner="AINO"), story(owner="PEKKA", text="jaksan")
    assert open_many([aino, pekka], ["story"], purpose=UNRECORDED) == [{"story": "Selkä on kipeä"}, {"story": "jaksan"}]
    keyring().destroy("AINO")
    assert open_many([aino, pekka], ["story"], purpose=UNRECORDED) == [None, {"story": "jaksan"}]
    assert (keyring().holders(["AINO", "PEKKA"]), list(keyring().tombstones())) == ({"PEKKA"}, ["AINO"])
    with pytest.raises(Unreadable):
        keyring().make("AINO")


def test_both_keyrings_answer_alike(served):
    through = keyring()
    through.make_many(["AINO", "PEKKA", "OLLI"])
    through.replay({"OLLI": "2026-01-02T03:04:05+00:00"})
    both = [through, served.ring]
    decision = Decision.now(UNRECORDED, ["AINO", "PEKKA", "MAIJA"])
    assert through.unwrap(["AINO", "MAIJA"], decision) == served.ring.unwrap(["AINO", "MAIJA"], decision)
    for question in (
        lambda ring: ring.holders(["AINO", "OLLI"]),
        lambda ring: ring.everyone(),
        lambda ring: ring.everyone("AINO", 1),
        lambda ring: ring.tombstones(),
        lambda ring: ring.tombstones(["AINO", "OLLI"]),
        lambda ring: ring.subkey("ledger"),
    ):
        one, other = (question(ring) for ring in both)
        assert one == other


# --- decisions ----------------------------------------------------------------------------------------------------
def test_a_stale_a_replayed_an_unknown_and_a_too_wide_decision_open_nothing(served, settings):
    keyring().make_many(["AINO", "PEKKA"])
    good = Decision.now(Purpose.CLAIMED, ["AINO"], actor="KIRSTI")
    assert ask(served, good, "AINO")["ok"]
    assert ask(served, good, "AINO") == {"ok": False, "why": "used"}
    old = Decision("KIRSTI", "claimed", frozenset(["AINO"]), time.time() - GOOD_FOR - 1)
    assert ask(served, old, "AINO") == {"ok": False, "why": "stale"}
    ahead = Decision("KIRSTI", "claimed", frozenset(["AINO"]), time.time() + GOOD_FOR + 5)
    assert ask(served, ahead, "AINO") == {"ok": False, "why": "stale"}
    assert ask(served, Decision.now("curiosity", ["AINO"]), "AINO") == {"ok": False, "why": "purpose"}
    assert ask(served, good.again(), "AINO", "PEKKA") == {"ok": False, "why": "subjects"}
    assert [line["outcome"] for line in lines(settings) if line["verb"] == "unwrap"] == [
        "done", "used", "stale", "stale", "purpose", "subjects",
    ]  # fmt: skip


def test_nothing_opens_without_a_decision(served):
    keyring().make("AINO")
    assert served.answer({"do": "unwrap", "codes": ["AINO"]}) == {"ok": False, "why": "garbled"}


def test_the_file_keyring_too_opens_for_the_subjects_of_the_decision_alone():
    keyring().make_many(["AINO", "PEKKA"])
    with pytest.raises(Refused):
        keyring().unwrap(["AINO", "PEKKA"], Decision.now(UNRECORDED, ["AINO"]))


def test_every_purpose_of_the_ledger_is_known_to_the_process(served):
    assert served.judge.purposes == {*Purpose.values, *OWN_PURPOSES}


# --- limits -------------------------------------------------------------------------------------------------------
def test_a_limit_delays_then_refuses_and_lets_go_again():
    at = [0.0]
    limits = Limits(Limit(10, 1), Limit(1000, 100), patience=2, now=lambda: at[0])
    assert limits.delay("KIRSTI", 9, is_system=False) == 0
    assert limits.delay("KIRSTI", 3, is_system=False) == 2
    assert limits.delay("KIRSTI", 1, is_system=False) is None
    assert limits.delay("MAIJA", 1, is_system=False) == 0
    assert limits.delay(SYSTEM, 500, is_system=True) == 0
    at[0] = 5
    assert limits.delay("KIRSTI", 3, is_system=False) == 0
    assert limits.delay("OLLI", 11, is_system=False) is None


def test_who_opens_too_many_reads_a_sentence_and_others_go_on(served):
    served.limits = Limits(Limit(2, 0.001), Limit(1000, 1000), patience=0)
    keyring().make_many(["AINO", "PEKKA", "OLLI"])
    with pytest.raises(Refused) as answer:
        keyring().unwrap(["AINO", "PEKKA", "OLLI"], Decision.now("claimed", ["AINO", "PEKKA", "OLLI"], actor="KIRSTI"))
    assert (answer.value.why, answer.value.status) == ("limit", 429)
    assert answer.value.sentence
    assert keyring().unwrap(["AINO"], Decision.now("claimed", ["AINO"], actor="MAIJA")).keys() == {"AINO"}


# --- the log ------------------------------------------------------------------------------------------------------
def test_the_line_says_who_why_and_whose_and_never_a_key(served, settings):
    keyring().make("AINO")
    decision = Decision("KIRSTI", "claimed", frozenset(["AINO"]), time.time(), "request12345")
    key = keyring().unwrap(["AINO"], decision)["AINO"]
    (line,) = [line for line in lines(settings) if line["verb"] == "unwrap"]
    told = [line[name] for name in ("actor", "purpose", "request", "count", "codes", "outcome")]
    assert told == ["KIRSTI", "claimed", "request12345", 1, ["AINO"], "done"]
    whole = next(iter(settings.KEYRING_LOG.glob("*.log"))).read_text()
    assert b64encode(key).decode() not in whole
    assert key.hex() not in whole
    assert stat.S_IMODE(next(iter(settings.KEYRING_LOG.glob("*.log"))).stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_opens_nothing(served, settings, tmp_path):
    keyring().make("AINO")
    served.log.close()
    (tmp_path / "in-the-way").write_text("")
    served.log = Log(tmp_path / "in-the-way", timedelta(days=30))
    with pytest.raises(Closed):
        keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"]))


def test_the_log_is_a_file_a_day_kept_for_thirty_days(tmp_path):
    at = [datetime(2026, 1, 1, 12, tzinfo=UTC)]
    log = Log(tmp_path, timedelta(days=30), now=lambda: at[0])
    for day in (0, 1, 31):
        at[0] = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        log.write(verb="begin")
    log.sync()
    assert log.forget_old() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys-2026-01-02.log", "keys-2026-02-01.log"]
    log.close()


# --- the wire -----------------------------------------------------------------------------------------------------
json_like = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
VERBS = ("unwrap", "spares", "make", "holders", "everyone", "destroy", "replay", "tombstones", "buried", "renew",
         "settle", "subkey", "hello", "", "no such")  # fmt: skip
FACTS = ("codes", "decision", "after", "most", "tombstones", "kept", "label")


@given(verb=some.sampled_from(VERBS), facts=some.dictionaries(some.sampled_from(FACTS), json_like))
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_message_breaks_the_server(served, verb, facts):
    assert set(served.answer({"do": verb, **facts})) >= {"ok"}


@given(some.binary(max_size=200))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_bytes_break_the_process(served, settings, body):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(settings.KEYRING_SOCKET)
        with suppress(ConnectionError):  # what is no message is answered by closing the line
            line.sendall(body)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
    assert SocketKeyring(settings.KEYRING_SOCKET).is_there()


def test_a_message_too_long_is_not_read(served, settings):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(settings.KEYRING_SOCKET)
        line.sendall(wire.LENGTH.pack(wire.LONGEST + 1))
        assert line.recv(1) == b""


# --- who may ask --------------------------------------------------------------------------------------------------
def test_the_socket_is_its_owners_alone(served, settings):
    assert stat.S_IMODE(os.stat(settings.KEYRING_SOCKET).st_mode) == 0o600


def test_a_peer_of_another_user_is_not_answered():
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert Peers().may(one)

        class Stranger(Peers):
            pass

        really = os.getuid
        os.getuid = lambda: really() + 1
        try:
            assert not Stranger().may(one)
            assert Peers(users=frozenset([really()])).may(one)
            assert Peers(groups=frozenset([os.getgid()])).may(one)
        finally:
            os.getuid = really


def test_two_processes_do_not_share_one_socket(served, settings):
    with pytest.raises(Taken):
        served.serve(Path(settings.KEYRING_SOCKET), threading.Event())


# --- processes ----------------------------------------------------------------------------------------------------
def test_a_forked_process_has_lines_of_its_own(served):
    keyring().make("AINO")
    mine = keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"]))
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"]))["AINO"])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == mine["AINO"]
    os.waitpid(child, 0)
    assert keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"])) == mine


@pytest.fixture
def alone(settings, tmp_path):
    """How to start a real `rinnalla keys`; whatever was started is ended."""
    folder = Path(tempfile.mkdtemp(prefix="keys-"))
    settings.KEYRING_SOCKET, settings.KEYRING = str(folder / "s"), "process"
    environment = os.environ | {
        "RINNALLA_HOME": str(tmp_path),
        "RINNALLA_KEYRING": str(settings.KEYRING_PATH),
        "RINNALLA_ROOT_KEY": str(settings.ROOT_KEY_PATH),
        "RINNALLA_KEYS_SOCKET": settings.KEYRING_SOCKET,
    }
    started = []

    def start():
        started.append(subprocess.Popen([sys.executable, "-m", "rinnalla.config.cli", "keys"], env=environment))
        _wait_for(settings.KEYRING_SOCKET)
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
    shutil.rmtree(folder)


def test_a_killed_process_shuts_everything_until_it_is_back(alone):
    process = alone()
    letter = story(owner="AINO")
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    with pytest.raises(Closed) as answer:
        open_many([letter], ["story"], purpose=UNRECORDED)
    assert answer.value.status == 503
    alone()
    assert open_many([letter], ["story"], purpose=UNRECORDED) == [{"story": "Selkä on kipeä"}]


def test_killed_in_the_middle_of_requests_each_is_answered_rightly_or_not_at_all(alone):
    process = alone()
    letter = story(owner="AINO")
    right, closed, stop = [], [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                right.append(open_many([letter], ["story"], purpose=UNRECORDED) == [{"story": "Selkä on kipeä"}])
            except Closed:
                closed.append(1)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    while len(right) < 20:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    alone()
    seen = len(right)
    while len(right) < seen + 20:
        time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert all(right)
    assert closed


def test_serve_starts_the_process_again_and_stops_it_with_itself(settings, tmp_path, monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="keys-"))
    settings.KEYRING_SOCKET = str(folder / "s")
    for name, value in (
        ("RINNALLA_HOME", tmp_path),
        ("RINNALLA_KEYRING", settings.KEYRING_PATH),
        ("RINNALLA_ROOT_KEY", settings.ROOT_KEY_PATH),
        ("RINNALLA_KEYS_SOCKET", settings.KEYRING_SOCKET),
    ):
        monkeypatch.setenv(name, str(value))
    beside = serving.KeysProcess()
    try:
        assert beside.begin()
        first = beside.process.pid
        beside.process.kill()
        while beside.process.pid == first:
            time.sleep(0.05)
        _wait_for(settings.KEYRING_SOCKET)
    finally:
        beside.stop()
    assert not SocketKeyring(settings.KEYRING_SOCKET).is_there()
    shutil.rmtree(folder)
