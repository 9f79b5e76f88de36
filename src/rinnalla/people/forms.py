"""Forms about oneself."""

from django import forms
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
