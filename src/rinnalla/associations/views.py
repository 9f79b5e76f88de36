"""Taking up an invitation. Opening the link only shows it, since mail programs open links by themselves."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rinnalla.associations import invites
from rinnalla.base.permission import open_page
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.people.signing_in import NOWHERE


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
@scope.system("sign-in")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites and to what; the button takes it up, signs in and leads to setting up a second key."""
    if request.method == "POST":
        person, _given = invites.take_up(token)
        messages.success(request, _("Welcome. Next, set up a passkey or an app, so that only you can do your work."))
        return _sign_in(request, person)
    found = invites.find(token)
    facts = {"invitation": found, "union_itself": bool(found) and found.association is None}
    return render(request, "associations/invitation.html", facts, status=200 if found else 410)


def _sign_in(request: HttpRequest, person: Person) -> HttpResponse:
    """The link came to the person's mail, so it stands for a mailed code; a second key they have is still asked."""
    address = person.email_index + NOWHERE
    record_authentication(request, person, method="code", email=address)
    return perform_login(request, Login(user=person, email=address, redirect_url=reverse("mfa_index")))
