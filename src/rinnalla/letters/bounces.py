"""Mail that comes back: someone who waits for word is called instead, so that nobody is forgotten (R17).

The mail server hands each returned mail to `rinnalla bounce`. Anyone can send such a mail, so all that it can do is
have a letter told by telephone: the letter's code cannot be guessed, and a letter comes back once.
"""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message

from django.db import transaction

from rinnalla.boundary import scope
from rinnalla.letters import post
from rinnalla.letters.choices import LetterStage, Way
from rinnalla.letters.models import Letter

LONGEST = 1_000_000  # bytes that are looked at; the report stands before the copy of the letter
OURS = re.compile(rb"^Message-ID:\s*<([0-9a-zA-Z]{4,32})@", re.IGNORECASE | re.MULTILINE)
UNREADABLE = (MessageError, ValueError, LookupError, RecursionError)  # what the library says of a torn mail
FAILED = re.compile(rb"^Action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
FOR_GOOD = re.compile(rb"^Status:\s*5\.\d{1,3}\.\d{1,3}\b", re.IGNORECASE | re.MULTILINE)


@scope.system("letters")
@transaction.atomic
def take(returned: bytes) -> int:
    """Give up the letters that `returned` (a whole mail, RFC 3464) says never came; how many are told by telephone.

    0 for anything else: a delay, an answer out of office, a letter of another house, noise. Never raises for its text.
    """
    code = failed_letter(returned)
    first = Letter.objects.filter(code=code, stage=LetterStage.SENT, way=Way.MAIL).select_related("association").first()
    if first is None:
        return 0
    calls = 0
    together = Letter.objects.filter(to=first.to_id, way=Way.MAIL, stage=LetterStage.SENT, done_at=first.done_at)
    for letter in together.select_related("to", "association"):  # several notices went as one mail
        given_up = Letter.objects.filter(pk=letter.pk, stage=LetterStage.SENT).update(stage=LetterStage.FAILED)
        calls += bool(given_up) and post.call_instead(letter)
    return calls


def failed_letter(returned: bytes) -> str:
    """The code of our letter that could not be delivered, ever; "" when the mail does not say so."""
    report, copy = b"", b""
    for part in _parts(returned[:LONGEST]):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            report = _text(part)
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            copy = _text(part)
    found = OURS.search(copy)
    if not found or not FAILED.search(report) or not FOR_GOOD.search(report):
        return ""
    return found.group(1).decode("ascii")


def _parts(returned: bytes) -> list[Message]:
    """The outermost parts of a multipart mail; none when it is not one, or cannot be read."""
    try:
        mail = message_from_bytes(returned, policy=policy.compat32)
        return [part for part in mail.get_payload() if isinstance(part, Message)] if mail.is_multipart() else []
    except UNREADABLE:
        return []


def _text(part: Message) -> bytes:
    """A part as bytes, with what it wraps."""
    try:
        return part.as_bytes()
    except UNREADABLE:
        return b""
