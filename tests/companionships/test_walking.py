"""Contact is noted without content; reviews ask both apart; silence asks and never renews (R24, R27, R29)."""

from datetime import timedelta

import pytest
from django.conf import settings

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import moves, policies, stories, waiting
from rinnalla.companionships.choices import ReviewWish, Stage
from rinnalla.companionships.models import Companionship, Contact
from rinnalla.companionships.waiting import Act
from rinnalla.letters.models import Letter
from tests import cast
from tests.companionships import pairs
from tests.companionships.pairs import in_weeks, letters_to

pytestmark = pytest.mark.django_db

OWN = "En ole enää yksin tämän kanssa"


def answer(pair, side, wish="go-on", *, words=OWN, shares=False, by=None):
    who = by or pair.pair[0 if side == "person" else 1]
    return moves.review(pair, side=side, wish=wish, met="partly", words=words, shares=shares, by=who)


def acts(pair) -> tuple[str, str]:
    """What waits for Aino and for Pekka."""
    row = waiting.with_parts(Companionship.objects.filter(pk=pair.pk)).get()
    return waiting.act(row, pair.person), waiting.act(row, pair.supporter.person)


def due(pair):
    Companionship.objects.filter(pk=pair.pk).update(next_review=clock.today())
    return pairs.fresh(pair)


# --- contacts ---------------------------------------------------------------------------------------------
def test_a_note_holds_day_way_and_length_and_no_text(pair):
    contact = moves.note(pair, day=clock.today(), way="phone", minutes=30, by=pair.supporter.person)
    kept = {field.name for field in Contact._meta.get_fields()}
    assert kept == {"id", "code", "companionship", "day", "way", "minutes", "noted_by", "noted_at"}
    assert (contact.day, contact.way, contact.minutes) == (clock.today(), "phone", 30)
    moves.unnote(contact, by=pair.supporter.person)
    assert pair.contacts.count() == 0


@pytest.mark.parametrize("days", [1, -1])
def test_a_contact_is_noted_neither_before_it_was_nor_before_they_met(pair, days):
    with pytest.raises(RuleBroken):
        moves.note(pair, day=clock.today() + timedelta(days=days), way="phone", minutes=30, by=pair.supporter.person)


def test_the_supporter_notes_and_nobody_else(pair, kirsti):
    assert policies.may_note_contact(pair.supporter.person, pair)
    assert not policies.may_note_contact(pair.person, pair)
    assert not policies.may_note_contact(kirsti, pair)


# --- pause ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("side", [0, 1])
def test_either_pauses_and_either_goes_on_without_a_reason(pair, side):
    one, other = pair.pair[side], pair.pair[1 - side]
    moves.pause(pair, by=one)
    assert (pair.stage, letters_to(other), letters_to(one)) == (Stage.PAUSED, ["paused"], [])
    moves.go_on(pair, by=other)
    pair = pairs.fresh(pair)
    assert (pair.stage, pair.supporter.places_taken) == (Stage.WALKING, 1)


def test_a_pause_is_no_time_to_be_reminded(pair):
    due(pair)
    moves.pause(pair, by=pair.person)
    assert moves.remind_reviews() == 0


# --- review -----------------------------------------------------------------------------------------------
def test_silence_asks_and_never_renews(pair):
    day = due(pair).next_review
    assert (moves.remind_reviews(), moves.remind_reviews()) == (1, 0)
    assert letters_to(pair.person) == letters_to(pair.supporter.person) == ["review"]
    Companionship.objects.update(review_asked_at=clock.now() - timedelta(days=22))
    assert moves.remind_reviews() == 1
    pair = pairs.fresh(pair)
    assert (pair.next_review, pair.stage, letters_to(pair.person)) == (day, Stage.WALKING, ["review", "review"])


def test_who_has_answered_is_not_asked_again(pair):
    due(pair)
    moves.remind_reviews()
    answer(pair, "person")
    Letter.objects.all().delete()
    Companionship.objects.update(review_asked_at=clock.now() - timedelta(days=22))
    moves.remind_reviews()
    assert (letters_to(pair.person), letters_to(pair.supporter.person)) == ([], ["review"])


def test_one_answer_alone_sets_no_new_day(pair):
    day = due(pair).next_review
    answer(pair, "person")
    assert pairs.fresh(pair).next_review == day
    assert acts(pair) == (Act.THEY_REVIEW, Act.REVIEW)


def test_when_both_wish_to_go_on_the_next_day_is_set(pair):
    due(pair)
    answer(pair, "person")
    answer(pair, "supporter")
    pair = pairs.fresh(pair)
    assert (pair.next_review, pair.review_asked_at) == (in_weeks(settings.NEXT_REVIEW_WEEKS), None)
    assert acts(pair) == (Act.NOTHING, Act.NOTHING)


def test_when_something_is_to_change_they_look_again_sooner(pair):
    due(pair)
    answer(pair, "person", ReviewWish.CHANGE)
    answer(pair, "supporter")
    assert pairs.fresh(pair).next_review == in_weeks(settings.FIRST_REVIEW_WEEKS)


def test_an_answer_may_be_given_anew_until_both_have_answered(pair):
    due(pair)
    answer(pair, "person", words="ensin")
    again = answer(pair, "person", ReviewWish.CHANGE, words="sitten")
    assert (pair.reviews.count(), again.wish) == (1, "change")
    answer(pair, "supporter")
    assert answer(pair, "person").round == 2


def test_either_asks_to_look_again_at_any_time(pair):
    moves.ask_review(pair, by=pair.supporter.person)
    assert letters_to(pair.person) == ["review"]
    assert acts(pair) == (Act.REVIEW, Act.REVIEW)


def test_before_the_agreement_there_is_nothing_to_look_back_on(met):
    with pytest.raises(RuleBroken):
        moves.ask_review(met, by=met.person)
    with pytest.raises(RuleBroken):
        answer(met, "person")
    assert acts(met) == (Act.WRITE, Act.WRITE)


def test_what_one_says_of_ones_purpose_is_shared_only_by_choice(pair):
    aino, pekka = pair.pair
    kept, told = answer(pair, "person"), answer(pair, "supporter", words="Opin kuuntelemaan", shares=True)
    assert stories.shared_purpose(kept, by=pekka) is None
    assert stories.shared_purpose(kept, by=aino) == {"met": "partly", "words": OWN}
    assert stories.purposes([kept, told], by=aino) == [
        {"met": "partly", "words": OWN},
        {"met": "partly", "words": "Opin kuuntelemaan"},
    ]
    assert stories.purposes([kept, told], by=pekka)[0] is None


def test_a_wish_to_pause_pauses(pair):
    answer(pair, "supporter", ReviewWish.PAUSE)
    assert (pairs.fresh(pair).stage, letters_to(pair.person)) == (Stage.PAUSED, ["paused"])


def test_neither_answers_for_the_other_but_the_coordinator_records_what_was_told(pair, kirsti):
    with pytest.raises(RuleBroken):
        answer(pair, "supporter", by=pair.person)
    assert answer(pair, "person", by=kirsti).recorded_by == kirsti


def test_what_waits_is_read_in_as_few_queries_for_three_as_for_one(kirsti, django_assert_num_queries):
    names = iter(["Pekka", "Ulla", "Raimo"])
    for count in (1, 3):
        while Companionship.objects.count() < count:
            pairs.walking(kirsti=kirsti, person=cast.person("Aino"), supporter=cast.supporter(next(names)))
        with django_assert_num_queries(4):
            rows = list(waiting.with_parts(Companionship.objects.all()))
            assert [waiting.act(row, row.person) for row in rows] == [Act.NOTHING] * count
