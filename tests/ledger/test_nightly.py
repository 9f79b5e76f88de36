"""Every night the chain is walked from where the last good night ended, and the head of the day is kept."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from rinnalla.base import clock
from rinnalla.ledger import book, checking, nightly, retention
from rinnalla.ledger.models import DailyHead

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 3, tzinfo=clock.HELSINKI)


@pytest.fixture
def at(monkeypatch):
    """Turns the clock to so many days after a Tuesday."""

    def turn(days):
        monkeypatch.setattr(clock, "now", lambda: TUESDAY + timedelta(days=days))

    turn(0)
    return turn


def write(count):
    for _ in range(count):
        book.write(None, "proposal.expired", concerns=["AINO"])


def by_hand(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_night_walks_what_came_since_the_last_and_monday_walks_it_all(at):
    write(3)
    first = nightly.take()
    assert (first.seq, first.checked, first.is_whole, first.whole_walk) == (3, 3, True, True)
    assert nightly.take() is None
    write(2)
    at(1)
    second = nightly.take()
    assert (second.seq, second.checked, second.is_whole, second.whole_walk) == (5, 2, True, False)
    at(6)
    assert (nightly.take().checked, DailyHead.objects.newest().whole_walk) == (5, True)


def test_a_night_without_lines_is_well_too(at):
    assert nightly.take().is_whole
    write(1)
    at(1)
    nightly.take()
    at(2)
    assert (nightly.take().checked, DailyHead.objects.newest().is_whole) == (0, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_event SET actor = 'OLLI' WHERE seq = 5",
        "UPDATE ledger_event SET mac = previous WHERE seq = 3",
        "UPDATE ledger_head SET seq = 4",
        "UPDATE ledger_dailyhead SET seq = 2",
        "UPDATE ledger_dailyhead SET mac = 'x'",
    ],
)
def test_what_was_altered_is_found_in_the_night_after(at, change):
    write(3)
    nightly.take()
    write(2)
    by_hand(change)
    at(1)
    assert nightly.take().is_whole is False


def test_after_a_night_that_found_something_all_is_walked_and_found_again(at):
    write(3)
    nightly.take()
    write(2)
    by_hand("UPDATE ledger_event SET role = 'x' WHERE seq = 5")
    at(1)
    assert nightly.take().is_whole is False
    at(2)
    last = nightly.take()
    assert (last.is_whole, last.whole_walk, last.checked) == (False, True, 5)


def test_a_change_in_an_older_line_is_found_on_monday(at):
    write(3)
    nightly.take()
    by_hand("UPDATE ledger_event SET actor = 'OLLI' WHERE seq = 1")
    at(1)
    assert nightly.take().is_whole
    at(6)
    assert nightly.take().is_whole is False


def test_a_head_on_paper_shows_that_the_end_was_cut_off_although_the_night_was_forgotten(at):
    write(3)
    on_paper = str(nightly.take())
    by_hand("DELETE FROM ledger_dailyhead")
    assert checking.verify([checking.Shown.read(on_paper)]).is_whole
    by_hand("UPDATE ledger_event SET mac = previous WHERE seq = 3")
    assert not checking.verify([checking.Shown.read(on_paper)]).is_whole


def test_lines_that_left_by_schedule_alarm_nobody_and_old_heads_leave_with_them(at, settings):
    write(3)
    nightly.take()
    at(1)
    retention.shorten(clock.now())
    assert nightly.take().is_whole
    at(800)
    assert nightly.take().is_whole
    assert DailyHead.objects.count() == 1
