"""Someone asks for a peer: on a phone in Finnish with a break between, in Swedish without scripts."""

import re

from django.conf import settings
from django.urls import reverse

from rinnalla.asks.choices import Stage
from rinnalla.asks.forms.road import ROAD
from rinnalla.asks.models import Ask
from rinnalla.associations import facts
from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day_in_words
from rinnalla.people.models import Draft
from tests import cast
from tests.journeys.steps import answer, follow, go, is_at, path, send
from tests.visits import ASKED


def prepare():
    facts.load()
    cast.union()
    return cast.association()


def answer_from(page, first: str) -> None:
    """Every question from this one on, one a page, as they come."""
    while not is_at(page, "ask-check"):
        key = path(page).rstrip("/").rpartition("/")[2]
        assert page.locator("h1").count() == 1
        send(answer(page, ASKED.get(key, {})))
        assert path(page) != reverse("ask-question", args=[key]), f"{key} did not go on"
    assert first in [question.key for question in ROAD.questions]


def test_a_seeker_asks_in_finnish_on_a_phone_and_comes_back_by_the_code(visitor):
    association = prepare()
    page = visitor()
    assert page.goto("/").status == 200
    follow(follow(page, "ask-start"), "ask-question", "place")
    page.locator("#id_place").press_sequentially("Jyväs", delay=30)
    page.locator("#places input[value='179']").wait_for()  # typing help, once scripts run
    page.locator("#id_place").fill("Jyväskylä")
    send(page)
    assert is_at(page, "ask-saved")
    code = page.locator("main .code").first.inner_text()

    later = visitor()
    send(answer(go(later, "ask-resume"), {"code": code.lower()}))
    assert is_at(later, "ask-question", "association")
    assert later.locator("select[name=association]").input_value() == association.code
    answer_from(later, "association")

    follow(later, "ask-question", "words")
    send(answer(later, {"own_words": "Nukun taas."}))
    assert is_at(later, "ask-check") and later.get_by_text("Nukun taas.").count() == 1
    send(later)
    assert is_at(later, "ask-sent")
    ask = Ask.objects.get()
    promised = clock.working_days_after(clock.today(), association.promise_days or settings.PROMISE_WORKING_DAYS)
    text = later.locator("main").inner_text()
    assert (ask.stage, ask.association, ask.language) == (Stage.RECEIVED, association, "fi")
    assert ask.reference in text and day_in_words(promised, "fi") in text and association.phone in text
    assert later.locator("html").get_attribute("lang") == "fi"
    assert Draft.objects.get().answers is None, "what was told is kept once"


def test_a_seeker_asks_in_swedish_without_scripts(visitor):
    association = prepare()
    page = visitor(language="sv", java_script_enabled=False)
    assert page.goto("/").status == 200
    assert page.locator("html").get_attribute("lang") == "sv"
    follow(follow(page, "ask-start"), "ask-question", "place")
    send(answer(page, {"place": "Jyvaskyla"}))
    follow(page, "ask-question", "association")
    answer_from(page, "association")
    send(page)
    ask = Ask.objects.get()
    assert ask.reference in page.locator("main").inner_text()
    assert ask.association == association
    send_again = page.goto(reverse("ask-sent"))
    assert send_again.status == 200 and Ask.objects.count() == 1


def test_an_answer_left_open_is_told_kindly_at_the_field_and_above(visitor):
    prepare()
    page = visitor()
    go(page, "ask-question", "place")
    send(answer(page, {"place": "Qqqqq"}))
    assert re.match(r"(Virhe|Error)", page.title())
    errors = page.locator("#errors")
    assert errors.evaluate("box => document.activeElement === box")
    errors.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "place"
    assert page.locator("#id_place").input_value() == "Qqqqq"


def test_a_question_reads_the_same_when_one_goes_back(visitor):
    prepare()
    page = visitor()
    go(page, "ask-question", "place")
    send(answer(page, ASKED["place"]))
    go(page, "ask-question", "needs")
    send(answer(page, ASKED["needs"]))
    page.go_back(wait_until="load")
    assert page.locator("[name=needs][value=listening]").is_checked()
