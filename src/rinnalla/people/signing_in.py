"""Signing in by a mailed code or a passkey. The sign-in library sees only blind addresses (docs/adr/0004)."""

import base64
import secrets
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.people import kept, languages, moves, refusals, sign_ins
from rinnalla.people.models import Person, index_of_email
from rinnalla.people.policies import FACTORS, is_staff
from rinnalla.vault.keyring import keyring

NOWHERE = "@sealed.invalid"  # RFC 2606: a domain that never exists
SERVICE = "Rinnalla"
OUR_WORDS = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "mfa/messages/totp_activated.txt": _("The app is now in use."),
    "mfa/messages/totp_deactivated.txt": _("The app is no longer in use."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new spare codes."),
    "mfa/messages/webauthn_added.txt": _("The passkey is now in use."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is no longer in use."),
}
REFUSALS = {
    "incorrect_code": _("This code did not open the door. Check the digits, or ask for a new code."),
    "too_many_login_attempts": _("There have been many tries in a short time. Wait five minutes and try again."),
    "rate_limited": _("There have been many tries in a short time. Wait five minutes and try again."),
    "cannot_delete_authenticator": _("Your work needs a second key. Set up another one before you remove this."),
    "cannot_generate_recovery_codes": _("Set up a passkey or an app first. Then you can make spare codes."),
}


def blind_address(email: str) -> str:
    """What the sign-in library knows instead of an address: the same for the same address, and of no use elsewhere."""
    return index_of_email(email) + NOWHERE


class Adapter(DefaultAccountAdapter):
    """How the sign-in library speaks, and to whom."""

    error_messages = DefaultAccountAdapter.error_messages | REFUSALS

    def is_open_for_signup(self, request):
        """There is no sign-up: a person begins with an ask, an application or an invitation."""
        return False

    def generate_login_code(self):
        """Eight digits in two groups; five tries, ten minutes."""
        digits = f"{secrets.randbelow(10**8):08}"
        return f"{digits[:4]} {digits[4:]}"

    def send_mail(self, template_prefix, email, context):
        """Hand a sign-in code to the room that writes letters; the library has nothing else to say by mail."""
        person = Person.objects.to_sign_in(email.removesuffix(NOWHERE))
        if template_prefix == "account/email/login_code" and person:
            import_string(settings.SIGN_IN_LETTER)(person, context["code"])

    def get_login_stages(self):
        """After the library's: a passphrase, for who has that and nothing else (people/passphrases.py)."""
        return [*super().get_login_stages(), "rinnalla.people.passphrases.Stage"]

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Our own words, or none: the library's would be half translated, and some would name an address."""
        words = message or OUR_WORDS.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app, **others):
        """Not right after signing in: who has just shown their keys is not asked for them again."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **others)

    def pre_login(self, request, user, *, email=None, **others):
        """A code mailed to an address and typed here proves that address, whatever other key is still asked."""
        records = get_authentication_records(request, user)
        came_by_code = bool(records) and records[-1]["method"] == "code"
        if came_by_code and email == user.email_index + NOWHERE:
            moves.prove_address(user, by=user)
        return super().pre_login(request, user, email=email, **others)

    def post_login(self, request, user, **others):
        """Known to the person on "Who has looked"; the browser remembers their language also after they leave."""
        moves.signed_in(user, by=user)
        refusals.signed_in(request, user, [record["method"] for record in get_authentication_records(request, user)])
        sign_ins.note(request, user)
        response = super().post_login(request, user, **others)
        if kept.give_back(request, user):
            response = redirect("kept")
        languages.remember(response, user.language)
        return response


class FactorAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps: nothing shown in them says who or why, and their secrets are sealed."""

    error_messages = DefaultMFAAdapter.error_messages | REFUSALS

    def get_totp_label(self, user):
        return SERVICE

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": SERVICE}

    def get_public_key_credential_user_entity(self, user):
        return {"id": user.code.encode(), "display_name": SERVICE, "name": SERVICE}

    def generate_authenticator_name(self, user, type):
        return gettext("My passkey") if type == "webauthn" else gettext("My app")

    def can_delete_authenticator(self, authenticator):
        """Staff keep at least one."""
        person = authenticator.user
        if authenticator.type not in FACTORS or not is_staff(person):
            return True
        return person.authenticator_set.filter(type__in=FACTORS).exclude(pk=authenticator.pk).exists()

    def encrypt(self, text):
        nonce = secrets.token_bytes(12)
        return base64.b64encode(nonce + self._cipher().encrypt(nonce, text.encode(), b"people.factor")).decode()

    def decrypt(self, encrypted_text):
        blob = base64.b64decode(encrypted_text)
        return self._cipher().decrypt(blob[:12], blob[12:], b"people.factor").decode()

    def _cipher(self):
        return AESGCM(keyring().subkey("second factor"))


def demo_link(person: Person) -> str:
    """The path that signs this person in, in a demo only."""
    return reverse("demo-sign-in", args=[signing.dumps(person.code, salt="demo")])
