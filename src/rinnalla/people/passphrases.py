"""A passphrase beside the mailed code, for supporters who have neither passkey nor app (security.md "Signing in").

It is never asked alone and never first: who types it has shown the mailbox already, so nothing tells who is known. The
column of the person holds a slow hash, and behind it the mark that every session carries (Person.end_sessions).
"""

from allauth.account.stages import LoginStage, LoginStageController
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from rinnalla.ledger import book
from rinnalla.people import refusals, sign_ins
from rinnalla.people.models import Person
from rinnalla.people.policies import has_second_factor

STEP = "passphrase"


class Stage(LoginStage):
    """The step after the mailed code. A passkey or an app, where there is one, is asked instead."""

    key = STEP
    urlname = "passphrase"

    def handle(self):
        person = self.login.user
        if person is None or not person.has_passphrase or has_second_factor(person):
            return None, True
        return redirect("passphrase"), True


def at_step(request: HttpRequest) -> LoginStage | None:
    """Only in the middle of signing in."""
    return None if request.user.is_authenticated else LoginStageController.enter(request, STEP)


def opens(request: HttpRequest, person: Person, typed: str) -> bool:
    if person.check_passphrase(typed):
        return True
    refusals.note(request, "wrong passphrase", person=person)
    return False


@transaction.atomic
def choose(request: HttpRequest, words: str, *, by: Person) -> None:
    """From now on it is asked; every other session of this person ends."""
    by.set_passphrase(words)
    by.save(update_fields=["password"])
    by.sign_ins.all().delete()
    book.write(by, "person.factor_added", about=by)
    update_session_auth_hash(request, by)
    sign_ins.note(request, by)
