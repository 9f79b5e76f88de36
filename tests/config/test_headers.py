"""What every answer tells the browser: each address, each kind of answer, pages and style sheets alike."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import include, path, reverse
from django.views.decorators.http import require_POST

from rinnalla.base.headers import CONTENT_POLICY, PERMISSIONS
from rinnalla.base.permission import open_page
from tests import addresses, cast, village

pytestmark = pytest.mark.django_db
EVERYWHERE = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NEVER = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Content-Security-Policy-Report-Only")
KEPT_BY_NOBODY_ELSE = "private, no-cache"


# --- pages that go wrong ----------------------------------------------------------------------------------
@open_page
def broken(request):
    raise ZeroDivisionError


@open_page
@require_POST
def full(request):
    raise OperationalError("database or disk is full")


urlpatterns = [path("broken/", broken), path("full/", full), path("", include("rinnalla.config.urls"))]


# --- what is wrong with an answer -------------------------------------------------------------------------
def faults(answer, *, signed_in: bool = False, static: bool = False) -> list[str]:
    headers = answer.headers
    found = [f"{name}: {headers.get(name)}" for name, value in EVERYWHERE.items() if headers.get(name) != value]
    found += [f"{name} is told" for name in NEVER if name in headers]
    kept = headers.get("Cache-Control", "")
    if (signed_in and kept != "no-store") or (not static and "no-store" not in kept and kept != KEPT_BY_NOBODY_ELSE):
        found.append(f"Cache-Control: {kept}")
    if answer.status_code not in (204, 302, 303, 304) and "Content-Type" not in headers and not answer.streaming:
        found.append("no Content-Type")
    return found


@pytest.fixture
def browser():
    """Asks as a browser does: form keys are asked for, and a fault is a page."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize(
    "status,method,address",
    [
        (200, "get", "/"),
        (200, "head", "/"),
        (200, "get", "/robots.txt"),
        (200, "get", "/badges/"),
        (301, "get", "/about"),
        (302, "get", "/my/"),
        (302, "get", "/favicon.ico"),
        (303, "get", "/leave/"),
        (404, "get", "/nothing-here/"),
        (404, "get", "/static/nothing-here.css"),
        (403, "post", "/language/"),
        (405, "options", "/"),
        (410, "get", "/invitation/no-such-token/"),
        (500, "get", "/broken/"),
    ],
)
def test_the_headers_are_whole_whatever_the_answer(browser, settings, status, method, address):
    settings.ROOT_URLCONF = __name__
    answer = getattr(browser, method)(address)
    assert answer.status_code == status
    assert faults(answer) == []


def test_the_headers_are_whole_for_those_signed_in_also_where_it_goes_wrong(settings):
    settings.ROOT_URLCONF = __name__
    client = addresses.signed_in(cast.aino())
    client.raise_request_exception = False
    asked = [("get", "/my/"), ("get", "/desk/"), ("get", "/broken/"), ("post", "/full/"), ("post", "/")]
    answers = [getattr(client, method)(address) for method, address in asked]
    assert [answer.status_code for answer in answers] == [200, 403, 500, 503, 405]
    assert [faults(answer, signed_in=True) for answer in answers] == [[]] * len(asked)


def test_a_name_of_another_host_and_too_long_a_form_are_answered_with_the_whole_set(browser):
    strange = browser.get("/", headers={"host": "elsewhere.example"})
    long = Client().post("/style/", {"story": "a" * 2_000_000})
    assert (strange.status_code, long.status_code) == (400, 413)
    assert faults(strange) + faults(long) == []


def test_a_download_carries_the_whole_set_and_is_kept_by_nobody():
    client = addresses.signed_in(cast.kirsti())
    answer = client.get(reverse("desk-import-template", args=["supporters", "fi", "xlsx"]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert faults(answer, signed_in=True) == []


def test_style_sheets_and_scripts_carry_the_whole_set_too(settings, tmp_path):
    """They are answered before any page is; also the answer that says a browser has the newest already."""
    (tmp_path / "look.css").write_text("body { margin: 0 }")
    (tmp_path / "act.js").write_text("'use strict';")
    settings.STATIC_ROOT = tmp_path
    client = Client()
    for name, kind in (("look.css", "text/css"), ("act.js", "text/javascript")):
        whole = client.get(f"/static/{name}")
        known = client.get(f"/static/{name}", headers={"if-none-match": whole.headers["ETag"]})
        other = client.post(f"/static/{name}")
        assert (whole.status_code, known.status_code, other.status_code) == (200, 304, 405)
        assert whole.headers["Content-Type"].startswith(kind)
        assert [faults(answer, static=True) for answer in (whole, known, other)] == [[], [], []]
        whole.getvalue()  # read to its end, so that the file is closed


def test_over_https_browsers_are_told_to_come_over_https_only(settings, tmp_path):
    (tmp_path / "look.css").write_text("body { margin: 0 }")
    settings.STATIC_ROOT = tmp_path
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    client = Client()
    for address in ("/", "/my/", "/nothing-here/", "/static/look.css"):
        answer = client.get(address, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", address
        answer.getvalue()


def test_who_leaves_leaves_nothing_in_the_browser():
    """The quick way out clears everything; signing out keeps the language that was chosen, and ends the session."""
    for address, told in (("/leave/", '"cache", "cookies", "storage"'), ("/sign-in/logout/", '"cache", "storage"')):
        client = addresses.signed_in(cast.olli())
        assert client.get("/my/").status_code == 200
        answer = client.post(address)
        assert answer.headers["Clear-Site-Data"] == told
        assert client.get("/my/").status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nobody", "aino", "pekka", "kirsti", "leena"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_address_answers_with_the_whole_set(name):
    wrong = []
    for row, verb, answer in addresses.each_answer(village.build(), name):
        wrong += [f"{verb} {row.route}: {fault}" for fault in faults(answer, signed_in=name != "nobody")]
    assert wrong == []
