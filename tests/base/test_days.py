"""Days and waiting in words, in the reader's language and in Helsinki time."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from rinnalla.base.templatetags import parts

LATE = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # already the 24th in Helsinki


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "ti 24.11.2026"), ("sv", "tis 24.11.2026"), ("en", "Tue 24 Nov 2026"), ("de", "ti 24.11.2026")],
)
def test_a_day_is_told_in_the_readers_language(language, words):
    with translation.override(language):
        assert parts.day(date(2026, 11, 24)) == words


def test_a_moment_late_in_the_evening_falls_on_the_helsinki_day():
    with translation.override("fi"):
        assert parts.day(LATE) == "ti 24.11.2026"
        assert parts.moment(LATE) == "ti 24.11.2026 klo 0.30"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sun 29 Mar 2026 at 2:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sun 29 Mar 2026 at 4:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 Oct 2026 at 3:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sun 25 Oct 2026 at 3:30"),
    ],
)
def test_the_absent_and_the_doubled_hour_are_told_as_the_clock_on_the_wall_shows_them(moment, words):
    with translation.override("en"):
        assert parts.moment(moment) == words


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "came today"),
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), "came today"),
        (LATE, "came today"),
        (date(2026, 11, 23), "waited 1 day"),
        (date(2026, 11, 18), "waited 6 days"),
    ],
)
def test_waiting_is_told_in_days(came, words):
    with time_machine.travel(datetime(2026, 11, 24, 10, 0, tzinfo=UTC), tick=False), translation.override("en"):
        assert parts.waited(came) == words


def test_nothing_is_told_of_nothing():
    assert [parts.day(None), parts.moment(None), parts.waited(None), parts.grouped(None)] == ["", "", "", ""]


def test_a_code_is_read_aloud_in_fours():
    assert parts.grouped("K7M42QXP") == "K7M4-2QXP"


def test_each_form_has_a_key_of_its_own():
    assert parts.once() != parts.once()
    assert parts.once().startswith('<input type="hidden" name="once" value="')
