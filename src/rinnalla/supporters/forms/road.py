"""The questions of an application (R5): about wishing, listening and having time; about membership and a hard year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations import places
from rinnalla.associations.models import Association, Municipality
from rinnalla.base.forms import LongText
from rinnalla.people.models import Identity
from rinnalla.people.phones import EmailField, PhoneField
from rinnalla.people.wizard import QuestionForm
from rinnalla.supporters.choices import Crisis, HowLong, Listening, Membership, Often, Reason

LONGEST_ANSWER = 2000


class PlaceForm(QuestionForm):
    """Where I live: a municipality, as people write it. `found` is what it may mean when it is not yet certain."""

    place = forms.CharField(
        label=_("Your municipality"), max_length=60, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    municipality = forms.ChoiceField(
        label=_("Which of these do you mean?"), required=False, widget=forms.RadioSelect, choices=()
    )

    why = {"place": _("So that your application reaches the association of your own area. An address is not needed.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        typed = self.data.get(self.add_prefix("place"), "") if self.is_bound else ""
        self.found = places.find(typed) if typed and typed.isprintable() else []
        if len(self.found) > 1:
            self.fields["municipality"].choices = [(one.code, one.name) for one in self.found]
        else:
            del self.fields["municipality"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("place"):
            return cleaned
        if not self.found:
            self.add_error("place", _("We do not know this place. Try the name of the whole municipality."))
            return cleaned
        chosen = cleaned.get("municipality") or self._certain(cleaned["place"])
        if not chosen:
            self.add_error("municipality", _("Choose the one you mean."))
        cleaned["municipality"] = chosen
        return cleaned

    def _certain(self, typed: str) -> str:
        """The code when there is one place only, or one with this very name."""
        same = [one for one in self.found if typed.strip().casefold() in (one.fi.casefold(), one.sv.casefold())]
        certain = same if len(same) == 1 else self.found
        return certain[0].code if len(certain) == 1 else ""

    @classmethod
    def told(cls, kept):
        place = Municipality.objects.filter(code=kept.get("municipality", "")).first()
        return place.name if place else kept.get("place", "")


class MembershipForm(QuestionForm):
    """The association I would belong to; the one of my area comes first and is chosen."""

    association = forms.ChoiceField(label=_("Association"), widget=forms.RadioSelect, choices=())
    membership = forms.ChoiceField(
        label=_("Are you a member of it?"), widget=forms.RadioSelect, choices=Membership.choices
    )

    why = {"membership": _("A peer supporter belongs to an association, or joins one on the way. You can join later.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self._own()
        rows = sorted(Association.objects.working(), key=lambda one: (one != own, one.name))
        self.fields["association"].choices = [(one.code, one.name) for one in rows]
        if own:
            self.initial.setdefault("association", own.code)

    def _own(self) -> Association | None:
        code = self.answers.get("place", {}).get("municipality", "")
        return places.association_for(Municipality.objects.filter(code=code).first())


class WordsForm(QuestionForm):
    """One answer in own words.

    either   fields of which one is enough: some would rather choose than write
    """

    is_lone = True
    either: tuple[str, ...] = ()

    def clean(self):
        cleaned = super().clean()
        if self.either and not any(cleaned.get(name) for name in self.either) and not self.errors:
            self.add_error(self.either[0], _("Choose what fits you, or write a sentence of your own."))
        return cleaned


class WishForm(WordsForm):
    is_lone = False
    either: tuple[str, ...] = ("reasons", "wish_to_help")

    reasons = forms.MultipleChoiceField(
        label=_("What moves you? Choose what fits you."),
        choices=Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    wish_to_help = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_ANSWER,
        widget=LongText({"rows": 4}),
        required=False,
        help_text=_("A sentence or two is enough."),
    )


class EmpathyForm(WordsForm):
    is_lone = False
    either: tuple[str, ...] = ("listening", "empathy")

    listening = forms.MultipleChoiceField(
        label=_("What is like you? Each of these is a good answer."),
        choices=Listening.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    empathy = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_ANSWER,
        widget=LongText({"rows": 4}),
        required=False,
        help_text=_("Think of a time when someone told you about something hard. What did you do?"),
    )


class TimeForm(WordsForm):
    is_lone = False
    either: tuple[str, ...] = ("often", "how_long", "time_to_give")

    often = forms.ChoiceField(
        label=_("How often could you be in touch?"),
        choices=Often.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    how_long = forms.ChoiceField(
        label=_("For how long, at first?"), choices=HowLong.choices, widget=forms.RadioSelect, required=False
    )
    time_to_give = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_ANSWER,
        widget=LongText({"rows": 3}),
        required=False,
        help_text=_("For example: evenings suit me best, summers are busy."),
    )


class OwnExperienceForm(WordsForm):
    own_experience = forms.CharField(
        label=_("What have you gone through, and how are you with it now?"),
        max_length=LONGEST_ANSWER,
        widget=LongText,
        help_text=_("Tell as much as you wish of your condition, and of getting better or learning to live with it."),
    )

    why = {"own_experience": _("Only the coordinator of your association reads this. Seekers do not see it.")}


class CrisisForm(QuestionForm):
    """The basic course asks for a year without a crisis of one's own. The answer opens a talk, it closes no door."""

    is_lone = True
    no_crisis = forms.ChoiceField(
        label=_("Has there been a hard crisis in your own life in the past year?"),
        widget=forms.RadioSelect,
        choices=Crisis.choices,
    )


class ReachForm(QuestionForm):
    """What I am called and how I am reached. Gives an Identity."""

    called = forms.CharField(
        label=_("What you want to be called"), max_length=60, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = EmailField(required=False)
    phone = PhoneField(required=False)

    why = {
        "called": _("A first name is enough. A supported person sees it when you have both said yes."),
        "full_name": _("Only your own association sees it. The certificate of the course needs it later."),
        "email": _("You sign in with it. We write only that there is something to read."),
        "phone": _("The coordinator calls you to agree on the interview."),
    }

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("email") or cleaned.get("phone") or {"email", "phone"} & self.errors.keys()):
            self.add_error("email", _("Give an e-mail address or a telephone number, so that we can answer you."))
        return cleaned

    def identity(self, municipality: str = "") -> Identity:
        names = ("called", "full_name", "email", "phone")
        return Identity(**{name: self.cleaned_data[name] for name in names}, municipality=municipality)


class ConsentForm(QuestionForm):
    """An explicit yes; the words stand above it on the page (R37)."""

    agrees = forms.BooleanField(label=_("I agree to this"))

    @classmethod
    def told(cls, kept):
        return str(_("Given")) if kept.get("agrees") else ""
