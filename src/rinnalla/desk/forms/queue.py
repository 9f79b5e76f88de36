"""What a bound on one group's mean fit would cost the others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm

POINT = 1000  # of a fit's 100 000; shown from 0 to 100


class BoundForm(PlainForm):
    group = forms.ChoiceField(label=_("Which group?"))
    least = forms.IntegerField(label=_("How good a fit, in the mean?"), min_value=0, max_value=100)

    why = {"least": _("From 0 to 100 points. The pictures above show how it is without a bound.")}

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]

    def bound(self) -> tuple[str, str, int]:
        """kind, key and whole points, as `proposing.bounded` takes them."""
        kind, _dot, key = self.cleaned_data["group"].partition(".")
        return kind, key, self.cleaned_data["least"] * POINT
