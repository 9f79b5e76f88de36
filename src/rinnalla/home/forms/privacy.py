"""How soon everything is erased; a rest, a consent, and a wish about one's own details."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import LongText, PlainForm
from rinnalla.privacy.choices import When
from rinnalla.privacy.rights.choices import CORRECTABLE, OBJECTABLE, Kind


class ErasureForm(PlainForm):
    """The slow way is the one chosen beforehand."""

    when = forms.ChoiceField(
        label=_("When is everything erased?"), choices=When.choices, initial=When.LATER, widget=forms.RadioSelect
    )


class RestForm(PlainForm):
    """Whether everything is to rest or to go on."""

    do = forms.ChoiceField(choices=[("rest", ""), ("go-on", "")])


class ConsentForm(PlainForm):
    """The button of one consent."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=[("yes", _("Give my consent")), ("no", _("Take back"))])


class WishForm(PlainForm):
    """What a correction or an objection is about, and in own words."""

    about = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your own words"), max_length=4000, widget=LongText)

    why = {"words": _("Only the one who answers you reads this. It is locked with your own key.")}

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        about = CORRECTABLE if kind == Kind.CORRECT else OBJECTABLE
        self.fields["about"].choices = [(one.value, one.label) for one in about]  # type: ignore[attr-defined]
        if kind == Kind.CORRECT:
            self.fields["words"].help_text = _("What is wrong, and how should it read?")
