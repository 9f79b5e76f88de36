"""One writer at a time. The only module that may `select_for_update`: SQLite passes over it in silence.

PostgreSQL  the head's row is locked until the transaction ends
SQLite      the transaction begins IMMEDIATE (settings), which already keeps every other writer out
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.ledger.models import Event, Head, LedgerBroken


@contextmanager
def turn(known: Head | None = None) -> Iterator[Head]:
    """The head of the chain, held until the transaction ends; joins a move's own transaction.

    known    the head as this very transaction wrote it last, so that it need not be read again
    Raises   LedgerBroken when the head was altered or is missing under existing events
    """
    with transaction.atomic(savepoint=False):
        head = known or _locked()
        if not head.holds:
            raise _broken()
        yield head


def _locked() -> Head:
    locked = Head.objects.select_for_update()
    head = locked.filter(pk=1).first()
    if head is None:
        fresh = Head(pk=1)
        fresh.seal = fresh.expected_seal()
        Head.objects.bulk_create([fresh], ignore_conflicts=True)  # two may begin at once
        head = locked.get(pk=1)
        if head.seq == 0 and Event.objects.exists():
            raise _broken()
    return head


def _broken() -> LedgerBroken:
    return LedgerBroken(
        _("The record of who did what does not hold, so nothing is opened. The administrator is needed.")
    )
