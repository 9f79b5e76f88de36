"""Permission, second shut: a page asks a policy, or it does not go out (see docs/house.md).

The first shut is `visible_to(person)` on querysets: a stranger gets 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rinnalla.base.errors import NotAllowed


def require(request: HttpRequest, policy: Callable[..., bool], *things: Any) -> None:
    """Ask `policy(person, *things)`; note that it was asked.

    Raises   NotAllowed when the policy says no; shown as a sentence with status 403
    """
    request.policy_asked = True  # type: ignore[attr-defined]
    if not policy(request.user, *things):
        raise NotAllowed(_("This page is not for you. If you think it should be, ask your association."))


def is_self(person: Any) -> bool:
    """The policy of pages about oneself: anyone signed in."""
    return person.is_authenticated


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that anyone may see without signing in; each is listed in tests/test_open_pages.py."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.policy_asked = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    opened.is_open_page = True  # type: ignore[attr-defined]
    return login_not_required(opened)


class PolicyWatch:
    """Middleware: with the watch on, a page that answered a signed-in person without asking a policy fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked = getattr(request, "policy_asked", False) or getattr(request, "library_page", False)
        if settings.POLICY_WATCH and request.user.is_authenticated and response.status_code < 300 and not asked:
            raise AssertionError(f"{request.method} {request.path} answered without asking a policy")
        return response

    def process_view(self, request, view, args, kwargs):
        """Pages of the sign-in library are guarded by the library itself."""
        request.library_page = getattr(view, "__module__", "").startswith("allauth.")
