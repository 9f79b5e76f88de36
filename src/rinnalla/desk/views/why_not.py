"""Why is this supporter not offered for this request? The first limit, for the coordinator in care (R21)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from rinnalla.base.permission import require
from rinnalla.desk.views.asks import found
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import fit, policies
from rinnalla.people.models import Identity
from rinnalla.supporters.models import Supporter


@require_GET
def why_not(request: HttpRequest, code: str) -> HttpResponse:
    """Choose one of one's own supporters; with `?supporter=` the answer stands above the list."""
    ask = found(request, code)
    require(request, policies.may_match, ask)
    own = Supporter.objects.visible_to(request.user).select_related("person").order_by("pk")
    rows = list(own.exclude(person=request.user))
    told = reading.opened_many([row.person for row in rows], "identity", by=request.user, purpose=Purpose.MATCHING)
    people = [(row.code, Identity.of(one.identity).called) for row, one in zip(rows, told, strict=True)]
    facts = {"ask": ask, "people": people}
    if chosen := request.GET.get("supporter", ""):
        one = get_object_or_404(own, code=chosen)
        facts |= {"chosen": dict(people).get(chosen, ""), "code": chosen}
        facts["sentence"] = fit.why_not(ask, one, by=request.user)
    return render(request, "desk/asks/why_not.html", facts)
