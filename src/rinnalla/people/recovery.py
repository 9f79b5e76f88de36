"""Someone lost the second key: asked for with a mailed code, approved by another person, then a day, then a link.

Every step is a row in the database, so that a restart loses nothing; of the link only a blind index is kept. Letters go
to every way the person has at each step, each with a link that stops it in one press (docs/adr/0015).
"""

import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people import moves
from rinnalla.people.choices import MadeSure, RecoveryEnd
from rinnalla.people.models import Person, Recovery
from rinnalla.vault import blind

TOKEN_BYTES = 32
STOP_SALT = "people.recovery.stop"


# --- asking ---------------------------------------------------------------------------------------------------------
@scope.system("identity")
def asked_by(person: Person) -> Recovery | None:
    """The one that is open, if any."""
    return Recovery.objects.open().filter(person=person).first()


def ask(person: Person, *, by: Person) -> Recovery:
    """Someone who has just shown their mailbox asks for a new second key. Asked twice, the first one stands."""
    if standing := asked_by(person):
        return standing
    try:
        return _ask(person, by=by)
    except IntegrityError:  # a twin request asked just now
        return Recovery.objects.open().get(person=person)


@scope.system("identity")
@transaction.atomic
def _ask(person: Person, *, by: Person) -> Recovery:
    recovery = Recovery.objects.create(person=person)
    book.write(by, "recovery.asked", about=recovery)
    _tell(recovery, "asked")
    import_string(settings.RECOVERY_ASKED)(recovery)
    return recovery


# --- saying yes, and stopping ---------------------------------------------------------------------------------------
@scope.system("identity")
@transaction.atomic
def approve(recovery: Recovery, made_sure: str, *, by: Person) -> None:
    """Another person made sure who asks, and says yes. The link goes out after a day, unless it is stopped.

    made_sure   one of `MadeSure`
    Raises      RuleBroken for oneself; Overtaken when it is no longer waiting
    """
    if by == recovery.person:
        raise RuleBroken(_("Nobody says yes for themself. Ask a colleague or the union."))
    now, known = clock.now(), MadeSure(made_sure)
    waiting = Recovery.objects.waiting().filter(pk=recovery.pk, asked_at__gt=now - settings.RECOVERY_WAITS_FOR_YES)
    if not waiting.update(approved_at=now, approved_by=by, opens_at=now + settings.RECOVERY_WAIT):
        raise Overtaken(_("Someone has answered this already, or it has run out of time."))
    recovery.refresh_from_db()
    book.write(by, "recovery.approved", about=recovery, details={"made_sure": str(known)})
    _tell(recovery, "approved")


@scope.system("identity")
@transaction.atomic
def stop(recovery: Recovery, *, by: Person) -> bool:
    """Nothing changes in how the person signs in. Stopped twice, it is stopped; returns whether this press did it."""
    stopped = _end(recovery, RecoveryEnd.STOPPED)
    if stopped:
        book.write(by, "recovery.stopped", about=recovery)
    return stopped


def stop_token(recovery: Recovery) -> str:
    """For the link in every letter about it. Signed and not kept: stopping harms nobody, and each letter carries it."""
    return signing.dumps(recovery.code, salt=STOP_SALT)


def to_stop(token: str) -> Recovery | None:
    """The open one behind a link that stops; one that we never signed is looked for as well, and takes as long."""
    try:
        code = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        code = ""
    return Recovery.objects.open().select_related("person").filter(code=code).first()


def stop_address(recovery: Recovery) -> str:
    return settings.SITE_ADDRESS + reverse("recovery-stop", args=[stop_token(recovery)])


# --- the link -------------------------------------------------------------------------------------------------------
@scope.system("identity")
def send_links() -> int:
    """The day has passed: the link goes out. Done by the worker at each round; returns how many."""
    ready = Recovery.objects.open().filter(opens_at__lte=clock.now(), link_sent_at=None)
    return sum(send_link(recovery) for recovery in ready.select_related("person"))


@scope.system("identity")
@transaction.atomic
def send_link(recovery: Recovery) -> bool:
    """A new link, by mail; an earlier one stops. False when it is not time, or no longer open."""
    if not recovery.is_ready or not recovery.person.is_active:
        return False
    token, before = secrets.token_urlsafe(TOKEN_BYTES), recovery.link_sent_at
    same = Recovery.objects.open().filter(pk=recovery.pk, link_sent_at=before)
    if not same.update(link_index=_index(token), link_sent_at=clock.now()):
        return False
    recovery.refresh_from_db()
    book.write(None, "recovery.link_sent", about=recovery)
    address = settings.SITE_ADDRESS + reverse("recovery-link", args=[token])
    import_string(settings.RECOVERY_LETTER)(recovery.person, "link", address)
    return True


def find(token: str) -> Recovery | None:
    """What a link opens, while it works."""
    now = clock.now()
    alike = Recovery.objects.open().filter(link_index=_index(token), opens_at__lte=now)
    fresh = alike.filter(link_sent_at__gt=now - settings.RECOVERY_LINK_WORKS, person__is_active=True)
    return fresh.select_related("person").first()


@scope.system("identity")
@transaction.atomic
def take_up(token: str) -> Person:
    """The link is used: lost keys are removed, every session ends, and the way to a new key is open.

    Raises   RuleBroken when the link does not work any more
    """
    recovery = find(token)
    if recovery is None or not _end(recovery, RecoveryEnd.USED):
        raise RuleBroken(_("This link has been used or is too old. Sign in with your e-mail to ask for a new one."))
    person = recovery.person
    Authenticator.objects.filter(user=person).delete()
    person.drop_passphrase()
    book.write(person, "recovery.used", about=recovery)
    book.write(person, "person.factor_removed", about=person)
    moves.end_sessions(person, by=person)
    moves.prove_address(person, by=person)
    return person


# --- time -----------------------------------------------------------------------------------------------------------
@scope.system("identity")
def expire() -> int:
    """What nobody approved in two weeks, or whose link nobody used in a week, ends; returns how many."""
    now, ended = clock.now(), 0
    unanswered = Recovery.objects.waiting().filter(asked_at__lte=now - settings.RECOVERY_WAITS_FOR_YES)
    unused = Recovery.objects.open().filter(opens_at__lte=now - settings.RECOVERY_WAITS_FOR_USE)
    for recovery in [*unanswered.select_related("person"), *unused.select_related("person")]:
        with transaction.atomic():
            if _end(recovery, RecoveryEnd.EXPIRED):
                book.write(None, "recovery.expired", about=recovery)
                ended += 1
    return ended


@scope.system("identity")
def forget_old() -> int:
    """Those that ended long enough ago are gone; what was done stays in the ledger (R39)."""
    kept_for = settings.KEPT_FOR["security"]
    assert kept_for, "security logs are not kept for ever"
    return Recovery.objects.filter(ended_at__lte=clock.now() - kept_for).delete()[0]


# --- plumbing -------------------------------------------------------------------------------------------------------
def _end(recovery: Recovery, how: RecoveryEnd) -> bool:
    ended = Recovery.objects.open().filter(pk=recovery.pk).update(ended_at=clock.now(), how=how, link_index="")
    recovery.refresh_from_db()
    return bool(ended)


def _tell(recovery: Recovery, what: str) -> None:
    import_string(settings.RECOVERY_LETTER)(recovery.person, what, stop_address(recovery))


def _index(token: str) -> str:
    return blind.index("people.recovery", token)
