"""While the keyring is away: one calm page in place of every page that needs it, with nothing of anyone's on it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rinnalla.base import sentences
from rinnalla.vault.errors import Closed

TRY_AGAIN = "30"  # seconds
NOT_KEPT = {"csrfmiddlewaretoken"}


class Away:
    """Middleware: a page that found the keyring away answers 503; whatever it had changed is rolled back.

    What was sent in a form cannot be kept here without keys. It goes back to the browser inside the page, unseen, to be
    sent again with one press under the same key, so that it is done once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Closed):
            return None
        response = _answer(request, exception)
        response["Retry-After"] = TRY_AGAIN
        return response


def _answer(request: HttpRequest, closed: Closed) -> HttpResponse:
    if "HX-Request" in request.headers:  # the page stays, and what is written on it
        return sentences.answer(request, closed.sentence, status=closed.status)
    request.shows_nobody = True  # type: ignore[attr-defined]
    facts = {"sentence": closed.sentence, "typed": _typed(request), "files": bool(request.FILES), "user": None}
    return render(request, "vault/away.html", facts | {"address": request.get_full_path()}, status=closed.status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, name by name, in order."""
    if request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
