"""Either pauses, changes person or stops, without a reason; the other gets a next step the same day (R12, R25)."""

import threading

import pytest
from django.db import connection

from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask
from rinnalla.asks.stories import tell
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import moves, policies, stories, waiting
from rinnalla.companionships.choices import Ending, Stage
from rinnalla.companionships.models import Companionship, Contact
from rinnalla.companionships.waiting import Act
from rinnalla.ledger.choices import Purpose
from rinnalla.matching.models import Block
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Stage as SupporterStage
from tests import cast
from tests.companionships import pairs
from tests.companionships.pairs import letters_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("side", "told"), [(0, 1), (1, 0)])
def test_either_ends_and_the_other_reads_the_agreed_words(pair, kirsti, side, told):
    moves.end(pair, Ending.STOPPED, by=pair.pair[side])
    pair = pairs.fresh(pair)
    assert (pair.stage, pair.how, pair.ended_by) == (Stage.ENDED, "stopped", ["person", "supporter"][side])
    assert (letters_to(pair.pair[told]), letters_to(pair.pair[side]), letters_to(kirsti)) == (
        ["parting"],
        [],
        ["work"],
    )
    assert stories.parting_words(pair, by=pair.pair[told]) == "Kiitos yhteisestä matkasta"


def test_after_the_end_no_address_is_in_sight_any_more(pair):
    moves.show_contact(pair, phone=True, email=True, by=pair.person)
    assert stories.other(pairs.fresh(pair), by=pair.supporter.person).email == "aino@example.org"
    moves.end(pair, Ending.STOPPED, by=pair.person)
    seen = stories.other(pairs.fresh(pair), by=pair.supporter.person)
    assert (seen.called, seen.email, seen.phone) == ("Aino", "", "")


def may(policy, pair, *people):
    return [policy(person, pairs.fresh(pair)) for person in people]


def test_parting_words_are_said_on_the_phone_by_who_is_in_care_to_those_only_who_get_no_letters(pair, kirsti):
    who = (kirsti, pair.person, pair.supporter.person, cast.maija(), cast.olli())
    Person.objects.filter(pk=pair.person.pk).update(by_mail=False)
    assert may(policies.may_tell_parting, pair, *who) == [False] * 5  # they walk still
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    assert may(policies.may_tell_parting, pair, *who) == [True, False, False, False, False]
    Person.objects.filter(pk=pair.person.pk).update(by_mail=True)
    assert may(policies.may_tell_parting, pair, *who) == [False] * 5


def test_who_ended_it_themself_needs_no_parting_words_on_the_phone(pair, kirsti):
    Person.objects.filter(pk=pair.person.pk).update(by_mail=False)
    moves.end(pair, Ending.STOPPED, by=pair.person)
    assert may(policies.may_tell_parting, pair, kirsti) == [False]


def test_what_comes_next_is_the_supported_persons_and_a_note_of_contact_the_supporters(pair, kirsti):
    who = (kirsti, pair.person, pair.supporter.person, cast.maija(), cast.olli())
    contact = Contact(companionship=pair)
    assert may(policies.may_choose_next, pair, *who) == [True, True, False, False, False]
    assert may(policies.may_stop, pair, *who) == [False, True, True, False, False]
    assert [policies.may_remove_contact(person, contact) for person in who] == [False, False, True, False, False]


def test_the_end_frees_the_place_once(pair):
    supporter = pair.supporter
    moves.end(pair, Ending.PURPOSE_MET, by=pair.person)
    with pytest.raises(RuleBroken):
        moves.end(pairs.fresh(pair), Ending.STOPPED, by=supporter.person)
    supporter.refresh_from_db()
    assert (supporter.places_taken, supporter.is_offerable, pairs.fresh(pair).how) == (0, True, "purpose-met")


def test_it_may_end_before_anything_was_agreed(met):
    moves.write(met, pairs.WORDS, pairs.in_weeks(6), by=met.supporter.person)
    moves.end(met, Ending.STOPPED, by=met.person)
    met = pairs.fresh(met)
    assert (met.stage, met.ask.stage, met.proposed, met.agreement) == (
        Stage.ENDED,
        AskStage.COMPANIONSHIP,
        None,
        None,
    )
    assert stories.parting_words(met, by=met.supporter.person) == ""


def test_when_the_coordinator_in_care_has_left_every_coordinator_is_told(pair, kirsti):
    Ask.objects.update(claimed_by=None, claimed_at=None)
    moves.end(pairs.fresh(pair), Ending.STOPPED, by=pair.supporter.person)
    assert letters_to(kirsti) == ["work"]


def test_the_person_asks_again_without_telling_it_all_again(pair, kirsti):
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    anew = moves.ask_again(pairs.fresh(pair), by=pair.person)
    story, wishes = tell(anew, by=pair.person, purpose=Purpose.OWN)
    assert (story.own_words, story.needs, wishes.modes) == ("It hurts at night.", ("listening",), ("phone",))
    assert (anew.follows, anew.claimed_by, anew.stage) == (pair.ask, kirsti, AskStage.RECEIVED)
    assert anew.promises.get(kept_at=None).due == clock.today()
    assert pairs.fresh(pair).next_step_at is not None


def test_asking_again_twice_asks_once(pair):
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    moves.ask_again(pairs.fresh(pair), by=pair.person)
    with pytest.raises(RuleBroken):
        moves.ask_again(pairs.fresh(pair), by=pair.person)
    assert Ask.objects.filter(follows=pair.ask).count() == 1


def test_who_said_not_now_may_still_ask_later(pair):
    moves.end(pair, Ending.TIME_UP, by=pair.person)
    moves.take_next_step(pairs.fresh(pair), by=pair.person)
    with pytest.raises(RuleBroken):
        moves.take_next_step(pairs.fresh(pair), by=pair.person)
    assert moves.ask_again(pairs.fresh(pair), by=pair.person).stage == AskStage.RECEIVED


def test_nobody_asks_again_while_they_walk(pair):
    with pytest.raises(RuleBroken):
        moves.ask_again(pair, by=pair.person)


def test_where_shortlists_go_out_by_themselves_the_next_cards_are_there_at_once(pair):
    ulla = cast.supporter("Ulla")
    pair.association.looks_first = False
    pair.association.save()
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    anew = moves.ask_again(pairs.fresh(pair), by=pair.person)
    anew.refresh_from_db()
    assert anew.stage == AskStage.SHORTLISTED
    assert [card.supporter for card in anew.shortlists.open().get().cards.all()] == [ulla]


def test_changing_person_parts_blocks_and_asks_again(pair):
    anew = moves.change_person(pair, by=pair.person)
    pair = pairs.fresh(pair)
    assert (pair.how, pair.supporter.places_taken, anew.follows) == ("changed", 0, pair.ask)
    assert Block.objects.filter(person=pair.person, supporter=pair.supporter).count() == 1
    assert letters_to(pair.supporter.person) == ["parting"]


def test_only_the_supported_person_changes_person(pair, kirsti):
    aino, pekka = pair.pair
    assert [policies.may_change_person(each, pair) for each in (aino, pekka, kirsti)] == [True, False, False]
    with pytest.raises(RuleBroken):
        moves.change_person(pair, by=pekka)
    assert Block.objects.count() == 0


def test_a_supporter_who_stops_parts_from_everyone_and_each_has_a_next_step(kirsti):
    pekka = cast.pekka(capacity=2)
    one = pairs.walking(kirsti=kirsti, supporter=pekka)
    two = pairs.introduced(kirsti=kirsti, person=cast.olli(), supporter=pekka)
    pekka.refresh_from_db()
    moves.stop_supporting(pekka, by=pekka.person)
    pekka.refresh_from_db()
    assert (pekka.stage, pekka.places_taken) == (SupporterStage.STOPPED, 0)
    for pair in (one, two):
        row = waiting.with_parts(Companionship.objects.filter(pk=pair.pk)).get()
        assert (row.stage, row.how, row.ended_by) == ("ended", "stopped", "supporter")
        assert waiting.act(row, row.person) == Act.NEXT_STEP
        assert letters_to(row.person)[-1] == "parting"


def test_the_coordinator_records_an_ending_told_on_the_phone(pair, kirsti):
    moves.end(pair, Ending.TIME_UP, by=kirsti, side="person")
    assert (pairs.fresh(pair).ended_by, letters_to(pair.supporter.person)) == ("person", ["parting"])
    with pytest.raises(RuleBroken):
        moves.end(pair, Ending.STOPPED, by=kirsti)


@pytest.mark.django_db(transaction=True)
def test_two_who_end_at_the_same_moment_end_it_once():
    pair = pairs.walking(kirsti=cast.kirsti())
    went, start = [], threading.Barrier(2)

    def end(side):
        try:
            own = pairs.fresh(pair)
            start.wait(timeout=20)
            moves.end(own, Ending.STOPPED, by=own.pair[side])
            went.append(side)
        except RuleBroken:
            went.append("a sentence")
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=[side]) for side in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert went.count("a sentence") == 1 and len(went) == 2
    assert pairs.fresh(pair).supporter.places_taken == 0
