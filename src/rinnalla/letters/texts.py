"""What letters say: that there is something to read, and nothing of what, whose or why. Plain text, nothing tracked."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from rinnalla.ledger import reading
from rinnalla.letters.models import Letter
from rinnalla.people.models import Identity, Person


def notice(letter: Letter) -> EmailMessage | None:
    """You have a message. The letter's code is its Message-ID, so that a second copy is known to be one.

    None when the person has no address any more, or does not want notices there.
    """
    if not letter.to.hears_by_mail:
        return None
    with translation.override(letter.to.language):
        body = _(
            "You have a message in Rinnalla. Sign in to read it:\n%(address)s\n\nThis e-mail cannot be answered."
        ) % {"address": settings.SITE_ADDRESS + "/"}
        return _mail(letter.to, body, {"Message-ID": f"<{letter.code}@{_domain()}>"})


def sign_in_code(person: Person, code: str) -> EmailMessage | None:
    """The code by which this person signs in."""
    with translation.override(person.language):
        body = _(
            "Your code for signing in:\n\n"
            "%(code)s\n\n"
            "The code works for ten minutes. Nobody will ask you to tell it to them.\n"
            "If you did not ask for a code, you need not do anything."
        ) % {"code": code}
        return _mail(person, body, {})


def invitation(person: Person, url: str) -> EmailMessage | None:
    """The link by which someone invited takes up a role; what it is to, only the page behind the link says."""
    with translation.override(person.language):
        body = _(
            "You have been invited to work in Rinnalla. Open this link to see who invites you and to what:\n\n"
            "%(url)s\n\n"
            "The link works once, for 14 days. It is for you alone, so do not send it on.\n"
            "If you did not expect this, you need not do anything."
        ) % {"url": url}
        return _mail(person, body, {})


def recovery(person: Person, what: str, url: str) -> EmailMessage | None:
    """A new key for signing in: asked for, approved, or its link. Says nothing of who or why."""
    with translation.override(person.language):
        words = {
            "asked": _(
                "Someone has asked for a new key for signing in to Rinnalla as you. If it was you, you need not do "
                "anything.\nIf it was not you, open this link and stop it:\n\n%(url)s"
            ),
            "approved": _(
                "A new key for signing in to Rinnalla as you can be set up after 24 hours. If you asked for it, you "
                "need not do anything: a link comes then.\nIf it was not you, open this link and stop it:\n\n%(url)s"
            ),
            "link": _(
                "With this link you set up a new key for signing in to Rinnalla:\n\n%(url)s\n\n"
                "The link works once, for ten minutes, and is for you alone. Later, sign in with your e-mail: at the "
                "second lock you can have a new link sent."
            ),
        }
        return _mail(person, words[what] % {"url": url}, {})


def _mail(person: Person, body: str, headers: dict[str, str]) -> EmailMessage | None:
    """A message to the person's own address, in the language now in force."""
    if not person.email_index:
        return None
    address = Identity.of(reading.unrecorded(person, "identity").identity).email.strip()
    if not address:
        return None
    common = {"Auto-Submitted": "auto-generated", "Content-Language": translation.get_language() or "fi"}
    return EmailMessage(_("You have a message"), body + "\n", to=[address], headers=common | headers)


def _domain() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
