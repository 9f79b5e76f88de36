"""What a signed-in person's own wishes and safety do to every page."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from rinnalla.people import kept, sign_ins
from rinnalla.people.policies import has_needed_key, needs_second_key

MINUTE = 60


class Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class OwnLanguage(Middleware):
    """A signed-in person reads every page in their own language, whatever the browser says."""

    def __call__(self, request):
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class IdleEnd(Middleware):
    """A session ends after 30 idle minutes, and after 12 hours in any case; answers half given are kept already."""

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time()) // MINUTE
            began, seen = request.session.get("began", now), request.session.get("seen", now)
            idle, whole = (now - seen) * MINUTE, (now - began) * MINUTE
            if idle > settings.IDLE_END.total_seconds() or whole > settings.SESSION_COOKIE_AGE:
                kept.sign_out(request, request.user)
                messages.info(request, _("You were away for a while, so we signed you out to keep your things safe."))
            elif seen != now or "began" not in request.session:
                if "began" in request.session:
                    sign_ins.seen(request)
                request.session["began"], request.session["seen"] = began, now
        return self.get_response(request)


class SecondFactor(Middleware):
    """Staff and supporters never get in by a mailed code alone: without a second key every page leads to that."""

    LEFT_OPEN = {"leave", "language", "demo-sign-in", "own-passphrase", "show-key"}

    def process_view(self, request, view, args, kwargs):
        if settings.DEMO or not request.user.is_authenticated:
            return None
        if view.__module__.startswith("allauth."):
            request.session.pop("second_factor", None)  # a key may be removed here, so it is asked for again after
            return None
        if request.session.get("second_factor") or request.resolver_match.url_name in self.LEFT_OPEN:
            return None
        if not needs_second_key(request.user):
            return None
        if has_needed_key(request.user):
            request.session["second_factor"] = True
            return None
        messages.info(request, _("What you do here needs a second key besides e-mail. Set one up here first."))
        return redirect("mfa_index")


class EvenPace(Middleware):
    """An answer that could tell by its speed whether an address is known waits until a set moment.

    A view asks for it with `patience.answer_no_sooner(request, seconds)`; this stands outside every transaction.
    """

    def __call__(self, request):
        response = self.get_response(request)
        wait = getattr(request, "answer_at", 0.0) - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        return response
