"""Where the person lives, which association reads the request, and in which language they wish to talk (R15, R18)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.choices import ForWhom
from rinnalla.associations import places
from rinnalla.associations.models import Association, Municipality, Union, folded
from rinnalla.people.choices import Language
from rinnalla.people.wizard import QuestionForm, answered_together

UNION = "union"  # the union's own queue


class PlaceForm(QuestionForm):
    """A municipality by its name in Finnish or Swedish; what could mean several is asked about, never guessed."""

    place = answered_together(
        forms.CharField(
            label=_("Your municipality"),
            max_length=60,
            help_text=_("For example Jyväskylä. A street address is not needed."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )
    )
    code = answered_together(forms.CharField(label=_("Which of these?"), widget=forms.HiddenInput))
    elsewhere = answered_together(forms.BooleanField(label=_("I live elsewhere or abroad, or I would rather not say")))

    why = {"place": _("We ask so that your request goes to the association of your region. Its coordinator sees this.")}

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        typed, code = told.get("place", ""), told.get("code", "")
        self.found: Municipality | None = None
        if told.get("elsewhere") or "place" in self.errors:
            return told
        if not typed:
            sentence = gettext("Write the name of your municipality, or choose that you live elsewhere.")
            self.add_error("place", sentence)
            return told
        candidates = places.find(typed)
        self.found = next((one for one in candidates if one.code == code), None) or _only(typed, candidates)
        if self.found is None:
            self._ask_which(candidates)
        return told

    def _ask_which(self, candidates: list[Municipality]) -> None:
        if not candidates:
            sentence = gettext("We did not find this place. Check the spelling, or choose that you live elsewhere.")
            self.add_error("place", sentence)
            return
        self.fields["code"].widget = forms.RadioSelect(choices=[(one.code, one.name) for one in candidates])
        self.add_error("code", gettext("Choose your municipality from these, or write the name again."))

    def kept(self) -> dict[str, Any]:
        if self.found is None:
            return {"municipality": "", "place": "", "elsewhere": True}
        return {"municipality": self.found.code, "place": self.found.name}

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        return kept.get("place") or gettext("Elsewhere, or not told")


def _only(typed: str, candidates: list[Municipality]) -> Municipality | None:
    """The one that was meant beyond doubt: the very name, or the only candidate."""
    exact = [one for one in candidates if folded(typed) in (one.folded_fi, one.folded_sv)]
    if len(exact) == 1:
        return exact[0]
    return candidates[0] if len(candidates) == 1 else None


class AssociationForm(QuestionForm):
    """The association of the region, or another one if the person so wishes (R18)."""

    association = forms.ChoiceField(label=_("Who reads my request?"))

    why = {
        "association": _(
            "Only the coordinator who takes care of your request reads it. You may choose another association, "
            "for example if you know people in your own."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        union = Union.get()
        own = places.association_for(_municipality(self.answers))
        field = self.fields["association"]
        others = [(one.code, one.name) for one in Association.objects.working()]
        field.choices = [*others, (UNION, union.name if union else gettext("The union"))]
        via = self.answers.get("via", {}).get("association", "")
        known = {code for code, _name in others}
        field.initial = via if via in known else own.code if own else UNION
        self.own = own


def _municipality(answers: Any) -> Municipality | None:
    code = answers.get("place", {}).get("municipality", "")
    return Municipality.objects.filter(code=code).first() if code else None


class ForWhomForm(QuestionForm):
    for_whom = forms.ChoiceField(label=_("For whom do you hope for a peer?"), choices=ForWhom, widget=forms.RadioSelect)

    why = {"for_whom": _("A person in pain and someone close to them need different company.")}


class LanguageForm(QuestionForm):
    language = forms.ChoiceField(
        label=_("In which language would you like to talk?"), choices=Language, widget=forms.RadioSelect
    )

    why = {"language": _("A peer who does not speak this language is never proposed to you.")}
