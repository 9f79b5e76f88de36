"""A lost second key, from the second lock to a new key; and words written while the session ended."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail

from rinnalla.base import clock
from rinnalla.people import moves, recovery
from rinnalla.people.models import Recovery
from tests import cast
from tests.journeys.steps import answer, click, follow, go, is_at, press, send

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXP"


def _mailed(what: str) -> str:
    found = re.search(what, mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found.group(0)


def _at_second_lock(page):
    send(answer(go(page, "account_login"), {"email": "aino@example.org"}))
    send(answer(page, {"code": _mailed(r"\d{4}[  ]?\d{4}")}))
    return page


def _a_day_later(person) -> None:
    """The day passes in the database, and the worker makes its round."""
    Recovery.objects.filter(person=person).update(opens_at=clock.now() - timedelta(seconds=1))
    assert recovery.send_links() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lost_key_is_replaced_by_anothers_yes_a_day_and_a_link(visitor, scripts):
    cast.union()
    kirsti, aino = cast.kirsti(), cast.person("Aino", "aino@example.org", phone="+358401234567", municipality="179")
    cast.ask(aino)
    TOTP.activate(aino, SECRET)
    page, elsewhere = visitor(java_script_enabled=scripts), visitor(aino)
    _at_second_lock(page)
    assert is_at(page, "mfa_authenticate")
    follow(page, "recovery")
    press(page, "recovery")
    assert is_at(page, "recovery")

    desk = go(visitor(kirsti), "desk-recoveries")
    follow(desk, "desk-recovery", Recovery.objects.get().code)
    desk.locator('label[for="id_made_sure_0"]').click()
    send(desk)
    assert Recovery.objects.get().approved_by == kirsti

    _a_day_later(aino)
    page.goto("/" + _mailed(r"https?://\S+/sign-in/lost/new/\S+").split("/", 3)[3])
    click(page, page.locator("main form button").first)
    assert is_at(page, "mfa_index")
    assert not Authenticator.objects.filter(user=aino).exists()
    elsewhere.goto("/my/")
    assert is_at(elsewhere, "account_login"), "every other session has ended"

    follow(page, "mfa_activate_totp")
    key = re.sub(r"[^A-Z2-7]", "", page.locator("main .code").first.inner_text())
    counter = next(iter(yield_hotp_counters_from_time()))
    send(answer(page, {"code": format_hotp_value(hotp_value(key, counter))}))
    assert Authenticator.objects.filter(user=aino, type="totp").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_words_written_while_the_session_ended_come_back_after_signing_in(visitor, scripts):
    cast.union()
    aino = cast.aino()
    page = go(visitor(aino, java_script_enabled=scripts), "my-details")
    answer(page, {"full_name": "Aino Kaarina Pitkänen"})
    _away(page, minutes=40)
    send(page)
    assert is_at(page, "account_login")
    _at_second_lock(page)
    assert is_at(page, "kept")
    assert page.get_by_text("Aino Kaarina Pitkänen").count() == 1
    send(page)
    assert is_at(page, "my-details")
    aino.refresh_from_db()
    assert moves.identity_of(aino).full_name == "Aino Kaarina Pitkänen"


def _away(page, *, minutes: int) -> None:
    """As if the page had been left open for so long."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "session")
    session = SessionStore(session_key=key)
    session["seen"] = session["seen"] - minutes
    session.save()
