"""How much each of the nine weighs: what is in force, what others would change, and every earlier version (R21)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.desk.forms.matching import DecisionForm, NumbersForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import comparing, moves, policies, weights
from rinnalla.matching.comparing import Comparison
from rinnalla.matching.models import Weighing
from rinnalla.matching.sentences import NAMES
from rinnalla.matching.weights import FIRST, TERMS, WHOLE, Weights
from rinnalla.people.models import Identity, Person


@dataclass(frozen=True)
class Version:
    """One version as the page shows it; `row` is None for the first, which stands in the code."""

    weights: Weights
    row: Weighing | None
    by: str

    @property
    def bars(self) -> list[dict]:
        return [
            {"label": NAMES[name], "value": (count := self.weights.of(name)), "words": f"{NAMES[name]}: {count}"}
            for name in TERMS
        ]


@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_weigh)
    every = _versions(request.user)
    begun = [one for one in every if one.row is None or one.row.has_begun]
    facts = {
        "now": begun[0],
        "earlier": begun[1:],
        "coming": [one for one in every if one not in begun],
        "whole": WHOLE,
    }
    return render(request, "desk/union/weights.html", facts)


def _versions(by: Person) -> list[Version]:
    """The newest first; one line in the ledger when someone's name is shown."""
    rows = list(Weighing.objects.select_related("made_by"))
    makers = list({row.made_by for row in rows if row.made_by})
    told = reading.opened_many(makers, "identity", by=by, purpose=Purpose.STAFF) if makers else []
    names = {who.pk: Identity.of(one.identity).called for who, one in zip(makers, told, strict=True)}
    return [
        *(Version(row.weights, row, names.get(row.made_by_id, "")) for row in rows),
        Version(FIRST, None, ""),
    ]


def change(request: HttpRequest) -> HttpResponse:
    """GET: the nine to change. POST: what they would change, for how many; and with a reason, taken into use."""
    require(request, policies.may_weigh)
    if request.method != "POST":
        begin = weights.known().get(request.GET.get("from", ""), weights.in_force())
        return _page(request, NumbersForm(initial={name: begin.of(name) for name in TERMS}), None)
    numbers = NumbersForm(request.POST)
    if not numbers.is_valid():
        return _page(request, numbers, None)
    decision = DecisionForm(
        request.POST if "in_force_from" in request.POST else None,
        initial=numbers.numbers | {"in_force_from": clock.today()},
        auto_id="decide_%s",
    )
    if decision.is_valid():
        moves.weigh(
            decision.numbers,
            why=decision.cleaned_data["reason"],
            in_force_from=decision.cleaned_data["in_force_from"],
            by=request.user,
        )
        messages.success(request, _("The new weights are saved. Cards made before keep the ones they were made with."))
        return redirect("weights")
    return _page(request, numbers, decision)


def _page(request: HttpRequest, numbers: NumbersForm, decision: DecisionForm | None) -> HttpResponse:
    facts: dict = {"form": numbers, "decision": decision}
    if decision is not None:
        now = weights.in_force()
        facts["is_same"] = numbers.weights == now.called(numbers.weights.version)
        facts["found"] = comparing.compare(now, numbers.weights, by=request.user)
        facts["sentences"] = _sentences(facts["found"])
        facts["examples"] = [
            {"before": _named(example.before), "after": _named(example.after)} for example in facts["found"].examples
        ]
    return render(request, "desk/union/change_weights.html", facts)


def _named(terms: list[str]) -> str:
    return ", ".join(str(NAMES[name]) for name in terms)


def _sentences(found: Comparison) -> list[str]:
    """What would change, each with how many of how many."""
    differ = ngettext(
        "For %(count)d of %(of)d waiting person the first five cards would differ.",
        "For %(count)d of %(of)d waiting people the first five cards would differ.",
        found.looked_at,
    )
    first = ngettext(
        "For %(count)d of %(of)d waiting person another card would come first.",
        "For %(count)d of %(of)d waiting people another card would come first.",
        found.looked_at,
    )
    told = [(differ, found.differ), (first, found.new_first)]
    return [words % {"count": count, "of": found.looked_at} for words, count in told]


@require_POST
def take_away(request: HttpRequest, code: str) -> HttpResponse:
    """A version whose day has not come."""
    require(request, policies.may_weigh)
    moves.take_away(get_object_or_404(Weighing, code=code), by=request.user)
    messages.success(request, _("The coming weights are taken away. Those in force stay."))
    return redirect("weights")
