"""What the pair is asked: the agreement, looking back, a contact, how it ends, what one shows of oneself."""

from datetime import timedelta
from types import SimpleNamespace as Row

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rinnalla.base import clock
from rinnalla.base.forms import ANSWER, DayInput, LongText, PlainForm
from rinnalla.base.templatetags.parts import day
from rinnalla.companionships.choices import ContactWay, Ending, HowOften, Purpose, ReviewWish
from rinnalla.companionships.models import Words
from rinnalla.companionships.moves import first_review
from rinnalla.people.models import Identity

OWN = "own"
PARTINGS = {
    "thanks": gettext_lazy("Thank you for the time we have walked together. I stop here. It is not because of you."),
    "changed": gettext_lazy("My situation has changed, and I cannot go on. I wish you all good."),
    "done": gettext_lazy("Our talks have done their work for me. Thank you. I carry them with me."),
}
WE_DO_NOT = gettext_lazy(
    "We do not do therapy or give medical advice. We do not take care of transport, nursing or money. "
    "For those we turn to the people whose work it is."
)
LENGTHS = (15, 30, 45, 60, 90, 120)


def _as_answers(choices) -> list[tuple[str, str]]:
    """The labels of a list, each beginning with a capital, as answers that stand alone."""
    return [(key, capfirst(label)) for key, label in choices.choices]


class AgreementForm(PlainForm):
    """The agreement in plain words (R23). `read` is the newest version its writer has seen."""

    why = forms.CharField(  # type: ignore[assignment]  # a field; the metaclass takes it out of the class
        label=gettext_lazy("Why do we walk alongside?"),
        help_text=gettext_lazy("For example: someone to listen on the days when the pain is loud."),
        widget=LongText(attrs={"rows": 4}),
        max_length=2000,
    )
    how_often = forms.ChoiceField(
        label=gettext_lazy("How often?"), widget=forms.RadioSelect, choices=_as_answers(HowOften)
    )
    channel = forms.MultipleChoiceField(
        label=gettext_lazy("How do we keep in touch?"),
        widget=forms.CheckboxSelectMultiple,
        choices=_as_answers(ContactWay),
    )
    until = forms.DateField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("You can leave this open and decide when you look back."),
        widget=DayInput,
        required=False,
    )
    not_do = forms.CharField(
        label=gettext_lazy("What do we not do?"),
        help_text=gettext_lazy("A peer is not a professional helper. You can add limits of your own."),
        widget=LongText(attrs={"rows": 4}),
        max_length=2000,
    )
    parting = forms.ChoiceField(
        label=gettext_lazy("If one of us stops, what is said to the other?"),
        help_text=gettext_lazy("Either may stop at any time, without a reason. Then the other reads these words."),
        widget=forms.RadioSelect,
        choices=[*PARTINGS.items(), (OWN, gettext_lazy("In our own words:"))],
    )
    own_parting = forms.CharField(
        label=gettext_lazy("Our own words"), widget=LongText(attrs={"rows": 3}), max_length=1000, required=False
    )
    next_review = forms.DateField(
        label=gettext_lazy("When do we look back?"),
        help_text=gettext_lazy("Both of you are then asked how it has been. Nothing goes on by itself."),
        widget=DayInput,
    )
    read = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def starting_from(cls, words: Words | None) -> dict:
        """What stands in the form at first: the newest version, or gentle beginnings."""
        soon = first_review()
        if words is None:
            return {"not_do": WE_DO_NOT, "parting": "thanks", "next_review": soon}
        ready = next((key for key, sentence in PARTINGS.items() if str(sentence) == words.parting), OWN)
        return {
            "why": words.why,
            "how_often": words.how_often,
            "channel": words.channel.split(),
            "until": words.until,
            "not_do": words.not_do,
            "parting": ready,
            "own_parting": words.parting if ready == OWN else "",
            "next_review": soon,
        }

    def clean_next_review(self):
        chosen = self.cleaned_data["next_review"]
        today, last = clock.today(), clock.today() + timedelta(weeks=settings.REVIEW_WITHIN_WEEKS)
        if not today < chosen <= last:
            raise ValidationError(
                _("Choose a day after today, and at the latest this day: %(day)s") % {"day": day(last)}
            )
        return chosen

    def clean_until(self):
        chosen = self.cleaned_data["until"]
        if chosen and chosen <= clock.today():
            raise ValidationError(_("Choose a day after today, or leave this open."))
        return chosen

    def clean(self):
        told = super().clean()
        if told.get("parting") == OWN and not told.get("own_parting", "").strip() and "own_parting" not in self.errors:
            self.add_error("own_parting", ANSWER)
        return told

    def words(self) -> Words:
        told = self.cleaned_data
        ready = PARTINGS.get(told["parting"])
        return Words(
            why=told["why"],
            how_often=told["how_often"],
            channel=" ".join(told["channel"]),
            until=told["until"].isoformat() if told["until"] else "",
            not_do=told["not_do"],
            parting=str(ready) if ready else told["own_parting"],
        )


class ReviewForm(PlainForm):
    """Looking back, each alone (R29). No stars, no marks: a wish, and one's own words if one likes."""

    wish = forms.ChoiceField(
        label=gettext_lazy("What do you wish now?"), widget=forms.RadioSelect, choices=_as_answers(ReviewWish)
    )
    met = forms.ChoiceField(
        label=gettext_lazy("Has what you hoped for come true?"),
        widget=forms.RadioSelect,
        choices=_as_answers(Purpose),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"), widget=LongText(attrs={"rows": 4}), max_length=2000, required=False
    )
    shares = forms.BooleanField(label=gettext_lazy("The other one may read these words"), required=False)
    why = {
        "wish": gettext_lazy("The other one sees your wish when both of you have answered."),
        "words": gettext_lazy("Only you read these words, unless you choose otherwise below. Staff do not see them."),
    }

    def __init__(self, *args, is_supporter: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_supporter:
            self.fields["met"].label = _("Has it felt good to walk alongside?")


class ContactForm(PlainForm):
    """That contact happened: day, way, length. There is no place for what was said (R27)."""

    day = forms.DateField(label=gettext_lazy("Which day?"), widget=DayInput)
    way = forms.ChoiceField(label=gettext_lazy("How?"), widget=forms.RadioSelect, choices=_as_answers(ContactWay))
    minutes = forms.TypedChoiceField(label=gettext_lazy("About how long?"), widget=forms.RadioSelect, coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [(length, _("%(count)d minutes") % {"count": length}) for length in LENGTHS]


class EndForm(PlainForm):
    """How it ends; a kind, not a reason (R25)."""

    how = forms.ChoiceField(
        label=gettext_lazy("Which is closest?"),
        help_text=gettext_lazy("The other one does not see this choice."),
        widget=forms.RadioSelect,
        choices=[
            (Ending.STOPPED, gettext_lazy("I stop here, and need not say more")),
            (Ending.PURPOSE_MET, gettext_lazy("What was hoped for has come true")),
            (Ending.TIME_UP, gettext_lazy("The time we agreed on is up")),
        ],
    )


class ShowForm(PlainForm):
    """Which of one's own addresses the other one sees. Only those that one has are asked about."""

    phone = forms.BooleanField(required=False)
    email = forms.BooleanField(required=False)

    def __init__(self, *args, own: Identity, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"phone": _("My telephone number: %(value)s"), "email": _("My e-mail address: %(value)s")}
        for name, label in labels.items():
            if getattr(own, name):
                self.fields[name].label = label % {"value": getattr(own, name)}
            else:
                del self.fields[name]


def in_words(words: Words) -> list[Row]:
    """The agreement as rows of question and answer; of one on paper only what is kept here."""
    open_end = _("We decide when we look back.") if words.how_often else ""
    ways = [str(dict(ContactWay.choices).get(way, way)) for way in words.channel.split()]
    rows = [
        (_("Why we walk alongside"), words.why),
        (_("How often"), str(dict(HowOften.choices).get(words.how_often, words.how_often))),
        (_("How we keep in touch"), ", ".join(ways)),
        (_("Until when"), day(_day(words.until)) if words.until else open_end),
        (_("What we do not do"), words.not_do),
        (_("If one of us stops, these words are said"), words.parting),
    ]
    return [Row(label=label, value=capfirst(value)) for label, value in rows if value]


def _day(text: str):
    return forms.DateField(input_formats=["%Y-%m-%d"]).clean(text)
