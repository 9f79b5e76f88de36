"""Where people leave the road, counted without names (R34)."""

from datetime import timedelta

import pytest

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.supporters import counting, moves
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Enquiries
from tests import cast

pytestmark = pytest.mark.django_db

WHOLE = Association.objects.all


def this_year(associations=None) -> counting.Road:
    return counting.road(clock.today() - timedelta(days=364), clock.today(), associations)


def applied(called: str, where: Association | None = None):
    """Applied just now, by the product's own step."""
    one = cast.supporter(called, where=where, stage=Stage.APPLIED)
    one.steps.create(to=Stage.APPLIED, at=clock.now(), by=one.person)
    return one


def test_enquiries_of_one_day_are_one_row_without_a_person():
    here = cast.association()
    for association in (here, here, None, None):
        counting.enquired(association)
    counting.enquired(here, clock.today() - timedelta(days=1))
    assert sorted(Enquiries.objects.values_list("count", flat=True)) == [1, 2, 2]
    assert {field.name for field in Enquiries._meta.local_fields} == {"id", "day", "association", "count"}


def test_the_road_counts_who_came_how_far_and_where_they_left():
    kirsti, here = cast.kirsti(), cast.association()
    one, two, three = (applied(name) for name in ("Eka", "Toka", "Kolmas"))
    for each in (one, two):
        moves.interview(each, clock.today(), "", by=kirsti)
    moves.accept(one, by=kirsti)  # has the basic course, so goes on past it
    moves.activate(one, by=kirsti)
    moves.not_now(two, "Palataan.", by=kirsti)
    moves.withdraw(three, by=three.person)
    counting.enquired(here)
    road = this_year()
    assert road.enquiries == 1
    assert list(road.reached.values()) == [3, 2, 1, 1, 1]
    assert list(road.left.values()) == [1, 1, 0, 0, 0]


def test_a_road_is_of_those_who_applied_in_the_time_asked():
    one = applied("Vanha")
    one.steps.update(at=clock.now() - timedelta(days=500))
    cast.supporter("Tuotu")  # brought in from elsewhere, without an application here
    assert this_year().reached[Stage.APPLIED] == 0


def test_another_associations_people_are_not_counted():
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    applied("Täällä"), applied("Muualla", elsewhere)
    counting.enquired(elsewhere)
    road = this_year(WHOLE().filter(pk=cast.association().pk))
    assert (road.enquiries, road.reached[Stage.APPLIED]) == (0, 1)


def test_stopping_after_a_rest_is_leaving_from_active():
    one = applied("Eka")
    for origin, to in (("trained", "active"), ("active", "resting"), ("resting", "stopped")):
        one.steps.create(origin=origin, to=to, at=clock.now(), by=one.person)
    assert this_year().left[Stage.ACTIVE] == 1


def test_small_counts_are_hidden_unless_exact():
    assert [counting.shown(count, exact=False) for count in (0, 4, 5)] == ["<5", "<5", "5"]
    assert counting.shown(2, exact=True) == "2"
