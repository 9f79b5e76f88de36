"""Journeys walk through the product in a browser, as a person would. Chromium is Debian's: nothing is downloaded."""

import shutil

import pytest

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session", autouse=True)
def beside_an_event_loop():
    """Playwright keeps an event loop in the thread that also asks the database; Django warns of that."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    yield
    patch.undo()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert found, "Chromium is missing; `make test` installs it, or says why it could not"
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *QUIET]}


@pytest.fixture(scope="session")
def browser_context_args():
    """A phone of an ordinary size, in Finnish."""
    return {"viewport": {"width": 360, "height": 740}, "locale": "fi-FI", "timezone_id": "Europe/Helsinki"}


@pytest.fixture
def page(page):
    """Fails the journey when a page asks another site for something, or a script of ours breaks."""
    broken: list[str] = []
    yield _watched(page, broken)
    assert broken == []


@pytest.fixture
def visitor(browser, browser_context_args, live_server):
    """Opens a browser for someone: visitor(), visitor(cast.aino()), visitor(java_script_enabled=False)."""
    from tests import addresses  # only now has Django been set up

    broken: list[str] = []
    contexts = []

    def open_browser(person=None, language: str = "fi", **changes):
        facts = browser_context_args | {"locale": f"{language}-FI", "base_url": live_server.url} | changes
        context = browser.new_context(**facts)
        contexts.append(context)
        cookies = {key: cookie.value for key, cookie in addresses.signed_in(person).cookies.items()}
        context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        return _watched(context.new_page(), broken)

    yield open_browser
    for context in contexts:
        context.close()
    assert broken == []


def _watched(page, broken: list[str]):
    page.on("pageerror", lambda error: broken.append(f"script: {error}"))
    page.on("request", lambda request: None if _is_ours(request.url) else broken.append(f"asked {request.url}"))
    page.set_default_timeout(15_000)
    return page


def _is_ours(url: str) -> bool:
    return url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "about:", "blob:"))
