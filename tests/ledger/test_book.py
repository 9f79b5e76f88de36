"""A line is written for an act, in order, and its chain shows every tampering."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import translation

from rinnalla.base import clock
from rinnalla.ledger import book, checking, reading, requests, retention
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import AppendOnly, Event, Head, LedgerBroken, Mention
from rinnalla.vault.keyring import keyring

pytestmark = pytest.mark.django_db

KIRSTI = SimpleNamespace(code="KIRSTI", acting_as="coordinator")
ASK = SimpleNamespace(code="ASK1", concerns=lambda: ["AINO"])


def write_some(count=5):
    for number in range(count):
        book.write(KIRSTI, "ask.claimed", about=ASK, concerns=["AINO", f"X{number}"], fields=["story"])


@contextmanager
def by_hand():
    """SQL past the program, as someone with the database's password would write it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield cursor.execute


def findings():
    return [(one.seq, one.what) for one in checking.verify().findings]


def test_a_line_says_who_what_about_whom_and_why():
    token = requests.current.set("REQ1")
    try:
        book.write(KIRSTI, "ask.claimed", about=ASK, purpose=Purpose.CLAIMED, fields=["story", "wishes"])
    finally:
        requests.current.reset(token)
    event = Event.objects.get()
    assert (event.seq, event.actor, event.role) == (1, "KIRSTI", "coordinator")
    assert (event.action, event.subject, event.purpose) == ("ask.claimed", "ASK1", "claimed")
    assert (event.field_names, event.request_id, event.concerns()) == (["story", "wishes"], "REQ1", ["AINO"])
    assert clock.now() - event.at < timedelta(minutes=1)
    assert event.sentence == "Otti tukipyynnön hoitaakseen. Tarkoitus: tukipyynnön hoitaminen."


def test_the_system_itself_may_act():
    event = book.write(None, "proposal.expired", concerns=["AINO", "", "PEKKA", "AINO"])
    assert (event.actor, event.concerns()) == ("", ["AINO", "PEKKA"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "ask.eaten"},
        {"purpose": "because"},
        {"fields": ["Selkä on kipeä"]},
        {"fields": "story"},
        {"fields": ["x" * 41]},
        {"details": {"a": 1}, "concerns": []},
        {"details": {"a": 1}, "concerns": ["AINO", "PEKKA"]},
    ],
)
def test_what_is_not_declared_is_refused(wrong):
    with pytest.raises(ValueError):
        book.write(KIRSTI, **{"action": "ask.claimed", "about": ASK, **wrong})
    assert not Event.objects.exists()


def test_a_thing_that_does_not_say_whom_it_concerns_is_refused():
    with pytest.raises(AttributeError):
        book.write(KIRSTI, "course.planned", about=SimpleNamespace(code="COURSE"))


def test_a_line_takes_four_statements_inside_a_move(django_assert_num_queries):
    book.write(KIRSTI, "ask.claimed", about=ASK)
    with django_assert_num_queries(4):
        book.write(KIRSTI, "ask.claimed", concerns=[f"P{number}" for number in range(200)])


def test_details_are_sealed_and_the_chain_outlives_their_key():
    event = book.write(KIRSTI, "ask.contacted", about=ASK, details={"number": "040"})
    event = Event.objects.get(pk=event.pk)
    assert b"040" not in event.details
    assert reading.unrecorded(event, "details").details == {"number": "040"}
    keyring().destroy("AINO")
    assert reading.unrecorded_many([event], "details")[0].is_erased
    assert findings() == []


def test_lines_are_never_changed_deleted_or_added_past_the_book():
    event = book.write(KIRSTI, "ask.claimed", about=ASK)
    mention = event.mentions.get()
    for attempt in [
        event.save,
        event.delete,
        mention.save,
        mention.delete,
        Event(seq=9, at=clock.now()).save,
        Event.objects.all().delete,
        Mention.objects.all().delete,
        lambda: Event.objects.update(actor="OLLI"),
        lambda: event.mentions.update(code="OLLI"),
        lambda: Event.objects.bulk_create([Event(seq=9, at=clock.now())]),
        lambda: Event.objects.create(seq=9, at=clock.now()),
        lambda: event.mentions.create(code="OLLI"),
        lambda: Event.objects.bulk_update([event], ["actor"]),
    ]:
        with pytest.raises(AppendOnly), transaction.atomic():
            attempt()
    assert findings() == []
    assert Event.objects.get().concerns() == ["AINO"]


def test_an_untouched_ledger_verifies_also_when_empty():
    assert (checking.verify().is_whole, str(checking.head())) == (True, "0-0000000000000000")
    write_some()
    report = checking.verify()
    assert (report.is_whole, report.checked, report.head.seq) == (True, 5, 5)


@pytest.mark.parametrize(
    "change",
    [
        "at = (SELECT at FROM ledger_event WHERE seq = 1)",
        "actor = 'OLLI'",
        "role = ''",
        "action = 'ask.received'",
        "kind = 'asks.ask'",
        "subject = 'ASK2'",
        "purpose = 'own'",
        "names = ''",
        "request_id = 'x'",
        "previous = mac",
        "mac = previous",
        "details = (SELECT details FROM ledger_event WHERE seq = 6)",
    ],
)
def test_a_changed_column_is_found(change):
    write_some()
    book.write(KIRSTI, "ask.contacted", about=ASK, details="x")
    with by_hand() as run:
        run(f"UPDATE ledger_event SET {change} WHERE seq = 3")
    with translation.override("en"):
        assert (3, "This event, or the list of those it concerns, was altered.") in findings()


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE ledger_mention SET code = 'OLLI' WHERE event_id = 2 AND code = 'AINO'", 2),
        ("DELETE FROM ledger_mention WHERE event_id = 2 AND code = 'AINO'", 2),
        ("INSERT INTO ledger_mention (event_id, code) VALUES (2, 'OLLI')", 2),
        ("UPDATE ledger_head SET seq = 4", 4),
        ("UPDATE ledger_head SET base_seq = 1", 5),
        ("UPDATE ledger_head SET mac = base_mac", 5),
        ("DELETE FROM ledger_head", 0),
    ],
)
def test_tampering_with_mentions_or_the_head_is_found(change, seq):
    write_some()
    with by_hand() as run:
        run(change)
    assert seq in [found for found, _what in findings()]


def test_a_deleted_line_is_found():
    write_some()
    with by_hand() as run:
        run("DELETE FROM ledger_mention WHERE event_id = 3")
        run("DELETE FROM ledger_event WHERE seq = 3")
    assert findings()[0][0] == 4


def test_a_cut_end_is_found():
    write_some()
    with by_hand() as run:
        run("DELETE FROM ledger_mention WHERE event_id >= 4")
        run("DELETE FROM ledger_event WHERE seq >= 4")
    assert [seq for seq, _what in findings()] == [5]


def test_an_inserted_line_is_found():
    write_some()
    columns = "at, actor, role, action, kind, subject, purpose, names, request_id, details, previous, mac"
    with by_hand() as run:
        run(f"INSERT INTO ledger_event (seq, {columns}) SELECT 6, {columns} FROM ledger_event WHERE seq = 5")
    with translation.override("en"):
        assert findings() == [(6, "There are events after the end of the chain.")]


def test_two_lines_that_changed_places_are_found():
    write_some()
    columns = ["at", "actor", "names", "subject", "previous", "mac"]
    with by_hand() as run:
        run("DELETE FROM ledger_mention WHERE event_id IN (2, 3)")
        for one in columns:
            run(
                f"UPDATE ledger_event SET {one} = CASE seq"
                f" WHEN 2 THEN (SELECT {one} FROM ledger_event WHERE seq = 3)"
                f" ELSE (SELECT {one} FROM ledger_event WHERE seq = 2) END WHERE seq IN (2, 3)"
            )
    assert {2, 3} <= {seq for seq, _what in findings()}


def test_an_older_copy_put_back_is_uncovered_by_the_head_shown_earlier():
    write_some(3)
    old = Head.objects.values().get()
    write_some(2)
    shown = checking.Shown.read(str(checking.head()))
    with by_hand() as run:
        run("DELETE FROM ledger_mention WHERE event_id >= 4")
        run("DELETE FROM ledger_event WHERE seq >= 4")
    Head.objects.filter(pk=1).update(**old)
    assert findings() == []  # the copy holds in itself
    assert [one.seq for one in checking.verify([shown]).findings] == [5]
    write_some(2)  # and filling it up again does not help
    assert [one.seq for one in checking.verify([shown]).findings] == [5]
    with pytest.raises(ValueError):
        checking.Shown.read("yesterday")


@pytest.mark.parametrize("change", ["UPDATE ledger_head SET seq = 1", "DELETE FROM ledger_head"])
def test_nothing_is_written_on_a_head_that_does_not_hold(change):
    write_some(2)
    with by_hand() as run:
        run(change)
    with pytest.raises(LedgerBroken), transaction.atomic():
        book.write(KIRSTI, "ask.claimed", about=ASK)
    assert Event.objects.count() == 2


def test_there_is_one_head():
    write_some(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Head.objects.create(pk=2, seal="x")


def test_a_move_that_fails_leaves_no_line_and_no_gap():
    with pytest.raises(RuntimeError), transaction.atomic():
        book.write(KIRSTI, "ask.claimed", about=ASK)
        raise RuntimeError
    write_some(2)
    assert list(Event.objects.values_list("seq", flat=True)) == [1, 2]
    assert findings() == []


def test_the_oldest_lines_leave_by_schedule_and_the_rest_verifies():
    write_some(3)
    first_shown = checking.head()
    border = clock.now()
    write_some(2)
    shown = checking.head()
    assert retention.shorten(border) == 3
    assert list(Event.objects.values_list("seq", "action")) == [
        (4, "ask.claimed"),
        (5, "ask.claimed"),
        (6, "ledger.shortened"),
    ]
    assert sorted(set(Mention.objects.values_list("event_id", flat=True))) == [4, 5]
    assert checking.verify([first_shown, shown]).is_whole
    assert retention.shorten(border) == 0
    assert retention.shorten(clock.now()) == 3
    assert checking.verify([shown]).is_whole
    with by_hand() as run:
        run("DELETE FROM ledger_event")
    assert not checking.verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain():
    failed = []
    together = threading.Barrier(4)

    def work(number):
        try:
            together.wait()
            for _round in range(8):
                with transaction.atomic():
                    book.write(KIRSTI, "ask.claimed", concerns=[f"P{number}"])
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(Event.objects.values_list("seq", flat=True)) == list(range(1, 33))
    assert checking.verify().is_whole
