"""Two browsers at once, through every middleware: one wins, the other reads a kind sentence, nothing is half done."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger import checking
from rinnalla.ledger.models import Event
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Proposal
from tests import cast
from tests.proofs import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*presses) -> list:
    """Each press is (who, address, form); the answers in the same order."""
    gate, answers = threading.Barrier(len(presses)), [None] * len(presses)
    browsers = []
    for who, _address, _form in presses:
        browser = Client()
        browser.force_login(who)
        browsers.append(browser)

    def press(place: int) -> None:
        _who, address, form = presses[place]
        gate.wait()
        try:
            answers[place] = browsers[place].post(address, form, follow=True)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def everything_holds() -> None:
    for holds in (world.places_agree, world.one_question_at_a_time, world.stages_say_the_same):
        holds()
    assert checking.verify().is_whole


def test_two_seekers_press_for_the_last_place():
    cast.union()
    kirsti, pekka = cast.kirsti(), cast.pekka()
    presses = []
    for name in ("Aino", "Eino"):
        ask = cast.ask(cast.person(name, f"{name}@example.org"), claimed_by=kirsti, claimed_at=clock.now())
        made = matching.shortlist(ask, by=kirsti)
        matching.show(made, made.cards.all(), by=kirsti)
        presses.append((ask.person, reverse("card-choose", args=[made.cards.get().code]), {"once": name}))
    answers = at_once(*presses)
    pekka.refresh_from_db()
    assert (Proposal.objects.count(), pekka.places_taken) == (1, 1)
    assert sorted(answer.status_code for answer in answers) in ([200, 200], [200, 409])
    assert any("juuri" in answer.content.decode() for answer in answers), "the other one reads why"
    everything_holds()


def test_two_coordinators_take_the_same_request_into_care():
    cast.union()
    kirsti = cast.kirsti()
    second = cast._staff("Sirkka", "coordinator", cast.association())
    ask = cast.ask()
    address = reverse("desk-ask-claim", args=[ask.code])
    answers = at_once((kirsti, address, {"once": "1"}), (second, address, {"once": "2"}))
    ask.refresh_from_db()
    assert ask.claimed_by in (kirsti, second)
    assert Event.objects.filter(action="ask.claimed").count() == 1
    assert sorted(answer.status_code for answer in answers) in ([200, 200], [200, 409])
    everything_holds()


def test_one_form_pressed_twice_at_once_is_done_once():
    cast.union()
    kirsti = cast.kirsti()
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    ask.promises.create(due=clock.today())
    form = {"once": "the same"}
    address = reverse("my-ask-withdraw", args=[ask.code])
    answers = at_once((ask.person, address, form), (ask.person, address, form))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (Ask.objects.get().stage, Event.objects.filter(action="ask.withdrawn").count()) == ("withdrawn", 1)
    everything_holds()
