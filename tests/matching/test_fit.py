"""Fit is explained, reproducible and equal (R21); opened in memory, written in the ledger (security)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rinnalla.ledger.models import Event
from rinnalla.matching import cards, fit, moves, weights
from rinnalla.matching.comparing import compared
from rinnalla.matching.pool import gather
from tests import cast
from tests.proofs import crowd

pytestmark = pytest.mark.django_db


def statements(act) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"] and q["sql"] != "BEGIN"])


def test_pekka_fits_aino_and_the_card_says_why():
    cast.pekka()
    (found,) = fit.best(cast.ask())
    assert {name: points for name, (points, _bits) in found.terms.items()} == {
        "condition": 1000,
        "treatment": 500,
        "situation": 850,
        "needs": 1000,
        "stage": 850,
        "times": 500,
        "distance": 500,
        "closeness": 1000,
        "load": 1000,
    }
    assert found.score == weights.in_force().score({name: points for name, (points, _b) in found.terms.items()})


def test_an_ask_and_all_supporters_are_two_lines_in_the_ledger():
    cast.pekka()
    cast.supporter("Ulla")
    ask = cast.ask()
    before = Event.objects.count()
    fit.best(ask)
    lines = list(Event.objects.order_by("seq")[before:].values_list("action", "purpose", "names"))
    assert lines == [("read.listed", "matching", "story wishes"), ("read.listed", "matching", "experience")]


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"at_limit": True}, "not-offerable"),
        ({"stage": "resting"}, "not-offerable"),
        ({"capacity": 0}, "not-offerable"),
        ({"languages": "sv"}, "language"),
        ({"experience": {"modes": ["writing"]}}, "mode"),
    ],
)
def test_the_first_limit_that_fails_is_told(changes, limit):
    pekka, ask = cast.pekka(**changes), cast.ask()
    assert fit.broken_limit(ask, pekka, by=None) == limit
    assert fit.best(ask) == []
    assert fit.why_not(ask, pekka)


def test_someone_of_another_region_is_shown_only_with_consent_and_when_nobody_nearer_fits():
    coast = cast.association("Pohjanmaan Selkäyhdistys", "17")
    ulla = cast.supporter("Ulla", where=coast)
    careful, open_to_all = cast.ask(), cast.ask(cast.olli(), wishes={"other_regions": True})
    assert fit.broken_limit(careful, ulla, by=None) == "region"
    assert [found.row.id for found in fit.best(open_to_all)] == [ulla.pk]
    pekka = cast.pekka()
    assert [found.row.id for found in fit.best(open_to_all)] == [pekka.pk]


def test_the_unions_queue_reaches_every_region():
    pekka = cast.pekka()
    ask = cast.ask()
    ask.association = None
    ask.save()
    assert [found.row.id for found in fit.best(ask)] == [pekka.pk]


def test_when_nobody_fits_the_coordinator_sees_what_blocks_and_what_would_open_most():
    cast.pekka(experience={"modes": ["meeting"], "gender": "man"})
    cast.supporter("Ulla", experience={"modes": ["writing"]})
    cast.supporter("Sven", languages="fi sv", experience={"modes": ["writing"]})
    ask = cast.ask()
    assert [count for _sentence, count in fit.blocking(ask)] == [3]
    assert [(change.limit, change.opens) for change in fit.relax(ask)] == [("mode", 3)]


def test_a_seeker_is_never_their_own_peer():
    pekka = cast.pekka()
    assert fit.broken_limit(cast.ask(pekka.person), pekka, by=None) == "own-self"


def test_equals_share_exposure_in_an_order_that_can_be_made_again():
    for number in range(6):
        cast.supporter(f"Peer {number}")
    asks = [cast.ask(cast.person(f"Seeker {number}")) for number in range(12)]
    firsts = [found[0].row.id for found in fit.best_of_many(asks)]
    assert [found[0].row.id for found in fit.best_of_many(asks)] == firsts
    assert len(set(firsts)) > 1


def test_two_sets_of_weights_are_compared_by_whose_cards_change():
    cast.pekka(experience={"needs": []})
    cast.supporter("Ulla", experience={"facets": []})
    asks = [cast.ask()]
    same = weights.in_force()
    needs_only = weights.Weights("test", 0, 0, 0, 100, 0, 0, 0, 0, 0)
    pool = gather(asks, by=None)
    assert [compared(pool, same, other, len(asks)).differ for other in (same, needs_only)] == [0, 1]


def test_weights_add_up():
    with pytest.raises(ValueError, match="100"):
        weights.Weights("wrong", condition=25)


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_rows(count):
    for number in range(count):
        cast.supporter(f"Peer {number}")
    ask = cast.ask()
    assert statements(lambda: fit.best(ask)) == 15


def test_sixty_seekers_and_a_hundred_and_fifty_supporters_take_no_more_statements_than_one():
    """Others read 23 849 times for such a page (lessons); the seconds are measured in bench/."""
    where = cast.association()
    crowd.supporters(149, where)  # Pekka is one of them
    asks = crowd.asks(60, where)
    assert statements(lambda: fit.best_of_many(asks, 5)) == 15


def test_a_page_of_cards_does_not_read_more_for_more_cards():
    kirsti = cast.kirsti()
    counts = []
    for number in range(3):
        cast.supporter(f"Peer {number}")
        ask = cast.ask(cast.person(f"Seeker {number}"))
        made = moves.shortlist(ask, by=kirsti)
        counts.append(statements(lambda made=made: cards.faces(made, by=kirsti)))
    assert counts == [9, 9, 9]
