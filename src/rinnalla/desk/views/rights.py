"""A wish about someone's own details: read it, answer it in writing within the month that the law gives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rinnalla.base.permission import require
from rinnalla.desk.forms.rights import AnswerForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity
from rinnalla.privacy.rights import asking, policies
from rinnalla.privacy.rights.models import RightsRequest


def wish(request: HttpRequest, code: str) -> HttpResponse:
    """Also while everything else of the person rests; an answered one is there no more."""
    rows = RightsRequest.objects.waiting().to_answer(request.user).select_related("person", "association")
    one = get_object_or_404(rows, code=code)
    require(request, policies.may_answer, one)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        asking.answer(one, told["outcome"], told["words"], by=request.user)
        messages.success(request, _("Your answer is on the person's own page. A notice says only that there is one."))
        return redirect("desk")
    opened = reading.opened(one, "words", by=request.user, purpose=Purpose.STAFF)
    identity = reading.opened(one.person, "identity", by=request.user, purpose=Purpose.STAFF).identity
    facts = {"one": one, "form": form, "words": opened.words, "called": Identity.of(identity).called}
    return render(request, "desk/rights/wish.html", facts)
