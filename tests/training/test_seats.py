"""Signing up for a course day: the quota, the order, the waiting list, giving up (R7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.training import moves
from rinnalla.training.choices import Ground, SeatStage, Why
from rinnalla.training.models import Seat, Sitting
from tests import cast
from tests.training import daybook

pytestmark = pytest.mark.django_db

PLACE, WAITS, GONE = SeatStage.REGISTERED, SeatStage.WAITING, SeatStage.CANCELLED


def coast():
    return cast.association("Pohjanmaan Selkäyhdistys", "17")


def opens_to_all(sitting: Sitting) -> None:
    Sitting.objects.filter(pk=sitting.pk).update(open_to_all_on=clock.today())


# --- quota and order ---------------------------------------------------------------------------------------------
def test_at_most_three_of_one_association_have_a_place_until_the_day_opens_to_all():
    sitting = daybook.sitting()
    for number in range(5):
        daybook.joins(sitting, f"Keski {number}", cast.association())
    daybook.joins(sitting, "Ranta", coast())
    assert daybook.stages(sitting) == [PLACE, PLACE, PLACE, WAITS, WAITS, PLACE]
    sitting.refresh_from_db()
    assert sitting.taken == 4


def test_twelve_fit_and_the_thirteenth_waits():
    sitting = daybook.sitting(quota=12)
    for number in range(13):
        daybook.joins(sitting, f"Joku {number}", cast.association())
    assert daybook.stages(sitting) == [PLACE] * 12 + [WAITS]


def test_when_free_seats_open_to_all_the_first_who_waits_is_the_first_to_get_one():
    sitting = daybook.sitting(size=5)
    for number in range(6):
        daybook.joins(sitting, f"Keski {number}", cast.association())
    assert moves.open_free_seats() == 0
    opens_to_all(sitting)
    assert moves.open_free_seats() == 1
    assert daybook.stages(sitting) == [PLACE] * 5 + [WAITS]
    assert moves.open_free_seats() == 0, "done twice, it changes nothing"
    told = Letter.objects.filter(kind=Kind.COURSE).values_list("to", flat=True)
    offered = Seat.objects.filter(stage=PLACE).order_by("pk").values_list("person", flat=True)[3:]
    assert sorted(told) == sorted(offered)


def test_someone_new_never_passes_those_who_wait_though_the_day_has_opened_since():
    sitting = daybook.sitting(size=4)
    for number in range(5):
        daybook.joins(sitting, f"Keski {number}", cast.association())
    opens_to_all(sitting)
    daybook.joins(sitting, "Uusi", coast())
    assert daybook.stages(sitting) == [PLACE, PLACE, PLACE, PLACE, WAITS, WAITS]


def test_the_database_itself_refuses_a_thirteenth_place_and_a_fourth_ticket():
    sitting = daybook.sitting(size=3)
    seats = [daybook.joins(sitting, f"Keski {number}", cast.association()) for number in range(4)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(taken=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seats[3].pk).update(stage=PLACE, ticket=1)


def test_nobody_is_twice_on_one_day():
    sitting, aino = daybook.sitting(), cast.aino()
    moves.register(aino, sitting, association=cast.association(), by=aino)
    with pytest.raises(RuleBroken):
        moves.register(aino, sitting, association=coast(), by=aino)
    assert daybook.stages(sitting) == [PLACE]


# --- the waiting list --------------------------------------------------------------------------------------------
def test_a_place_given_up_goes_to_the_first_who_may_have_it():
    sitting = daybook.sitting(size=4)
    keski = [daybook.joins(sitting, f"Keski {number}", cast.association()) for number in range(4)]
    ranta = [daybook.joins(sitting, f"Ranta {number}", coast()) for number in range(2)]
    assert daybook.stages(sitting) == [PLACE, PLACE, PLACE, WAITS, PLACE, WAITS]
    moves.give_up(ranta[0], by=ranta[0].person)
    assert daybook.stages(sitting) == [PLACE, PLACE, PLACE, WAITS, GONE, PLACE], "the fourth of one stays in line"
    moves.give_up(keski[1], by=keski[1].person)
    assert daybook.stages(sitting) == [PLACE, GONE, PLACE, PLACE, GONE, PLACE]
    sitting.refresh_from_db()
    assert sitting.taken == 4


def test_one_leaves_the_waiting_list_in_one_step_and_the_numbers_close_up():
    sitting = daybook.sitting(size=1)
    first, second, third = (daybook.joins(sitting, name, coast()) for name in ("Eka", "Toka", "Kolmas"))
    assert [seat.number_in_line() for seat in (second, third)] == [1, 2]
    moves.give_up(second, by=second.person)
    third.refresh_from_db()
    assert (third.number_in_line(), third.stage) == (1, WAITS)
    assert Seat.objects.get(pk=second.pk).why == Why.LEFT
    again = moves.register(second.person, sitting, association=coast(), by=second.person)
    assert again.number_in_line() == 2, "whoever comes back joins the end"
    assert first.stage == PLACE


def test_the_association_hears_of_its_own_and_nobody_elses():
    kirsti, maija = cast.kirsti(), cast.maija()
    sitting = daybook.sitting()
    daybook.joins(sitting, "Eka", cast.association())
    daybook.joins(sitting, "Toka", cast.association())
    assert [letter.to for letter in Letter.objects.filter(kind=Kind.WORK)] == [kirsti], "one letter, not one each"
    assert list(Seat.objects.visible_to(maija)) == []
    assert Seat.objects.visible_to(kirsti).count() == 2


def test_signing_up_is_written_in_the_ledger_of_the_one_concerned():
    seat = daybook.joins(daybook.sitting(), "Eka", cast.association())
    lines = Event.objects.about(seat.person.code).values_list("action", flat=True)
    assert list(lines) == ["seat.registered"]


# --- who may -----------------------------------------------------------------------------------------------------
def test_the_continuing_course_is_for_those_with_the_basic_one_or_recognised_knowledge():
    sitting = daybook.sitting("continuing")
    aino = cast.aino()
    with pytest.raises(RuleBroken):
        moves.register(aino, sitting, association=cast.association(), by=aino)
    moves.qualify(aino, "basic", clock.today(), Ground.RECOGNISED, "Peer supporter since 2009.", by=cast.leena())
    assert moves.register(aino, sitting, association=cast.association(), by=aino).stage == PLACE


def test_nobody_signs_up_once_the_day_has_begun_or_is_called_off():
    taru = cast.taru()
    begun, off = daybook.sitting(taru=taru), daybook.sitting(taru=taru)
    daybook.has_begun(begun)
    moves.call_off(off, by=taru)
    for sitting in (begun, off):
        with pytest.raises(RuleBroken):
            daybook.joins(sitting, f"Myöhäinen {sitting.pk}", cast.association())
    assert Seat.objects.count() == 0


def test_what_a_person_needs_is_sealed_and_goes_with_the_place():
    seat = daybook.joins(daybook.sitting(), "Eka", cast.association(), access="I need to lie down at times.")
    assert b"lie down" not in bytes(Seat.objects.get(pk=seat.pk).access)
    moves.give_up(seat, by=seat.person)
    assert Seat.objects.get(pk=seat.pk).access is None


# --- calling off and moving --------------------------------------------------------------------------------------
def test_calling_off_tells_everyone_and_the_registration_moves_in_one_step_with_its_words():
    taru = cast.taru()
    sitting, later = daybook.sitting(taru=taru, size=1), daybook.sitting(taru=taru, in_days=60)
    first = daybook.joins(sitting, "Eka", cast.association(), access="A chair with arms.")
    waits = daybook.joins(sitting, "Toka", cast.association())
    Letter.objects.all().delete()
    assert moves.call_off(sitting, by=taru) == 2
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted([first.person_id, waits.person_id])
    first.refresh_from_db()
    assert (first.stage, first.was_called_off, sitting.taken) == (GONE, True, 0)
    moved = moves.move(first, later, by=first.person)
    assert (moved.stage, moved.access is None, moved.sitting_id) == (PLACE, False, later.pk)
    first.refresh_from_db()
    assert (first.access, first.why) == (None, Why.MOVED)
    with pytest.raises(RuleBroken):
        moves.move(first, later, by=first.person)


def test_moving_a_place_that_still_stands_frees_it_for_the_next():
    taru = cast.taru()
    sitting, later = daybook.sitting(taru=taru, size=1), daybook.sitting(taru=taru, in_days=60)
    first, _waits = (daybook.joins(sitting, name, cast.association()) for name in ("Eka", "Toka"))
    moves.move(first, later, by=first.person)
    assert (daybook.stages(sitting), daybook.stages(later)) == ([GONE, PLACE], [PLACE])


def test_more_places_fill_from_the_list_and_a_new_time_is_told():
    taru = cast.taru()
    sitting = daybook.sitting(taru=taru, size=1, minimum=1)
    for name in ("Eka", "Toka", "Kolmas"):
        daybook.joins(sitting, name, cast.association())
    Letter.objects.all().delete()
    known = {name: getattr(sitting, name) for name in ("starts_at", "ends_at", "place", "open_to_all_on", "minimum")}
    moves.change(sitting, known | {"size": 2}, [taru], by=taru)
    assert (daybook.stages(sitting), Letter.objects.count()) == ([PLACE, PLACE, WAITS], 1)
    moves.change(sitting, known | {"size": 2, "place": "Kirjasto"}, [taru], by=taru)
    assert (Letter.objects.count(), sitting.sequence) == (4, 2)
    with pytest.raises(RuleBroken):
        moves.change(sitting, known | {"size": 1}, [taru], by=taru)


def test_words_on_access_are_gone_two_weeks_after_the_day():
    seat = daybook.joins(daybook.sitting(), "Eka", cast.association(), access="A chair with arms.")
    assert moves.forget_access_needs() == 0
    long_ago = clock.now() - timedelta(days=15)
    Sitting.objects.update(starts_at=long_ago - timedelta(hours=6), ends_at=long_ago)
    assert (moves.forget_access_needs(), Seat.objects.get(pk=seat.pk).access) == (1, None)
