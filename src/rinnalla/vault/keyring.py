"""The keyring: one key per person, in a file of its own, outside the database and the backups of data.

In a PostgreSQL table a deleted key stays in the table file after VACUUM and in the log for ever, so a key
that is to be destroyed must not live there. Here a key is deleted with `secure_delete` and is gone at once (R38).
"""

import os
import sqlite3
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.vault.derive import expand

KEY_BYTES = 32
NONCE_BYTES = 12
CHUNK = 500  # codes in one SELECT

TABLES = """
CREATE TABLE IF NOT EXISTS person_key (code TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstone (code TEXT PRIMARY KEY, destroyed_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (only INTEGER PRIMARY KEY CHECK (only = 1), wrapped BLOB NOT NULL);
"""


class Closed(RuleBroken):
    """The keyring cannot be used: no root key, a root key others can read, or one that does not fit."""

    status = 503


class Keyring(Protocol):
    """What the vault asks of a keyring: in process here, or a process of its own with the same questions."""

    def make(self, code: str) -> None:
        """Make the key of `code` if it has none. Raises Unreadable when that key was once destroyed."""

    def make_many(self, codes: Iterable[str]) -> None:
        """`make` for many in one go."""

    def unwrap(self, codes: Collection[str]) -> dict[str, bytes]:
        """The keys (32 bytes) of those among `codes` that have one."""

    def destroy(self, code: str) -> None:
        """Destroy the key of `code` for ever and leave a tombstone. Doing it twice is doing it once."""

    def replay(self, tombstones: dict[str, str]) -> None:
        """Destroy the keys of all these (as `tombstones` gave them); the first act after any restore."""

    def tombstones(self, codes: Collection[str] | None = None) -> dict[str, str]:
        """Code → moment (ISO 8601, UTC) of destroyed keys; all of them, or those among `codes`."""

    def subkey(self, label: str) -> bytes:
        """A key (32 bytes) of the programme itself, for the use named by `label`."""


class FileKeyring:
    """A keyring in one SQLite file, its keys wrapped under a root key that lives in another file.

    One connection per thread and process. Nothing unwrapped is kept, but the programme's own secret.
    """

    def __init__(self, path: Path, root_path: Path):
        self.path = Path(path)
        self.root_path = Path(root_path)
        self._local = threading.local()
        self._wrap = _wrapping(self.root_path)
        self._secret = self._open_secret()

    def make(self, code: str) -> None:
        self.make_many([code])

    def make_many(self, codes: Iterable[str]) -> None:
        wanted = sorted({_checked(code) for code in codes})
        with self._writing() as file:
            if self.tombstones(wanted):
                raise Unreadable(_("What this person told has been erased. Nothing new can be kept for them."))
            rows = [(code, _sealed(self._wrap, os.urandom(KEY_BYTES), code)) for code in wanted]
            file.executemany("INSERT INTO person_key VALUES (?, ?) ON CONFLICT DO NOTHING", rows)

    def unwrap(self, codes: Collection[str]) -> dict[str, bytes]:
        found = self._select("SELECT code, wrapped FROM person_key WHERE code IN ({})", codes)
        return {code: self._unwrap(wrapped, code) for code, wrapped in found}

    def destroy(self, code: str) -> None:
        self.replay({code: clock.now().isoformat()})

    def replay(self, tombstones: dict[str, str]) -> None:
        with self._writing() as file:
            for code, destroyed_at in tombstones.items():
                file.execute("DELETE FROM person_key WHERE code = ?", [_checked(code)])
                row = [code, destroyed_at]
                file.execute("INSERT INTO tombstone VALUES (?, ?) ON CONFLICT DO NOTHING", row)

    def tombstones(self, codes: Collection[str] | None = None) -> dict[str, str]:
        if codes is None:
            return dict(self._file.execute("SELECT code, destroyed_at FROM tombstone").fetchall())
        return dict(self._select("SELECT code, destroyed_at FROM tombstone WHERE code IN ({})", codes))

    def subkey(self, label: str) -> bytes:
        return expand(self._secret, f"programme|{label}")

    def wrap_anew(self, root_path: Path, *, progress: Callable[[int], object] | None = None) -> int:
        """Wrap all under the root key in `root_path`, in one transaction; returns the number of persons."""
        wrap = _wrapping(root_path)
        with self._writing() as file:
            file.execute("UPDATE secret SET wrapped = ?", [_sealed(wrap, self._secret, "")])
            codes = [code for (code,) in file.execute("SELECT code FROM person_key").fetchall()]
            for start in range(0, len(codes), CHUNK):
                keys = self.unwrap(codes[start : start + CHUNK])
                rows = [(_sealed(wrap, key, code), code) for code, key in keys.items()]
                file.executemany("UPDATE person_key SET wrapped = ? WHERE code = ?", rows)
                if progress is not None:
                    progress(len(rows))
        self._wrap = wrap
        return len(codes)

    def _unwrap(self, wrapped: bytes, code: str) -> bytes:
        try:
            return self._wrap.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], code.encode())
        except InvalidTag:
            raise Closed(_("The root key does not fit this keyring. The administrator has to look at it.")) from None

    def _open_secret(self) -> bytes:
        """The programme's own secret, made once. A new root key wraps it anew and it stays the same."""
        with self._writing() as file:
            file.execute(
                "INSERT INTO secret VALUES (1, ?) ON CONFLICT DO NOTHING",
                [_sealed(self._wrap, os.urandom(KEY_BYTES), "")],
            )
            return self._unwrap(file.execute("SELECT wrapped FROM secret").fetchone()[0], "")

    def _select(self, question: str, codes: Collection[str]) -> list[tuple]:
        codes = list(dict.fromkeys(codes))
        rows = []
        for start in range(0, len(codes), CHUNK):
            part = codes[start : start + CHUNK]
            rows += self._file.execute(question.format(",".join("?" * len(part))), part).fetchall()
        return rows

    @property
    def _file(self) -> sqlite3.Connection:
        """This thread's connection; a forked process makes its own, since SQLite must not cross a fork."""
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection = _connect(self.path)
            self._local.process = os.getpid()
        return self._local.connection

    @contextmanager
    def _writing(self):
        file = self._file
        file.execute("BEGIN IMMEDIATE")
        try:
            yield file
            file.execute("COMMIT")
        finally:
            if file.in_transaction:
                file.execute("ROLLBACK")


def _wrapping(root_path: Path) -> AESGCM:
    return AESGCM(expand(read_root_key(root_path), "keyring wrap"))


def _sealed(wrap: AESGCM, key: bytes, code: str) -> bytes:
    """`key` wrapped for `code`; moved to another code it does not unwrap."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + wrap.encrypt(nonce, key, code.encode())


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    file = sqlite3.connect(path, timeout=20, isolation_level=None)
    for pragma in ("journal_mode=DELETE", "secure_delete=ON", "synchronous=FULL"):
        file.execute(f"PRAGMA {pragma}").fetchall()
    file.executescript(TABLES)
    return file


def _checked(code: str) -> str:
    if not isinstance(code, str) or not code:
        raise ValueError("a key belongs to a person's code")
    return code


def create_root_key(path: Path | None = None) -> Path:
    """Make a new root key file (32 bytes in base64, readable by its owner alone) and return its path.

    Raises   FileExistsError when there is one already: a root key is never overwritten
    """
    path = Path(path or settings.ROOT_KEY_PATH)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(b64encode(os.urandom(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_root_key(path: Path) -> bytes:
    """The root key in `path`. Raises Closed when it is missing, readable by others, or not 32 bytes."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise Closed(_("The root key is missing. The administrator has to put it in its place.")) from None
    if mode & 0o077:
        raise Closed(_("The root key can be read by others. The administrator has to make it private."))
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Closed(_("The root key is damaged. The administrator has to put it in its place."))
    return key


@lru_cache(maxsize=4)
def _keyring_at(path: str, root_path: str) -> FileKeyring:
    return FileKeyring(Path(path), Path(root_path))


def keyring() -> Keyring:
    """The keyring of the settings in force; opened once in a process."""
    return _keyring_at(str(settings.KEYRING_PATH), str(settings.ROOT_KEY_PATH))


def forget() -> None:
    """Open the keyring anew when next asked; for tests, and after a restore or a new root key."""
    _keyring_at.cache_clear()
