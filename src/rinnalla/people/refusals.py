"""What did not go through, for whoever keeps the service: refusals, wrong codes, too many tries (docs/adr/0021).

A line names the page and never the path, which may carry a secret; the person by code, when signed in; and a mark of
the network address that is another one each day. Whether an address typed at the door is known is never told.
"""

import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import salted_hmac

from rinnalla.base import clock

log = logging.getLogger("rinnalla.security")
REFUSED = {
    400: "not readable",
    403: "not allowed",
    404: "not there for them",
    405: "no such verb",
    409: "against a rule",
    410: "no longer open",
    413: "too large",
    429: "too many tries",
}
ECHOES = {"TRACE", "TRACK", "CONNECT"}  # verbs that send back what was sent, or lead elsewhere: for nobody
MARK = 12  # hexadecimal digits


class Refusals:
    """Middleware: each answer that refuses is a line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        echo = request.method in ECHOES
        response = HttpResponseNotAllowed(["GET", "HEAD", "POST"]) if echo else self.get_response(request)
        if response.status_code in REFUSED:
            note(request, REFUSED[response.status_code], status=response.status_code)
        return response


def note(request: HttpRequest, what: str, *, person=None, **facts) -> None:
    """One line. `person` only when it is known by a key they showed, or by a session; never from what was typed."""
    match = request.resolver_match
    someone = person or getattr(request, "_cached_user", None)  # as Django keeps it: no question to the database
    page = (match.view_name or "") if match else ""
    told = {"what": what, "page": page, "verb": _verb(request), "from": _from(request)}
    log.info("Refused", extra={"facts": {**told, "who": getattr(someone, "code", ""), **facts}})


def signed_in(request: HttpRequest, person, ways: list[str]) -> None:
    """ways   what was shown, in order, as the sign-in library names it: code, mfa"""
    log.info("Signed in", extra={"facts": {"who": person.code, "from": _from(request), "ways": ways}})


def _verb(request: HttpRequest) -> str:
    """A verb of HTTP; one of the visitor's own making is not repeated."""
    method = request.method or ""
    return method if method.isascii() and method.isalpha() and len(method) <= 10 else "another"


def _from(request: HttpRequest) -> str:
    """The same for one network address for one day: tries can be seen together, and the address is told to nobody."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""
    day = clock.today().isoformat()
    return salted_hmac("people.refusals", f"{day} {address}", algorithm="sha256").hexdigest()[:MARK]
