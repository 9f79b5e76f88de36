"""No face is put before too many people at once; nobody's list gets shorter by it (R13, R21)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.matching import exposure, fit, moves, weights
from rinnalla.matching.cards import faces, fits_now
from rinnalla.matching.exposure import NEARLY, most_lists, spread
from rinnalla.matching.models import Proposal
from tests import cast


def fits(*scores, free=1):
    """One fit of each score; the first supporter is number 1."""
    rows = [SimpleNamespace(id=place + 1, capacity=free, taken=0) for place in range(len(scores))]
    return [
        SimpleNamespace(row=row, score=score, order=(-score, 0, row.id))
        for row, score in zip(rows, scores, strict=True)
    ]


def ids(found):
    return [one.row.id for one in found]


# --- the rule ---------------------------------------------------------------------------------------------------
def test_one_and_a_half_lists_for_each_free_place_rounded_up():
    assert [most_lists(free) for free in range(5)] == [0, 2, 3, 5, 6]


def test_a_face_on_too_many_lists_gives_way_to_one_who_fits_nearly_as_well():
    some = fits(90_000, 80_000, 79_000, 60_000)
    assert ids(spread(some, 2, {})) == [1, 2]
    assert ids(spread(some, 2, {2: 1})) == [1, 2]
    assert ids(spread(some, 2, {2: 2})) == [1, 3]


def test_a_face_stays_when_nobody_else_fits_nearly_as_well():
    some = fits(90_000, 90_000 - NEARLY - 1)
    assert ids(spread(some, 1, {1: 9})) == [1]
    assert ids(spread(fits(90_000, 90_000 - NEARLY), 1, {1: 9})) == [2]


def test_when_all_are_on_too_many_lists_the_list_is_as_it_would_be():
    assert ids(spread(fits(3_000, 2_000, 1_000), 2, {1: 5, 2: 5, 3: 5})) == [1, 2]


@given(
    st.lists(st.integers(0, 100_000), max_size=12),
    st.integers(1, 6),
    st.dictionaries(st.integers(1, 12), st.integers(0, 4), max_size=12),
)
@settings(max_examples=200, deadline=None)
def test_a_list_never_gets_shorter_nor_much_worse_nor_more_crowded(scores, k, lists):
    some = fits(*sorted(scores, reverse=True))
    plain, found = some[:k], spread(some, k, lists)
    assert (len(found), len(set(ids(found)))) == (len(plain), len(plain))
    assert found == sorted(found, key=lambda one: one.order)
    assert sum(one.score for one in found) >= sum(one.score for one in plain) - NEARLY * len(plain)
    for one in set(ids(found)) - set(ids(plain)):
        assert lists.get(one, 0) < most_lists(1)
    for one in set(ids(plain)) - set(ids(found)):
        assert lists.get(one, 0) >= most_lists(1)


# --- where lists are made ---------------------------------------------------------------------------------------
@pytest.fixture
def kirsti():
    return cast.kirsti()


def waiting(called, days):
    return cast.ask(cast.person(called), received_at=clock.now() - timedelta(days=days))


def on_list(ask, kirsti, most=1):
    """The faces on a new list, so short that a few people are a crowd."""
    made = moves.shortlist(ask, by=kirsti, most=most)
    moves.show(made, made.cards.all(), by=kirsti)
    return [card.supporter for card in made.cards.all()]


@pytest.fixture
def crowd(kirsti):
    """Pekka and Ulla fit alike; each is on at most two lists."""
    return {cast.pekka(), cast.supporter("Ulla")}


@pytest.mark.django_db
def test_four_people_see_two_faces_twice_each_and_the_fifth_is_not_left_without(kirsti, crowd):
    found = [on_list(waiting(f"Seeker {day}", day), kirsti) for day in (9, 8, 7, 6)]
    assert all(len(one) == 1 for one in found)
    assert sorted(supporter.pk for one in found for supporter in one) == sorted(one.pk for one in [*crowd, *crowd])
    assert len(on_list(waiting("Seeker 5", 5), kirsti)) == 1


@pytest.mark.django_db
def test_who_has_waited_longest_sees_the_best_whatever_others_see(kirsti):
    pekka, ulla = cast.pekka(), cast.supporter("Ulla", experience={"age_band": "18-29"})
    longest, newest = waiting("Aino", 90), waiting("Olli", 0)
    assert [one.row.id for one in fit.best(newest)] == [pekka.pk, ulla.pk]
    assert [on_list(waiting(f"Seeker {day}", day), kirsti) for day in (3, 2)] == [[pekka], [pekka]]
    at = weights.in_force()
    assert ids(fits_now(longest, 1, by=kirsti, weighed=at)[0]) == [pekka.pk]
    assert ids(fits_now(newest, 1, by=kirsti, weighed=at)[0]) == [ulla.pk]
    assert on_list(newest, kirsti, most=2) == [pekka, ulla]


@pytest.mark.django_db
def test_only_lists_that_someone_may_still_choose_from_are_counted(kirsti, monkeypatch):
    pekka, aino = cast.pekka(), waiting("Aino", 1)
    first, second, third = (waiting(f"Seeker {day}", day) for day in (9, 8, 7))
    for ask in (first, second, third):
        on_list(ask, kirsti)
    assert exposure.on_lists([pekka.pk], but=aino, waited_longer=True) == {pekka.pk: 3}
    moves.withdraw(first, by=first.person)
    assert exposure.on_lists([pekka.pk], but=aino, waited_longer=True) == {pekka.pk: 2}
    moves.choose(second.shortlists.get().cards.get(), by=second.person)
    assert exposure.on_lists([pekka.pk], but=aino, waited_longer=True) == {pekka.pk: 1}
    assert exposure.on_lists([pekka.pk], but=third, waited_longer=True) == {}
    monkeypatch.setattr(exposure, "ROUND", -timedelta(days=1))
    assert exposure.on_lists([pekka.pk], but=aino, waited_longer=True) == {}


@pytest.mark.django_db
def test_the_coordinator_sees_on_how_many_lists_a_face_is_and_the_seeker_does_not(kirsti):
    cast.pekka()
    ask, other = waiting("Aino", 2), waiting("Olli", 1)
    on_list(other, kirsti)
    made = moves.shortlist(ask, by=kirsti)
    moves.show(made, made.cards.all(), by=kirsti)
    with translation.override("en"):
        assert [face.elsewhere for face in faces(made, by=kirsti)] == ["Is on the list of 1 other person already."]
        assert [face.elsewhere for face in faces(made, by=ask.person)] == [""]
        assert exposure.words(3) == "Is on the lists of 3 others already."


@pytest.mark.django_db
def test_a_seat_that_is_held_is_free_again_when_nobody_answers_in_time(kirsti, monkeypatch):
    pekka, ask, other = cast.pekka(), waiting("Aino", 2), waiting("Olli", 1)
    for one in (ask, other):
        on_list(one, kirsti)
    moves.choose(ask.shortlists.get().cards.get(), by=ask.person)
    pekka.refresh_from_db()
    assert pekka.places_taken == 1
    with pytest.raises(RuleBroken):
        moves.choose(other.shortlists.get().cards.get(), by=other.person)
    at = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: at)
    moves.remind_and_expire()
    pekka.refresh_from_db()
    assert (pekka.places_taken, Proposal.objects.get().stage) == (0, "expired")
