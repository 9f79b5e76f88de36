"""One's own request: where it stands, what it tells, changing it, taking it back."""

from types import SimpleNamespace as Step

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.asks import answers as told
from rinnalla.asks import moves, policies, stories
from rinnalla.asks.choices import Stage
from rinnalla.asks.forms.road import CHANGEABLE, ROAD
from rinnalla.asks.models import Ask
from rinnalla.base.codes import tidy
from rinnalla.base.permission import is_self, require
from rinnalla.base.templatetags.parts import day
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import moves as matching


@require_GET
def newest(request: HttpRequest) -> HttpResponse:
    """The latest request of the person, or the door to a first one."""
    require(request, is_self)
    ask = Ask.objects.filter(person=request.user).order_by("-received_at").first()
    return redirect("my-ask", code=ask.code) if ask else redirect("ask-start")


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    ask = _own(request, code)
    require(request, policies.may_read_story, ask)
    story, wishes = stories.tell(ask, by=request.user, purpose=Purpose.OWN)
    may_change = ask.stage in (Stage.RECEIVED, Stage.SHORTLISTED)
    facts = {
        "ask": ask,
        "association": ask.association,
        "steps": _timeline(ask),
        "rows": [
            {
                "label": question.heading,
                "value": words,
                "change_url": reverse("my-ask-change", args=[code, question.key]) if may_change else "",
            }
            for question, words in told.story_in_words(story, wishes)
        ],
        "referred_by": story.referred_by,
        "signpost": stories.signposted(ask, by=request.user, purpose=Purpose.OWN),
    }
    return render(request, "home/asking/mine.html", facts)


def change(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One question again, with what was answered before."""
    ask = _own(request, code)
    require(request, policies.may_act_for, ask)
    asked = next((one for one in ROAD.questions if one.key == key and key in CHANGEABLE), None)
    if asked is None:
        raise Http404
    story, wishes = stories.tell(ask, by=request.user, purpose=Purpose.OWN)
    answers = told.back(story, wishes)
    form = asked.form(request.POST or None, answers=answers, initial=answers[key])
    if form.is_valid():
        answers[key] = form.kept()
        anew = told.story(answers, earlier=story), told.wishes(answers, earlier=wishes)
        moves.change(ask, story=anew[0], wishes=anew[1], by=request.user)
        messages.success(request, _("Your change is saved."))
        return redirect("my-ask", code=code)
    facts = {
        "question": asked,
        "form": form,
        "back_url": reverse("my-ask", args=[code]),
        "association": ask.association,
    }
    return render(request, "home/asking/change.html", facts)


def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Taking it back needs no reason; the page says what then happens."""
    ask = _own(request, code)
    require(request, policies.may_withdraw, ask)
    if request.method == "POST":
        matching.withdraw(ask, by=request.user)
        messages.success(request, _("Your request is taken back. You may ask again whenever you like."))
        return redirect("my-ask", code=code)
    return render(request, "home/asking/withdraw.html", {"ask": ask, "association": ask.association})


def _own(request: HttpRequest, code: str) -> Ask:
    mine = Ask.objects.visible_to(request.user).filter(person=request.user)
    return get_object_or_404(mine.select_related("association", "person"), code=tidy(code))


def _timeline(ask: Ask) -> list[Step]:
    """Where the request stands, as steps; an ended one stops at its end."""
    promise = ask.promises.filter(kept_at=None).first()
    note = _promised(promise)
    received = Step(words=_("We received your request"), day=ask.received_at, state="done", note="")
    if ask.stage in (Stage.WITHDRAWN, Stage.SIGNPOSTED):
        return [received, Step(words=_ENDS[Stage(ask.stage)](), day=ask.ended_at, state="now", note="")]
    road = [Stage.RECEIVED, Stage.SHORTLISTED, Stage.CHOSEN, Stage.INTRODUCED, Stage.COMPANIONSHIP]
    words = [
        _("We look for someone beside you"),
        _("You choose from a few people described without names"),
        _("The one you chose is asked, and answers in peace"),
        _("You say hello to each other and agree how to go on"),
        _("You walk alongside"),
    ]
    here = road.index(ask.stage)
    states = ["done" if place < here else "now" if place == here else "next" for place in range(len(road))]
    steps = [Step(words=line, day=None, state=state, note="") for line, state in zip(words, states, strict=True)]
    steps[here].note = note
    return [received, *steps]


def _promised(promise) -> str:
    return _("You hear from us by this day: %(day)s") % {"day": day(promise.due)} if promise else ""


_ENDS = {
    Stage.WITHDRAWN: lambda: _("You took your request back"),
    Stage.SIGNPOSTED: lambda: _("You were shown the way to other help"),
}
