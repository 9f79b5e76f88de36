"""Someone who tries many times is asked to wait: longer each time, but never shut out; and answers at an even pace."""

import time
from typing import cast

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import ngettext

from rinnalla.base.errors import RuleBroken
from rinnalla.people.tries import Tries

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
        _tries, open_at, is_early = _counted().exchange(_key(what, who), _one_more, REMEMBERED)
        if is_early:
            raise TooSoon(_wait_sentence(round(open_at - time.time()) or 1))


def _counted() -> Tries:
    return cast(Tries, caches["default"])


def _one_more(standing: list | None) -> tuple[int, float, bool]:
    """How many tries now, until when to wait, and whether this one came before the wait was over."""
    tries, open_at, _is_early = standing or (0, 0.0, False)
    now = time.time()
    if now < open_at:
        return tries, open_at, True
    wait = min(2 ** (tries - FREE_TRIES), LONGEST_WAIT) if tries >= FREE_TRIES else 0
    return tries + 1, now + wait, False


def forgive(request: HttpRequest, what: str) -> None:
    """It went well: what this browser tried before no longer counts. The address keeps its count."""
    session_key = request.session.session_key
    if session_key:
        _counted().delete(_key(what, f"session {session_key}"))


def _key(what: str, who: str) -> str:
    """What goes into the file is an HMAC of it (people/tries.py); an address may bear any letters."""
    return f"patience:{what}|{who}"


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
