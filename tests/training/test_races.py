"""Many hands at once at one course day: never overbooked, never past the quota, each one once (R7)."""

import threading

import pytest
from django.db import connection

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.training import moves
from rinnalla.training.choices import SeatStage
from rinnalla.training.models import Seat, Sitting
from tests import cast
from tests.training import daybook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts) -> list:
    """Run the acts in threads that start together; what each gave, or the sentence it read."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        gate.wait()
        try:
            results[place] = act()
        except RuleBroken as error:
            results[place] = str(error.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def signing_up(sitting: Sitting, where, count: int, called: str) -> list:
    people = [daybook.person(f"{called} {number}") for number in range(count)]

    def act(person):
        return moves.register(person, Sitting.objects.get(pk=sitting.pk), association=where, by=person).stage

    return [lambda person=person: act(person) for person in people]


def places(sitting: Sitting, where=None) -> int:
    seats = Seat.objects.taken().filter(sitting=sitting)
    return (seats.filter(association=where) if where else seats).count()


def test_eight_of_one_association_at_once_get_three_places():
    sitting = daybook.sitting()
    results = at_once(*signing_up(sitting, cast.association(), 8, "Keski"))
    assert sorted(results) == sorted([SeatStage.REGISTERED] * 3 + [SeatStage.WAITING] * 5)
    sitting.refresh_from_db()
    assert (places(sitting), sitting.taken) == (3, 3)


def test_two_associations_at_once_for_the_last_places():
    sitting = daybook.sitting(size=4)
    coast = cast.association("Pohjanmaan Selkäyhdistys", "17")
    at_once(*signing_up(sitting, cast.association(), 5, "Keski"), *signing_up(sitting, coast, 5, "Ranta"))
    sitting.refresh_from_db()
    assert (places(sitting), sitting.taken) == (4, 4)
    assert max(places(sitting, cast.association()), places(sitting, coast)) <= 3


def test_the_same_person_in_two_windows_has_one_place():
    sitting, aino, where = daybook.sitting(), cast.aino(), cast.association()

    def act():
        return moves.register(aino, Sitting.objects.get(pk=sitting.pk), association=where, by=aino)

    results = at_once(act, act, act)
    assert sorted(type(result).__name__ for result in results) == ["Seat", "str", "str"]
    assert (Seat.objects.count(), places(sitting)) == (1, 1)


def test_giving_up_and_signing_up_at_once_leave_no_place_empty_and_none_doubled():
    sitting = daybook.sitting(size=3)
    seats = [daybook.joins(sitting, f"Eka {number}", cast.association()) for number in range(5)]
    leaving = [lambda seat=seat: moves.give_up(Seat.objects.get(pk=seat.pk), by=seat.person) for seat in seats[:3]]
    at_once(*leaving, *signing_up(sitting, cast.association(), 3, "Toka"))
    sitting.refresh_from_db()
    assert (places(sitting), sitting.taken) == (3, 3)
    placed = list(Seat.objects.taken().filter(sitting=sitting).order_by("pk").values_list("pk", flat=True))
    assert placed[:2] == [seats[3].pk, seats[4].pk], "those who waited come first"


def test_the_hourly_round_beside_signing_up_keeps_the_order():
    sitting = daybook.sitting(size=5)
    for number in range(6):
        daybook.joins(sitting, f"Keski {number}", cast.association())
    Sitting.objects.update(open_to_all_on=clock.today())
    late = signing_up(sitting, cast.association("Pohjanmaan Selkäyhdistys", "17"), 3, "Myöhäinen")
    at_once(moves.open_free_seats, moves.open_free_seats, *late)
    assert daybook.stages(sitting)[:6] == [SeatStage.REGISTERED] * 5 + [SeatStage.WAITING]
    assert places(sitting) == 5


def test_two_trainers_close_the_day_once():
    taru = cast.taru()
    sitting = daybook.sitting(taru=taru)
    seat = daybook.joins(sitting, "Eka", cast.association())
    daybook.has_begun(sitting)
    moves.attend(Seat.objects.get(pk=seat.pk), by=taru)

    def act():
        moves.close(Sitting.objects.get(pk=sitting.pk), by=taru)
        return "closed"

    results = at_once(act, act)
    assert results.count("closed") == 1
