"""The seeker chooses from cards, the supporter answers alone; neither learns of the other's no (R19, R20)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base.permission import is_self, require
from rinnalla.companionships import moves as companionships
from rinnalla.matching import moves, policies
from rinnalla.matching.cards import face_of, faces
from rinnalla.matching.models import Card, Proposal
from rinnalla.matching.needs import need_of
from rinnalla.supporters.models import Supporter

BEYOND = (Stage.INTRODUCED, Stage.COMPANIONSHIP)


# --- the seeker -------------------------------------------------------------------------------------------
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Where the choosing stands: being looked for, cards to choose from, or waiting for an answer."""
    require(request, is_self)
    ask = _newest_ask(request)
    if ask is None:
        return render(request, "home/choosing/nothing.html")
    if ask.stage in BEYOND:
        return render(request, "home/choosing/introduced.html", {"association": ask.association})
    return render(request, "home/choosing/cards.html", _facts_of_cards(request, ask))


def _facts_of_cards(request: HttpRequest, ask: Ask) -> dict:
    shortlist = ask.shortlists.open().shown().select_related("ask__person").first()
    waits = ask.stage == Stage.RECEIVED or ask.left_to_us or ask.wants_others_at
    promise = ask.promises.filter(kept_at=None).first() if waits else None
    proposal = ask.proposals.open().first() if ask.stage == Stage.CHOSEN else None
    shown = faces(shortlist, by=request.user) if shortlist else []
    return {
        "ask": ask,
        "association": ask.association,
        "promise": promise,
        "proposal": proposal,
        "chosen": next((face for face in shown if proposal and face.card.pk == proposal.card_id), None),
        "offered": [face for face in shown if face.is_offered],
        "not_on": any(face.card.stage == "not-on" for face in shown),
    }


def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Says what happens next and what the supporter will see; then asks them."""
    card = _card(request, code)
    require(request, policies.may_choose, card)
    if request.method == "POST":
        moves.choose(card, by=request.user)
        messages.success(request, _("We have asked. You hear from us when there is an answer."))
        return redirect("my-cards")
    facts = {"face": face_of(card, by=request.user), "ask": card.shortlist.ask}
    return render(request, "home/choosing/choose.html", facts | {"association": card.shortlist.ask.association})


@require_POST
def others(request: HttpRequest, code: str) -> HttpResponse:
    ask = _own_ask(request, code)
    require(request, policies.may_direct, ask)
    if moves.ask_for_others(ask, by=request.user):
        messages.success(request, _("Here are others."))
    else:
        messages.success(request, _("We look for others. These stay here meanwhile."))
    return redirect("my-cards")


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    ask = _own_ask(request, code)
    require(request, policies.may_direct, ask)
    moves.leave_to_us(ask, by=request.user)
    messages.success(request, _("The coordinator chooses for you, and you hear who it is before anything is settled."))
    return redirect("my-cards")


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    mine = Proposal.objects.visible_to(request.user).filter(ask__person=request.user)
    proposal = get_object_or_404(mine.select_related(*WHOLE), code=code)
    require(request, policies.may_direct, proposal.ask)
    moves.take_back(proposal, by=request.user)
    messages.success(request, _("You took the question back. You can choose again."))
    return redirect("my-cards")


def _newest_ask(request: HttpRequest) -> Ask | None:
    going_on = Ask.objects.visible_to(request.user).filter(person=request.user, stage__in=SHOWN_STAGES)
    return going_on.select_related("person", "association").order_by("-received_at", "-pk").first()


SHOWN_STAGES = (Stage.RECEIVED, Stage.SHORTLISTED, Stage.CHOSEN, *BEYOND)
WHOLE = ("ask__person", "ask__association", "supporter__person", "supporter__association", "card")


def _own_ask(request: HttpRequest, code: str) -> Ask:
    mine = Ask.objects.visible_to(request.user).filter(person=request.user)
    return get_object_or_404(mine.select_related("person", "association"), code=code)


def _card(request: HttpRequest, code: str) -> Card:
    """A card on the person's own shown list; a coordinator chooses on the desk."""
    seen = Card.objects.open().visible_to(request.user).filter(shortlist__ask__person=request.user)
    whole = seen.select_related("shortlist__ask__person", "shortlist__ask__association", "supporter__person")
    return get_object_or_404(whole.select_related("supporter__association"), code=code)


# --- the supporter ----------------------------------------------------------------------------------------
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """The one question that is open, if any; nobody is shown twice what they have answered."""
    require(request, is_self)
    asked = Proposal.objects.visible_to(request.user).filter(supporter__person=request.user)
    own = Supporter.objects.filter(person=request.user).first()
    facts = {"asked": asked.open().select_related("ask__association"), "is_supporter": bool(own and own.may_stop)}
    return render(request, "home/choosing/proposals.html", facts)


@require_GET
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """The need without identity while the question is open; afterwards thanks, and nothing about anyone."""
    asked = _asked_of_me(request, code)
    require(request, policies.may_answer, asked)
    if not asked.is_open:
        return render(request, "home/choosing/answered.html", {"proposal": asked})
    facts = {"proposal": asked, "need": need_of(asked, by=request.user), "association": asked.supporter.association}
    return render(request, "home/choosing/proposal.html", facts)


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    asked = _asked_of_me(request, code)
    require(request, policies.may_answer, asked)
    begun = companionships.say_yes(asked, by=request.user)
    messages.success(request, _("Both of you have said yes. You can now see each other's first names."))
    return redirect("companionship", code=begun.code)


@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """One press; nothing is asked (R12)."""
    asked = _asked_of_me(request, code)
    require(request, policies.may_answer, asked)
    moves.decline(asked, by=request.user)
    return redirect("proposal", code=code)


def _asked_of_me(request: HttpRequest, code: str) -> Proposal:
    mine = Proposal.objects.visible_to(request.user).filter(supporter__person=request.user)
    return get_object_or_404(mine.select_related(*WHOLE), code=code)
