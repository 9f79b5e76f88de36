"""How the person may be reached, and their consent. A nickname is enough (R15); each purpose alone (R37)."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.people import consent_texts
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.phones import EmailField, PhoneField
from rinnalla.people.wizard import QuestionForm, answered_together


class ReachForm(QuestionForm):
    """One way to hear back is needed: an address, a number, or the promise to call."""

    called = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        help_text=_("A first name or a nickname is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    email = answered_together(
        EmailField(help_text=_("Our messages say only that there is something to read, never what or from whom."))
    )
    phone = answered_together(PhoneField())
    calls_self = answered_together(
        forms.BooleanField(
            label=_("I have neither, or I would rather call the association myself"),
            help_text=_("One of these three is needed. After sending you get a reference to tell on the phone."),
        )
    )

    why = {
        "called": _("Your coordinator sees this. A peer sees it only after you have both said yes."),
        "phone": _("Your coordinator may call you. A peer gets your number only if you give it."),
    }

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        given = any(told.get(name) for name in ("email", "phone", "calls_self"))
        if not given and not self.errors:
            sentence = gettext(
                "Give an e-mail address or a telephone number, or tick that you call us, so that you get an answer."
            )
            self.add_error("email", sentence)
        return told

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        lines = [kept.get("called"), kept.get("email"), kept.get("phone")]
        if kept.get("calls_self"):
            lines.append(gettext("I call the association myself"))
        return "\n".join(line for line in lines if line)


class ConsentForm(QuestionForm):
    """Two purposes, each with its own box, neither ticked beforehand."""

    agreed = forms.BooleanField(
        label=_("I agree"), error_messages={"required": _("Without this we may not read your request. Tick the box.")}
    )
    other_regions = forms.BooleanField(label=_("I agree that other regions may be looked at too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        language = (get_language() or "fi")[:2]
        self.fields["agreed"].help_text = consent_texts.words(ConsentPurpose.ASK, language)
        self.fields["other_regions"].help_text = consent_texts.words(ConsentPurpose.OTHER_REGIONS, language)

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        lines = [gettext("My association may read my request")]
        if kept.get("other_regions"):
            lines.append(gettext("Other regions may be looked at too, without my name"))
        return "\n".join(lines)
