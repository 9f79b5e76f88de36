"""Serving the pages, with the letters sent by a process beside them; both stop together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

GOOD_SQLITE = (3, 51, 3)  # 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write at once
PAUSE_BEFORE_AGAIN = 5  # seconds before a letter worker that ended by itself is started again
PATIENCE_AT_END = 10  # seconds a letter worker gets to finish the letter it is sending


# --- before anything is served ----------------------------------------------------------------------------
def sqlite_is_good() -> bool:
    if connection.vendor != "sqlite":
        return True
    from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]

    return Database.sqlite_version_info >= GOOD_SQLITE


def waiting_migrations() -> list[str]:
    """Names of the migrations that the database has not had yet."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def has_collected_files() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def port_is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def why_not(address: str, port: int) -> str:
    """The sentence that says why serving cannot begin; "" when it can."""
    from django.core import checks
    from django.db import Error as DatabaseError

    if not sqlite_is_good():
        return "This SQLite can lose data when two people write at once. Install the package pysqlite3."
    try:
        waiting = waiting_migrations()
    except DatabaseError as fault:
        return f"The database does not answer: {fault}".strip()
    if waiting:
        return f"The database waits for {len(waiting)} changes. Make a backup, then run `rinnalla upgrade`."
    # Only what this installation can get wrong: the checks of the code itself load every page, twice as long a start.
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    errors = [one for one in found if one.is_serious()]
    if errors:
        return "\n".join(f"{one.msg} {one.hint or ''}".strip() for one in errors)
    if not has_collected_files():
        return "The style sheets are not in place. In a working copy, run `make demo` or `tools/assets.py`."
    if not port_is_free(address, port):
        return f"Port {port} is in use by another program. Choose another: PORT={port + 1}"
    return ""


# --- serving ----------------------------------------------------------------------------------------------
def serve(address: str, port: int, *, workers: int = 0, letters: bool = True, quiet: bool = False) -> int:
    """Serve until told to stop (SIGTERM or Ctrl-C); 0 then, 1 when it could not begin."""
    if reason := why_not(address, port):
        print(reason)
        return 1
    connection.close()
    from granian import Granian
    from granian.log import LogLevels

    from rinnalla.config import logs

    server = Granian(
        "rinnalla.config.wsgi:application",
        address=address,
        port=port,
        interface="wsgi",  # type: ignore[arg-type]
        workers=workers or os.cpu_count() or 1,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE_AT_END,
        log_level=LogLevels.warning if quiet else LogLevels.info,
        log_dictconfig=logs.for_server(),
    )
    keys = KeysProcess() if settings.KEYRING == "process" else None
    beside = LetterProcess() if letters else None
    try:
        if keys and not keys.begin():
            print("The keyring process does not answer. Start `rinnalla keys` by hand to see why.")
            return 1
        if beside:
            beside.start()
        server.serve()
    finally:
        for process in (beside, keys):
            if process:
                process.stop()
    return 0


class Beside:
    """A process beside the server, started again should it end by itself."""

    words: tuple[str, ...] = ()  # of our command line
    ended = ""  # what is said then
    pause: float = PAUSE_BEFORE_AGAIN

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.starting = threading.Lock()  # a stop that comes while the process is being made waits for it
        self.process: subprocess.Popen | None = None
        self.keeper = threading.Thread(target=self._keep, name=self.words[0], daemon=True)

    def start(self) -> None:
        self.keeper.start()

    def _keep(self) -> None:
        while process := self._begin():
            process.wait()
            if not self.stopping.wait(self.pause):
                print(self.ended, flush=True)

    def _begin(self) -> subprocess.Popen | None:
        command = [sys.executable, "-m", "rinnalla.config.cli", *self.words, "--with-parent", str(os.getpid())]
        with self.starting:
            if self.stopping.is_set():
                return None
            self.process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own words only  # nosec
            return self.process

    def stop(self) -> None:
        with self.starting:
            self.stopping.set()
        if not self.process or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_AT_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class LetterProcess(Beside):
    """The letter worker. Killed in the middle, its lease runs out, and the letter is sent by the next worker."""

    words = ("worker",)
    ended = "The letter worker ended by itself and is started again."


class KeysProcess(Beside):
    """The keyring process, unless one of its own service answers already (docs/adr/0011-keyring-process.md)."""

    words = ("keys",)
    ended = "The keyring process ended by itself and is started again."
    pause = 1.0

    def begin(self) -> bool:
        """Whether a keyring process answers, within a few seconds."""
        from rinnalla.vault.keyring import SocketKeyring

        ring = SocketKeyring(str(settings.KEYRING_SOCKET))
        if ring.is_there():
            return True
        self.start()
        until = time.monotonic() + PATIENCE_AT_END
        while time.monotonic() < until:
            if ring.is_there():
                return True
            time.sleep(0.1)
        return False


# --- letters ----------------------------------------------------------------------------------------------
def send_letters(*, with_parent: int = 0) -> int:
    """Send letters until told to stop. `with_parent`: also when the process of that number is not the parent."""
    from rinnalla.letters import worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=watch_parent, args=(with_parent, stop), daemon=True).start()
    worker.run(stop)
    return 0


def watch_parent(parent: int, stop: threading.Event) -> None:
    """A server killed without a word must not leave a worker behind."""
    while os.getppid() == parent:
        time.sleep(1)
    stop.set()
