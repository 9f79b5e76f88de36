"""Someone who tries many times is asked to wait: longer each time, but never shut out; and answers at an even pace."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

from rinnalla.base.errors import RuleBroken

FREE_TRIES = 5
LONGEST_WAIT = 60  # seconds
REMEMBERED = 15 * 60  # seconds since the last try


class TooSoon(RuleBroken):
    """Asked again before the wait was over."""

    status = 429


def slow_down(request: HttpRequest, what: str) -> None:
    """Count one try of `what` from this browser and this address. The first five are free, then waits double.

    Raises   TooSoon, saying how many seconds to wait
    """
    for who in _tried_by(request):
        key = "patience:" + hashlib.sha256(f"{what}|{who}".encode()).hexdigest()
        tries, open_at = cache.get(key, (0, 0.0))
        now = time.time()
        if now < open_at:
            raise TooSoon(_wait_sentence(round(open_at - now) or 1))
        wait = min(2 ** (tries - FREE_TRIES), LONGEST_WAIT) if tries >= FREE_TRIES else 0
        cache.set(key, (tries + 1, now + wait), REMEMBERED)


def forgive(request: HttpRequest, what: str) -> None:
    """It went well: what this browser tried before no longer counts. The address keeps its count."""
    session_key = request.session.session_key
    if session_key:
        cache.delete("patience:" + hashlib.sha256(f"{what}|session {session_key}".encode()).hexdigest())


def answer_no_sooner(request: HttpRequest, seconds: float) -> None:
    """The answer waits for that moment, so that its speed does not tell what was found (see middleware.EvenPace)."""
    request.answer_at = time.monotonic() + seconds  # type: ignore[attr-defined]


def _tried_by(request: HttpRequest) -> list[str]:
    tried_by = [f"address {get_adapter(request).get_client_ip(request)}"]
    if request.session.session_key:
        tried_by.append(f"session {request.session.session_key}")
    return tried_by


def _wait_sentence(seconds: int) -> str:
    words = ngettext("Wait %d second and try again.", "Wait %d seconds and try again.", seconds)
    return words % seconds
