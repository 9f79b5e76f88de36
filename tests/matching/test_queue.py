"""A proposal for the whole queue: each pair is taken, changed or left, and the seeker still chooses (R19, R21)."""

from datetime import timedelta

import pytest

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.matching import moves
from rinnalla.matching.choices import LineStage
from rinnalla.matching.models import Card, Proposal, QueueLine, QueueProposal
from rinnalla.supporters.models import Supporter
from tests import cast

pytestmark = pytest.mark.django_db


def claimed(called="Aino", *, by, days=0, **changes) -> Ask:
    at = clock.now()
    facts = {"claimed_by": by, "claimed_at": at, "received_at": at - timedelta(days=days)}
    return cast.ask(cast.person(called, f"{called.lower()}@example.org"), **(facts | changes))


def line_of(ask: Ask) -> QueueLine:
    return QueueLine.objects.select_related("ask__person", "supporter", "proposal").get(ask=ask)


# --- made ---------------------------------------------------------------------------------------------------------
def test_who_has_waited_longest_is_served_and_the_other_hears_why_not():
    kirsti, pekka = cast.kirsti(), cast.pekka(capacity=1)
    aino, eino = claimed("Aino", by=kirsti, days=9), claimed("Eino", by=kirsti, days=2)
    made = moves.propose_queue(cast.association(), by=kirsti)
    assert (made.waiting, made.served, made.left, made.holds) == (2, 1, 1, True)
    assert (line_of(aino).supporter, line_of(aino).stage) == (pekka, LineStage.OPEN)
    assert (line_of(eino).supporter, line_of(eino).stage) == (None, LineStage.WITHOUT)


def test_making_one_offers_nobody_and_opens_nothing_in_the_coordinators_name():
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    assert (Card.objects.count(), Proposal.objects.count(), Letter.objects.count()) == (0, 0, 0)
    assert set(Event.objects.filter(action="read.listed").values_list("actor", flat=True)) == {""}


def test_the_queue_is_those_who_have_nobody_to_choose_from():
    kirsti, maija = cast.kirsti(), cast.maija()
    cast.pekka(capacity=3)
    choosing, elsewhere = claimed("Hilkka", by=kirsti), claimed("Ester", by=maija, where=maija.roles.get().association)
    made = moves.shortlist(choosing, by=kirsti)
    moves.show(made, made.cards.all(), by=kirsti)
    waiting = claimed("Aino", by=kirsti)
    others = claimed("Eino", by=kirsti, stage=Stage.SHORTLISTED, wants_others_at=clock.now())
    moves.propose_queue(cast.association(), by=kirsti)
    assert set(QueueLine.objects.values_list("ask", flat=True)) == {waiting.pk, others.pk}
    assert elsewhere.pk not in QueueLine.objects.values_list("ask", flat=True)


def test_a_new_proposal_takes_the_place_of_the_one_before():
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    first = moves.propose_queue(cast.association(), by=kirsti)
    second = moves.propose_queue(cast.association(), by=kirsti)
    assert [one.pk for one in QueueProposal.objects.all()] == [second.pk] != [first.pk]
    assert QueueLine.objects.count() == 1


def test_the_whole_keeps_counts_and_no_line():
    kirsti, maija, leena = cast.kirsti(), cast.maija(), cast.leena()
    cast.pekka()
    claimed("Aino", by=kirsti)
    claimed("Ester", by=maija, where=maija.roles.get().association)
    made = moves.propose_whole(by=leena)
    assert (made.waiting, made.served, made.is_whole) == (2, 1, True)
    assert QueueLine.objects.count() == 0
    assert {group["served"] for group in made.groups} == {None}


def test_each_sees_the_proposals_of_their_own_association_alone():
    kirsti, maija, leena = cast.kirsti(), cast.maija(), cast.leena()
    cast.pekka()
    claimed(by=kirsti)
    made = moves.propose_queue(cast.association(), by=kirsti)
    moves.propose_whole(by=leena)
    seen = {who: list(QueueProposal.objects.visible_to(who)) for who in (kirsti, maija, leena)}
    assert seen == {kirsti: [made], maija: [], leena: []}
    assert [QueueLine.objects.visible_to(who).count() for who in (kirsti, maija, leena)] == [1, 0, 0]


def test_it_is_forgotten_after_a_week():
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    made = moves.propose_queue(cast.association(), by=kirsti)
    moves.forget_queue_proposals()
    assert QueueProposal.objects.count() == 1
    QueueProposal.objects.filter(pk=made.pk).update(made_at=clock.now() - timedelta(days=7, minutes=1))
    moves.forget_queue_proposals()
    assert (QueueProposal.objects.count(), QueueLine.objects.count()) == (0, 0)


# --- taken --------------------------------------------------------------------------------------------------------
def test_a_pair_taken_is_the_first_card_that_the_seeker_sees_and_nobody_is_asked_yet():
    kirsti = cast.kirsti()
    aino = claimed("Aino", by=kirsti)
    for called in ("Pekka", "Ulla", "Seppo"):
        cast.supporter(called)
    moves.propose_queue(cast.association(), by=kirsti)
    proposed = line_of(aino).supporter
    assert moves.take_line(line_of(aino), by=kirsti) is None
    aino.refresh_from_db()
    shown = aino.shortlists.shown().get().cards.all()
    assert (shown[0].supporter, len(shown), aino.stage) == (proposed, 3, Stage.SHORTLISTED)
    assert Proposal.objects.count() == 0
    assert line_of(aino).stage == LineStage.TAKEN
    assert [letter.kind for letter in Letter.objects.filter(to=aino.person)] == ["cards"]


def test_someone_changed_to_comes_first_although_another_fits_better():
    kirsti = cast.kirsti()
    aino = claimed("Aino", by=kirsti)
    cast.pekka()
    ulla = cast.supporter("Ulla", experience={"facets": [], "needs": []})
    moves.propose_queue(cast.association(), by=kirsti)
    moves.change_line(line_of(aino), by=kirsti)
    assert line_of(aino).supporter == ulla
    moves.take_line(line_of(aino), by=kirsti)
    assert aino.shortlists.shown().get().cards.first().supporter == ulla


def test_where_the_choice_was_left_to_us_the_supporter_is_asked_and_a_seat_is_held():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    aino = claimed("Aino", by=kirsti, left_to_us=True)
    moves.propose_queue(cast.association(), by=kirsti)
    asked = moves.take_line(line_of(aino), by=kirsti)
    pekka.refresh_from_db()
    assert (asked.supporter, asked.asked_by, pekka.places_taken) == (pekka, kirsti, 1)


@pytest.mark.parametrize("change", [{"at_limit": True}, {"places_taken": 1}, {"languages": "sv"}])
def test_taking_looks_at_everything_again_and_what_no_longer_holds_says_so(change):
    kirsti, pekka = cast.kirsti(), cast.pekka()
    aino = claimed("Aino", by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    Supporter.objects.filter(pk=pekka.pk).update(**change)
    with pytest.raises(moves.NoLongerFits):
        moves.take_line(line_of(aino), by=kirsti)
    aino.refresh_from_db()
    assert (line_of(aino).stage, aino.stage, aino.shortlists.count()) == (LineStage.GONE, Stage.RECEIVED, 0)


def test_a_block_made_since_is_never_passed_over():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    aino = claimed("Aino", by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    moves.block(aino.person, pekka, by=aino.person)
    with pytest.raises(moves.NoLongerFits):
        moves.take_line(line_of(aino), by=kirsti)
    assert Card.objects.count() == 0


def test_two_hands_on_one_pair_the_second_reads_that_someone_was_faster():
    kirsti = cast.kirsti()
    cast.pekka()
    aino = claimed("Aino", by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    one, other = line_of(aino), line_of(aino)
    moves.leave_line(one, by=kirsti)
    with pytest.raises(Overtaken):
        moves.take_line(other, by=kirsti)
    assert (line_of(aino).stage, aino.shortlists.count()) == (LineStage.LEFT, 0)


def test_a_request_that_a_colleague_took_over_is_not_decided_by_the_one_before():
    kirsti = cast.kirsti()
    kaarina = cast._staff("Kaarina", "coordinator", cast.association())
    cast.pekka()
    aino = claimed("Aino", by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    Ask.objects.filter(pk=aino.pk).update(claimed_by=kaarina)
    for act in (moves.take_line, moves.change_line, moves.leave_line):
        with pytest.raises(Overtaken):
            act(line_of(aino), by=kirsti)
    assert line_of(aino).stage == LineStage.OPEN


# --- changed, left ------------------------------------------------------------------------------------------------
def test_changing_goes_through_those_who_have_a_seat_that_no_other_pair_counts_on():
    kirsti = cast.kirsti()
    aino, eino = claimed("Aino", by=kirsti, days=3), claimed("Eino", by=kirsti, days=2)
    cast.pekka()
    cast.supporter("Ulla")
    moves.propose_queue(cast.association(), by=kirsti)
    assert {line_of(aino).supporter_id, line_of(eino).supporter_id} == set(
        Supporter.objects.values_list("pk", flat=True)
    )
    with pytest.raises(RuleBroken):
        moves.change_line(line_of(aino), by=kirsti)
    seppo = cast.supporter("Seppo", experience={"facets": []})
    moves.change_line(line_of(aino), by=kirsti)
    assert line_of(aino).supporter == seppo
    moves.leave_line(line_of(eino), by=kirsti)
    moves.change_line(line_of(aino), by=kirsti)
    assert line_of(aino).supporter == line_of(eino).supporter, "the seat of a pair that was left is free to propose"


def test_a_pair_left_stands_in_the_next_proposal():
    kirsti = cast.kirsti()
    cast.pekka()
    aino = claimed("Aino", by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    moves.leave_line(line_of(aino), by=kirsti)
    moves.propose_queue(cast.association(), by=kirsti)
    assert line_of(aino).stage == LineStage.OPEN
