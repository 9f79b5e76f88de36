"""Choosing a spreadsheet, and saying yes to what it would do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Association
from rinnalla.base.forms import PlainForm

MOST_BYTES = 5_000_000
TOO_LARGE = _("The file is larger than 5 megabytes. Divide it into smaller files and bring them one by one.")


class FileForm(PlainForm):
    """One file; which association it is of is asked only of those who coordinate several."""

    association = forms.ChoiceField(label=_("Whose list is it?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(".xlsx or .csv, at most 5 megabytes"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        max_length=255,
    )

    why = {
        "file": _(
            "Nothing changes yet. First you see, row by row, what would happen. The list waits sealed for an hour."
        )
    }

    def __init__(
        self, data: Any = None, files: Any = None, *, associations: list[Association], too_large: bool = False
    ):
        super().__init__(data, files)
        self.own = {one.code: one for one in associations}
        self.fields["association"].choices = [(one.code, one.name) for one in associations]
        if len(associations) == 1:
            del self.fields["association"]
        if too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    @property
    def chosen(self) -> Association:
        if len(self.own) == 1:
            return next(iter(self.own.values()))
        return self.own[self.cleaned_data["association"]]


class YesForm(PlainForm):
    has_papers = forms.BooleanField(
        label=_("Each of them has given their consent on paper, and the papers are with the association"),
        error_messages={"required": _("The consents are needed first. Tick the box when you have them.")},
    )

    why = {
        "has_papers": _(
            "A pledge or an agreement signed on paper counts as a signature under the text in force now. If your paper "
            "says something else, leave the day out of the file and let the supporter sign again."
        )
    }
