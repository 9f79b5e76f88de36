"""The answer to a wish about someone's own details; a wish told on the phone; the text that is to be mended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import LongText, PlainForm
from rinnalla.people.choices import Given
from rinnalla.privacy.rights.choices import CORRECTABLE, OBJECTABLE, About, Kind, Outcome


class AnswerForm(PlainForm):
    outcome = forms.ChoiceField(label=_("What was done"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Your answer in writing"), max_length=4000, widget=LongText)

    why = {
        "words": _(
            "The person reads it on their own page. If something is not done, tell the reason, "
            "and that they may tell the authority."
        )
    }


class RecordForm(PlainForm):
    """What someone wishes on the phone. about: what a wish from here can be about, besides everything."""

    kind = forms.ChoiceField(label=_("What do they wish?"), choices=Kind.choices, widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("What is it about?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In their own words"), max_length=4000, required=False, widget=LongText)
    given = forms.ChoiceField(
        label=_("How did they tell it?"),
        choices=[(one.value, one.label) for one in (Given.PHONE, Given.PAPER)],
        initial=Given.PHONE,
        widget=forms.RadioSelect,
    )

    why = {
        "kind": _("No reason is needed for a rest. They can always do the same on their own pages."),
        "about": _("Needed for a correction and for an objection."),
        "words": _("They can read this themselves. It is locked with their own key."),
    }

    def __init__(self, *args: Any, about: tuple[About, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(one.value, one.label) for one in about]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        kind, about = said.get("kind"), said.get("about", "")
        if kind in (Kind.CORRECT, Kind.OBJECT):
            fitting = CORRECTABLE if kind == Kind.CORRECT else OBJECTABLE
            if about not in fitting and "about" not in self.errors:
                self.add_error("about", _("Choose what is to be corrected, or what they object to."))
            if not said.get("words") and "words" not in self.errors:
                self.add_error("words", _("Write down what they wish, so that it can be answered."))
        return said


class TextForm(PlainForm):
    """The very text that is to be mended, part by part."""

    LABELS = {
        "": _("What was written"),
        "words": _("What was written"),
        "motives": _("Why they wish to help, as you heard it"),
        "limits": _("What you agreed about limits"),
        "notes": _("Other notes"),
    }

    def __init__(self, *args: Any, parts: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = {part or "text": part for part in parts}
        for name, part in self.names.items():
            self.fields[name] = forms.CharField(
                label=self.LABELS[part], initial=parts[part], max_length=4000, required=False, widget=LongText
            )

    def said(self) -> dict[str, str]:
        """Call after `is_valid`."""
        return {part: self.cleaned_data[name] for name, part in self.names.items()}
