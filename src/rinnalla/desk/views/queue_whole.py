"""Every queue at once, for the union: how many could be served today, how groups fare. No names, no requests (R21)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.policies import may_administer
from rinnalla.base.permission import require
from rinnalla.desk import queueing
from rinnalla.desk.forms.queue import BoundForm
from rinnalla.desk.views import queue_bound
from rinnalla.matching import moves
from rinnalla.matching.batch import fairness
from rinnalla.matching.models import QueueProposal
from rinnalla.matching.queued import in_queue


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    require(request, may_administer)
    return render(request, "desk/queue/whole.html", _facts(QueueProposal.objects.whole().first()))


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    require(request, may_administer)
    moves.propose_whole(by=request.user)
    messages.success(request, _("The queues were looked at as one. Nobody has been asked anything."))
    return redirect("union-queue")


@require_POST
def bound(request: HttpRequest) -> HttpResponse:
    """What it would cost the others if one group were to fit better; counts alone, and nothing is changed."""
    require(request, may_administer)
    proposal = get_object_or_404(QueueProposal.objects.whole())
    form, facts = queue_bound.answered(request, proposal, in_queue().select_related("person"))
    return render(request, "desk/queue/whole.html", _facts(proposal) | facts | {"form": form})


def _facts(proposal: QueueProposal | None) -> dict:
    if proposal is None:
        return {"proposal": None}
    groups = queueing.large_enough(proposal)
    return {
        "proposal": proposal,
        "is_small": fairness.is_telling(proposal.waiting, proposal.served),
        "pictures": queueing.pictures(proposal),
        "form": BoundForm(groups=groups) if groups else None,
    }
