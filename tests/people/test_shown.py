"""The ways to reach a person change only right after a key was shown (ASVS 7.5.1)."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from rinnalla.people import moves, shown
from tests import addresses, cast
from tests.people.test_second_factor import SECRET

pytestmark = pytest.mark.django_db
FORM = {"called": "Aino", "full_name": "", "email": "new@example.org", "phone": "040 123 4567"}


def _a_while_later(client: Client) -> Client:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= shown.LASTS.total_seconds() + 1
    session.save()
    return client


def _ways(person) -> tuple[str, str]:
    person.refresh_from_db()
    identity = moves.identity_of(person)
    return identity.email, identity.phone


def test_right_after_signing_in_everything_changes():
    aino = cast.aino()
    addresses.signed_in(aino).post(reverse("my-details"), FORM)
    assert _ways(aino) == ("new@example.org", "+358401234567")


def test_later_the_name_changes_and_the_address_stays_whatever_is_sent():
    aino = cast.aino()
    client = _a_while_later(addresses.signed_in(aino))
    page = client.get(reverse("my-details")).content.decode()
    assert reverse("show-key") in page and page.count("disabled") == 2
    client.post(reverse("my-details"), FORM | {"called": "Ainokainen"})
    assert (_ways(aino), moves.identity_of(aino).called) == (("aino@example.org", ""), "Ainokainen")


def test_a_code_to_the_address_of_now_opens_it_again(letters):
    aino = cast.aino()
    client = _a_while_later(addresses.signed_in(aino))
    assert client.post(reverse("show-key")).url == reverse("show-key")
    assert client.get(f"{reverse('show-key')}?next=https://elsewhere.example").status_code == 200
    ((who, code),) = letters
    assert who == aino
    assert client.post(reverse("show-key"), {"code": code}).url == reverse("my-details")
    client.post(reverse("my-details"), FORM)
    assert _ways(aino) == ("new@example.org", "+358401234567")


def test_five_wrong_codes_end_it_and_a_code_opens_once_and_in_its_own_browser(letters):
    aino = cast.aino()
    one, other = (_a_while_later(addresses.signed_in(aino)) for _ in range(2))
    one.post(reverse("show-key"))
    right = letters[0][1]
    other.post(reverse("show-key"))
    assert other.post(reverse("show-key"), {"code": right}).status_code == 200, "the code of another browser"
    for _ in range(shown.TRIES):
        assert one.post(reverse("show-key"), {"code": "0000 0001"}).status_code == 200
    assert one.post(reverse("show-key"), {"code": right}).status_code == 200
    assert not shown.was_shown(type("Request", (), {"session": one.session}), aino)


def test_no_code_stands_in_the_session(letters):
    client = addresses.signed_in(cast.aino())
    client.post(reverse("show-key"))
    digits = "".join(filter(str.isdigit, letters[0][1]))
    assert digits not in str(dict(client.session.items())).replace(" ", "")


def test_who_has_an_app_shows_that_and_no_mail_goes_out(letters):
    aino = cast.aino()
    TOTP.activate(aino, SECRET)
    client = _a_while_later(addresses.signed_in(aino))
    assert client.post(reverse("show-key")).url.startswith(reverse("mfa_reauthenticate"))
    assert letters == []


def test_other_sign_ins_end_only_after_a_key_was_shown(letters):
    """Else who sits at a browser left open could push its owner out (ASVS 7.5.2)."""
    aino = cast.aino()
    client, other = addresses.signed_in(aino), addresses.signed_in(aino)
    _a_while_later(client)
    where = client.post(reverse("sign-ins-end")).url
    assert where == f"{reverse('show-key')}?next=%2Fmy%2Fsign-ins%2F"
    assert other.get(reverse("my-details")).status_code == 200
    client.post(where)
    assert client.post(where, {"code": letters[0][1]}).url == reverse("sign-ins")
    client.post(reverse("sign-ins-end"))
    assert [one.get(reverse("my-details")).status_code for one in (client, other)] == [200, 302]
