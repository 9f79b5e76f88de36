"""Companionships at the desk: facts only. What the two wrote or write is theirs alone (R24, R26)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.associations.models import coordinated_by, coordinates
from rinnalla.base.codes import grouped
from rinnalla.base.permission import require
from rinnalla.base.templatetags.parts import day
from rinnalla.companionships import policies, waiting
from rinnalla.companionships.choices import Ending, Side, Stage
from rinnalla.companionships.models import Companionship
from rinnalla.desk.forms.companionships import FilterForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person

PAGE = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    reference: str
    url: str
    stage: Any
    since: str
    review: str
    contact: str


def reference(pair: Companionship) -> str:
    return grouped(pair.code[:8])


def found(request: HttpRequest, code: str) -> Companionship:
    """A companionship of one's own association in which one is not oneself; others are not there."""
    own = Q(person=request.user) | Q(supporter__person=request.user)
    rows = Companionship.objects.visible_to(request.user).exclude(own)
    return get_object_or_404(waiting.with_parts(rows).select_related("supporter__association"), code=code)


# --- the list ----------------------------------------------------------------------------------------------------
@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    require(request, coordinates_somewhere)
    form = FilterForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else "standing"
    page = list(_after(_rows(request.user, show), request.GET.get("after", "")))
    shown, first = page[:PAGE], reverse("desk-companionships") + f"?show={show}"
    facts = {
        "rows": [_row(pair) for pair in shown],
        "form": FilterForm(initial={"show": show}),
        "next_url": f"{first}&after={_mark(shown[-1])}" if len(page) > PAGE else "",
        "first_url": first if "after" in request.GET else "",
    }
    return render(request, "desk/companionships/list.html", facts)


def _rows(person: Person, show: str) -> QuerySet[Companionship]:
    pairs = Companionship.objects.filter(coordinated_by(person, of="person")).exclude(
        Q(person=person) | Q(supporter__person=person)
    )
    pairs = pairs.filter(stage=Stage.ENDED) if show == "ended" else pairs.standing()
    columns = ("code", "stage", "stage_at", "met_at", "next_review", "how")
    return pairs.only(*columns).annotate(last_contact=Max("contacts__day"))


def _after(rows: QuerySet[Companionship], mark: str) -> QuerySet[Companionship]:
    """One page and one row more, the newest pair first, from `mark` on."""
    moment, _sep, key = mark.partition("_")
    try:
        at, pk = EPOCH + timedelta(microseconds=int(moment)), int(key)
    except (ValueError, OverflowError):
        return rows.order_by("-met_at", "-pk")[: PAGE + 1]
    return rows.filter(Q(met_at__lt=at) | Q(met_at=at, pk__lt=pk)).order_by("-met_at", "-pk")[: PAGE + 1]


def _mark(pair: Companionship) -> str:
    return f"{(pair.met_at - EPOCH) // timedelta(microseconds=1)}_{pair.pk}"


def _row(pair: Companionship) -> Row:
    how = f": {dict(Ending.choices)[pair.how]}" if pair.how else ""
    return Row(
        reference=reference(pair),
        url=reverse("desk-companionship", args=[pair.code]),
        stage=f"{dict(Stage.choices)[pair.stage]}{how}",
        since=day(pair.stage_at),
        review=day(pair.next_review) if pair.stage != Stage.ENDED else "",
        contact=day(pair.last_contact),
    )


# --- one pair ------------------------------------------------------------------------------------------------------
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """First names of both, opened as one event; a telephone number only of those whom this coordinator may call."""
    pair = found(request, code)
    require(request, policies.may_see, pair)
    may_record = policies.may_record_for(request.user, pair)
    proposed = waiting.proposed_version(pair)
    facts = {
        "pair": pair,
        "association": pair.association,
        "reference": reference(pair),
        "people": _people(pair, request.user, may_record=may_record),
        "rows": _facts(pair),
        "may_record": may_record,
        "unsigned": bool(proposed) and pair.is_standing,
        "may_tell": policies.may_tell_parting(request.user, pair),
        "next_step": pair.stage == Stage.ENDED and pair.next_step_at is None,
    }
    return render(request, "desk/companionships/one.html", facts)


def _people(pair: Companionship, by: Person, *, may_record: bool) -> list[dict]:
    shown = [person for person in pair.pair if not person.is_restricted]
    rows = reading.opened_many(shown, "identity", by=by, purpose=Purpose.STAFF)
    known = {person: Identity.of(row.identity) for person, row in zip(shown, rows, strict=True)}
    seeker, supporter = (known.get(person, Identity()) for person in pair.pair)
    is_ours = coordinates(by, pair.supporter.association)
    return [
        {"side": Side.PERSON.label, "name": seeker.called, "phone": seeker.phone if may_record else "", "url": ""},
        {
            "side": Side.SUPPORTER.label,
            "name": supporter.called,
            "phone": supporter.phone if is_ours else "",
            "url": reverse("supporter", args=[pair.supporter.code]) if is_ours else "",
        },
    ]


def _facts(pair: Companionship) -> list[dict]:
    contacts = pair.contacts.aggregate(last=Max("day"))
    rows = [
        (_("Where it stands"), pair.get_stage_display()),
        (_("Both said yes"), day(pair.met_at)),
        (_("Agreement"), _agreement(pair)),
        (_("Next review"), day(pair.next_review) if pair.is_standing else ""),
        (_("Answers to this review"), _answers(pair)),
        (_("Last contact"), day(contacts["last"])),
    ]
    if not pair.is_standing:
        rows += [(_("Ended"), day(pair.ended_at)), (_("How"), pair.get_how_display())]
        rows.append((_("Next step"), day(pair.next_step_at) or _("waits to be agreed on")))
    return [{"label": label, "value": value} for label, value in rows]


def _agreement(pair: Companionship) -> str:
    """Which version stands and who has signed what waits; never what it says."""
    told = []
    for version in [each for each in pair.agreements.all() if each.in_force_at][-1:]:
        facts = {"number": version.version, "day": day(version.in_force_at)}
        told.append(_("Version %(number)d, both signed: %(day)s") % facts)
    waits = waiting.proposed_version(pair)
    if waits:
        signed = [str(side.label) for side in Side if waiting.has_signed(waits, side)]
        facts = {"number": waits.version, "who": ", ".join(signed) or "–"}
        told.append(_("Version %(number)d waits. Signed by: %(who)s") % facts)
    return "\n".join(told) or _("not written yet")


def _answers(pair: Companionship) -> str:
    if not waiting.is_review_due(pair) or not pair.is_standing:
        return ""
    return ", ".join(str(side.label) for side in Side if waiting.has_answered(pair, side)) or _("none yet")
