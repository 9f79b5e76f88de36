"""Which pages a stranger may see: each by name. Everything else leads to signing in, and gives a stranger nothing."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests import cast

OPEN = {
    "front",
    "leave",
    "calendar",
    "find",
    "helplines",
    "bad-day",
    "what-we-see",
    "principles",
    "accessibility",
    "about",
    "notices",
    "notice",
    "selko",
    "robots",
    "favicon",
    "security-txt",
    "language",
    "demo-sign-in",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "invitation",
    "passphrase",
    "recovery",
    "recovery-stop",
    "recovery-link",
    "style",
    "ask-start",
    "ask-saved",
    "ask-new-code",
    "ask-resume",
    "ask-continue",
    "ask-discard",
    "place-suggest",
    "ask-check",
    "ask-send",
    "ask-sent",
    "ask-question",
    "call-me",
    "call-me-sent",
    "refer",
    "refer-card",
    "refer-contact",
    "refer-sent",
    "volunteer",
    "self-check",
    "apply",
    "apply-saved",
    "apply-new-code",
    "apply-resume",
    "apply-continue",
    "apply-discard",
    "apply-check",
    "apply-send",
    "apply-sent",
    "apply-question",
    "verify",
    "badge-keys",
    "calendar-feed",
}
OPEN_IN_THE_LIBRARY = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
SAMPLES = {"slug": "nothing", "code": "0000000000000000", "str": "0000000000000000", "int": "1", "uuid": "0" * 32}


def pages(patterns=None, prefix: str = ""):
    """(name, route, view) of every page, in the order in which they are looked up."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name, route, pattern.callback
        else:
            yield from pages(pattern.url_patterns, route)


def ours():
    return [page for page in pages() if page[2].__module__.startswith("rinnalla.")]


def address(route: str) -> str:
    """An address that leads to the page, with codes that nothing has."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found.group(1) or "str"], route)


CLOSED = sorted({(name, route) for name, route, view in ours() if not getattr(view, "is_open_page", False) and name})


def test_the_open_pages_are_these_and_no_others():
    assert {name for name, _, view in ours() if getattr(view, "is_open_page", False) and name} == OPEN


def test_no_page_of_ours_is_open_without_being_marked():
    """`login_not_required` by itself would be open and unlisted."""
    assert [
        name
        for name, _, view in ours()
        if not getattr(view, "login_required", True) and not getattr(view, "is_open_page", False)
    ] == []


def test_the_open_pages_of_the_sign_in_library_are_these_and_no_others():
    library = [page for page in pages() if page[2].__module__.startswith("allauth.")]
    assert {name for name, _, view in library if not getattr(view, "login_required", True)} == OPEN_IN_THE_LIBRARY


@pytest.mark.django_db
def test_every_other_page_sends_someone_unknown_to_sign_in(client):
    wrong = []
    for name, route in CLOSED:
        answer = client.get(address(route))
        leads_to = answer.headers.get("Location", "").split("?")[0]
        if (answer.status_code, leads_to) != (302, reverse("account_login")):
            wrong.append((name, answer.status_code, leads_to))
    assert wrong == []


@pytest.mark.django_db
def test_a_stranger_who_signed_in_gets_nothing_of_others_and_every_page_asks_a_policy(client):
    """Pages about a thing answer 404, since that it exists is a secret, or 403 where the place itself is closed.

    The policy watch raises when a page answers without having asked.
    """
    cast.union()
    cast.association()
    client.force_login(cast.olli())
    wrong = []
    for name, route in CLOSED:
        status = client.get(address(route)).status_code
        allowed = {403, 404, 405} if "<" in route else {200, 302, 403, 404, 405}
        if status not in allowed:
            wrong.append((name, status))
    assert wrong == []
