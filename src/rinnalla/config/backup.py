"""`rinnalla backup`: two sealed files, the data and the keyring, each opened again before it counts as made.

The keyring never lies in the data's file: whoever is erased loses their key, and a key in an old backup would undo
that (R38). Its own copies are removed after 14 days.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from tqdm import tqdm

from rinnalla import __version__
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.config import copying, keeping
from rinnalla.config.keeping import Trouble
from rinnalla.vault.keyring import keyring

DATA, KEYS = "data", "keys"
KEYS_KEPT_FOR = timedelta(days=14)
WORKING = ".keeping-"  # begins the name of a folder of working copies
LEFT_FOR = 86400  # seconds after which such a folder belongs to nobody any more
STAMP = "%Y-%m-%dT%H%M%SZ"  # in names of files, UTC
NOBODY_TO_MAKE_IT_FOR = (
    "No key to encrypt for: run `rinnalla backup --make-key FILE`, keep that file away from this machine, and set "
    "RINNALLA_BACKUP_RECIPIENT to the public key it prints."
)


def backup(to: Path | None) -> int:
    """Make both files and say so; 0 when both were opened again and agree."""
    try:
        print(make(to or settings.BACKUP_FOLDER))
    except RuleBroken as broken:
        print(broken.sentence)
        return 1
    return 0


def make(to: Path) -> str:
    """The closing sentence. Raises RuleBroken, and then no half file is left."""
    if not settings.BACKUP_RECIPIENT:
        raise Trouble(NOBODY_TO_MAKE_IT_FOR)
    public = keeping.recipient(settings.BACKUP_RECIPIENT)
    began_at = clock.now().astimezone(UTC)
    store = copying.store()
    if not settings.KEYRING_PATH.exists() or store.is_empty():
        raise Trouble("Nothing is here to back up yet. Begin with `rinnalla init`.")
    keyring().subkey("check")  # keys that the root key does not open would be no backup
    with own_folder(store.folder) as work, keeping.room_on_the_disk():
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The data first: whoever comes in between has a key and no data yet, rather than data without a key.
        data, facts = _keep_data(work, to, began_at, public, store)
        keys = _keep_keys(work, to, began_at, public)
        removed = _forget_old_keys(to / KEYS, began_at)
        _note(began_at)
    words = f"{removed} older than {KEYS_KEPT_FOR.days} days removed; " if removed else ""
    return (
        f"Backed up and opened again: {sum(facts.counts.values())} rows in {len(facts.counts)} tables, "
        f"ledger head {head_words(facts.head)}.\n"
        f"The data: {data}\nThe keys: {keys} ({words}keep them in another place than the data)."
    )


def head_words(head: list) -> str:
    return f"{head[0]}-{head[1][:16]}"


@contextmanager
def own_folder(beside: Path) -> Iterator[Path]:
    """A folder for working copies in the clear, readable by this user alone, removed whatever happens."""
    for left in beside.glob(f"{WORKING}*"):  # by a machine that was switched off in the middle
        if left.stat().st_mtime < clock.now().timestamp() - LEFT_FOR:
            shutil.rmtree(left, ignore_errors=True)
    with keeping.room_on_the_disk():
        folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bar(words: str, total: int = 0):
    """Progress for somebody who looks; silent in a log."""
    with tqdm(total=total or None, desc=words, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as shown:
        yield shown


# --- the two files ----------------------------------------------------------------------------------------
def _keep_data(work: Path, to: Path, at: datetime, public, store: copying.Store) -> tuple[Path, copying.Facts]:
    with bar("copying the data") as shown:
        copied, facts = store.copy(work, lambda done, total: _at(shown, done, total))
    description = {
        "what": DATA,
        "at": at.isoformat(),
        "version": __version__,
        "engine": copying.connection.vendor,
        "counts": facts.counts,
        "head": facts.head,
        "migrations": facts.migrations,
        "tombstones": keyring().tombstones(),
    }

    def agree(opened: keeping.Opened) -> None:
        if difference := store.read(opened.path).differ(facts):
            raise Trouble(f"The backup does not agree with the database: {difference}. It was thrown away; try again.")

    return _keep(work, to / DATA, at, public, description, copied, agree), facts


def _keep_keys(work: Path, to: Path, at: datetime, public) -> Path:
    copied = work / "keyring.sqlite3"
    copying.copy_sqlite(settings.KEYRING_PATH, copied)
    expected = count_keys(copied)
    description = {"what": KEYS, "at": at.isoformat(), "version": __version__, "counts": expected}

    def agree(opened: keeping.Opened) -> None:
        if count_keys(opened.path) != expected:
            raise Trouble("The backup of the keys does not agree with the keyring. It was thrown away; try again.")

    return _keep(work, to / KEYS, at, public, description, copied, agree)


def _keep(work: Path, folder: Path, at: datetime, public, description: dict, thing: Path, agree) -> Path:
    """Seal, open again, compare, and only then give the file its name."""
    what = description["what"]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = folder / f"{what}-{at.strftime(STAMP)}.age"
    part = folder / f".{final.name}.part"
    part.unlink(missing_ok=True)
    try:
        with bar(f"encrypting the {what}", thing.stat().st_size) as shown:
            once = keeping.write(part, public, description, thing, shown.update)
        thing.unlink()
        again = work / "again"
        again.mkdir()
        opened = keeping.open_into(again, part, once, what=what)
        if opened.description != description:
            raise Trouble("The backup does not tell what was written into it. It was thrown away; try again.")
        agree(opened)
        shutil.rmtree(again)
        os.replace(part, final)
        _settle(folder)
    finally:
        part.unlink(missing_ok=True)
    return final


def count_keys(path: Path) -> dict[str, int]:
    """Keys and tombstones in a copy of a keyring. Raises Trouble when it is damaged."""
    try:
        with closing(sqlite3.connect(path)) as file:
            if file.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Trouble("The copy of the keyring is damaged, so it is not used.")
            if not file.execute("SELECT count(*) FROM secret").fetchone()[0]:
                raise Trouble("The keyring holds no secret of the programme, so it is not used.")
            tables = ("person_key", "tombstone")
            return {name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608 - the two above  # nosec
    except sqlite3.DatabaseError:
        raise Trouble("The copy of the keyring is damaged, so it is not used.") from None


def _settle(folder: Path) -> None:
    """A new name is on the disk only after the folder is (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _at(shown: tqdm, done: int, total: int) -> None:
    shown.unit, shown.unit_scale = " pages", False
    shown.total, shown.n = total, done
    shown.refresh()


# --- how old they are -------------------------------------------------------------------------------------
def made_at(path: Path) -> datetime | None:
    """When a file of a backup was made, from its name; None for a file of another name."""
    try:
        return datetime.strptime(path.stem.split("-", 1)[1], STAMP).replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def _forget_old_keys(folder: Path, now: datetime) -> int:
    """Remove copies of the keyring older than 14 days: an erased person's key must not live on (R38)."""
    old = [path for path in folder.glob(f"{KEYS}-*.age") if (at := made_at(path)) and now - at > KEYS_KEPT_FOR]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _note(at: datetime) -> None:
    """For `rinnalla check`, whatever folder the files went to."""
    settings.BACKUP_NOTE.write_text(json.dumps({"at": at.isoformat()}))


def last_at() -> datetime | None:
    """When the last backup was made here; None when there was none."""
    try:
        return datetime.fromisoformat(json.loads(settings.BACKUP_NOTE.read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
