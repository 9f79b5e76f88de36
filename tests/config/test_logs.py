"""The service's log: lines of JSON that nobody can forge, in UTC, without a secret and without saying who is known."""

import io
import json
import logging
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rinnalla.config.logs import Lines
from rinnalla.ledger.models import Event
from tests import addresses, cast

pytestmark = pytest.mark.django_db
ENV = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def told():
    """What the service writes to the console in this test, line by line, as it stands in settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def _refusals(lines: list[dict]) -> list[tuple]:
    return [(one["what"], one.get("page", ""), one.get("who", "")) for one in lines if one["words"] == "Refused"]


def test_a_line_is_json_in_utc_with_the_id_of_its_request(told):
    Client().get("/no-such-page/", **ENV)
    (line,) = told()
    at = datetime.fromisoformat(line["at"].replace("Z", "+00:00"))
    assert line["at"].endswith("Z") and at.utcoffset() == timedelta(0)
    assert (line["level"], line["name"], line["what"], line["status"]) == (
        "INFO",
        "rinnalla.security",
        "not there for them",
        404,
    )
    assert len(line["request"]) == 12


@pytest.mark.parametrize("path", ["/x%0d%0a%7B%22words%22:%22forged%22%7D/", "/a%0Ab/", "/%E2%80%A8/", "/%00/"])
def test_no_path_and_no_head_can_write_a_line(told, path):
    forged = 'x\r\n{"words": "forged"}'
    answers = [
        Client().get(path, **ENV),
        Client().generic("GE\nT", "/", **ENV),
        Client().get("/", headers={"user-agent": forged, "x-forwarded-for": forged}, **ENV),
        Client().post(reverse("account_request_login_code"), {"email": forged}, **ENV),
    ]
    logging.getLogger("rinnalla.x").error("a letter %s\nforged", forged)
    assert answers[0].status_code == 404
    assert [line["words"] for line in told() if line["words"].startswith("forged")] == []
    assert [line["words"] for line in told()][-1] == f"a letter {forged}\nforged"


def test_a_secret_in_a_path_is_in_no_line(told, settings):
    """A calendar's address, an invitation, a link of a lost key: the page is told by its name (V14.2.1)."""
    settings.DEBUG = False
    secret = "SECRETSECRETSECRET"
    for name in ("calendar-feed", "invitation", "recovery-link", "recovery-stop"):
        for verb in ("GET", "PUT"):
            Client().generic(verb, reverse(name, args=[secret]), **ENV)
    lines = told()
    assert len(lines) >= 4
    assert [line for line in lines if "SECRETSECRET" in json.dumps(line)] == []


def test_a_fault_is_told_with_its_page_and_without_its_path(told, settings, monkeypatch):
    def breaks(*_args, **_facts):
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("rinnalla.people.views.moves.identity_of", breaks)
    client = addresses.signed_in(cast.aino())
    client.raise_request_exception = False
    assert client.get("/my/details/?secret=SECRET", **ENV).status_code == 500
    (fault,) = [line for line in told() if line["level"] == "ERROR"]
    assert fault["words"] == "Internal Server Error: my-details"
    assert "ZeroDivisionError" in fault["fault"] and "SECRET" not in json.dumps(fault)


def test_refusals_say_which_page_and_who_asked(told):
    """What is not for someone is a 404 to them (R35), and a line with their code to whoever keeps the service."""
    aino, kirsti = cast.aino(), cast.kirsti()
    addresses.signed_in(aino).get(reverse("desk"), **ENV)
    addresses.signed_in(kirsti).get(reverse("association-add"), **ENV)
    assert [line["who"] for line in told()] == [aino.code, kirsti.code]
    assert {line["status"] for line in told()} <= {403, 404}
    assert [line["page"] for line in told()] == ["desk", "association-add"]


def test_wrong_codes_and_too_many_tries_are_told_alike_for_known_and_unknown(told):
    """Nothing in the log says whether an address is known (security.md "Signing in")."""
    cast.aino()
    seen = []
    for address in ("aino@example.org", "nobody@example.org"):
        browser, before = Client(), len(told())
        for _ in range(3):
            browser.post(reverse("account_request_login_code"), {"email": address}, **ENV)
        browser.post(reverse("account_confirm_login_code"), {"code": "0000 0000"}, **ENV)
        browser.post(reverse("account_request_login_code"), {"email": address}, **ENV)
        seen.append(_refusals(told()[before:]))
    assert seen[0] == seen[1]
    assert {what for what, _page, _who in seen[0]} == {"too many tries", "wrong code"}
    assert {who for _what, _page, who in seen[0]} == {""}


def test_the_mark_of_an_address_is_one_for_a_day_and_not_the_address(told):
    for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        Client().get("/no-such-page/", REMOTE_ADDR=address)
    marks = [line["from"] for line in told()]
    assert marks[0] == marks[1] != marks[2]
    assert "203.0.113" not in json.dumps(told())


def test_signing_in_is_a_line_of_the_ledger_and_of_the_log(told, settings):
    from tests.people import letterbox

    settings.SIGN_IN_LETTER = "tests.people.letterbox.keep"
    letterbox.LETTERS.clear()
    aino, browser = cast.aino(), Client()
    browser.post(reverse("account_request_login_code"), {"email": "aino@example.org"}, **ENV)
    (letter,) = letterbox.LETTERS
    browser.post(reverse("account_confirm_login_code"), {"code": letter[1]}, **ENV)
    assert [(one["who"], one["ways"]) for one in told() if one["words"] == "Signed in"] == [(aino.code, ["code"])]
    assert [event.actor for event in Event.objects.filter(action="person.signed_in")] == [aino.code]
    page = browser.get(reverse("who-looked")).content.decode()
    assert page.count("Kirjautui sisään") == 1


def test_trace_is_refused_everywhere(told):
    """V13.4.4: whoever asks, nothing is sent back of what was sent."""
    plain = [f"/{route}" for route in addresses.routes() if "<" not in route and "^" not in route]
    assert len(plain) > 50
    kirsti = addresses.signed_in(cast.kirsti())
    for browser, paths in ((Client(), plain), (kirsti, plain[::9])):
        answers = [browser.generic(verb, path, "SECRET", **ENV) for path in paths for verb in ("TRACE", "TRACK")]
        assert {answer.status_code for answer in answers} == {405}
        assert {answer.content for answer in answers} == {b""}
    assert {line["what"] for line in told()} == {"no such verb"}
