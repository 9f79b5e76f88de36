"""The few forms of the volunteer's pages that are about the page itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import CodeInput, PlainForm


def _asked(question, answers) -> forms.ChoiceField:
    return forms.ChoiceField(label=question, choices=answers, widget=forms.RadioSelect, required=False)


class ResumeForm(PlainForm):
    code = forms.CharField(label=_("Your code"), max_length=40, widget=CodeInput)


class PledgeForm(PlainForm):
    """An unticked box under the text that was read."""

    promises = forms.BooleanField(
        label=_("I have read the pledge and I promise to keep it"),
        error_messages={"required": _("Tick the box when you have read the pledge and wish to sign it.")},
    )


class AgreementForm(PlainForm):
    """An unticked box under the agreement that was read."""

    agrees = forms.BooleanField(
        label=_("I have read the agreement and I agree to it"),
        error_messages={"required": _("Tick the box when you have read the agreement and wish to sign it.")},
    )


class SelfCheckForm(PlainForm):
    """Questions to oneself before applying. Nothing is kept, and no answer closes the door."""

    ANSWERS = [("yes", _("Yes")), ("unsure", _("I am not sure")), ("no", _("Not now"))]
    wish = _asked(_("Do I want to help another person, not only to tell my own story?"), ANSWERS)
    listen = _asked(_("Can I listen to sorrow and anger without having to mend them?"), ANSWERS)
    far_enough = _asked(_("Have I come far enough that talking of my own condition does not take my sleep?"), ANSWERS)
    calm = _asked(_("Has the past year been calm enough, without a heavy crisis of my own?"), ANSWERS)
    time = _asked(_("Do I have time and strength, be it a small but certain moment?"), ANSWERS)
    secret = _asked(_("Can I keep what I hear to myself, also from those nearest to me?"), ANSWERS)
    backed = _asked(_("Is there someone who supports me?"), ANSWERS)

    THOUGHTS = {
        "wish": _("Your own story matters. If it wants to be told first, a peer group can be a good place for that."),
        "listen": _("The basic course practises this. Nobody can do it at once, and nobody has to do it alone."),
        "far_enough": _("Give yourself time. You may also ask for a peer of your own; that closes no door."),
        "calm": _("After a hard year it is good to rest first. The coordinator thinks with you about a good time."),
        "time": _("A little is enough: an hour a month, or a place in a group. You may also rest whenever you need."),
        "secret": _("The secrecy pledge is signed before the first person, and its one limit is told there."),
        "backed": _("Each supporter has a guide and a coordinator. Tell in the interview what would support you."),
    }

    def thoughts(self) -> list:
        """A word on each answer that was not a yes."""
        said = self.cleaned_data
        return [words for name, words in self.THOUGHTS.items() if said.get(name) in ("unsure", "no")]

    @property
    def seems_good(self) -> bool:
        """Every question was answered with a yes."""
        return all(self.cleaned_data.get(name) == "yes" for name in self.fields)

    @property
    def seems_early(self) -> bool:
        """Several were answered with "not now"."""
        return sum(self.cleaned_data.get(name) == "no" for name in self.fields) >= 2
