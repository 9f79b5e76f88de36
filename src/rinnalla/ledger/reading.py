"""Opening what is sealed: first a line in the ledger, then the value. If the line fails, nothing opens."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rinnalla.base.errors import Unreadable
from rinnalla.ledger import book
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, EventQuerySet
from rinnalla.vault import opening
from rinnalla.vault.decision import UNRECORDED
from rinnalla.vault.fields import SealedModel, sealed_field


class Opened:
    """The values that were asked for, by name; `thing` is what they belong to.

    is_erased   the owner's key is gone; every value is None
    """

    __slots__ = ("_values", "is_erased", "thing")

    def __init__(self, thing: SealedModel, names: Sequence[str], values: dict[str, Any] | None):
        self.thing = thing
        self.is_erased = values is None
        self._values = dict.fromkeys(names) if values is None else values

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"{name} was not opened") from None

    def __repr__(self) -> str:
        return f"<Opened {' '.join(self._values)}>"  # never a value: this lands in logs


def opened(thing: SealedModel, *names: str, by: Any, purpose: Purpose | str) -> Opened:
    """Open the named sealed fields of one thing, having written down who, why and which.

    by   the person who reads, or None for the system itself
    Raises   Unreadable when the owner has been erased or the value was altered;
             LedgerBroken when the line cannot be written; ValueError for P4 in an exceptional situation
    """
    _check([thing], names, purpose)
    action = "read.break_glass" if purpose == Purpose.BREAK_GLASS else "read.opened"
    book.write(by, action, about=thing, purpose=purpose, fields=names)
    return _single(thing, names, by, purpose)


def opened_many(things: Iterable[SealedModel], *names: str, by: Any, purpose: Purpose | str) -> list[Opened]:
    """Open the named sealed fields of many things, in order: one line in the ledger, one keyring visit.

    Raises   as `opened`, but a thing whose owner has been erased comes with `is_erased` and None values
    """
    things = list(things)
    if not things:
        return []
    _check(things, names, purpose)
    concerned = {code for thing in things for code in thing.concerns()}
    book.write(by, "read.listed", purpose=purpose, fields=names, concerns=concerned)
    return _many(things, names, by, purpose)


def unrecorded(thing: SealedModel, *names: str) -> Opened:
    """Open P2 fields without a line: for a letter about to go out and signing in, never to show to another.

    Raises   ValueError for a field of class P3 or P4
    """
    _refuse_secrets([thing], names)
    return _single(thing, names, None, UNRECORDED)


def unrecorded_many(things: Iterable[SealedModel], *names: str) -> list[Opened]:
    """`unrecorded` for many, with one visit to the keyring; an erased owner's comes with `is_erased`."""
    things = list(things)
    _refuse_secrets(things, names)
    return _many(things, names, None, UNRECORDED)


def who_looked(code: str) -> EventQuerySet:
    """What was done or seen that concerns the person `code`, newest first (R38)."""
    return Event.objects.about(code)


def _single(thing: SealedModel, names: Sequence[str], by: Any, purpose: str) -> Opened:
    (found,) = _many([thing], names, by, purpose)
    if found.is_erased:
        raise Unreadable(_("What was kept here has been erased."))
    return found


def _many(things: Sequence[SealedModel], names: Sequence[str], by: Any, purpose: str) -> list[Opened]:
    """The keyring hears who reads and what for; it opens nothing without."""
    values = opening.open_many(things, names, purpose=str(purpose), actor=getattr(by, "code", "") or "")
    return [Opened(thing, names, value) for thing, value in zip(things, values, strict=True)]


def _check(things: Sequence[SealedModel], names: Sequence[str], purpose: str) -> None:
    if purpose not in Purpose.values:
        raise ValueError("a reading has a Purpose")
    _refuse_others(things, names)
    if purpose == Purpose.BREAK_GLASS and "P4" in _grades(things, names):
        raise ValueError("P4 is opened to nobody else, in no situation")


def _refuse_others(things: Sequence[SealedModel], names: Sequence[str]) -> None:
    if not names:
        raise ValueError("say which fields to open")
    for kind in {type(thing): thing for thing in things}.values():
        for name in names:
            sealed_field(kind, name)


def _refuse_secrets(things: Sequence[SealedModel], names: Sequence[str]) -> None:
    _refuse_others(things, names)
    if _grades(things, names) - {"P2"}:
        raise ValueError("P3 and P4 are opened with opened(..., by=, purpose=)")


def _grades(things: Sequence[SealedModel], names: Sequence[str]) -> set[str]:
    kinds = {type(thing): thing for thing in things}.values()
    return {sealed_field(kind, name).grade for kind in kinds for name in names}
