"""The village's course days: one to come, one that has begun, one held, one called off."""

from datetime import time, timedelta

from rinnalla.base import clock
from rinnalla.people.models import Person
from rinnalla.supporters import courses
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter
from rinnalla.training import days, moves, plans
from rinnalla.training.models import Qualification, Seat, Sitting
from rinnalla.training.moves import feeding
from tests import cast

NEEDS = "Tuoli, jossa on käsinojat, ja mahdollisuus käydä pitkälleen."


def build(people: dict[str, Person], things: dict[str, str]) -> None:
    """Pekka is on the day to come, with others behind him in line; Olavi's place is at the door and at a day held."""
    taru, pekka = people["taru"], people["pekka"]
    coming, called_off = (_day(taru, "continuing", ahead, size=2, minimum=1) for ahead in (30, 20))
    seats = [courses.sign_up(pekka, day, access=NEEDS, by=pekka) for day in (coming, called_off)]
    for called in ("ulla", "seppo"):
        courses.sign_up(people[called], coming, by=people[called])
    courses.sign_up(people["ulla"], called_off, by=people["ulla"])
    moves.call_off(called_off, by=taru)
    begun, held = _day(taru, "basic", 8), _day(taru, "basic", 9)
    beginners = [_beginner(called) for called in ("Kaisa", "Helvi", "Onni")]
    places = [courses.sign_up(one, day, by=one) for day in (begun, held) for one in beginners]
    for day in (begun, held):
        _has_been(day)
    for seat in Seat.objects.filter(sitting=held):
        courses.attend(seat, by=taru)
    courses.close(Sitting.objects.get(pk=held.pk), by=taru)
    people["kaisa"] = beginners[0]
    people["iiris"] = Supporter.objects.get(code=things["idle"]).person
    things |= {
        "course day": coming.code,
        "course day called off": called_off.code,
        "course day begun": begun.code,
        "course day held": held.code,
        "seat of pekka": seats[0].code,
        "seat at the door": places[0].code,
        "seat at a day held": places[3].code,
        "certificate": Qualification.objects.get(person=pekka).code,
        "feed": feeding.make_feed(by=pekka),
    }


def _day(taru: Person, course: str, ahead: int, **changes) -> Sitting:
    day = clock.today() + timedelta(days=ahead)
    facts = {
        "starts_at": days.moment(day, time(9)),
        "ends_at": days.moment(day, time(16)),
        "place": "Sokeain talo, Jyväskylä",
        "link": "https://video.example.fi/huone",
        "open_to_all_on": day - timedelta(days=1),
    } | changes
    return moves.plan(plans.known(course), facts, [taru], by=taru)


def _beginner(called: str) -> Person:
    one = cast.supporter(called, stage=Stage.ACCEPTED)
    Qualification.objects.filter(person=one.person).delete()
    return one.person


def _has_been(day: Sitting) -> None:
    ended = clock.now() - timedelta(minutes=5)
    Sitting.objects.filter(pk=day.pk).update(starts_at=ended - timedelta(hours=7), ends_at=ended)
