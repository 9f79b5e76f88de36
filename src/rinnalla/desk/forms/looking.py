"""Answering a question about a look; opening in an exceptional situation; what the second person says of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.models import Ask
from rinnalla.base import codes
from rinnalla.base.forms import CodeInput, LongText, PlainForm
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.privacy.looking import policies
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.looking.models import LEAST_REASON

LEAST_REFERENCE = 8  # letters of a request's code that its reference shows


class AnswerForm(PlainForm):
    words = forms.CharField(label=_("Your answer"), widget=LongText(attrs={"rows": 6}), max_length=2000)

    why = {"words": _("The person reads it beside the line. Say what was looked at and why it was needed.")}


class OpenForm(PlainForm):
    ground = forms.ChoiceField(label=_("Why is this needed?"), choices=Ground.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Say it in your own words"),
        widget=LongText(attrs={"rows": 4}),
        min_length=LEAST_REASON,
        max_length=1000,
    )

    why = {"reason": _("At least 20 characters. The person themself reads this, and so does the second person.")}


class ReferenceForm(OpenForm):
    """For an administrator, who sees no list of requests: the person has told the reference."""

    reference = forms.CharField(label=_("Reference of the request"), widget=CodeInput, max_length=30)

    field_order = ["reference", "ground", "reason"]
    why = OpenForm.why | {"reference": _("Eight letters and digits, such as K7M4-2QXP. Nobody is looked up by name.")}

    def __init__(self, *args: Any, by: Person, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_reference(self) -> Ask:
        """The one request that begins so; while everything of a person rests, theirs is not there."""
        typed = codes.tidy(self.cleaned_data["reference"])[:16]
        rows = Ask.objects.select_related("person", "association")
        rows = rows.filter(code__startswith=typed, person__restricted_at=None)
        with scope.system("privacy"):  # whoever knows the reference may ask; who asks sees no list
            found = list(rows[:2]) if len(typed) >= LEAST_REFERENCE else []
        if len(found) != 1 or not policies.may_open(self.by, found[0]):
            raise forms.ValidationError(_("No request has this reference. Look at it once more, letter by letter."))
        return found[0]


class LookForm(PlainForm):
    verdict = forms.ChoiceField(label=_("What do you say of it?"), choices=Verdict.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("What makes you question it"), widget=LongText(attrs={"rows": 3}), max_length=1000, required=False
    )

    why = {"verdict": _("A question ends the opening at once, and the union looks into it.")}


class NoteForm(PlainForm):
    note = forms.CharField(
        label=_("What you talked of"), widget=LongText(attrs={"rows": 4}), max_length=1000, required=False
    )

    why = {"note": _("Never names of those who were read. The member of staff can read this note.")}
