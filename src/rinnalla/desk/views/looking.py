"""Questions about looks, exceptional openings, and the record's heads: what follows from a look, at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks import answers as told
from rinnalla.associations.models import Municipality, administers
from rinnalla.base.permission import require
from rinnalla.desk import policies as desk
from rinnalla.desk.forms.looking import AnswerForm, LookForm, OpenForm, ReferenceForm
from rinnalla.desk.views.asks import found as found_ask
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import DailyHead, Event
from rinnalla.people.looks import Look
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.looking import openings, policies, questions
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.models import Opening, Question

HEADS = 31  # days on the page; a month on a sheet of paper


# --- questions ----------------------------------------------------------------------------------------------------
def question(request: HttpRequest, code: str) -> HttpResponse:
    """The line, what is asked, and the answer; who looked does not see it while someone else can answer."""
    rows = Question.objects.waiting().to_answer(request.user).select_related("person", "association")
    one = get_object_or_404(rows, code=code)
    require(request, policies.may_answer, one)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        questions.answer(one, form.cleaned_data["words"], by=request.user)
        messages.success(
            request, _("Your answer stands beside the line, and the person hears that there is a message.")
        )
        return redirect(_back(request.user))
    event = Event.objects.filter(seq=one.line, mentions__code=one.person.code).first()
    facts = {
        "one": one,
        "form": form,
        "called": _called(one.person, request.user),
        "words": reading.opened(one, "question", by=request.user, purpose=Purpose.STAFF).question,
        "look": Look.of(event, one.person) if event else None,
        "looked_by": _who(one.looked_by, request.user),
        "back_url": reverse(_back(request.user)),
    }
    return render(request, "desk/looking/question.html", facts)


def _back(person: Person) -> str:
    return "desk" if desk.coordinates_somewhere(person) else "union-watch"


def _called(person: Person, by: Person) -> str:
    opened = reading.opened(person, "identity", by=by, purpose=Purpose.STAFF)
    return Identity.of(opened.identity).called


def _who(code: str, by: Person) -> str:
    """What to call the member of staff whose look is asked about; "" for anyone else."""
    person = Person.objects.filter(code=code, roles__until=None, roles__isnull=False).distinct().first()
    return _called(person, by) if person and code else ""


# --- exceptional openings -------------------------------------------------------------------------------------------
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A coordinator opens a request of their association that is not in their care."""
    ask = found_ask(request, code)
    require(request, policies.may_open, ask)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _open(request, ask, form)
    back = reverse("desk-ask", args=[code])
    return render(request, "desk/looking/begin.html", {"form": form, "reference": ask.reference, "back_url": back})


def begin_by_reference(request: HttpRequest) -> HttpResponse:
    """An administrator opens the request whose reference a person has told."""
    require(request, policies.watches)
    form = ReferenceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return _open(request, form.cleaned_data["reference"], form)
    return render(request, "desk/looking/begin.html", {"form": form, "back_url": reverse("union-watch")})


def _open(request: HttpRequest, ask, form: OpenForm) -> HttpResponse:
    said = form.cleaned_data
    made = openings.begin(ask, Ground(said["ground"]), said["reason"], by=request.user)
    messages.success(request, _("Open for 30 minutes. The person and a second member of staff have been told."))
    return redirect("desk-opening", made.code)


def opening(request: HttpRequest, code: str) -> HttpResponse:
    """Who opened it reads while the half hour lasts; the second person looks at why."""
    one = _opening(request, code)
    require(request, policies.may_see, one)
    if one.by_id == request.user.pk:
        return _read(request, one)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        openings.look(one, Verdict(said["verdict"]), said["remark"], by=request.user)
        messages.success(request, _("What you said is written down. The person sees it."))
        return redirect(_back(request.user))
    facts = {
        "one": one,
        "form": form,
        "who": _called(one.by, request.user) if one.by else "",
        "reason": openings.reason_of(one, by=request.user),
        "remark": openings.remark_of(one, by=request.user),
        "may_settle": one.verdict == Verdict.QUESTIONED and policies.may_settle(request.user, one),
        "back_url": reverse(_back(request.user)),
    }
    return render(request, "desk/looking/second.html", facts)


def _opening(request: HttpRequest, code: str) -> Opening:
    rows = Opening.objects.visible_to(request.user).select_related("person", "association", "by", "seen_by")
    return get_object_or_404(rows, code=code)


def _read(request: HttpRequest, one: Opening) -> HttpResponse:
    shown = openings.show(one, by=request.user)
    facts: dict[str, Any] = {"one": one, "shown": shown, "back_url": reverse(_back(request.user))}
    if shown:
        place = Municipality.objects.filter(code=shown.identity.municipality).first()
        facts |= {"place": place.name if place else "", "told": [_in_words(*row) for row in shown.told]}
    return render(request, "desk/looking/open.html", facts)


def _in_words(ask, story, wishes) -> dict:
    said = [{"label": asked.heading, "value": words} for asked, words in told.story_in_words(story, wishes)]
    return {"ask": ask, "rows": said}


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    one = _opening(request, code)
    require(request, policies.may_read, one)
    openings.end(one, by=request.user)
    messages.success(request, _("It is closed. Thank you for closing it in time."))
    return redirect(_back(request.user))


@require_POST
def settle(request: HttpRequest, code: str) -> HttpResponse:
    one = _opening(request, code)
    require(request, policies.may_settle, one)
    openings.settle(one, by=request.user)
    messages.success(request, _("Marked as looked into."))
    return redirect("union-watch")


# --- the record's heads ---------------------------------------------------------------------------------------------
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The head of each day, for everyone who works here: copied or printed, it shows later if something was cut off."""
    require(request, desk.sees_desk)
    heads = list(DailyHead.objects.all()[:HEADS])
    facts = {"heads": heads, "newest": heads[0] if heads else None, "is_administrator": administers(request.user)}
    return render(request, "desk/looking/record.html", facts)
