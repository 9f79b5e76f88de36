"""A qualification only from attendance or recognition, by whom and when (R8, R9)."""

from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.supporters import moves as supporters
from rinnalla.training import moves
from rinnalla.training.choices import Ground, Plan
from rinnalla.training.models import Qualification
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_qualification_says_by_whom_when_and_on_what_ground():
    olli, taru = cast.olli(), cast.taru()
    moves.qualify(olli, Plan.BASIC, clock.today(), Ground.RECOGNISED, "Ten years as a peer.", by=taru)
    only = Qualification.objects.get()
    assert (only.person, only.recorded_by, only.day, only.ground) == (olli, taru, clock.today(), "recognised")
    assert [(event.action, event.actor) for event in Event.objects.about(olli.code)] == [
        ("qualification.recognised", taru.code)
    ]


def test_a_course_ahead_is_not_written_down():
    with pytest.raises(RuleBroken):
        moves.qualify(cast.olli(), Plan.BASIC, clock.today() + timedelta(days=1), Ground.ATTENDED, by=cast.taru())


def test_a_recognition_without_a_ground_is_refused():
    with pytest.raises(RuleBroken):
        moves.qualify(cast.olli(), Plan.BASIC, clock.today(), Ground.RECOGNISED, "  ", by=cast.taru())


def test_the_same_course_is_written_down_once():
    olli, taru = cast.olli(), cast.taru()
    moves.qualify(olli, Plan.BASIC, clock.today(), Ground.ATTENDED, by=taru)
    with pytest.raises(RuleBroken):
        moves.qualify(olli, Plan.BASIC, clock.today(), Ground.ATTENDED, by=taru)
    assert Qualification.objects.count() == 1


def test_the_continuing_course_comes_after_the_basic_one_or_a_recognition():
    olli, taru = cast.olli(), cast.taru()
    with pytest.raises(RuleBroken):
        moves.qualify(olli, Plan.CONTINUING, clock.today(), Ground.ATTENDED, by=taru)
    moves.qualify(olli, Plan.BASIC, clock.today(), Ground.RECOGNISED, "Long experience.", by=taru)
    moves.qualify(olli, Plan.CONTINUING, clock.today(), Ground.ATTENDED, by=taru)
    assert Qualification.objects.count() == 2


def test_a_coordinator_records_attendance_but_only_the_union_recognises():
    pekka, kirsti, leena = cast.pekka(stage="accepted"), cast.kirsti(), cast.leena()
    pekka.person.qualifications.all().delete()
    with pytest.raises(RuleBroken):
        supporters.record_course(pekka, Plan.BASIC, clock.today(), Ground.RECOGNISED, "Long experience.", by=kirsti)
    supporters.record_course(pekka, Plan.BASIC, clock.today(), Ground.RECOGNISED, "Long experience.", by=leena)
    assert pekka.stage == "trained"


def test_the_continuing_course_moves_nobody_on_the_road():
    pekka = cast.pekka()
    supporters.record_course(pekka, Plan.CONTINUING, clock.today(), Ground.ATTENDED, by=cast.kirsti())
    assert (pekka.stage, pekka.steps.count()) == ("active", 0)
