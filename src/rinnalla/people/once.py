"""A form that is pressed twice is answered once: the second press gets the first one's answer."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from rinnalla.base import clock
from rinnalla.base.sentences import Sentences
from rinnalla.people.models import Sending

REMEMBERED = timedelta(days=2)
LONGEST_LED_TO = 300  # letters; what Sending.led_to holds
FIRST = "INSERT INTO people_sending (key, sender, led_to, at) VALUES (%s, %s, '', %s) ON CONFLICT (key) DO NOTHING"


class Once:
    """Middleware. A POST with the hidden field `once` runs in one transaction with the row that remembers its key.

    A twin waits for the first (a unique key in PostgreSQL, the write lock in SQLite), then follows it to where it led.
    Only a redirect is remembered: a form shown again with its errors may be sent again. Whatever a view raises rolls
    everything back, also when a middleware further out makes a page of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("once", "") if request.method == "POST" else ""
        if not key:
            return self.get_response(request)
        try:
            return self._answer(request, key)
        except OperationalError as error:  # the database is busy or full; nothing was changed
            answer = Sentences(self.get_response).process_exception(request, error)
            if answer is None:
                raise
            return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Called before any other middleware may turn the exception into a page."""
        request.view_raised = True  # type: ignore[attr-defined]

    def _answer(self, request: HttpRequest, key: str) -> HttpResponse:
        sender = _sender(request)
        with transaction.atomic():
            key = hashlib.sha256(f"{sender}|{request.path}|{key}".encode("utf-8", "replace")).hexdigest()
            is_first = _is_first(key, sender)
            if not is_first:
                return HttpResponseRedirect(Sending.objects.get(key=key).led_to)
            response = self.get_response(request)
            if getattr(request, "view_raised", False) or response.status_code >= 500:
                transaction.set_rollback(True)
            else:
                _remember(key, response)
        return response


def _is_first(key: str, sender: str) -> bool:
    """Whether this press is the first with its key; waits for a twin that is still being answered."""
    at = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [key, sender, at])
        return cursor.rowcount == 1


def _remember(key: str, response: HttpResponse) -> None:
    mine = Sending.objects.filter(key=key)
    led_to = response.headers.get("Location", "")
    if 300 <= response.status_code < 400 and 0 < len(led_to) <= LONGEST_LED_TO:
        mine.update(led_to=led_to)
    else:
        mine.delete()


def _sender(request: HttpRequest) -> str:
    """Who pressed: the person, or the browser by its form cookie, which is there before any session is."""
    if request.user.is_authenticated:
        return request.user.code
    browser = request.META.get("CSRF_COOKIE") or request.session.session_key or ""
    return hashlib.sha256(browser.encode()).hexdigest()


def forget_old() -> int:
    """Forget keys older than two days; returns how many."""
    return Sending.objects.filter(at__lt=clock.now() - REMEMBERED).delete()[0]
