"""Requests at the desk: the list, and one request as far as this coordinator may see it (claim, then read)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.asks import answers as told
from rinnalla.asks import policies, stories
from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import Municipality, coordinated_by
from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.base.templatetags.parts import day
from rinnalla.desk.forms.asks import FilterForm, PromiseForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.worklist.requests import in_the_clear
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching.models import NamelessAnswer, NamelessNeed, Proposal
from rinnalla.people.models import Identity, Person

PAGE = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = (
    "code", "stage", "channel", "language", "age_band", "received_at", "claimed_by", "person__code", "person__identity",
)  # fmt: skip
CHANGEABLE = (Stage.RECEIVED, Stage.SHORTLISTED)


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    stage: Any
    facts: str
    promise: str
    is_late: bool
    care: str


def found(request: HttpRequest, code: str) -> Ask:
    """A request of one's own association; another's is not there, and one's own stands on one's own pages."""
    rows = Ask.objects.visible_to(request.user).exclude(person=request.user)
    return get_object_or_404(rows.select_related("person", "association", "claimed_by"), code=code)


# --- the list ----------------------------------------------------------------------------------------------------
@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    """Open ones, who has waited longest first; ended ones, the newest first."""
    require(request, coordinates_somewhere)
    form = FilterForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else "open"
    page = list(_after(_rows(request.user, show), request.GET.get("after", ""), is_newest_first=show == "ended"))
    shown, first = page[:PAGE], reverse("desk-asks") + f"?show={show}"
    facts = {
        "rows": _lines(shown, request.user),
        "form": FilterForm(initial={"show": show}),
        "next_url": f"{first}&after={_mark(shown[-1])}" if len(page) > PAGE else "",
        "first_url": first if "after" in request.GET else "",
    }
    return render(request, "desk/asks/list.html", facts)


def _rows(person: Person, show: str) -> QuerySet[Ask]:
    rows = Ask.objects.filter(coordinated_by(person, of="person")).exclude(person=person)
    if show == "ended":
        return rows.exclude(pk__in=Ask.objects.open().values("pk"))
    rows = rows.open()
    if show == "mine":
        return rows.filter(claimed_by=person)
    return rows.unclaimed() if show == "unclaimed" else rows


def _after(rows: QuerySet[Ask], mark: str, *, is_newest_first: bool) -> QuerySet[Ask]:
    """One page and one row more, from `mark` on; a mark that is no mark begins from the beginning."""
    promise = Promise.objects.filter(ask=OuterRef("pk"), kept_at=None)
    order = ("-received_at", "-pk") if is_newest_first else ("received_at", "pk")
    rows = rows.annotate(due=Subquery(promise.values("due")[:1])).select_related("person").only(*COLUMNS)
    moment, _sep, key = mark.partition("_")
    try:
        at, pk = EPOCH + timedelta(microseconds=int(moment)), int(key)
    except (ValueError, OverflowError):
        return rows.order_by(*order)[: PAGE + 1]
    beyond = "lt" if is_newest_first else "gt"
    further = Q(**{f"received_at__{beyond}": at}) | Q(received_at=at, **{f"pk__{beyond}": pk})
    return rows.filter(further).order_by(*order)[: PAGE + 1]


def _mark(ask: Ask) -> str:
    return f"{(ask.received_at - EPOCH) // timedelta(microseconds=1)}_{ask.pk}"


def _lines(asks: list[Ask], by: Person) -> list[Row]:
    """Those in one's own care with what to call them; one line in the ledger."""
    mine = [ask for ask in asks if ask.claimed_by_id == by.pk]
    opened = reading.opened_many([ask.person for ask in mine], "identity", by=by, purpose=Purpose.CLAIMED)
    names = {ask.pk: Identity.of(row.identity).called for ask, row in zip(mine, opened, strict=True)}
    return [_line(ask, names.get(ask.pk, ""), by) for ask in asks]


def _line(ask: Ask, name: str, by: Person) -> Row:
    return Row(
        name=f"{name} · {ask.reference}" if name else ask.reference,
        url=reverse("desk-ask", args=[ask.code]),
        stage=dict(Stage.choices)[ask.stage],
        facts=in_the_clear(ask),
        promise=day(ask.due),
        is_late=ask.due is not None and ask.due < clock.today(),
        care=_care(ask, by),
    )


def _care(ask: Ask, by: Person) -> str:
    if ask.claimed_by_id is None:
        return _("nobody yet")
    return _("you") if ask.claimed_by_id == by.pk else _("a colleague")


# --- one request ---------------------------------------------------------------------------------------------------
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Facts for everyone of the association; the person and the story for the one who has it in care."""
    ask = found(request, code)
    require(request, policies.may_see, ask)
    has_claimed = policies.has_claimed(request.user, ask)
    facts = {
        "ask": ask,
        "association": ask.association,
        "promise": ask.promises.filter(kept_at=None).first(),
        "rows": fact_rows(ask, by=request.user),
        "today": clock.today(),
    }
    if has_claimed:
        facts |= _in_care(ask, request.user)
    return render(request, "desk/asks/one.html" if has_claimed else "desk/asks/closed.html", facts)


def fact_rows(ask: Ask, *, by: Person) -> list[dict]:
    """What shows before anyone has taken it into care."""
    return [
        {"label": _("Reference"), "value": ask.reference},
        {"label": _("Where it stands"), "value": ask.get_stage_display()},
        {"label": _("Came"), "value": f"{day(ask.received_at)} ({ask.get_channel_display()})"},
        {"label": _("Association"), "value": ask.association.name if ask.association else _("The union's own queue")},
        {"label": _("Language"), "value": ask.get_language_display()},
        {"label": _("Age"), "value": ask.get_age_band_display() if ask.age_band else ""},
        {"label": _("In the care of"), "value": _care(ask, by)},
    ]


def _in_care(ask: Ask, by: Person) -> dict:
    identity = Identity.of(reading.opened(ask.person, "identity", by=by, purpose=Purpose.CLAIMED).identity)
    story, wishes = stories.tell(ask, by=by, purpose=Purpose.CLAIMED)
    municipality = Municipality.objects.filter(code=identity.municipality or wishes.municipality).first()
    may_change = ask.stage in CHANGEABLE
    return {
        "identity": identity,
        "place": municipality.name if municipality else "",
        "story": [
            {
                "label": question.heading,
                "value": words,
                "change_url": reverse("desk-ask-change", args=[ask.code, question.key]) if may_change else "",
            }
            for question, words in told.story_in_words(story, wishes)
        ],
        "referred_by": story.referred_by,
        "other_regions": wishes.other_regions,
        "signpost": stories.signposted(ask, by=by, purpose=Purpose.CLAIMED),
        "promise_form": PromiseForm(),
        **_finding(ask),
    }


def _finding(ask: Ask) -> dict:
    """How far the finding of a peer has come."""
    shortlist = ask.shortlists.open().first()
    return {
        "shortlist": shortlist,
        "has_cards": shortlist.cards.exists() if shortlist else False,
        "named": list(NamelessAnswer.objects.of_someone().filter(need__ask=ask).select_related("association")),
        "told_elsewhere": NamelessNeed.objects.standing().filter(ask=ask).first(),
        "proposal": Proposal.objects.open().filter(ask=ask).first(),
        "pair": getattr(ask, "companionship", None),
    }
