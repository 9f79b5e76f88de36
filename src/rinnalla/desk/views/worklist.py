"""The desk: what waits, most urgent first, and a call that has been made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.models import administers
from rinnalla.base.permission import require
from rinnalla.desk import policies, worklist
from rinnalla.desk.worklist.lines import KINDS
from rinnalla.letters import post


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?show=` one kind of acts; `&after=` the line at which the page before ended."""
    require(request, policies.sees_desk)
    if not policies.coordinates_somewhere(request.user):
        return redirect("union") if administers(request.user) else render(request, "desk/worklist/other.html")
    kind = request.GET.get("show", "")
    found = worklist.gather(request.user, kind=kind, after=request.GET.get("after", ""))
    facts = {"found": found, "kind": kind if kind in KINDS else "", "desk_url": reverse("desk")}
    return render(request, "desk/worklist/list.html", facts)


@require_POST
def told(request: HttpRequest, code: str) -> HttpResponse:
    """One tap after the call."""
    letter = get_object_or_404(post.waiting_calls(request.user), code=code)
    require(request, policies.may_tell, letter)
    post.told(letter, by=request.user)
    messages.success(request, _("Marked as told. Thank you for calling."))
    return redirect("desk")
