"""What the pages of asking share: the draft this browser holds, its answers, and the code to come back by."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from rinnalla.asks import answers as told
from rinnalla.associations.models import Association
from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft
from rinnalla.people.wizard import Answers

CODE_COOKIE = "__Host-resume" if settings.HTTPS else "resume"
VIA = "ask-via"


def draft_of(request: HttpRequest) -> Draft | None:
    return drafts.current(request, DraftKind.ASK)


def answers_of(request: HttpRequest, draft: Draft | None) -> Answers:
    """All answers so far; `known` says that someone signed in need not tell who they are again."""
    kept = drafts.answers(draft) if draft else {}
    answers = {key: value for key, value in kept.items() if value is not None}
    via = request.session.get(VIA)
    if via and "via" not in answers:
        answers["via"] = {"association": via}
    if request.user.is_authenticated:
        answers["known"] = {"signed_in": True}
    return answers


def begin(request: HttpRequest) -> tuple[Draft, str]:
    """A new draft, held by this browser, and its code."""
    draft, code = drafts.start(DraftKind.ASK, (get_language() or "fi")[:2])
    drafts.hold(request, draft)
    via = request.session.pop(VIA, "")
    if via:
        drafts.keep(draft, via={"association": via})
    return draft, code


def remember_code(response: HttpResponse, code: str) -> None:
    """The code stays in the person's own browser until it closes; we keep it nowhere in the clear."""
    response.set_cookie(CODE_COOKIE, code, httponly=True, secure=settings.HTTPS, samesite="Strict")


def forget_code(response: HttpResponse) -> None:
    response.delete_cookie(CODE_COOKIE, samesite="Strict")


def association_of(answers: Answers) -> Association | None:
    """Whose telephone number stands at the foot of the page."""
    return told.association(answers) if "association" in answers else None
