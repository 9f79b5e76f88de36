"""Whether who sits here has just shown a key: asked before the ways to reach a person change (ASVS 7.5.1).

Who has a passkey or an app shows that. Who signs in by mailed codes alone gets a code to the address of now, so that a
browser left open cannot take the address away. Of the code the session keeps an HMAC, for ten minutes and five tries.
"""

import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from rinnalla.people import moves, patience, refusals
from rinnalla.people.models import Person

LASTS = timedelta(minutes=15)  # time enough to write an address, on a bad day too
CODE_WORKS = timedelta(minutes=10)
TRIES = 5
IN_SESSION = "key_asked"


def was_shown(request: HttpRequest, person: Person) -> bool:
    """By signing in just now, or by showing a key again."""
    records = get_authentication_records(request, person)
    return bool(records) and time.time() - records[-1]["at"] < LASTS.total_seconds()


def where(back: str) -> str:
    """The page on which a key is shown; from there one comes back."""
    return f"{reverse('show-key')}?{urlencode({'next': back})}"


def at_library(request: HttpRequest, person: Person) -> str:
    """Where the sign-in library asks for the app or the passkey of this person; "" for one who has none."""
    ways = get_adapter(request).get_reauthentication_methods(person)
    return f"{ways[0]['url']}?{urlencode({'next': back_to(request)})}" if ways else ""


def back_to(request: HttpRequest) -> str:
    """One of the pages that ask for a key; an address made up by someone else leads to one's details."""
    asked = request.GET.get("next", "")
    return asked if asked in (reverse("sign-ins"), reverse("own-passphrase")) else reverse("my-details")


def send_code(request: HttpRequest, person: Person) -> None:
    """Raises TooSoon after many in a short time."""
    patience.slow_down(request, "key asked")
    code = get_adapter(request).generate_login_code()
    request.session[IN_SESSION] = {"mark": _mark(request, code), "at": int(time.time()), "left": TRIES}
    import_string(settings.SIGN_IN_LETTER)(person, code)


def is_sent(request: HttpRequest) -> bool:
    asked = request.session.get(IN_SESSION)
    return asked is not None and asked["left"] > 0 and time.time() - asked["at"] < CODE_WORKS.total_seconds()


def show_code(request: HttpRequest, person: Person, typed: str) -> bool:
    """Whether this was the code; then a key has been shown. Each code opens once."""
    if not is_sent(request):
        return False
    asked = request.session[IN_SESSION]
    if not constant_time_compare(asked["mark"], _mark(request, typed)):
        request.session[IN_SESSION] = asked | {"left": asked["left"] - 1}
        refusals.note(request, "wrong code", person=person)
        return False
    del request.session[IN_SESSION]
    record_authentication(request, person, method="code", reauthenticated=True)
    moves.prove_address(person, by=person)
    return True


def _mark(request: HttpRequest, code: str) -> str:
    """Bound to this session, so that a code of one browser opens nothing in another."""
    digits = "".join(letter for letter in code if letter.isdigit())
    return salted_hmac("people.shown", f"{request.session.session_key} {digits}", algorithm="sha256").hexdigest()
