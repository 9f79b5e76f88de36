"""Whether a decision is good: known purpose, fresh, for these people, and not used before."""

import threading
import time
from collections.abc import Callable, Collection
from typing import Any

from rinnalla.vault import decision as why
from rinnalla.vault.decision import GOOD_FOR, Decision, Refused
from rinnalla.vault.process.wire import MOST, Garbled

LONGEST_WORD = 64  # characters of an actor, a purpose, a request, a mark


class Judge:
    """purposes those that are known. A decision made before this judge began is stale: its marks were forgotten."""

    def __init__(self, purposes: Collection[str], now: Callable[[], float] = time.time):
        self.purposes = frozenset(purposes)
        self._now = now
        self._began = now()
        self._lock = threading.Lock()
        self._used: dict[str, float] = {}  # mark → when, in order
        self._next_sweep = 0.0

    def accept(self, decision: Decision, codes: Collection[str]) -> None:
        """Raises Refused; from now on the decision is used."""
        now = self._now()
        if decision.purpose not in self.purposes:
            raise Refused("purpose")
        if not (abs(now - decision.at) <= GOOD_FOR and decision.at >= self._began - 1):
            raise Refused("stale")
        why.cover(decision, codes)
        with self._lock:
            self._sweep(now)
            if decision.mark in self._used:
                raise Refused("used")
            self._used[decision.mark] = now

    def _sweep(self, now: float) -> None:
        """Marks are remembered twice as long as a decision is good, since its moment may lie ahead of ours."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + GOOD_FOR
        self._used = {mark: at for mark, at in self._used.items() if now - at <= 2 * GOOD_FOR}


def heard(told: Any) -> Decision:
    """The decision in a message. Raises Garbled when it is not one."""
    if not isinstance(told, dict):
        raise Garbled("no decision")
    actor, purpose, request, mark = (_word(told.get(name)) for name in ("actor", "purpose", "request", "mark"))
    at = told.get("at")
    if not actor or not mark or isinstance(at, bool) or not isinstance(at, (int, float)):
        raise Garbled("not a decision")
    return Decision(actor, purpose, frozenset(codes(told.get("subjects"))), float(at), request, mark)


def codes(told: Any, most: int = MOST) -> list[str]:
    """Codes of persons. Raises Garbled for anything else, or too many of them."""
    if not isinstance(told, list) or len(told) > most:
        raise Garbled("codes are a list, not too long")
    found = [_word(one) for one in told]
    if not all(found):
        raise Garbled("a code is empty")
    return found


def _word(told: Any) -> str:
    if not isinstance(told, str) or len(told) > LONGEST_WORD or not told.isprintable():
        raise Garbled("not a word")
    return told
