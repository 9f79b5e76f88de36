"""`rinnalla keys`: the keyring as a process of its own, and a new root key (docs/adr/0011-keyring-process.md).

It loads no room and opens no database: what it needs is the keyring's file, the root key and a socket.
"""

import grp
import os
import pwd
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from tqdm import tqdm

from rinnalla.base.errors import RuleBroken
from rinnalla.config import snapshots
from rinnalla.ledger.choices import Purpose
from rinnalla.vault import halves, rotation
from rinnalla.vault import keyring as ring
from rinnalla.vault.decision import OWN_PURPOSES
from rinnalla.vault.process.judge import Judge
from rinnalla.vault.process.limits import Limit, Limits
from rinnalla.vault.process.log import Log
from rinnalla.vault.process.server import LONGEST_PATH, Peers, Server, Taken

FORGETTING = 3600.0  # seconds between looks for old days of the log, and for the day's snapshot


def run(*, with_parent: int = 0) -> int:
    """Answer until told to stop; 1, with a sentence, when it cannot begin.

    with_parent   also stop when the process of that number is not the parent any more
    """
    settings.USE_I18N = False  # sentences for people are made by who asked; no catalogue is loaded here
    path = Path(settings.KEYRING_SOCKET)
    if len(os.fsencode(path)) > LONGEST_PATH:
        return _say(f"{path} is too long for a socket. Set RINNALLA_KEYS_SOCKET to a shorter path.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        halves.ask(settings.ROOT_KEY_PATH)
        server = make_server()
        server.log.write(verb="begin", outcome="done")
        _beside(server.log, stop, with_parent)
        server.serve(path, stop, group=_number(settings.KEYRING_GROUP, grp) if settings.KEYRING_GROUP else None)
    except RuleBroken as broken:
        return _say(str(broken.sentence))
    except Taken:
        return _say(f"Something answers at {path} already, or another thing stands in its place.")
    except (OSError, KeyError) as fault:
        return _say(f"The keyring process could not begin: {fault}")
    return 0


def make_server() -> Server:
    """The server of the settings in force."""
    kept_for = settings.KEPT_FOR["security"] or timedelta(days=30)
    return Server(
        ring.FileKeyring(settings.KEYRING_PATH, settings.ROOT_KEY_PATH),
        log=Log(settings.KEYRING_LOG, kept_for),
        limits=Limits(Limit(*settings.KEYRING_LIMIT), Limit(*settings.KEYRING_SYSTEM_LIMIT), settings.KEYRING_PATIENCE),
        judge=Judge({*Purpose.values, *OWN_PURPOSES}),
        snapshot=_snapshot,
        peers=Peers(frozenset(_number(user, pwd) for user in settings.KEYRING_USERS)),
    )


def _snapshot() -> str:
    """For a service of another user, which cannot read the keyring itself; "" where none can be made."""
    return snapshots.take() if settings.BACKUP_RECIPIENT else ""


def _number(name: str, book) -> int:
    """A user or a group by number or by name. Raises KeyError when this machine does not know it."""
    if name.isdigit():
        return int(name)
    return book.getpwnam(name).pw_uid if book is pwd else book.getgrnam(name).gr_gid


def _beside(log: Log, stop: threading.Event, parent: int) -> None:
    def hourly() -> None:
        while True:
            log.forget_old()
            _snapshot_of_the_day(log)
            if stop.wait(FORGETTING):
                return

    tasks: list[tuple[Callable[..., None], tuple]] = [(log.keep_on_disk, (stop,)), (hourly, ())]
    if parent:
        from rinnalla.config.serving import watch_parent

        tasks.append((watch_parent, (parent, stop)))
    for act, words in tasks:
        threading.Thread(target=act, args=words, daemon=True).start()


def _snapshot_of_the_day(log: Log) -> None:
    """What stands in its way is written into the log, and does not stop the process."""
    try:
        if snapshots.once_a_day():
            log.write(verb="snapshot", outcome="done")
    except (RuleBroken, OSError) as fault:
        with suppress(OSError):
            log.write(verb="snapshot", outcome="failed", why=str(getattr(fault, "sentence", fault)))


def snapshot() -> int:
    """`rinnalla keys snapshot`: make one now, as the user whose keyring it is."""
    settings.USE_I18N = False
    try:
        name = snapshots.take()
    except RuleBroken as broken:
        return _say(str(broken.sentence))
    print(f"{Path(settings.KEYRING_SNAPSHOTS) / name} was made and opened again.")
    return 0


def _say(sentence: str) -> int:
    print(sentence, flush=True)
    return 1


# --- an operator's act while the process does not run ------------------------------------------------------------
def at_hand() -> None:
    """For commands beside the service: open the file itself when the process does not run and the file is ours."""
    if settings.KEYRING == "process" and not ring.SocketKeyring(str(settings.KEYRING_SOCKET)).is_there():
        folder = Path(settings.KEYRING_PATH).parent
        if os.access(settings.KEYRING_PATH, os.R_OK | os.W_OK) or os.access(folder, os.W_OK):
            ring.by_file()


def rotate_root(*, split: bool) -> int:
    """Wrap every key under a new root key, or finish what was cut short; the keyring process must not run."""
    settings.USE_I18N = False
    if ring.SocketKeyring(str(settings.KEYRING_SOCKET)).is_there():
        return _say("The keyring process runs and holds the old root key. Stop the service first; nothing was changed.")
    following = Path(f"{settings.ROOT_KEY_PATH}.next")
    try:
        halves.ask(settings.ROOT_KEY_PATH)
        halves.ask(following)
        chosen = halves.typed("The new first half: ", "The new second half: ") if split else None
        with tqdm(unit=" keys", disable=not sys.stderr.isatty()) as bar:
            count = rotation.change_root_key(split=chosen, progress=bar.update)
    except RuleBroken as broken:
        return _say(str(broken.sentence))
    print(f"{count} keys are wrapped under the new root key. Copy it to a safe place, and start the service again.")
    return 0


def renew(code: str, *, everyone: bool) -> int:
    """A new key for one person or for all, while people work; cut short, the same command goes on."""
    from rinnalla.vault import renewal

    codes = _all_codes() if everyone else [code]
    if not everyone and not ring.keyring().holders(codes):
        return _say(f"Nobody here has the code {code}.")
    print(f"New keys for {len(codes)} people. It rests a minute before the old ones are destroyed.", flush=True)
    try:
        with tqdm(unit=" rows", disable=not sys.stderr.isatty()) as bar:
            count = renewal.renew(codes, progress=bar.update)
    except RuleBroken as broken:
        return _say(f"{broken.sentence} The old keys stay; nothing was lost.")
    print(f"{count} people have a new key, and their old one is destroyed.")
    return 0


def _all_codes() -> list[str]:
    codes: list[str] = []
    while part := ring.keyring().everyone(codes[-1] if codes else ""):
        codes += part
    return codes
