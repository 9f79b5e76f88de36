"""Signing in by a mailed code; nothing tells who is known, and no address lands in the database."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from rinnalla.people.models import Identity, Person
from rinnalla.people.moves import new_person
from rinnalla.people.signing_in import blind_address
from tests import cast

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/sign-in/login/code/", "/sign-in/login/code/confirm/"


def test_aino_signs_in_by_the_code_she_got(client, letters, ask_code, type_code):
    aino = cast.aino()
    assert ask_code("  AINO@example.org ").url == CONFIRM
    [(person, code)] = letters
    assert person == aino
    assert type_code(code).url == reverse("home")
    assert client.session["_auth_user_id"] == str(aino.pk)


def test_the_code_may_be_typed_with_or_without_its_space(client, letters, ask_code, type_code):
    cast.aino()
    ask_code("aino@example.org")
    assert type_code(letters[0][1].replace(" ", "")).status_code == 302
    assert "_auth_user_id" in client.session


def test_a_wrong_code_keeps_her_out_and_five_wrong_ones_ask_for_a_new_one(client, letters, ask_code, type_code):
    cast.aino()
    ask_code("aino@example.org")
    for _ in range(4):
        assert type_code("0000 0000x").status_code == 200
    assert type_code("0000 0000x").url == ASK
    assert type_code(letters[0][1]).url == ASK
    assert "_auth_user_id" not in client.session


def test_the_code_that_came_back_proves_the_address(letters, ask_code, type_code):
    aino = cast.aino()
    assert aino.email_proven_at is None
    ask_code("aino@example.org")
    type_code(letters[0][1])
    aino.refresh_from_db()
    assert aino.email_proven_at is not None


def test_asking_alone_proves_nothing(ask_code):
    aino = cast.aino()
    ask_code("aino@example.org")
    aino.refresh_from_db()
    assert aino.email_proven_at is None


def test_of_two_with_one_address_the_proven_one_signs_in(letters, ask_code, type_code):
    first, second = cast.aino(), cast.aino()
    ask_code("aino@example.org")
    assert letters[-1][0] == first
    Person.objects.filter(pk=second.pk).update(email_proven_at="2026-01-01T10:00Z")
    ask_code("aino@example.org")
    assert letters[-1][0] == second


def test_someone_no_longer_active_gets_no_code(letters, ask_code):
    aino = cast.aino()
    Person.objects.filter(pk=aino.pk).update(is_active=False)
    assert ask_code("aino@example.org").url == CONFIRM
    assert letters == []


def _without_what_is_random(response):
    kept = {name: value for name, value in response.headers.items() if name not in ("Set-Cookie", "Date")}
    return response.status_code, kept, sorted(response.cookies), response.content.replace(b" ", b"")


def _walk(email):
    """Every answer on the way of one who asks for a code and types a wrong one."""
    client = Client()
    answers = [client.get(ASK), client.post(ASK, {"email": email}), client.get(CONFIRM)]
    answers += [client.post(CONFIRM, {"code": "12345678"}), client.post(CONFIRM, {"action": "resend"})]
    return [_scrubbed(answer) for answer in answers]


def _scrubbed(answer):
    import re

    status, headers, cookies, body = _without_what_is_random(answer)
    body = re.sub(rb'name="(csrfmiddlewaretoken|once)"value="[^"]*"', b"", body)
    headers = {name: value for name, value in headers.items() if name not in ("Expires", "X-Request-Id")}
    return status, headers, cookies, body


def test_an_unknown_address_is_answered_just_as_a_known_one(letters):
    cast.aino()
    assert _walk("aino@example.org") == _walk("nobody@example.org")
    assert {person.code for person, _ in letters} == {Person.objects.get().code}


def test_the_answer_for_an_unknown_address_waits_for_the_same_moment(client, monkeypatch):
    cast.aino()
    monkeypatch.setattr("rinnalla.people.sign_in_forms.EVEN_PACE", 3600.0)
    slept = []
    monkeypatch.setattr("rinnalla.people.middleware.time.sleep", slept.append)
    for email in ("aino@example.org", "nobody@example.org"):
        before = time.monotonic()
        client.post(ASK, {"email": email})
        took = time.monotonic() - before
        assert 3600.0 - took <= slept.pop() <= 3600.0
    assert not slept


def test_the_fourth_request_within_a_minute_is_asked_to_wait_known_or_not(client, letters):
    cast.aino()
    for email in ("aino@example.org", "nobody@example.org"):
        for _ in range(3):
            assert client.post(ASK, {"email": email}).status_code == 302
        answer = client.post(ASK, {"email": email})
        assert answer.status_code == 200
        assert "email" in answer.context["form"].errors
    assert len(letters) == 3


def test_no_address_is_kept_in_the_clear_anywhere(client, letters, ask_code, type_code):
    person = new_person(Identity(called="Aino", email="aino@example.org", phone="+358401234567"), "fi", by=None)
    ask_code("aino@example.org")
    assert client.session["account_login"]["email"] == blind_address("aino@example.org")
    type_code(letters[0][1])
    assert EmailAddress.objects.count() == 0
    sessions = [str(dict(session.get_decoded())) for session in apps.get_model("sessions.Session").objects.all()]
    everything = sessions + _every_cell()
    assert any(person.code in cell for cell in everything)
    for secret in ("aino@", "AINO@", "example.org", "401234567", "Aino"):
        assert [cell for cell in everything if secret in cell] == []


def _every_cell():
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    cells.append(raw.decode("latin-1"))
    return cells


@pytest.mark.parametrize("closed", ["signup/", "email/", "password/change/", "password/set/", "password/reset/"])
def test_pages_of_the_library_that_know_addresses_or_passwords_are_not_there(client, closed):
    client.force_login(cast.aino())
    assert client.get(f"/sign-in/{closed}").status_code == 404
    assert client.post(f"/sign-in/{closed}", {"email": "aino@example.org"}).status_code == 404


def test_there_are_no_passwords(client):
    aino = cast.aino()
    aino.set_password("long enough to be one")
    aino.save()
    assert not aino.has_usable_password()
    client.post("/sign-in/login/", {"login": "aino@example.org", "password": "long enough to be one"})
    assert "_auth_user_id" not in client.session


def test_ended_sessions_end_at_the_next_page(client):
    aino = cast.aino()
    client.force_login(aino)
    assert client.get(reverse("my-details")).status_code == 200
    aino.end_sessions()
    assert client.get(reverse("my-details")).status_code == 302


def test_the_demo_door_is_there_in_a_demo_only(client, settings):
    from rinnalla.people.signing_in import demo_link

    aino = cast.aino()
    link = demo_link(aino)
    assert client.get(link).status_code == 404
    settings.DEMO = True
    assert client.get(link).url == reverse("home")
    assert client.session["_auth_user_id"] == str(aino.pk)
    assert Client().get(link.replace("/demo/", "/demo/x")).status_code == 404
