"""What a person reads when something does not go through, and what the browser is told with every answer."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from rinnalla.base import sentences
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.base.headers import Headers

pytestmark = pytest.mark.django_db


def asked(method="get", **headers):
    return getattr(RequestFactory(), method)("/somewhere/", headers=headers)


def answered(request, error):
    with translation.override("en"):
        return sentences.Sentences(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleBroken("This seat has already moved on."), 409),
        (Overtaken("Someone changed this seat just now."), 409),
        (NotAllowed("This page is not for you."), 403),
    ],
)
def test_a_broken_rule_is_a_page_with_its_own_sentence(error, status):
    response = answered(asked(), error)
    assert response.status_code == status
    page = response.content.decode()
    assert str(error.sentence) in page and page.count("<h1") == 1 and "Leave this page quickly" in page


def test_htmx_gets_the_sentence_alone_for_the_message_region():
    response = answered(asked("post", HX_Request="true"), RuleBroken("This seat has already moved on."))
    assert [response.status_code, response["HX-Retarget"]] == [409, "#messages"]
    page = response.content.decode()
    assert "This seat has already moved on." in page and "<html" not in page


def test_a_full_disk_says_that_nothing_was_changed():
    response = answered(asked("post"), OperationalError("database or disk is full"))
    assert response.status_code == 503 and response["Retry-After"] == "60"
    page = response.content.decode()
    assert "Nothing was changed" in page and "disk is full" not in page


def test_other_faults_are_left_to_the_log():
    assert answered(asked(), OperationalError("no such table")) is None
    assert answered(asked("post"), ValueError("x")) is None


@pytest.mark.parametrize(
    ("handler", "error", "status", "words"),
    [
        (sentences.bad_request, RequestDataTooBig("x"), 413, "too large to send"),
        (sentences.bad_request, SuspiciousOperation("secret"), 400, "We could not read this"),
        (sentences.not_found, Exception("secret"), 404, "There is no such page"),
        (sentences.not_for_you, Exception("secret"), 403, "This page is not for you"),
        (sentences.form_expired, "secret", 403, "load the page again"),
    ],
)
def test_each_dead_end_has_calm_words_and_tells_no_cause(handler, error, status, words):
    with translation.override("en"):
        response = handler(asked(), error)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page and "secret" not in page


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Emme löytäneet"), ("sv", "Vi hittade inte"), ("en", "We did not")]
)
def test_the_page_is_in_the_readers_language(language, title):
    with translation.override(language):
        page = sentences.not_found(asked()).content.decode()
    assert f'<html lang="{language}"' in page and f"<title>{title}" in page.replace("\n", "")


def test_a_stranger_on_a_wrong_address_meets_our_own_page(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert response.content.decode().count("<h1") == 1


def test_an_oversized_form_is_answered(client):
    response = client.post("/style/", {"story": "a" * 10_000_000})
    assert response.status_code == 413


def headers_of(request, response=None):
    return Headers(lambda request: response or HttpResponse())(request).headers


def test_nothing_comes_from_elsewhere_and_nothing_is_inline():
    policy = headers_of(asked())["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert "require-trusted-types-for 'script'" in policy


def test_a_signed_in_answer_is_never_stored():
    request = asked()
    request.COOKIES["session"] = "x"
    stored = HttpResponse(headers={"Cache-Control": "max-age=600"})
    assert headers_of(request, stored)["Cache-Control"] == "no-store"


def test_an_answer_that_begins_a_draft_is_never_stored():
    response = HttpResponse()
    response.set_cookie("draft", "x")
    assert headers_of(asked(), response)["Cache-Control"] == "no-store"


def test_an_open_page_goes_into_no_shared_cache():
    request = asked()
    request.COOKIES |= {"csrf": "x", "language": "sv"}
    assert headers_of(request)["Cache-Control"] == "private, no-cache"
