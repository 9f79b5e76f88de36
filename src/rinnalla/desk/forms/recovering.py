"""The one question before a yes to a new key: how one made sure who asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm
from rinnalla.people.choices import MadeSure


class ApproveForm(PlainForm):
    made_sure = forms.ChoiceField(label=_("How did you make sure?"), choices=MadeSure, widget=forms.RadioSelect)

    why = {
        "made_sure": _("An e-mail is not enough: whoever reads it may have written it. Your answer is written down.")
    }
