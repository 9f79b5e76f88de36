"""The interview is booked, told and forgotten; a "not now" has a day to return (R6)."""

from datetime import UTC, datetime, timedelta

import pytest

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.supporters import interviews, moves, sending, showing
from rinnalla.supporters.choices import Stage, Way
from rinnalla.supporters.models import Application, Booking, Experience, Supporter
from tests import cast

pytestmark = pytest.mark.django_db


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.fixture
def pekka():
    return cast.pekka(stage=Stage.APPLIED)


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("kind", "to__code"))


def test_a_booked_time_is_sealed_and_told_to_the_applicant_by_letter(pekka):
    kirsti = cast.kirsti()
    booking = interviews.book_interview(pekka, in_days(3), Way.PHONE, place="Kirsti soittaa", words="Hei", by=kirsti)
    booking.refresh_from_db()
    assert b"soittaa" not in booking.where
    assert interviews.where(booking, by=pekka.person) == {"place": "Kirsti soittaa", "words": "Hei"}
    assert letters() == [("application", pekka.person.code)]
    assert Event.objects.filter(action="interview.booked").count() == 1


def test_a_new_time_takes_the_place_of_the_former(pekka):
    kirsti = cast.kirsti()
    interviews.book_interview(pekka, in_days(3), Way.PHONE, place="Vanha", by=kirsti)
    interviews.book_interview(pekka, in_days(5), Way.VIDEO, by=kirsti)
    booking = Booking.objects.get()
    assert (booking.way, interviews.where(booking, by=kirsti)["place"]) == ("video", "")


@pytest.mark.parametrize("days", [-1, 500])
def test_a_time_is_ahead_and_within_a_year(pekka, days):
    with pytest.raises(RuleBroken):
        interviews.book_interview(pekka, in_days(days), Way.PHONE, by=cast.kirsti())


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.APPLIED])
def test_only_an_applicant_is_interviewed(stage):
    with pytest.raises(RuleBroken):
        interviews.book_interview(cast.pekka(stage=stage), in_days(1), Way.PHONE, by=cast.kirsti())


def test_the_time_is_forgotten_once_the_interview_is_written_down_or_the_application_taken_back(pekka):
    kirsti, eeva = cast.kirsti(), cast.supporter("Eeva", stage=Stage.APPLIED)
    for one in (pekka, eeva):
        interviews.book_interview(one, in_days(1), Way.PHONE, by=kirsti)
    moves.interview(pekka, clock.today(), "Calm.", motives="To listen.", suits="well", limits="One.", by=kirsti)
    moves.withdraw(eeva, by=eeva.person)
    assert Booking.objects.count() == 0
    assert b"To listen" not in pekka.interview


def test_both_are_reminded_once_the_day_before(pekka):
    kirsti = cast.kirsti()
    booking = interviews.book_interview(pekka, in_days(0.9), Way.PHONE, by=kirsti)
    Letter.objects.all().delete()
    assert interviews.remind_interviews() == 0  # booked just now: the letter of the booking is enough
    Booking.objects.filter(pk=booking.pk).update(booked_at=in_days(-2))
    assert [interviews.remind_interviews(), interviews.remind_interviews()] == [1, 0]
    assert letters() == [("application", pekka.person.code), ("work", kirsti.code)]


def test_the_calendar_says_meeting_and_nothing_else(pekka):
    at = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # the night in which Helsinki loses an hour
    booking = interviews.book_interview(pekka, at, Way.MEETING, place="Yhdistyksen toimisto", by=cast.kirsti())
    for language, title in (("fi", "Tapaaminen"), ("sv", "Träff"), ("en", "Meeting")):
        text = showing.calendar_file(booking, language).decode()
        assert f"SUMMARY:{title}" in text and "DTSTART:20270328T003000Z" in text and "DTEND:20270328T013000Z" in text
        assert "toimisto" not in text and "Pekka" not in text and "haastattelu" not in text.lower()


# --- not now -------------------------------------------------------------------------------------------------------
def test_a_day_to_return_is_told_once_when_it_has_come(pekka):
    day = clock.today() + timedelta(days=90)
    moves.not_now(pekka, "Palataan keväällä.", return_on=day, by=cast.kirsti())
    Letter.objects.all().delete()
    before = interviews.remind_returns(day - timedelta(days=1))
    assert [before, interviews.remind_returns(day), interviews.remind_returns(day)] == [0, 1, 0]
    assert letters() == [("application", pekka.person.code)]


def test_a_day_to_return_is_ahead(pekka):
    with pytest.raises(RuleBroken):
        moves.not_now(pekka, "Palataan.", return_on=clock.today(), by=cast.kirsti())


def test_applying_again_brings_the_answers_but_not_the_hard_year_or_the_consent(pekka):
    said = {"wish_to_help": "Haluan kuunnella.", "no_crisis": "yes", "membership": "member"}
    pekka.seal(application=said | {"more": {"reasons": ["was-helped"], "often": "weekly"}})
    pekka.save()
    moves.not_now(pekka, "Palataan.", return_on=clock.today() + timedelta(days=9), by=cast.kirsti())
    kept = sending.answers_again(pekka, by=pekka.person)
    assert kept["wish"] == {"wish_to_help": "Haluan kuunnella.", "reasons": ["was-helped"]}
    assert kept["membership"] == {"membership": "member", "association": pekka.association.code}
    assert kept["place"] == {"place": "Jyväskylä", "municipality": "179"}
    assert kept["topics"] == {"topics": ["sciatica", "sleep", "lbp"]}
    assert not {"crisis", "consent", "own-experience"} & kept.keys()


def test_applying_again_leaves_no_day_to_return_behind(pekka):
    moves.not_now(pekka, "Palataan.", return_on=clock.today() + timedelta(days=9), by=cast.kirsti())
    facts = {"association": pekka.association, "application": Application(), "by": pekka.person}
    moves.apply_again(pekka, **facts, experience=Experience.of(cast.EXPERIENCE), languages=["fi"])
    assert list(Supporter.objects.values_list("return_on", "return_told_at", "interview_on")) == [(None, None, None)]
