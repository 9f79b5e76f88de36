"""What kind of contact and peer a person hopes for, and what of it must hold (R21)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.choices import Must, PeerAge, PeerGender
from rinnalla.associations.choices import Gender, Mode, Time
from rinnalla.people.choices import AgeBand
from rinnalla.people.wizard import QuestionForm

DISTANCES = [
    ("", _("I do not know yet")),
    ("10", _("up to 10 kilometres")),
    ("30", _("up to 30 kilometres")),
    ("60", _("up to 60 kilometres")),
    ("100", _("up to 100 kilometres")),
]
UNSAID = "unsaid"
OWN_CHOICE, COORDINATOR = "me", "coordinator"


class TouchForm(QuestionForm):
    """How and when to keep in touch."""

    modes = forms.MultipleChoiceField(
        label=_("How would you like to keep in touch?"),
        choices=Mode,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that suit you. If you choose none, any way is fine."),
    )
    times = forms.MultipleChoiceField(
        label=_("When is a good time?"), choices=Time, required=False, widget=forms.CheckboxSelectMultiple
    )
    distance_km = forms.ChoiceField(
        label=_("If you meet face to face, how far could you come?"), choices=DISTANCES, required=False
    )

    why = {"modes": _("We look for a peer with a way and a time in common. The coordinator reads this.")}

    def kept(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if Mode.MEETING not in told["modes"] and told["modes"]:
            told["distance_km"] = ""
        return told

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        shown = dict(kept)
        ways = super().told(shown | {"times": [], "distance_km": ""}) or gettext("Any way is fine")
        rest = super().told({"times": shown.get("times", []), "distance_km": shown.get("distance_km", "")})
        return "\n".join(part for part in (ways, rest) if part)


class PeerForm(QuestionForm):
    """Wishes about the peer; a must is never broken, so it may mean a longer wait, and we say so."""

    peer_gender = forms.ChoiceField(
        label=_("Would you rather talk with"), choices=PeerGender, required=False, widget=forms.RadioSelect
    )
    peer_age = forms.ChoiceField(
        label=_("The age of the peer"), choices=PeerAge, required=False, widget=forms.RadioSelect
    )
    musts = forms.MultipleChoiceField(
        label=_("Is one of these a condition?"),
        choices=Must,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A condition is never broken, so finding a peer may take longer. Otherwise these are wishes."),
    )
    chooser = forms.ChoiceField(
        label=_("Who chooses the peer?"),
        choices=[
            (OWN_CHOICE, _("I choose myself, from a few people described without names")),
            (COORDINATOR, _("The coordinator may choose for me")),
        ],
        initial=OWN_CHOICE,
        widget=forms.RadioSelect,
    )

    why = {"chooser": _("You can change your mind later. The coordinator reads your wishes.")}

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if Must.GENDER in told.get("musts", ()) and not told.get("peer_gender"):
            sentence = gettext("Choose the gender you wish for, or take away this condition.")
            self.add_error("peer_gender", sentence)
        return told

    @classmethod
    def told(cls, kept: dict[str, Any]) -> str:
        fields = cls().fields
        gender = dict(PeerGender.choices).get(kept.get("peer_gender", ""), "")
        age = dict(PeerAge.choices).get(kept.get("peer_age", ""), "")
        condition = gettext("Condition: %(what)s")
        lines = [gettext("Gender: %(what)s") % {"what": gender}, gettext("Age: %(what)s") % {"what": age}]
        lines += [condition % {"what": label} for key, label in Must.choices if key in kept.get("musts", ())]
        lines.append(str(dict(fields["chooser"].choices).get(kept.get("chooser", OWN_CHOICE), "")))
        return "\n".join(lines)


class AboutForm(QuestionForm):
    """A few words about the person; both may be left unsaid."""

    age_band = forms.ChoiceField(label=_("How old are you?"), widget=forms.RadioSelect)
    gender = forms.ChoiceField(label=_("Your gender"), widget=forms.RadioSelect, required=False)

    why = {
        "age_band": _("Many like a peer near their own age. The association sees this in its list of requests."),
        "gender": _("Needed only if the gender of the peer matters. The coordinator reads this."),
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, kind in (("age_band", AgeBand), ("gender", Gender)):
            said = [choice for choice in kind.choices if choice[0]]
            self.fields[name].choices = [*said, (UNSAID, kind("").label)]
