"""The question to a supporter who is reached by telephone: read it aloud, write down the yes or the no (R20)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base.permission import require
from rinnalla.companionships import moves as companionships
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import moves, policies
from rinnalla.matching.models import Proposal
from rinnalla.matching.needs import need_of
from rinnalla.people.models import Identity
from rinnalla.supporters.models import Supporter

WHOLE = ("ask__person", "ask__association", "supporter__person", "supporter__association", "card")


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The supporter's number, and the need without identity, to be read aloud."""
    proposal = _asked(request, code)
    require(request, policies.may_record_answer, proposal)
    facts: dict[str, Any] = {"proposal": proposal, "association": proposal.supporter.association}
    if not proposal.is_open:
        return render(request, "desk/worklist/answered.html", facts)
    person = proposal.supporter.person
    facts["identity"] = Identity.of(
        reading.opened(person, "identity", by=request.user, purpose=Purpose.PROPOSAL).identity
    )
    facts["need"] = need_of(proposal, by=request.user)
    return render(request, "desk/worklist/proposal.html", facts)


@require_POST
def yes(request: HttpRequest, code: str) -> HttpResponse:
    proposal = _asked(request, code)
    require(request, policies.may_record_answer, proposal)
    companionships.say_yes(proposal, by=request.user)
    messages.success(request, _("Both have said yes. They hear each other's first names."))
    return redirect("desk")


@require_POST
def no(request: HttpRequest, code: str) -> HttpResponse:
    """No reason is asked, and none is written (R12)."""
    proposal = _asked(request, code)
    require(request, policies.may_record_answer, proposal)
    moves.decline(proposal, by=request.user)
    messages.success(request, _("The answer is written down, without a reason. The seeker goes on to the others."))
    return redirect("desk")


def _asked(request: HttpRequest, code: str) -> Proposal:
    """Put to a supporter of one's own association; others' are not there. One's own question is answered at home."""
    own = Supporter.objects.visible_to(request.user).exclude(person=request.user)
    return get_object_or_404(Proposal.objects.filter(supporter__in=own).select_related(*WHOLE), code=code)
