"""The coordinator's forms about supporters: a paper application, an interview, a course, a recognition."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import tidy
from rinnalla.base.forms import CodeInput, DayInput, LongText, MomentInput, PlainForm
from rinnalla.people.choices import Language
from rinnalla.people.models import Identity
from rinnalla.supporters.answers import CHOSEN
from rinnalla.supporters.answers import WORDS as WORDS_OF
from rinnalla.supporters.choices import LARGEST_CAPACITY, Stage, Suits, Way
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
    labels = {
        "wish_to_help": _("Why they would like to be a peer supporter"),
        "empathy": _("How they are as a listener"),
        "time_to_give": _("How much time they could give"),
    }
    field_order = [
        "called", "full_name", "email", "phone", "place", "municipality", "association", "language", "languages",
        "topics", "reasons", "wish_to_help", "listening", "empathy", "own_experience", "often", "how_long",
        "time_to_give", "no_crisis", "has_signed",
    ]  # fmt: skip
    either = ()

    def __init__(self, *args, associations: list[Association], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].choices = [(one.code, one.name) for one in associations]
        self.fields["place"].label = _("Municipality")
        for name in (*WORDS, "no_crisis", "topics"):
            self.fields[name].required = False
            self.fields[name].help_text = ""
        for name, label in self.labels.items():
            self.fields[name].label = label
        self.fields["own_experience"].why = ""

    def identity(self, municipality: str = "") -> Identity:
        return super().identity(self.cleaned_data.get("municipality", ""))

    def as_answers(self) -> dict:
        """As the wizard would have kept them."""
        told = self.cleaned_data
        said = {key: {name: told[name]} for key, name in WORDS_OF.items() if name in told}
        for name, key in CHOSEN.items():
            said[key][name] = told[name]
        return said | {"topics": {"topics": told["topics"]}, "languages": {"languages": told["languages"]}}


class FilterForm(PlainForm):
    """Which supporters the list shows; an unknown word shows all."""

    stage = forms.ChoiceField(label=_("Show"), choices=[("", _("everyone under way")), *Stage.choices])


def _past_day(label) -> forms.DateField:
    return forms.DateField(label=label, initial=clock.today, widget=DayInput)


class BookingForm(PlainForm):
    """When and how the two talk."""

    at = forms.DateTimeField(label=_("Day and time"), widget=MomentInput)
    way = forms.ChoiceField(label=_("How you talk"), choices=Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place, link or number"), max_length=200, required=False,
        help_text=_("For example: the association's office, or which of you calls and to which number."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("A word to the applicant"), max_length=600, required=False, widget=LongText({"rows": 3})
    )

    why = {
        "at": _("Agree on it first by calling or writing. The applicant then gets a message, and sees the time."),
        "place": _("Only the applicant and the coordinators of your association see this and the next answer."),
    }


class InterviewForm(PlainForm):
    day = _past_day(_("Day of the interview"))
    motives = forms.CharField(
        label=_("Why they wish to help, as you heard it"), max_length=1500, required=False, widget=LongText({"rows": 3})
    )
    suits = forms.ChoiceField(
        label=_("How it fits now"), choices=[("", _("I would rather not say")), *Suits.choices], required=False
    )
    limits = forms.CharField(
        label=_("What you agreed about limits"), max_length=1500, required=False, widget=LongText({"rows": 3}),
        help_text=_("For example: one person at a time, no meetings at home, does not talk of operations."),
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Anything else that the decision needs"), max_length=2000, required=False, widget=LongText({"rows": 3})
    )

    why = {
        "motives": _("Only the coordinators of your association read these. The applicant has the right to see them.")
    }


class NotNowForm(PlainForm):
    words = forms.CharField(label=_("Your letter to the applicant"), max_length=1500, widget=LongText({"rows": 9}))
    return_on = forms.DateField(label=_("A day on which to look at this again"), required=False, widget=DayInput)

    why = {
        "words": _("The applicant reads this on their own page. Without an e-mail address, you tell it by phone."),
        "return_on": _("On this day the applicant gets a message that the door is open. Their answers are kept."),
    }

    def clean_return_on(self):
        day = self.cleaned_data["return_on"]
        if day and day <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still ahead, or leave this empty."))
        return day


def kind_letter(language: str) -> str:
    """A letter to begin from, in the applicant's language; the coordinator makes it their own."""
    with translation.override(language):
        return gettext(
            "Hello,\n\n"
            "thank you for telling about yourself and for wishing to help. After our talk we thought that just now is "
            "not the best time for you to begin. It says nothing of your worth, nor of what you have lived through.\n\n"
            "Look after yourself in peace. We will gladly look at this together again. Until then you are welcome "
            "to the association's groups and meetings, and you may call whenever you like."
        )


class CheckForm(PlainForm):
    """The day on which the extract was shown. There is no place for what it said."""

    shown_on = _past_day(_("The extract was shown to me on this day"))
    given_back = forms.BooleanField(
        label=_("I have given the extract back, and taken no copy or note of what it said"),
        error_messages={"required": _("Give the extract back first, then tick the box.")},
    )


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


class AgreementOnPaperForm(PlainForm):
    language = forms.ChoiceField(label=_("Language of the signed text"), choices=Language.choices)
    has_signed = forms.BooleanField(
        label=_("Both have signed the agreement on paper, and I have the paper"),
        error_messages={"required": _("Tick the box when you have the signed paper.")},
    )


class PeriodForm(PlainForm):
    """Whose road is counted: of those who applied in this time; an unknown word counts the last twelve months."""

    period = forms.ChoiceField(
        label=_("Those who applied"),
        choices=[("", _("in the last twelve months")), ("this", _("this year")), ("last", _("last year"))],
        required=False,
    )


class CapacityForm(PlainForm):
    capacity = forms.IntegerField(label=_("How many people at a time?"), min_value=0, max_value=LARGEST_CAPACITY)
