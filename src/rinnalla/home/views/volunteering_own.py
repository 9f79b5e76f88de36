"""A supporter's own pages: where I am on the road, how much I can carry, my experience.

Resting and the limit ask for no reason: no form here has a place for one (R12, R13).
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import Mode
from rinnalla.associations.models import Topic
from rinnalla.base import clock
from rinnalla.base.permission import is_self, require
from rinnalla.home import keeping
from rinnalla.home.views.volunteering import posted
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.choices import Language
from rinnalla.supporters import agreeing, experiences, interviews, moves, policies, roads, sending
from rinnalla.supporters import answers as told
from rinnalla.supporters.choices import MAY_PLEDGE, Stage
from rinnalla.supporters.forms.application import EXPERIENCE, part
from rinnalla.supporters.models import Experience, Supporter

OFTEN_CHOSEN = 5
ERASED = ("conversation", "companionship", "training", "account", "reads")  # of settings.KEPT_FOR


def own(request: HttpRequest) -> Supporter:
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
    supporter = own(request)
    serves = supporter.stage in (Stage.ACTIVE, Stage.RESTING)
    most = max(OFTEN_CHOSEN, supporter.capacity)
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "steps": roads.timeline(supporter, reader=request.user),
        "serves": serves,
        "consent_gone": supporter.has_taken_back_consent,
        "may_pledge": supporter.stage in MAY_PLEDGE and not supporter.has_pledged,
        "may_agree": agreeing.needs_agreement(supporter),
        "booking": interviews.of(supporter),
        "may_withdraw": supporter.may_become(Stage.WITHDRAWN),
        "may_stop": supporter.may_stop,
        "numbers": range(most + 1),
        "answer": _answer(supporter, request),
        "may_return": bool(supporter.return_on and supporter.return_on <= clock.today()),
        "may_apply": supporter.may_become(Stage.APPLIED),
        "erased": erased() if supporter.stage == Stage.STOPPED else [],
    }
    if facts["booking"]:
        facts["where"] = interviews.where(facts["booking"], by=request.user)
    return render(request, "home/volunteering/mine.html", facts)


def erased() -> list[keeping.Kept]:
    """What is erased when after one has stopped, from the settings in force (R39)."""
    return [row for row in keeping.schedule() if row.key in ERASED]


def _answer(supporter: Supporter, request: HttpRequest) -> str:
    """The coordinator's words with a "not now", for the applicant alone."""
    if supporter.stage != Stage.NOT_NOW or supporter.answer is None:
        return ""
    return reading.opened(supporter, "answer", by=request.user, purpose=Purpose.OWN).answer["words"]


@require_POST
def set_capacity(request: HttpRequest) -> HttpResponse:
    supporter = own(request)
    chosen = request.POST.get("capacity", "")
    moves.set_capacity(supporter, int(chosen) if chosen.isascii() and chosen.isdigit() else -1, by=request.user)
    messages.success(request, _("Saved. You may change this whenever you like."))
    return redirect("my-supporting")


@require_POST
def set_at_limit(request: HttpRequest) -> HttpResponse:
    """One button, on and off."""
    supporter = own(request)
    at_limit = request.POST.get("at_limit") == "yes"
    moves.set_at_limit(supporter, at_limit, by=request.user)
    words = _("Nobody new is proposed to you now. Nobody is told why. Take good care of yourself.")
    messages.success(request, words if at_limit else _("New people can be proposed to you again."))
    return redirect("my-supporting")


@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    moves.rest(own(request), by=request.user)
    messages.success(request, _("You are resting now. Nobody new is proposed to you until you come back."))
    return redirect("my-supporting")


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    moves.return_(own(request), by=request.user)
    messages.success(request, _("Welcome back."))
    return redirect("my-supporting")


# --- the experience ----------------------------------------------------------------------------------------------
@require_GET
def experience(request: HttpRequest) -> HttpResponse:
    """What I have told, with the card as seekers see it."""
    supporter = own(request)
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
    return render(request, "home/volunteering/experience.html", facts | {"may_stop": supporter.may_stop})


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
    supporter = own(request)
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
    facts |= {"is_details": key == "details", "may_stop": supporter.may_stop}
    return render(request, "home/volunteering/change.html", facts)
