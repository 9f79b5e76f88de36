"""What being a peer supporter is, and applying without an account: one question a page, saved as one goes (R5)."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.base.codes import grouped
from rinnalla.base.permission import open_page, require
from rinnalla.boundary import scope
from rinnalla.home import noticing
from rinnalla.home.forms.volunteering import ResumeForm, SelfCheckForm
from rinnalla.people import consent_texts, drafts, patience
from rinnalla.people.choices import ConsentPurpose, DraftKind
from rinnalla.people.models import Draft
from rinnalla.people.wizard import Answers, Question, QuestionForm
from rinnalla.privacy.notices.words import Role
from rinnalla.supporters import answers as told
from rinnalla.supporters import counting, policies, sending
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.forms.application import ROAD
from rinnalla.supporters.models import Supporter

CODE_COOKIE = "__Host-application" if settings.HTTPS else "application"
FIRST = ROAD.questions[0]


def _language() -> str:
    spoken = (get_language() or "fi")[:2]
    return spoken if spoken in dict(settings.LANGUAGES) else "fi"


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None when the page is only opened, so that an empty form sent is not taken for that."""
    return request.POST if request.method == "POST" else None


@open_page
@require_GET
def volunteer(request: HttpRequest) -> HttpResponse:
    """What it is and is not, the road, the principles, and questions to oneself that nobody keeps (R6, R11, R33)."""
    return render(request, f"home/volunteering/volunteer.{_language()}.html")


@open_page
def self_check(request: HttpRequest) -> HttpResponse:
    """Questions to oneself before applying; the answers come back as a few thoughts and are kept nowhere (R5)."""
    form = SelfCheckForm(posted(request))
    facts = {"form": form, "thoughts": form.thoughts() if form.is_valid() else []}
    return render(request, "home/volunteering/self_check.html", facts | {"answered": form.is_bound})


@open_page
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    draft = _draft(request)
    if draft and draft.sent_reference:
        drafts.let_go(request, DraftKind.APPLICATION)
        draft = None
    signed_in = request.user.is_authenticated
    own = Supporter.objects.on_the_road().filter(person=request.user).first() if signed_in else None
    facts = {"draft": draft, "own": own, "first": FIRST.key, "days": settings.KEPT_FOR["draft"].days}
    return render(request, "home/volunteering/start.html", facts)


@open_page
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question. A good answer is kept at once; after the very first one the code to come back by is shown."""
    draft = _draft(request)
    if draft and draft.sent_reference:
        return redirect("apply-sent")
    answers = _answers(request, draft)
    asked = ROAD.find(key, answers)
    if asked is None or (draft is None and asked != FIRST):
        return redirect("apply")
    form = asked.form(
        posted(request),
        answers=answers,
        initial=answers.get(key) or _first_guess(key),
    )
    if form.is_valid():
        return _keep(request, draft, asked, form)
    return render(request, asked.template or "base/wizard.html", _facts(request, asked, form, answers))


def _first_guess(key: str) -> dict:
    return {"languages": [_language()]} if key == "languages" else {}


def _facts(request: HttpRequest, asked: Question, form: QuestionForm, answers: Answers) -> dict:
    step, of = ROAD.place(asked, answers)
    before = ROAD.before(asked, answers)
    back = reverse("apply-question", args=[before.key]) if before else reverse("apply")
    return {
        "question": asked,
        "form": form,
        "step": step,
        "of": of,
        "back_url": reverse("apply-check") if "check" in request.GET else back,
        "saved_url": reverse("apply-saved") if FIRST.key in answers else "",
        "association": told.association(answers),
        "notice_url": noticing.url_of(told.association(answers), Role.SUPPORTER),
        "consent_words": consent_texts.words(ConsentPurpose.SUPPORTER, _language()),
    }


def _keep(request: HttpRequest, draft: Draft | None, asked: Question, form: QuestionForm) -> HttpResponse:
    code = ""
    with transaction.atomic():
        if draft is None:
            draft, code = drafts.start(DraftKind.APPLICATION, _language())
            drafts.hold(request, draft)
        drafts.keep(draft, **{asked.key: form.kept()})
        if code:
            counting.enquired(told.association_of_place(form.kept()))
    answers = _answers(request, draft)
    if code:
        response = redirect("apply-saved")
        _remember_code(response, code)
        return response
    if "check" not in request.GET:
        following = ROAD.after(asked, answers)
        return redirect("apply-question", key=following.key) if following else redirect("apply-check")
    if asked.key == "topics":  # what is told of each topic follows the topics
        return redirect(reverse("apply-question", args=["details"]) + "?check")
    return redirect("apply-check")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Begin a new application with what was told before; the hard year and the consent are asked anew."""
    supporter = get_object_or_404(Supporter.objects.visible_to(request.user), person=request.user)
    require(request, policies.is_own, supporter)
    if not supporter.may_become(Stage.APPLIED):
        return redirect("my-supporting")
    with transaction.atomic():
        draft, code = drafts.start(DraftKind.APPLICATION, _language())
        drafts.keep(draft, **sending.answers_again(supporter, by=request.user))
        drafts.hold(request, draft)
        counting.enquired(supporter.association)
    response = redirect(_next_url(request, draft))
    _remember_code(response, code)
    return response


@open_page
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """The code and the link by which one comes back."""
    draft = _draft(request)
    if draft is None:
        return redirect("apply")
    code = request.COOKIES.get(CODE_COOKIE, "")
    if code and drafts.find(code) != draft:
        code = ""
    link = settings.SITE_ADDRESS + reverse("apply-continue", args=[code]) if code else ""
    facts = {"code": code, "shown_code": grouped(code, 5), "link": link, "next_url": _next_url(request, draft)}
    return render(request, "home/volunteering/saved.html", facts)


@open_page
@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    draft = _draft(request)
    response = redirect("apply-saved" if draft else "apply")
    if draft:
        _remember_code(response, drafts.renew_code(draft))
    return response


@open_page
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a typed code."""
    form = ResumeForm(posted(request))
    if form.is_valid():
        return _continue(request, form.cleaned_data["code"])
    return render(request, "home/volunteering/resume.html", {"form": form})


@open_page
@require_GET
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    """Go on by the link."""
    return _continue(request, code)


def _continue(request: HttpRequest, code: str) -> HttpResponse:
    """Every code that opens nothing gets the same answer; many tries are slowed down."""
    patience.slow_down(request, "resume")
    draft = drafts.find(code)
    if draft is None or draft.kind != DraftKind.APPLICATION:
        form = ResumeForm({"code": code[:40]})
        form.is_valid()
        form.add_error("code", _("Nothing is kept behind this code. Check each mark. Answers are kept for 14 days."))
        return render(request, "home/volunteering/resume.html", {"form": form})
    patience.forgive(request, "resume")
    drafts.hold(request, draft)
    response = redirect(_next_url(request, draft))
    _remember_code(response, code)
    return response


@open_page
def discard(request: HttpRequest) -> HttpResponse:
    """Ask once, then everything half told is gone for good."""
    draft = _draft(request)
    if draft is None or draft.sent_reference:
        return redirect("apply")
    if request.method != "POST":
        return render(request, "home/volunteering/discard.html", {"back_url": _next_url(request, draft)})
    drafts.discard(draft)
    drafts.let_go(request, DraftKind.APPLICATION)
    messages.success(request, _("Your answers are gone. Nothing of them is kept."))
    response = redirect("apply")
    response.delete_cookie(CODE_COOKIE, samesite="Strict")
    return response


@open_page
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """All answers with a link to change each; sending is the next button."""
    draft = _draft(request)
    if draft is None or draft.sent_reference:
        return redirect("apply-sent" if draft else "apply")
    answers = _answers(request, draft)
    missing = ROAD.unanswered(answers)
    if missing:
        return redirect("apply-question", key=missing.key)
    rows = [
        {
            "label": one.heading,
            "value": one.form.told(answers[one.key]),
            "change_url": reverse("apply-question", args=[one.key]) + "?check",
        }
        for one in ROAD.road(answers)
    ]
    facts = {"rows": rows, "association": told.association(answers), "saved_url": reverse("apply-saved")}
    return render(request, "home/volunteering/check.html", facts)


@open_page
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Once, however many times it is pressed."""
    draft = _draft(request)
    if draft is None:
        return redirect("apply")
    if not draft.sent_reference and ROAD.unanswered(_answers(request, draft)):
        return redirect("apply-check")
    sending.send(draft, by=request.user if request.user.is_authenticated else None)
    return redirect("apply-sent")


@open_page
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The reference, what happens next, and whom to call; a page to print."""
    draft = _draft(request)
    reference = draft.sent_reference if draft else ""
    with scope.system("supporting"):  # known by the secret that their own browser keeps, signed in or not
        supporter = Supporter.objects.filter(code=reference).select_related("association", "person").first()
    if supporter is None:
        return redirect("apply")
    facts = {
        "reference": grouped(supporter.code[:8]),
        "association": supporter.association,
        "has_email": bool(supporter.person.email_index),
    }
    response = render(request, "home/volunteering/sent.html", facts)
    response.delete_cookie(CODE_COOKIE, samesite="Strict")
    return response


def _draft(request: HttpRequest) -> Draft | None:
    return drafts.current(request, DraftKind.APPLICATION)


def _answers(request: HttpRequest, draft: Draft | None) -> Answers:
    """All answers so far; `known` says that someone signed in need not tell who they are again."""
    answers = dict(drafts.answers(draft)) if draft else {}
    if request.user.is_authenticated:
        answers["known"] = {"signed_in": True}
    return answers


def _next_url(request: HttpRequest, draft: Draft) -> str:
    if draft.sent_reference:
        return reverse("apply-sent")
    missing = ROAD.unanswered(_answers(request, draft))
    return reverse("apply-question", args=[missing.key]) if missing else reverse("apply-check")


def _remember_code(response: HttpResponse, code: str) -> None:
    """The code stays in the person's own browser until it closes; we keep it nowhere in the clear."""
    response.set_cookie(CODE_COOKIE, code, httponly=True, secure=settings.HTTPS, samesite="Strict")
