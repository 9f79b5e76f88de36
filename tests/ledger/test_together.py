"""Lines of one move are written in one go: none is lost, none is written for what was undone, no reading waits."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from rinnalla.base.errors import RuleBroken
from rinnalla.ledger import book, checking, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event
from tests import cast

pytestmark = pytest.mark.django_db

KIRSTI = SimpleNamespace(code="KIRSTI", acting_as="coordinator")


def line(action: str) -> None:
    book.write(KIRSTI, action, concerns=["AINO", "PEKKA"])


def actions() -> list[str]:
    assert checking.verify().is_whole
    return list(Event.objects.values_list("action", flat=True))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_cost_does_not_grow_with_the_lines(count, django_assert_num_queries):
    line("ask.claimed")
    with django_assert_num_queries(6), book.together():  # with the savepoint's two
        for _ in range(count):
            line("ask.claimed")
    assert len(actions()) == count + 1


def test_lines_keep_their_order_and_each_its_details():
    with book.together():
        line("ask.received")
        book.write(KIRSTI, "person.changed", concerns=["AINO"], details={"from": "fi"})
        line("ask.claimed")
    assert actions() == ["ask.received", "person.changed", "ask.claimed"]
    assert reading.unrecorded(Event.objects.get(seq=2), "details").details == {"from": "fi"}


def test_a_move_inside_a_move_is_a_part_of_it():
    @book.together()
    def low():
        line("consent.given")

    with book.together():
        line("person.joined")
        low()
        assert Event.objects.count() == 0
    assert actions() == ["person.joined", "consent.given"]


def test_what_was_undone_has_no_line_even_when_someone_catches_the_refusal():
    with book.together():
        line("ask.received")
        try:
            with transaction.atomic():
                line("ask.claimed")
                raise RuleBroken("no")
        except RuleBroken:
            line("ask.moved")
    assert actions() == ["ask.received", "ask.moved"]


def test_a_refused_move_writes_nothing_and_the_next_one_starts_clean():
    with pytest.raises(RuleBroken), book.together():
        line("ask.received")
        raise RuleBroken("no")
    line("ask.claimed")
    assert actions() == ["ask.claimed"]


def test_a_reading_is_written_down_before_anything_opens():
    ask = cast.ask()
    with book.together():
        line("ask.received")
        reading.opened(ask, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
        assert list(Event.objects.values_list("action", flat=True)) == ["ask.received", "read.opened"]
        line("ask.claimed")
    assert actions() == ["ask.received", "read.opened", "ask.claimed"]


@pytest.mark.django_db(transaction=True)
def test_it_is_one_transaction():
    with pytest.raises(RuleBroken), book.together():
        cast.olli()
        line("person.joined")
        raise RuleBroken("no")
    assert (Event.objects.count(), connection.in_atomic_block) == (0, False)


def test_what_is_written_after_a_reading_follows_it_without_asking_again(django_assert_num_queries):
    line("ask.claimed")
    with django_assert_num_queries(9), book.together():  # four, then three, with the savepoint's two
        line("read.opened")
        line("ask.claimed")
    assert len(actions()) == 3


def test_a_reading_that_was_undone_leaves_the_chain_whole():
    with book.together():
        line("read.listed")
        try:
            with transaction.atomic():
                line("read.opened")
                raise RuleBroken("no")
        except RuleBroken:
            line("ask.moved")
    assert actions() == ["read.listed", "ask.moved"]
