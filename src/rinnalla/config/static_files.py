"""Style sheets and scripts, with the headers that pages have."""

from django.http import HttpRequest, HttpResponse
from whitenoise.base import StaticFile
from whitenoise.middleware import WhiteNoiseMiddleware

from rinnalla.base.headers import ALWAYS


class StaticFiles(WhiteNoiseMiddleware):
    """They carry the same as pages, but may be kept by the browser: they tell nothing of anyone."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        response = WhiteNoiseMiddleware.serve(static_file, request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
