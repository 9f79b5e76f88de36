"""What is recorded for someone of a pair who does not sign in: told on the phone or on paper (R15)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import require
from rinnalla.companionships import moves, policies, stories, waiting
from rinnalla.companionships.choices import Ending, ReviewWish, Side
from rinnalla.companionships.models import Companionship
from rinnalla.desk.forms import companionships as forms
from rinnalla.desk.views.companionships import found, reference
from rinnalla.people.choices import Given


def _recorded(request: HttpRequest, code: str) -> Companionship:
    pair = found(request, code)
    require(request, policies.may_record_for, pair)
    return pair


def _page(request: HttpRequest, pair: Companionship, form, heading: str, submit: str, intro: str = "") -> HttpResponse:
    facts = {"form": form, "heading_words": heading, "submit": submit, "intro": intro, "reference": reference(pair)}
    back = reverse("desk-companionship", args=[pair.code])
    return render(request, "desk/companionships/act.html", facts | {"back_url": back, "association": pair.association})


def _done(request: HttpRequest, pair: Companionship, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk-companionship", code=pair.code)


def sign(request: HttpRequest, code: str) -> HttpResponse:
    """One of the two signed the version that waits, on paper or by telephone (R23)."""
    pair = _recorded(request, code)
    proposed = waiting.proposed_version(pair)
    if proposed is None:
        raise RuleBroken(_("No agreement waits for a signature."))
    sides = [side for side in Side if not waiting.has_signed(proposed, side)]
    form = forms.SignForm(request.POST or None, sides=sides)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moves.sign(proposed, side=Side(said["side"]), by=request.user, given=Given(said["given"]))
        return _done(request, pair, _("The signature is written down."))
    return _page(request, pair, form, _("Write down a signature"), _("Save the signature"))


def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The two made their agreement on paper and signed it there (R15, R23)."""
    pair = _recorded(request, code)
    form = forms.PaperForm(request.POST or None, initial={"next_review": moves.first_review()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moves.record_paper(pair, said["parting"], said["next_review"], by=request.user)
        return _done(request, pair, _("Written down. The agreement is in force."))
    intro = _("The paper stays with the two. Both keep a copy.")
    return _page(request, pair, form, _("An agreement on paper"), _("Save the agreement"), intro)


@require_GET
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """An agreement with empty lines, to print and fill in together."""
    pair = _recorded(request, code)
    return render(request, "desk/companionships/blank.html", {"pair": pair, "reference": reference(pair)})


@require_GET
def parting(request: HttpRequest, code: str) -> HttpResponse:
    """The words that the pair agreed on, opened to say them to someone who does not sign in (R24, R25)."""
    pair = found(request, code)
    require(request, policies.may_tell_parting, pair)
    words = stories.parting_words(pair, by=request.user)
    return render(request, "desk/companionships/parting.html", {"pair": pair, "words": words})


def review(request: HttpRequest, code: str) -> HttpResponse:
    """One side's answer, told on the phone (R29)."""
    pair = _recorded(request, code)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moves.review(
            pair, side=Side(said["side"]), wish=ReviewWish(said["wish"]), met=said["met"], words="",
            shares=said["shares"], by=request.user,
        )  # fmt: skip
        return _done(request, pair, _("The answer is written down."))
    return _page(request, pair, form, _("Write down an answer to the review"), _("Save the answer"))


def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Which of their own addresses one of the two lets the other have (R20)."""
    pair = _recorded(request, code)
    form = forms.ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moves.show_contact(pair, phone=said["phone"], email=said["email"], by=request.user, side=Side(said["side"]))
        return _done(request, pair, _("Written down. The other one sees what may be seen."))
    return _page(request, pair, form, _("Give a number or an address to the other"), _("Save"))


@require_POST
def pause(request: HttpRequest, code: str) -> HttpResponse:
    pair = _recorded(request, code)
    moves.pause(pair, by=request.user)
    return _done(request, pair, _("The pause is written down. Both hear of it."))


@require_POST
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    pair = _recorded(request, code)
    moves.go_on(pair, by=request.user)
    return _done(request, pair, _("They walk together again. Both hear of it."))


def end(request: HttpRequest, code: str) -> HttpResponse:
    """One of the two ends, without a reason (R25)."""
    pair = _recorded(request, code)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moves.end(pair, Ending(said["how"]), by=request.user, side=Side(said["side"]))
        return _done(request, pair, _("The companionship has ended. Agree on the next step today."))
    return _page(request, pair, form, _("Write down an ending"), _("End the companionship"))


@require_POST
def ask_again(request: HttpRequest, code: str) -> HttpResponse:
    """They go on with someone else; nothing is told again (R25)."""
    pair = found(request, code)
    require(request, policies.may_choose_next, pair)
    ask = moves.ask_again(pair, by=request.user)
    messages.success(request, _("The request goes on, and we look for another peer."))
    return redirect("desk-ask", code=ask.code)


@require_POST
def talked(request: HttpRequest, code: str) -> HttpResponse:
    """The coordinator has talked with the person, and nothing new is asked for now."""
    pair = found(request, code)
    require(request, policies.may_choose_next, pair)
    moves.take_next_step(pair, by=request.user)
    return _done(request, pair, _("Written down. They may ask again whenever they like."))
