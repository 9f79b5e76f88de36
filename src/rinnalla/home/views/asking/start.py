"""The first page, the code to come back by, coming back, and throwing one's answers away."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks.forms.road import ROAD
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, is_staff
from rinnalla.base.codes import grouped, tidy
from rinnalla.base.permission import open_page
from rinnalla.home.forms.asking import ResumeForm
from rinnalla.home.views.asking.carrying import (
    CODE_COOKIE,
    VIA,
    answers_of,
    draft_of,
    forget_code,
    remember_code,
)
from rinnalla.people import drafts, patience
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft


@open_page
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What happens, how long it takes, who reads it. `?via=` comes from a referrer's card."""
    via = Association.objects.working().filter(code=tidy(request.GET.get("via", ""))).first()
    if via:
        request.session[VIA] = via.code
    draft = draft_of(request)
    if draft and draft.sent_reference:
        drafts.let_go(request, DraftKind.ASK)
        draft = None
    own = request.user.is_authenticated and Ask.objects.open().filter(person=request.user).first()
    facts = {"association": via, "draft": draft, "own": own, "first": ROAD.questions[0].key}
    facts["works_here"] = is_staff(request.user)  # what they begin here would be their own
    return render(request, "home/asking/start.html", facts | {"days": settings.KEPT_FOR["draft"].days})


@open_page
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """The code and the link by which one comes back; shown at once after the first answer."""
    draft = draft_of(request)
    if draft is None:
        return redirect("ask-start")
    code = request.COOKIES.get(CODE_COOKIE, "")
    if code and drafts.find(code) != draft:
        code = ""
    link = settings.SITE_ADDRESS + reverse("ask-continue", args=[code]) if code else ""
    facts = {"shown_code": grouped(code, 5), "code": code, "link": link, "next_url": _next_url(request, draft)}
    return render(request, "home/asking/saved.html", facts)


@open_page
@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    draft = draft_of(request)
    response = redirect("ask-saved" if draft else "ask-start")
    if draft:
        remember_code(response, drafts.renew_code(draft))
    return response


@open_page
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a typed code."""
    form = ResumeForm(request.POST or None)
    if form.is_valid():
        return _continue(request, form.cleaned_data["code"])
    return render(request, "home/asking/resume.html", {"form": form})


@open_page
@require_GET
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    """Go on by the link."""
    return _continue(request, code)


def _continue(request: HttpRequest, code: str) -> HttpResponse:
    """Every code that opens nothing gets the same answer; many tries are slowed down."""
    patience.slow_down(request, "resume")
    draft = drafts.find(code)
    if draft is None or draft.kind != DraftKind.ASK:
        form = ResumeForm({"code": code[:40]})
        form.is_valid()
        form.add_error("code", _("Nothing is kept behind this code. Check each mark. Answers are kept for 14 days."))
        return render(request, "home/asking/resume.html", {"form": form})
    patience.forgive(request, "resume")
    drafts.hold(request, draft)
    response = redirect(_next_url(request, draft))
    remember_code(response, code)
    return response


def _next_url(request: HttpRequest, draft: Draft) -> str:
    if draft.sent_reference:
        return reverse("ask-sent")
    missing = ROAD.unanswered(answers_of(request, draft))
    return reverse("ask-question", args=[missing.key]) if missing else reverse("ask-check")


@open_page
def discard(request: HttpRequest) -> HttpResponse:
    """Ask once, then everything half told is gone for good."""
    draft = draft_of(request)
    if draft is None or draft.sent_reference:
        return redirect("ask-start")
    if request.method != "POST":
        return render(request, "home/asking/discard.html", {"back_url": _next_url(request, draft)})
    drafts.discard(draft)
    drafts.let_go(request, DraftKind.ASK)
    messages.success(request, _("Your answers are gone. Nothing of them is kept."))
    response = redirect("ask-start")
    forget_code(response)
    return response
