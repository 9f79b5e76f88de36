"""The coordinator's forms about requests: a promise, the way elsewhere, and a whole request told on the phone."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rinnalla.asks import promises
from rinnalla.asks.forms.place import UNION
from rinnalla.asks.forms.road import Paper
from rinnalla.asks.forms.story import UNKNOWN
from rinnalla.associations.models import Association, Union
from rinnalla.base.forms import DayInput, LongText, PlainForm
from rinnalla.people.choices import Language

BY_PLACE = "place"


class FilterForm(PlainForm):
    """Which requests the list shows; without a known word, the open ones."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("open", _("open requests")),
            ("unclaimed", _("in nobody's care yet")),
            ("mine", _("in my care")),
            ("ended", _("walking together or ended")),
        ],
    )


class PromiseForm(PlainForm):
    due = forms.DateField(label=_("They hear from us at the latest"), initial=promises.next_word_due, widget=DayInput)

    why = {"due": _("The person sees this day on their own page. Choose a day that you can keep.")}


class HandOverForm(PlainForm):
    association = forms.ChoiceField(label=_("Who takes it from here?"))

    why = {"association": _("Ask the person first. You no longer see the request after this.")}

    def __init__(self, *args: Any, now: Association | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        union = Union.get()
        choices = [(one.code, one.name) for one in Association.objects.working() if one != now]
        queue = [(UNION, union.name if union else _("The union"))] if now else []
        self.fields["association"].choices = [("", _("Choose")), *choices, *queue]

    @property
    def chosen(self) -> Association | None:
        code = self.cleaned_data["association"]
        return None if code == UNION else Association.objects.get(code=code)


class SignpostForm(PlainForm):
    words = forms.CharField(
        label=_("Your words to the person"),
        max_length=1000,
        widget=LongText,
        help_text=_(
            "For example: the physiotherapist of your health centre helps with this. You may always ask again."
        ),
    )

    why = {"words": _("The person reads this on their own page. The request ends kindly here.")}


class WhereForm(PlainForm):
    """Where a request told on the phone goes (R18), and whether an earlier one of the same person is known of."""

    where = forms.ChoiceField(label=_("Who takes care of the request?"), widget=forms.RadioSelect)
    anyway = forms.BooleanField(label=_("I know. Write this one down too"), required=False)

    why = {"where": _("Ask the caller. Another association than that of the region is fine, if they so wish.")}

    def __init__(self, *args: Any, own: list[Association], **kwargs: Any):
        super().__init__(*args, **kwargs)
        here = [(one.code, one.name) for one in own]
        self.fields["where"].choices = [(BY_PLACE, _("The association of their municipality")), *here]
        self.fields["where"].initial = BY_PLACE


class PhonePaper(Paper):
    """All the questions of a request on one page, in the order in which they are asked of everyone."""

    def __init__(self, data: Any = None, *, own: list[Association]):
        super().__init__(data, left_out={"association": {}})
        self.where = WhereForm(data, prefix="where", own=own)
        if data is None:
            self._first_guesses()

    def _first_guesses(self) -> None:
        spoken = (get_language() or "fi")[:2]
        self.forms["for-whom"].initial = {"for_whom": "self"}
        self.forms["language"].initial = {"language": spoken if spoken in Language.values else Language.FI}
        self.forms["phase"].initial = {"phase": UNKNOWN}

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.where.is_valid()])

    @property
    def errors(self) -> bool:
        """Whether something is to be looked at once more; the page then says so in its title."""
        return any(form.is_bound and form.errors for form in (*self.forms.values(), self.where))

    @property
    def place(self):
        """The municipality that was found; call after `is_valid`."""
        return self.forms["place"].found
