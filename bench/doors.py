"""Whether a door tells by its answer, or by its speed, who is known.

    .venv/bin/python -m bench.doors [PAIRS] [DOOR …]        DATABASE_URL=… for PostgreSQL

Each pair asks a door twice, in an order drawn by lot: once with what is known (an address someone has, a link that was
used), once with what never was. Through every middleware, EvenPace among them. The figure is the middle of the
differences within the pairs; a machine that is busy slows both of a pair.
"""

import logging
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bench import stage

from django.db import connection  # isort: skip
from django.core.cache import cache
from django.urls import reverse

from bench.pages import answers
from rinnalla.associations import invites
from rinnalla.associations.models import Invitation
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.people import drafts, recovery, sign_in_forms
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft, Identity, Person, Recovery
from rinnalla.training import moves as training
from rinnalla.training.choices import Ground
from rinnalla.training.models import Qualification
from rinnalla.training.moves import feeding
from tests import cast

GOAL = 5.0  # milliseconds
OF_THE_MOMENT = {"X-Request-Id", "Set-Cookie", "Date", "Expires"}
KNOWN = "aino@example.org"
LINE = "{:16}{:>7}{:>12}{:>12}{:>16}  {:8}{}"
Probe = Callable[[str], tuple[stage.Browser, str, dict[str, str]]]  # who asks, where, and what they send


def browser(person=None, **kept) -> stage.Browser:
    """A new visitor from a place of their own, so that no patience is tried."""
    cache.clear()
    made = stage.Browser(person, **kept)
    made.came_from = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    return made


def ask(probe: Probe, typed: str) -> tuple[float, tuple]:
    """Milliseconds, and what the answer tells besides them."""
    visitor, address, sent = probe(typed)
    began = time.perf_counter()
    status, content, headers = visitor.call(address, **sent)
    took = (time.perf_counter() - began) * 1000
    shown = {name: value.replace(typed, "…") for name, value in headers.items() if name not in OF_THE_MOMENT}
    return took, (status, sorted(shown.items()), len(content))


def measure(name: str, probe: Probe, known: str, never: Callable[[], str], pairs: int) -> None:
    differences, times, alike = [], {True: [], False: []}, set()
    for number in range(-5, pairs):
        found = {}
        for is_known in random.sample([True, False], 2):
            found[is_known] = ask(probe, known if is_known else never())
        alike |= {found[True][1] == found[False][1]}
        if number >= 0:
            differences.append(found[True][0] - found[False][0])
            for is_known in times:
                times[is_known].append(found[is_known][0])
    middle = statistics.median(differences)
    told = "alike" if alike == {True} else "DIFFER"
    good = "ok" if abs(middle) < GOAL and told == "alike" else "over"
    known_ms, never_ms = (f"{statistics.median(times[is_known]):.2f}" for is_known in (True, False))
    print(LINE.format(name, pairs, known_ms, never_ms, f"{middle:+.3f} ms", told, good), flush=True)


# --- doors where an address is typed -----------------------------------------------------------------------
def stranger() -> str:
    """An address as long as Aino's, of nobody."""
    letters = "".join(random.choices("bcdfghjklmnpqrstvwxz", k=4))
    return f"{letters}@example.org"


def code_request(email: str):
    return browser(), reverse("account_request_login_code"), {"email": email}


def code_typed(email: str):
    """A wrong code, typed by one who has asked for one."""
    visitor, address, sent = code_request(email)
    pace, sign_in_forms.EVEN_PACE = sign_in_forms.EVEN_PACE, 0.0
    visitor.call(address, **sent)
    sign_in_forms.EVEN_PACE = pace
    return visitor, reverse("account_confirm_login_code"), {"code": "12345678", "once": new_code()}


def new_address(olli: Person, email: str):
    sent = {"called": "Olli", "full_name": "", "email": email, "phone": "", "once": new_code()}
    return browser(olli), reverse("my-details"), sent


def referral(email: str):
    sent = {"called": "Aino", "email": email, "place": "Jyväskylä", "language": "fi", "agreed": "on"}
    return browser(), reverse("refer-contact"), sent | {"recorded_by": "fysioterapeutti", "once": new_code()}


def request(where, email: str):
    """The last press of the questions."""
    told = answers(where)
    told["reach"]["email"] = email
    draft, _code = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(draft, **told)
    return browser(draft_ask=draft.code), reverse("ask-send"), {"once": new_code()}


def invitation(leena: Person, email: str):
    sent = {"kind": "trainer", "called": "Aino", "email": email, "language": "fi", "once": new_code()}
    return browser(leena, second_factor=True), reverse("union-invite"), sent


# --- doors that a link opens -------------------------------------------------------------------------------
def opened(name: str, code: str):
    return browser(), reverse(name, args=[code]), {}


def typed_code(code: str):
    return browser(), reverse("ask-resume"), {"code": code}


def used_invitation(leena: Person) -> str:
    identity = Identity(called="Uuno", email="uuno@example.org")
    made, token = invites.invite(kind="trainer", association=None, identity=identity, language="fi", by=leena)
    Invitation.objects.filter(pk=made.pk).update(used_at=clock.now())
    return token


def early_link(aino: Person, leena: Person) -> str:
    """A link to a new key before its day has passed."""
    one = recovery.ask(aino, by=aino)
    recovery.approve(one, "called", by=leena)
    link = "x" * 43
    Recovery.objects.filter(pk=one.pk).update(link_index=recovery._index(link), link_sent_at=clock.now())
    return link


def stopped_recovery() -> str:
    """The link that stopped it."""
    eero = cast.person("Eero", "eero@example.org")
    one = recovery.ask(eero, by=eero)
    recovery.stop(one, by=eero)
    return recovery.stop_token(one)


def old_draft() -> str:
    draft, code = drafts.start(DraftKind.ASK, "fi")
    Draft.objects.filter(pk=draft.pk).update(expires_at=clock.now())
    return code


def lapsed_certificate(aino: Person, taru: Person) -> str:
    one = training.qualify(aino, "basic", clock.today(), Ground.ATTENDED, by=taru)
    Qualification.objects.filter(pk=one.pk).update(valid_until=clock.today() - timedelta(days=1))
    return one.code


def stopped_feed(aino: Person) -> str:
    secret = feeding.make_feed(by=aino)
    feeding.stop_feed(by=aino)
    return secret


def doors() -> dict[str, tuple[Probe, str, Callable[[], str]]]:
    """Name → how it is asked, what is known, and how to make what never was, as long."""
    cast.union()
    where, aino, olli, leena, taru = cast.association(), cast.aino(), cast.olli(), cast.leena(), cast.taru()
    Person.objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    made: dict[str, tuple[Probe, str]] = {
        "new address": (partial(new_address, olli), KNOWN),
        "referral": (referral, KNOWN),
        "request": (partial(request, where), KNOWN),
        "invite": (partial(invitation, leena), KNOWN),
        "code typed": (code_typed, KNOWN),
        "invitation": (partial(opened, "invitation"), used_invitation(leena)),
        "new key": (partial(opened, "recovery-link"), early_link(aino, leena)),
        "stop": (partial(opened, "recovery-stop"), stopped_recovery()),
        "resume": (typed_code, old_draft()),
        "resume link": (partial(opened, "ask-continue"), old_draft()),
        "certificate": (partial(opened, "verify"), lapsed_certificate(aino, taru)),
        "calendar": (partial(opened, "calendar-feed"), stopped_feed(aino)),
        "code request": (code_request, KNOWN),
    }
    return {
        name: (probe, known, stranger if known == KNOWN else partial(new_code, len(known)))
        for name, (probe, known) in made.items()
    }


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    logging.disable(logging.WARNING)  # "Not Found" is what half of the doors say
    stage.prepare()
    every = doors()
    chosen = sys.argv[2:] or list(every)
    print(f"{connection.vendor}, {pairs} pairs a door; goal: under {GOAL:.0f} ms between them, and nothing else told\n")
    print(LINE.format("door", "pairs", "known ms", "never ms", "difference", "answers", ""))
    for name in chosen:
        measure(name, *every[name], pairs)


if __name__ == "__main__":
    main()
