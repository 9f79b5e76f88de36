"""The union's lists and texts: topics of experience (R3) and what supporters sign (R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rinnalla.associations import moves, policies
from rinnalla.associations.choices import TopicKind
from rinnalla.associations.models import Topic
from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.desk.forms.union import AgreementForm, NewTopicForm, PledgeForm, TopicForm
from rinnalla.supporters.models import AgreementText, PledgeText
from rinnalla.supporters.papers import VersionedText
from rinnalla.supporters.publishing import publish_agreement, publish_pledge

NOTICE = timedelta(days=30)  # time for supporters to read a new text before it is in force


@dataclass(frozen=True)
class Version:
    """A version of a text in the reader's language, with how many have signed it."""

    version: str
    in_force_from: date
    words: str
    signed: int


def topics(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    every = list(Topic.objects.all())
    below: dict[str, list[Topic]] = {}
    for topic in every:
        below.setdefault(topic.parent_id or "", []).append(topic)
    kinds = [
        (kind.label, [(head, below.get(head.key, [])) for head in below.get("", []) if head.kind == kind])
        for kind in TopicKind
    ]
    return render(request, "desk/union/topics.html", {"kinds": [pair for pair in kinds if pair[1]]})


def add_topic(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    asked = {"parent": request.GET.get("under", ""), "is_offered": "yes"}
    form = NewTopicForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        moves.add_topic(by=request.user, **form.facts())
        messages.success(request, _("The topic is in the list."))
        return redirect("topics")
    return render(request, "desk/union/topic.html", {"form": form, "topic": None})


def change_topic(request: HttpRequest, key: str) -> HttpResponse:
    require(request, policies.may_administer)
    topic = get_object_or_404(Topic, key=key)
    form = TopicForm.of(topic, request.POST or None)
    if request.method == "POST" and form.is_valid():
        moves.change_topic(topic, by=request.user, **form.facts())
        messages.success(request, _("The topic is saved."))
        return redirect("topics")
    return render(request, "desk/union/topic.html", {"form": form, "topic": topic})


# --- what supporters sign -----------------------------------------------------------------------------------
def pledges(request: HttpRequest) -> HttpResponse:
    """Every version of the secrecy pledge, with how many have signed it."""
    require(request, policies.may_administer)
    return render(request, "desk/union/pledges.html", _versions(PledgeText.objects.annotate(signed=Count("pledges"))))


def agreements(request: HttpRequest) -> HttpResponse:
    """Every version of the volunteers' agreement, with how many have signed it."""
    require(request, policies.may_administer)
    texts = AgreementText.objects.annotate(signed=Count("agreements"))
    return render(request, "desk/union/agreements.html", _versions(texts))


@scope.system("counts")
def _versions(texts: Iterable[VersionedText]) -> dict:
    today, language = clock.today(), (get_language() or "fi")[:2]
    rows = [
        Version(text.version, text.in_force_from, text.text_in(language), text.signed)  # type: ignore[attr-defined]
        for text in texts
    ]
    in_force = next((text for text in rows if text.in_force_from <= today), None)
    coming = [text for text in rows if text.in_force_from > today]
    older = [text for text in rows if text.in_force_from <= today and text is not in_force]
    return {"in_force": in_force, "coming": coming, "older": older}


def add_pledge(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    form = PledgeForm(request.POST or None, initial=_newest(PledgeText))
    if request.method == "POST" and form.is_valid():
        publish_pledge(by=request.user, **form.cleaned_data)
        messages.success(request, _("The new text is published. Supporters are asked to sign it from its day on."))
        return redirect("pledges")
    return render(request, "desk/union/add_pledge.html", {"form": form})


def add_agreement(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_administer)
    form = AgreementForm(request.POST or None, initial=_newest(AgreementText))
    if request.method == "POST" and form.is_valid():
        publish_agreement(by=request.user, **form.cleaned_data)
        messages.success(request, _("The new text is published. Supporters are asked to sign it from its day on."))
        return redirect("agreement-texts")
    return render(request, "desk/union/add_agreement.html", {"form": form})


def _newest(texts: type[VersionedText]) -> dict:
    """The newest text to begin from, and a day that leaves time to read it."""
    now = texts._default_manager.first()
    words = {"fi": now.fi, "sv": now.sv, "en": now.en} if now else {}
    return words | {"in_force_from": clock.today() + NOTICE}
