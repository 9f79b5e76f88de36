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
    broken = []
    page.on("pageerror", lambda error: broken.append(f"script: {error}"))
    page.on("request", lambda request: None if _is_ours(request.url) else broken.append(f"asked {request.url}"))
    page.set_default_timeout(15_000)
    yield page
    assert broken == []


def _is_ours(url: str) -> bool:
    return url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "about:", "blob:"))
