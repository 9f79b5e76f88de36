"""`rinnalla restore`: the data put back, and whoever was erased since stays unreadable (R38).

In this order: everything is opened and compared beside what is there; the tombstones are played into the keyring; the
data take their place; counts and the ledger are looked at; if they do not hold, all is put back as it was.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from rinnalla.base.errors import RuleBroken
from rinnalla.config import backup, copying, keeping
from rinnalla.config.keeping import Trouble
from rinnalla.vault import keyring as ring

CHUNK = 5000  # persons asked for at a time


@dataclass
class Told:
    """What was done, for the closing words."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)


def restore(file: Path, keys: Path | None, identity: Path | None, *, over: bool) -> int:
    """Put `file` back and say what was done; 0 when all agrees."""
    try:
        for line in put_back(file, keys, identity, over=over).lines:
            print(line)
    except RuleBroken as broken:
        print(broken.sentence)
        return 1
    return 0


def put_back(file: Path, keys: Path | None, identity: Path | None, *, over: bool) -> Told:
    told = Told()
    store = copying.store()
    opener = keeping.read_identity(_needed(identity))
    _need_root_key()
    if not store.is_empty() and not over:
        raise Trouble("A database is here already. Say --over to put the backup in its place; it is kept beside it.")
    with backup.own_folder(store.folder) as work, keeping.room_on_the_disk():
        data, facts = _open_data(work, file, opener, store)
        place = _Keys(work, told)
        place.prepare(keys, opener, over=over)
        place.put(data.description["tombstones"])
        try:
            _put_data(store, data.path, facts, told)
        except BaseException:
            place.undo()
            raise
    _say_the_rest(told, data, store)
    return told


def _needed(identity: Path | None) -> Path:
    if identity is None:
        raise Trouble("Say --identity FILE: the secret key that opens backups, from the safe.")
    return identity


def _need_root_key() -> None:
    try:
        ring.read_root_key(settings.ROOT_KEY_PATH)
    except RuleBroken:
        raise Trouble(
            f"The root key {settings.ROOT_KEY_PATH} is missing, damaged, or readable by others. Bring it back from the "
            "safe and chmod 600 it; without it nothing that people told can be read."
        ) from None


def _folder(work: Path, name: str) -> Path:
    (work / name).mkdir()
    return work / name


# --- the data ---------------------------------------------------------------------------------------------
def _open_data(work: Path, file: Path, opener, store: copying.Store) -> tuple[keeping.Opened, copying.Facts]:
    with backup.bar("opening the data"):
        data = keeping.open_into(_folder(work, "data"), file, opener, what=backup.DATA)
    told = data.description
    if told["engine"] != connection.vendor:
        raise Trouble(f"This backup is of {told['engine']}, and the database here is {connection.vendor}.")
    facts = copying.Facts(told["counts"], told["head"], told["migrations"])
    if difference := store.read(data.path).differ(facts):
        raise Trouble(f"The backup does not agree with itself: {difference}. Take an earlier one.")
    if strange := _unknown_migrations(facts):
        raise Trouble(
            f"This backup was made by a newer version of Rinnalla ({told['version']}), which knows {strange}. "
            "Install that version first."
        )
    return data, facts


def _unknown_migrations(facts: copying.Facts) -> str:
    """The first migration of our own that this version has not heard of, or ""."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for each in loader.disk_migrations.values() for app, name in each.replaces}
    return next((name for name in facts.migrations if name not in known | replaced), "")


def _put_data(store: copying.Store, copied: Path, facts: copying.Facts, told: Told) -> None:
    """Put the data in their place; back again when counts or the ledger do not hold there."""
    with keeping.room_on_the_disk():
        store.put(copied)
    try:
        _compare(store, facts, told)
    except BaseException:
        store.undo()
        raise


def _compare(store: copying.Store, facts: copying.Facts, told: Told) -> None:
    from rinnalla.config.serving import waiting_migrations
    from rinnalla.ledger import checking

    if difference := store.facts().differ(facts):
        raise Trouble(f"What was put back does not agree with the backup: {difference}. All is as it was before.")
    rows = sum(facts.counts.values())
    told.say(f"Put back {rows} rows in {len(facts.counts)} tables; every count agrees.")
    try:
        with backup.bar("walking the ledger", facts.head[0]) as shown:
            report = checking.verify(progress=shown.update)
    except DatabaseError:
        if not waiting_migrations():
            raise
        told.say("The ledger is of an older version: after `rinnalla upgrade`, run `rinnalla ledger verify`.")
        return
    if not report.is_whole:
        raise Trouble(
            f"The ledger in this backup does not hold with this keyring: {report.findings[0].what} "
            "All is as it was before. Either the keyring is of another union, or the backup was altered."
        )
    told.say(f"The ledger is whole: {report.checked} events, head {report.head}.")


# --- the keys ---------------------------------------------------------------------------------------------
class _Keys:
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
            self.salvaged |= _tombstones(self.path)

    def put(self, tombstones: dict[str, str]) -> None:
        """Place or fill up, then destroy the keys of all who were erased: before any data are there to read."""
        current = _tombstones(self.path) if self.path.exists() else {}
        erased = tombstones | self.salvaged | current
        if self.copy is not None and self.path.exists() and self.aside is None:
            erased |= _tombstones(self.copy)
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
        ring.keyring().replay(erased)

    def undo(self) -> None:
        """Take back a keyring that was placed; nobody's erasure is ever taken back."""
        if not self.was_placed:
            return
        ring.forget()
        self.path.unlink(missing_ok=True)
        if self.aside is not None:
            os.replace(self.aside, self.path)

    def _open_copy(self, keys: Path, opener) -> Path:
        opened = keeping.open_into(_folder(self.work, "keys"), keys, opener, what=backup.KEYS)
        if backup.count_keys(opened.path) != opened.description["counts"]:
            raise Trouble("The copy of the keyring does not agree with itself. Take another one.")
        if not self._opens(opened.path):
            raise Trouble("The root key here does not open these keys. Put back the root key of their time first.")
        self.told.say(f"The copy of the keyring is of {opened.description['at'][:16]} UTC.")
        return opened.path

    def _hear_newer_copies(self, keys: Path, opener) -> None:
        """The newest copy beside this one may know of somebody erased after it."""
        newest = max(keys.parent.glob(f"{backup.KEYS}-*.age"), key=lambda path: path.name, default=keys)
        if newest.name > keys.name:
            opened = keeping.open_into(_folder(self.work, "newest"), newest, opener, what=backup.KEYS)
            self.salvaged |= _tombstones(opened.path)

    def _opens(self, path: Path) -> bool:
        try:
            backup.count_keys(path)
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


def _tombstones(path: Path) -> dict[str, str]:
    """All that can be read of them, also in a damaged keyring."""
    try:
        with closing(sqlite3.connect(path)) as file:
            return dict(file.execute("SELECT code, destroyed_at FROM tombstone").fetchall())
    except sqlite3.DatabaseError:
        return {}


# --- the closing words ------------------------------------------------------------------------------------
def _say_the_rest(told: Told, data: keeping.Opened, store: copying.Store) -> None:
    from rinnalla.config.serving import waiting_migrations

    erased, lost = _who_cannot_be_read()
    told.say(f"{erased} people in these data were erased and stay unreadable.")
    waiting = waiting_migrations()
    if erased and not waiting:
        _remove_the_erased(told)
    if lost:
        told.say(f"{lost} people in these data have no key here: restore again with --keys and the newest keys-….age.")
    told.say(f"These data are of {data.description['at'][:16]} UTC; what was done after that is not in them.")
    if isinstance(store, copying.SqliteStore) and store.had_one:
        told.say(f"The database of before is {store.before}; remove it when all is well.")
    elif isinstance(store, copying.PostgresStore) and store.had_one:
        told.say(f"The database of before is in the schema {store.schema}; drop it when all is well.")
    told.say(f"{len(waiting)} changes wait: `rinnalla upgrade`, then" if waiting else "Next:")
    told.say("`rinnalla check`, then start the service.")


def _remove_the_erased(told: Told) -> None:
    """Their rows came back with the backup; counts and chain were compared before these go again."""
    from rinnalla.privacy import moves

    try:
        told.say(f"The rows of {moves.replay()} of them were taken out again.")
    except RuleBroken as broken:
        told.say(f"Their rows could not all be taken out again: {broken.sentence} `rinnalla upgrade` tries once more.")


def _who_cannot_be_read() -> tuple[int, int]:
    """How many of the persons in the data were erased, and how many have neither key nor tombstone."""
    from rinnalla.people.models import Person

    keys, erased, lost = ring.keyring(), 0, 0
    codes = list(Person.objects.order_by("pk").values_list("code", flat=True))
    for start in range(0, len(codes), CHUNK):
        part = codes[start : start + CHUNK]
        gone, readable = keys.tombstones(part), keys.holders(part)
        erased += len(gone)
        lost += len([code for code in part if code not in gone and code not in readable])
    return erased, lost
