"""Pages about oneself: details; the language switch and the demo's door."""

from typing import cast

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
from rinnalla.people import kept, languages, moves, shown, sign_ins
from rinnalla.people.choices import Language
from rinnalla.people.forms import DetailsForm, KeyForm
from rinnalla.people.models import Person
from rinnalla.people.signing_in import REFUSALS


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
    """Name at any time; address and number only right after a key was shown."""
    require(request, is_self)
    person = cast(Person, request.user)
    before, may_reach = moves.identity_of(person), shown.was_shown(request, person)
    form = DetailsForm(request.POST or None, initial=vars(before), may_reach=may_reach)
    if request.method == "POST" and form.is_valid():
        moves.change_identity(person, form.identity(before), by=person)
        messages.success(request, _("Your details are saved."))
        return redirect("my-details")
    facts = {"form": form, "person": person}
    facts["show_url"] = "" if may_reach else shown.where(request.path)
    return render(request, "people/my_details.html", facts)


def show_key(request: HttpRequest) -> HttpResponse:
    """For who signs in by mailed codes alone: a code to the address of now, then back to one's details."""
    require(request, is_self)
    person = cast(Person, request.user)
    if elsewhere := shown.at_library(request, person):
        return redirect(elsewhere)
    if request.method == "POST" and "code" not in request.POST:
        shown.send_code(request, person)
        return redirect(request.get_full_path())
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if shown.show_code(request, person, form.cleaned_data["code"]):
            return redirect(shown.back_to(request))
        form.add_error("code", REFUSALS["incorrect_code"])
    return render(request, "people/show_key.html", {"form": form, "is_sent": shown.is_sent(request)})


def kept_words(request: HttpRequest) -> HttpResponse:
    """What was being sent when the session ended, to send it on; a POST here throws it away."""
    require(request, is_self)
    typed = kept.of(request, cast(Person, request.user))
    if request.method == "POST" or typed is None:
        kept.throw_away(request)
        return redirect("home")
    return render(request, "people/kept.html", {"typed": typed})
