"""A coordinator writes down a request told on the phone, with the keyboard alone."""

import pytest

from rinnalla.asks.models import Ask
from rinnalla.associations import facts
from rinnalla.ledger.models import Event
from rinnalla.people.models import Consent
from tests import cast
from tests.journeys.steps import go, is_at, tab_to


@pytest.fixture
def page(visitor):
    """Kirsti's; she has no mouse."""
    facts.load()
    cast.union()
    return visitor(cast.kirsti(), viewport={"width": 1200, "height": 900})


def enter(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, field: str, words: str) -> None:
    tab_to(page, f"[name='{field}']")
    page.keyboard.type(words)


def tick(page, field: str, value: str = "") -> None:
    tab_to(page, f"[name='{field}']" + (f"[value='{value}']" if value else ""))
    page.keyboard.press("Space")


def choose(page, field: str, value: str) -> None:
    """Tab comes to a group of choices once; arrows go through it."""
    tab_to(page, f"[name='{field}']")
    page.keyboard.press("Space")
    for _ in range(20):
        if page.evaluate("document.activeElement.checked && document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{field} has no {value}")


def open_group(page, value: str) -> None:
    """Open the group of topics in which this one hides."""
    tab_to(page, f"summary:is(details:has([value='{value}']) > summary)")
    page.keyboard.press("Enter")


def test_a_request_on_the_phone_is_written_down_by_keyboard_alone(page):
    go(page, "desk")
    tab_to(page, "a[href='/desk/requests/']")
    enter(page)
    tab_to(page, "a[href='/desk/requests/new/']")
    enter(page)
    write(page, "place-place", "Jyväskylä")
    tick(page, "needs-needs", "listening")
    tick(page, "touch-modes", "phone")
    open_group(page, "sciatica")
    tick(page, "topics-topics", "sciatica")
    write(page, "words-own_words", "Soitti itse. Yöt ovat pitkiä.")
    choose(page, "peer-chooser", "me")
    choose(page, "about-age_band", "70-79")
    write(page, "reach-called", "Lempi")
    write(page, "reach-phone", "040 123 4567")
    tick(page, "consent-agreed")
    tab_to(page, "main form button.large")
    enter(page)
    assert is_at(page, "desk-ask-done"), page.locator("#errors").all_inner_texts()
    ask = Ask.objects.get()
    assert ask.reference in page.locator("main").inner_text()
    assert (ask.channel, ask.age_band, ask.association) == ("phone", "70-79", cast.association())
    assert set(Consent.objects.filter(person=ask.person).values_list("given", flat=True)) == {"phone"}
    assert Event.objects.filter(action="ask.recorded").count() == 1


def test_the_first_tab_leads_past_everything_to_the_content(page):
    go(page, "desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_where_the_keyboard_is_can_always_be_seen(page):
    """Every stop of the Tab key has a ring of three pixels round it (WCAG 2.4.7, 2.4.13)."""
    go(page, "desk-ask-new")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, ring = page.evaluate("""() => {
            const here = document.activeElement;
            const rings = [here, here.parentElement].map(each => getComputedStyle(each));
            const width = Math.max(...rings.map(one => one.outlineStyle === "none" ? 0 : parseFloat(one.outlineWidth)));
            return [here.tagName + (here.name || here.innerText), width];
        }""")
        if ring < 3:
            unseen.append((name, ring))
    assert unseen == []
