"""Course days around the change of the clocks, and in people's calendars."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from rinnalla.base.clock import HELSINKI
from rinnalla.training import calendars, days, moves
from rinnalla.training.models import Feed
from rinnalla.training.moves import feeding
from tests import cast
from tests.training import daybook

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2027, 3, 28), date(2027, 10, 31)])
def test_nine_in_the_morning_is_nine_in_the_morning_on_the_days_when_the_clocks_change(day):
    moment = days.moment(day, time(9))
    local = moment.astimezone(HELSINKI)
    assert (local.date(), local.time(), days.hours(moment)) == (day, time(9), "9.00")


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        days.moment(SPRING, time(3, 30))


def test_an_hour_that_comes_twice_is_the_first_one():
    assert days.moment(AUTUMN, time(3, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_over_the_change_is_as_long_as_it_really_is():
    begins, ends = daybook.on(AUTUMN, time(1), time(5))
    assert ends - begins == timedelta(hours=5)
    begins, ends = daybook.on(SPRING, time(1), time(5))
    assert ends - begins == timedelta(hours=3)


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "utc"), [(date(2027, 3, 28), 6), (date(2027, 10, 31), 7), (date(2027, 3, 27), 7)])
def test_the_calendar_says_the_moment_in_utc_and_only_meeting(day, utc):
    begins, ends = daybook.on(day, time(9), time(16))
    sitting = daybook.sitting(starts_at=begins, ends_at=ends, link="https://video.example.fi/x")
    written = calendars.written([sitting], "fi")
    event = Calendar.from_ical(written).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(day.year, day.month, day.day, utc, tzinfo=UTC)
    assert str(event["summary"]) == "Tapaaminen"
    text = written.decode()
    for secret in ("Peruskurssi", "Sokeain", "video.example", "Selkäliitto", "kurssi"):
        assert secret not in text


@pytest.mark.django_db
def test_a_new_secret_of_the_feed_ends_the_old_and_only_an_index_is_kept():
    aino = cast.aino()
    first = feeding.make_feed(by=aino)
    second = feeding.make_feed(by=aino)
    assert (feeding.whose(first), feeding.whose(second)) == (None, aino)
    assert second not in str(Feed.objects.values().get())
    feeding.stop_feed(by=aino)
    assert feeding.whose(second) is None


@pytest.mark.django_db
def test_the_feed_has_places_and_days_that_one_trains_and_nothing_that_waits():
    taru = cast.taru()
    sitting, full = daybook.sitting(taru=taru), daybook.sitting(taru=taru, size=1)
    seat = daybook.joins(sitting, "Eka", cast.association())
    daybook.joins(full, "Toka", cast.association())
    moves.register(seat.person, full, association=cast.association(), by=seat.person)
    assert calendars.of_person(seat.person) == [sitting]
    assert set(calendars.of_person(taru)) == {sitting, full}
