"""A coordinator goes through a proposal for the queue on a phone without scripts; and another region has someone."""

import re

import pytest

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations import facts
from rinnalla.base import clock
from rinnalla.matching import moves
from rinnalla.matching.choices import LineStage
from rinnalla.matching.models import Card, NamelessAnswer, NamelessNeed, Proposal, QueueLine, QueueProposal
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from tests import cast
from tests.journeys.steps import click, follow, go, is_at, press, send, tab_to


@pytest.fixture
def kirsti():
    facts.load()
    cast.union()
    return cast.kirsti()


def asked(called: str, kirsti, **changes) -> Ask:
    facts = {"claimed_by": kirsti, "claimed_at": clock.now()} | changes
    return cast.ask(cast.person(called, f"{called.lower()}@example.org"), **facts)


def line_of(ask: Ask) -> QueueLine:
    return QueueLine.objects.get(ask=ask)


def test_a_coordinator_takes_one_pair_changes_one_and_leaves_one(visitor, kirsti):
    for called in ("Pekka", "Ulla", "Seppo", "Toini"):
        cast.supporter(called)
    aino, eino = asked("Aino", kirsti), asked("Eino", kirsti)
    hilkka = asked("Hilkka", None, claimed_at=None)
    desk = visitor(kirsti, java_script_enabled=False)
    follow(go(desk, "desk-asks"), "desk-queue")
    press(desk, "desk-queue-make", cast.association().code)
    assert is_at(desk, "desk-queue-one", QueueProposal.objects.get().code)
    assert "Hilkka" not in desk.locator("main").inner_text()

    press(desk, "desk-queue-take", line_of(aino).code)
    before = line_of(eino).supporter
    press(desk, "desk-queue-change", line_of(eino).code)
    press(desk, "desk-queue-claim", line_of(hilkka).code)
    assert "Hilkka" in desk.locator("main").inner_text()
    press(desk, "desk-queue-leave", line_of(hilkka).code)

    assert [line_of(ask).stage for ask in (aino, eino, hilkka)] == [LineStage.TAKEN, LineStage.OPEN, LineStage.LEFT]
    assert line_of(eino).supporter != before
    seeker = visitor(aino.person)
    go(seeker, "my-cards")
    assert seeker.locator("article.card").count() > 1
    assert Card.objects.filter(shortlist__ask=aino).first().supporter == line_of(aino).supporter
    assert Proposal.objects.count() == 0, "the seeker chooses"


def test_a_pair_is_taken_by_keyboard_alone(visitor, kirsti):
    cast.pekka()
    aino = asked("Aino", kirsti, left_to_us=True)
    made = moves.propose_queue(cast.association(), by=kirsti)
    desk = go(visitor(kirsti, viewport={"width": 1200, "height": 900}), "desk-queue-one", made.code)
    tab_to(desk, f"form[action$='/{line_of(aino).code}/take/'] button")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    aino.refresh_from_db()
    assert aino.stage == Stage.CHOSEN


def test_another_region_has_someone_and_their_own_coordinator_sees_the_card(visitor, kirsti):
    maija = cast.maija()
    ask = asked("Aino", kirsti, wishes={"other_regions": True, "modes": ["phone"]})
    people.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person, language="fi")
    moves.shortlist(ask, by=kirsti)
    rauha = cast.supporter("Rauha", maija.roles.get().association)
    need = NamelessNeed.objects.get()

    elsewhere = visitor(maija, java_script_enabled=False)
    follow(go(elsewhere, "desk"), "desk-need", need.code)
    heard = elsewhere.locator("main").inner_text()
    assert re.findall(f"Aino|Jyväskylä|Keski-Suomen|{ask.reference}", heard) == []
    send(elsewhere)
    assert NamelessAnswer.objects.get().supporter == rauha

    desk = visitor(kirsti)
    follow(go(desk, "desk"), "desk-ask", ask.code)
    press(desk, "desk-ask-named", ask.code, NamelessAnswer.objects.get().code)
    assert is_at(desk, "desk-ask-cards", ask.code)
    assert "Rauha" not in desk.locator("main").inner_text()
    click(desk, desk.locator("button[form=show]"))
    assert ask.shortlists.shown().get().cards.get().supporter == rauha
