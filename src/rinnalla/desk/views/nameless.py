"""A need of another region, told without a name: perhaps we have someone; and looking at whom another named (R18)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.models import Association, Topic, coordinated_associations
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.desk.views.asks import found
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import moves, naming, policies, sentences
from rinnalla.matching.models import NamelessAnswer, NamelessNeed
from rinnalla.people.models import Identity, Person
from rinnalla.supporters.models import Supporter


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """What is hoped for, and who of one's own passes every limit; the service looked, the reader sees no request."""
    need = _need(request, code)
    fitting = naming.fitting(need, _own(request))
    facts = {
        "need": need,
        "language": need.ask.get_language_display(),
        "people": _names(fitting.now, request.user),
        "with_room": fitting.with_room,
        **_told(need, request.user),
    }
    return render(request, "desk/nameless/one.html", facts)


def _need(request: HttpRequest, code: str) -> NamelessNeed:
    """The ask behind it is another association's, so it is looked up on the other side of the wall, and never shown."""
    with scope.system("matching"):
        rows = NamelessNeed.objects.visible_to(request.user).select_related("ask__person")
        need = get_object_or_404(rows, code=code)
    require(request, policies.may_hear, need)
    return need


def _told(need: NamelessNeed, by: Person) -> dict:
    told = reading.opened(need, "told", by=by, purpose=Purpose.MATCHING).told
    topics = {topic.key: topic.name for topic in Topic.objects.filter(key__in=told["topics"])}
    return {
        "topics": [topics[key] for key in told["topics"] if key in topics],
        "modes": sentences.modes(told["modes"]),
    }


def _own(request: HttpRequest) -> QuerySet[Supporter]:
    rows = Supporter.objects.filter(association__in=coordinated_associations(request.user))
    return rows.exclude(person=request.user)


def _names(supporters: list[Supporter], by: Person) -> list[tuple[str, str]]:
    told = reading.opened_many([one.person for one in supporters], "identity", by=by, purpose=Purpose.STAFF)
    return [(one.code, Identity.of(opened.identity).called) for one, opened in zip(supporters, told, strict=True)]


@require_POST
def someone(request: HttpRequest, code: str) -> HttpResponse:
    """We have someone: their own coordinator sees the card, and the person chooses as always."""
    need = _need(request, code)
    rows = _own(request).select_related("person", "association")
    supporter = get_object_or_404(rows, code=request.POST.get("supporter", ""))
    moves.has_someone(need, supporter, by=request.user)
    messages.success(request, _("Thank you. The other region has heard, and the person chooses."))
    return redirect("desk")


@require_POST
def not_now(request: HttpRequest, code: str) -> HttpResponse:
    need = _need(request, code)
    for association in Association.objects.filter(pk__in=coordinated_associations(request.user)):
        moves.not_now(need, association, by=request.user)
    messages.success(request, _("It is off your worklist. Nobody is told."))
    return redirect("desk")


@require_POST
def look(request: HttpRequest, code: str, answer: str) -> HttpResponse:
    """The own coordinator makes a round of cards, whom the other region named first."""
    ask = found(request, code)
    require(request, policies.may_match, ask)
    named = NamelessAnswer.objects.of_someone().visible_to(request.user).filter(need__ask=ask)
    with scope.system("matching"):
        one = get_object_or_404(named.select_related("supporter__person", "supporter__association"), code=answer)
    moves.shortlist(ask, by=request.user, first=one.supporter)
    return redirect(reverse("desk-ask-cards", args=[code]))
