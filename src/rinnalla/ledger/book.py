"""Writing into the ledger: one line for one act."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

from django.db import connection, transaction

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.ledger import requests
from rinnalla.ledger.actions import ACTIONS
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, Head, Mention
from rinnalla.ledger.turn import turn
from rinnalla.vault import fields as sealed
from rinnalla.vault.fields import Owner

READING = "read."  # how actions begin that say a sealed value was opened
NAME = re.compile(r"[a-z][a-z0-9_.]{0,39}")  # a field's name, never a value


class Line:
    """An event on its way into the ledger. It is its own mark on the transaction: see `_standing`."""

    def __init__(self, event: Event, codes: list[str], details: Any):
        self.event, self.codes, self.details = event, codes, details

    def __call__(self) -> None:
        """After commit there is nothing left to do."""


class Held:
    """The chain's end as this transaction wrote it, whose turn lasts until it ends: nobody else can have moved it."""

    def __init__(self, head: Head):
        self.head = head

    def __call__(self) -> None:
        """After commit the turn is another's."""


class Move(list[Line]):
    """The lines of one move that wait, and the head that its last writing left behind (a mark as a line is one)."""

    head: Held | None = None


_waiting: ContextVar[Move | None] = ContextVar("lines that are written together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """One move made of moves, also as a decorator: one transaction, whose lines are written in one go as it ends.

    Inside another such move it is a part of it: whatever is raised undoes the whole, even when it is caught.
    A reading is never put off: its line, and those before it, are written before anything is opened.
    """
    if _waiting.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic():
        token = _waiting.set(Move())
        try:
            yield
            _write_down(_standing())
        finally:
            _waiting.reset(token)


def _standing() -> list[Line]:
    """The lines that wait, without those whose act was undone: Django forgets what hung on a savepoint rolled back."""
    waiting = _waiting.get() or []
    kept = _kept()
    lines = [line for line in waiting if id(line) in kept]
    waiting.clear()
    return lines


def _kept() -> set[int]:
    return {id(mark) for _savepoints, mark, *_ in connection.run_on_commit}


def _known_head() -> Head | None:
    """The head that this very move has written, unless that was undone."""
    move = _waiting.get()
    return copy(move.head.head) if move is not None and move.head and id(move.head) in _kept() else None


def write(
    by: Any,
    action: str,
    *,
    about: Any = None,
    purpose: str = "",
    fields: Sequence[str] = (),
    details: Any = None,
    concerns: Iterable[str] | None = None,
) -> Event:
    """Write one line; joins the transaction of the move that calls it, and holds the ledger until that ends.

    Inside `together` the line waits for the others, unless something is about to be opened.

    by        the person who acts (has `.code`), or None for the system itself
    action    one of `actions.ACTIONS`
    about     the thing (has `.code` and `.concerns()`), or None
    fields    names of fields, never values
    details   what JSON can hold, of class P2 at most; sealed under the key of the one person concerned
    concerns  codes of the persons concerned, when `about` does not say it itself
    Raises    ValueError for an undeclared action or purpose, or details without exactly one person concerned;
              LedgerBroken when nothing can be written
    """
    codes = _concerned(about, concerns)
    _check(action, purpose, fields)
    if details is not None and len(codes) != 1:
        raise ValueError("details are sealed for one person, so the event must concern exactly one")
    names = " ".join(fields)
    event = Event(at=clock.now(), action=action, purpose=str(purpose), names=names, **_who(by), **_what(about))
    line, waiting = Line(event, codes, details), _waiting.get()
    if waiting is None or action.startswith(READING):
        _write_down([*_standing(), line])
        if waiting is None:
            scope.settle()  # a page is written without holding the ledger
    else:
        waiting.append(line)
        transaction.on_commit(line)
    return event


def _who(by: Any) -> dict[str, str]:
    role = getattr(by, "acting_as", "") or ""
    return {"actor": getattr(by, "code", "") or "", "role": role, "request_id": requests.current.get()}


def _what(about: Any) -> dict[str, str]:
    kind = about._meta.label_lower if hasattr(about, "_meta") else ""
    return {"kind": kind, "subject": getattr(about, "code", "") or ""}


def _write_down(lines: list[Line]) -> None:
    """Four statements however many lines there are: the head, the events, their mentions, the new head.

    Three when the same move has written before, and nothing of that was undone: it knows the head.
    """
    if not lines:
        return
    with scope.system("ledger"), turn(_known_head()) as head:
        for line in lines:
            _chain(line, head)
        Event.objects.all()._add([line.event for line in lines])
        mentions = [Mention(event=line.event, code=code) for line in lines for code in line.codes]
        if mentions:
            Mention.objects.all()._add(mentions)
        head.seal = head.expected_seal()
        Head.objects.filter(pk=1).update(seq=head.seq, mac=head.mac, seal=head.seal)
        move = _waiting.get()
        if move is not None:
            move.head = Held(head)
            transaction.on_commit(move.head)


def _chain(line: Line, head: Head) -> None:
    """The line follows the head, and becomes it."""
    event = line.event
    event.seq, event.previous = head.seq + 1, head.mac
    if line.details is not None:
        event.details = sealed.blob_for(event, Owner(line.codes[0]), "details", line.details)
    event.mac = event.expected_mac(line.codes)
    head.seq, head.mac = event.seq, event.mac


def _concerned(about: Any, concerns: Iterable[str] | None) -> list[str]:
    if concerns is None:
        concerns = () if about is None else about.concerns()
    return sorted({code for code in concerns if code})


def _check(action: str, purpose: str, fields: Sequence[str]) -> None:
    if action not in ACTIONS:
        raise ValueError(f"{action} is not declared in ledger/actions.py")
    if purpose and purpose not in Purpose.values:
        raise ValueError(f"{purpose} is not a Purpose")
    if isinstance(fields, str) or not all(NAME.fullmatch(name) for name in fields):
        raise ValueError("fields are names of fields, in a list, never values")
