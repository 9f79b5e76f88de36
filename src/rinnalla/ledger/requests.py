"""The id of the request being served, so that lines written by one request can be seen together."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rinnalla.base.codes import new_code
from rinnalla.vault.decision import request_id as current

__all__ = ["RequestId", "current"]


class RequestId:
    """Middleware: gives each request an id of its own; what a client sends is not used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current.set(new_code(12))
        try:
            return self.get_response(request)
        finally:
            current.reset(token)
