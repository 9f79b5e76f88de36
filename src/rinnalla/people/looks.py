"""What a person's own pages show of them: consents in their own words, and lines of "who has looked"."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rinnalla.ledger.models import Event
from rinnalla.people import consent_texts
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Consent, Person

ROLES = {
    "coordinator": gettext_lazy("Coordinator"),
    "trainer": gettext_lazy("Trainer"),
    "guide": gettext_lazy("Guide"),
    "administrator": gettext_lazy("Union administrator"),
    "supporter": gettext_lazy("Peer supporter"),
    "seeker": gettext_lazy("Supported person"),
    "referrer": gettext_lazy("Referrer"),
}
FIELDS = {
    "identity": gettext_lazy("name and ways to be reached"),
    "story": gettext_lazy("own words of the request"),
    "wishes": gettext_lazy("wishes for a peer"),
    "signpost": gettext_lazy("where the way was shown"),
    "answers": gettext_lazy("answers half given"),
    "experience": gettext_lazy("own experience"),
    "application": gettext_lazy("application"),
    "interview": gettext_lazy("interview notes"),
    "words": gettext_lazy("words of the agreement"),
    "purpose": gettext_lazy("purpose in own words"),
    "language": gettext_lazy("language"),
}


@dataclass(frozen=True)
class Look:
    """One line of "who has looked" (R38)."""

    at: datetime
    who: str
    sentence: str
    fields: str
    is_own: bool

    @classmethod
    def of(cls, event: Event, person: Person) -> "Look":
        fields = ", ".join(str(FIELDS.get(name, name)) for name in event.field_names)
        return cls(event.at, _who(event, person), event.sentence, fields, event.actor == person.code)


def _who(event: Event, person: Person) -> str:
    if event.actor == person.code:
        return _("You")
    if not event.actor:
        return _("The service itself")
    return str(ROLES.get(event.role, _("Someone who works for the programme, or your pair")))


@dataclass(frozen=True)
class ConsentLine:
    """One purpose: its present words, and the standing yes with the words it was given to."""

    purpose: str
    label: str
    words: str
    yes: Consent | None

    @property
    def is_older(self) -> bool:
        """The yes was given to words that have changed since."""
        return self.yes is not None and self.yes.version != consent_texts.VERSIONS[ConsentPurpose(self.purpose)]


def consents(person: Person) -> list[ConsentLine]:
    """Every purpose, in the reader's language; one query."""
    language = (get_language() or "fi")[:2]
    standing = {yes.purpose: yes for yes in person.consents.filter(withdrawn_at=None)}
    return [
        ConsentLine(
            purpose.value, str(purpose.label), _words(purpose, standing.get(purpose), language), standing.get(purpose)
        )
        for purpose in ConsentPurpose
    ]


def _words(purpose: str, yes: Consent | None, language: str) -> str:
    return consent_texts.words(purpose, language, yes.version if yes else "")
