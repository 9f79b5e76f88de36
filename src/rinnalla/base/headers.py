"""What every answer tells the browser: nothing from elsewhere, nothing inline, nothing kept after signing in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; img-src 'self' data:; "  # data: is the QR picture of the authenticator page
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default"  # the policy is made in rinnalla.js
)
POWERS = "accelerometer browsing-topics camera display-capture geolocation gyroscope magnetometer microphone usb"
PERMISSIONS = ", ".join(f"{power}=()" for power in POWERS.split())
ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}


class Headers:
    """Middleware, outside the session's, so that answers of every other layer pass through it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.impersonal = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if self.is_personal(request, response):
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def is_personal(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Signed in, or with a draft: any cookie but those of the language and of forms."""
        return bool((request.COOKIES.keys() | response.cookies.keys()) - self.impersonal)
