"""What a supporter says of their own coping. Nothing is required, and nothing asks for a reason (R12, R13)."""

import calendar
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.base.forms import LongText, PlainForm
from rinnalla.guidance.choices import Protecting, Risking

WHILES = [("this", _("to the end of this month")), ("next", _("to the end of next month"))]


def last_day(which: str) -> date:
    """The last day of "this" month or the "next" one; of this month on its last day, the next one."""
    today = clock.today()
    end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if which == "this" and today < end:
        return end
    first = end + timedelta(days=1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


class ReflectionForm(PlainForm):
    """What protects me and what wears me today: ready factors, and own words."""

    protecting = forms.MultipleChoiceField(
        label=_("What protects me just now"), choices=Protecting, required=False, widget=forms.CheckboxSelectMultiple
    )
    risking = forms.MultipleChoiceField(
        label=_("What wears me just now"), choices=Risking, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=_("In my own words"), max_length=2000, required=False, widget=LongText)

    why = {"words": _("Only you read this. Leave out the names of others.")}

    def clean(self):
        told = super().clean()
        if not self.errors and not any(told.get(name) for name in ("protecting", "risking", "words")):
            self.add_error("protecting", _("Tick at least one, or write a few words below."))
        return told
