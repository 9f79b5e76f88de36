"""The passphrase: asked after the mailed code, and chosen on a page of one's own."""

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rinnalla.base.permission import is_self, open_page, require
from rinnalla.boundary import scope
from rinnalla.people import passphrases, patience, shown
from rinnalla.people.forms import NewPassphraseForm, PassphraseForm
from rinnalla.people.models import Person
from rinnalla.people.policies import is_staff


@open_page
@scope.system("sign-in")
def ask(request: HttpRequest) -> HttpResponse:
    """The second lock of who has a passphrase. Tries are slowed down, and nobody is locked out."""
    stage = passphrases.at_step(request)
    if stage is None:
        return redirect("account_login")
    person = stage.login.user
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        patience.slow_down(request, "passphrase")
        if passphrases.opens(request, person, form.cleaned_data["words"]):
            patience.forgive(request, "passphrase")
            record_authentication(request, person, method="passphrase")
            return stage.exit()
        form.add_error("words", _("This did not open the lock. Write it once more, as it was when you chose it."))
    return render(request, "people/passphrase.html", {"form": form})


def own(request: HttpRequest) -> HttpResponse:
    """Choose one, or another. Staff use a passkey or an app: a passphrase can be told to someone who asks nicely."""
    require(request, is_self)
    person = cast(Person, request.user)
    if is_staff(person):
        return redirect("mfa_index")
    if not shown.was_shown(request, person):
        return redirect(shown.where(reverse("own-passphrase")))
    form = NewPassphraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        passphrases.choose(request, form.cleaned_data["words"], by=person)
        messages.success(
            request, _("The passphrase is now in use. You are asked for it after the code from the e-mail.")
        )
        return redirect("mfa_index")
    return render(request, "people/own_passphrase.html", {"form": form})
