"""Whoever writes into the database by hand is found out, given the head that was shown before (security, "Ledger").

One ledger of sixty lines; each edit is chance's own, made past the program, and undone before the next. After half
of them the program goes on writing honest lines, as it would before anybody looks.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, models, transaction

from rinnalla.ledger import book, checking
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, Head, LedgerBroken, Mention

pytestmark = pytest.mark.django_db

LINES = 60
ABOUT_NONE = range(4, LINES + 1, 4)  # numbers of the lines that concern nobody
KIRSTI = SimpleNamespace(code="KIRSTI", acting_as="coordinator")
TEXTS = [
    "actor", "role", "action", "kind", "subject", "purpose", "names", "request_id", "previous", "mac",
]  # fmt: skip
COLUMNS = [field.attname for field in Event._meta.concrete_fields]
UNREADABLE = {
    "sqlite": ["at = 'yesterday'", "at = 7", "names = x'c3'", "mac = x'00'", "actor = x'4f'"],
    "postgresql": ["at = 'infinity'", "at = '-infinity'"],
}


def write(number: int) -> None:
    """Lines of every shape: by the system and by a person, about none, one and two, with and without details."""
    shape = number % 4
    if shape == 0:
        book.write(None, "proposal.expired", concerns=["AINO", f"X{number}"])
    elif shape == 1:
        book.write(KIRSTI, "ask.contacted", concerns=["AINO"], details={"number": number}, purpose=Purpose.CLAIMED)
    elif shape == 2:
        book.write(KIRSTI, "read.opened", concerns=[f"X{number}"], fields=["story", "wishes"], purpose=Purpose.MATCHING)
    else:
        book.write(KIRSTI, "ask.claimed", concerns=[])


# --- by hand: rows past the program's own doors ---------------------------------------------------------------
def rows(model: type[models.Model]) -> models.QuerySet:
    return models.QuerySet(model)


def drop(model: type[models.Model], **which) -> None:
    found = rows(model).filter(**which)
    found._raw_delete(found.db)


def set_column(seq: int, column: str, value) -> None:
    """By SQL where the model would not let a value through."""
    if column != "details":
        rows(Event).filter(seq=seq).update(**{column: value})
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET details = %s WHERE seq = %s", [value, seq])


def mentions_of(seq: int) -> list[str]:
    return list(rows(Mention).filter(event_id=seq).values_list("code", flat=True))


def put(row: dict, codes: list[str]) -> None:
    rows(Event).bulk_create([Event(**row)])
    rows(Mention).bulk_create([Mention(event_id=row["seq"], code=code) for code in codes])


def other_value(chance: random.Random, column: str, value):
    """Another value for a column: one a careful hand would choose, or one that nobody expects."""
    if column == "at":
        return value + chance.choice([-1, 1]) * chance.choice([timedelta(microseconds=1), timedelta(days=30)])
    if column == "details":
        flipped = bytes([*value[:-1], value[-1] ^ 1]) if value else b"x"
        return chance.choice([flipped, b"", None if value else b""])
    letter = chance.choice("Xä0\N{RIGHT-TO-LEFT MARK}")
    if column in {"previous", "mac"}:
        return chance.choice([letter + value[1:], value[:-1], "", value.upper() + letter * (len(value) < 64)])
    return chance.choice(["", f"{value} ", f"{letter}{value}", value[1:], value.upper()])[:20]


# --- the edits: each tells in words what it did, or "" when chance left all as it was ------------------------------
def change(chance: random.Random) -> str:
    seq, column = chance.randint(1, LINES), chance.choice(COLUMNS)
    row = rows(Event).filter(seq=seq).values().get()
    if column == "seq":
        return move(seq, chance.choice([-1, 0, LINES + 1, LINES + chance.randint(2, 9)]))
    before = bytes(row["details"]) if column == "details" and row["details"] is not None else row[column]
    value = other_value(chance, column, before)
    set_column(seq, column, value)
    return "" if value == before else f"{column} of {seq}: {before!r} -> {value!r}"


def move(seq: int, to: int) -> str:
    codes = mentions_of(seq)
    row = rows(Event).filter(seq=seq).values().get()
    drop(Mention, event_id=seq)
    drop(Event, seq=seq)
    put(row | {"seq": to}, codes)
    return f"{seq} moved to {to}"


def copy_a_column(chance: random.Random) -> str:
    """What another line says, which is the likeliest lie."""
    to, source = chance.sample(range(1, LINES + 1), 2)
    column = chance.choice([*TEXTS, "at", "details"])
    values = dict(rows(Event).filter(seq__in=[to, source]).values_list("seq", column))
    set_column(to, column, values[source])
    return "" if values[to] == values[source] else f"{column} of {source} copied to {to}"


def make_unreadable(chance: random.Random) -> str:
    """A value that the program could never have written; the check must tell of it and not stop."""
    seq, what = chance.randint(1, LINES), chance.choice(UNREADABLE[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_event SET {what} WHERE seq = %s", [seq])
    return f"{what} in {seq}"


def change_a_mention(chance: random.Random) -> str:
    seq = chance.choice([number for number in range(1, LINES + 1) if number not in ABOUT_NONE])
    which = {"event_id": seq, "code": chance.choice(mentions_of(seq))}
    way = chance.choice(["drop", "rename", "add", "move"])
    if way == "drop":
        drop(Mention, **which)
    elif way == "add":
        rows(Mention).bulk_create([Mention(event_id=seq, code=chance.choice(["OLLI", "", "Ä"]))])
    elif way == "rename":
        rows(Mention).filter(**which).update(code=chance.choice(["OLLI", "", "ä"]))
    else:
        rows(Mention).filter(**which).update(event_id=chance.choice(ABOUT_NONE))
    return f"{way} {which}"


def change_the_head(chance: random.Random) -> str:
    column = chance.choice(["seq", "mac", "base_seq", "base_mac", "seal"])
    head = rows(Head).values().get()
    value = head[column]
    new = chance.choice([value - 1, value + 1]) if isinstance(value, int) else other_value(chance, "mac", value)
    rows(Head).update(**{column: new})
    return "" if new == value else f"head's {column}: {new!r}"


def delete(chance: random.Random) -> str:
    first = chance.randint(1, LINES)
    last = min(LINES, first + chance.choice([0, 0, 0, 5]))
    drop(Mention, event_id__in=range(first, last + 1))
    drop(Event, seq__range=(first, last))
    return f"{first} to {last} deleted"


def delete_and_close_the_gap(chance: random.Random) -> str:
    """One line goes and those after it move up, so that no number is missing."""
    gone = chance.randint(1, LINES - 1)
    after = list(rows(Event).filter(seq__gt=gone).values())
    mentions = list(rows(Mention).filter(event_id__in=range(gone + 1, LINES + 1)).values_list("event_id", "code"))
    drop(Mention, event_id__in=range(gone, LINES + 1))
    drop(Event, seq__gte=gone)
    rows(Event).bulk_create([Event(**row | {"seq": row["seq"] - 1}) for row in after])
    rows(Mention).bulk_create([Mention(event_id=seq - 1, code=code) for seq, code in mentions])
    return f"{gone} deleted and the gap closed"


def insert(chance: random.Random) -> str:
    """With the next number: a copy, or one made up that follows the last."""
    source = chance.randint(1, LINES)
    row, last = (rows(Event).filter(seq=seq).values().get() for seq in (source, LINES))
    row["seq"] = LINES + 1
    if made_up := chance.random() < 0.7:
        row |= {"previous": last["mac"], "actor": "OLLI", "mac": f"{chance.getrandbits(256):064x}"}
    put(row, mentions_of(source))
    return f"{source} {'made over' if made_up else 'copied'} as {LINES + 1}"


def swap(chance: random.Random) -> str:
    """Two whole lines change numbers; sometimes each then says that it follows the one now before it."""
    one, other = sorted(chance.sample(range(1, LINES + 1), 2))
    move(one, LINES + 50)
    move(other, one)
    move(LINES + 50, other)
    if relinked := chance.random() < 0.5:
        for seq in {one, other, one + 1} - {1, LINES + 1}:
            before = rows(Event).filter(seq=seq - 1).values_list("mac", flat=True).get()
            rows(Event).filter(seq=seq).update(previous=before)
    return f"{one} and {other} swapped{', relinked' * relinked}"


def truncate(chance: random.Random) -> str:
    """The tail goes; the head stays, is put back as it once was with its seal, or goes too with everything."""
    kept = chance.randint(0, LINES - 1)
    drop(Mention, event_id__gt=kept)
    drop(Event, seq__gt=kept)
    way = chance.choice(["left", "put back", "put back"])
    if way == "put back":
        drop(Head)
        if kept:
            rows(Head).bulk_create([Head(**HEADS[kept])])
    return f"all after {kept} cut off, head {way}"


HEADS: dict[int, dict] = {}
EDITS: list[Callable[[random.Random], str]] = [
    change, change, change, copy_a_column, make_unreadable, change_a_mention, change_the_head, delete,
    delete_and_close_the_gap, insert, swap, truncate, truncate,
]  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def go_on(chance: random.Random) -> None:
    """Honest lines afterwards, sometimes past the number that was shown; the program may refuse to write, too."""
    for number in range(chance.choice([1, 2, 3, 5, 8, 8, 13, LINES + 5])):
        try:
            with transaction.atomic():
                write(number)
        except (DatabaseError, LedgerBroken):
            return


def build() -> checking.Shown:
    HEADS.clear()
    for number in range(LINES):
        write(number)
        HEADS[number + 1] = rows(Head).values().get()
    shown = checking.head()
    report = checking.verify([shown])
    assert (report.is_whole, report.checked, shown.seq) == (True, LINES, LINES)
    return shown


@pytest.mark.slow
def test_every_edit_by_hand_is_found():
    """TAMPER_EDITS makes more edits than the suite does: a thousand take a minute."""
    shown, made = build(), 0
    wanted = int(os.environ.get("TAMPER_EDITS", "100"))
    chance = random.Random(os.environ.get("TAMPER_SEED", "2026"))
    while made < wanted:
        edit, goes_on = EDITS[made % len(EDITS)], chance.random() < 0.5
        with undone():
            done = edit(chance)
            if done and goes_on:
                go_on(chance)
            assert not done or not checking.verify([shown]).is_whole, f"{done}, {goes_on=}: not found"
        made += bool(done)
    assert checking.verify([shown]).is_whole, "what was undone holds again"
