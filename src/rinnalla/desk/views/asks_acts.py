"""What a coordinator does with a request: each act is one button or one short form, and one line in the ledger."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rinnalla.asks import answers as told
from rinnalla.asks import moves, policies, stories
from rinnalla.asks.forms.road import CHANGEABLE, ROAD
from rinnalla.asks.models import Ask
from rinnalla.base.permission import require
from rinnalla.base.templatetags.parts import day
from rinnalla.desk.forms import asks as forms
from rinnalla.desk.views.asks import found
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import moves as matching


def act(request: HttpRequest, ask: Ask, form, heading: str, submit: str, intro: str = "") -> HttpResponse:
    """One act with a form, with a way back to the request."""
    back = reverse("desk-ask", args=[ask.code])
    facts = {"form": form, "heading_words": heading, "submit": submit, "intro": intro, "back_url": back}
    return render(request, "desk/asks/act.html", facts | {"ask": ask, "association": ask.association})


def done(request: HttpRequest, ask: Ask, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk-ask", code=ask.code)


# --- care --------------------------------------------------------------------------------------------------------
@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Open the story and take care of it; if someone was faster, a sentence says so."""
    ask = found(request, code)
    require(request, policies.may_claim, ask)
    moves.claim(ask, by=request.user)
    return done(request, ask, _("The request is in your care. That you opened it is written down."))


@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    ask = found(request, code)
    require(request, policies.may_claim, ask)
    moves.take_over(ask, by=request.user)
    pair = getattr(ask, "companionship", None)
    if pair:
        messages.success(request, _("This is in your care now."))
        return redirect("desk-companionship", code=pair.code)
    return done(request, ask, _("The request is in your care now."))


# --- the promise -------------------------------------------------------------------------------------------------
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """They were heard now, and hear again by a day that the coordinator sets (R17)."""
    ask = found(request, code)
    require(request, policies.has_claimed, ask)
    form = forms.PromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = moves.promise(ask, form.cleaned_data["due"], by=request.user)
        return done(request, ask, _("Promised. They hear from us at the latest: %(day)s") % {"day": day(made.due)})
    return act(request, ask, form, _("Promise the next word"), _("Promise this day"))


@require_POST
def word_given(request: HttpRequest, code: str) -> HttpResponse:
    ask = found(request, code)
    require(request, policies.has_claimed, ask)
    moves.word_given(ask, by=request.user)
    return done(request, ask, _("The promise is kept. The next one stands at once."))


# --- what they told ------------------------------------------------------------------------------------------------
def change(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One answer again, on the phone with the person (R15)."""
    ask = found(request, code)
    require(request, policies.may_act_for, ask)
    asked = next((one for one in ROAD.questions if one.key == key and key in CHANGEABLE), None)
    if asked is None:
        raise Http404
    story, wishes = stories.tell(ask, by=request.user, purpose=Purpose.CLAIMED)
    answers = told.back(story, wishes)
    form = asked.form(request.POST or None, answers=answers, initial=answers[key])
    if form.is_valid():
        answers[key] = form.kept()
        anew = told.story(answers, earlier=story), told.wishes(answers, earlier=wishes)
        moves.change(ask, story=anew[0], wishes=anew[1], by=request.user)
        return done(request, ask, _("The answer is changed."))
    return act(request, ask, form, asked.heading, _("Save the answer"))


# --- it goes on elsewhere, or ends -----------------------------------------------------------------------------------
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    ask = found(request, code)
    require(request, policies.may_claim, ask)
    form = forms.HandOverForm(request.POST or None, now=ask.association)
    if request.method == "POST" and form.is_valid():
        matching.hand_over(ask, form.chosen, by=request.user)
        messages.success(request, _("The request is handed over. They hear from the new place, with a new promise."))
        return redirect("desk")
    intro = _("The cards of your association are put away, and a new promise is made in the new place.")
    return act(request, ask, form, _("Hand the request over"), _("Hand over"), intro)


def signpost(request: HttpRequest, code: str) -> HttpResponse:
    """The way to other help (R11)."""
    ask = found(request, code)
    require(request, policies.has_claimed, ask)
    form = forms.SignpostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        matching.signpost(ask, form.cleaned_data["words"], by=request.user)
        return done(request, ask, _("The way is shown, and the request has ended kindly."))
    intro = _("When something else than a peer helps better: health care, the social services, a course.")
    return act(request, ask, form, _("Show the way to other help"), _("Show the way and end the request"), intro)


def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """They asked to take it back; no reason is written (R25)."""
    ask = found(request, code)
    require(request, policies.may_withdraw, ask)
    if request.method == "POST":
        matching.withdraw(ask, by=request.user)
        return done(request, ask, _("The request is taken back. They may ask again whenever they like."))
    return render(request, "desk/asks/withdraw.html", {"ask": ask, "association": ask.association})
