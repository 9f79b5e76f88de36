"""Forms about matching: the nine weights of the union, and one supporter looked up for one request."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rinnalla.base import clock
from rinnalla.base.forms import DayInput, PlainForm
from rinnalla.matching.sentences import NAMES
from rinnalla.matching.weights import TERMS, WHOLE, Weights

TRIED = "tried"  # what weights are called while they are only looked at
MEANINGS = {
    "condition": gettext_lazy("Both know the same condition or symptoms, or one close to it."),
    "treatment": gettext_lazy("Both have been through the same care or operation, or one close to it."),
    "situation": gettext_lazy("The same things in everyday life: sleep, work, family."),
    "needs": gettext_lazy("The supporter is glad to walk along in what the person hopes for."),
    "stage": gettext_lazy("The supporter is a little further on the same road, not far ahead."),
    "times": gettext_lazy("The same hours suit both."),
    "distance": gettext_lazy("The two could meet without a long way. Counts only when both want to meet."),
    "closeness": gettext_lazy("About the same age, and the gender that the person hoped for, if they hoped."),
    "load": gettext_lazy("Supporters who have room come up more often, so that nobody is asked too much or forgotten."),
}


class NumbersForm(PlainForm):
    """The nine whole numbers."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in reversed(TERMS):
            field = forms.IntegerField(
                label=NAMES[name], help_text=MEANINGS[name], min_value=0, max_value=WHOLE, widget=self.number()
            )
            self.fields = {name: field} | self.fields

    def number(self) -> forms.Widget:
        return forms.NumberInput({"inputmode": "numeric"})

    def clean(self):
        cleaned = super().clean()
        if all(name in cleaned for name in TERMS):
            over = sum(cleaned[name] for name in TERMS) - WHOLE
            if over > 0:
                raise forms.ValidationError(_("The nine make more than 100. Take away: %(count)d") % {"count": over})
            if over < 0:
                raise forms.ValidationError(_("The nine make less than 100. Add: %(count)d") % {"count": -over})
        return cleaned

    @property
    def numbers(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in TERMS}

    @property
    def weights(self) -> Weights:
        return Weights(TRIED, **self.numbers)


class DecisionForm(NumbersForm):
    """The same nine, looked at; now from which day and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy("One sentence. It stands beside this version for everyone who works with it later."),
    )
    in_force_from = forms.DateField(label=gettext_lazy("From which day?"), widget=DayInput)

    def number(self) -> forms.Widget:
        return forms.HiddenInput()

    def clean_in_force_from(self):
        day = self.cleaned_data["in_force_from"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
