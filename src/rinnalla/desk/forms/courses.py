"""Forms of courses at the desk. A day's times are told in Helsinki time and given back as moments."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.base.codes import tidy
from rinnalla.base.forms import CodeInput, DayInput, LongText, PlainForm
from rinnalla.people.choices import Language
from rinnalla.training import days
from rinnalla.training.choices import Audience
from rinnalla.training.models import Course, Sitting

OPENS_BEFORE = timedelta(days=14)
CLOCK_TIMES = ["%H:%M", "%H.%M", "%H"]


class ClockInput(forms.TimeInput):
    """The browser's own picker of a clock time."""

    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class CourseKindForm(PlainForm):
    fi = forms.CharField(label=_("Name in Finnish"), max_length=120)
    sv = forms.CharField(label=_("Name in Swedish"), max_length=120, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    hours = forms.IntegerField(label=_("Length in hours"), min_value=1, max_value=80, initial=7)
    audience = forms.ChoiceField(label=_("Whom it is for"), choices=Audience.choices, widget=forms.RadioSelect)
    needs = forms.ChoiceField(label=_("The course that comes before this one"), required=False)
    curriculum_fi = forms.CharField(label=_("Contents in Finnish"), max_length=4000, required=False, widget=LongText)
    curriculum_sv = forms.CharField(label=_("Contents in Swedish"), max_length=4000, required=False, widget=LongText)
    curriculum_en = forms.CharField(label=_("Contents in English"), max_length=4000, required=False, widget=LongText)
    gives_qualification = forms.BooleanField(label=_("It gives a qualification and a certificate"), required=False)
    validity_months = forms.IntegerField(
        label=_("For how many months the qualification holds"), min_value=1, max_value=600, required=False,
        help_text=_("Leave this empty if it does not lapse."),
    )  # fmt: skip
    is_offered = forms.BooleanField(label=_("It is offered now"), required=False)

    why = {"curriculum_fi": _("One matter a line. It stands on the page of the course and on the certificate.")}

    def __init__(self, *args, course: Course | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        others = Course.objects.exclude(pk=course.pk) if course else Course.objects.all()
        self.fields["needs"].choices = [("", _("none")), *((one.key, one.name) for one in others)]

    def clean(self):
        told = super().clean()
        if told.get("validity_months") and not told.get("gives_qualification"):
            self.add_error("validity_months", _("Only a qualification can lapse. Tick the box above, or empty this."))
        return told

    def facts(self) -> dict:
        told = self.cleaned_data
        return told | {"needs": Course.objects.filter(key=told["needs"]).first() if told["needs"] else None}


class SittingForm(PlainForm):
    course = forms.ChoiceField(label=_("Course"))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("Begins at"), widget=ClockInput, input_formats=CLOCK_TIMES)
    ends = forms.TimeField(label=_("Ends at"), widget=ClockInput, input_formats=CLOCK_TIMES)
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("A street address, and how to get in.")
    )
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    trainers = forms.MultipleChoiceField(label=_("Trainers"), widget=forms.CheckboxSelectMultiple)
    size = forms.IntegerField(label=_("Places"), min_value=1, max_value=200)
    minimum = forms.IntegerField(label=_("Held from how many people"), min_value=1, max_value=200)
    quota = forms.IntegerField(label=_("At first at most from one association"), min_value=1, max_value=200)
    open_to_all_on = forms.DateField(
        label=_("Free places open to everyone on"), widget=DayInput, required=False,
        help_text=_("If you leave this empty: two weeks before the course."),
    )  # fmt: skip

    why = {
        "link": _("For a course held online. Only those who have a place see it."),
        "open_to_all_on": _("From this day on free places go to the waiting list, in order, whatever the association."),
    }

    def __init__(self, *args, trainers: list[tuple[str, str]], sitting: Sitting | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainers"].choices = trainers
        if sitting:
            del self.fields["course"]
        else:
            self.fields["course"].choices = [(one.key, one.name) for one in Course.objects.offered()]

    @staticmethod
    def told(sitting: Sitting) -> dict:
        """What the form shows of a day that is there."""
        begins, ends = (moment.astimezone(clock.HELSINKI) for moment in (sitting.starts_at, sitting.ends_at))
        names = ("place", "link", "language", "size", "minimum", "quota", "open_to_all_on")
        return {name: getattr(sitting, name) for name in names} | {
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "trainers": list(sitting.trainers.values_list("code", flat=True)),
        }

    def clean(self):
        told = super().clean()
        for name, key in (("begins", "starts_at"), ("ends", "ends_at")):
            if told.get("day") and told.get(name) is not None:
                try:
                    told[key] = days.moment(told["day"], told[name])
                except ValueError:
                    self.add_error(name, _("The clocks are put forward on this day, so this time does not exist."))
        return told

    def facts(self) -> dict:
        told = dict(self.cleaned_data)
        told["open_to_all_on"] = told["open_to_all_on"] or self._two_weeks_before(told["day"])
        return told

    @staticmethod
    def _two_weeks_before(day: date) -> date:
        return max(day - OPENS_BEFORE, clock.today())


class SignUpForm(PlainForm):
    """The coordinator signs up someone of the association, told on the phone."""

    person = forms.ChoiceField(label=_("Who"))
    access = forms.CharField(
        label=_("What they need to take part"), max_length=500, required=False, widget=LongText({"rows": 3})
    )

    why = {"access": _("Only the trainers of this day can read this. It is erased when the day is over.")}

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people


class TakeBackForm(PlainForm):
    """A certificate given by mistake, found by its code alone: the union needs no name for it (R9)."""

    code = forms.CharField(label=_("The certificate's code"), max_length=200, widget=CodeInput)
    is_mistake = forms.BooleanField(
        label=_("It was given by mistake, and the holder has heard why"),
        error_messages={"required": _("Talk with the holder first, or ask the coordinator to. Then tick the box.")},
    )

    why = {"code": _("It is at the end of the address on the certificate. The whole address will do as well.")}

    def clean_code(self) -> str:
        return tidy(self.cleaned_data["code"].strip().rstrip("/").rpartition("/")[2])
