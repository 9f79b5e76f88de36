"""Staff never get in by mail alone; secrets of the second key are sealed and say nothing."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from rinnalla.people.policies import has_second_factor
from tests import cast

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def ask_again(settings):
    settings.STAFF_QUESTION = "rinnalla.associations.models.is_staff"


def _code_now():
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_kirsti_is_led_to_set_up_a_second_key_before_anything_else(client):
    client.force_login(cast.kirsti())
    assert client.get(reverse("my-details")).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_aino_who_is_no_staff_is_not(client):
    client.force_login(cast.aino())
    assert client.get(reverse("my-details")).status_code == 200


def test_the_demo_does_not_ask(client, settings):
    settings.DEMO = True
    client.force_login(cast.kirsti())
    assert client.get(reverse("my-details")).status_code == 200


def test_kirsti_with_an_app_types_the_mailed_code_and_then_the_apps(client, letters, ask_code, type_code):
    kirsti = cast.kirsti()
    TOTP.activate(kirsti, SECRET)
    ask_code("kirsti@example.org")
    assert type_code(letters[0][1]).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": _code_now()}).url == reverse("home")
    assert client.get(reverse("my-details")).status_code == 200


def test_the_secret_of_the_app_is_not_kept_in_the_clear():
    kirsti = cast.kirsti()
    TOTP.activate(kirsti, SECRET)
    kept = Authenticator.objects.get(user=kirsti).data["secret"]
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET


def test_spare_codes_alone_are_no_second_key():
    kirsti = cast.kirsti()
    Authenticator.objects.create(user=kirsti, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not has_second_factor(kirsti)
    TOTP.activate(kirsti, SECRET)
    assert has_second_factor(kirsti)


def test_staff_keep_their_last_key_and_others_may_remove_it():
    adapter = get_adapter()
    kirsti, aino = cast.kirsti(), cast.aino()
    for person, may in ((kirsti, False), (aino, True)):
        TOTP.activate(person, SECRET)
        assert adapter.can_delete_authenticator(Authenticator.objects.get(user=person)) is may


def test_a_passkey_shows_nobodys_name_or_purpose():
    aino = cast.aino()
    shown = get_adapter().get_public_key_credential_user_entity(aino)
    assert shown == {"id": aino.code.encode(), "display_name": "Rinnalla", "name": "Rinnalla"}
    assert get_adapter().get_totp_label(aino) == "Rinnalla"


def _signs_in_with_app(client, letters, ask_code, type_code, person, email):
    TOTP.activate(person, SECRET)
    ask_code(email)
    type_code(letters[-1][1])
    client.post(reverse("mfa_authenticate"), {"code": _code_now()})


def test_keys_may_be_changed_right_after_signing_in_and_later_only_after_showing_one(
    client, letters, ask_code, type_code
):
    _signs_in_with_app(client, letters, ask_code, type_code, cast.kirsti(), "kirsti@example.org")
    page = reverse("mfa_add_webauthn")
    assert client.get(page).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert client.get(page).url.startswith(reverse("mfa_reauthenticate"))
