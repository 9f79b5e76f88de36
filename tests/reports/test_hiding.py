"""No small count can be worked out from all that is told (docs/adr/0023)."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rinnalla.reports import hiding
from rinnalla.reports.choices import BOUNDS, HORIZON, NOT, OFFER, PAIR, STILL
from rinnalla.reports.hiding import SMALL, TOGETHER
from tests.reports.adversary import Adversary

LATER = [*BOUNDS, NOT, STILL]
OUTCOMES = [
    (offer, pair) for offer in LATER for pair in LATER if offer <= pair and not (offer == NOT and pair == STILL)
]
SOME = st.sampled_from(
    [(1, 7), (3, 28), (7, 42), (7, NOT), (14, 28), (14, 84), (28, NOT), (42, 84), (84, NOT), (NOT, NOT)]
)
ROWS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(st.tuples(SOME | st.sampled_from(OUTCOMES), st.integers(1, 9)), min_size=1, max_size=6).map(
        lambda pairs: sum((Counter({outcome: amount}) for outcome, amount in pairs), Counter())
    ),
    min_size=1,
    max_size=6,
)
PATIENT = settings(deadline=None, max_examples=40)


# --- by example ---------------------------------------------------------------------------------------------
def test_so_few_people_that_nothing_is_told():
    assert hiding.table({"fi": Counter({(1, 7): 4})}) is None
    assert hiding.table({}) is None


def test_large_counts_are_told_as_they_are():
    table = hiding.table({"fi": Counter({(1, 7): 9, (14, NOT): 6}), "sv": Counter({(1, 7): 5, (14, NOT): 8})})
    assert (table.rows, table.hidden, table.together) == ({"fi": 15, "sv": 13}, frozenset(), ())
    assert [table.found(key) for key in ("fi", "sv")] == [9, 5]
    assert table.halves == {("fi", OFFER): 1, ("fi", PAIR): 7, ("sv", OFFER): 14, ("sv", PAIR): NOT}


def test_a_small_count_takes_another_with_it_in_its_row_and_in_its_column():
    table = hiding.table({"fi": Counter({(1, 7): 20, (1, NOT): 12}), "sv": Counter({(1, 7): 9, (1, NOT): 2})})
    assert table.hidden == {(key, PAIR, number) for key in ("fi", "sv") for number in (0, 1)}
    assert (table.found("fi"), table.found("sv"), table.rows["sv"]) == (None, None, 11)


def test_one_small_group_hides_behind_another():
    groups = {key: Counter({(1, 7): many, (14, NOT): many}) for key, many in (("en", 1), ("sv", 4), ("fi", 20))}
    table = hiding.table(groups)
    assert (table.together, table.rows) == (("en", "sv"), {"fi": 40, TOGETHER: 10})


def test_two_very_small_groups_take_a_third():
    groups = {key: Counter({(1, 7): many}) for key, many in (("en", 1), ("sv", 2), ("fi", 20), ("se", 7))}
    assert hiding.table(groups).together == ("en", "se", "sv")


def test_columns_are_wide_enough_that_the_whole_is_always_told():
    total = Counter({(1, 7): 30, (14, 42): 3, (NOT, NOT): 2})
    everyone = hiding.whole({"fi": total})
    assert everyone.hidden == frozenset()
    assert [one.count(total, PAIR) for one in everyone.columns[PAIR]] == [30, 5]
    assert everyone.in_time == 28


# --- by property --------------------------------------------------------------------------------------------
@PATIENT
@given(ROWS)
def test_nothing_small_is_told(groups):
    table = hiding.table(groups)
    if table is None:
        assert sum(groups.values(), Counter()).total() < SMALL
        return
    told = [table.told(*cell) for cell in table.cells]
    assert not [count for count in [*told, *table.rows.values()] if count is not None and 0 < count < SMALL]
    found = [table.found(key) for key in table.rows] if table.in_time else []
    assert not [count for count in found if count is not None and 0 < count < SMALL]


@PATIENT
@given(ROWS)
def test_the_hidden_of_a_row_or_a_column_are_never_few_together(groups):
    table = hiding.table(groups)
    lines = [(key, measure, None) for key in table.rows for measure in (OFFER, PAIR)] if table else []
    lines += [("", measure, number) for measure in (OFFER, PAIR) for number in range(9)] if table else []
    for key, measure, number in lines:
        line = [c for c in table.hidden if c[1] == measure and (c[2] == number if key == "" else c[0] == key)]
        assert sum(table.cells[cell] for cell in line) == 0 or sum(table.cells[cell] for cell in line) >= SMALL


@PATIENT
@given(ROWS)
def test_the_same_people_are_told_the_same_in_any_order(groups):
    again = {key: Counter(dict(reversed(row.items()))) for key, row in reversed(groups.items())}
    hiding._table.cache_clear()
    one = hiding.table(groups)
    hiding._table.cache_clear()
    assert hiding.table(again) == one


# --- and against someone who reckons ------------------------------------------------------------------------
def test_the_adversary_is_one_who_would_find_out():
    """With the second hidden count of the row told, the first follows."""
    groups = {"fi": Counter({(1, 7): 20, (1, NOT): 12}), "sv": Counter({(1, 7): 9, (1, NOT): 2})}
    table = hiding.table(groups)
    careless = replace(table, hidden=frozenset({("sv", PAIR, 1)}))
    assert Adversary(careless, groups).works_out(careless, groups) == [("sv", PAIR, 1)]
    assert Adversary(table, groups).works_out(table, groups) == []


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_no_hidden_count_follows_from_all_that_is_told(groups):
    table = hiding.table(groups)
    if table is not None:
        assert Adversary(table, groups).works_out(table, groups) == []


AGES = {"a": 300, "b": 200, "c": 100, "d": 50, "e": 20, "f": 5}  # times of asking: how long ago each began


def so_long(key: str, row: Counter) -> Counter:
    """Those of a row who could have asked in a time that began so many days ago."""
    age = AGES[key]
    return Counter(
        {
            outcome: amount
            for outcome, amount in row.items()
            if not any(age < value < NOT for value in outcome) and not (age > HORIZON and STILL in outcome)
        }
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_nor_where_the_groups_are_times_of_which_the_last_has_only_begun(groups):
    """Everyone knows that nobody has waited for fifty days since last week."""
    groups = {key: kept for key, row in groups.items() if (kept := so_long(key, row))}
    table = hiding.table(groups, {key: AGES[key] for key in groups})
    if table is not None:
        adversary = Adversary(table, groups, {key: AGES[key] for key in groups})
        assert adversary.works_out(table, groups) == []
