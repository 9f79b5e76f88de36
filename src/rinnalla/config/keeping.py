"""Sealed files of a backup: an age file around a tar with a description and one thing.

`age --decrypt -i KEY FILE | tar x` opens them too, should this program be lost (docs/adr/0010-backup.md).
"""

import errno
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from rinnalla.base.errors import RuleBroken

DESCRIPTION = "description.json"
PAGES = 256  # pages of SQLite copied at a time: 1 MiB
BLOCK = 512  # a tar is made of blocks of this many bytes
FULL = "There is no room left on the disk. Make room and try again; nothing was changed."


class Trouble(RuleBroken):
    """What the operator has to mend, in one sentence; nothing was changed."""


Progress = Callable[[int], object]


@dataclass(frozen=True)
class Opened:
    """description: what the file tells of itself; path: the thing that was in it."""

    description: dict[str, Any]
    path: Path


# --- keys -------------------------------------------------------------------------------------------------
def recipient(words: str) -> x25519.Recipient:
    """The public key backups are made for."""
    try:
        return x25519.Recipient.from_str(words.strip())
    except pyrage.RecipientError:
        raise Trouble("RINNALLA_BACKUP_RECIPIENT is not an age public key; it looks like age1….") from None


def make_key(path: Path) -> int:
    """The pair of keys that backups stand on; the secret one is for a safe."""
    try:
        public = make_identity(path)
    except Trouble as trouble:
        print(trouble.sentence)
        return 1
    print(f"{path} opens backups. Keep it in two safe places away from this machine, also on paper: it is one line.")
    print(f"Then set RINNALLA_BACKUP_RECIPIENT={public}")
    return 0


def make_identity(path: Path) -> str:
    """Write a new secret key into `path`, readable by its owner alone; its public key is returned."""
    identity = x25519.Identity.generate()
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {identity.to_public()}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Trouble(f"{path} is there already; a key is never written over. Choose another name.") from None
    except OSError as fault:
        raise Trouble(f"{path} could not be written: {fault.strerror}.") from None
    return str(identity.to_public())


def read_identity(path: Path) -> x25519.Identity:
    """The secret key in `path`, as `make_identity` or age-keygen wrote it."""
    try:
        lines = path.read_text("ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        raise Trouble(f"The secret key {path} cannot be read. It is the file that opens backups.") from None
    told = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        return x25519.Identity.from_str(told[0])
    except (IndexError, pyrage.IdentityError):
        raise Trouble(f"{path} holds no secret key; its line begins with AGE-SECRET-KEY-1.") from None


# --- writing ----------------------------------------------------------------------------------------------
def write(part: Path, public: x25519.Recipient, description: dict, thing: Path, progress: Progress) -> x25519.Identity:
    """Seal `thing` into the new file `part`; returns a key that opens it once more, for the check that follows.

    The server holds no key that opens its backups, so a second key is made for the check and thrown away after it.
    """
    once = x25519.Identity.generate()
    with (
        room_on_the_disk(),
        open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        thing.open("rb") as content,
    ):
        target = _Target(file)
        source = _Tar(description, content, thing.name, thing.stat().st_size, progress)
        encrypt(source, target, [public, once.to_public()])
        os.fsync(file.fileno())
    return once


def encrypt(source: "_Tar", target: "_Target", publics: list[x25519.Recipient]) -> None:
    """Raises the OSError behind it, which the cipher would hide."""
    try:
        pyrage.encrypt_io(source, target, publics)
        target.flush()
    except (pyrage.EncryptError, OSError):
        raise target.fault or source.fault or Trouble("The backup could not be encrypted.") from None


class _Tar:
    """A tar that is read as it comes into being, so that it never lies on the disk in the clear."""

    def __init__(self, description: dict, content: BinaryIO, name: str, size: int, progress: Progress):
        told = json.dumps(description, ensure_ascii=False, indent=1).encode()
        self.fault: OSError | None = None
        self._progress = progress
        self._parts: list[BinaryIO] = [
            BytesIO(_header(DESCRIPTION, len(told)) + told + _filling(len(told)) + _header(name, size)),
            content,
            BytesIO(_filling(size) + bytes(2 * BLOCK)),
        ]

    def read(self, count: int = -1) -> bytes:
        while self._parts:
            try:
                some = self._parts[0].read(count)
            except OSError as fault:
                self.fault = fault
                raise
            if some:
                self._progress(len(some))
                return some
            self._parts.pop(0)
        return b""


class _Target:
    """A file that remembers why it could not be written: the cipher tells only that it could not."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self.fault: OSError | None = None

    def write(self, some: bytes) -> int:
        try:
            return self._file.write(some)
        except OSError as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as fault:
            self.fault = fault
            raise


def _header(name: str, size: int) -> bytes:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o600
    return told.tobuf(format=tarfile.GNU_FORMAT)


def _filling(size: int) -> bytes:
    return bytes(-size % BLOCK)


# --- opening ----------------------------------------------------------------------------------------------
def open_into(folder: Path, file: Path, identity: x25519.Identity, *, what: str) -> Opened:
    """Open the sealed `file` into `folder`. what: data | keys, as its description has to say.

    Raises   Trouble when it is not there, was cut short or altered, was made for another key, or is of another kind
    """
    whole = folder / f"{what}.tar"
    with room_on_the_disk():
        _decrypt(file, whole, identity)
        try:
            with tarfile.open(whole) as tar:
                names = tar.getnames()
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError):
            raise Trouble(f"{file} is not a backup of Rinnalla.") from None
        whole.unlink()
    return _described(folder, file, names, what)


def _described(folder: Path, file: Path, names: list[str], what: str) -> Opened:
    try:
        description = json.loads((folder / DESCRIPTION).read_text())
        kind, thing = description["what"], folder / names[1]
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        raise Trouble(f"{file} is not a backup of Rinnalla.") from None
    if kind != what:
        raise Trouble(f"{file} holds {kind}, not {what}: the data are in data-….age and the keys in keys-….age.")
    (folder / DESCRIPTION).unlink()
    return Opened(description, thing)


def _decrypt(file: Path, whole: Path, identity: x25519.Identity) -> None:
    try:
        source = file.open("rb")
    except OSError:
        raise Trouble(f"{file} is not there, or cannot be read by this user.") from None
    with source, open(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        target = _Target(sink)
        try:
            pyrage.decrypt_io(source, target, [identity])
        except pyrage.DecryptError as fault:
            if "No matching keys" in str(fault):
                raise Trouble(f"{file} was made for another key than this one. Nothing was changed.") from None
            raise Trouble(f"{file} is not a backup, or its beginning is damaged. Nothing was changed.") from None
        except OSError:
            raise target.fault or Trouble(
                f"{file} was cut short or altered, so nothing of it is used. Take an earlier backup."
            ) from None


@contextmanager
def room_on_the_disk() -> Iterator[None]:
    """A full disk, or one that cannot be written to, is told in a sentence."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(FULL) from None
        raise Trouble(f"A file could not be written or read: {fault.strerror}. Nothing was changed.") from None


# --- copying -----------------------------------------------------------------------------------------------
def copy_sqlite(path: Path, copied: Path, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
    """A copy of one moment of the SQLite file `path`, while others write (sqlite.org/backup.html)."""
    os.close(os.open(copied, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20, isolation_level=None)) as source,
            closing(sqlite3.connect(copied, isolation_level=None)) as target,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # others' writes do not begin it anew
            source.backup(target, pages=PAGES, progress=lambda _state, left, total: progress(total - left, total))
            target.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError as fault:
        raise Trouble(FULL if "full" in str(fault) else f"{path.name} cannot be copied: {fault}.") from None
