"""The coordinator's forms about supporters: a paper application, an interview, a course, a recognition."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import tidy
from rinnalla.base.forms import CodeInput, DayInput, LongText, PlainForm
from rinnalla.people.choices import Language
from rinnalla.people.models import Identity
from rinnalla.supporters.choices import LARGEST_CAPACITY, Stage
from rinnalla.supporters.forms.experience import TopicsForm
from rinnalla.supporters.forms.road import (
    CrisisForm,
    EmpathyForm,
    OwnExperienceForm,
    PlaceForm,
    ReachForm,
    TimeForm,
    WishForm,
)
from rinnalla.training import plans

WORDS = ("wish_to_help", "empathy", "own_experience", "time_to_give")


class PaperForm(OwnExperienceForm, TimeForm, EmpathyForm, WishForm, CrisisForm, TopicsForm, PlaceForm, ReachForm):
    """A paper application on one page; what is left on the paper may be left out here."""

    association = forms.ChoiceField(label=_("Association"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language.choices)
    has_signed = forms.BooleanField(
        label=_("The applicant has given the consent on paper, and I have the paper"),
        error_messages={"required": _("The consent is needed before anything is kept. Tick the box when you have it.")},
    )

    why = {
        "has_signed": _("Print the words of the consent from the page of consents, and keep the signed paper."),
        "no_crisis": _("You talk about this in the interview in any case."),
    }
    field_order = [
        "called", "full_name", "email", "phone", "place", "municipality", "association", "language", "languages",
        "topics", *WORDS, "no_crisis", "has_signed",
    ]  # fmt: skip

    def __init__(self, *args, associations: list[Association], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].choices = [(one.code, one.name) for one in associations]
        self.fields["place"].label = _("Municipality")
        for name in (*WORDS, "no_crisis", "topics"):
            self.fields[name].required = False
            self.fields[name].help_text = ""
        self.fields["own_experience"].why = ""

    def identity(self, municipality: str = "") -> Identity:
        return super().identity(self.cleaned_data.get("municipality", ""))

    def as_answers(self) -> dict:
        """As the wizard would have kept them."""
        told = self.cleaned_data
        keys = {
            "wish": "wish_to_help",
            "empathy": "empathy",
            "own-experience": "own_experience",
            "time": "time_to_give",
        }
        return {key: {name: told[name]} for key, name in keys.items()} | {
            "crisis": {"no_crisis": told["no_crisis"]},
            "topics": {"topics": told["topics"]},
            "languages": {"languages": told["languages"]},
        }


class FilterForm(PlainForm):
    """Which supporters the list shows; an unknown word shows all."""

    stage = forms.ChoiceField(label=_("Show"), choices=[("", _("everyone under way")), *Stage.choices])


def _past_day(label) -> forms.DateField:
    return forms.DateField(label=label, initial=clock.today, widget=DayInput)


class InterviewForm(PlainForm):
    day = _past_day(_("Day of the interview"))
    notes = forms.CharField(
        label=_("Your notes"), max_length=2000, required=False, widget=LongText,
        help_text=_("Only what the decision needs."),
    )  # fmt: skip

    why = {"notes": _("Only the coordinators of your association read these. The applicant has the right to see them.")}


class NotNowForm(PlainForm):
    words = forms.CharField(
        label=_("Your words to the applicant"), max_length=1000, widget=LongText,
        help_text=_("For example: thank you for coming to talk. Let us look at this again in the autumn."),
    )  # fmt: skip

    why = {"words": _("The applicant reads this on their own page. Without an e-mail address, you tell it by phone.")}


class CourseForm(PlainForm):
    course = forms.ChoiceField(label=_("Course"), choices=plans.choices, widget=forms.RadioSelect)
    day = _past_day(_("Day of the course"))

    why = {"day": _("Write the course down when you know that the supporter was there the whole day.")}


class RecogniseForm(PlainForm):
    """The union recognises equal knowledge by the supporter's code; it needs no name for that (R8)."""

    code = forms.CharField(label=_("The supporter's code"), max_length=40, widget=CodeInput)
    course = forms.ChoiceField(label=_("Course"), choices=plans.choices, widget=forms.RadioSelect)
    day = _past_day(_("Day of the decision"))
    ground_words = forms.CharField(
        label=_("On what ground"), max_length=200, widget=LongText({"rows": 3}),
        help_text=_("For example: has acted as a peer supporter since 2012. Leave out names and health."),
    )  # fmt: skip

    why = {"code": _("The coordinator sees the code on the supporter's page.")}

    def clean_code(self) -> str:
        return tidy(self.cleaned_data["code"])


class PledgeOnPaperForm(PlainForm):
    language = forms.ChoiceField(label=_("Language of the signed text"), choices=Language.choices)
    has_signed = forms.BooleanField(
        label=_("The supporter has signed the pledge on paper, and I have the paper"),
        error_messages={"required": _("Tick the box when you have the signed paper.")},
    )


class CapacityForm(PlainForm):
    capacity = forms.IntegerField(label=_("How many people at a time?"), min_value=0, max_value=LARGEST_CAPACITY)
