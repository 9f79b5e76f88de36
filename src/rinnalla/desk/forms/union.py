"""Forms of the union's pages. They give the facts that the moves of `associations` take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.choices import Accent, RoleKind
from rinnalla.associations.models import Association, County, Municipality, Topic
from rinnalla.base import clock
from rinnalla.base.forms import DayInput, LongText, PlainForm
from rinnalla.people.choices import Language
from rinnalla.people.models import Identity
from rinnalla.people.phones import EmailField, tidy
from rinnalla.supporters.papers import ASSOCIATION_HERE

YES_NO = {"yes": True, "no": False}
PLAIN_ACCENT = "plain"  # the union's own colour has no name in the style sheet, but an answer needs one
LONGEST_PLEDGE = 20_000  # characters


class PublicPhone(forms.CharField):
    """A telephone number as it is printed on pages: kept as typed, once it is known to be one."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("Telephone"))
        super().__init__(max_length=30, widget=forms.TextInput({"type": "tel"}), **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value:
            tidy(value)
        return value


def _name(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, **kwargs)


def _hours() -> forms.CharField:
    return forms.CharField(
        label=_("When someone answers"), max_length=120, required=False, help_text=_("For example: ma–to 9–15")
    )


class FactsForm(PlainForm):
    """Abstract: `initial` from a thing, and its facts as the moves take them."""

    @classmethod
    def of(cls, thing: Any, data: Any = None, **kwargs: Any) -> "FactsForm":
        initial = {name: getattr(thing, name) for name in cls.base_fields if hasattr(thing, name)}
        for name, value in initial.items():
            if isinstance(value, bool):
                initial[name] = "yes" if value else "no"
        if initial.get("accent") == "":
            initial["accent"] = PLAIN_ACCENT
        return cls(data, initial=initial, **kwargs)

    def facts(self) -> dict[str, Any]:
        facts = {name: YES_NO.get(value, value) for name, value in self.cleaned_data.items()}
        if facts.get("accent") == PLAIN_ACCENT:
            facts["accent"] = ""
        return facts


class UnionForm(FactsForm):
    fi = _name(_("Name in Finnish"))
    sv = _name(_("Name in Swedish"), required=False)
    en = _name(_("Name in English"), required=False)
    phone = PublicPhone(help_text=_("It stands at the foot of every page."))
    phone_hours = _hours()
    email = EmailField(required=False)


class DailyForm(FactsForm):
    """What a coordinator may change of their own association."""

    phone = PublicPhone()
    phone_hours = _hours()
    looks_first = forms.ChoiceField(
        label=_("Who looks at the suggested peers first?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("A coordinator looks, and then shows them to the seeker")),
            ("no", _("They are shown to the seeker at once")),
        ],
    )
    promise_days = forms.IntegerField(
        label=_("In how many working days does a seeker hear from you?"),
        min_value=1,
        max_value=20,
        help_text=_("Each seeker is shown the date. Kept and broken promises are counted."),
    )


class AssociationForm(DailyForm):
    """All of an association, for an administrator."""

    fi = _name(_("Name in Finnish"))
    sv = _name(_("Name in Swedish"), required=False)
    en = _name(_("Name in English"), required=False)
    email = EmailField(required=False)
    accent = forms.ChoiceField(
        label=_("Colour of its pages"),
        widget=forms.RadioSelect,
        choices=[(value or PLAIN_ACCENT, words) for value, words in Accent.choices],
    )
    field_order = ["fi", "sv", "en", "phone", "phone_hours", "email", "looks_first", "promise_days", "accent"]


class ChangeAssociationForm(AssociationForm):
    is_active = forms.ChoiceField(
        label=_("Does the association take requests?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No, its requests go to the union for now"))],
    )


class NewAssociationForm(AssociationForm):
    county = forms.ModelChoiceField(
        label=_("Area to begin with"),
        queryset=County.objects.order_by("fi"),
        required=False,
        empty_label=_("I choose the municipalities later"),
        help_text=_("All municipalities of the county. You can change them one by one afterwards."),
    )
    field_order = ["fi", "sv", "en", "county", *AssociationForm.field_order[3:]]


class AreaForm(PlainForm):
    """The municipalities of one county that an association serves."""

    municipalities = forms.ModelMultipleChoiceField(
        label=_("Municipalities"), queryset=Municipality.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, association: Association, county: County, data: Any = None):
        places = county.municipalities.all()
        super().__init__(data, initial={"municipalities": association.area.filter(county=county)})
        self.fields["municipalities"].queryset = places  # type: ignore[attr-defined]


class InviteForm(PlainForm):
    """Whom, to what, in which language."""

    kind = forms.ChoiceField(label=_("To what work?"), widget=forms.RadioSelect)
    called = forms.CharField(label=_("First name"), max_length=60)
    email = EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language of the invitation"), widget=forms.RadioSelect, choices=Language.choices
    )
    why = {"email": _("The link to begin goes here. It works once, for 14 days.")}

    def __init__(self, data: Any = None, *, association: Association | None, language: str):
        super().__init__(data, initial={"language": language})
        kinds = [kind for kind in RoleKind if association is None or kind != RoleKind.ADMINISTRATOR]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def identity(self) -> Identity:
        return Identity(called=self.cleaned_data["called"], email=self.cleaned_data["email"])


class TopicForm(FactsForm):
    fi = _name(_("Name in Finnish"))
    sv = _name(_("Name in Swedish"))
    en = _name(_("Name in English"))
    is_offered = forms.ChoiceField(
        label=_("Is it offered?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, seekers and supporters can choose it")), ("no", _("No, not for now"))],
        help_text=_("What has been told of it already stays."),
    )


class NewTopicForm(TopicForm):
    parent = forms.ModelChoiceField(
        label=_("Under which heading?"), queryset=Topic.objects.filter(parent=None), empty_label=None
    )
    field_order = ["parent", "fi", "sv", "en", "is_offered"]


class PledgeForm(PlainForm):
    """A new version, in three languages."""

    fi = forms.CharField(label=_("Text in Finnish"), widget=LongText({"rows": 12}), max_length=LONGEST_PLEDGE)
    sv = forms.CharField(label=_("Text in Swedish"), widget=LongText({"rows": 12}), max_length=LONGEST_PLEDGE)
    en = forms.CharField(label=_("Text in English"), widget=LongText({"rows": 12}), max_length=LONGEST_PLEDGE)
    in_force_from = forms.DateField(
        label=_("In force from"),
        widget=DayInput,
        help_text=_("From this day, nobody is offered as a peer before they have signed the new text."),
    )

    def clean_in_force_from(self):
        day = self.cleaned_data["in_force_from"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class AgreementForm(PledgeForm):
    """A new version of the volunteers' agreement; it says where the association's name goes."""

    def clean(self):
        cleaned = super().clean()
        for language in ("fi", "sv", "en"):
            if ASSOCIATION_HERE not in cleaned.get(language, ASSOCIATION_HERE):
                words = _("Write %(mark)s where the association's name goes.") % {"mark": ASSOCIATION_HERE}
                self.add_error(language, words)
        return cleaned
