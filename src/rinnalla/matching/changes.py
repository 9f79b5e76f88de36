"""What has changed of that which matching reads: a log that the database itself writes, in the change's transaction.

Lines are written by triggers (noting.py), so that no move, cascade or statement by hand can forget one. Nobody takes
a lock for a line: on PostgreSQL a reader tells old from new by the transactions that its last reading could see.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

from rinnalla.base.fate import P1
from rinnalla.boundary import scope

SUPPORTER, PERSON, ALL = "supporter", "person", "all"
KEPT = timedelta(days=3)
TRUSTED = timedelta(days=1)  # a mark older than this is not read on from: lines after it may be gone
Mark = int | str  # SQLite: the last line; PostgreSQL: a snapshot ("xmin:xmax:running")


class Change(models.Model):
    """One line: `key` is of a supporter or of a person, or 0 when everything is to be read anew."""

    kind = models.CharField(max_length=10)
    key = models.BigIntegerField()
    at = models.DateTimeField()
    xact = models.BigIntegerField(null=True)  # PostgreSQL: the transaction that wrote it

    fates = {name: P1.keep("security") for name in ["id", "kind", "key", "at", "xact"]}

    class Meta:
        indexes = [models.Index(name="change_by_transaction", fields=["xact"])]


@dataclass(frozen=True)
class News:
    """What the log tells after a mark.

    mark       read on from here next time; leaves out what this very transaction has written
    is_clean   nothing of it can be undone: it may be kept at once, and not only after commit
    is_lost    lines after the mark may be gone, so all is read anew
    """

    mark: Mark
    is_clean: bool
    supporters: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()
    is_lost: bool = False


def read(since: Mark | None) -> News:
    """What has changed since; None: only where the log ends now. Ask before reading rows, never after."""
    postgres = connection.vendor == "postgresql"
    return _read_by_snapshot(since) if postgres else _read_by_line(since)


def _read_by_line(since: Mark | None) -> News:
    """SQLite has one writer: whoever is in a transaction may be that one, and numbers follow the commits."""
    with connection.cursor() as cursor:
        if since is None:
            cursor.execute("SELECT coalesce(max(id), 0) FROM matching_change")
            return News(cursor.fetchone()[0], not connection.in_atomic_block)
        cursor.execute("SELECT id, kind, key FROM matching_change WHERE id >= %s ORDER BY id", [since])
        lines = cursor.fetchall()
    if since and (not lines or lines[0][0] != since):
        return News(since, False, is_lost=True)  # forgotten meanwhile, or another database
    new = [(kind, key) for number, kind, key in lines if number != since]
    return _news(lines[-1][0] if lines else since, not connection.in_atomic_block, new)


SNAPSHOT = "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text"
SINCE = """, (SELECT array_agg(kind || ' ' || key) FROM matching_change
    WHERE xact >= split_part(%s, ':', 1)::bigint AND NOT pg_visible_in_snapshot(xact::text::xid8, %s::pg_snapshot))"""


def _read_by_snapshot(since: Mark | None) -> News:
    with connection.cursor() as cursor:
        if since is None:
            cursor.execute(SNAPSHOT)
            snapshot, own = cursor.fetchone()
            lines = None
        else:
            cursor.execute(SNAPSHOT + SINCE, [since, since])
            snapshot, own, lines = cursor.fetchone()
    new = [(kind, int(key)) for kind, key in (line.split() for line in lines or ())]
    return _news(without(snapshot, own), own is None, new)


def without(snapshot: str, own: str | None) -> str:
    """The snapshot as it would be if transaction `own` were still running: a later reading then sees its lines as new.

    PostgreSQL leaves one's own transaction out of the running ones.
    """
    if own is None:
        return snapshot
    least, end, running = snapshot.split(":")
    if int(own) >= int(end):
        return snapshot
    numbers = sorted({*map(int, filter(None, running.split(","))), int(own)})
    return f"{min(int(least), numbers[0])}:{end}:{','.join(map(str, numbers))}"


def _news(mark: Mark, is_clean: bool, lines: list[tuple[str, int]]) -> News:
    told = {kind: frozenset(key for one, key in lines if one == kind) for kind in (SUPPORTER, PERSON)}
    is_lost = any(kind == ALL for kind, _key in lines)
    return News(mark, is_clean, told[SUPPORTER], told[PERSON], is_lost)


@scope.system("matching")
def forget_old() -> int:
    """Lines that every process has read long since; a process that has not reads everything anew."""
    old = Change.objects.filter(at__lt=timezone.now() - KEPT)
    return old._raw_delete(old.db)
