"""Removing the oldest lines by schedule (R39): the only door through which a line leaves the ledger."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.ledger.models import Event, Head, Mention
from rinnalla.ledger.turn import turn


@scope.system("ledger")
@transaction.atomic
def shorten(before: datetime, *, by: Any = None) -> int:
    """Remove every line older than `before` from the beginning of the chain, and write that down.

    The head keeps, under its seal, which event was the last one removed, so the rest still verifies.
    Returns   how many lines were removed; with none, nothing is written
    """
    with turn() as head:
        kept = Event.objects.filter(at__gte=before).order_by("seq").values_list("seq", flat=True).first()
        until = head.seq if kept is None else kept - 1
        last = Event.objects.filter(seq=until).values_list("mac", flat=True).first()
        if until <= head.base_seq or last is None:
            return 0
        removed = until - head.base_seq
        _drop(until)
        head.base_seq, head.base_mac = until, last
        head.seal = head.expected_seal()
        Head.objects.filter(pk=1).update(base_seq=until, base_mac=last, seal=head.seal)
        book.write(by, "ledger.shortened")
    return removed


def _drop(until: int) -> None:
    """In PostgreSQL by a function of the owner's: the role that pages work as may not delete a line (config.roles)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_forget(%s)", [until])
        return
    Mention.objects.filter(event_id__lte=until)._drop()
    Event.objects.filter(seq__lte=until)._drop()
