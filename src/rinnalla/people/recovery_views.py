"""A lost second key, as the person meets it; and where one is signed in."""

from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rinnalla.base.permission import is_self, open_page, require
from rinnalla.boundary import scope
from rinnalla.people import passphrases, recovery, shown, sign_ins
from rinnalla.people.models import Person
from rinnalla.people.signing_in import NOWHERE

SECOND_LOCK = "mfa_authenticate"  # the library's name of the step at which the second key is asked


def _at_second_lock(request: HttpRequest) -> Person | None:
    """Who has just typed a mailed code and is asked for the second key; nobody else meets these pages."""
    if request.user.is_authenticated:
        return None
    stage = LoginStageController.enter(request, SECOND_LOCK) or passphrases.at_step(request)
    return stage.login.user if stage else None


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
@scope.system("sign-in")
def lost(request: HttpRequest) -> HttpResponse:
    """Ask for a new key, see how it stands, or have the link sent once more. Without a mailed code first: sign in."""
    person = _at_second_lock(request)
    if person is None:
        return redirect("account_login")
    if request.method == "POST":
        standing = recovery.ask(person, by=person)
        if recovery.send_link(standing):
            messages.success(request, _("A new link is on its way to your e-mail."))
        return redirect("recovery")
    return render(request, "people/recovery/lost.html", {"recovery": recovery.asked_by(person)})


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
@scope.system("sign-in")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press stops it. Opening the link only shows it, since mail programs open links by themselves."""
    found = recovery.to_stop(token)
    if request.method == "POST":
        if found:
            recovery.stop(found, by=found.person)
        return render(request, "people/recovery/stopped.html")
    return render(request, "people/recovery/stop.html", {"is_open": bool(found)}, status=200 if found else 410)


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
@scope.system("sign-in")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the day after: the button removes the lost keys, signs in and leads to a new one."""
    if request.method == "POST":
        person = recovery.take_up(token)
        messages.success(request, _("The lost keys no longer open anything. Now set up a new one."))
        return _sign_in(request, person)
    found = recovery.find(token)
    return render(request, "people/recovery/link.html", {"is_open": bool(found)}, status=200 if found else 410)


def _sign_in(request: HttpRequest, person: Person) -> HttpResponse:
    """The link came to the person's mail, so it stands for a mailed code."""
    address = person.email_index + NOWHERE
    record_authentication(request, person, method="code", email=address)
    return perform_login(request, Login(user=person, email=address, redirect_url=reverse("mfa_index")))


@require_GET
def where(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and a new key that someone has asked for in my name."""
    require(request, is_self)
    person = cast(Person, request.user)
    standing = recovery.asked_by(person)
    facts = {
        "sign_ins": list(sign_ins.living(person)),
        "this_one": request.session.session_key,
        "recovery": standing,
        "stop_url": reverse("recovery-stop", args=[recovery.stop_token(standing)]) if standing else "",
    }
    return render(request, "people/sign_ins.html", facts)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    require(request, is_self)
    person = cast(Person, request.user)
    if not shown.was_shown(request, person):  # else who sits at a browser left open could push the owner out
        return redirect(shown.where(reverse("sign-ins")))
    sign_ins.end_others(request, by=person)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("sign-ins")
