"""A bound on a group's mean fit: the best proposal that keeps it, or the sentence that none does (R21)."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rinnalla.base import clock
from rinnalla.matching.batch import bounds, flow
from rinnalla.matching.batch.proposing import bounded, propose
from rinnalla.matching.batch.table import FULL_FIT
from tests import cast
from tests.matching.tables import every_choice, table, tables


def fits(one, chosen, members):
    served = np.flatnonzero((chosen >= 0) & members)
    return FULL_FIT - one.cost[served, chosen[served]].astype(int)


def worth(one, chosen):
    """What is better comes first: more served, more days of waiting ended, better fit."""
    everyone = np.ones(one.size, bool)
    return -int((chosen >= 0).sum()), -int(one.days[chosen >= 0].sum()), -int(fits(one, chosen, everyone).sum())


@given(tables(most=4), st.integers(0, 2**4 - 1), st.sampled_from([0, 20_000, 55_000, 99_600, 99_990, 100_000]))
@settings(max_examples=25, deadline=None)
def test_the_best_of_all_choices_that_keep_the_bound_is_found_or_none_is_there(one, lots, least):
    members = np.array([bool(lots >> place & 1) for place in range(one.size)])
    plain = flow.solve(one).chosen
    served = int((members & (plain >= 0)).sum())
    within = bounds.best_within(one, plain, members, least)
    enough = [choice for choice in every_choice(one) if len(fits(one, choice, members)) >= served]
    kept = [choice for choice in enough if (fits(one, choice, members) - least).sum() >= 0]
    if not served:
        assert (within.chosen is plain, within.most) == (True, 0)
        return
    assert within.most == max(
        int(found.sum()) // served for choice in enough if len(found := fits(one, choice, members)) == served
    )
    assert (within.chosen is None) == (not kept)
    if kept:
        assert worth(one, within.chosen) == min(worth(one, choice) for choice in kept)
        assert (fits(one, within.chosen, members) - least).sum() >= 0


def test_the_others_pay_in_fit_and_nobody_is_left_for_it():
    one = table([[(0, 10_000), (1, 40_000)], [(0, 0), (1, 60_000)]], [1, 1])
    plain = flow.solve(one).chosen
    members = np.array([True, False])
    assert fits(one, plain, members).tolist() == [60_000]
    kept = bounds.best_within(one, plain, members, 90_000)
    assert (fits(one, kept.chosen, members).tolist(), fits(one, kept.chosen, ~members).tolist()) == ([90_000], [40_000])


def test_someone_is_left_when_the_bound_cannot_be_kept_otherwise():
    one = table([[(0, 0), (1, 90_000)], [(0, 50_000)]], [1, 1])
    plain = flow.solve(one).chosen
    kept = bounds.best_within(one, plain, np.array([True, False]), 50_000)
    assert ((plain >= 0).tolist(), (kept.chosen >= 0).tolist()) == ([True, True], [True, False])


def test_too_long_a_queue_is_not_begun(monkeypatch):
    monkeypatch.setattr(bounds, "CELLS_AT_MOST", 3)
    one = table([[(0, 0), (1, 5)], [(0, 0), (1, 5)]], [1, 1])
    with pytest.raises(bounds.TooLong):
        bounds.best_within(one, flow.solve(one).chosen, np.array([True, True]), 1)


# --- the call ---------------------------------------------------------------------------------------------------
def queue_of(many):
    """People who wait since one, two, three … days, all in Jyväskylä, Finnish."""
    now = clock.now()
    return [
        cast.ask(cast.person(f"Seeker {place}"), received_at=now - timedelta(days=place + 1)) for place in range(many)
    ]


@pytest.mark.django_db
def test_a_bound_that_everyone_keeps_changes_nothing_and_says_what_it_costs():
    asks = queue_of(6)
    cast.pekka(capacity=6)
    found = bounded(asks, "language", "fi", 1, by=None)
    assert [pair.ask for pair in found.pairs] == [pair.ask for pair in propose(asks, by=None).pairs]
    assert (found.sentence, found.members.served, found.members.total) == ("", (6, 6), 6)
    assert (found.members.days, found.members.fit[0] == found.members.fit[1]) == ((21, 21), True)
    assert (found.others.total, found.others.served) == (0, None)


@pytest.mark.django_db
def test_a_bound_that_nobody_can_keep_is_told_in_a_sentence_with_what_could_be():
    asks = queue_of(5)
    cast.pekka(capacity=6)
    found = bounded(asks, "language", "fi", FULL_FIT, by=None)
    assert (found.pairs, found.members) == (None, None)
    assert f"{found.most}" in found.sentence
    assert 0 < found.most < FULL_FIT


@pytest.mark.django_db
def test_a_group_of_a_few_is_not_looked_at_by_itself():
    cast.pekka(capacity=6)
    found = bounded(queue_of(4), "language", "fi", 1, by=None)
    assert (found.pairs, found.most, found.sentence != "") == (None, None, True)
