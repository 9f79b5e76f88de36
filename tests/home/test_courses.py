"""Courses on one's own pages: signing up, the line, leaving, the certificate, the calendar, the open check (R7–R9)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.supporters import courses
from rinnalla.supporters.choices import Stage
from rinnalla.training import certificates, moves
from rinnalla.training.choices import Ground, SeatStage
from rinnalla.training.models import Qualification, Seat, Sitting, Tally
from tests import cast
from tests.training import daybook

pytestmark = pytest.mark.django_db


def as_(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def accepted(called: str = "Olavi"):
    one = cast.supporter(called, stage=Stage.ACCEPTED)
    Qualification.objects.filter(person=one.person).delete()
    return one


def page(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


# --- signing up --------------------------------------------------------------------------------------------------
def test_signing_up_says_the_place_and_one_press_gives_it_up(client):
    one, sitting = accepted(), daybook.sitting()
    as_(client, one.person)
    assert reverse("my-course", args=[sitting.code]) in page(client, "my-courses")
    client.post(reverse("my-course", args=[sitting.code]), {"access": "Tuoli, jossa on käsinojat."})
    seat = Seat.objects.get()
    assert (seat.stage, seat.person, seat.registered_by) == (SeatStage.REGISTERED, one.person, one.person)
    assert "Tuoli" not in page(client, "my-course", sitting.code)
    client.post(reverse("my-course-leave", args=[sitting.code]))
    seat.refresh_from_db()
    assert seat.stage == SeatStage.CANCELLED


def test_who_waits_sees_the_number_in_line_and_no_link(client):
    sitting = daybook.sitting(size=1, link="https://video.example.fi/huone")
    first, second = accepted("Olavi"), accepted("Raili")
    for who in (first, second):
        courses.sign_up(who.person, sitting, by=who.person)
    waits, placed = as_(client, second.person), first.person
    text = page(waits, "my-course", sitting.code)
    assert "video.example.fi" not in text
    assert re.search(r"number 1|numero 1", text)
    assert "video.example.fi" in page(as_(client, placed), "my-course", sitting.code)


def test_nobody_outside_finds_a_course_day(client):
    sitting = daybook.sitting()
    for person in (cast.olli(), cast.aino()):
        as_(client, person)
        assert client.get(reverse("my-course", args=[sitting.code])).status_code == 404
        assert client.post(reverse("my-course", args=[sitting.code]), {}).status_code == 404
        assert client.post(reverse("my-course-leave", args=[sitting.code])).status_code == 404
        assert client.get(reverse("my-courses")).url == reverse("volunteer")
    assert Seat.objects.count() == 0


def test_a_day_called_off_offers_the_next_and_one_press_moves(client):
    one, taru = accepted(), cast.taru()
    sitting, later = daybook.sitting(taru=taru), daybook.sitting(taru=taru, in_days=60)
    courses.sign_up(one.person, sitting, by=one.person)
    moves.call_off(sitting, by=taru)
    as_(client, one.person)
    address = reverse("my-course-move", args=[sitting.code, later.code])
    assert address in page(client, "my-course", sitting.code)
    client.post(address)
    assert list(Seat.objects.standing().values_list("sitting", "stage")) == [(later.pk, SeatStage.REGISTERED)]


def test_the_list_of_days_asks_the_database_the_same_for_one_and_for_six(client):
    one, taru = accepted(), cast.taru()
    as_(client, one.person)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "my-courses")
        return len(seen)

    daybook.sitting(taru=taru)
    statements()  # the first page of a sign-in writes the session
    few = statements()
    for number in range(5):
        daybook.sitting(taru=taru, in_days=31 + number)
    assert statements() == few


# --- after the day -----------------------------------------------------------------------------------------------
def been_there(count: int) -> tuple[Sitting, list]:
    taru = cast.taru()
    sitting = daybook.sitting(taru=taru, quota=12)
    people = [accepted(f"Kävijä {number}") for number in range(count)]
    seats = [courses.sign_up(one.person, sitting, by=one.person) for one in people]
    daybook.has_begun(sitting)
    for seat in seats:
        seat.sitting = sitting
        courses.attend(seat, by=taru)
    courses.close(sitting, by=taru)
    return sitting, people


def test_answers_are_counts_that_show_from_five_people_on_and_name_nobody(client):
    sitting, people = been_there(6)
    desk_page = reverse("sitting", args=[sitting.code])
    for number, one in enumerate(people):
        as_(client, one.person)
        client.post(reverse("my-course-feedback", args=[sitting.code]), {"useful": "yes", "room": "no"})
        client.post(reverse("my-course-feedback", args=[sitting.code]), {"useful": "no"})  # a second time counts not
        shown = as_(client, sitting.trainers.get()).get(desk_page).content.decode()
        assert ("data-label=" in shown) == (number >= 4)
    assert sorted(Tally.objects.values_list("question", "reply", "count")) == [("room", "no", 6), ("useful", "yes", 6)]
    assert not Event.objects.filter(action="feedback.given").exists()


def test_a_certificate_is_ones_own(client):
    one = accepted()
    cast.union()
    held = moves.qualify(one.person, "basic", clock.today(), Ground.ATTENDED, by=cast.taru())
    names = ["certificate", "certificate-badge"] + ["certificate-pdf"] * certificates.is_possible()
    for name in names:
        assert as_(client, one.person).get(reverse(name, args=[held.code])).status_code == 200
        for other in (cast.olli(), cast.kirsti()):
            assert as_(client, other).get(reverse(name, args=[held.code])).status_code == 404
        client.logout()
        assert client.get(reverse(name, args=[held.code])).status_code == 302


# --- the open check ----------------------------------------------------------------------------------------------
def words(answer) -> str:
    """What a person reads, without keys that differ each time."""
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())


def test_the_check_tells_that_it_holds_and_nothing_of_whom_or_what(client):
    one = accepted()
    held = moves.qualify(one.person, "basic", clock.today(), Ground.ATTENDED, by=cast.taru())
    answer = client.get(reverse("verify", args=[held.code.lower()]))
    text = answer.content.decode()
    assert answer.status_code == 200
    for secret in ("Olavi", held.code, "Peruskurssi", "peruskurssi", str(clock.today().year) + "-", "Keski-Suomen"):
        assert secret not in text


def test_unknown_lapsed_taken_back_and_erased_answer_the_same(client):
    one, taru = accepted(), cast.taru()
    held = moves.qualify(one.person, "basic", clock.today(), Ground.ATTENDED, by=taru)
    address = reverse("verify", args=[held.code])
    holds = words(client.get(address))
    Qualification.objects.update(valid_until=clock.today() - timedelta(days=1))
    lapsed = words(client.get(address))
    Qualification.objects.update(valid_until=None)
    moves.take_back(held, by=taru)
    taken_back = words(client.get(address))
    Qualification.objects.all().delete()
    erased, unknown = words(client.get(address)), words(client.get(reverse("verify", args=["0" * 16])))
    # The language switch names the page's own address.
    same = {text.replace(held.code, "").replace("0" * 16, "") for text in (lapsed, taken_back, erased, unknown)}
    assert (len(same), holds in same) == (1, False)


# --- the calendar ------------------------------------------------------------------------------------------------
def test_the_feed_works_by_its_secret_until_a_new_one_is_made(client):
    one, sitting = accepted(), daybook.sitting()
    courses.sign_up(one.person, sitting, by=one.person)
    as_(client, one.person)
    first = re.search(r"/calendar/[\w-]+\.ics", client.post(reverse("my-calendar")).content.decode()).group()
    client.logout()
    feed = client.get(first)
    assert (feed.status_code, feed["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert feed.content.count(b"BEGIN:VEVENT") == 1
    as_(client, one.person).post(reverse("my-calendar"))
    assert client.get(first).status_code == 404
    client.post(reverse("my-calendar-stop"))
    assert client.get("/calendar/nothing.ics").status_code == 404


def test_ones_first_page_says_the_coming_day_and_a_day_called_off(client):
    one, taru = accepted(), cast.taru()
    coming, off = daybook.sitting(taru=taru), daybook.sitting(taru=taru, in_days=20)
    for sitting in (coming, off):
        courses.sign_up(one.person, sitting, by=one.person)
    moves.call_off(off, by=taru)
    text = page(as_(client, one.person), "home")
    assert [reverse("my-course", args=[sitting.code]) in text for sitting in (coming, off)] == [True, True]
    assert "called-off" not in text
