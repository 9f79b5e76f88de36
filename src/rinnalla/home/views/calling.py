"""Call me: name, number and a good time of the day, taken in also while the keyring is away (R15)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from rinnalla.asks import calling, promises
from rinnalla.asks.forms.place import UNION
from rinnalla.associations.models import Association
from rinnalla.associations.places import association_for
from rinnalla.base.codes import tidy
from rinnalla.base.permission import open_page
from rinnalla.home.forms.asking import CallMeForm
from rinnalla.people import patience


@open_page
def call_me(request: HttpRequest) -> HttpResponse:
    """Nothing on this page needs a key; what is told is sealed to the letterbox."""
    form = CallMeForm(request.POST or None)
    if form.is_valid():
        patience.slow_down(request, "call-me")
        told, association = form.cleaned_data, association_for(form.found)
        calling.receive(
            form.caller(), association=association, language=told["language"], time_of_day=told["time_of_day"]
        )
        return redirect("call-me-sent", where=association.code if association else UNION)
    return render(request, "home/asking/call_me.html", {"form": form})


@open_page
@require_GET
def sent(request: HttpRequest, where: str) -> HttpResponse:
    """Who calls, and by which day."""
    association = None if where == UNION else get_object_or_404(Association.objects.working(), code=tidy(where))
    facts = {"association": association, "due": promises.first_word_due(association)}
    return render(request, "home/asking/call_me_sent.html", facts)
