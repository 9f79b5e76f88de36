"""Courses on a supporter's road: who may take part, and what a course that was held opens (R6–R8)."""

from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.supporters import courses
from rinnalla.supporters.choices import Stage
from rinnalla.training import moves
from rinnalla.training.choices import Audience, Ground, SeatStage, SittingStage
from rinnalla.training.models import Course, Qualification, Seat
from tests import cast
from tests.training import daybook

pytestmark = pytest.mark.django_db


def accepted(called: str = "Olavi"):
    """Accepted, and not yet on any course."""
    one = cast.supporter(called, stage=Stage.ACCEPTED)
    Qualification.objects.filter(person=one.person).delete()
    return one


# --- who may -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stage", "may"),
    [(Stage.APPLIED, False), (Stage.INTERVIEWED, False), (Stage.ACCEPTED, True), (Stage.STOPPED, False)],
)
def test_the_basic_course_opens_with_acceptance(stage, may):
    one, sitting = accepted(), daybook.sitting()
    type(one).objects.filter(pk=one.pk).update(stage=stage)
    assert list(courses.open_to(one.person)) == ([sitting] if may else [])
    if may:
        assert courses.sign_up(one.person, sitting, by=one.person).association == one.association
    else:
        with pytest.raises(RuleBroken):
            courses.sign_up(one.person, sitting, by=one.person)


def test_a_stranger_and_a_seeker_have_no_courses():
    daybook.sitting()
    for person in (cast.olli(), cast.aino()):
        assert (list(courses.open_to(person)), courses.takes_part(person)) == ([], False)


def test_a_course_for_coordinators_is_for_coordinators():
    daybook.sitting()
    Course.objects.filter(key="basic").update(audience=Audience.COORDINATORS)
    sitting, pekka, kirsti = daybook.sitting(taru=cast._staff("Timo", "trainer", None)), cast.pekka(), cast.kirsti()
    assert list(courses.open_to(pekka.person)) == []
    with pytest.raises(RuleBroken):
        courses.sign_up(pekka.person, sitting, by=pekka.person)
    assert courses.sign_up(kirsti, sitting, by=kirsti).association == cast.association()


def test_what_stands_in_the_way_of_the_continuing_course_is_said_with_the_course_that_comes_first():
    one = accepted()
    continuing = daybook.sitting("continuing").course
    assert "Peruskurssi" in courses.hindrance(one.person, continuing)
    moves.qualify(one.person, "basic", clock.today(), Ground.RECOGNISED, "Since 2009.", by=cast.leena())
    assert courses.hindrance(one.person, continuing) == ""


# --- the day -----------------------------------------------------------------------------------------------------
def held(*seats: Seat, absent=()):
    sitting = seats[0].sitting
    taru = sitting.trainers.get()
    daybook.has_begun(sitting)
    for seat in seats:
        seat.sitting = sitting
        if seat in absent:
            moves.miss(seat, by=taru)
        else:
            courses.attend(seat, by=taru)
    return sitting, taru


def test_closing_gives_the_qualification_and_moves_an_accepted_one_on_to_trained():
    one, other = accepted("Olavi"), accepted("Raili")
    sitting = daybook.sitting()
    there, missing = (courses.sign_up(who.person, sitting, by=who.person) for who in (one, other))
    sitting, taru = held(there, missing, absent=[missing])
    assert Qualification.objects.count() == 0, "one press at the door gives nothing yet"
    assert courses.close(sitting, by=taru) == 1
    only = Qualification.objects.get()
    facts = (only.person, only.course_id, only.ground, only.day, only.recorded_by)
    assert facts == (one.person, "basic", Ground.ATTENDED, sitting.day, taru)
    for who, stage in ((one, Stage.TRAINED), (other, Stage.ACCEPTED)):
        who.refresh_from_db()
        assert who.stage == stage
    assert [step.by for step in one.steps.filter(to=Stage.TRAINED)] == [taru]
    sitting.refresh_from_db()
    assert (daybook.stages(sitting), sitting.stage) == (["qualified", "missed"], SittingStage.HELD)


def test_a_day_with_someone_unmarked_is_not_closed():
    one = accepted()
    sitting = daybook.sitting()
    seat = courses.sign_up(one.person, sitting, by=one.person)
    daybook.has_begun(sitting)
    with pytest.raises(RuleBroken):
        courses.close(sitting, by=sitting.trainers.get())
    seat.refresh_from_db()
    assert (seat.stage, Qualification.objects.count()) == (SeatStage.REGISTERED, 0)


def test_a_mark_at_the_door_can_be_mended_until_the_day_is_closed_and_twice_is_once():
    one = accepted()
    sitting = daybook.sitting()
    seat = courses.sign_up(one.person, sitting, by=one.person)
    sitting, taru = held(seat)
    courses.attend(seat, by=taru)
    moves.miss(seat, by=taru)
    assert seat.stage == SeatStage.MISSED
    courses.attend(seat, by=taru)
    courses.close(sitting, by=taru)
    seat.refresh_from_db()
    with pytest.raises(RuleBroken):
        moves.miss(Seat.objects.get(pk=seat.pk), by=taru)


def test_nobody_is_marked_before_the_day_and_no_trainer_marks_themself():
    one, sitting = accepted(), daybook.sitting()
    seat = courses.sign_up(one.person, sitting, by=one.person)
    with pytest.raises(RuleBroken):
        courses.attend(seat, by=sitting.trainers.get())
    daybook.has_begun(sitting)
    seat.sitting = sitting
    with pytest.raises(RuleBroken):
        courses.attend(seat, by=one.person)


def test_a_course_that_lapses_is_prolonged_by_doing_it_anew():
    one = accepted()
    moves.qualify(one.person, "basic", clock.today(), Ground.ATTENDED, by=cast.leena())
    sitting = daybook.sitting()
    Course.objects.filter(key="basic").update(validity_months=24)
    known = one.person.qualifications.get()
    Qualification.objects.update(day=clock.today().replace(year=clock.today().year - 2), valid_until=clock.today())
    sitting.course.refresh_from_db()
    seat = courses.sign_up(one.person, sitting, by=one.person)
    sitting, taru = held(seat)
    sitting.course.refresh_from_db()
    courses.close(sitting, by=taru)
    again = one.person.qualifications.get()
    assert (again.code, again.day) == (known.code, sitting.day)
    assert again.valid_until == sitting.course.valid_until(sitting.day)


def test_a_lapsed_basic_course_takes_a_supporter_out_of_the_offered_until_it_is_done_anew():
    pekka = cast.pekka()
    assert pekka.is_offerable
    Qualification.objects.update(valid_until=clock.today() - timedelta(days=1))
    assert (pekka.is_offerable, type(pekka).objects.eligible().exists()) == (False, False)


def test_the_next_day_offered_is_of_the_same_course_and_rather_of_the_same_language():
    one, taru = accepted(), cast.taru()
    sitting = daybook.sitting(taru=taru)
    daybook.sitting(taru=taru, in_days=40, language="sv")
    same = daybook.sitting(taru=taru, in_days=60)
    daybook.sitting("continuing", taru=taru, in_days=35)
    assert courses.next_day(sitting, one.person) == same
