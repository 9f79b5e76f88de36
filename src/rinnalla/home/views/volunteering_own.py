"""A supporter's own pages: where I am on the road, how much I can carry, my experience, my pledge.

Resting, the limit and stopping ask for no reason: no form here has a place for one (R12, R13).
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import Mode
from rinnalla.associations.models import Topic
from rinnalla.base.permission import is_self, require
from rinnalla.companionships import moves as companionships
from rinnalla.home.forms.volunteering import PledgeForm
from rinnalla.home.views.volunteering import posted
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.choices import Language
from rinnalla.supporters import answers as told
from rinnalla.supporters import experiences, moves, policies, roads, sending
from rinnalla.supporters.choices import MAY_PLEDGE, Stage
from rinnalla.supporters.forms.application import EXPERIENCE, part
from rinnalla.supporters.models import Experience, PledgeText, Supporter

OFTEN_CHOSEN = 5


def _own(request: HttpRequest) -> Supporter:
    rows = Supporter.objects.visible_to(request.user).select_related("association", "person")
    supporter = get_object_or_404(rows, person=request.user)
    require(request, policies.is_own, supporter)
    return supporter


# --- the road ----------------------------------------------------------------------------------------------------
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Where I am on the road, and what I can set myself; who has not applied is shown the way to it (R31)."""
    require(request, is_self)
    if not Supporter.objects.filter(person=request.user).exists() and not sending.bring_home(request.user):
        return redirect("volunteer")
    supporter = _own(request)
    serves = supporter.stage in (Stage.ACTIVE, Stage.RESTING)
    most = max(OFTEN_CHOSEN, supporter.capacity)
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "steps": roads.timeline(supporter, reader=request.user),
        "serves": serves,
        "consent_gone": supporter.has_taken_back_consent,
        "may_pledge": supporter.stage in MAY_PLEDGE and not supporter.has_pledged,
        "may_withdraw": supporter.may_become(Stage.WITHDRAWN),
        "may_stop": supporter.may_become(Stage.STOPPED),
        "numbers": range(most + 1),
        "answer": _answer(supporter, request),
    }
    return render(request, "home/volunteering/mine.html", facts)


def _answer(supporter: Supporter, request: HttpRequest) -> str:
    """The coordinator's words with a "not now", for the applicant alone."""
    if supporter.stage != Stage.NOT_NOW or supporter.answer is None:
        return ""
    return reading.opened(supporter, "answer", by=request.user, purpose=Purpose.OWN).answer["words"]


@require_POST
def set_capacity(request: HttpRequest) -> HttpResponse:
    supporter = _own(request)
    chosen = request.POST.get("capacity", "")
    moves.set_capacity(supporter, int(chosen) if chosen.isascii() and chosen.isdigit() else -1, by=request.user)
    messages.success(request, _("Saved. You may change this whenever you like."))
    return redirect("my-supporting")


@require_POST
def set_at_limit(request: HttpRequest) -> HttpResponse:
    """One button, on and off."""
    supporter = _own(request)
    at_limit = request.POST.get("at_limit") == "yes"
    moves.set_at_limit(supporter, at_limit, by=request.user)
    words = _("Nobody new is proposed to you now. Nobody is told why. Take good care of yourself.")
    messages.success(request, words if at_limit else _("New people can be proposed to you again."))
    return redirect("my-supporting")


@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    moves.rest(_own(request), by=request.user)
    messages.success(request, _("You are resting now. Nobody new is proposed to you until you come back."))
    return redirect("my-supporting")


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    moves.return_(_own(request), by=request.user)
    messages.success(request, _("Welcome back."))
    return redirect("my-supporting")


def stop(request: HttpRequest) -> HttpResponse:
    """What happens, then stopping; every companionship is parted first, in the words each pair agreed (R12, R25)."""
    supporter = _own(request)
    if not supporter.may_become(Stage.STOPPED):
        return redirect("my-supporting")
    if request.method == "POST":
        companionships.stop_supporting(supporter, by=request.user)
        messages.success(request, _("You have stopped. Thank you for walking alongside."))
        return redirect("my-supporting")
    facts = {"supporter": supporter, "association": supporter.association}
    return render(request, "home/volunteering/stop.html", facts)


def withdraw(request: HttpRequest) -> HttpResponse:
    """Taking the application back needs no reason."""
    supporter = _own(request)
    if not supporter.may_become(Stage.WITHDRAWN):
        return redirect("my-supporting")
    if request.method == "POST":
        moves.withdraw(supporter, by=request.user)
        messages.success(request, _("Your application is taken back. You may apply again whenever you like."))
        return redirect("my-supporting")
    return render(request, "home/volunteering/withdraw.html", {"association": supporter.association})


# --- the experience ----------------------------------------------------------------------------------------------
@require_GET
def experience(request: HttpRequest) -> HttpResponse:
    """What I have told, with the card as seekers see it."""
    supporter = _own(request)
    opened = experiences.of(supporter, by=request.user, purpose=Purpose.OWN)
    known = told.back(opened, supporter.speaks)
    rows = [
        {
            "label": question.heading,
            "value": question.form.told(known[question.key]),
            "change_url": reverse("my-experience-part", args=[question.key]),
        }
        for question in EXPERIENCE
    ]
    facts = {"rows": rows, "card": _card(opened, supporter), "association": supporter.association}
    return render(request, "home/volunteering/experience.html", facts)


def _card(opened: Experience, supporter: Supporter) -> dict:
    """The card without a seeker: what the two would share and why it fits depends on who looks."""
    published = [facet.topic for facet in opened.facets if facet.is_published]
    names = {topic.key: topic.name for topic in Topic.objects.filter(key__in=published)}
    return {
        "title": _("A peer supporter"),
        "shared": [names[key] for key in published if key in names],
        "about": opened.about,
        "languages": [Language(code).label for code in supporter.speaks],
        "modes": [Mode(key).label for key in opened.modes],
    }


def experience_part(request: HttpRequest, key: str) -> HttpResponse:
    """One question again, with what was answered before."""
    supporter = _own(request)
    asked = part(key)
    if asked is None:
        raise Http404
    opened = experiences.of(supporter, by=request.user, purpose=Purpose.OWN)
    answers = told.back(opened, supporter.speaks)
    form = asked.form(posted(request), answers=answers, initial=answers[key])
    if form.is_valid():
        answers[key] = form.kept()
        moves.describe(supporter, told.experience(answers), told.languages(answers), by=request.user)
        messages.success(request, _("Your change is saved."))
        return redirect("my-experience-part", key="details") if key == "topics" else redirect("my-experience")
    facts = {
        "question": asked,
        "form": form,
        "back_url": reverse("my-experience"),
        "association": supporter.association,
    }
    return render(request, "home/volunteering/change.html", facts | {"is_details": key == "details"})


# --- the pledge --------------------------------------------------------------------------------------------------
def pledge(request: HttpRequest) -> HttpResponse:
    """Read it, with its one limit, and sign it; to print (R14)."""
    supporter = _own(request)
    text = PledgeText.in_force()
    signature = supporter.pledges.filter(text=text).first()
    form = PledgeForm(posted(request))
    if request.method == "POST" and not signature and form.is_valid():
        moves.sign_pledge(supporter, by=request.user, language=request.LANGUAGE_CODE[:2])
        messages.success(request, _("You have signed the pledge. Thank you."))
        return redirect("my-pledge")
    language = signature.language if signature else request.LANGUAGE_CODE[:2]
    facts = {
        "text": text,
        "words": text.text_in(language),
        "language": language,
        "signature": signature,
        "earlier": supporter.pledges.exclude(text=text).select_related("text").order_by("signed_at"),
        "may_sign": supporter.stage in MAY_PLEDGE and not signature,
        "form": form,
        "association": supporter.association,
    }
    return render(request, "home/volunteering/pledge.html", facts)
