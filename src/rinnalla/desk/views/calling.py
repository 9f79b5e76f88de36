"""Somebody asked to be called: take the call, see the number, say how it went; a request may come of it (R15)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks import calling, policies
from rinnalla.asks.models import CallWish
from rinnalla.associations.models import Municipality
from rinnalla.base.permission import require
from rinnalla.base.templatetags.parts import day


def found(request: HttpRequest, code: str) -> CallWish:
    """One that waits where this coordinator works; another's is not there."""
    rows = CallWish.objects.waiting().visible_to(request.user)
    return get_object_or_404(rows.select_related("association", "claimed_by"), code=code)


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Language and time of day for everyone of the association; name and number for the one who calls."""
    wish = found(request, code)
    require(request, policies.may_call, wish)
    facts: dict[str, Any] = {"wish": wish, "association": wish.association, "rows": _rows(wish)}
    if policies.has_taken(request.user, wish):
        facts["caller"] = caller = calling.told(wish, by=request.user)
        place = Municipality.objects.filter(code=caller.municipality).first()
        facts["place"] = place.name if place else ""
    return render(request, "desk/asks/call_wish.html", facts)


def _rows(wish: CallWish) -> list[dict]:
    return [
        {"label": _("Language"), "value": wish.get_language_display()},
        {"label": _("When to call"), "value": wish.get_time_of_day_display()},
        {"label": _("Came"), "value": day(wish.received_at)},
        {"label": _("We promised to call by"), "value": day(wish.due)},
        {"label": _("Association"), "value": wish.association.name if wish.association else _("The union's own queue")},
    ]


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    wish = found(request, code)
    require(request, policies.may_call, wish)
    calling.claim(wish, by=request.user)
    messages.success(request, _("The call is yours. That you see the number is written down."))
    return redirect("desk-call-wish", code=code)


@require_POST
def reached(request: HttpRequest, code: str) -> HttpResponse:
    wish = found(request, code)
    require(request, policies.may_call, wish)
    calling.reached(wish, by=request.user)
    messages.success(request, _("Thank you for calling. Name and number are wiped."))
    return redirect("desk")


@require_POST
def not_reached(request: HttpRequest, code: str) -> HttpResponse:
    wish = found(request, code)
    require(request, policies.may_call, wish)
    calling.not_reached(wish, by=request.user)
    messages.success(request, _("Thank you for trying. Name and number are wiped."))
    return redirect("desk")
