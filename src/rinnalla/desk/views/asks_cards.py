"""Finding a peer: make cards, look at them first, show them, choose for someone on the phone (R19–R22)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rinnalla.asks.models import Ask
from rinnalla.base.permission import require
from rinnalla.desk.views.asks import found
from rinnalla.matching import fit, moves, policies
from rinnalla.matching.cards import CardFace, faces, terms_seen
from rinnalla.matching.models import Card, Proposal, Shortlist
from rinnalla.people.models import Person

WHOLE = ("shortlist__ask__person", "shortlist__ask__association", "supporter__person", "supporter__association")


@require_POST
def look(request: HttpRequest, code: str) -> HttpResponse:
    """A new round of cards; the person sees nothing yet."""
    ask = found(request, code)
    require(request, policies.may_match, ask)
    moves.shortlist(ask, by=request.user)
    return redirect("desk-ask-cards", code=code)


def cards(request: HttpRequest, code: str) -> HttpResponse:
    """GET: every card with all nine terms in words, or why nobody fits. POST: show the ticked ones to the person."""
    ask = found(request, code)
    require(request, policies.may_match, ask)
    shortlist = ask.shortlists.open().select_related("ask__person").first()
    if shortlist is None:
        return redirect("desk-ask", code=code)
    if request.method == "POST":
        ticked = shortlist.cards.filter(code__in=request.POST.getlist("card"))
        moves.show(shortlist, ticked, by=request.user)
        messages.success(request, _shown(ask))
        return redirect("desk-ask", code=code)
    facts = {"ask": ask, "association": ask.association, "shortlist": shortlist}
    return render(request, "desk/asks/cards.html", facts | _facts(shortlist, request.user))


def _shown(ask: Ask) -> str:
    if ask.person.hears_by_mail:
        return _("The person can see the cards now, and gets a message that there is something to read.")
    return _("Call the person and read the cards aloud. The call is on your worklist.")


def _facts(shortlist: Shortlist, by: Person) -> dict:
    seen = [face for face in faces(shortlist, by=by) if face.card.stage != "gone"]
    if not seen:
        return {"cards": [], "blocking": fit.blocking(shortlist.ask, by=by), "changes": fit.relax(shortlist.ask, by=by)}
    return {"cards": [_card(face) for face in seen]}


def _card(face: CardFace) -> dict:
    """Nine terms in sentences, strongest first; those that say nothing are named in one line."""
    terms = sorted(terms_seen(face), key=lambda term: -term.points)
    return {
        "face": face,
        "said": [term for term in terms if term.sentence],
        "silent": [term.name for term in terms if not term.sentence],
    }


@require_POST
def choose(request: HttpRequest, code: str, card: str) -> HttpResponse:
    """The person chose on the phone, or left the choice to the coordinator: ask this supporter (R19)."""
    ask = found(request, code)
    rows = Card.objects.open().filter(shortlist__ask=ask).select_related(*WHOLE)
    chosen = get_object_or_404(rows, code=card)
    require(request, policies.may_choose, chosen)
    moves.choose(chosen, by=request.user)
    messages.success(request, _("The supporter has been asked. The person sees by which day there is an answer."))
    return redirect("desk-ask", code=code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """The question to the supporter is taken back before an answer; the card can be chosen again."""
    ask = found(request, code)
    require(request, policies.may_direct, ask)
    rows = Proposal.objects.open().filter(ask=ask)
    proposal = get_object_or_404(rows.select_related("ask__person", "supporter__person", "card"))
    moves.take_back(proposal, by=request.user)
    messages.success(request, _("The question is taken back. Another can be chosen."))
    return redirect("desk-ask", code=code)
