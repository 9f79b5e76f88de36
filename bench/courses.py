"""Signing up for courses: so many registrations for so many course days, from several processes at once.

.venv/bin/python -m bench.courses [REGISTRATIONS] [DAYS] [PROCESSES]        DATABASE_URL=… for PostgreSQL

Each registration is the whole move: the day's turn, the quota, the waiting list, the line in the ledger, the letter to
the association. Beside it the same number of bare inserts of a seat, each in a transaction of its own. Afterwards every
day is told anew, in the order in which people came, and has to agree with what the database holds.
"""

import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from datetime import time as clock_time
from datetime import timedelta

from bench import stage

from django.db import connections  # isort: skip

from rinnalla.associations.models import Association, Role
from rinnalla.base import clock
from rinnalla.people.models import Person
from rinnalla.training import days, moves, plans
from rinnalla.training.choices import SeatStage
from rinnalla.training.models import Seat, Sitting
from tests import cast

ASSOCIATIONS, PEOPLE = 16, 1000
SIZE, QUOTA = 12, 3


def main() -> None:
    registrations, count, processes = (
        int(word) for word in (sys.argv[1:] + ["10000", "500", "2"][len(sys.argv) - 1 :])
    )
    stage.prepare()
    made, spare = _world(count), _days(count)
    wishes = _wishes(made, registrations)
    bare = _measure(
        _insert, [(person, _twin(sitting, made, spare), where) for person, sitting, where in wishes], processes
    )
    real = _measure(_register, wishes, processes)
    print(f"{connections['default'].vendor}: {registrations} registrations for {count} days, {processes} processes")
    _tell("bare insert", bare, registrations)
    _tell("signing up", real, registrations)
    print(f"ratio: {real[0] / bare[0]:.1f} by the clock, {real[1] / bare[1]:.1f} of CPU")
    print(f"agrees with the order in which people came: {_agrees(made)} of {count} days")
    Sitting.objects.filter(pk__in=made).update(open_to_all_on=clock.today())
    began = time.perf_counter()
    opened = moves.open_free_seats()
    print(f"{opened} days opened to all in {time.perf_counter() - began:.1f} s")
    most = max(Sitting.objects.filter(pk__in=made).values_list("taken", flat=True))
    print(f"most places taken on a day: {most} of {SIZE}; empty places while someone waits: {_empty(made)}")


# --- the world ---------------------------------------------------------------------------------------------------
def _world(count: int) -> list[int]:
    plans.load()
    for number in range(ASSOCIATIONS):
        where = Association.objects.create(fi=f"Yhdistys {number}", phone="09 000 0000")
        Role.objects.create(person=cast.person(f"Yhdys {number}"), association=where, kind="coordinator")
    Person.objects.bulk_create(Person(password=f"!{number}") for number in range(PEOPLE))
    return _days(count)


def _days(count: int) -> list[int]:
    day = clock.today() + timedelta(days=60)
    facts = {"starts_at": days.moment(day, clock_time(9)), "ends_at": days.moment(day, clock_time(16)), "size": SIZE}
    facts |= {"quota": QUOTA, "place": "Kirjasto", "open_to_all_on": day - timedelta(days=14), "course_id": "basic"}
    return [sitting.pk for sitting in Sitting.objects.bulk_create(Sitting(**facts) for _ in range(count))]


def _twin(sitting: int, made: list[int], spare: list[int]) -> int:
    return spare[sitting - made[0]]


def _wishes(made: list[int], registrations: int) -> list[tuple[int, int, int]]:
    """(person, day, association), nobody twice on one day; a few associations are much larger than the others."""
    chance = random.Random(7)
    people = list(Person.objects.filter(password__startswith="!").order_by("-pk").values_list("pk", flat=True)[:PEOPLE])
    places = list(Association.objects.values_list("pk", flat=True))
    home = {person: places[min(int(chance.expovariate(0.35)), len(places) - 1)] for person in people}
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < registrations:
        pairs.add((chance.choice(people), chance.choice(made)))
    wishes = [(person, sitting, home[person]) for person, sitting in sorted(pairs)]
    chance.shuffle(wishes)
    return wishes


# --- the two sides -----------------------------------------------------------------------------------------------
def _insert(wishes: list[tuple[int, int, int]]) -> None:
    for person, sitting, where in wishes:
        Seat.objects.create(person_id=person, sitting_id=sitting, association_id=where)


def _register(wishes: list[tuple[int, int, int]]) -> None:
    for person, sitting, where in wishes:
        someone = Person.objects.get(pk=person)
        day = Sitting.objects.select_related("course").get(pk=sitting)
        moves.register(someone, day, association=Association.objects.get(pk=where), by=someone)


def _measure(verb, wishes: list[tuple[int, int, int]], processes: int) -> tuple[float, float]:
    """Seconds by the clock and of CPU, of `processes` children that share the wishes between them."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=verb, args=(wishes[at::processes],)) for at in range(processes)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for child in children:
        child.start()
    for child in children:
        child.join()
    after, clocked = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    assert not any(child.exitcode for child in children), "a process did not come through"
    return clocked, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _tell(what: str, measured: tuple[float, float], count: int) -> None:
    clocked, cpu = measured
    print(f"{what}: {clocked:.1f} s, {count / clocked:.0f} a second, {cpu / count * 1000:.2f} ms of CPU each")


# --- the proof ---------------------------------------------------------------------------------------------------
def _agrees(made: list[int]) -> int:
    """Days on which exactly those have a place who should, told anew in the order in which they came."""
    right = 0
    taken = dict(Sitting.objects.filter(pk__in=made).values_list("pk", "taken"))
    for sitting in made:
        seats = list(Seat.objects.filter(sitting=sitting).order_by("pk").values_list("association", "stage"))
        held: Counter = Counter()
        wanted = []
        for where, _stage in seats:
            has_place = held.total() < SIZE and held[where] < QUOTA
            held[where] += has_place
            wanted.append(SeatStage.REGISTERED if has_place else SeatStage.WAITING)
        right += wanted == [found for _where, found in seats] and held.total() == taken[sitting]
    return right


def _empty(made: list[int]) -> int:
    waiting = set(Seat.objects.filter(sitting__in=made, stage=SeatStage.WAITING).values_list("sitting", flat=True))
    return sum(day.free for day in Sitting.objects.filter(pk__in=waiting))


if __name__ == "__main__":
    main()
