"""Lost second keys that wait for someone's yes: call, make sure, then say yes or stop it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rinnalla.base.permission import require
from rinnalla.desk import policies, recovering
from rinnalla.desk.forms.recovering import ApproveForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Recovery


def _find(request: HttpRequest, code: str) -> Recovery:
    recovery = get_object_or_404(recovering.visible_to(request.user), code=code)
    require(request, recovering.may_answer, recovery)
    return recovery


@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """Those I may answer, who has waited longest first; names are one line in the ledger."""
    require(request, policies.sees_desk)
    found = list(recovering.visible_to(request.user).order_by("asked_at", "pk")[:100])
    opened = reading.opened_many([one.person for one in found], "identity", by=request.user, purpose=Purpose.STAFF)
    names = [Identity.of(one.identity).called for one in opened]
    return render(request, "desk/recovering/list.html", {"lines": list(zip(found, names, strict=True))})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Whom to call and at which number; the yes needs a word on how one made sure."""
    recovery = _find(request, code)
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recovering.approve(recovery, form.cleaned_data["made_sure"], by=request.user)
        messages.success(request, _("Said yes. The link goes out after 24 hours, unless someone stops it."))
        return redirect("desk-recoveries")
    opened = reading.opened(recovery.person, "identity", by=request.user, purpose=Purpose.STAFF)
    facts = {"recovery": recovery, "identity": Identity.of(opened.identity), "form": form}
    return render(request, "desk/recovering/one.html", facts)


@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    recovering.stop(_find(request, code), by=request.user)
    messages.success(request, _("It is stopped. Nothing changes in how the person signs in."))
    return redirect("desk-recoveries")
