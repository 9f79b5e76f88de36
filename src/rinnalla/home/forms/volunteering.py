"""The few forms of the volunteer's pages that are about the page itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import CodeInput, PlainForm


class ResumeForm(PlainForm):
    code = forms.CharField(label=_("Your code"), max_length=40, widget=CodeInput)


class PledgeForm(PlainForm):
    """An unticked box under the text that was read."""

    promises = forms.BooleanField(
        label=_("I have read the pledge and I promise to keep it"),
        error_messages={"required": _("Tick the box when you have read the pledge and wish to sign it.")},
    )
