"""What a coordinator writes down for one of a pair who does not sign in. No field asks for the pair's own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import DayInput, LongText, PlainForm
from rinnalla.companionships.choices import Ending, Purpose, ReviewWish, Side
from rinnalla.people.choices import Given


class FilterForm(PlainForm):
    """Which companionships the list shows; without a known word, those that go on."""

    show = forms.ChoiceField(label=_("Show"), choices=[("standing", _("those that go on")), ("ended", _("ended"))])


class SideForm(PlainForm):
    """Who of the two told or signed."""

    side = forms.ChoiceField(label=_("Who is it about?"), choices=Side, widget=forms.RadioSelect)


class SignForm(SideForm):
    given = forms.ChoiceField(
        label=_("How was it signed?"),
        choices=[(Given.PHONE, _("on the phone")), (Given.PAPER, _("on paper, which I have seen"))],
        widget=forms.RadioSelect,
    )

    why = {"given": _("The two read the agreement by themselves. You see that it is signed, never what it says.")}

    def __init__(self, *args, sides: list[Side], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]


class PaperForm(PlainForm):
    """The two have made their agreement on paper; only the words of parting are kept here."""

    next_review = forms.DateField(label=_("When do they look back?"), widget=DayInput)
    parting = forms.CharField(
        label=_("If one of them stops, what is said to the other?"), widget=LongText(attrs={"rows": 3}), max_length=1000
    )
    signed = forms.BooleanField(label=_("I have seen that both have signed the paper"))

    why = {"parting": _("Copy it from the paper. If one of them stops, the other hears or reads just this.")}


class ReviewForm(SideForm):
    wish = forms.ChoiceField(label=_("What do they wish now?"), choices=ReviewWish, widget=forms.RadioSelect)
    met = forms.ChoiceField(
        label=_("Has what they hoped for come true?"), choices=Purpose, required=False, widget=forms.RadioSelect
    )
    shares = forms.BooleanField(label=_("The other one may see this answer"), required=False)

    why = {"met": _("The two are asked separately. Only the one who answers decides whether the other sees it.")}


class ContactForm(SideForm):
    phone = forms.BooleanField(label=_("The other one may have the telephone number"), required=False)
    email = forms.BooleanField(label=_("The other one may have the e-mail address"), required=False)

    why = {"phone": _("Only what they themself have told you to give. A tick taken away closes it again.")}


class EndForm(SideForm):
    how = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[choice for choice in Ending.choices if choice[0] != Ending.CHANGED],
        widget=forms.RadioSelect,
    )

    why = {"how": _("No reason is asked. The other one reads what the two agreed would be said.")}
