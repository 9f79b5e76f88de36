"""Checking the chain: finds change, deletion, insertion, reordering and truncation.

Whoever holds the database but not the keyring cannot make a line that holds. They could put back an older
copy of the whole ledger; the daily head, shown to every association, uncovers that (docs/adr/0003-ledger.md).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from rinnalla.boundary import scope
from rinnalla.ledger.models import Event, Head, same

CHUNK = 1000
SHOWN = 16  # letters of the mac that are shown: 64 bits
WRITTEN = re.compile(r"(?<![0-9a-z])([0-9]{1,18})-([0-9a-f]{16})(?![0-9a-z])")  # a head as it is shown
LARGEST = 2**63 - 1  # in SQLite whatever is no number comes after all numbers
# What a value raises that no program of ours wrote, such as the time "yesterday".
UNREADABLE = (AttributeError, TypeError, ValueError, OverflowError, DataError)


@dataclass(frozen=True)
class Shown:
    """The head as shown daily to every association, and as written down by anyone who wishes to check later.

    seq   number of the last event, 0 when there is none
    mark  its mac's first 16 hex letters
    at    when that event was written, or None
    """

    seq: int
    mark: str
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.seq}-{self.mark}"

    @classmethod
    def read(cls, words: str) -> "Shown":
        """From what `str()` gave. Raises ValueError, with a sentence, for anything else."""
        found = WRITTEN.fullmatch(words.strip().casefold())
        if found is None:
            raise ValueError(_("A head looks like 1234-0123456789abcdef."))
        return cls(int(found[1]), found[2])

    @classmethod
    def all_in(cls, text: str) -> list["Shown"]:
        """Each head that was written down in a text, one to a line or among other words."""
        return [cls(int(seq), mark) for seq, mark in WRITTEN.findall(text.casefold())]


@dataclass(frozen=True)
class Finding:
    """One place where the chain does not hold. seq: the event's number; what: a sentence."""

    seq: int
    what: str


@dataclass
class Report:
    """What a check found. checked: events looked at; head: where the chain ends."""

    checked: int = 0
    head: Shown | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, seq: int, what: str) -> None:
        self.findings.append(Finding(seq, what))


@scope.system("ledger")
def head() -> Shown:
    """Where the chain ends now; to be shown daily."""
    row = end()
    try:
        at = Event.objects.filter(seq=row.seq).values_list("at", flat=True).first()
    except UNREADABLE:
        at = None
    return Shown(row.seq, row.mac[:SHOWN], at)


@scope.system("ledger")
def end() -> Head:
    """The head's row; where something is in it that cannot be read, what the events themselves tell in its place."""
    row = Head.objects.filter(pk=1).first() or Head()
    return row if row.holds else _readable(row)


def _readable(row: Head) -> Head:
    ends = Event.objects.filter(seq__lte=LARGEST).aggregate(first=Min("seq"), last=Max("seq"))
    told = {
        "seq": row.seq if isinstance(row.seq, int) else ends["last"] or 0,
        "mac": row.mac if isinstance(row.mac, str) else "",
        "base_seq": row.base_seq if isinstance(row.base_seq, int) else (ends["first"] or 1) - 1,
        "base_mac": row.base_mac if isinstance(row.base_mac, str) else "",
    }
    return Head(seal=row.seal, **told)


@scope.system("ledger")
def verify(
    known: Sequence[Shown] = (),
    *,
    since: tuple[int, str] | None = None,
    progress: Callable[[int], object] | None = None,
) -> Report:
    """Walk the whole chain and compare it with heads that were shown earlier. Others may write meanwhile.

    known      heads written down earlier, such as those shown to the associations
    since      number and whole mac of an event up to which the chain was walked before: only what follows is walked
    progress   called with the number of events looked at since the last call
    """
    report = Report()
    report.head = head()
    row, kept = end(), Head.objects.filter(pk=1).first()
    if kept is None:
        if Event.objects.exists():
            report.add(0, _("The head of the chain is missing though there are events."))
            return report
    elif not kept.holds:
        report.add(row.seq, _("The head of the chain was altered."))
    last = _walk(row, report, progress, _beginning(row, since))
    _check_end(row, last, report)
    _check_known(known, row, report)
    return report


def _beginning(row: Head, since: tuple[int, str] | None) -> tuple[int, str]:
    """After which event the walk begins; what was removed by schedule meanwhile is not looked for."""
    base = (row.base_seq, row.base_mac)
    return since if since is not None and since[0] > row.base_seq else base


def _walk(
    row: Head, report: Report, progress: Callable[[int], object] | None, start: tuple[int, str]
) -> tuple[int, str]:
    """Check each event after `start` up to the head; returns number and mac of the last one."""
    seq, mac = start
    for event in _events(row.seq, seq if start[0] > row.base_seq else None):
        if event.seq != seq + 1:
            report.add(event.seq, _("Events are missing before this one."))
        if event.previous != mac:
            report.add(event.seq, _("This event does not follow the one before it."))
        if not _holds(event):
            report.add(event.seq, _("This event, or the list of those it concerns, was altered."))
        seq, mac = event.seq, event.mac
        report.checked += 1
        if progress is not None:
            progress(1)
    return seq, mac


def _events(until: int, after: int | None) -> Iterator[Event]:
    """In order, a chunk at a time, each with its mentions; from the very first, or those `after` a number."""
    while True:
        some = Event.objects.filter(seq__lte=until).order_by("seq").prefetch_related("mentions")
        chunk = _read((some if after is None else some.filter(seq__gt=after))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].seq


def _read(some: QuerySet[Event]) -> list[Event]:
    """All in one go; one by one when one of them cannot be read, and that one without its time."""
    try:
        return list(some)
    except UNREADABLE:
        return [_read_one(seq) for seq in some.values_list("seq", flat=True)]


def _read_one(seq: int) -> Event:
    line = Event.objects.filter(seq=seq).prefetch_related("mentions")
    try:
        return line.get()
    except UNREADABLE:
        return line.defer("at").get()


def _holds(event: Event) -> bool:
    """A check that stopped at a value of another kind would hide all that comes after it."""
    try:
        return same(event.mac, event.expected_mac(event.concerns()))
    except UNREADABLE:
        return False


def _check_end(row: Head, last: tuple[int, str], report: Report) -> None:
    if last != (row.seq, row.mac):
        report.add(row.seq, _("The end of the chain is missing, or is not the one that was written."))
    newest = Event.objects.aggregate(seq=Max("seq"))["seq"] or 0
    now = end().seq
    if not isinstance(newest, int) or newest > now:  # SQLite puts letters in a column of numbers, after all of them
        report.add(newest if isinstance(newest, int) else row.seq, _("There are events after the end of the chain."))


def _check_known(known: Sequence[Shown], row: Head, report: Report) -> None:
    """A head shown earlier must still be in the chain, unless it was removed by schedule since."""
    for shown in known:
        if shown.seq < row.base_seq or shown.seq == 0:
            continue
        if shown.seq == row.base_seq:
            mac = row.base_mac
        else:
            mac = Event.objects.filter(seq=shown.seq).values_list("mac", flat=True).first() or ""
        if not same(mac[:SHOWN], shown.mark):
            report.add(shown.seq, _("The chain is not the one whose head was shown earlier."))
