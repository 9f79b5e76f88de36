"""Guidance at the desk: naming a guide, a meeting, own words of thanks. No form has a place for what was said (R10)."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rinnalla.associations.models import Association
from rinnalla.base.forms import LongText, MomentInput, PlainForm
from rinnalla.guidance.choices import TALKS
from rinnalla.guidance.models import Meeting, Spot
from rinnalla.guidance.moves.guiding import LONGEST_THANKS
from rinnalla.guidance.moves.meetings import MOST_SEATS
from rinnalla.people.choices import Language

LENGTHS = (30, 45, 60, 90, 120, 180)
TYPED = ["%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M", "%d.%m.%Y klo %H.%M"]
UNION = "union"


class Moment(forms.DateTimeField):
    """A day and a time in Finland; the hour that daylight saving leaves out, or doubles, is told as such."""

    widget = MomentInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", "") != "ambiguous_timezone":
                raise
            raise ValidationError(_("The clocks are moved in that hour. Choose another time.")) from None


class MeetingForm(PlainForm):
    """When, how long, where, in which language."""

    begins_at = Moment(label=_("Day and time"), input_formats=TYPED)
    minutes = forms.TypedChoiceField(
        label=_("Length"), coerce=int, initial=60, choices=[(each, f"{each} min") for each in LENGTHS]
    )
    place = forms.CharField(label=_("Where you meet"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link for meeting from afar"), max_length=500, required=False, assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=Language, widget=forms.RadioSelect)

    why = {
        "place": _("For example the office, or “I call you”. Only those who may come read it."),
        "link": _("Only those who have a place see it."),
    }

    def clean(self):
        told = super().clean()
        if not self.errors and not told.get("place") and not told.get("link"):
            self.add_error("place", _("Write where you meet: a place, a link, or who calls whom."))
        return told

    @property
    def spot(self) -> Spot:
        return Spot(place=self.cleaned_data["place"].strip(), link=self.cleaned_data["link"])

    def facts(self) -> dict:
        """For `moves.plan` and `moves.change`."""
        told = self.cleaned_data
        return {"minutes": told["minutes"], "language": told["language"], "seats": told.get("seats", 1)}

    @staticmethod
    def of(meeting: Meeting, spot: Spot) -> dict:
        """What the form shows of a meeting that is changed."""
        same = {name: getattr(meeting, name) for name in ("begins_at", "minutes", "language", "seats")}
        return same | vars(spot)


class GroupForm(MeetingForm):
    seats = forms.IntegerField(label=_("Places"), min_value=2, max_value=MOST_SEATS, initial=8)

    field_order = ["whose", "begins_at", "minutes", "place", "link", "seats", "language"]


class NewGroupForm(GroupForm):
    """A group meeting of one of the associations in which this person gives guidance, or of the whole union."""

    whose = forms.ChoiceField(label=_("For whose supporters"))

    def __init__(self, *args, associations: list[Association | None], **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {one.code if one else UNION: one for one in associations}
        names = [(key, one.name if one else _("The whole union")) for key, one in self.known.items()]
        self.fields["whose"].choices = names
        if len(names) == 1:
            self.fields["whose"].widget = forms.HiddenInput()
            self.fields["whose"].initial = names[0][0]

    @property
    def association(self) -> Association | None:
        return self.known[self.cleaned_data["whose"]]


class TalkForm(MeetingForm):
    kind = forms.ChoiceField(
        label=_("What kind of talk"), widget=forms.RadioSelect, choices=[(kind, capfirst(kind.label)) for kind in TALKS]
    )

    field_order = ["kind", "begins_at", "minutes", "place", "link", "language"]


class GuideForm(PlainForm):
    person = forms.ChoiceField(label=_("Who is the guide?"), widget=forms.RadioSelect)

    why = {"person": _("Guides, and coordinators of the association. The supporter hears of it.")}

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people


class ThanksForm(PlainForm):
    words = forms.CharField(label=_("Your words of thanks"), max_length=LONGEST_THANKS, widget=LongText({"rows": 3}))

    why = {"words": _("The supporter reads these on their own page. Leave out the names of those they support.")}


class SomeoneForm(PlainForm):
    """Someone who signed up on the phone, or came unannounced."""

    supporter = forms.ChoiceField(label=_("Who comes?"))

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supporter"].choices = people
