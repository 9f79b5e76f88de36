"""Sealed copies of the keyring: one a day, kept 14 days (docs/adr/0020-snapshots-and-letterbox.md).

Made by whoever may read the keyring: the keyring's process where there is one, else the regular work. It loads no room.
"""

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
from rinnalla.config import keeping
from rinnalla.config.keeping import Trouble

KEYS = "keys"
KEPT_FOR = timedelta(days=14)
A_DAY = timedelta(days=1)
WORKING = ".keeping-"  # begins the name of a folder of working copies
LEFT_FOR = 86400  # seconds after which such a folder belongs to nobody any more
STAMP = "%Y-%m-%dT%H%M%SZ"  # in names of files, UTC


# --- once a day -------------------------------------------------------------------------------------------
def daily() -> int:
    """The regular work where the service itself opens the keyring; returns how many were made."""
    return 0 if settings.KEYRING == "process" else once_a_day()


def once_a_day() -> int:
    """Make one unless there is one of the last day; old ones are removed in any case, also when none is made."""
    folder, now = Path(settings.KEYRING_SNAPSHOTS), clock.now().astimezone(UTC)
    forget_old(folder, now)
    if not settings.BACKUP_RECIPIENT or not Path(settings.KEYRING_PATH).exists():
        return 0
    if any(now - A_DAY < at <= now for at in _moments(folder)):
        return 0
    take()
    return 1


def take() -> str:
    """Make one now; returns its name. Raises Trouble, and then no half file is left."""
    if not settings.BACKUP_RECIPIENT:
        raise Trouble("No key to encrypt for: set RINNALLA_BACKUP_RECIPIENT (docs/runbook.md, Backup).")
    folder, now = Path(settings.KEYRING_SNAPSHOTS), clock.now().astimezone(UTC)
    with own_folder(Path(settings.KEYRING_PATH).parent) as work, keeping.room_on_the_disk():
        made = keep_keys(work, folder, now, keeping.recipient(settings.BACKUP_RECIPIENT))
    forget_old(folder, now)
    return made.name


# --- making one -------------------------------------------------------------------------------------------
def keep_keys(work: Path, to: Path, at: datetime, public) -> Path:
    copied = work / "keyring.sqlite3"
    keeping.copy_sqlite(settings.KEYRING_PATH, copied)
    expected = count_keys(copied)
    description = {"what": KEYS, "at": at.isoformat(), "version": __version__, "counts": expected}

    def agree(opened: keeping.Opened) -> None:
        if count_keys(opened.path) != expected:
            raise Trouble("The backup of the keys does not agree with the keyring. It was thrown away; try again.")

    return keep(work, to, at, public, description, copied, agree)


def keep(work: Path, folder: Path, at: datetime, public, description: dict, thing: Path, agree) -> Path:
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


# --- how old they are -------------------------------------------------------------------------------------
def newest_at(folder: Path) -> datetime | None:
    """When the newest was made; None when there is none."""
    return max(_moments(folder), default=None)


def _moments(folder: Path) -> list[datetime]:
    return [at for path in folder.glob(f"{KEYS}-*.age") if (at := made_at(path))]


def made_at(path: Path) -> datetime | None:
    """When a file of a backup was made, from its name; None for a file of another name."""
    try:
        return datetime.strptime(path.stem.split("-", 1)[1], STAMP).replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def forget_old(folder: Path, now: datetime) -> int:
    """Remove copies of the keyring older than 14 days: an erased person's key must not live on (R38)."""
    old = [path for path in folder.glob(f"{KEYS}-*.age") if (at := made_at(path)) and now - at > KEPT_FOR]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
