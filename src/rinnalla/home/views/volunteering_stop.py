"""Stopping and taking an application back, in one press and without a reason (R12, R25)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rinnalla.companionships import moves as companionships
from rinnalla.companionships import stories
from rinnalla.home.views.volunteering_own import erased, own
from rinnalla.people.models import Person
from rinnalla.supporters import moves
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter


@dataclass(frozen=True)
class Parting:
    """One of those I walk with: what to call them, and what they will read; "" when nothing was agreed yet."""

    name: str
    words: str


def stop(request: HttpRequest) -> HttpResponse:
    """What happens, then stopping; every companionship is parted first, in the words each pair agreed (R12, R25)."""
    supporter = own(request)
    if not supporter.may_stop:
        return redirect("my-supporting")
    if request.method == "POST":
        companionships.stop_supporting(supporter, by=request.user)
        messages.success(request, _("You have stopped. Thank you for walking alongside."))
        return redirect("my-supporting")
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "partings": _partings(supporter, by=request.user),
        "asked": supporter.proposals.open().exists(),
        "erased": erased(),
    }
    return render(request, "home/volunteering/stop.html", facts)


def _partings(supporter: Supporter, *, by: Person) -> list[Parting]:
    pairs = list(supporter.companionships.standing().select_related("person", "supporter__person").order_by("met_at"))
    names = stories.names(pairs, by=by)
    words = [stories.parting_words(pair, by=by) for pair in pairs]
    return [Parting(name, said) for name, said in zip(names, words, strict=True)]


def withdraw(request: HttpRequest) -> HttpResponse:
    """Taking the application back needs no reason."""
    supporter = own(request)
    if not supporter.may_become(Stage.WITHDRAWN):
        return redirect("my-supporting")
    if request.method == "POST":
        moves.withdraw(supporter, by=request.user)
        messages.success(request, _("Your application is taken back. You may apply again whenever you like."))
        return redirect("my-supporting")
    return render(request, "home/volunteering/withdraw.html", {"association": supporter.association})
