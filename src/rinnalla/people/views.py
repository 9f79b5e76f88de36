"""Pages about oneself: details; the language switch and the demo's door."""

from allauth.account import views as library
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rinnalla.base.permission import is_self, open_page, require
from rinnalla.boundary import scope
from rinnalla.people import languages, moves, sign_ins
from rinnalla.people.choices import Language
from rinnalla.people.forms import DetailsForm
from rinnalla.people.models import Person


@open_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The three language buttons; a signed-in person's choice is kept for letters too."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, None):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in Language.values:
        languages.remember(response, language)
        if request.user.is_authenticated:
            moves.speak(request.user, language, by=request.user)
    return response


@open_page
@scope.system("sign-in")
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """In a demo only: sign in by a link that the demo printed."""
    if not settings.DEMO:
        raise Http404
    try:
        code = signing.loads(token, salt="demo")
    except signing.BadSignature:
        raise Http404 from None
    person = get_object_or_404(Person, code=code, is_active=True)
    login(request, person, settings.AUTHENTICATION_BACKENDS[0])
    sign_ins.note(request, person)
    return redirect(settings.LOGIN_REDIRECT_URL)


@open_page
@scope.system("sign-in")
def sign_in(request: HttpRequest) -> HttpResponse:
    clear_login(request)
    return library.login(request)


@open_page
@scope.system("sign-in")
def ask_code(request: HttpRequest) -> HttpResponse:
    """Asking again begins again: the library would hold one who mistyped the address at the page of the code."""
    clear_login(request)
    return library.request_login_code(request)


@open_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """Who signs out leaves no page behind them in the browser; the language they chose stays."""
    response = library.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@open_page
def closed(request: HttpRequest, page: str) -> HttpResponse:
    """Pages of the sign-in library that do not exist here: passwords, sign-up, addresses in the clear."""
    raise Http404


def my_details(request: HttpRequest) -> HttpResponse:
    require(request, is_self)
    before = moves.identity_of(request.user)
    form = DetailsForm(request.POST or None, initial=vars(before))
    if request.method == "POST" and form.is_valid():
        moves.change_identity(request.user, form.identity(before), by=request.user)
        messages.success(request, _("Your details are saved."))
        return redirect("my-details")
    return render(request, "people/my_details.html", {"form": form, "person": request.user})
