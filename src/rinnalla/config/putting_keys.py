"""Putting a keyring back from its copy: whoever was erased since is erased in it first (R38).

It loads no room and opens no database: the keyring's own user does it alone (`rinnalla keys restore`).
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from rinnalla.base.errors import RuleBroken
from rinnalla.config import keeping, snapshots
from rinnalla.config.keeping import Trouble
from rinnalla.config.snapshots import KEYS, count_keys
from rinnalla.vault import halves
from rinnalla.vault import keyring as ring


@dataclass
class Told:
    """What was done, for the closing words."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)


def restore(file: Path, identity: Path | None, *, over: bool) -> int:
    """Put the keyring alone back from `file` and say what was done; 0 when it opens."""
    try:
        for line in put_back(file, identity, over=over).lines:
            print(line)
    except RuleBroken as broken:
        print(broken.sentence)
        return 1
    return 0


def put_back(file: Path, identity: Path | None, *, over: bool) -> Told:
    if ring.SocketKeyring(str(settings.KEYRING_SOCKET)).is_there():
        raise Trouble("The keyring process runs. Stop the service first; nothing was changed.")
    opener = keeping.read_identity(needed(identity))
    halves.ask(settings.ROOT_KEY_PATH)
    need_root_key()
    told = Told()
    folder = Path(settings.KEYRING_PATH).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with snapshots.own_folder(folder) as work, keeping.room_on_the_disk():
        place = Keys(work, told)
        place.prepare(file, opener, over=over)
        place.put({})
    told.say(f"{len(ring.FileKeyring(settings.KEYRING_PATH, settings.ROOT_KEY_PATH).tombstones())} people stay erased.")
    told.say("Start the keyring's process, then the service.")
    return told


def needed(identity: Path | None) -> Path:
    if identity is None:
        raise Trouble("Say --identity FILE: the secret key that opens backups, from the safe.")
    return identity


def need_root_key() -> None:
    try:
        ring.read_root_key(settings.ROOT_KEY_PATH)
    except RuleBroken:
        raise Trouble(
            f"The root key {settings.ROOT_KEY_PATH} is missing, damaged, or readable by others. Bring it back from the "
            "safe and chmod 600 it; without it nothing that people told can be read."
        ) from None


def folder_in(work: Path, name: str) -> Path:
    (work / name).mkdir()
    return work / name


class Keys:
    """The keyring that is to serve what is put back: the one here, filled up from a copy when one is given."""

    def __init__(self, work: Path, told: Told):
        self.work, self.told = work, told
        self.path: Path = settings.KEYRING_PATH
        self.copy: Path | None = None
        self.aside: Path | None = None
        self.salvaged: dict[str, str] = {}
        self.was_placed = False

    def prepare(self, keys: Path | None, opener, *, over: bool) -> None:
        """Open and compare; nothing is changed yet."""
        is_well = self.path.exists() and self._opens(self.path)
        if keys is None:
            if not is_well:
                state = "damaged" if self.path.exists() else "missing"
                raise Trouble(f"The keyring is {state}. Say --keys FILE: the newest keys-….age.")
            return
        self.copy = self._open_copy(keys, opener)
        self._hear_newer_copies(keys, opener)
        if is_well:
            if not self._are_of_one_union():
                raise Trouble("These keys are of another union than the keyring here. Nothing was changed.")
        elif self.path.exists():
            if not over:
                raise Trouble("The keyring here is damaged. Say --over to set it aside and use these keys.")
            self.aside = self.path.with_name(f"{self.path.name}.damaged")
            self.salvaged |= tombstones_in(self.path)

    def put(self, tombstones: dict[str, str]) -> None:
        """Place or fill up, then destroy the keys of all who were erased: before any data are there to read."""
        current = tombstones_in(self.path) if self.path.exists() else {}
        erased = tombstones | self.salvaged | current
        if self.copy is not None and self.path.exists() and self.aside is None:
            erased |= tombstones_in(self.copy)
            added = self._fill_up(erased)
            self.told.say(f"The keyring here stays; {added} keys it lacked came from the copy.")
        elif self.copy is not None:
            ring.FileKeyring(self.copy, settings.ROOT_KEY_PATH).replay(erased)
            if self.aside is not None:
                os.replace(self.path, self.aside)
            os.replace(self.copy, self.path)
            self.was_placed = True
            self.told.say("The keyring was put back from its copy.")
        ring.forget()
        ring.FileKeyring(self.path, settings.ROOT_KEY_PATH).replay(erased)

    def undo(self) -> None:
        """Take back a keyring that was placed; nobody's erasure is ever taken back."""
        if not self.was_placed:
            return
        ring.forget()
        self.path.unlink(missing_ok=True)
        if self.aside is not None:
            os.replace(self.aside, self.path)

    def _open_copy(self, keys: Path, opener) -> Path:
        opened = keeping.open_into(folder_in(self.work, "keys"), keys, opener, what=KEYS)
        if count_keys(opened.path) != opened.description["counts"]:
            raise Trouble("The copy of the keyring does not agree with itself. Take another one.")
        if not self._opens(opened.path):
            raise Trouble("The root key here does not open these keys. Put back the root key of their time first.")
        self.told.say(f"The copy of the keyring is of {opened.description['at'][:16]} UTC.")
        return opened.path

    def _hear_newer_copies(self, keys: Path, opener) -> None:
        """The newest copy beside this one may know of somebody erased after it."""
        newest = max(keys.parent.glob(f"{KEYS}-*.age"), key=lambda path: path.name, default=keys)
        if newest.name > keys.name:
            opened = keeping.open_into(folder_in(self.work, "newest"), newest, opener, what=KEYS)
            self.salvaged |= tombstones_in(opened.path)

    def _opens(self, path: Path) -> bool:
        try:
            count_keys(path)
            ring.FileKeyring(path, settings.ROOT_KEY_PATH)
        except (RuleBroken, sqlite3.DatabaseError):
            return False
        return True

    def _are_of_one_union(self) -> bool:
        one, other = (ring.FileKeyring(path, settings.ROOT_KEY_PATH) for path in (self.path, self.copy or self.path))
        return one.subkey("restore") == other.subkey("restore")

    def _fill_up(self, erased: dict[str, str]) -> int:
        """Both are wrapped under the one root key, so the wrapped keys can be carried over as they are."""
        with closing(sqlite3.connect(self.copy or self.path)) as file:
            rows = file.execute("SELECT code, wrapped FROM person_key").fetchall()
        with closing(sqlite3.connect(self.path, timeout=20)) as file, file:
            before = file.total_changes
            wanted = [row for row in rows if row[0] not in erased]
            file.executemany("INSERT INTO person_key VALUES (?, ?) ON CONFLICT DO NOTHING", wanted)
            return file.total_changes - before


def tombstones_in(path: Path) -> dict[str, str]:
    """All that can be read of them, also in a damaged keyring."""
    try:
        with closing(sqlite3.connect(path)) as file:
            return dict(file.execute("SELECT code, destroyed_at FROM tombstone").fetchall())
    except sqlite3.DatabaseError:
        return {}


class AnothersKeys:
    """A keyring that belongs to another user, whose process answers: it only hears who was erased."""

    def __init__(self, told: Told):
        self.told = told

    def prepare(self, keys: Path | None, opener, *, over: bool) -> None:
        if keys is not None:
            raise Trouble(
                "The keyring belongs to another user. First, as that user and with its service stopped: "
                "`rinnalla keys restore FILE --identity KEY`; start it again, then restore the data without --keys."
            )

    def put(self, tombstones: dict[str, str]) -> None:
        ring.keyring().replay(tombstones)
        self.told.say("The keyring's process has heard who was erased.")

    def undo(self) -> None:
        """Nobody's erasure is ever taken back."""
