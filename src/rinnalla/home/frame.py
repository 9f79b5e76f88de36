"""The frame round every page: its links, for who is looking. Rooms below know only the names given here."""

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from rinnalla.associations import context
from rinnalla.associations.models import administers, is_staff


def frame(request) -> dict:
    """Context processor: `frame`, made only when a page draws it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request) -> dict:
    person, for_nobody = getattr(request, "user", None), getattr(request, "shows_nobody", False)
    signed_in = bool(person and person.is_authenticated)
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else ""
    # Asked for once a request; and not when the transaction is broken, so that the sentence that says so can be drawn.
    union = None if connection.needs_rollback else context.union(request)["union"]
    return {
        "name": union.name if union else "Rinnalla",
        "call_url": reverse("call-me"),
        "front_url": reverse("front"),
        "header": [_link(*link, here) for link in ([] if for_nobody else _header(person if signed_in else None))],
        "footer": [
            _link("helplines", _("Help now"), here),
            _link("find", _("Find your association"), here),
            _link("principles", _("Our principles"), here),
            _link("what-we-see", _("What we can and cannot see"), here),
            _link("notices", _("What is kept of you"), here),
            _link("accessibility", _("Accessibility"), here),
            _link("about", _("About this service"), here),
        ],
        "leave_url": reverse("leave"),
        "language_url": reverse("language"),
        "sign_in_url": "" if for_nobody else reverse(settings.LOGIN_URL),
        "sign_out_url": reverse("account_logout"),
        "who_looked_url": reverse("who-looked"),
        "rights_url": reverse("my-rights"),
        "phone": union.phone if union else "",
        "phone_words": union.phone_hours if union else "",
        "is_demo": settings.DEMO,
    }


def _header(person) -> list[tuple[str, str]]:
    if person is None:
        return [("ask-start", _("Ask for a peer")), ("volunteer", _("Become a peer supporter"))]
    links = [("home", _("My pages"))]
    if is_staff(person):
        links.append(("desk", _("Desk")))
    if administers(person):
        links.append(("union", _("Union")))
    return links


def _link(name: str, words: str, here: str) -> dict:
    return {"url": reverse(name), "label": words, "is_current": name == here}
