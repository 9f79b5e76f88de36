"""From requests to counts: by Helsinki's quarters, the same whether someone is erased before the closing or not."""

from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.companionships.models import Companionship
from rinnalla.matching.models import Shortlist
from rinnalla.privacy import moves as privacy
from rinnalla.privacy.rights import asking
from rinnalla.reports import counting
from rinnalla.reports.choices import NOT, STILL
from rinnalla.reports.models import Quarter, Wait
from rinnalla.reports.periods import Period
from tests import cast
from tests.proofs import crowd

pytestmark = pytest.mark.django_db
SPRING = Period(date(2026, 1, 1), 6)
FIRST, SECOND = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture
def at(monkeypatch):
    """Turns the clock to a moment of Helsinki."""

    def turn(*moment):
        stands = datetime(*moment, tzinfo=clock.HELSINKI)
        monkeypatch.setattr(clock, "now", lambda: stands)
        return stands

    turn(2026, 6, 30, 12)
    return turn


def local(*moment):
    return datetime(*moment, tzinfo=clock.HELSINKI)


def asked(moment, offered=None, met=None, who=None, **facts):
    """A request of this moment; the days after which cards were shown and a peer was found."""
    ask = cast.ask(who or cast.person("Aino"), received_at=moment, stage_at=moment, **facts)
    if offered is not None:
        Shortlist.objects.create(ask=ask, weights_version="1", shown_at=moment + timedelta(days=offered))
    if met is not None:
        Ask.objects.filter(pk=ask.pk).update(stage="introduced")
        found = {"met_at": moment + timedelta(days=met), "supporter": cast.supporter("Pekka", places_taken=1)}
        Companionship.objects.create(ask=ask, person=ask.person, association=ask.association, **found)
    return ask


def outcomes(period=SPRING, kind="language", key="fi") -> dict:
    return {begins: dict(counts[kind, key]) for begins, counts in counting.of([period]).items() if counts}


# --- what is counted ----------------------------------------------------------------------------------------
def test_waits_are_whole_local_days_as_the_least_bound_not_passed(at):
    asked(local(2026, 1, 10, 23, 50), offered=0.01, met=8)  # ten minutes on, it is the next day
    asked(local(2026, 2, 1, 12), offered=20)
    asked(local(2026, 6, 29, 12))
    assert outcomes() == {FIRST: {(1, 14): 1, (28, NOT): 1}, SECOND: {(STILL, STILL): 1}}


def test_each_request_counts_once_in_each_kind(at):
    asked(local(2026, 1, 10, 12), channel="phone", language="sv", age_band="")
    counts = counting.of([SPRING])[FIRST]
    code = cast.association().code
    assert {group: one.total() for group, one in counts.items()} == {
        ("region", code): 1,
        ("language", "sv"): 1,
        ("age", ""): 1,
        ("channel", "phone"): 1,
    }


def test_a_quarter_begins_at_midnight_of_helsinki_in_winter_and_in_summer(at):
    """1 January is UTC+2, 1 April UTC+3: the clocks moved on 29 March."""
    for moment in [local(2025, 12, 31, 23, 59), local(2026, 1, 1, 0, 1), local(2026, 3, 31, 23, 59), local(2026, 4, 1)]:
        asked(moment)
    autumn = Period(date(2025, 7, 1), 6)
    counts = counting.of([SPRING, autumn])
    assert {begins: one["language", "fi"].total() for begins, one in counts.items()} == {
        date(2025, 10, 1): 1,
        FIRST: 2,
        SECOND: 1,
    }


def test_the_absent_and_the_doubled_hour_are_of_their_day(at):
    """29 March 3–4 is absent; 25 October 3–4 comes twice. A day is a day."""
    at(2026, 11, 24, 12)
    asked(local(2026, 3, 28, 12), offered=1)
    autumn = asked(local(2026, 10, 24, 12))
    second_time = datetime(2026, 10, 25, 3, 30, tzinfo=clock.HELSINKI, fold=1)
    Shortlist.objects.create(ask=autumn, weights_version="1", shown_at=second_time)
    assert outcomes()[FIRST] == {(1, NOT): 1}
    assert outcomes(Period(date(2026, 7, 1), 6)) == {date(2026, 10, 1): {(1, STILL): 1}}


def test_a_pair_stays_counted_when_the_supporter_has_been_erased(at):
    ask = asked(local(2026, 2, 1, 12), offered=3, met=10)
    moment = local(2026, 2, 13, 12)
    Ask.objects.filter(pk=ask.pk).update(stage="companionship", stage_at=moment)
    ask.companionship.delete()
    assert outcomes() == {FIRST: {(3, 14): 1}}


# --- it stays -----------------------------------------------------------------------------------------------
def test_a_quarter_is_closed_when_the_last_has_had_the_whole_time_and_only_once(at):
    asked(local(2026, 3, 31, 23), offered=3, met=84)
    asked(local(2026, 1, 2, 12))
    at(2026, 6, 23, 23, 59)
    assert (counting.close_due(), Quarter.objects.count()) == (0, 0)
    at(2026, 6, 24)
    before = outcomes()
    assert (counting.close_due(), counting.close_due()) == (1, 0)
    assert outcomes() == before == {FIRST: {(3, 84): 1, (NOT, NOT): 1}}
    Ask.objects.all().delete()
    assert outcomes() == before
    assert (Wait.objects.filter(offer=STILL).count(), Quarter.objects.count()) == (0, 1)


def test_whoever_is_erased_before_the_closing_is_counted_as_if_they_were_there(at):
    for number in range(4):
        asked(local(2026, 1, 10 + number, 12), offered=2, met=20 + number)
    before = outcomes()
    for person in [ask.person for ask in Ask.objects.all()[:2]]:
        privacy.erase(person, by=person)
    assert (Ask.objects.count(), outcomes()) == (2, before)
    counting.close_due()
    assert outcomes() == before == {FIRST: {(3, 28): 4}}
    for person in [ask.person for ask in Ask.objects.all()]:
        privacy.erase(person, by=person)
    assert (Ask.objects.count(), outcomes()) == (0, before)


def test_whoever_objects_is_counted_neither_now_nor_later(at):
    asked(local(2026, 1, 10, 12), offered=2)
    unwilling = asked(local(2026, 1, 11, 12), offered=2).person
    asking.ask(unwilling, "object", "counts", "En halua.", by=unwilling)
    assert outcomes() == {FIRST: {(3, NOT): 1}}
    counting.close_due()
    privacy.erase(unwilling, by=unwilling)
    assert outcomes() == {FIRST: {(3, NOT): 1}}


def test_no_row_joins_two_facts_of_a_person():
    assert {field.name for field in Wait._meta.fields} == {"id", "quarter", "kind", "key", "offer", "pair", "amount"}


@pytest.mark.django_db(transaction=True)
def test_erasing_and_closing_at_once_count_nobody_twice_and_nobody_not_at_all(at):
    people = [asked(local(2026, 1, 10, 12), offered=2).person for _ in range(4)]
    start = Barrier(5)

    def together(act):
        start.wait()
        act()
        connection.close()

    acts = [lambda person=person: privacy.erase(person, by=person) for person in people] + [counting.close_due]
    threads = [Thread(target=together, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Ask.objects.count(), outcomes()) == (0, {FIRST: {(3, NOT): 4}})


# --- what it costs ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 30])
def test_counting_asks_as_much_of_the_database_for_one_as_for_many(at, count):
    crowd.asks(count, cast.association(), received_at=local(2026, 6, 1))
    with CaptureQueriesContext(connection) as caught:
        found = counting.of(counting.periods())
    assert len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]]) == 6
    assert sum(found[SECOND].values(), Counter()).total() == 4 * count
