"""A question about a line of "who has looked"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Association
from rinnalla.base.forms import LongText, PlainForm
from rinnalla.privacy.looking.choices import PutTo


class AskForm(PlainForm):
    words = forms.CharField(
        label=_("What would you like to know?"), widget=LongText(attrs={"rows": 5}), max_length=2000
    )
    to = forms.ChoiceField(label=_("Whom do you ask?"), choices=PutTo.choices, widget=forms.RadioSelect)

    why = {
        "words": _("It is locked with your own key. Only those who answer read it, and each reading is written here."),
        "to": _("Who looked does not answer, when someone else is there to answer."),
    }

    def __init__(self, *args: Any, association: Association | None, **kwargs: Any):
        """association   whose coordinators would answer; without one the union does, and there is nothing to choose"""
        super().__init__(*args, **kwargs)
        if association is None:
            del self.fields["to"]
