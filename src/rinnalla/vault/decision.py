"""Why keys are asked for: who, whose, what for and when. The keyring opens nothing without it.

A decision is made after the ledger's line is written, is good for 30 seconds, and is used once.
"""

import secrets
import time
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from rinnalla.base.errors import RuleBroken

SYSTEM = "system"  # who acts when no person does: letters, the regular work, sealing
GOOD_FOR = 30.0  # seconds

SEALING = "sealing"  # to seal something new under the person's key
SHARING = "sharing"  # to make the key of two people
UNRECORDED = "unrecorded"  # P2 for a letter about to go out and for signing in (ledger.reading.unrecorded)
ROTATION = "rotation"  # a new key for a person
OWN_PURPOSES = frozenset({SEALING, SHARING, UNRECORDED, ROTATION})  # beside those of the ledger

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request being served


@dataclass(frozen=True)
class Decision:
    """actor a person's code or SYSTEM; subjects codes of those whose keys may be opened; at seconds since 1970.

    request the id that the ledger's lines of the same request bear; mark makes it good for one use
    """

    actor: str
    purpose: str
    subjects: frozenset[str]
    at: float
    request: str = ""
    mark: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @classmethod
    def now(cls, purpose: str, subjects: Iterable[str], *, actor: str = "") -> "Decision":
        return cls(actor or SYSTEM, str(purpose), frozenset(subjects), time.time(), request_id.get())

    def again(self, subjects: Iterable[str] | None = None) -> "Decision":
        """The same, made anew for one use more; `subjects` a part of them."""
        part = self.subjects if subjects is None else frozenset(subjects) & self.subjects
        return replace(self, mark=secrets.token_urlsafe(12), at=time.time(), subjects=part)


SENTENCES = {
    "stale": _("Too much time passed between the question and the opening. Load the page again."),
    "used": _("This was opened once already. Load the page again."),
    "purpose": _("Nothing is opened without a known purpose. Tell the administrator what you were doing."),
    "subjects": _("More was asked for than was decided to open. Tell the administrator what you were doing."),
    "limit": _("You have opened what is kept of very many people in a short time. Wait a while, then go on."),
}


class Refused(RuleBroken):
    """The keyring did not accept a decision. why: a key of SENTENCES."""

    def __init__(self, why: str):
        super().__init__(SENTENCES[why])
        self.why = why
        self.status = 429 if why == "limit" else 403


def cover(decision: Decision, codes: Iterable[str]) -> None:
    """Raises Refused when keys of others than the decision's subjects are asked for."""
    if not decision.subjects.issuperset(codes):
        raise Refused("subjects")
