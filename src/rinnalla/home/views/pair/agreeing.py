"""The agreement: writing, reading, signing, printing; looking back at it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks import stories as asks
from rinnalla.associations.choices import Need
from rinnalla.base.permission import require
from rinnalla.companionships import moves, policies, stories, waiting
from rinnalla.companionships.choices import Purpose as Met
from rinnalla.companionships.choices import ReviewWish, Side, Stage
from rinnalla.companionships.models import Agreement, Companionship
from rinnalla.home.forms.pair import AgreementForm, ReviewForm, in_words
from rinnalla.home.views.pair.finding import facts, find
from rinnalla.ledger.choices import Purpose
from rinnalla.people import moves as people

AFTER_WISH = {ReviewWish.CHANGE: "agreement-write", ReviewWish.END: "companionship-end"}


# --- writing and signing ----------------------------------------------------------------------------------
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The next version, filled with the words of the newest; the writer's signature goes under it (R23)."""
    ours = find(request, code)
    if ours.stage == Stage.ENDED:
        return redirect("next-step", code=code)
    newest = ours.agreements.last()
    form = AgreementForm(request.POST or None, initial=_beginning(request, newest))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = moves.write(ours, form.words(), told["next_review"], by=request.user, read=told["read"])
        messages.success(request, _("The agreement is written, with your name under it. Now the other one reads it."))
        return redirect("agreement", code=code, version=made.version)
    return render(request, "home/pair/write.html", facts(request, ours, form=form, newest=newest))


def _beginning(request: HttpRequest, newest: Agreement | None) -> dict:
    words = stories.words(newest, by=request.user) if newest and request.method == "GET" else None
    return AgreementForm.starting_from(words) | {"read": newest.version if newest else 0}


@require_GET
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """To the newest version: the one to sign if there is one, or else the one in force."""
    ours = find(request, code)
    version = max((each.version for each in ours.agreements.all() if not each.set_aside_at), default=0)
    return redirect("agreement", code=code, version=version) if version else redirect("agreement-write", code=code)


@require_GET
def agreement(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version, old or new, as both may always read it; prints with both names under it (R24)."""
    ours, one = _version(request, code, version)
    shown = facts(request, ours, agreement=one, rows=in_words(stories.words(one, by=request.user)))
    side = ours.side_of(request.user)
    names = {side: people.identity_of(request.user).called}
    names[_across(side)] = shown["other"].called
    standing = not one.set_aside_at and ours.stage != Stage.ENDED
    shown |= {
        "signatures": [_line(one, each, names[each]) for each in Side],
        "may_sign": standing and not one.in_force_at and not waiting.has_signed(one, side),
        "may_change": standing,
        "is_proposed": standing and not one.in_force_at,
        "versions": [each for each in ours.agreements.all() if each != one],
    }
    return render(request, "home/pair/agreement.html", shown)


def _line(one: Agreement, side: str, name: str) -> dict:
    signed = next((each for each in one.signatures.all() if each.side == side), None)
    return {"name": name, "side": Side(side).label, "signed": signed}


def _across(side: str) -> Side:
    return Side.SUPPORTER if side == Side.PERSON else Side.PERSON


@require_POST
def sign(request: HttpRequest, code: str, version: int) -> HttpResponse:
    ours, one = _version(request, code, version)
    moves.sign(one, side=ours.side_of(request.user), by=request.user)
    if one.in_force_at:
        messages.success(request, _("You have both signed. The agreement is in force."))
        return redirect("companionship", code=code)
    messages.success(request, _("You have signed. Now the other one reads it."))
    return redirect("agreement", code=code, version=version)


def _version(request: HttpRequest, code: str, version: int) -> tuple[Companionship, Agreement]:
    ours = find(request, code)
    one = get_object_or_404(ours.agreements, version=version)
    one.companionship = ours
    require(request, policies.may_read_words, one)
    return ours, one


# --- looking back -----------------------------------------------------------------------------------------
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Each is asked alone; the supported person sees their own hopes, as they told them at the start (R29)."""
    ours = find(request, code)
    if ours.stage in (Stage.AGREEING, Stage.ENDED):
        return redirect("companionship", code=code)
    side = ours.side_of(request.user)
    form = ReviewForm(request.POST or None, initial={"met": ""}, is_supporter=side == Side.SUPPORTER)
    if request.method == "POST" and form.is_valid():
        moves.review(ours, side=side, **form.cleaned_data, by=request.user)
        messages.success(request, _("Thank you for looking back. Your answer is saved."))
        return redirect(AFTER_WISH.get(form.cleaned_data["wish"], "companionship"), code=code)
    shown = facts(request, ours, form=form, hopes=_hopes(request, ours), rounds=_rounds(request, ours))
    shown["has_answered"] = waiting.has_answered(ours, side)
    return render(request, "home/pair/review.html", shown)


def _hopes(request: HttpRequest, ours: Companionship) -> dict | None:
    """What the supported person hoped for, in their own words; for their own eyes."""
    if request.user != ours.person:
        return None
    story, _wishes = asks.tell(ours.ask, by=request.user, purpose=Purpose.OWN)
    return {"needs": [Need(need).label for need in story.needs if need in Need.values], "words": story.own_words}


def _rounds(request: HttpRequest, ours: Companionship) -> list[dict]:
    """Earlier answers, newest first: one's own, and of the other one's what is open to see."""
    answers = sorted(ours.reviews.all(), key=lambda each: (-each.round, each.side))
    for answer in answers:
        answer.companionship = ours
    here = waiting.current_round([(each.round, each.side) for each in answers])
    seen = [each for each in answers if each.writer == request.user or each.round < here]
    met = dict(Met.choices)
    return [
        {
            "is_own": answer.writer == request.user,
            "day": answer.answered_at,
            "wish": capfirst(answer.get_wish_display()),
            "met": str(met.get(told["met"], "")) if told and told["met"] else "",
            "words": told["words"] if told else "",
        }
        for answer, told in zip(seen, stories.purposes(seen, by=request.user), strict=True)
    ]


@require_POST
def look_again(request: HttpRequest, code: str) -> HttpResponse:
    """ "Let us look at this again": both are asked at once (R24)."""
    ours = find(request, code)
    moves.ask_review(ours, by=request.user)
    messages.success(request, _("Both of you are now asked to look back. You can answer here."))
    return redirect("review", code=code)
