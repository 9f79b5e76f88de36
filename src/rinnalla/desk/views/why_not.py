"""Why is this supporter not offered for this request? The first limit, for the coordinator in care (R21)."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from rinnalla.base.permission import require
from rinnalla.desk.views.asks import found
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import fit, policies
from rinnalla.people.models import Identity, Person
from rinnalla.supporters.models import Supporter

PAGE = 10  # names opened at once: no more than are shown


@require_GET
def why_not(request: HttpRequest, code: str) -> HttpResponse:
    """Choose one of one's own supporters, ten at a time; with `?supporter=` the answer, and no other name is opened."""
    ask = found(request, code)
    require(request, policies.may_match, ask)
    own = Supporter.objects.visible_to(request.user).exclude(person=request.user).select_related("person")
    if chosen := request.GET.get("supporter", ""):
        one = _one(own, chosen)
        ((_code, name),) = _named([one], request.user)
        facts = {"ask": ask, "chosen": name, "sentence": fit.why_not(ask, one, by=request.user)}
        return render(request, "desk/asks/why_not.html", facts)
    after = request.GET.get("after", "")
    rows = _after(own, after)
    first = reverse("desk-ask-why-not", args=[ask.code])
    facts = {
        "ask": ask,
        "people": _named(rows[:PAGE], request.user),
        "next_url": f"{first}?after={rows[PAGE - 1].code}" if len(rows) > PAGE else "",
        "first_url": first if after else "",
    }
    return render(request, "desk/asks/why_not.html", facts)


def _one(own: QuerySet[Supporter], code: str) -> Supporter:
    """Out of an address that anyone may have written; PostgreSQL takes no NUL."""
    return get_object_or_404(own, code=code.replace("\0", "-"))


def _after(own: QuerySet[Supporter], code: str) -> list[Supporter]:
    """Those that come after this one, and one more than a page, by which it is known that there are more."""
    last = _one(own, code).pk if code else 0
    return list(own.filter(pk__gt=last).order_by("pk")[: PAGE + 1])


def _named(rows: list[Supporter], by: Person) -> list[tuple[str, str]]:
    """Code and name of each; one line in the ledger."""
    told = (
        reading.opened_many([row.person for row in rows], "identity", by=by, purpose=Purpose.MATCHING) if rows else []
    )
    return [(row.code, Identity.of(one.identity).called) for row, one in zip(rows, told, strict=True)]
