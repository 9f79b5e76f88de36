"""The keyring process: answers over a Unix socket, to the service's own user alone.

For each question about keys: judge the decision, wait or refuse by the actor's limit, open, write the line into the
log, and only then answer. What it opens is never kept, and no key is ever in the log.
"""

import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.vault.decision import SYSTEM, Decision, Refused
from rinnalla.vault.errors import Closed
from rinnalla.vault.file_keyring import FileKeyring
from rinnalla.vault.process import judge, wire
from rinnalla.vault.process.judge import Judge
from rinnalla.vault.process.limits import Limits
from rinnalla.vault.process.log import Log
from rinnalla.vault.process.wire import Garbled

MOST_LINES = 128  # clients at once; more are sent away
SLOW = 20.0  # seconds within which a message that began has to end
LONGEST_PATH = 100  # bytes of a Unix socket's name, a little below the kernel's own limit
PEER = struct.Struct("3i")  # process, user, group (unix(7), SO_PEERCRED)


class Taken(Exception):
    """Another keyring process answers at this socket already."""


@dataclass(frozen=True)
class Peers:
    """Who may ask: users and groups by number. The socket's own mode lets nobody else in either."""

    users: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()

    def may(self, line: socket.socket) -> bool:
        size = PEER.size
        _process, user, group = PEER.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return user == os.getuid() or user in self.users or group in self.groups


@dataclass
class Asked:
    """One question while it is answered; what the log is to tell of it."""

    message: dict[str, Any]
    verb: str
    decision: Decision | None = None
    codes: Collection[str] = ()
    told: dict[str, Any] = field(default_factory=dict)


class Server:
    """ring what it guards; log, limits, judge as their modules say; peers who may ask.

    snapshot  makes a sealed copy of the keyring and tells its name, "" when there is nobody to seal it for
    """

    def __init__(
        self,
        ring: FileKeyring,
        *,
        log: Log,
        limits: Limits,
        judge: Judge,
        peers: Peers,
        snapshot: Callable[[], str] = str,
    ):
        self.ring, self.log, self.limits, self.judge, self.peers = ring, log, limits, judge, peers
        self.snapshot = snapshot
        self._seats = threading.BoundedSemaphore(MOST_LINES)
        self._verbs: dict[str, Callable[[Asked], dict[str, Any]]] = {
            "hello": lambda asked: {},
            "unwrap": self._unwrap,
            "spares": self._spares,
            "take_out": self._take_out,
            "letterbox": lambda asked: {"public": wire.wrap(self.ring.letterbox())},
            "make": self._make,
            "holders": lambda asked: {"codes": sorted(self.ring.holders(judge_codes(asked)))},
            "everyone": self._everyone,
            "destroy": self._destroy,
            "replay": self._replay,
            "tombstones": lambda asked: {"tombstones": self.ring.tombstones(judge_codes(asked))},
            "buried": self._buried,
            "renew": self._renew,
            "settle": self._settle,
            "subkey": self._subkey,
            "snapshot": self._snapshot,
        }

    # --- lines ---
    def serve(self, path: Path, stop: threading.Event, *, group: int | None = None) -> None:
        """Answer at the socket `path` until told to stop. group: whose members may reach it, besides its owner."""
        with listening(path, group) as door:
            door.settimeout(0.5)
            while not stop.is_set():
                try:
                    line, _address = door.accept()
                except TimeoutError:
                    continue
                if not self.peers.may(line) or not self._seats.acquire(blocking=False):
                    line.close()
                    continue
                threading.Thread(target=self._attend, args=(line, stop), daemon=True).start()

    def _attend(self, line: socket.socket, stop: threading.Event) -> None:
        try:
            with line, suppress(OSError, Garbled):
                while not stop.is_set() and (message := _next(line, stop)) is not None:
                    wire.send(line, self.answer(message))
        finally:
            self._seats.release()

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to one message, whatever it is; its line is in the log by then."""
        asked = Asked(message, str(message.get("do")))
        act = self._verbs.get(asked.verb)
        if act is None:
            return {"ok": False, "why": "garbled"}
        try:
            found, outcome = act(asked), ""
        except Refused as refused:
            found, outcome = {}, refused.why
        except Unreadable:
            found, outcome = {}, "erased"
        except Closed:
            found, outcome = {}, "closed"
        except (Garbled, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            found, outcome = {}, "garbled"
        if not self._written(asked, outcome or "done"):
            return {"ok": False, "why": "log"}
        return {"ok": False, "why": outcome} if outcome else {"ok": True, **found}

    def _written(self, asked: Asked, outcome: str) -> bool:
        """Whether the line stands. Questions that open, make and destroy nothing leave no line."""
        decision = asked.decision
        if decision is None and not asked.told and outcome == "done":
            return True
        facts = {"verb": asked.verb, "outcome": outcome, **asked.told}
        if decision is not None:
            facts |= {"actor": decision.actor, "purpose": decision.purpose, "request": decision.request}
            facts |= {"count": len(asked.codes), "codes": sorted(asked.codes)}
        try:
            self.log.write(**facts)
        except OSError:
            return False
        return True

    # --- questions that need a decision ---
    def _decided(self, asked: Asked) -> Decision:
        """Raises Refused when the decision does not do, or its actor has opened too many."""
        decision = judge.heard(asked.message.get("decision"))
        asked.decision = decision
        self.judge.accept(decision, asked.codes)
        is_system = decision.actor == SYSTEM
        actor = f"{SYSTEM} {decision.purpose}" if is_system else decision.actor
        wait = self.limits.delay(actor, len(asked.codes), is_system=is_system)
        if wait is None:
            raise Refused("limit")
        if wait:
            time.sleep(wait)
        return decision

    def _unwrap(self, asked: Asked) -> dict[str, Any]:
        asked.codes = judge_codes(asked)
        keys = self.ring.unwrap(asked.codes, self._decided(asked))
        return {"keys": {code: wire.wrap(key) for code, key in keys.items()}}

    def _spares(self, asked: Asked) -> dict[str, Any]:
        asked.codes = judge_codes(asked)
        found = self.ring.spares(asked.codes, self._decided(asked))
        return {
            "spares": {
                code: [[wire.wrap(one.id), one.grade, wire.wrap(one.key)] for one in rows]
                for code, rows in found.items()
            }
        }

    def _take_out(self, asked: Asked) -> dict[str, Any]:
        sealed = asked.message["sealed"]
        asked.codes = judge.codes(list(sealed))
        decision = self._decided(asked)
        keys = self.ring.take_out({code: wire.unwrap(sealed[code]) for code in asked.codes}, decision)
        return {"keys": {code: wire.wrap(key) for code, key in keys.items()}}

    # --- the others ---
    def _make(self, asked: Asked) -> dict[str, Any]:
        asked.told["codes"] = judge_codes(asked)
        self.ring.make_many(asked.told["codes"])
        return {}

    def _destroy(self, asked: Asked) -> dict[str, Any]:
        asked.told["codes"] = judge_codes(asked)
        for code in asked.told["codes"]:
            self.ring.destroy(code)
        return {}

    def _replay(self, asked: Asked) -> dict[str, Any]:
        tombstones = asked.message["tombstones"]
        asked.told["codes"] = judge.codes(list(tombstones))
        self.ring.replay({code: _moment(tombstones[code]) for code in asked.told["codes"]})
        return {}

    def _everyone(self, asked: Asked) -> dict[str, Any]:
        after, most = asked.message["after"], asked.message["most"]
        if not isinstance(after, str) or not isinstance(most, int) or not 0 < most <= wire.MOST:
            raise Garbled("a place in the list and a number")
        return {"codes": self.ring.everyone(after, most)}

    def _buried(self, asked: Asked) -> dict[str, Any]:
        after = asked.message["after"]
        rows = sorted((code, at) for code, at in self.ring.tombstones().items() if code > after)
        return {"tombstones": dict(rows[: wire.MOST])}

    def _renew(self, asked: Asked) -> dict[str, Any]:
        asked.told["codes"] = judge_codes(asked)
        return {"codes": self.ring.renew(asked.told["codes"])}

    def _settle(self, asked: Asked) -> dict[str, Any]:
        kept = asked.message["kept"]
        asked.told["codes"] = judge.codes(list(kept))
        self.ring.settle({code: judge.codes(kept[code]) for code in asked.told["codes"]})
        return {}

    def _subkey(self, asked: Asked) -> dict[str, Any]:
        (label,) = judge.codes([asked.message["label"]])
        asked.told["label"] = label
        return {"key": wire.wrap(self.ring.subkey(label))}

    def _snapshot(self, asked: Asked) -> dict[str, Any]:
        try:
            name = self.snapshot()
        except (RuleBroken, OSError):
            raise Closed("The copy of the keyring could not be made.") from None
        asked.told["name"] = name
        return {"name": name}


def judge_codes(asked: Asked) -> list[str]:
    return judge.codes(asked.message.get("codes"))


def _moment(told: Any) -> str:
    (moment,) = judge.codes([told])
    return moment


def _next(line: socket.socket, stop: threading.Event) -> dict[str, Any] | None:
    """The next message, however long nobody asks; one that has begun has to end soon."""
    line.settimeout(1.0)
    while True:
        try:
            if not line.recv(1, socket.MSG_PEEK):
                return None
            break
        except TimeoutError:
            if stop.is_set():
                return None
    line.settimeout(SLOW)
    return wire.receive(line)


class listening:
    """A socket at `path` that its owner reaches, and the members of `group`; removed at the end."""

    def __init__(self, path: Path, group: int | None):
        self.path, self.group = Path(path), group
        self.door = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> socket.socket:
        try:
            self._take_place()
            old = os.umask(0o177)
            try:
                self.door.bind(str(self.path))
            finally:
                os.umask(old)
            if self.group is not None:
                os.chown(self.path, -1, self.group)
                os.chmod(self.path, 0o660)  # the group of the pages may knock  # nosec B103
            self.door.listen(MOST_LINES)
        except BaseException:
            self.door.close()
            raise
        return self.door

    def _take_place(self) -> None:
        """What a process that was killed left behind is removed; one that answers is not."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            is_socket = stat.S_ISSOCK(self.path.stat().st_mode)
        except FileNotFoundError:
            return
        if not is_socket:
            raise Taken(str(self.path))
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.path))
            except OSError:
                self.path.unlink(missing_ok=True)
            else:
                raise Taken(str(self.path))

    def __exit__(self, *_fault: Any) -> None:
        self.door.close()
        self.path.unlink(missing_ok=True)
