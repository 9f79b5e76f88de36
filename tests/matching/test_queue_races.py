"""Two coordinators with one proposal: one wins, the other reads a kind sentence, and nobody is shown twice (R21)."""

import pytest

from rinnalla.base import clock
from rinnalla.matching import moves
from rinnalla.matching.choices import LineStage
from rinnalla.matching.models import QueueLine, QueueProposal, Shortlist
from tests import cast
from tests.matching.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def line():
    kirsti = cast.kirsti()
    cast.pekka()
    cast.supporter("Ulla")
    cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    moves.propose_queue(cast.association(), by=kirsti)
    return fresh()


def fresh() -> QueueLine:
    return QueueLine.objects.select_related("proposal", "ask__person", "ask__claimed_by", "supporter").get()


@pytest.mark.parametrize("other", [moves.take_line, moves.leave_line, moves.change_line])
def test_a_pair_taken_while_another_hand_decides_it(line, other):
    kirsti = line.ask.claimed_by
    copies = fresh(), fresh()
    said = at_once(lambda: moves.take_line(copies[0], by=kirsti), lambda: other(copies[1], by=kirsti))
    after, shown = fresh(), Shortlist.objects.shown().count()
    assert (after.stage, shown) in {(LineStage.TAKEN, 1), (LineStage.LEFT, 0), (LineStage.OPEN, 0)}
    assert [type(one).__name__ for one in said].count("str") <= 1
    if after.stage == LineStage.TAKEN:
        assert Shortlist.objects.shown().get().cards.first().supporter in (copies[0].supporter, after.supporter)


def test_two_make_a_proposal_at_once_and_one_is_kept(line):
    kirsti = line.ask.claimed_by
    at_once(*[lambda: moves.propose_queue(cast.association(), by=kirsti)] * 2)
    assert (QueueProposal.objects.count(), QueueLine.objects.count()) == (1, 1)
