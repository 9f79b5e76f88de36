"""The questions one by one, checking them, sending them, and what happens next."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from rinnalla.asks import answers as told
from rinnalla.asks import sending
from rinnalla.asks.forms.road import ROAD
from rinnalla.asks.models import Ask
from rinnalla.associations import places
from rinnalla.base.permission import open_page
from rinnalla.boundary import scope
from rinnalla.home import noticing
from rinnalla.home.views.asking.carrying import answers_of, association_of, begin, draft_of, forget_code, remember_code
from rinnalla.ledger import book
from rinnalla.matching import moves as matching
from rinnalla.people import drafts
from rinnalla.people.models import Draft
from rinnalla.people.wizard import Answers, Question, QuestionForm
from rinnalla.privacy.notices.words import Role

FIRST = ROAD.questions[0]
TEMPLATES = {"place": "home/asking/place.html", "association": "home/asking/association.html"}


@open_page
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question. A good answer is kept at once; the page after the very first one shows the code to come back by."""
    draft = draft_of(request)
    if draft and draft.sent_reference:
        return redirect("ask-sent")
    answers = answers_of(request, draft)
    asked = ROAD.find(key, answers)
    if asked is None or (draft is None and asked != FIRST):
        return redirect("ask-start")
    form = asked.form(request.POST or None, answers=answers, initial=answers.get(key) or _first_guess(request, asked))
    if request.method == "POST" and form.is_valid():
        return _keep(request, draft, asked, form, answers)
    if draft is None:
        request.session.setdefault("asking", True)  # the first answer has a session to come back to
    return render(request, TEMPLATES.get(key, "home/asking/question.html"), _facts(request, asked, form, answers))


def _first_guess(request: HttpRequest, asked: Question) -> dict:
    return {"language": request.LANGUAGE_CODE} if asked.key == "language" else {}


def _facts(request: HttpRequest, asked: Question, form: QuestionForm, answers: Answers) -> dict:
    step, of = ROAD.place(asked, answers)
    before = ROAD.before(asked, answers)
    back = reverse("ask-question", args=[before.key]) if before else reverse("ask-start")
    return {
        "question": asked,
        "form": form,
        "step": step,
        "of": of,
        "back_url": reverse("ask-check") if _is_checking(request) else back,
        "saved_url": reverse("ask-saved") if FIRST.key in answers else "",
        "association": association_of(answers) or getattr(form, "own", None),
        "notice_url": noticing.url_of(association_of(answers), Role.SEEKER) if asked.key == "consent" else "",
        "place_name": answers.get("place", {}).get("place", ""),
    }


def _keep(request: HttpRequest, draft: Draft | None, asked: Question, form: QuestionForm, answers: Answers):
    kept = form.kept()
    with transaction.atomic():
        draft, code = (draft, "") if draft else begin(request)
        if asked.key == "place" and _moved(answers, kept):
            drafts.keep(draft, association=None)
        together = dict(answers) | drafts.keep(draft, **{asked.key: kept})
    together = {key: value for key, value in together.items() if value is not None}
    response = redirect(_next(request, asked, together) if not code else reverse("ask-saved"))
    if code:
        remember_code(response, code)
    return response


def _moved(answers: Answers, kept: dict) -> bool:
    """Another municipality has another association, so that is asked anew."""
    earlier = answers.get("place")
    return bool(earlier) and earlier.get("municipality") != kept["municipality"]


def _is_checking(request: HttpRequest) -> bool:
    return "check" in request.GET


def _next(request: HttpRequest, asked: Question, answers: Answers) -> str:
    """The next question in order; from the check page, only what the change made necessary, then back there."""
    if not _is_checking(request):
        following = ROAD.after(asked, answers)
        return reverse("ask-question", args=[following.key]) if following else reverse("ask-check")
    missing = ROAD.unanswered(answers)
    return reverse("ask-question", args=[missing.key]) + "?check" if missing else reverse("ask-check")


@open_page
@require_GET
def place_suggest(request: HttpRequest) -> HttpResponse:
    """Typing help under the field, when scripts run."""
    typed = request.GET.get("place", "").strip()
    found = places.find(typed) if len(typed) > 1 else []
    return render(request, "home/asking/_places.html", {"found": found, "typed": typed})


@open_page
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """All answers with a link to change each; sending is the next button."""
    draft = draft_of(request)
    if draft is None or draft.sent_reference:
        return redirect("ask-sent" if draft else "ask-start")
    answers = answers_of(request, draft)
    missing = ROAD.unanswered(answers)
    if missing:
        return redirect("ask-question", key=missing.key)
    rows = [
        {"label": one.heading, "value": words, "change_url": reverse("ask-question", args=[one.key]) + "?check"}
        for one, words in told.in_words(answers)
    ]
    facts = {"rows": rows, "association": association_of(answers), "saved_url": reverse("ask-saved")}
    return render(request, "home/asking/check.html", facts)


@open_page
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Once, however many times it is pressed."""
    draft = draft_of(request)
    if draft is None:
        return redirect("ask-start")
    if draft.sent_reference:
        return redirect("ask-sent")
    with book.together():  # also the reading of the answers
        answers = answers_of(request, draft)
        if ROAD.unanswered(answers):
            return redirect("ask-check")
        ask = sending.send(draft, by=request.user if request.user.is_authenticated else None, answers=answers)
        if matching.goes_out_by_itself(ask) and not ask.shortlists.exists():
            matching.begin(ask)
    return redirect("ask-sent")


@open_page
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The reference, what happens next and by which day, whom to call, and a page to print."""
    draft = draft_of(request)
    with scope.system("asking"):  # known by the secret that their own browser keeps, signed in or not
        known = Ask.objects.select_related("person", "association")
        ask = known.filter(code=draft.sent_reference).first() if draft and draft.sent_reference else None
        promise = ask.promises.first() if ask else None
    if ask is None:
        return redirect("ask-start")
    facts = {
        "ask": ask,
        "promise": promise,
        "association": ask.association,
        "has_email": bool(ask.person.email_index),
    }
    response = render(request, "home/asking/sent.html", facts)
    forget_code(response)
    return response
