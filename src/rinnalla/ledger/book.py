"""Writing into the ledger: one line for one act."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rinnalla.base import clock
from rinnalla.ledger import requests
from rinnalla.ledger.actions import ACTIONS
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, Head, Mention
from rinnalla.ledger.turn import turn
from rinnalla.vault import fields as sealed
from rinnalla.vault.fields import Owner

NAME = re.compile(r"[a-z][a-z0-9_.]{0,39}")  # a field's name, never a value


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
    event = Event(action=action, purpose=str(purpose), names=" ".join(fields), **_who(by), **_what(about))
    with turn() as head:
        event.seq, event.at, event.previous = head.seq + 1, clock.now(), head.mac
        if details is not None:
            event.details = sealed.blob_for(event, Owner(codes[0]), "details", details)
        event.mac = event.expected_mac(codes)
        _append(event, codes, head)
    return event


def _who(by: Any) -> dict[str, str]:
    role = getattr(by, "acting_as", "") or ""
    return {"actor": getattr(by, "code", "") or "", "role": role, "request_id": requests.current.get()}


def _what(about: Any) -> dict[str, str]:
    kind = about._meta.label_lower if hasattr(about, "_meta") else ""
    return {"kind": kind, "subject": getattr(about, "code", "") or ""}


def _append(event: Event, codes: list[str], head: Head) -> None:
    """Three statements: the event, its mentions, the new head."""
    Event.objects.all()._add([event])
    if codes:
        Mention.objects.all()._add([Mention(event=event, code=code) for code in codes])
    head.seq, head.mac = event.seq, event.mac
    head.seal = head.expected_seal()
    Head.objects.filter(pk=1).update(seq=head.seq, mac=head.mac, seal=head.seal)


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
