"""The answer to a wish about someone's own details."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import LongText, PlainForm
from rinnalla.privacy.rights.choices import Outcome


class AnswerForm(PlainForm):
    outcome = forms.ChoiceField(label=_("What was done"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Your answer in writing"), max_length=4000, widget=LongText)

    why = {
        "words": _(
            "The person reads it on their own page. If something is not done, tell the reason, "
            "and that they may tell the authority."
        )
    }
