"""Forms of courses on one's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import LongText, PlainForm
from rinnalla.training.choices import Question, Reply


class SignUpForm(PlainForm):
    access = forms.CharField(
        label=_("What do you need to take part?"), max_length=500, required=False, widget=LongText({"rows": 3}),
        help_text=_("For example: a chair with arms, room to lie down, a ramp, more breaks. No diagnosis is needed."),
    )  # fmt: skip

    why = {"access": _("Only the trainers of this day can read this. It is erased when the day is over.")}


class FeedbackForm(PlainForm):
    """One row of choices a sentence; none has to be answered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label, choices=Reply.choices, required=False, widget=forms.RadioSelect
            )

    def replies(self) -> dict[str, str]:
        return {name: reply for name, reply in self.cleaned_data.items() if reply}
