"""Two hands at once: one wins, the other reads a kind sentence; nobody is promised twice (lessons.md)."""

import threading

import pytest
from django.db import connection

from rinnalla.asks.choices import Stage
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.matching import moves
from rinnalla.matching.models import Card, Proposal, Shortlist
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts) -> list:
    """Run the acts in threads that start together; what each gave, or the sentence it read."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        gate.wait()
        try:
            results[place] = act()
        except RuleBroken as error:
            results[place] = str(error.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def shown(ask, *, by) -> Card:
    made = moves.shortlist(ask, by=by)
    moves.show(made, made.cards.all(), by=by)
    return whole(made.cards.get().pk)


def whole(pk) -> Card:
    return Card.objects.select_related("shortlist__ask__person", "supporter__person").get(pk=pk)


@pytest.mark.parametrize("capacity", [1, 3])
def test_two_seekers_for_the_last_place(capacity):
    """Also with room for more: one question at a time to one supporter."""
    kirsti, pekka = cast.kirsti(), cast.pekka(capacity=capacity)
    asks = [cast.ask(cast.person(name), claimed_by=kirsti, claimed_at=clock.now()) for name in ("Aino", "Eino")]
    cards = [shown(ask, by=kirsti) for ask in asks]
    results = at_once(*[lambda card=card: moves.choose(card, by=card.shortlist.ask.person) for card in cards])
    pekka.refresh_from_db()
    assert sorted(type(result).__name__ for result in results) == ["Proposal", "str"]
    assert (pekka.places_taken, Proposal.objects.count()) == (1, 1)
    for ask in asks:
        ask.refresh_from_db()
    assert sorted(ask.stage for ask in asks) == [Stage.CHOSEN, Stage.SHORTLISTED]


def test_one_seeker_presses_two_cards():
    kirsti = cast.kirsti()
    cast.pekka()
    cast.supporter("Ulla")
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    made = moves.shortlist(ask, by=kirsti)
    moves.show(made, made.cards.all(), by=kirsti)
    cards = [whole(pk) for pk in made.cards.values_list("pk", flat=True)]
    results = at_once(*[lambda card=card: moves.choose(card, by=ask.person) for card in cards])
    assert sorted(type(result).__name__ for result in results) == ["Proposal", "str"]
    assert sorted(card.supporter.places_taken for card in map(whole, [card.pk for card in cards])) == [0, 1]


def test_two_coordinators_put_cards_together():
    kirsti = cast.kirsti()
    cast.pekka()
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    copies = [type(ask).objects.select_related("person").get(pk=ask.pk) for _ in range(2)]
    at_once(*[lambda copy=copy: moves.shortlist(copy, by=kirsti) for copy in copies])
    assert Shortlist.objects.filter(ask=ask, closed_at=None).count() == 1


def test_two_coordinators_show_the_same_cards():
    kirsti = cast.kirsti()
    cast.pekka()
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    pk = moves.shortlist(ask, by=kirsti).pk

    def show():
        made = Shortlist.objects.select_related("ask__person").get(pk=pk)
        moves.show(made, made.cards.all(), by=kirsti)
        return "shown"

    results = at_once(show, show)
    assert results.count("shown") == 1
    assert Shortlist.objects.get(pk=pk).cards.count() == 1


@pytest.mark.parametrize("other", [moves.take_back, moves.decline])
def test_a_yes_and_something_else_at_once(other):
    """The supporter says yes while the seeker takes the question back, or the same supporter says no elsewhere."""
    kirsti, pekka = cast.kirsti(), cast.pekka()
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    proposal = moves.choose(shown(ask, by=kirsti), by=ask.person)

    def fresh():
        return Proposal.objects.select_related("ask__person", "supporter__person", "card").get(pk=proposal.pk)

    at_once(lambda: moves.accept(fresh(), by=pekka.person), lambda: other(fresh(), by=ask.person))
    pekka.refresh_from_db()
    ask.refresh_from_db()
    proposal.refresh_from_db()
    if proposal.stage == "accepted":
        assert (ask.stage, pekka.places_taken) == (Stage.INTRODUCED, 1)
    else:
        assert (ask.stage in (Stage.SHORTLISTED, Stage.RECEIVED), pekka.places_taken) == (True, 0)


def test_one_is_let_go_while_another_chooses_the_same_supporter():
    """The order of locks: neither dies of the other (PostgreSQL)."""
    kirsti, pekka = cast.kirsti(), cast.pekka(capacity=2)
    first, second = [
        cast.ask(cast.person(name), claimed_by=kirsti, claimed_at=clock.now()) for name in ("Aino", "Eino")
    ]
    cards = [shown(ask, by=kirsti) for ask in (first, second)]
    proposal = moves.choose(cards[0], by=first.person)

    def let_go():
        moves.decline(
            Proposal.objects.select_related("ask__person", "supporter__person", "card").get(pk=proposal.pk),
            by=pekka.person,
        )
        return "no"

    results = at_once(let_go, lambda: moves.choose(whole(cards[1].pk), by=second.person))
    pekka.refresh_from_db()
    assert results[0] == "no"
    assert pekka.places_taken == Proposal.objects.open().count()
