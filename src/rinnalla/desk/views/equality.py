"""Who waits how long, and who finds a peer: counts over the whole union, small numbers hidden (R21, docs/adr/0023)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.reports import counting, policies, sheet, telling
from rinnalla.reports.periods import Period


@require_GET
def equality(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_see_equality)
    known = counting.periods()
    period = _asked(request, known)
    if period is None:
        return render(request, "desk/union/equality.html", {"told": None})
    found = telling.numbers(period, known)
    facts = {"told": telling.told(found), "times": [(one, one == period) for one in known]}
    return render(request, "desk/union/equality.html", facts)


@require_GET
def equality_numbers(request: HttpRequest) -> HttpResponse:
    """The same numbers for a spreadsheet."""
    require(request, policies.may_see_equality)
    known = counting.periods()
    period = _asked(request, known) or Period.of(clock.today())
    answer = HttpResponse(sheet.csv(telling.numbers(period, known or [period])), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="rinnalla-{period.begins}.csv"'
    return answer


def _asked(request: HttpRequest, known: list[Period]) -> Period | None:
    """The time that was asked for; else the newest of which something is known."""
    asked = request.GET.get("from", "")
    return next((one for one in known if one.begins.isoformat() == asked), counting.newest_told(known))
