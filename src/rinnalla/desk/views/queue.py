"""A fair proposal for a whole queue: made, looked at, and each pair taken, changed or left by one press (R19, R21)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks import moves as asks
from rinnalla.asks import policies as of_asks
from rinnalla.associations.models import Association, coordinated_associations, coordinated_keys
from rinnalla.associations.policies import may_coordinate
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.desk import queueing
from rinnalla.desk.forms.queue import BoundForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.views import queue_bound
from rinnalla.matching import moves, policies
from rinnalla.matching.models import Proposal, QueueLine, QueueProposal
from rinnalla.matching.queued import in_queue

OF_THE_UNION = "union"


@require_GET
def queues(request: HttpRequest) -> HttpResponse:
    """The queues this coordinator works with, how many wait in each, and the proposal that is kept."""
    require(request, coordinates_somewhere)
    keys = coordinated_keys(request.user)
    names = {one.pk: one for one in _own(request)}
    waiting = list(in_queue().exclude(person=request.user).values_list("association", flat=True))
    kept = {one.association_id: one for one in QueueProposal.objects.visible_to(request.user)}
    places = [
        {
            "name": names[key].name if key else _("The union's own queue"),
            "code": names[key].code if key else OF_THE_UNION,
            "waiting": waiting.count(key),
            "proposal": kept.get(key),
        }
        for key in keys
    ]
    return render(request, "desk/queue/list.html", {"places": places})


@require_POST
def make(request: HttpRequest, where: str) -> HttpResponse:
    """A new proposal in place of the one before; nobody is offered to anyone by making it."""
    association = None if where == OF_THE_UNION else get_object_or_404(_own(request), code=where)
    if association is None and None not in coordinated_keys(request.user):
        raise Http404
    require(request, may_coordinate, association)
    made = moves.propose_queue(association, by=request.user)
    messages.success(request, _("The proposal is made. Nobody has been asked anything yet."))
    return redirect("desk-queue-one", code=made.code)


def _own(request: HttpRequest):
    return Association.objects.filter(pk__in=coordinated_associations(request.user))


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    proposal = _found(request, code)
    return render(request, "desk/queue/one.html", _facts(request, proposal))


@require_POST
def bound(request: HttpRequest, code: str) -> HttpResponse:
    """What it would cost the others if one group were to fit better; counts alone, and nothing is changed."""
    proposal = _found(request, code)
    waiting = in_queue().filter(association=proposal.association).select_related("person")
    form, facts = queue_bound.answered(request, proposal, waiting)
    return render(request, "desk/queue/one.html", _facts(request, proposal) | facts | {"form": form})


def _found(request: HttpRequest, code: str) -> QueueProposal:
    rows = QueueProposal.objects.visible_to(request.user).select_related("association")
    proposal = get_object_or_404(rows, code=code)
    require(request, may_coordinate, proposal.association)
    return proposal


def _facts(request: HttpRequest, proposal: QueueProposal) -> dict:
    groups = queueing.large_enough(proposal)
    return {
        "proposal": proposal,
        "where": proposal.association.code if proposal.association else OF_THE_UNION,
        "sections": queueing.sections(proposal, by=request.user),
        "pictures": queueing.pictures(proposal),
        "came_since": queueing.came_since(proposal, in_queue().exclude(person=request.user)),
        "form": BoundForm(groups=groups) if groups else None,
    }


# --- one pair -----------------------------------------------------------------------------------------------------
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Offered to both as always: the seeker sees this card first, or the supporter is asked where it was left to us."""
    line = _line(request, code)
    require(request, policies.may_match, line.ask)
    asked = moves.take_line(line, by=request.user)
    messages.success(request, _said(line, asked))
    return _back(line)


def _said(line: QueueLine, asked: Proposal | None) -> str:
    if asked is not None:
        return _("The supporter has been asked. The person sees by which day there is an answer.")
    if line.ask.person.hears_by_mail:
        return _("The person can see the cards now, and gets a message that there is something to read.")
    return _("Call the person and read the cards aloud. The call is on your worklist.")


@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    line = _line(request, code)
    require(request, policies.may_match, line.ask)
    moves.change_line(line, by=request.user)
    messages.success(request, _("Here is the next one who fits."))
    return _back(line)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    line = _line(request, code)
    require(request, policies.may_match, line.ask)
    moves.leave_line(line, by=request.user)
    messages.success(request, _("This pair is left. The request waits on, and stands in the next proposal."))
    return _back(line)


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Take the request into care to see who and why; that it was opened is written down."""
    line = _line(request, code)
    require(request, of_asks.may_claim, line.ask)
    asks.claim(line.ask, by=request.user)
    messages.success(request, _("The request is in your care. That you opened it is written down."))
    return _back(line)


def _line(request: HttpRequest, code: str) -> QueueLine:
    rows = QueueLine.objects.visible_to(request.user).exclude(ask__person=request.user)
    joined = rows.select_related("proposal", "ask__person", "ask__association", "supporter")
    with scope.system("matching"):  # the supporter may be of another region (R18)
        return get_object_or_404(joined, code=code)


def _back(line: QueueLine) -> HttpResponse:
    return redirect(f"{reverse('desk-queue-one', args=[line.proposal.code])}#{line.code}")
