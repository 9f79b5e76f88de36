"""Where a person is signed in: each browser by what it runs on and when, and one press that ends all the others."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people import moves
from rinnalla.people.choices import Device
from rinnalla.people.models import Person, SignIn

TABLETS, PHONES = ("iPad", "Tablet"), ("Mobi", "iPhone", "Android")
COMPUTERS = ("Windows", "Macintosh", "Linux", "CrOS")


def note(request: HttpRequest, person: Person) -> None:
    """This browser is signed in from now on; called wherever someone signs in."""
    request.session.save()
    device = device_of(request.headers.get("User-Agent", ""))
    session = Session.objects.get(session_key=request.session.session_key)
    SignIn.objects.update_or_create(session=session, defaults={"person": person, "device": device})


def seen(request: HttpRequest) -> None:
    """Called at most once a minute (people/middleware.py)."""
    SignIn.objects.filter(session_id=request.session.session_key).update(seen_at=clock.now())


def living(person: Person) -> QuerySet[SignIn]:
    """Those that still open something: seen within the idle time, begun within the day's hours."""
    now = clock.now()
    whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = SignIn.objects.filter(person=person, session__expire_date__gt=now, began_at__gt=now - whole)
    return rows.filter(seen_at__gt=now - settings.IDLE_END - timedelta(minutes=1)).order_by("-seen_at", "-pk")


@transaction.atomic
def end_others(request: HttpRequest, *, by: Person) -> None:
    """Every other session of this person ends at once; this browser stays signed in."""
    by.end_sessions()
    book.write(by, "person.sessions_ended", about=by)
    update_session_auth_hash(request, by)
    note(request, by)


@scope.system("identity")
@transaction.atomic
def end_behind(email: str, *, by: Person) -> None:
    """Whoever has this address, proven or not, is signed out everywhere; nothing tells whether anyone has it."""
    for person in Person.objects.with_email(email):
        moves.end_sessions(person, by=by)


@scope.system("identity")
@book.together()
def end_everyones(*, but: Person, by: Person) -> None:
    """Everyone is signed out at their next page, except `but`."""
    for person in Person.objects.filter(sign_ins__isnull=False).exclude(pk=but.pk).distinct().order_by("pk"):
        moves.end_sessions(person, by=by)


def device_of(browser: str) -> Device:
    """From the browser's own words; nothing finer is kept, since it would tell people apart."""
    for device, words in ((Device.TABLET, TABLETS), (Device.PHONE, PHONES), (Device.COMPUTER, COMPUTERS)):
        if any(word in browser for word in words):
            return device
    return Device.UNKNOWN
