"""Who may see, claim, read and act; the questions in SQL and in Python agree (R35, claim then read)."""

import pytest

from rinnalla.asks import policies
from rinnalla.asks.choices import OPEN, Stage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.people.models import Person
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """One ask each: Aino's claimed by Kirsti, Olli's unclaimed, one on the coast, one in the union's own queue."""
    kirsti, maija, aino, olli = cast.kirsti(), cast.maija(), cast.aino(), cast.olli()
    coast = maija.roles.get().association
    asks = [
        cast.ask(aino, claimed_by=kirsti, claimed_at=clock.now()),
        cast.ask(olli),
        cast.ask(cast.person("Sven"), coast),
        cast.ask(cast.person("Eve")),
    ]
    Ask.objects.filter(pk=asks[3].pk).update(association=None)
    union = cast._staff("Ulla", "coordinator", None)
    people = [kirsti, maija, aino, olli, union, cast.taru(), cast.leena()]
    return people, [Ask.objects.get(pk=ask.pk) for ask in asks]


def test_the_list_and_the_policy_agree_on_who_sees_what(world):
    people, asks = world
    told = {person.code: set(Ask.objects.visible_to(person)) for person in people}
    asked = {person.code: {ask for ask in asks if policies.may_see(person, ask)} for person in people}
    assert told == asked
    assert [len(told[person.code]) for person in people] == [2, 1, 1, 1, 1, 0, 0]


def test_the_list_and_the_policy_agree_on_whose_story_is_open(world):
    people, asks = world
    told = {person.code: set(Ask.objects.readable_by(person)) for person in people}
    asked = {person.code: {ask for ask in asks if policies.may_read_story(person, ask)} for person in people}
    assert told == asked
    assert [len(told[person.code]) for person in people] == [1, 0, 1, 1, 0, 0, 0]


def test_an_unclaimed_story_is_closed_to_every_coordinator(world):
    people, asks = world
    assert [policies.may_read_story(people[0], ask) for ask in asks] == [True, False, False, False]


def test_a_claim_ends_when_the_work_in_the_association_ends(world):
    people, asks = world
    kirsti = people[0]
    kirsti.roles.update(until=clock.now())
    again = Person.objects.get(pk=kirsti.pk)
    assert not policies.may_read_story(again, asks[0])


def test_every_step_leads_where_the_programme_says_and_nowhere_else():
    ends = {Stage.WITHDRAWN, Stage.SIGNPOSTED}
    assert set(Ask.STEPS) == set(OPEN)
    assert {stage for steps in Ask.STEPS.values() for stage in steps} - set(OPEN) == ends | {Stage.COMPANIONSHIP}
    assert all(ends <= steps for steps in Ask.STEPS.values())


def test_an_ended_request_says_when_it_ended():
    ask = cast.ask()
    ask.move(Stage.WITHDRAWN)
    assert (ask.is_open, ask.ended_at is not None, ask.stage_at is not None) == (False, True, True)
