"""Someone uses their rights in a browser: a consent taken back, a rest of everything, a correction asked for."""

import os

import pytest

from rinnalla.asks.models import Ask
from rinnalla.people import moves as people
from rinnalla.people.models import Person
from rinnalla.privacy.rights.models import RightsRequest
from tests import cast
from tests.journeys.steps import follow, go, press, send

pytestmark = pytest.mark.django_db(transaction=True)


def _look(page, name: str) -> None:
    """A picture to look at, where a folder is named."""
    if os.environ.get("RINNALLA_PICTURES"):
        page.screenshot(path=f"{os.environ['RINNALLA_PICTURES']}/{name}.png", full_page=True)


def test_a_seeker_takes_back_a_consent_without_script(visitor):
    cast.union()
    ask = cast.ask()
    people.consent_to_all(ask.person, ["ask", "feedback"], by=ask.person)
    page = go(visitor(ask.person, java_script_enabled=False), "home")
    follow(page, "my-rights")
    _look(page, "rights")
    follow(page, "my-consents")
    _look(page, "consents")
    press(page, "change-consent", "ask")
    ask = Ask.objects.get(pk=ask.pk)
    assert (ask.stage, people.has_consented(ask.person, "feedback")) == ("withdrawn", True)
    press(page, "change-consent", "ask")
    assert people.has_consented(ask.person, "ask")


def test_a_supporter_lets_everything_rest_and_go_on_and_gets_an_answer(visitor):
    cast.union()
    pekka, kirsti = cast.pekka().person, cast.kirsti()
    page = go(visitor(pekka), "my-rights")
    follow(page, "my-details-rest")
    _look(page, "rest")
    press(page, "my-details-rest")
    assert Person.objects.get(pk=pekka.pk).is_restricted
    follow(page, "my-rights-wish", "correct")
    page.locator('label[for="id_about_2"]').click()
    page.locator("textarea").fill("En ole koskaan ollut leikkauksessa.")
    _look(page, "wish")
    send(page)
    wish = RightsRequest.objects.get()
    desk = go(visitor(kirsti), "desk")
    follow(desk, "desk-wish", wish.code)
    _look(desk, "desk-wish")
    desk.locator('label[for="id_outcome_0"]').click()
    desk.locator("textarea").fill("Korjasimme muistiinpanon.")
    send(desk)
    go(page, "my-rights")
    _look(page, "answered")
    assert "Korjasimme muistiinpanon." in page.inner_text("main")
    press(page, "my-details-rest")
    assert not Person.objects.get(pk=pekka.pk).is_restricted


def test_the_notice_of_an_association_is_read_by_anyone(visitor):
    cast.union()
    association = cast.association()
    page = go(visitor(), "notices")
    _look(page, "notices")
    follow(page, "notice", "seeker", association.code)
    _look(page, "notice")
    assert association.phone in page.inner_text("main")
