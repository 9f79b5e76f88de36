"""Whose sign-ins end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rinnalla.base.forms import PlainForm
from rinnalla.people.phones import EmailField


class EndForm(PlainForm):
    ONE, ALL = "one", "all"

    whom = forms.ChoiceField(
        label=_("Whose sign-ins end?"),
        choices=[(ONE, _("those of one person")), (ALL, _("those of everyone but me"))],
        widget=forms.RadioSelect,
    )
    email = EmailField(label=_("E-mail address of the person"), required=False)

    why = {
        "email": _(
            "The page answers the same whether or not someone has this address. Whoever has it sees who did this."
        )
    }

    def clean(self):
        said = super().clean()
        if said.get("whom") == self.ONE and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address, or choose everyone."))
        return said
