"""The keyring behind its socket, for the processes that serve. They never see the file or the root key.

One pool of lines per process; a forked process begins its own. A line that broke is made anew once, with a
decision made anew, since every question may be asked twice.
"""

import os
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from rinnalla.base.errors import Unreadable
from rinnalla.vault.decision import SENTENCES, Decision, Refused
from rinnalla.vault.errors import Closed
from rinnalla.vault.file_keyring import ERASED, Spare
from rinnalla.vault.process import wire
from rinnalla.vault.process.wire import Garbled

CONNECTING, ANSWERING = 2.0, 20.0  # seconds
IDLE_LINES = 8  # kept open when nobody asks
AWAY = _("What people have told is locked just now. Nothing was lost and nothing was changed. Try again in a moment.")
NO_LOG = _("The keyring cannot write down who opens what, so it opens nothing. The administrator has to look at it.")
BROKEN = _("The keyring does not open. The administrator has to look at it.")


class SocketKeyring:
    """Asks the keyring process; see `rinnalla.vault.keyring.Keyring` for the questions."""

    def __init__(self, path: str):
        self.path = path
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._idle: list[socket.socket] = []
        self._lock = threading.Lock()
        self._subkeys: dict[str, bytes] = {}

    # --- a person's key ---
    def make(self, code: str) -> None:
        self.make_many([code])

    def make_many(self, codes: Iterable[str]) -> None:
        for part in _parts(sorted(set(codes))):
            self._ask("make", codes=part)

    def unwrap(self, codes: Collection[str], decision: Decision) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for part in _parts(codes):
            answer = self._ask("unwrap", decision.again(part), codes=part)
            found |= {code: wire.unwrap(key) for code, key in answer["keys"].items()}
        return found

    def holders(self, codes: Collection[str]) -> set[str]:
        return {code for part in _parts(codes) for code in self._ask("holders", codes=part)["codes"]}

    def everyone(self, after: str = "", most: int = wire.MOST) -> list[str]:
        return self._ask("everyone", after=after, most=most)["codes"]

    def destroy(self, code: str) -> None:
        self._ask("destroy", codes=[code])

    def replay(self, tombstones: Mapping[str, str]) -> None:
        for part in _parts(tombstones):
            self._ask("replay", tombstones={code: tombstones[code] for code in part})

    def tombstones(self, codes: Collection[str] | None = None) -> dict[str, str]:
        found: dict[str, str] = {}
        if codes is None:
            while more := self._ask("buried", after=max(found, default=""))["tombstones"]:
                found |= more
            return found
        for part in _parts(codes):
            found |= self._ask("tombstones", codes=part)["tombstones"]
        return found

    # --- a new key in place of a person's old one ---
    def renew(self, codes: Collection[str]) -> list[str]:
        return [code for part in _parts(codes) for code in self._ask("renew", codes=part)["codes"]]

    def spares(self, codes: Collection[str], decision: Decision) -> dict[str, list[Spare]]:
        found = {}
        for part in _parts(codes):
            for code, rows in self._ask("spares", decision.again(part), codes=part)["spares"].items():
                found[code] = [Spare(wire.unwrap(number), grade, wire.unwrap(key)) for number, grade, key in rows]
        return found

    def settle(self, codes: Mapping[str, Sequence[str]]) -> None:
        for part in _parts(codes):
            self._ask("settle", kept={code: list(codes[code]) for code in part})

    # --- the letterbox ---
    def letterbox(self) -> bytes:
        return wire.unwrap(self._ask("letterbox")["public"])

    def take_out(self, sealed: Mapping[str, bytes], decision: Decision) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for part in _parts(sealed):
            told = {code: wire.wrap(sealed[code]) for code in part}
            answer = self._ask("take_out", decision.again(part), sealed=told)
            found |= {code: wire.unwrap(key) for code, key in answer["keys"].items()}
        return found

    # --- the programme's own ---
    def subkey(self, label: str) -> bytes:
        """Kept in this process once it was asked for: it opens nothing that a person told."""
        if self._process != os.getpid():
            self._begin()
        if label not in self._subkeys:
            self._subkeys[label] = wire.unwrap(self._ask("subkey", label=label)["key"])
        return self._subkeys[label]

    def snapshot(self) -> str:
        """Let the process make a sealed copy of the keyring; its name, "" when it has nobody to seal it for."""
        return self._ask("snapshot")["name"]

    # --- asking ---
    def is_there(self) -> bool:
        """Whether the process answers."""
        try:
            return self._ask("hello")["ok"] is True
        except Closed:
            return False

    def _ask(self, verb: str, decision: Decision | None = None, **facts: Any) -> dict[str, Any]:
        if self._process != os.getpid():
            self._begin()
        try:
            try:
                answer = self._over(self._line(), verb, decision, facts)
            except (ConnectionError, Garbled):
                self._drop_idle()  # the process was started anew; every idle line of before is dead too
                answer = self._over(self._connect(), verb, decision and decision.again(), facts)
        except (OSError, Garbled):
            raise Closed(AWAY) from None
        if answer.get("ok") is not True:
            raise _fault(answer.get("why"))
        return answer

    def _over(self, line: socket.socket, verb: str, decision: Decision | None, facts: dict) -> dict[str, Any]:
        message = {"do": verb, **facts}
        if decision is not None:
            message["decision"] = as_told(decision)
        try:
            wire.send(line, message)
            answer = wire.receive(line)
            if answer is None:
                raise ConnectionResetError
        except BaseException:
            line.close()
            raise
        self._give_back(line)
        return answer

    def _line(self) -> socket.socket:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _connect(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(CONNECTING)
            line.connect(self.path)
            line.settimeout(ANSWERING)
        except BaseException:
            line.close()
            raise
        return line

    def _give_back(self, line: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < IDLE_LINES:
                self._idle.append(line)
                return
        line.close()

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def __del__(self) -> None:
        """Lines of this process alone; those of the process it was forked from are only let go."""
        for line in getattr(self, "_idle", []):
            line.close()


def as_told(decision: Decision) -> dict[str, Any]:
    return {
        "actor": decision.actor,
        "purpose": decision.purpose,
        "subjects": sorted(decision.subjects),
        "at": decision.at,
        "request": decision.request,
        "mark": decision.mark,
    }


def _fault(reason: Any) -> Exception:
    if reason in SENTENCES:
        return Refused(reason)
    words: dict[Any, Callable[[], Exception]] = {
        "erased": lambda: Unreadable(ERASED),
        "log": lambda: Closed(NO_LOG),
        "closed": lambda: Closed(BROKEN),
    }
    return words.get(reason, lambda: Closed(AWAY))()


def _parts(codes: Iterable[str]) -> Iterable[list[str]]:
    """In pieces that one question can hold."""
    rest = iter(dict.fromkeys(codes))
    while part := list(islice(rest, wire.MOST)):
        yield part
