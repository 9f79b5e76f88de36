"""A device was lost, or something seems wrong: the union ends the sign-ins of one person, or of everyone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rinnalla.associations import policies
from rinnalla.base.permission import require
from rinnalla.desk.forms.signing import EndForm
from rinnalla.people import patience, sign_ins

EVEN_PACE = 0.25  # seconds; the answer is the same, and as slow, whether the address is known or not


def end_sign_ins(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        patience.answer_no_sooner(request, EVEN_PACE)
        if form.cleaned_data["whom"] == EndForm.ALL:
            sign_ins.end_everyones(but=request.user, by=request.user)
            messages.success(request, _("Everyone else is signed out."))
        else:
            sign_ins.end_behind(form.cleaned_data["email"], by=request.user)
            messages.success(request, _("If someone was signed in with that address, they no longer are."))
        return redirect("union-sign-ins")
    return render(request, "desk/union/end_sign_ins.html", {"form": form})
