"""The forms of signing in: the library's checks, our words. An address never reaches the library (docs/adr/0004)."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from rinnalla.base.forms import PlainForm
from rinnalla.people import patience, refusals
from rinnalla.people.models import Person
from rinnalla.people.phones import EmailField
from rinnalla.people.signing_in import NOWHERE, blind_address

EVEN_PACE = 0.25  # seconds until the answer to a request for a code, whether the address is known or not


def _one_time_code(label) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "class": "code"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs))


class AskCodeForm(PlainForm):
    """Which person gets a code; gives the library a blind address. Answers the same, and as slowly, for any address."""

    email = EmailField(label=_("Your e-mail address"))

    _user: Person | None = None

    def clean_email(self) -> str:
        patience.answer_no_sooner(context.request, EVEN_PACE)
        address = blind_address(self.cleaned_data["email"])
        # together with where it is asked from, so that a stranger's tries do not keep the owner out
        from_here = f"{address} {get_adapter().get_client_ip(context.request)}"
        if not ratelimit.consume(context.request, action="request_login_code", key=from_here):
            refusals.note(context.request, "too many tries")
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = Person.objects.to_sign_in(address.removesuffix(NOWHERE))
        return address


class Told:
    """A code or a key that did not open is a line in the service's log."""

    key = "code"
    user: Person | None = None

    def _clean_fields(self):
        super()._clean_fields()  # type: ignore[misc]
        if self.key in self.errors:  # type: ignore[attr-defined]
            refusals.note(context.request, f"wrong {self.key}", person=self.user)


class ConfirmCodeForm(Told, PlainForm, account.ConfirmLoginCodeForm):
    code = _one_time_code(_("Code from the e-mail"))


class FactorForm(Told, PlainForm, factor.AuthenticateForm):
    code = _one_time_code(_("Code from the app, or a spare code"))


class FactorAgainForm(Told, PlainForm, factor.ReauthenticateForm):
    code = _one_time_code(_("Code from the app, or a spare code"))


class StartAppForm(PlainForm, ActivateTOTPForm):
    code = _one_time_code(_("Code from the app"))


class AddPasskeyForm(PlainForm, AddWebAuthnForm):
    """Every passkey of ours signs in by itself, so it is not asked whether it should."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=60, required=False)
    passwordless = forms.BooleanField(required=False, initial=True, label=_("Sign in with this alone, without a code"))


class RenamePasskeyForm(PlainForm, EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=60)


class PasskeyForm(Told, LoginWebAuthnForm):
    """Signing in by passkey: its user handle is the person's code, not the row's number."""

    key = "credential"

    def clean_credential(self):
        credential = self.cleaned_data["credential"]
        passkeys.parse_authentication_response(credential)
        return passkeys.complete_authentication(_holder(credential), credential)


class SecondPasskeyForm(Told, AuthenticateWebAuthnForm):
    key = "credential"


class PasskeyAgainForm(Told, ReauthenticateWebAuthnForm):
    key = "credential"


def _holder(credential: dict) -> Person:
    """Who the passkey says it belongs to; the signature is checked against that person's keys alone."""
    try:
        code = websafe_decode(credential["response"]["userHandle"]).decode()
    except (AttributeError, KeyError, TypeError, ValueError):
        code = ""
    known_form = code.isascii() and code.isalnum()  # PostgreSQL refuses NUL even in a question
    person = Person.objects.filter(code=code, is_active=True).first() if known_form else None
    if person is None:
        raise get_adapter().validation_error("incorrect_code")
    return person
