"""The keyring's client and its lines to the letter: what is asked in parts or again, and what a message may be."""

import os
import socket
import threading
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from rinnalla.base.errors import Unreadable
from rinnalla.vault.decision import UNRECORDED, Decision, Refused
from rinnalla.vault.file_keyring import Spare
from rinnalla.vault.keyring import Closed, SocketKeyring
from rinnalla.vault.process import client, wire
from rinnalla.vault.process.log import Log
from rinnalla.vault.process.wire import Garbled
from tests.vault.test_process import served  # noqa: F401


# --- the client -------------------------------------------------------------------------------------------------------
class NoLine:
    def close(self):
        """Nothing was open."""


class Scripted(SocketKeyring):
    """Answers from a list instead of a process; `asked` is what was sent."""

    def __init__(self, *answers):
        super().__init__("/nonexistent/s")
        self.answers, self.asked = list(answers), []

    def _over(self, line, verb, decision, facts):
        self.asked.append((verb, decision, facts))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"ok": True, **answer}

    def _connect(self):
        return NoLine()


def test_more_codes_than_one_question_holds_are_asked_in_parts_each_with_a_decision_of_its_own():
    codes = [f"P{number:05}" for number in range(wire.MOST + 1)]
    ring = Scripted({"keys": {codes[0]: b64encode(b"a").decode()}}, {"keys": {codes[-1]: b64encode(b"b").decode()}})
    one = Decision.now(UNRECORDED, codes)
    assert ring.unwrap([*codes, codes[0]], one) == {codes[0]: b"a", codes[-1]: b"b"}
    assert [len(facts["codes"]) for _verb, _decision, facts in ring.asked] == [wire.MOST, 1]
    assert [told.subjects for _verb, told, _facts in ring.asked] == [frozenset(codes[:-1]), {codes[-1]}]
    assert len({one.mark, *(told.mark for _verb, told, _facts in ring.asked)}) == 3
    buried = Scripted({"tombstones": {codes[0]: "1"}}, {"tombstones": {codes[-1]: "2"}})
    assert buried.tombstones(codes) == {codes[0]: "1", codes[-1]: "2"}


def test_a_line_that_broke_is_tried_once_more_with_a_decision_made_anew():
    ring = Scripted(ConnectionResetError(), {"keys": {}})
    one = Decision.now(UNRECORDED, ["AINO"])
    assert ring.unwrap(["AINO"], one) == {}
    first, second = (told for _verb, told, _facts in ring.asked)
    assert (first.subjects, second.subjects, first.mark != second.mark) == ({"AINO"}, {"AINO"}, True)
    for faults in ((ConnectionResetError(), BrokenPipeError()), (Garbled(), Garbled()), (Garbled(), OSError())):
        with pytest.raises(Closed):
            Scripted(*faults).holders(["AINO"])
    slow = Scripted(TimeoutError())  # what takes too long is not asked again
    with pytest.raises(Closed):
        slow.holders(["AINO"])
    assert len(slow.asked) == 1


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("limit", Refused), ("stale", Refused), ("erased", Unreadable), ("log", Closed), ("closed", Closed),
     ("garbled", Closed), (None, Closed), ("no such", Closed)],
)  # fmt: skip
def test_each_reason_becomes_a_fault_with_its_sentence(reason, kind):
    ring = Scripted({"ok": False, "why": reason})
    with pytest.raises(kind) as answer:
        ring.holders(["AINO"])
    known = {"log": client.NO_LOG, "closed": client.BROKEN, "garbled": client.AWAY, None: client.AWAY}
    assert known.get(reason, answer.value.sentence) == answer.value.sentence
    assert getattr(answer.value, "why", reason) == reason


def test_the_questions_and_answers_of_each_kind_are_told_rightly():
    eight = b64encode(b"8" * 8).decode()
    ring = Scripted(
        {}, {"codes": ["A"]}, {"codes": ["B"]}, {}, {}, {"tombstones": {"A": "1"}}, {"tombstones": {"B": "2"}},
        {"tombstones": {}}, {"codes": ["A"]}, {"spares": {"A": [[eight, "P2", eight]]}}, {}, {"key": eight},
        {"public": eight}, {"keys": {"W": eight}}, {"name": "keys-1.age"},
    )  # fmt: skip
    one = Decision.now(UNRECORDED, ["A", "W"])
    assert ring.make("A") is None
    assert (ring.holders(["A", "A"]), ring.everyone("A", 3)) == ({"A"}, ["B"])
    ring.destroy("A")
    ring.replay({"A": "1"})
    assert ring.tombstones() == {"A": "1", "B": "2"}
    assert (ring.renew(["A"]), ring.spares(["A"], one)) == (["A"], {"A": [Spare(b"8" * 8, "P2", b"8" * 8)]})
    ring.settle({"A": ("P2",)})
    assert ring.subkey("x") == ring.subkey("x") == b"8" * 8
    assert (ring.letterbox(), ring.take_out({"W": b"8" * 8}, one), ring.snapshot()) == (
        b"8" * 8, {"W": b"8" * 8}, "keys-1.age",
    )  # fmt: skip
    assert [(verb, facts) for verb, _decision, facts in ring.asked] == [
        ("make", {"codes": ["A"]}), ("holders", {"codes": ["A"]}), ("everyone", {"after": "A", "most": 3}),
        ("destroy", {"codes": ["A"]}), ("replay", {"tombstones": {"A": "1"}}), ("buried", {"after": ""}),
        ("buried", {"after": "A"}), ("buried", {"after": "B"}), ("renew", {"codes": ["A"]}),
        ("spares", {"codes": ["A"]}), ("settle", {"kept": {"A": ["P2"]}}), ("subkey", {"label": "x"}),
        ("letterbox", {}), ("take_out", {"sealed": {"W": eight}}), ("snapshot", {}),
    ]  # fmt: skip
    assert ring.tombstones([]) == {}
    assert ring.unwrap([], one) == {}


def test_it_keeps_a_few_lines_open_and_closes_the_rest_and_a_process_that_is_away_is_not_there(served, settings):  # noqa: F811
    ring = SocketKeyring(settings.KEYRING_SOCKET)
    held = [ring._line() for _ in range(client.IDLE_LINES + 2)]
    for line in held:
        ring._give_back(line)
    assert [line.fileno() >= 0 for line in held] == [True] * 8 + [False] * 2
    assert (ring.is_there(), len(ring._idle)) == (True, 8)
    ring._drop_idle()
    assert (ring._idle, [line.fileno() for line in held]) == ([], [-1] * 10)
    assert not SocketKeyring("/nonexistent/s").is_there()
    SocketKeyring.__new__(SocketKeyring).__del__()  # one that never began has nothing to close


def test_another_process_begins_without_the_lines_of_the_one_it_was_forked_from(monkeypatch):
    ring = Scripted({"key": b64encode(b"a").decode()}, {"key": b64encode(b"b").decode()}, {"codes": []})
    assert ring.subkey("x") == b"a"
    ring._idle.append(NoLine())
    own = os.getpid()
    monkeypatch.setattr(client.os, "getpid", lambda: own + 1)
    assert (ring.subkey("x"), ring._idle, ring._process) == (b"b", [], own + 1)
    ring._process = own
    ring.holders(["A"])
    assert ring._process == own + 1


# --- lines and messages -----------------------------------------------------------------------------------------------
def test_a_message_is_its_length_and_json_and_may_be_as_long_as_told(monkeypatch):
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        wire.send(one, {"a": "ä"})
        assert other.recv(100) == b"\x00\x00\x00\x0e" + b'{"a":"\\u00e4"}'
        monkeypatch.setattr(wire, "LONGEST", 9)
        wire.send(one, {"a": "b"})
        assert wire.receive(other) == {"a": "b"}
        with pytest.raises(Garbled):
            wire.send(one, {"a": "bc"})
        one.sendall(wire.LENGTH.pack(10) + b"x" * 10)
        with pytest.raises(Garbled):
            wire.receive(other)


@pytest.mark.parametrize("sent", [b"\x00\x00", b"\x00\x00\x00\x05ab", b"\x00\x00\x00\x05"])
def test_a_message_cut_short_is_garbled_and_a_line_closed_between_two_is_an_end(sent):
    one, other = socket.socketpair(socket.AF_UNIX)
    with other:
        one.sendall(sent)
        one.close()
        with pytest.raises(Garbled):
            wire.receive(other)
    one, other = socket.socketpair(socket.AF_UNIX)
    with other:
        one.close()
        assert wire.receive(other) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"{", b"\xff", b"[" * 100_000])
def test_only_an_object_in_json_is_a_message(body):
    with pytest.raises(Garbled):
        wire.read(body)
    for wrong in (None, 5, "no base64", "YQ=", "YQ==\n"):
        with suppress(Garbled):
            assert wire.unwrap(wrong) == b"a", wrong


def test_a_line_of_the_log_has_its_moment_to_the_millisecond_and_one_day_is_one_file(tmp_path):
    at = [datetime(2026, 1, 1, 23, 59, 59, 999000, tzinfo=UTC)]
    log = Log(tmp_path, timedelta(days=30), now=lambda: at[0])
    log.write(verb="one")
    at[0] += timedelta(milliseconds=1)
    log.write(verb="two")
    log.close()
    told = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert told == {
        "keys-2026-01-01.log": '{"at":"2026-01-01T23:59:59.999+00:00","verb":"one"}\n',
        "keys-2026-01-02.log": '{"at":"2026-01-02T00:00:00.000+00:00","verb":"two"}\n',
    }


def test_a_log_that_somebody_removed_is_made_anew_and_odd_files_stay(tmp_path):
    log = Log(tmp_path, timedelta(days=0), now=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    log.write(verb="one")
    next(tmp_path.iterdir()).unlink()
    log.write(verb="two")
    (tmp_path / "keys-notes.log").write_text("")
    (tmp_path / "keys-2026-01-01.log").write_text("")
    assert log.forget_old() == 1
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys-2026-01-02.log", "keys-notes.log"]
    stop = threading.Event()
    stop.set()
    log.keep_on_disk(stop)  # ends at once, with nothing open
