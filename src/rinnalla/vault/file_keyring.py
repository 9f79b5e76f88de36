"""The keyring as one SQLite file, outside the database and the backups of data.

In a PostgreSQL table a deleted key stays in the table file after VACUUM and in the log for ever, so a key
that is to be destroyed must not live there. Here a key is deleted with `secure_delete` and is gone at once (R38).
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.base.errors import Unreadable
from rinnalla.vault import decision as why
from rinnalla.vault import hybrid
from rinnalla.vault.decision import Decision
from rinnalla.vault.derive import class_key, expand, key_id
from rinnalla.vault.errors import Closed
from rinnalla.vault.root import KEY_BYTES, read_root_key

NONCE_BYTES = 12
CHUNK = 500  # codes in one SELECT
WHOLE = ""  # the grade of a spare that is a whole key

TABLES = """
CREATE TABLE IF NOT EXISTS person_key (code TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstone (code TEXT PRIMARY KEY, destroyed_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (only INTEGER PRIMARY KEY CHECK (only = 1), wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS spare_key (
    code TEXT NOT NULL, id BLOB NOT NULL, grade TEXT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (code, id, grade)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS letterbox (
    number BLOB PRIMARY KEY, public BLOB NOT NULL, made_at TEXT NOT NULL, wrapped BLOB NOT NULL
) WITHOUT ROWID;
"""
ANEW = timedelta(days=7)  # how long things are put into the letterbox under one pair
MARGIN = timedelta(days=1)  # beyond the time for which they are kept, for a schedule that runs late
ERASED = _("What this person told has been erased. Nothing new can be kept for them.")


@dataclass(frozen=True)
class Spare:
    """An earlier key of a person. id 8 bytes, of the whole key; grade "" for the whole, else the class key of it."""

    id: bytes
    grade: str
    key: bytes


class FileKeyring:
    """A keyring in one SQLite file, its keys wrapped under a root key that lives elsewhere (docs: `keyring.Keyring`).

    One connection per thread and process. Nothing unwrapped is kept, but the programme's own secret.
    In process it looks at a decision's subjects alone: limits, freshness and the log are the keyring process's.
    """

    def __init__(self, path: Path, root_path: Path):
        self.path = Path(path)
        self.root_path = Path(root_path)
        self._local = threading.local()
        self._wrap = _wrapping(self.root_path)
        self._secret = self._open_secret()

    # --- a person's key ---
    def make(self, code: str) -> None:
        self.make_many([code])

    def make_many(self, codes: Iterable[str]) -> None:
        wanted = sorted({_checked(code) for code in codes})
        with self._writing() as file:
            if self.tombstones(wanted):
                raise Unreadable(ERASED)
            rows = [(code, _sealed(self._wrap, os.urandom(KEY_BYTES), code)) for code in wanted]
            file.executemany("INSERT INTO person_key VALUES (?, ?) ON CONFLICT DO NOTHING", rows)

    def unwrap(self, codes: Collection[str], decision: Decision) -> dict[str, bytes]:
        why.cover(decision, codes)
        return self._keys(codes)

    def _keys(self, codes: Collection[str]) -> dict[str, bytes]:
        found = self._select("SELECT code, wrapped FROM person_key WHERE code IN ({})", codes)
        return {code: self._unwrap(wrapped, code) for code, wrapped in found}

    def holders(self, codes: Collection[str]) -> set[str]:
        return {code for (code,) in self._select("SELECT code FROM person_key WHERE code IN ({})", codes)}

    def everyone(self, after: str = "", most: int = 5000) -> list[str]:
        rows = self._file.execute("SELECT code FROM person_key WHERE code > ? ORDER BY code LIMIT ?", [after, most])
        return [code for (code,) in rows.fetchall()]

    def destroy(self, code: str) -> None:
        self.replay({code: clock.now().isoformat()})

    def replay(self, tombstones: Mapping[str, str]) -> None:
        with self._writing() as file:
            for code, destroyed_at in tombstones.items():
                file.execute("DELETE FROM person_key WHERE code = ?", [_checked(code)])
                file.execute("DELETE FROM spare_key WHERE code = ?", [code])
                row = [code, destroyed_at]
                file.execute("INSERT INTO tombstone VALUES (?, ?) ON CONFLICT DO NOTHING", row)

    def tombstones(self, codes: Collection[str] | None = None) -> dict[str, str]:
        if codes is None:
            return dict(self._file.execute("SELECT code, destroyed_at FROM tombstone").fetchall())
        return dict(self._select("SELECT code, destroyed_at FROM tombstone WHERE code IN ({})", codes))

    # --- a new key in place of a person's old one ---
    def renew(self, codes: Collection[str]) -> list[str]:
        with self._writing() as file:
            under_way = {row[0] for row in self._spares(codes) if row[2] == WHOLE}
            for code, old in self._keys(set(codes) - under_way).items():
                spare = _sealed(self._wrap, old, _spare_for(code, WHOLE))
                file.execute("INSERT INTO spare_key VALUES (?, ?, ?, ?)", [code, key_id(old), WHOLE, spare])
                new = _sealed(self._wrap, os.urandom(KEY_BYTES), code)
                file.execute("UPDATE person_key SET wrapped = ? WHERE code = ?", [new, code])
                under_way.add(code)
        return sorted(under_way)

    def spares(self, codes: Collection[str], decision: Decision) -> dict[str, list[Spare]]:
        why.cover(decision, codes)
        found: dict[str, list[Spare]] = {}
        for code, number, grade, wrapped in self._spares(codes):
            key = self._unwrap(wrapped, _spare_for(code, grade))
            found.setdefault(code, []).append(Spare(bytes(number), grade, key))
        return found

    def settle(self, codes: Mapping[str, Sequence[str]]) -> None:
        with self._writing() as file:
            for code, number, grade, wrapped in self._spares(codes):
                if grade != WHOLE:
                    continue
                key = self._unwrap(wrapped, _spare_for(code, WHOLE))
                rows = [
                    (code, number, kept, _sealed(self._wrap, class_key(key, kept), _spare_for(code, kept)))
                    for kept in codes[code]
                ]
                file.executemany("INSERT INTO spare_key VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
                file.execute("DELETE FROM spare_key WHERE code = ? AND id = ? AND grade = ''", [code, number])

    def _spares(self, codes: Collection[str]) -> list[tuple]:
        return self._select("SELECT code, id, grade, wrapped FROM spare_key WHERE code IN ({})", codes)

    # --- the letterbox ---
    def letterbox(self) -> bytes:
        now, kept_for = clock.now(), (settings.KEPT_FOR["call"] or timedelta(days=30)) + MARGIN
        with self._writing() as file:
            rows = file.execute("SELECT number, public, made_at FROM letterbox ORDER BY made_at, number").fetchall()
            moments = [datetime.fromisoformat(made_at) for _number, _public, made_at in rows]
            served = [
                number for (number, *_), next_at in zip(rows, moments[1:], strict=False) if next_at < now - kept_for
            ]
            file.executemany("DELETE FROM letterbox WHERE number = ?", [[number] for number in served])
            if moments and moments[-1] > now - ANEW:
                return rows[-1][1]
            private, public = hybrid.new_pair()
            number = hybrid.number_of(public)
            wrapped = _sealed(self._wrap, private, _pair_for(number))
            file.execute("INSERT INTO letterbox VALUES (?, ?, ?, ?)", [number, public, now.isoformat(), wrapped])
        return public

    def take_out(self, sealed: Mapping[str, bytes], decision: Decision) -> dict[str, bytes]:
        why.cover(decision, sealed)
        rows = self._file.execute("SELECT number, wrapped FROM letterbox").fetchall()
        privates = {number: self._unwrap(wrapped, _pair_for(number)) for number, wrapped in rows}
        found = {}
        for code, one in sealed.items():
            private = privates.get(one[: hybrid.NUMBER_BYTES])
            with suppress(InvalidTag):
                if private is not None:
                    found[code] = hybrid.unboxed(one, private, code)
        return found

    # --- the programme's own ---
    def subkey(self, label: str) -> bytes:
        return expand(self._secret, f"programme|{label}")

    # --- a new root key ---
    def wrap_anew(self, root_path: Path, *, progress: Callable[[int], object] | None = None) -> int:
        """Wrap all under the root key at `root_path`, in one transaction; returns the number of persons."""
        wrap = _wrapping(root_path)
        with self._writing() as file:
            file.execute("UPDATE secret SET wrapped = ?", [_sealed(wrap, self._secret, "")])
            self._wrap_the_rest_anew(file, wrap)
            codes = [code for (code,) in file.execute("SELECT code FROM person_key").fetchall()]
            for start in range(0, len(codes), CHUNK):
                keys = self._keys(codes[start : start + CHUNK])
                rows = [(_sealed(wrap, key, code), code) for code, key in keys.items()]
                file.executemany("UPDATE person_key SET wrapped = ? WHERE code = ?", rows)
                if progress is not None:
                    progress(len(rows))
        self._wrap = wrap
        return len(codes)

    def _wrap_the_rest_anew(self, file: sqlite3.Connection, wrap: AESGCM) -> None:
        """Earlier keys that a change of keys has not let go yet, and the private keys of the letterbox."""
        for code, number, grade, wrapped in file.execute("SELECT code, id, grade, wrapped FROM spare_key").fetchall():
            place = _spare_for(code, grade)
            file.execute(
                "UPDATE spare_key SET wrapped = ? WHERE code = ? AND id = ? AND grade = ?",
                [_sealed(wrap, self._unwrap(wrapped, place), place), code, number, grade],
            )
        for number, wrapped in file.execute("SELECT number, wrapped FROM letterbox").fetchall():
            place = _pair_for(number)
            again = _sealed(wrap, self._unwrap(wrapped, place), place)
            file.execute("UPDATE letterbox SET wrapped = ? WHERE number = ?", [again, number])

    # --- the file ---
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


def _spare_for(code: str, grade: str) -> str:
    return f"spare|{code}|{grade}"


def _pair_for(number: bytes) -> str:
    return f"letterbox|{number.hex()}"


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
