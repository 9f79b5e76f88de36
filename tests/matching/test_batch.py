"""A proposal for the whole queue: one optimum, proved two ways, whoever solves it and in whatever order (R21)."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rinnalla.base import clock
from rinnalla.matching.batch import certificates, flow
from rinnalla.matching.batch.fairness import groups
from rinnalla.matching.batch.paths import Standing
from rinnalla.matching.batch.proposing import TAKEN, propose
from rinnalla.matching.batch.table import NOBODY, YEAR, Table, supporters_of
from tests import cast
from tests.matching.tables import every_choice, table, tables, worth


# --- the optimum ------------------------------------------------------------------------------------------------
@given(tables(most=4))
@settings(max_examples=30, deadline=None)
def test_the_choice_is_the_best_of_all_choices(one):
    best = min((worth(one, chosen), chosen.tolist()) for chosen in every_choice(one))
    for by_paths in (True, False):
        solved = flow.solve(one, by_paths=by_paths)
        assert (worth(one, solved.chosen), solved.chosen.tolist()) == best
        assert solved.certificate.holds


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_queue_does_not_matter(one, chance):
    order = list(range(one.size))
    chance.shuffle(order)
    mixed = Table(one.to[order], one.cost[order], one.days[order], one.seats, one.turn[order], one.turn_left[order])
    assert supporters_of(mixed, flow.solve(mixed).chosen).tolist() == (
        supporters_of(one, flow.solve(one).chosen)[order].tolist()
    )


def changed(one, other):
    """The rows of `other` in place of as many of `one`, as far as they fit into it."""
    rows, width = np.arange(min(one.size, other.size)), one.to.shape[1]
    to = np.full((len(rows), width), NOBODY, np.int32)
    cost = np.zeros((len(rows), width), np.int32)
    shared = min(width, other.to.shape[1])
    to[:, :shared], cost[:, :shared] = other.to[rows, :shared], other.cost[rows, :shared]
    to[to >= len(one.seats)] = NOBODY
    return rows, to, cost, other.days[rows]


@given(tables(), st.lists(tables(), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_a_repaired_proposal_is_the_one_that_is_made_anew(one, others):
    solved = flow.solve(one)
    standing = Standing.of(one, solved.chosen, solved.prices)
    for other in others:
        repaired = flow.again(standing, *changed(one, other))
        anew = flow.solve(Table(one.to, one.cost, one.days, one.seats, one.turn, one.turn_left))
        assert repaired.certificate.holds
        assert supporters_of(one, repaired.chosen).tolist() == supporters_of(one, anew.chosen).tolist()


@given(tables(most=8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_rotation_alone_decides_between_equals_wherever_one_begins(one, by_paths):
    """All fits and waits alike, so that nearly everyone could sit nearly everywhere."""
    one.cost[:], one.days[:] = 500, 3
    one.weigh(one.weight)
    given = flow.solve(one, by_paths=by_paths)
    backwards = Table(one.to[::-1], one.cost[::-1], one.days, one.seats, one.turn[::-1], one.turn_left[::-1])
    other = flow.solve(backwards, by_paths=not by_paths)
    assert supporters_of(one, given.chosen).tolist() == supporters_of(backwards, other.chosen)[::-1].tolist()


def test_a_choice_that_is_not_the_best_gets_no_certificate():
    one = table([[(0, 10)], [(0, 500)]], [1], days=[1, 1])
    worse = np.array([NOBODY, 0])
    assert certificates.certify(one, worse, np.zeros(1, np.int64)).holds is False
    with pytest.raises(ValueError, match="not the cheapest"):
        certificates.prices_of(one, worse)


def test_someone_who_waited_longer_is_served_before_a_far_better_fit():
    one = table([[(0, 90_000)], [(0, 0)]], [1], days=[8, 7])
    assert flow.solve(one).chosen.tolist() == [0, NOBODY]


def test_nobody_is_left_so_that_another_fits_better():
    one = table([[(0, 0), (1, 99_000)], [(0, 50_000)]], [1, 1])
    assert supporters_of(one, flow.solve(one).chosen).tolist() == [1, 0]


def test_costs_stay_below_what_a_solver_can_count():
    ten_years = table([[(0, 0)]], [1], days=[10 * YEAR])
    ten_years.weight = 64 * 100_000 + 1
    ten_years.leave = (ten_years.days + YEAR) * ten_years.weight
    assert ten_years.heaviest * 1_500_000 < 2**62


# --- the call ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_queue_of_two_and_one_supporter_serves_the_longer_wait_and_says_why_the_other_waits():
    pekka = cast.pekka()
    newer = cast.ask()
    older = cast.ask(cast.olli(), received_at=clock.now() - timedelta(days=9))
    made = propose([newer, older], by=cast.kirsti())
    assert [(pair.ask, pair.found.row.id) for pair in made.pairs] == [(older, pekka.pk)]
    assert [(one.ask, one.why) for one in made.unserved] == [(newer, TAKEN)]
    assert made.certificate.holds


def test_small_groups_are_not_told_apart():
    people = [({"language": "fi"}, 700)] * 6 + [({"language": "sv"}, None)] * 4
    told = {one.key: (one.total, one.served, one.fit) for one in groups(people)}
    assert told == {"fi": (6, 6, 700), "sv": (4, None, None)}
