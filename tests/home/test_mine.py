"""Everyone's first page: what waits now comes first, and it is calm with nothing in it too."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.asks.models import Ask, Promise
from rinnalla.base import clock
from rinnalla.companionships import moves
from rinnalla.companionships.models import Companionship
from rinnalla.home import road
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card
from tests import cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def page_of(client):
    def page(person) -> str:
        client.force_login(person)
        response = client.get(reverse("home"))
        assert response.status_code == 200
        return response.content.decode()

    return page


def first_act(page: str) -> str:
    """Where the first button of the page's content leads."""
    return re.search(r'<a class="button[^"]*" href="([^"]+)"', page.split("<h1>")[1]).group(1)


def received(kirsti, person=None, **changes) -> Ask:
    ask = cast.ask(person, claimed_by=kirsti, claimed_at=clock.now(), **changes)
    Promise.objects.create(ask=ask, due=clock.today())
    return ask


def test_with_nothing_in_it_the_page_offers_two_ways_to_begin(page_of):
    page = page_of(cast.olli())
    assert reverse("ask-start") in page and reverse("volunteer") in page and "Olli" in page
    assert first_act(page) == reverse("ask-start")


def test_a_waiting_person_sees_where_the_request_stands_and_by_which_day_they_hear(page_of, kirsti):
    ask = received(kirsti)
    page = page_of(ask.person)
    assert 'aria-current="step"' in page and road._note(ask, None, clock.today()) in page
    assert reverse("ask-start") not in page.split("<h1>")[1]


def test_cards_in_sight_wait_to_be_chosen(page_of, kirsti):
    cast.pekka()
    ask = received(kirsti)
    made = matching.shortlist(ask, by=kirsti)
    assert reverse("my-cards") not in page_of(ask.person)
    matching.show(made, made.cards.all(), by=kirsti)
    assert first_act(page_of(ask.person)) == reverse("my-cards")
    matching.leave_to_us(Ask.objects.get(), by=ask.person)
    assert reverse("my-cards") not in page_of(ask.person)


def test_a_supporter_who_is_asked_sees_that_first_and_no_name(page_of, kirsti):
    pekka = cast.pekka()
    ask = received(kirsti)
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    matching.choose(Card.objects.get(), by=ask.person)
    page = page_of(pekka.person)
    assert first_act(page) == reverse("my-proposals") and "Aino" not in page


def test_a_supporter_whose_pledge_is_missing_is_shown_to_it(page_of):
    pekka = cast.pekka(stage="trained")
    assert reverse("my-pledge") not in page_of(pekka.person)
    pekka.pledges.all().delete()
    assert first_act(page_of(pekka.person)) == reverse("my-pledge")


def test_each_sees_what_waits_for_them_as_the_two_go_on(page_of, kirsti):
    pair = pairs.introduced(kirsti=kirsti)
    aino, pekka = pair.pair
    assert first_act(page_of(aino)) == first_act(page_of(pekka)) == reverse("agreement-write", args=[pair.code])
    agreement = moves.write(pair, pairs.WORDS, pairs.in_weeks(6), by=pekka)
    assert first_act(page_of(aino)) == reverse("agreement", args=[pair.code])
    assert first_act(page_of(pekka)) == reverse("companionship", args=[pair.code])
    moves.sign(agreement, side="person", by=aino)
    Companionship.objects.update(next_review=clock.today())
    assert first_act(page_of(aino)) == reverse("review", args=[pair.code])
    moves.end(pairs.fresh(pair), "stopped", by=pekka)
    assert first_act(page_of(aino)) == reverse("next-step", args=[pair.code])


def test_the_page_names_the_other_one_only_after_both_said_yes(page_of, kirsti):
    pair = pairs.walking(kirsti=kirsti)
    assert "Pekka" in page_of(pair.person) and "Aino" in page_of(pair.supporter.person)
    assert "Pekka" not in page_of(cast.olli()) and "Aino" not in page_of(kirsti)


def test_the_page_opens_no_sealed_story(page_of, kirsti):
    pair = pairs.walking(kirsti=kirsti)
    for person in pair.pair:
        page = page_of(person)
        assert pairs.SECRET not in page and "It hurts at night." not in page


def test_staff_find_the_desk(page_of, kirsti):
    assert first_act(page_of(kirsti)) == reverse("desk")


@pytest.mark.parametrize("stage", ["withdrawn", "signposted"])
def test_an_ended_request_ends_its_road_and_one_may_ask_again(page_of, stage):
    ask = cast.ask(stage=stage, ended_at=clock.now())
    page = page_of(ask.person)
    assert page.count('class="now"') == 1 and reverse("ask-start") in page


def test_the_road_is_walked_step_by_step(kirsti):
    """received → peers → asked → introduced → agreement → walking → looking back."""
    pair = pairs.introduced(kirsti=kirsti)
    states = [[step.state for step in road.steps(pair.ask, pair)]]
    pairs.agree(pair)
    walking = pairs.fresh(pair)
    states.append([step.state for step in road.steps(walking.ask, walking)])
    assert road.steps(walking.ask, walking)[6].day == walking.next_review
    moves.end(walking, "time-up", by=walking.person)
    ended = road.steps(walking.ask, walking)
    assert states == [["done"] * 4 + ["now"] + ["next"] * 2, ["done"] * 5 + ["now", "next"]]
    assert ([step.state for step in ended], ended[-1].day) == (["done"] * 6 + ["now"], walking.ended_at)
    assert [road._place(Ask(stage=stage), None) for stage in ("received", "shortlisted", "chosen")] == [1, 1, 2]


def test_the_page_asks_as_little_of_the_database_for_three_as_for_one(client, kirsti):
    pekka = cast.pekka(capacity=3)
    counts = []
    for number, names in ((1, ["Aino"]), (3, ["Olli", "Matti"])):
        for name in names:
            pairs.walking(kirsti=kirsti, person=cast.person(name), supporter=pekka)
        client.force_login(pekka.person)
        client.get(reverse("home"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get(reverse("home")).content.decode()
        assert page.count("my/companionship/") == number
        counts.append(len([each for each in captured if _is_of_the_page(each["sql"])]))
    assert counts == [7, 7]


def _is_of_the_page(sql: str) -> bool:
    """What the page itself asks: rows of the rooms above people; not the session, the union or the ledger."""
    first = re.search(r'FROM "(\w+?)_', sql)
    return bool(first) and first.group(1) in ("asks", "companionships", "supporters", "matching", "letters")


def test_what_was_asked_unsigned_comes_home_with_the_proven_address(page_of):
    stray = cast.ask(cast.person("Aino", "aino@example.org"))
    aino = cast.aino()
    type(aino).objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    aino.refresh_from_db()
    assert reverse("my-ask", args=[stray.code]) in page_of(aino)
    stray.refresh_from_db()
    assert stray.person == aino
