"""Writing letters: a notice that there is something to read, a code to sign in by, an invitation to work.

A notice waits in the outbox, written in the move's own transaction, and the worker sends it (docs/adr/0005). A code and
an invitation carry something that is kept nowhere, so they leave at once when the transaction has ended.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import texts
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.people.models import Person

log = logging.getLogger(__name__)

TRIES_BEFORE_ALARM = 3


def later(kind: Kind, *, to: Person, association: Association | None = None) -> Letter:
    """Let `to` know that there is something: by mail, or by a call of the association's coordinators (R15).

    kind          what a call is about; a mail never says it
    association   whose coordinators call when there is no e-mail address; None is the union's own queue
    """
    (letter,) = later_many([(kind, to)], association=association)
    return letter


@scope.system("letters")
def later_many(notices: Iterable[tuple[Kind, Person]], *, association: Association | None) -> list[Letter]:
    """`later` for several at once, in one statement."""
    return Letter.objects.bulk_create(
        Letter(to=to, kind=kind, association=association, way=Way.MAIL if to.hears_by_mail else Way.CALL)
        for kind, to in notices
    )


@scope.system("letters")
def call(kind: Kind, *, to: Person, association: Association | None) -> Letter:
    """Let a coordinator of `association` tell `to` by telephone."""
    return Letter.objects.create(to=to, kind=kind, association=association, way=Way.CALL)


def call_instead(letter: Letter) -> bool:
    """The mail never came: whoever waits for word is called, so that nobody is forgotten (R17); whether one is.

    A notice to staff needs no call: what it is about stands on their worklist.
    """
    if letter.kind == Kind.WORK:
        return False
    call(Kind(letter.kind), to=letter.to, association=letter.association)
    return True


def waiting_calls(person: Person) -> QuerySet[Letter]:
    """People who are to be told by telephone, for a coordinator of their association; who has waited longest first."""
    waiting = Letter.objects.filter(way=Way.CALL, stage=LetterStage.WAITING)
    goes_out = Q(to__restricted_at=None) | Q(kind__in=(Kind.RIGHTS, Kind.KEY))
    return waiting.filter(coordinated_by(person), goes_out).select_related("to", "association").order_by("made_at")


@scope.system("letters")
@transaction.atomic
def told(letter: Letter, *, by: Person) -> None:
    """The coordinator has called and told it.

    Raises   Overtaken when another coordinator has told it already
    """
    same = Letter.objects.filter(pk=letter.pk, way=Way.CALL, stage=LetterStage.WAITING)
    if not same.update(stage=LetterStage.TOLD, done_at=clock.now(), done_by=by):
        raise Overtaken(_("Someone has told this already."))
    letter.refresh_from_db()
    book.write(by, "letter.told", about=letter)


def stuck_mail() -> QuerySet[Letter]:
    """Mail that has been tried several times in vain."""
    return Letter.objects.filter(way=Way.MAIL, stage=LetterStage.WAITING, tries__gte=TRIES_BEFORE_ALARM)


@scope.system("letters")
def mail_is_down() -> bool:
    """Whether some letter has been tried several times in vain: staff are shown a banner."""
    return stuck_mail().exists()


def send_sign_in_code(person: Person, code: str) -> None:
    """Mail the code by which this person signs in (`settings.SIGN_IN_LETTER`). It is kept nowhere."""
    _at_once(texts.sign_in_code(person, code))


def send_invitation(person: Person, url: str) -> None:
    """Mail the link by which someone invited takes up a role. The link is kept nowhere."""
    _at_once(texts.invitation(person, url))


def send_recovery(person: Person, what: str, url: str) -> None:
    """Mail that a new key was asked for or approved, or the link to it (`settings.RECOVERY_LETTER`). Kept nowhere."""
    _at_once(texts.recovery(person, what, url))


def _at_once(message: EmailMessage | None) -> None:
    """Send after commit. A slow mail server is spoken to beside the request, so that no answer tells by its time."""
    if message is None:
        return
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        transaction.on_commit(lambda: _beside().submit(_softly, message))
    else:
        transaction.on_commit(lambda: _softly(message))


@cache
def _beside() -> ThreadPoolExecutor:
    """At most two letters at a time; those under way are finished when the server stops."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="letters")


def _softly(message: EmailMessage) -> None:
    """A mail that does not go is no error of the page: the page says that one can ask again, or call."""
    try:
        message.send()
    except Exception as error:
        log.error("A letter that could not wait was not sent: %s", type(error).__name__)  # no address in a log
