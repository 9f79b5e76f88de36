"""When something does not go through, a person reads one calm sentence that says what to do next."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from rinnalla.base.errors import RuleBroken

logger = logging.getLogger(__name__)


def answer(request: HttpRequest, sentence: Any, *, status: int, heading: str = "") -> HttpResponse:
    """`sentence` as a page, or for htmx as a notice put into the page's message region."""
    facts = {"sentence": sentence, "heading_words": heading or _("This did not go through")}
    if "HX-Request" in request.headers:
        response = render(request, "base/_sentence.html", facts, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
        return response
    return render(request, "base/sentence.html", facts, status=status)


class Sentences:
    """Middleware: a broken rule becomes its own sentence; a full or busy database says that nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RuleBroken):
            return answer(request, exception.sentence, status=exception.status)
        if isinstance(exception, OperationalError) and request.method == "POST":
            logger.error("A write did not go through: %s", exception)
            sentence = _("We could not save this just now. Nothing was changed. Go back and try again in a moment.")
            response = answer(request, sentence, status=503)
            response["Retry-After"] = "60"
            return response
        return None


@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's guard against forgery did not match: most often the page was open for long, or cookies are off."""
    sentence = _(
        "The page had been open for a long time. Go back, load the page again and send it once more. "
        "Your browser needs to allow cookies from this site."
    )
    return answer(request, sentence, status=403, heading=_("Send this once more"))


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A form larger than the settings allow is told so."""
    if isinstance(exception, RequestDataTooBig):
        sentence = _("The text or the file is too large to send. Nothing was changed. Go back and make it shorter.")
        return answer(request, sentence, status=413)
    return answer(request, _("We could not read this. Nothing was changed. Go back and try again."), status=400)


@requires_csrf_token
def not_for_you(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _("This page is not for you. If you think it should be, ask your association.")
    return answer(request, sentence, status=403, heading=_("This page is closed"))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what does not exist and for what is not for this person."""
    sentence = _("There is no such page, or it is not open to you. Check the address, or begin from the front page.")
    return answer(request, sentence, status=404, heading=_("We did not find this page"))
