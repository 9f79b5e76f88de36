"""Who has looked at what is mine, and a question about any line of it (R38)."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.base.permission import is_self, require
from rinnalla.home.forms.looking import AskForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, EventQuerySet
from rinnalla.people.looks import Look
from rinnalla.people.models import Person
from rinnalla.privacy.looking import questions
from rinnalla.privacy.looking.choices import PutTo
from rinnalla.privacy.models import Opening, Question

A_PAGE = 50
OWN_SHOWN = 10  # of what one did oneself, below the others' doings; all of it stands on a page of its own
LONGEST = 18  # digits of a line's number that a database takes


@dataclass
class Line:
    """A line with what was asked about it, and why when it tells of an exceptional situation."""

    look: Look
    asked: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""


@require_GET
def who_looked(request: HttpRequest) -> HttpResponse:
    """What others did first; `?mine` what one did oneself. `?before=` a line's number goes on from there."""
    require(request, is_self)
    me, mine = request.user, "mine" in request.GET
    every = reading.who_looked(me.code)
    rows = every.filter(actor=me.code) if mine else every.by_others(me.code)
    before = _number(request.GET.get("before", ""))
    shown = list((rows.filter(seq__lt=before) if before else rows)[: A_PAGE + 1])
    own = [] if mine or before else list(every.filter(actor=me.code)[: OWN_SHOWN + 1])
    start = "?mine&" if mine else "?"
    facts = {
        "lines": _lines(shown[:A_PAGE], me),
        "own": _lines(own[:OWN_SHOWN], me) if own else [],
        "has_more_own": len(own) > OWN_SHOWN,
        "mine": mine,
        "next_url": f"{start}before={shown[A_PAGE - 1].seq}" if len(shown) > A_PAGE else "",
        "first_url": start.rstrip("&") if before else "",
    }
    return render(request, "home/looking/who_looked.html", facts)


def _number(words: str) -> int:
    """A line's number, 0 when it is none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= LONGEST else 0


def _lines(events: list[Event], me: Person) -> list[Line]:
    """With questions in one more statement, and openings in one when there are any; what they say only if there is."""
    events = _folded(events, me)
    lines = {event.seq: Line(Look.of(event, me)) for event in events}
    rows = list(Question.objects.filter(person=me, line__in=lines).select_related("person", "association"))
    for row, opened in zip(
        rows, reading.opened_many(rows, "question", "reply", by=me, purpose=Purpose.OWN), strict=True
    ):
        lines[row.line].asked.append({"row": row, "question": opened.question, "reply": opened.reply})
    _give_reasons({event.subject: lines[event.seq] for event in events if event.action == "break_glass.opened"}, me)
    return list(lines.values())


def _folded(events: list[Event], me: Person) -> list[Event]:
    """Of one's own sign-ins in a row, the newest stands for all: where one is signed in has a page of its own."""
    mine = [event.action == "person.signed_in" and event.actor == me.code for event in events]
    return [
        event for event, is_mine, before in zip(events, mine, [False, *mine], strict=False) if not (is_mine and before)
    ]


def _give_reasons(lines: dict[str, Line], me: Person) -> None:
    if not lines:
        return
    rows = list(Opening.objects.filter(person=me, code__in=lines).select_related("person"))
    for row, opened in zip(rows, reading.opened_many(rows, "reason", by=me, purpose=Purpose.OWN), strict=True):
        lines[row.code].reason = f"{row.get_ground_display()}. {opened.reason or ''}"


def ask(request: HttpRequest, line: str) -> HttpResponse:
    """A question about one line that concerns oneself; it stands beside the line until it is answered."""
    require(request, is_self)
    me = request.user
    event = _line(reading.who_looked(me.code), line)
    where = questions.association_of(me, event)
    form = AskForm(request.POST or None, initial={"to": PutTo.ASSOCIATION}, association=where)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        asked = questions.ask(me, event, said["words"], to_union=said.get("to") == PutTo.UNION, by=me)
        messages.success(request, _("Your question is on its way. You get an answer on this page."))
        return redirect(f"{reverse('who-looked')}#line-{asked.line}")
    facts = {"form": form, "look": Look.of(event, me), "association": where, "back_url": reverse("who-looked")}
    return render(request, "home/looking/ask.html", facts)


def _line(rows: EventQuerySet, number: str) -> Event:
    found = rows.filter(seq=_number(number)).first()
    if found is None:
        raise Http404
    return found
