"""Populations that are hard: all alike, one star, a language nobody speaks, no room, the last kilometre (R21)."""

import random
from datetime import timedelta

import networkx
import numpy as np
import pytest
from hypothesis import given, settings

from rinnalla.asks.choices import Must
from rinnalla.associations.models import Municipality
from rinnalla.associations.places import distance_km
from rinnalla.base import clock
from rinnalla.matching.batch import flow
from rinnalla.matching.batch.proposing import TAKEN, propose
from rinnalla.matching.batch.table import NOBODY, Table, cost_of, supporters_of
from tests import cast
from tests.matching.tables import table, tables


# --- tables -----------------------------------------------------------------------------------------------------
def test_everyone_is_identical_and_still_there_is_one_answer():
    one = table([[(s, 30_000) for s in range(12)] for _ in range(20)], [1] * 12)
    answers = {tuple(flow.solve(one, by_paths=by_paths).chosen.tolist()) for by_paths in (True, False)}
    assert (len(answers), sum(column >= 0 for column in answers.pop())) == (1, 12)


def test_one_superstar_is_asked_for_as_many_as_they_have_room_for():
    one = table([[(0, 0), (1 + place, 60_000)] for place in range(9)], [2] + [1] * 9)
    found = supporters_of(one, flow.solve(one).chosen).tolist()
    assert (found.count(0), NOBODY in found) == (2, False)


def test_a_superstar_everyone_needs_goes_to_those_who_have_waited_longest():
    one = table([[(0, place)] for place in range(9)], [3], days=[4, 9, 1, 7, 7, 0, 2, 3, 8])
    assert np.flatnonzero(flow.solve(one).chosen >= 0).tolist() == [1, 3, 8]


def test_nobody_has_room():
    solved = flow.solve(table([[(0, 0), (1, 5)]] * 3, [0, 0]))
    assert (solved.chosen.tolist(), solved.certificate.served, solved.certificate.holds) == ([NOBODY] * 3, 0, True)


def test_nobody_asks_and_nobody_fits():
    assert flow.solve(table([], [1])).chosen.tolist() == []
    assert flow.solve(table([[], []], [1, 1])).chosen.tolist() == [NOBODY, NOBODY]


@given(tables())
@settings(max_examples=30, deadline=None)
def test_networkx_finds_no_cheaper_choice(one):
    """Its network simplex on the same flow, and neither a dearer one."""
    graph = networkx.DiGraph()
    graph.add_node("end", demand=one.size)
    for ask in range(one.size):
        graph.add_node(ask, demand=-1)
        graph.add_edge(ask, "end", weight=int(one.leave[ask]), capacity=1)
        for seat, cost in zip(one.to[ask].tolist(), one.cost[ask].tolist(), strict=True):
            if seat >= 0:
                graph.add_edge(ask, ("seat", seat), weight=cost, capacity=1)
                graph.add_edge(("seat", seat), "end", weight=0, capacity=int(one.seats[seat]))
    cost, _flow = networkx.network_simplex(graph)
    assert cost_of(one, flow.solve(one).chosen) == cost


@pytest.mark.parametrize("levels", [2, 40, 70_000])
@pytest.mark.parametrize("stars", [0, 3, 17, 30])
def test_many_candidates_are_solved_among_the_nearest_first_and_nothing_is_missed(levels, stars):
    """Few levels of fit make many equals; stars, who are nearest to everyone, make the nearest too few."""
    chance = np.random.default_rng(levels + stars)
    n, m, k = 200, 90, 40
    others = [chance.choice(m - stars, k - stars, replace=False) + stars for _ in range(n)]
    to = np.stack([np.concatenate([chance.permutation(stars), one]) for one in others]).astype(np.int32)
    cost = np.sort(chance.integers(0, levels, (n, k)) * (70_000 // levels), axis=1).astype(np.int32)
    turn = chance.integers(0, 2**63, (n, k)).astype(np.uint64)
    left = chance.integers(0, 2**63, n).astype(np.uint64)
    one = Table(to, cost, chance.integers(0, 9, n), np.full(m, 2), turn, left)
    wide, plain = flow.solve(one, by_paths=False), flow.solve(one, by_paths=True)
    assert wide.certificate.holds
    assert supporters_of(one, wide.chosen).tolist() == supporters_of(one, plain.chosen).tolist()
    if stars >= flow.NARROW:
        assert (wide.chosen >= flow.NARROW).any()  # someone sits with one who was not among the nearest


# --- the call ---------------------------------------------------------------------------------------------------
def waiting(called, days=0, **changes):
    return cast.ask(cast.person(called), received_at=clock.now() - timedelta(days=days), **changes)


def told(made):
    """Pairs as (ask, supporter), and who is left as (ask, reason, what would open cards, how many)."""
    left = [
        (one.ask.pk, one.why, *((one.change.limit, one.change.opens) if one.change else ())) for one in made.unserved
    ]
    return [(pair.ask.pk, pair.found.row.id) for pair in made.pairs], left


@pytest.mark.django_db
def test_an_empty_queue_is_a_proposal_for_nobody():
    cast.pekka()
    made = propose([], by=None)
    assert (made.pairs, made.unserved, made.groups, made.certificate.holds) == ([], [], [], True)


@pytest.mark.django_db
def test_one_ask_and_one_who_fits():
    pekka, ask = cast.pekka(), waiting("Aino")
    assert told(propose([ask], by=None)) == ([(ask.pk, pekka.pk)], [])


@pytest.mark.django_db
def test_everyone_is_identical_and_the_order_in_which_they_come_changes_nothing():
    for called in ("Pekka", "Ulla", "Veikko"):
        cast.supporter(called)
    asks = [waiting(f"Seeker {place}", days=3) for place in range(5)]
    first = propose(asks, by=None)
    for seed in range(3):
        mixed = random.Random(seed).sample(asks, len(asks))
        assert told(propose(mixed, by=None)) == told(first)
    assert [one.why for one in first.unserved] == [TAKEN, TAKEN]
    assert len({pair.found.row.id for pair in first.pairs}) == 3


@pytest.mark.django_db
def test_no_swedish_speaker_in_the_region_is_told_and_the_smallest_change_is_the_one_that_opens_most():
    coast = cast.association("Pohjanmaan Selkäyhdistys", "17")
    cast.supporter("Ulla", where=coast, languages="sv")
    svea = waiting("Svea", language="sv")
    assert told(propose([svea], by=None)) == ([], [(svea.pk, "region", "region", 1)])
    cast.pekka()
    cast.supporter("Veikko")
    left = [(svea.pk, "language", "language", 2)]
    assert told(propose([svea], by=None)) == ([], left)
    aino = waiting("Aino")  # who else waits does not change the reason
    assert told(propose([svea, aino], by=None))[1] == left


@pytest.mark.django_db
def test_nobody_at_all_speaks_the_language():
    cast.pekka()
    svea = waiting("Svea", language="sv")
    assert told(propose([svea], by=None)) == ([], [(svea.pk, "language", "language", 1)])


@pytest.mark.django_db
def test_nobody_has_room_and_no_change_of_the_ask_would_help():
    cast.pekka(capacity=0)
    ask = waiting("Aino")
    assert told(propose([ask], by=None)) == ([], [(ask.pk, "not-offerable")])


@pytest.mark.django_db
def test_the_last_kilometre_is_within_reach_and_the_next_is_not():
    cast.places()
    here, there = Municipality.objects.get(code="179"), Municipality.objects.get(code="077")
    km = round(distance_km(here, there))
    wishes = {"modes": ["meeting"], "municipality": "077", "distance_km": 0}
    ask = waiting("Aino", wishes=wishes)
    pekka = cast.pekka(experience={"modes": ["meeting"], "distance_km": km})
    assert told(propose([ask], by=None)) == ([(ask.pk, pekka.pk)], [])
    pekka.seal(experience=cast.EXPERIENCE | {"modes": ["meeting"], "distance_km": km - 1})
    pekka.save()
    assert told(propose([ask], by=None)) == ([], [(ask.pk, "distance", "distance", 1)])


@pytest.mark.django_db
def test_an_ask_with_every_must_is_served_by_the_one_who_keeps_them_all():
    """Each of the others breaks one alone; the smallest change is asked for only when nobody is left."""
    wishes = {"modes": ["phone"], "peer_gender": "man", "musts": [*Must.values]}
    ask = waiting("Aino", wishes=wishes)
    cast.supporter("Ulla", experience={"gender": "woman"})
    cast.supporter("Veikko", experience={"modes": ["meeting"]})
    cast.supporter("Urho", experience={"facets": []})
    left = propose([ask], by=None).unserved
    assert [(one.why, one.change.opens) for one in left] == [("gender", 1)]
    assert left[0].change.limit == "mode"  # of changes that open as many, the one that asks least
    pekka = cast.pekka()
    assert told(propose([ask], by=None)) == ([(ask.pk, pekka.pk)], [])
