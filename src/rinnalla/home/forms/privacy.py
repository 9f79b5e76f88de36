"""How soon everything is erased; the slow way is the one chosen beforehand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm
from rinnalla.privacy.choices import When


class ErasureForm(PlainForm):
    when = forms.ChoiceField(
        label=_("When is everything erased?"), choices=When.choices, initial=When.LATER, widget=forms.RadioSelect
    )
