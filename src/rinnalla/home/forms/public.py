"""The one form of the open pages: where do you live."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm


class FindForm(PlainForm):
    place = forms.CharField(
        label=_("Your municipality or postcode"),
        help_text=_("For example Jyväskylä or 40100. The beginning of the name is enough."),
        max_length=60,
        error_messages={"required": _("Write the name of your municipality, or a postcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "enterkeyhint": "search"}),
    )
