"""Signing in by a mailed code, and leaving quickly."""

import re

import pytest
from django.core import mail

from tests import cast
from tests.journeys.steps import answer, click, follow, go, is_at, path, send


@pytest.fixture
def aino():
    cast.union()
    return cast.aino()


def signed_in(page):
    send(answer(go(page, "account_login"), {"email": "aino@example.org"}))
    assert is_at(page, "account_confirm_login_code")
    (letter,) = mail.outbox
    code = re.search(r"\d{4}[  ]?\d{4}", letter.body).group(0)
    send(answer(page, {"code": code}))
    assert is_at(page, "home")


def test_a_code_from_the_mail_opens_ones_own_pages(visitor, aino):
    page = visitor()
    signed_in(page)
    assert "Aino" in page.locator("main").inner_text()
    words = mail.outbox[0].subject + mail.outbox[0].body
    assert not re.search("Aino|selk|vertais|yhdisty", words, re.I), "a letter says nothing of who or why"


def test_without_scripts_a_code_opens_the_door_too(visitor, aino):
    signed_in(visitor(java_script_enabled=False))


def test_an_address_that_nobody_has_looks_just_the_same(visitor, aino):
    pages = []
    for address in ("aino@example.org", "nobody@example.org"):
        page = visitor()
        send(answer(go(page, "account_login"), {"email": address}))
        pages.append((path(page), page.locator("main").inner_text()))
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 1


def left(page) -> None:
    """A calendar without a name stands on the screen, and nobody is signed in."""
    page.wait_for_url("**/calendar/fi/")
    assert "Rinnalla" not in page.content()
    page.goto("/my/")
    assert is_at(page, "account_login")


def test_one_press_leaves_the_page_and_ends_the_session(visitor, aino):
    page = visitor(aino)
    go(page, "home")
    page.locator("form[data-leave] button").click()
    left(page)


def test_one_press_leaves_without_scripts(visitor, aino):
    page = visitor(aino, java_script_enabled=False)
    go(page, "home")
    page.locator("form[data-leave] button").click()
    left(page)


def test_three_presses_of_esc_leave_too(visitor, aino):
    page = visitor(aino)
    go(page, "home")
    for _ in range(3):
        page.keyboard.press("Escape")
    left(page)


def test_the_back_button_shows_nothing_after_leaving(visitor, aino):
    page = visitor(aino)
    go(page, "home")
    page.locator("form[data-leave] button").click()
    page.wait_for_url("**/calendar/fi/")
    page.go_back()
    assert "Aino" not in page.content()


def test_the_language_stays_where_one_is(visitor, aino):
    page = visitor()
    follow(go(page, "front"), "ask-start")
    for language in ("sv", "en", "fi"):
        click(page, page.locator(f"button[value={language}]"))
        assert page.locator("html").get_attribute("lang") == language
        assert is_at(page, "ask-start")
