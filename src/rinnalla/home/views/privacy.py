"""One's own data: a copy of it all, erasure of it all, a request that is kept, parting words that were read (R38)."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rinnalla.asks import policies as asks
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.permission import is_self, require
from rinnalla.companionships import stories
from rinnalla.companionships.models import Companionship
from rinnalla.home import keeping
from rinnalla.home.forms.privacy import ErasureForm
from rinnalla.privacy import copying, forget, moves, policies
from rinnalla.privacy.choices import Step, When
from rinnalla.privacy.models import Parting
from rinnalla.supporters.models import Supporter

STAYS_A_WHILE = ("reads",)  # of the schedule: what an erasure leaves until its own time, without content


def copy(request: HttpRequest) -> HttpResponse:
    """What a copy holds; pressed, it comes at once and nothing of it stays on the server."""
    require(request, is_self)
    if request.method != "POST":
        return render(request, "home/privacy/copy.html")
    whole = copying.copy_of(request.user, by=request.user, language=request.LANGUAGE_CODE)
    response = HttpResponse(whole, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="rinnalla-{clock.today().isoformat()}.zip"'
    return response


def erasure(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, and when; then the wish, or the erasing itself."""
    require(request, is_self)
    me, form = request.user, ErasureForm(request.POST or None)
    reason = moves.why_not(me)
    if request.method == "POST" and not reason and form.is_valid():
        return _erase(request) if form.cleaned_data["when"] == When.NOW else _ask(request)
    pairs = list(Companionship.objects.standing().of(me).select_related("person", "supporter__person"))
    facts = {
        "form": form,
        "reason": reason,
        "erasure": moves.asked_by(me),
        "names": stories.names(pairs, by=me),
        "ask": Ask.objects.open().filter(person=me).first(),
        "supporter": Supporter.objects.filter(person=me).first(),
        "stays": [row for row in keeping.schedule() if row.key in STAYS_A_WHILE],
    }
    return render(
        request, "home/privacy/erasure.html", facts, status=409 if reason and request.method == "POST" else 200
    )


def _ask(request: HttpRequest) -> HttpResponse:
    moves.ask_erasure(request.user, by=request.user)
    messages.success(request, _("Everything of yours is erased in three days. Until then you can take this back."))
    return redirect("home")


def _erase(request: HttpRequest) -> HttpResponse:
    """The person's row is gone afterwards, so the sign-in ends first in this browser."""
    me = request.user
    moves.erase(me, by=me)
    logout(request)
    messages.success(request, _("Everything of yours is erased. We wish you well."))
    return redirect("front")


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """One press, and everything stays."""
    require(request, is_self)
    moves.take_back(request.user, by=request.user)
    messages.success(request, _("Nothing is erased. Everything is as it was."))
    return redirect("home")


@require_POST
def keep_ask(request: HttpRequest, code: str) -> HttpResponse:
    """The person still hopes for a peer (R39)."""
    ask = get_object_or_404(Ask.objects.open().filter(person=request.user), code=code)
    require(request, asks.may_act_for, ask)
    forget.keep_ask(ask, by=request.user)
    messages.success(request, _("Your request goes on waiting. We have not forgotten you."))
    return redirect("my-ask", code=code)


@require_POST
def parting(request: HttpRequest, code: str) -> HttpResponse:
    """The one who stays has read the words, and may ask again at once (R25)."""
    said = get_object_or_404(Parting.objects.visible_to(request.user).select_related("ask", "person"), code=code)
    require(request, policies.may_read, said)
    if request.POST.get("step") == Step.AGAIN and said.ask:
        moves.ask_again(said, by=request.user)
        messages.success(request, _("Your request is on its way again. You need not tell everything anew."))
    else:
        moves.read(said, by=request.user)
    return redirect("home")
