"""The keyring's process to the letter: how it judges, where each limit lies, what leaves a line, what is answered."""

import os
import socket
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from rinnalla.config import keys
from rinnalla.vault.decision import SYSTEM, UNRECORDED, Decision, Refused
from rinnalla.vault.keyring import keyring
from rinnalla.vault.process import judge, limits, server, wire
from rinnalla.vault.process.client import as_told
from rinnalla.vault.process.judge import Judge
from rinnalla.vault.process.limits import Limit, Limits
from rinnalla.vault.process.log import Log
from rinnalla.vault.process.wire import Garbled
from tests.vault.test_process import lines, served  # noqa: F401


@pytest.fixture
def alone(settings, tmp_path):
    """A server without a socket."""
    settings.KEYRING_LOG = tmp_path / "log"
    one = keys.make_server()
    yield one
    one.log.close()


def ask(one, verb, **facts):
    return one.answer({"do": verb, **facts})


def decided(one, verb, *codes, purpose=UNRECORDED, actor="KIRSTI", **facts):
    told = as_told(Decision.now(purpose, codes, actor=actor))
    return ask(one, verb, codes=list(codes), decision=told, **facts)


# --- judging --------------------------------------------------------------------------------------------------------
def a_judge(at=100.0):
    now = [at]
    return Judge({"claimed"}, now=lambda: now[0]), now


def made(at, mark="mark", purpose="claimed"):
    return Decision("KIRSTI", purpose, frozenset(["AINO"]), at, "", mark)


def why(one, decision, codes=("AINO",)):
    try:
        one.accept(decision, codes)
    except Refused as refused:
        return refused.why
    return ""


def test_a_decision_is_good_for_thirty_seconds_either_way():
    one, now = a_judge()
    now[0] = 200.0
    found = {shift: why(one, made(200.0 + shift, str(shift))) for shift in (-30.1, -30, -29, 0, 29, 30, 30.1)}
    assert found == {-30.1: "stale", -30: "", -29: "", 0: "", 29: "", 30: "", 30.1: "stale"}
    assert why(one, made(float("nan"), "nan")) == "stale"


def test_what_was_decided_before_the_process_began_is_stale_but_for_a_second():
    one, _now = a_judge(100.0)
    assert [why(one, made(at, str(at))) for at in (98.9, 99.0, 100.0)] == ["stale", "", ""]


def test_a_mark_is_good_once_and_remembered_until_no_decision_of_its_time_is_good():
    one, now = a_judge()
    assert [why(one, made(125.0)), why(one, made(125.0)), why(one, made(125.0, "other"))] == ["", "used", ""]
    now[0] = 125.0
    assert why(one, made(125.0, "edge")) == ""
    now[0] = 154.0
    assert why(one, made(125.0)) == "used"
    now[0] = 185.0
    assert why(one, made(185.0, "new")) == ""
    assert sorted(one._used) == ["edge", "new"]  # "edge" is sixty seconds old


def test_a_refused_decision_is_not_used_up():
    one, _now = a_judge()
    assert why(one, made(100.0), ["AINO", "MAIJA"]) == "subjects"
    assert why(one, made(100.0, purpose="curiosity")) == "purpose"
    assert (why(one, made(100.0)), one._used) == ("", {"mark": 100.0})


@pytest.mark.parametrize(
    "change",
    [
        {"actor": ""}, {"actor": "x" * 65}, {"actor": 5}, {"purpose": None}, {"purpose": "x" * 65}, {"mark": ""},
        {"mark": "two\nlines"}, {"request": None}, {"request": "x" * 65}, {"at": True}, {"at": "5"}, {"at": None},
        {"subjects": "AINO"}, {"subjects": [""]}, {"subjects": [5]}, {"subjects": None},
    ],
)  # fmt: skip
def test_what_is_no_decision_is_not_heard(change):
    told = as_told(made(5.0))
    assert judge.heard(told | {"actor": "x" * 64, "request": ""}).actor == "x" * 64
    with pytest.raises(Garbled):
        judge.heard(told | change)
    for nothing in (None, [], "decision"):
        with pytest.raises(Garbled):
            judge.heard(nothing)


def test_a_decision_is_heard_as_it_was_told():
    one = Decision("KIRSTI", "claimed", frozenset(["OLLI", "AINO"]), 5.5, "request", "mark")
    assert as_told(one) == {
        "actor": "KIRSTI", "purpose": "claimed", "subjects": ["AINO", "OLLI"], "at": 5.5, "request": "request",
        "mark": "mark",
    }  # fmt: skip
    assert judge.heard(as_told(one)) == one


def test_codes_are_a_list_of_words_not_too_long():
    assert judge.codes(["AINO", "AINO"]) == ["AINO", "AINO"]
    assert len(judge.codes(["A"] * wire.MOST)) == wire.MOST == 5000
    for wrong in (["A"] * (wire.MOST + 1), "A", None, ["A", ""], ["x" * 65], ["nul\0"], {"A": 1}):
        with pytest.raises(Garbled):
            judge.codes(wrong)


# --- limits -----------------------------------------------------------------------------------------------------------
def some_limits(**more):
    now = [0.0]
    return Limits(Limit(10, 2), Limit(100, 50), now=lambda: now[0], **({"patience": 1} | more)), now


def test_exactly_what_the_bucket_holds_is_let_through_and_what_takes_patience_waits():
    one, _now = some_limits()
    assert [one.delay("A", count, is_system=False) for count in (10, 1, 1, 1)] == [0, 0.5, 1.0, None]
    other, _now = some_limits()
    assert (other.delay("A", 11, is_system=False), other.delay("A", 10, is_system=False)) == (None, 0)
    assert other.delay(SYSTEM, 100, is_system=True) == 0
    assert other.delay(SYSTEM, 51, is_system=True) is None


def test_a_refusal_costs_nothing_and_time_fills_the_bucket_up_to_its_brim():
    one, now = some_limits()
    assert [one.delay("A", count, is_system=False) for count in (8, 9, 2)] == [0, None, 0]
    now[0] = 1.5
    assert one.delay("A", 3, is_system=False) == 0
    now[0] = 1000
    assert (one.delay("A", 10, is_system=False), one.delay("A", 1, is_system=False)) == (0, 0.5)


def test_buckets_that_have_filled_again_are_forgotten_when_there_are_many(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    one, now = some_limits()
    for at, actor in enumerate(("A", "B", "C")):
        now[0] = at
        one.delay(actor, 10, is_system=False)
    assert len(one._buckets) == 3
    now[0] = 6
    one.delay("D", 1, is_system=False)
    assert sorted(one._buckets) == ["C", "D"]  # A and B began five seconds ago or more: they are full
    assert one.delay("C", 10, is_system=False) == 1.0


# --- answers ----------------------------------------------------------------------------------------------------------
def test_each_question_gets_its_answer_and_leaves_its_line(alone, settings):
    assert ask(alone, "make", codes=["AINO", "OLLI"]) == {"ok": True}
    found = decided(alone, "unwrap", "AINO", "MAIJA")
    assert (found["ok"], list(found["keys"]), len(wire.unwrap(found["keys"]["AINO"]))) == (True, ["AINO"], 32)
    assert ask(alone, "renew", codes=["AINO", "MAIJA"]) == {"ok": True, "codes": ["AINO"]}
    (row,) = decided(alone, "spares", "AINO")["spares"]["AINO"]
    assert (len(wire.unwrap(row[0])), row[1], wire.unwrap(row[2])) == (8, "", wire.unwrap(found["keys"]["AINO"]))
    assert ask(alone, "settle", kept={"AINO": ["P2"]}) == {"ok": True}
    assert ask(alone, "destroy", codes=["OLLI"]) == {"ok": True}
    assert ask(alone, "replay", tombstones={"EINO": "2026-01-02"}) == {"ok": True}
    assert len(wire.unwrap(ask(alone, "subkey", label="ledger")["key"])) == 32
    told = [(line["verb"], line["outcome"], line.get("codes", line.get("label"))) for line in lines(settings)]
    assert told == [
        ("make", "done", ["AINO", "OLLI"]), ("unwrap", "done", ["AINO", "MAIJA"]),
        ("renew", "done", ["AINO", "MAIJA"]), ("spares", "done", ["AINO"]), ("settle", "done", ["AINO"]),
        ("destroy", "done", ["OLLI"]), ("replay", "done", ["EINO"]), ("subkey", "done", "ledger"),
    ]  # fmt: skip
    assert [line["count"] for line in lines(settings) if "count" in line] == [2, 1]


def test_what_opens_makes_and_destroys_nothing_leaves_no_line(alone, settings):
    alone.ring.replay({f"P{number}": "2026-01-02" for number in range(3)})
    assert ask(alone, "hello") == {"ok": True}
    assert ask(alone, "holders", codes=["P1"]) == {"ok": True, "codes": []}
    assert ask(alone, "everyone", after="", most=wire.MOST) == {"ok": True, "codes": []}
    assert ask(alone, "tombstones", codes=["P1"]) == {"ok": True, "tombstones": {"P1": "2026-01-02"}}
    assert ask(alone, "buried", after="P0")["tombstones"] == {"P1": "2026-01-02", "P2": "2026-01-02"}
    assert lines(settings) == []


@pytest.mark.parametrize(
    ("verb", "facts", "reason"),
    [
        ("no such", {}, "garbled"), ("", {}, "garbled"), ("make", {}, "garbled"), ("make", {"codes": [""]}, "garbled"),
        ("everyone", {"after": "", "most": 0}, "garbled"), ("everyone", {"after": 5, "most": 1}, "garbled"),
        ("everyone", {"after": "", "most": wire.MOST + 1}, "garbled"), ("everyone", {"after": ""}, "garbled"),
        ("unwrap", {"codes": ["AINO"]}, "garbled"), ("unwrap", {"codes": ["AINO"], "decision": 5}, "garbled"),
        ("replay", {"tombstones": {"AINO": ""}}, "garbled"), ("subkey", {"label": ""}, "garbled"),
        ("take_out", {"sealed": {"W": "not base64"}}, "garbled"), ("make", {"codes": ["ERASED"]}, "erased"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_why_in_a_word_and_is_written_down(alone, settings, verb, facts, reason):
    alone.ring.replay({"ERASED": "2026-01-02"})
    assert ask(alone, verb, **facts) == {"ok": False, "why": reason}
    known = verb not in ("no such", "")
    assert [line["outcome"] for line in lines(settings)] == [reason] * known
    assert alone.ring.everyone() == []


def test_a_keyring_that_does_not_open_says_closed(alone, settings):
    alone.ring.make("AINO")
    alone.ring._file.execute("UPDATE person_key SET wrapped = zeroblob(60)")
    assert decided(alone, "unwrap", "AINO") == {"ok": False, "why": "closed"}


def test_the_systems_purposes_have_buckets_of_their_own_and_people_one_each(alone, monkeypatch):
    alone.limits = Limits(Limit(1, 0.001), Limit(2, 0.001), patience=0)
    alone.ring.make_many(["AINO", "OLLI"])
    found = [
        decided(alone, "unwrap", "AINO", "OLLI", actor=actor, purpose=purpose)["ok"]
        for actor, purpose in ((SYSTEM, "sealing"), (SYSTEM, "sealing"), (SYSTEM, UNRECORDED), ("KIRSTI", "claimed"))
    ]
    assert found == [True, False, True, False]
    assert [decided(alone, "unwrap", "AINO", actor=who)["ok"] for who in ("KIRSTI", "MAIJA", "KIRSTI")] == [
        True, True, False,
    ]  # fmt: skip


def test_whoever_is_over_the_limit_waits_before_anything_is_opened(alone, monkeypatch):
    waited = []
    monkeypatch.setattr(server.time, "sleep", waited.append)
    alone.limits = Limits(Limit(1, 1), Limit(1, 1), patience=3, now=lambda: 0.0)
    alone.ring.make("AINO")
    assert [decided(alone, "unwrap", "AINO")["ok"] for _ in range(5)] == [True, True, True, True, False]
    assert waited == [1.0, 2.0, 3.0]


def test_a_decision_is_used_up_also_when_the_limit_says_no(alone):
    alone.limits = Limits(Limit(0.5, 1), Limit(1, 1), patience=0)
    told = as_told(Decision.now(UNRECORDED, ["AINO"], actor="KIRSTI"))
    whys = [ask(alone, "unwrap", codes=["AINO"], decision=told)["why"] for _ in range(2)]
    assert whys == ["limit", "used"]


def test_a_line_that_cannot_be_written_answers_nothing_whatever_was_asked(alone, tmp_path):
    alone.ring.make("AINO")
    (tmp_path / "file").write_text("")
    alone.log.close()
    alone.log = Log(tmp_path / "file", timedelta(days=30))
    for answer in (
        decided(alone, "unwrap", "AINO"),
        ask(alone, "make", codes=["OLLI"]),
        ask(alone, "subkey", label="x"),
    ):
        assert answer == {"ok": False, "why": "log"}
    assert ask(alone, "hello") == {"ok": True}


# --- the place of the socket ------------------------------------------------------------------------------------------
@pytest.fixture
def path():
    """Short, as a socket's name has to be."""
    with tempfile.TemporaryDirectory(prefix="keys-") as folder:
        yield Path(folder) / "s"


def test_folders_that_are_not_there_yet_are_made_and_are_its_owners_alone(path):
    deep = path.parent / "a" / "b" / "s"
    with server.listening(deep, None):
        assert (deep.is_socket(), deep.parent.stat().st_mode & 0o777) == (True, 0o700)


def test_what_a_dead_process_left_is_taken_over_and_a_file_of_another_kind_is_not(path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with server.listening(path, None) as door:
        assert (path.is_socket(), path.stat().st_mode & 0o777, door.fileno() >= 0) == (True, 0o600, True)
        with pytest.raises(server.Taken), server.listening(path, None):
            pass
        assert path.is_socket()
    assert not path.exists()
    path.write_text("mine")
    with pytest.raises(server.Taken), server.listening(path, None):
        pass
    assert path.read_text() == "mine"


def test_a_group_may_reach_the_socket_when_it_is_named(path):
    with server.listening(path, os.getgid()):
        found = path.stat()
        assert (found.st_mode & 0o777, found.st_gid) == (0o660, os.getgid())


# --- who is let in ----------------------------------------------------------------------------------------------------
class Nobody(server.Peers):
    def may(self, line):
        return False


class Full(threading.Semaphore):
    def acquire(self, **_how):
        return False


def test_a_line_of_a_stranger_is_closed_unanswered(served):  # noqa: F811
    served.peers = Nobody()
    assert not keyring().is_there()
    served.peers = server.Peers()
    assert keyring().is_there()


def test_when_every_seat_is_taken_the_next_line_is_closed_unanswered(served):  # noqa: F811
    served._seats = Full()
    assert not keyring().is_there()
