"""Short forms round the questions: the code to go on by, and what a referrer tells."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.choices import CallTime
from rinnalla.asks.forms.place import PlaceForm
from rinnalla.asks.models import Caller
from rinnalla.associations.models import Association
from rinnalla.base.forms import CodeInput, PlainForm
from rinnalla.people.choices import Language
from rinnalla.people.models import Identity
from rinnalla.people.phones import EmailField, PhoneField
from rinnalla.people.wizard import answered_together


class ResumeForm(PlainForm):
    code = forms.CharField(
        label=_("The code you got"),
        max_length=40,
        widget=CodeInput,
        help_text=_("Ten letters and digits, for example K7M42-QXPT9. Spaces and small letters are fine."),
    )


class CardForm(PlainForm):
    """Whose card: an association's, with its address and telephone."""

    association = forms.ChoiceField(label=_("Association"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Association.objects.working()
        self.fields["association"].choices = [("", _("Choose")), *((row.code, row.name) for row in rows)]


class CallMeForm(PlaceForm):
    """As little as a call needs. Kept sealed until the call, which the last box agrees to (R37)."""

    called = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        help_text=_("A first name or a nickname is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    phone = PhoneField(label=_("Your telephone number"))
    time_of_day = forms.ChoiceField(label=_("When may we call?"), choices=CallTime, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("In which language would you like to talk?"), choices=Language, widget=forms.RadioSelect
    )
    agreed = forms.BooleanField()
    field_order = ["called", "phone", "time_of_day", "language", "place", "code", "elsewhere", "agreed"]

    why = {
        "phone": _("Only the coordinator who calls you sees it. We call on working days."),
        "place": _("We ask so that the association of your region calls you."),
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        spoken = (get_language() or "fi")[:2]
        self.initial = {"time_of_day": CallTime.ANY, "language": spoken if spoken in Language.values else Language.FI}
        self.initial |= kwargs.get("initial") or {}
        words = gettext("I agree that the association keeps these facts until it has called me, at most %(days)d days.")
        self.fields["agreed"].label = words % {"days": settings.KEPT_FOR["call"].days}

    def caller(self) -> Caller:
        told = self.cleaned_data
        return Caller(told["called"], told["phone"], self.found.code if self.found else "")


class ReferForm(PlaceForm):
    """A few facts with the person's recorded consent; nothing of their health (R15)."""

    called = forms.CharField(
        label=_("The person's first name or nickname"), max_length=60, help_text=_("No identity code, no address.")
    )
    phone = answered_together(PhoneField(label=_("Their telephone number")))
    email = answered_together(EmailField(label=_("Their e-mail address")))
    language = forms.ChoiceField(
        label=_("In which language do they wish to talk?"), choices=Language, widget=forms.RadioSelect
    )
    recorded_by = forms.CharField(
        label=_("Your role and workplace"),
        max_length=120,
        help_text=_("For example: physiotherapist, Jyväskylä health centre. Your own name is not needed."),
    )
    agreed = forms.BooleanField(
        label=_("The person has agreed that the association gets these facts and calls or writes to them")
    )
    field_order = ["called", "phone", "email", "place", "code", "elsewhere", "language", "recorded_by", "agreed"]

    why = {
        "phone": _("The coordinator of the association calls the person. One of the two is needed."),
        "recorded_by": _("Kept with the request, so that the person can see through whom it came."),
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("The municipality where they live")
        self.fields["elsewhere"].label = _("They live elsewhere or abroad, or would rather not say")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not self.errors and not (told.get("phone") or told.get("email")):
            self.add_error(
                "phone", _("Give a telephone number or an e-mail address, so that the person hears from us.")
            )
        return told

    def identity(self) -> Identity:
        told = self.cleaned_data
        code = self.found.code if self.found else ""
        return Identity(called=told["called"], phone=told["phone"], email=told["email"], municipality=code)
