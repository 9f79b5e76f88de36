"""A passkey made here signs in by itself; another's does not."""

import base64
import hashlib
import json
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from rinnalla.people.models import Person
from tests import cast

pytestmark = pytest.mark.django_db
SITE = "https://testserver"
FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    """A phone that keeps one passkey, as far as the site can tell."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.site = hashlib.sha256(b"testserver").digest()
        self.handle = ""

    def _said(self, kind: str, options: dict) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": SITE}).encode()

    def make(self, options: dict) -> dict:
        options = options["publicKey"]
        self.handle = options["user"]["id"]
        public = AttestedCredentialData.create(
            b"\x00" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        seen = AuthenticatorData.create(self.site, FLAGS | AuthenticatorData.FLAG.AT, 0, public)
        response = {
            "clientDataJSON": _text(self._said("webauthn.create", options)),
            "attestationObject": _text(AttestationObject.create("none", seen, {})),
        }
        return self._credential(response)

    def open(self, options: dict, handle: str | None = None) -> dict:
        said = self._said("webauthn.get", options["publicKey"])
        seen = AuthenticatorData.create(self.site, FLAGS, 1)
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": _text(said),
            "authenticatorData": _text(seen),
            "signature": _text(signature),
            "userHandle": self.handle if handle is None else handle,
        }
        return self._credential(response)

    def _credential(self, response: dict) -> dict:
        extensions = {"credProps": {"rk": True}}
        own = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key"}
        return own | {"response": response, "clientExtensionResults": extensions}


def _make_passkey(person: Person) -> Device:
    client, device = Client(), Device()
    client.force_login(person)
    page = reverse("mfa_add_webauthn")
    options = client.get(page, secure=True).context["js_data"]["creation_options"]
    form = {"name": "My phone", "passwordless": "on", "credential": json.dumps(device.make(options))}
    assert client.post(page, form, secure=True).status_code == 302
    return device


def _open(device: Device, **kwargs) -> Client:
    client = Client()
    page = reverse("mfa_login_webauthn")
    ask = client.get(page, secure=True, headers={"accept": "application/json"})
    credential = json.dumps(device.open(ask.json()["request_options"], **kwargs))
    client.answer = client.post(page, {"credential": credential}, secure=True)
    return client


def test_a_passkey_alone_signs_in_and_carries_only_the_code():
    aino = cast.aino()
    device = _make_passkey(aino)
    assert base64.urlsafe_b64decode(device.handle + "==") == aino.code.encode()
    client = _open(device)
    assert client.answer.url == reverse("home")
    assert client.session["_auth_user_id"] == str(aino.pk)


def test_staff_with_a_passkey_are_let_to_their_work(settings):
    settings.STAFF_QUESTION = "rinnalla.associations.models.is_staff"
    client = _open(_make_passkey(cast.kirsti()))
    assert client.get(reverse("my-details"), secure=True).status_code == 200


def test_a_passkey_does_not_open_another_persons_door():
    device = _make_passkey(cast.aino())
    olli = cast.olli()
    _make_passkey(olli)
    client = _open(device, handle=_text(olli.code.encode()))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("handle", ["", "AAAA", _text(b"NOBODY"), _text(b"\xff\xfe"), "****"])
def test_a_passkey_of_nobody_opens_nothing(handle):
    client = _open(_make_passkey(cast.aino()), handle=handle)
    assert client.answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_passkey_of_someone_no_longer_active_opens_nothing():
    aino = cast.aino()
    device = _make_passkey(aino)
    Person.objects.filter(pk=aino.pk).update(is_active=False)
    assert "_auth_user_id" not in _open(device).session


def test_a_passkey_opens_without_a_mailed_code_what_a_code_alone_does_not(letters, ask_code, type_code, client):
    aino = cast.aino()
    _make_passkey(aino)
    ask_code("aino@example.org")
    assert type_code(letters[0][1]).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
