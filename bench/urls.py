"""The product's addresses, and beside them the two things to compare with: hello, and a page drawn from a constant."""

from django.http import HttpRequest, HttpResponse
from django.template import Context
from django.urls import include, path

from rinnalla.base.permission import open_page

HELD: dict = {}  # name → (template, its values), as the real page drew it once


@open_page
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@open_page
def constant(request: HttpRequest, name: str) -> HttpResponse:
    """The same template with the same values, already in memory: what drawing alone costs."""
    template, values = HELD[name]
    return HttpResponse(template.render(Context(values)))


urlpatterns = [
    path("bench/hello/", hello),
    path("bench/constant/<str:name>/", constant),
    path("", include("rinnalla.config.urls")),
]
