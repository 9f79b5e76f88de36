"""`rinnalla restore`: the data put back, and whoever was erased since stays unreadable (R38).

In this order: everything is opened and compared beside what is there; the tombstones are played into the keyring; the
data take their place; counts and the ledger are looked at; if they do not hold, all is put back as it was.
"""

from pathlib import Path

from django.db import DatabaseError, connection

from rinnalla.base.errors import RuleBroken
from rinnalla.config import backup, copying, keeping, snapshots
from rinnalla.config.keeping import Trouble
from rinnalla.config.putting_keys import AnothersKeys, Keys, Told, folder_in, need_root_key, needed
from rinnalla.vault import keyring as ring

CHUNK = 5000  # persons asked for at a time


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
    opener = keeping.read_identity(needed(identity))
    is_anothers = backup.is_anothers()
    if not is_anothers:
        need_root_key()
    if not store.is_empty() and not over:
        raise Trouble("A database is here already. Say --over to put the backup in its place; it is kept beside it.")
    with snapshots.own_folder(store.folder) as work, keeping.room_on_the_disk():
        data, facts = _open_data(work, file, opener, store)
        place = AnothersKeys(told) if is_anothers else Keys(work, told)
        place.prepare(keys, opener, over=over)
        place.put(data.description["tombstones"])
        try:
            _put_data(store, data.path, facts, told)
        except BaseException:
            place.undo()
            raise
    _say_the_rest(told, data, store)
    return told


# --- the data ---------------------------------------------------------------------------------------------
def _open_data(work: Path, file: Path, opener, store: copying.Store) -> tuple[keeping.Opened, copying.Facts]:
    with snapshots.bar("opening the data"):
        data = keeping.open_into(folder_in(work, "data"), file, opener, what=backup.DATA)
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
        with snapshots.bar("walking the ledger", facts.head[0]) as shown:
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
