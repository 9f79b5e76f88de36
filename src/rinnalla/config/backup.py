"""`rinnalla backup`: two sealed files, the data and the keyring, each opened again before it counts as made.

The keyring never lies in the data's file: whoever is erased loses their key, and a key in an old backup would undo
that (R38). Its own copies are removed after 14 days.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from tqdm import tqdm

from rinnalla import __version__
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.config import copying, keeping, snapshots
from rinnalla.config.keeping import Trouble
from rinnalla.config.snapshots import KEPT_FOR, KEYS, bar, own_folder
from rinnalla.vault.keyring import SocketKeyring, keyring

DATA = "data"
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
    is_ours = not is_anothers()
    if (is_ours and not settings.KEYRING_PATH.exists()) or store.is_empty():
        raise Trouble("Nothing is here to back up yet. Begin with `rinnalla init`.")
    keyring().subkey("check")  # keys that the root key does not open would be no backup
    with own_folder(store.folder) as work, keeping.room_on_the_disk():
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The data first: whoever comes in between has a key and no data yet, rather than data without a key.
        data, facts = _keep_data(work, to, began_at, public, store)
        keys = _own_keys(work, to, began_at, public) if is_ours else _anothers_keys()
        _note(began_at)
    return (
        f"Backed up and opened again: {sum(facts.counts.values())} rows in {len(facts.counts)} tables, "
        f"ledger head {head_words(facts.head)}.\n"
        f"The data: {data}\nThe keys: {keys}"
    )


def is_anothers() -> bool:
    """Whether the keyring belongs to another user, who alone reads its file; its process answers for it."""
    if settings.KEYRING != "process" or os.access(settings.KEYRING_PATH, os.R_OK):
        return False
    return SocketKeyring(str(settings.KEYRING_SOCKET)).is_there()


def _own_keys(work: Path, to: Path, at: datetime, public) -> str:
    made = snapshots.keep_keys(work, to / KEYS, at, public)
    removed = snapshots.forget_old(to / KEYS, at)
    words = f"{removed} older than {KEPT_FOR.days} days removed; " if removed else ""
    return f"{made} ({words}keep them in another place than the data)."


def _anothers_keys() -> str:
    """Its process makes the copy, into a folder of its own user."""
    made = SocketKeyring(str(settings.KEYRING_SOCKET)).snapshot()
    if not made:
        raise Trouble(
            "The data were kept, but the keyring's process has no RINNALLA_BACKUP_RECIPIENT, so no copy of the keys "
            "was made. Set it for that service too, start it again, and make the backup once more."
        )
    return f"{made}, made by the keyring's process in its own folder (carry it to another place than the data)."


def head_words(head: list) -> str:
    return f"{head[0]}-{head[1][:16]}"


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

    return snapshots.keep(work, to / DATA, at, public, description, copied, agree), facts


def _at(shown: tqdm, done: int, total: int) -> None:
    shown.unit, shown.unit_scale = " pages", False
    shown.total, shown.n = total, done
    shown.refresh()


# --- how old it is -------------------------------------------------------------------------------------
def _note(at: datetime) -> None:
    """For `rinnalla check`, whatever folder the files went to."""
    settings.BACKUP_NOTE.write_text(json.dumps({"at": at.isoformat()}))


def last_at() -> datetime | None:
    """When the last backup was made here; None when there was none."""
    try:
        return datetime.fromisoformat(json.loads(settings.BACKUP_NOTE.read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
