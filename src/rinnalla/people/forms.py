"""Forms about oneself."""

from itertools import pairwise

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm
from rinnalla.people.models import Identity
from rinnalla.people.phones import EmailField, PhoneField


class DetailsForm(PlainForm):
    """What I am called and how I am reached. Gives an Identity; the municipality stays as it was.

    may_reach   whether a key was shown just now: else the ways to be reached stay as they are, whatever is sent
    """

    called = forms.CharField(
        label=_("What you want to be called"), max_length=60, widget=forms.TextInput({"autocomplete": "nickname"})
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = EmailField(required=False)
    phone = PhoneField(required=False)

    why = {
        "called": _("A first name or a nickname is enough. A peer sees it when you have both said yes."),
        "full_name": _("Only your own association sees it."),
        "email": _("Your sign-in codes come here. We write only that there is something to read here."),
        "phone": _("Your association may call you. A peer sees it only if you allow it."),
    }

    def __init__(self, *args, may_reach: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        for name in () if may_reach else ("email", "phone"):
            self.fields[name].disabled = True

    def identity(self, before: Identity) -> Identity:
        told = {name: self.cleaned_data[name] for name in ("called", "full_name", "email", "phone")}
        return Identity(**told, municipality=before.municipality)


class KeyForm(PlainForm):
    """The code that was mailed to the address of now."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
    )


SHORTEST, LONGEST = 12, 128
OF_ONES_OWN = 8  # marks beside the words that everyone here knows
OURS = ("rinnalla", "vertais", "selkä", "selka", "kamrat", "stöd", "lösenord", "salasana", "password", "passphrase")


def _phrase(label, autocomplete: str, **facts) -> forms.CharField:
    """Whole as typed: no spaces are cut off and nothing is made shorter."""
    attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=label, strip=False, max_length=LONGEST, widget=forms.PasswordInput(attrs), **facts)


class PassphraseForm(PlainForm):
    """In the middle of signing in."""

    words = _phrase(_("Your passphrase"), "current-password")


class NewPassphraseForm(PlainForm):
    """A new passphrase, twice; and the one of now, where there is one. Any marks will do."""

    now = _phrase(_("The passphrase of now"), "current-password")
    words = _phrase(_("New passphrase"), "new-password", min_length=SHORTEST)
    again = _phrase(_("The same once more"), "new-password")

    why = {"words": _("At least 12 marks. Three or four words that do not belong together are easy to remember.")}

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if not person.has_passphrase:
            del self.fields["now"]

    def clean_now(self) -> str:
        if not self.person.check_passphrase(self.cleaned_data["now"]):
            raise ValidationError(_("This is not the passphrase of now."))
        return self.cleaned_data["now"]

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        plain = words.casefold()
        for ours in OURS:
            plain = plain.replace(ours, "")
        steps = {ord(second) - ord(first) for first, second in pairwise(words)}  # few in "123456…" and "abcabc…"
        if len(plain.strip()) < OF_ONES_OWN or len(steps) <= 2:
            raise ValidationError(_("This would be guessed easily. Use words that do not belong together."))
        try:
            CommonPasswordValidator().validate(words)
        except ValidationError:
            raise ValidationError(_("Many people use this one. Use words that do not belong together.")) from None
        return words

    def clean(self):
        said = super().clean()
        if said.get("words") and said.get("again") and said["words"] != said["again"]:
            self.add_error("again", _("The two are not the same. Write it once more."))
        return said
