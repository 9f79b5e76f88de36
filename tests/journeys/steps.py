"""What a person does on a page. Things are found by what they are, not by their words, so that every language works."""

from urllib.parse import urlsplit

from django.urls import reverse
from playwright.sync_api import Locator, Page


def path(page: Page) -> str:
    return urlsplit(page.url).path


def is_at(page: Page, name: str, *codes) -> bool:
    return path(page) == reverse(name, args=codes)


def go(page: Page, name: str, *codes) -> Page:
    assert page.goto(reverse(name, args=codes)).status == 200
    return page


def follow(page: Page, name: str, *codes) -> Page:
    """Press the first link on the page that leads there."""
    return click(page, page.locator(f'main a[href^="{reverse(name, args=codes)}"]').first)


def press(page: Page, name: str, *codes) -> Page:
    """Press the button whose form is sent there."""
    return click(page, page.locator(f'main form[action="{reverse(name, args=codes)}"] button').first)


def send(page: Page) -> Page:
    """Press the one button of the page's form."""
    return click(page, page.locator("main form .buttons button").first)


def click(page: Page, thing: Locator) -> Page:
    """Press it, and wait for the page to which it leads."""
    with page.expect_navigation():
        thing.click()
    return page


def answer(page: Page, told: dict) -> Page:
    """Fill in the fields of the form: words, ticks and choices, whatever the field is."""
    for name, value in told.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            _answer(page, name, str(one))
    return page


def _answer(page: Page, name: str, value: str) -> None:
    choice = page.locator(f'main [name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
    tick = page.locator(f'main [name="{name}"][type=checkbox]:not([value])')
    if choice.count():
        _open(choice.first)
        _tick(page, choice.first)
    elif tick.count():
        _tick(page, tick.first)
    elif page.locator(f'main select[name="{name}"]').count():
        page.locator(f'main select[name="{name}"]').select_option(value)
    else:
        page.locator(f'main [name="{name}"]').fill(value)


def _tick(page: Page, field: Locator) -> None:
    """A finger meets the words of a choice, which lie over its whole line."""
    if not field.is_checked():
        page.locator(f'main label[for="{field.get_attribute("id")}"]').click()
    assert field.is_checked()


def _open(field: Locator) -> None:
    """Open the group in which it hides."""
    if not field.is_visible():
        field.locator("xpath=ancestor::details/summary").first.click()


# --- the keyboard alone -------------------------------------------------------------------------------------
def tab_to(page: Page, selector: str, *, most: int = 250) -> None:
    """Press Tab until the thing has the focus, as someone without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The keyboard does not come to {selector}")
