"""Courses at the desk: the trainer plans, marks and closes; the coordinator sees and signs up their own (R7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.supporters import courses
from rinnalla.supporters.choices import Stage
from rinnalla.training import certificates
from rinnalla.training.choices import SeatStage, SittingStage
from rinnalla.training.models import Course, Qualification, Seat, Sitting
from tests import cast
from tests.training import daybook

pytestmark = pytest.mark.django_db


def as_(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def accepted(called: str = "Olavi", where=None):
    one = cast.supporter(called, where, stage=Stage.ACCEPTED)
    Qualification.objects.filter(person=one.person).delete()
    return one


def signed_up(sitting: Sitting, called: str = "Olavi", where=None, **more) -> Seat:
    one = accepted(called, where)
    return courses.sign_up(one.person, sitting, by=one.person, **more)


def told(sitting: Sitting | None = None, **changes) -> dict:
    """What the form of a day sends."""
    day = clock.today() + timedelta(days=40)
    return {
        "course": "basic", "day": f"{day:%Y-%m-%d}", "begins": "09:00", "ends": "16.00", "place": "Kirjasto",
        "language": "fi", "size": "12", "minimum": "7", "quota": "3",
    } | changes  # fmt: skip


# --- planning ----------------------------------------------------------------------------------------------------
def test_a_trainer_plans_a_day_in_helsinki_time(client):
    taru = cast.taru()
    as_(client, taru)
    assert client.get(reverse("sitting-add")).status_code == 200
    client.post(reverse("sitting-add"), told(trainers=[taru.code]))
    sitting = Sitting.objects.get()
    local = sitting.starts_at.astimezone(clock.HELSINKI)
    assert (local.hour, sitting.ends_at - sitting.starts_at) == (9, timedelta(hours=7))
    assert list(sitting.trainers.all()) == [taru]
    assert sitting.open_to_all_on == clock.today() + timedelta(days=26), "two weeks before, when nothing is said"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "08:00"}, None),
        ({"place": ""}, None),
        ({"day": "2026-99-99"}, "day"),
        ({"day": "2027-03-28", "begins": "03:30"}, "begins"),
        ({"size": "0"}, "size"),
        ({"size": "5", "minimum": "7"}, None),
        ({"trainers": []}, "trainers"),
        ({"place": "a\x00b"}, "place"),
    ],
)
def test_a_plan_that_cannot_be_is_answered_with_a_sentence_and_keeps_what_was_typed(client, changes, field):
    taru = cast.taru()
    answer = as_(client, taru).post(reverse("sitting-add"), {"trainers": [taru.code]} | told(**changes))
    form = answer.context["form"]
    assert (answer.status_code, Sitting.objects.count()) == (200, 0)
    assert field in form.errors if field else form.non_field_errors()


def test_who_is_no_trainer_plans_nothing(client):
    for person in (cast.kirsti(), cast.olli(), cast.pekka().person):
        assert as_(client, person).get(reverse("sitting-add")).status_code == 403
        assert client.post(reverse("sitting-add"), told()).status_code == 403
    assert Sitting.objects.count() == 0


def test_the_union_adds_a_course_and_it_can_be_planned(client):
    leena = cast.leena()
    as_(client, leena)
    assert client.get(reverse("course-kinds")).status_code == 200
    facts = {
        "fi": "Ryhmänohjaajan kurssi", "hours": "6", "audience": "supporters", "needs": "basic",
        "curriculum_fi": "Ryhmän kulku", "gives_qualification": "on", "validity_months": "36", "is_offered": "on",
    }  # fmt: skip
    client.post(reverse("course-kind-add"), facts)
    made = Course.objects.get(fi="Ryhmänohjaajan kurssi")
    assert (made.needs_id, made.validity_months, made.key) == ("basic", 36, "ryhmanohjaajan-kurssi")
    client.post(reverse("course-kind", args=[made.key]), facts | {"hours": "8"})
    made.refresh_from_db()
    assert made.hours == 8
    ring = facts | {"fi": "Peruskurssi", "needs": made.key}
    assert client.post(reverse("course-kind", args=["basic"]), ring).context["form"].non_field_errors()
    for person in (cast.taru(), cast.kirsti()):
        assert as_(client, person).get(reverse("course-kinds")).status_code == 403


# --- who sees whom -----------------------------------------------------------------------------------------------
PEOPLE = ["sitting-people", "sitting-needs", "sitting-list", "sitting-door"]


@pytest.mark.parametrize("name", PEOPLE)
def test_participants_are_for_the_trainer_of_this_very_day(client, name):
    sitting = daybook.sitting()
    signed_up(sitting)
    address = reverse(name, args=[sitting.code])
    other = cast._staff("Timo", "trainer", None)
    for person in (other, cast.leena(), cast.kirsti(), cast.maija()):
        assert as_(client, person).get(address).status_code == 403
    for person in (cast.olli(), cast.aino()):
        assert as_(client, person).get(address).status_code == 404
    assert as_(client, sitting.trainers.get()).get(address).status_code == 200


def test_the_list_is_one_line_in_the_ledger_and_needs_are_a_line_of_their_own(client):
    sitting = daybook.sitting()
    seats = [signed_up(sitting, name, access="Tuoli, jossa on käsinojat.") for name in ("Olavi", "Raili")]
    as_(client, sitting.trainers.get())
    before = Event.objects.count()
    text = client.get(reverse("sitting-people", args=[sitting.code])).content.decode()
    assert ("Olavi" in text, "olavi@example.org" in text, "käsinojat" in text) == (True, True, False)
    assert Event.objects.count() == before + 1
    text = client.get(reverse("sitting-needs", args=[sitting.code])).content.decode()
    assert ("käsinojat" in text, "Olavi" in text) == (True, False)
    assert Event.objects.count() == before + 2
    read = Event.objects.about(seats[0].person.code).filter(action="read.listed").order_by("seq")
    assert [event.names for event in read] == ["identity", "access"]


def test_a_coordinator_sees_their_own_people_and_nobody_elses(client):
    sitting = daybook.sitting()
    signed_up(sitting, "Olavi")
    signed_up(sitting, "Rannikko", cast.association("Pohjanmaan Selkäyhdistys", "17"))
    address = reverse("sitting-ours", args=[sitting.code])
    text = as_(client, cast.kirsti()).get(address).content.decode()
    assert ("Olavi" in text, "Rannikko" in text) == (True, False)
    assert as_(client, cast.leena()).get(address).status_code == 403


def test_a_coordinator_signs_up_and_gives_up_for_someone_who_calls(client):
    sitting, one = daybook.sitting(), accepted()
    elsewhere = accepted("Rannikko", cast.association("Pohjanmaan Selkäyhdistys", "17"))
    kirsti = cast.kirsti()
    address = reverse("sitting-ours", args=[sitting.code])
    as_(client, kirsti).post(address, {"person": elsewhere.person.code})
    assert Seat.objects.count() == 0, "another association's people cannot be chosen"
    client.post(address, {"person": one.person.code, "access": "Ramppi."})
    seat = Seat.objects.get()
    assert (seat.person, seat.registered_by, seat.stage) == (one.person, kirsti, SeatStage.REGISTERED)
    give_up = reverse("sitting-give-up", args=[sitting.code, seat.code])
    assert as_(client, cast.maija()).post(give_up).status_code == 404
    as_(client, kirsti).post(give_up)
    seat.refresh_from_db()
    assert seat.stage == SeatStage.CANCELLED


# --- the day -----------------------------------------------------------------------------------------------------
def test_attendance_at_the_door_and_closing_give_the_qualification(client):
    sitting = daybook.sitting()
    there, missing = signed_up(sitting, "Olavi"), signed_up(sitting, "Raili")
    daybook.has_begun(sitting)
    taru = sitting.trainers.get()
    as_(client, taru)
    for seat, was in ((there, "there"), (there, "there"), (missing, "missing")):
        answer = client.post(reverse("sitting-mark", args=[sitting.code, seat.code]), {"was": was})
        assert answer.url.endswith(f"#{seat.code}")
    assert Event.objects.filter(action="seat.attended").count() == 1
    client.post(reverse("sitting-close", args=[sitting.code]))
    assert [held.person for held in Qualification.objects.all()] == [there.person]
    assert client.post(reverse("sitting-close", args=[sitting.code])).status_code == 409


def test_nobody_else_marks_or_closes(client):
    sitting = daybook.sitting()
    seat = signed_up(sitting)
    daybook.has_begun(sitting)
    mark = reverse("sitting-mark", args=[sitting.code, seat.code])
    for person, status in ((cast.kirsti(), 403), (cast.maija(), 404), (cast.leena(), 404), (seat.person, 403)):
        assert as_(client, person).post(mark, {"was": "there"}).status_code == status
        assert client.post(reverse("sitting-close", args=[sitting.code])).status_code in (403, 404)
    seat.refresh_from_db()
    assert seat.stage == SeatStage.REGISTERED


def test_calling_off_asks_first_and_an_administrator_may(client):
    sitting = daybook.sitting()
    seat = signed_up(sitting)
    as_(client, cast.leena())
    address = reverse("sitting-call-off", args=[sitting.code])
    text = client.get(address).content.decode()
    assert "Olavi" not in text
    client.post(address)
    seat.refresh_from_db()
    sitting.refresh_from_db()
    assert (sitting.stage, seat.was_called_off) == (SittingStage.CANCELLED, True)
    assert client.post(address).url == reverse("sitting", args=[sitting.code])


@pytest.mark.slow
@pytest.mark.skipif(not certificates.is_possible(), reason="WeasyPrint or Pango is not on this machine")
def test_the_coordinator_prints_a_certificate_for_someone_without_the_pages(client):
    sitting = daybook.sitting()
    seat = signed_up(sitting)
    daybook.has_begun(sitting)
    seat.sitting = sitting
    courses.attend(seat, by=sitting.trainers.get())
    courses.close(sitting, by=sitting.trainers.get())
    address = reverse("sitting-certificate", args=[sitting.code, seat.code])
    assert as_(client, cast.maija()).get(address).status_code == 404
    answer = as_(client, cast.kirsti()).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


# --- a certificate given by mistake --------------------------------------------------------------------------------
def test_the_union_takes_back_a_certificate_by_its_code_and_hears_no_name(client):
    held = Qualification.objects.get(person=cast.pekka().person)
    address = reverse("certificate-take-back")
    data = {"code": f"https://example.org/c/{held.code}/", "is_mistake": "on"}
    for person in (cast.kirsti(), cast.olli()):
        assert as_(client, person).post(address, data).status_code == 403
    taru = cast.taru()
    as_(client, taru)
    assert client.post(address, data | {"is_mistake": ""}).context["form"].errors.keys() == {"is_mistake"}
    assert client.post(address, data | {"code": "NOSUCH"}).context["form"].errors.keys() == {"code"}
    held.refresh_from_db()
    assert held.holds
    assert "Pekka" not in client.post(address, data, follow=True).content.decode()
    held.refresh_from_db()
    assert (held.holds, held.withdrawn_by) == (False, taru)
    assert client.post(address, data).context["form"].errors.keys() == {"code"}
