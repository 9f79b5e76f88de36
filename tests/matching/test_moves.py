"""Cards are shown, one supporter is asked, each says yes or no alone (R19–R22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rinnalla.asks.choices import Stage
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.ledger import reading
from rinnalla.letters.models import Letter
from rinnalla.matching import cards, fit, moves
from rinnalla.matching.choices import CardStage, ProposalStage
from rinnalla.matching.models import Card, Proposal
from tests import cast

pytestmark = pytest.mark.django_db


def letters_to(person) -> list[str]:
    return list(Letter.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def ask(kirsti):
    return cast.ask(claimed_by=kirsti, claimed_at=clock.now())


def shown(ask, *, by):
    made = moves.shortlist(ask, by=by)
    moves.show(made, made.cards.all(), by=by)
    ask.refresh_from_db()
    return made


def chosen(ask, supporter, *, by) -> Proposal:
    return moves.choose(Card.objects.open().get(shortlist__ask=ask, supporter=supporter), by=by)


def test_the_coordinator_looks_first_and_then_shows_the_cards(ask, kirsti):
    pekka = cast.pekka()
    made = moves.shortlist(ask, by=kirsti)
    assert (list(made.cards.values_list("supporter", flat=True)), ask.stage, made.shown_at) == (
        [pekka.pk],
        "received",
        None,
    )
    moves.show(made, made.cards.all(), by=kirsti)
    ask.refresh_from_db()
    assert (ask.stage, letters_to(ask.person)) == (Stage.SHORTLISTED, ["cards"])
    with pytest.raises(Overtaken):
        moves.show(made, made.cards.all(), by=kirsti)


def test_a_card_left_out_was_never_seen_and_comes_up_again(ask, kirsti):
    pekka, ulla = cast.pekka(), cast.supporter("Ulla")
    made = moves.shortlist(ask, by=kirsti)
    moves.show(made, [made.cards.get(supporter=ulla)], by=kirsti)
    again = moves.shortlist(ask, by=kirsti)
    assert [card.supporter for card in again.cards.all()] == [pekka]


def test_no_card_can_be_shown_from_another_shortlist(ask, kirsti):
    cast.pekka()
    other = moves.shortlist(cast.ask(cast.olli()), by=kirsti)
    made = moves.shortlist(ask, by=kirsti)
    with pytest.raises(RuleBroken):
        moves.show(made, other.cards.all(), by=kirsti)
    with pytest.raises(RuleBroken):
        moves.show(made, [], by=kirsti)


def test_where_shortlists_go_out_by_themselves_the_cards_are_shown_at_once():
    association = cast.association()
    association.looks_first = False
    association.save()
    cast.pekka()
    ask = cast.ask(where=association)
    moves.begin(ask)
    ask.refresh_from_db()
    assert (ask.stage, ask.shortlists.shown().count()) == (Stage.SHORTLISTED, 1)
    assert moves.begin(ask) is None  # beginning twice is beginning once


def test_where_the_coordinator_looks_first_nothing_goes_out(ask):
    cast.pekka()
    assert (moves.begin(ask), ask.shortlists.count()) == (None, 0)


def test_when_nobody_fits_the_desk_is_told_and_the_person_gets_a_promise(kirsti):
    association = cast.association()
    association.looks_first = False
    association.save()
    ask = cast.ask(where=association)
    moves.begin(ask)
    assert (ask.shortlists.count(), letters_to(kirsti)) == (0, ["work"])
    assert ask.promises.filter(kept_at=None).count() == 1


def test_choosing_holds_the_seat_and_asks_one_supporter(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    pekka.refresh_from_db()
    ask.refresh_from_db()
    assert (proposal.stage, pekka.places_taken, ask.stage) == (ProposalStage.ASKED, 1, Stage.CHOSEN)
    assert letters_to(pekka.person) == ["proposed"]
    assert ask.promises.get(kept_at=None).due == proposal.answer_by


def test_a_supporter_with_one_question_open_is_asked_no_other(ask, kirsti):
    pekka = cast.pekka(capacity=3)
    other = cast.ask(cast.olli(), claimed_by=kirsti, claimed_at=clock.now())
    shown(ask, by=kirsti)
    shown(other, by=kirsti)
    chosen(ask, pekka, by=ask.person)
    with pytest.raises(RuleBroken):
        chosen(other, pekka, by=other.person)
    pekka.refresh_from_db()
    other.refresh_from_db()
    assert (pekka.places_taken, other.stage) == (1, Stage.SHORTLISTED)


def test_a_no_shows_the_seeker_only_that_this_one_did_not_go_on(ask, kirsti):
    pekka, _ulla = cast.pekka(), cast.supporter("Ulla")
    made = shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    moves.decline(proposal, by=pekka.person)
    pekka.refresh_from_db()
    ask.refresh_from_db()
    assert (pekka.places_taken, ask.stage) == (0, Stage.SHORTLISTED)
    assert made.cards.get(supporter=pekka).stage == CardStage.NOT_ON
    assert letters_to(ask.person) == ["cards", "not-on"]
    assert letters_to(kirsti) == ["work"]
    assert fit.broken_limit(ask, pekka, by=None) == "declined"


def test_when_the_last_one_declines_the_person_is_promised_a_word(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    moves.decline(chosen(ask, pekka, by=ask.person), by=pekka.person)
    ask.refresh_from_db()
    assert (ask.stage, ask.shortlists.open().count()) == (Stage.RECEIVED, 0)
    assert ask.promises.filter(kept_at=None, due__gt=clock.today()).count() == 1


def test_an_answer_is_given_once(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    same = Proposal.objects.get(pk=proposal.pk)
    moves.decline(proposal, by=pekka.person)
    for verb in (moves.accept, moves.decline, moves.take_back):
        with pytest.raises(RuleBroken):
            verb(same, by=pekka.person)
    pekka.refresh_from_db()
    assert pekka.places_taken == 0


def test_a_yes_keeps_the_seat_and_puts_the_cards_away(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    moves.accept(proposal, by=pekka.person)
    pekka.refresh_from_db()
    ask.refresh_from_db()
    assert (ask.stage, pekka.places_taken, ask.shortlists.open().count()) == (Stage.INTRODUCED, 1, 0)


def test_the_seeker_may_take_the_question_back_and_choose_again(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    moves.take_back(chosen(ask, pekka, by=ask.person), by=ask.person)
    ask.refresh_from_db()
    assert chosen(ask, pekka, by=ask.person).stage == ProposalStage.ASKED


def test_a_seeker_cannot_choose_what_has_not_been_shown(ask, kirsti):
    pekka = cast.pekka()
    moves.shortlist(ask, by=kirsti)
    with pytest.raises(RuleBroken):
        chosen(ask, pekka, by=ask.person)
    assert chosen(ask, pekka, by=kirsti).asked_by == kirsti


def test_choosing_looks_again_and_puts_aside_a_card_that_no_longer_fits(ask, kirsti):
    pekka = cast.pekka()
    made = shown(ask, by=kirsti)
    pekka.at_limit = True
    pekka.save()
    with pytest.raises(RuleBroken):
        chosen(ask, pekka, by=ask.person)
    ask.refresh_from_db()
    assert (made.cards.get().stage, ask.stage) == (CardStage.GONE, Stage.SHORTLISTED)


def test_a_rewritten_experience_is_looked_at_again_when_chosen(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    pekka.seal(experience=cast.EXPERIENCE | {"modes": ["meeting"]})
    pekka.save()
    with pytest.raises(RuleBroken):
        chosen(ask, pekka, by=ask.person)


def test_a_reminder_at_seven_days_and_the_end_at_fourteen(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    Proposal.objects.update(asked_at=timezone.now() - timedelta(days=7, hours=1))
    assert (moves.remind_and_expire(), moves.remind_and_expire()) == ((1, 0), (0, 0))
    assert letters_to(pekka.person) == ["proposed", "reminder"]
    Proposal.objects.update(asked_at=timezone.now() - timedelta(days=14, hours=1))
    assert moves.remind_and_expire() == (0, 1)
    proposal.refresh_from_db()
    pekka.refresh_from_db()
    assert (proposal.stage, pekka.places_taken, letters_to(ask.person)[-1]) == ("expired", 0, "not-on")


def test_a_late_question_is_let_go_without_a_reminder_first(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    chosen(ask, pekka, by=ask.person)
    Proposal.objects.update(asked_at=timezone.now() - timedelta(days=20))
    assert moves.remind_and_expire() == (0, 1)
    assert letters_to(pekka.person) == ["proposed"]


def test_asking_for_others_keeps_the_cards_in_sight_and_promises_a_word(ask, kirsti):
    cast.pekka()
    made = shown(ask, by=kirsti)
    moves.ask_for_others(ask, by=ask.person)
    assert (ask.stage, ask.wants_others_at is not None) == (Stage.SHORTLISTED, True)
    assert ask.shortlists.open().get() == made
    assert letters_to(kirsti) == ["work"]


def test_new_cards_are_others(ask, kirsti):
    cast.pekka()
    shown(ask, by=kirsti)
    moves.ask_for_others(ask, by=ask.person)
    ulla = cast.supporter("Ulla")
    made = shown(ask, by=kirsti)
    assert ([card.supporter for card in made.cards.all()], made.round) == ([ulla], 2)
    assert ask.wants_others_at is None


def test_leaving_the_choice_to_the_coordinator(ask, kirsti):
    cast.pekka()
    shown(ask, by=kirsti)
    moves.leave_to_us(ask, by=ask.person)
    assert (ask.left_to_us, letters_to(kirsti)) == (True, ["work"])


def test_withdrawing_takes_the_question_back_and_frees_the_seat(ask, kirsti):
    pekka = cast.pekka()
    shown(ask, by=kirsti)
    proposal = chosen(ask, pekka, by=ask.person)
    ask.refresh_from_db()
    moves.withdraw(ask, by=ask.person)
    proposal.refresh_from_db()
    pekka.refresh_from_db()
    assert (ask.stage, proposal.stage, pekka.places_taken) == (Stage.WITHDRAWN, ProposalStage.TAKEN_BACK, 0)
    assert ask.shortlists.open().count() == 0


def test_showing_the_way_elsewhere_puts_the_cards_away(ask, kirsti):
    cast.pekka()
    shown(ask, by=kirsti)
    moves.signpost(ask, "Kipuklinikan neuvonta", by=kirsti)
    assert (ask.stage, ask.shortlists.open().count()) == (Stage.SIGNPOSTED, 0)


def test_handing_over_begins_again_in_the_other_association(ask, kirsti):
    cast.pekka()
    shown(ask, by=kirsti)
    coast = cast.association("Pohjanmaan Selkäyhdistys", "17")
    moves.hand_over(ask, coast, by=kirsti)
    assert (ask.stage, ask.association, ask.shortlists.open().count()) == (Stage.RECEIVED, coast, 0)


def test_two_kept_apart_never_meet_again_and_neither_is_told(ask, kirsti):
    pekka = cast.pekka()
    made = shown(ask, by=kirsti)
    moves.block(ask.person, pekka, by=ask.person)
    moves.block(ask.person, pekka, by=ask.person)
    assert made.cards.get().stage == CardStage.GONE
    assert moves.shortlist(ask, by=kirsti).cards.count() == 0
    assert "block.made" not in [event.action for event in reading.who_looked(pekka.person.code)]
    assert [e.action for e in reading.who_looked(ask.person.code)].count("block.made") == 1
    moves.unblock(ask.person, pekka, by=ask.person)
    assert fit.broken_limit(ask, pekka, by=None) == "seen"


def test_those_who_have_been_brought_together_once_are_not_proposed_to_each_other_again(ask, kirsti):
    pekka = cast.pekka(capacity=2)
    shown(ask, by=kirsti)
    moves.accept(chosen(ask, pekka, by=ask.person), by=pekka.person)
    again = cast.ask(ask.person)
    assert fit.broken_limit(again, pekka, by=None) == "walked"


def test_cards_read_by_the_seeker_are_written_down_as_their_own(ask, kirsti):
    cast.pekka()
    made = shown(ask, by=kirsti)
    (face,) = cards.faces(made, by=ask.person)
    looked = reading.who_looked(ask.person.code).first()
    assert (looked.actor, looked.purpose, looked.names) == (ask.person.code, "own", "reasons")
    assert face.shared == ["iskias", "uni"]
