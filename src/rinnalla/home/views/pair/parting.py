"""Parting, and what comes next the same day. Nobody is asked for a reason (R25)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.companionships import moves, policies, stories
from rinnalla.companionships.choices import Ending, Stage
from rinnalla.companionships.models import Companionship
from rinnalla.home.forms.pair import PARTINGS, EndForm
from rinnalla.home.views.pair.finding import facts, find


def end(request: HttpRequest, code: str) -> HttpResponse:
    """The words that will be told stand on the page before anything is done."""
    ours = find(request, code, policies.may_stop)
    if ours.stage == Stage.ENDED:
        return redirect("next-step", code=code)
    form = EndForm(request.POST or None, initial={"how": Ending.STOPPED})
    if request.method == "POST" and form.is_valid():
        moves.end(ours, Ending(form.cleaned_data["how"]), by=request.user)
        return redirect("next-step", code=code)
    return render(request, "home/pair/end.html", facts(request, ours, form=form, parting=_words(request, ours)))


def change(request: HttpRequest, code: str) -> HttpResponse:
    """The supported person goes on with someone else, with the same request."""
    ours = find(request, code, policies.may_change_person)
    if ours.stage == Stage.ENDED:
        return redirect("next-step", code=code)
    if request.method == "POST":
        moves.change_person(ours, by=request.user)
        messages.success(request, _("We look for someone else beside you. You need not tell anything again."))
        return redirect("home")
    return render(request, "home/pair/change.html", facts(request, ours, parting=_words(request, ours)))


@require_GET
def next_step(request: HttpRequest, code: str) -> HttpResponse:
    """After a parting: the words of the other one, and the ways from here."""
    ours = find(request, code)
    if ours.stage != Stage.ENDED:
        return redirect("companionship", code=code)
    shown = facts(request, ours)
    shown["by_other"] = ours.ended_by != ours.side_of(request.user)
    if shown["by_other"]:
        shown["parting"] = _words(request, ours)
    shown["may_ask_again"] = not shown["is_supporter"] and not ours.person.asks.open().exists()
    shown["versions"] = [each for each in ours.agreements.all() if each.in_force_at]
    return render(request, "home/pair/next.html", shown)


@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Ask again with the same answers; the promise is for today (R25)."""
    ours = find(request, code, policies.may_choose_next)
    moves.ask_again(ours, by=request.user)
    messages.success(request, _("We have your request again, with everything you told before."))
    return redirect("home")


@require_POST
def later(request: HttpRequest, code: str) -> HttpResponse:
    ours = find(request, code, policies.may_choose_next)
    moves.take_next_step(ours, by=request.user)
    messages.success(request, _("That is all right. You may ask again whenever you like."))
    return redirect("home")


def _words(request: HttpRequest, ours: Companionship) -> str:
    """What the pair agreed would be said; kind words of the programme's when they had agreed nothing yet."""
    return stories.parting_words(ours, by=request.user) or str(PARTINGS["thanks"])
