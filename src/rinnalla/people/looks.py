"""What a person's own pages show of them: consents in their own words, and lines of "who has looked"."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rinnalla.ledger.choices import Purpose
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
# Every sealed field, and every other name that a line carries; tests/people/test_who_looked.py walks the models.
FIELDS = {
    "identity": gettext_lazy("name and ways to be reached"),
    "story": gettext_lazy("own words of the request"),
    "wishes": gettext_lazy("wishes for a peer"),
    "caller": gettext_lazy("name, number and place of a wish to be called"),
    "signpost": gettext_lazy("where the way was shown"),
    "reasons": gettext_lazy("why a card fits"),
    "told": gettext_lazy("what other regions are told without a name"),
    "answers": gettext_lazy("answers half given"),
    "experience": gettext_lazy("own experience"),
    "application": gettext_lazy("application"),
    "interview": gettext_lazy("interview notes"),
    "answer": gettext_lazy("the answer to the application"),
    "where": gettext_lazy("where an interview is held"),
    "access": gettext_lazy("what is needed at a course day"),
    "words": gettext_lazy("words of an agreement, of a parting or of thanks"),
    "parting": gettext_lazy("parting words"),
    "purpose": gettext_lazy("purpose in own words"),
    "spot": gettext_lazy("where a guidance meeting is held"),
    "pages": gettext_lazy("own reflection"),
    "details": gettext_lazy("a detail of what was done"),
    "question": gettext_lazy("a question about who has looked"),
    "reply": gettext_lazy("the answer to a question about who has looked"),
    "reason": gettext_lazy("the reason of an exceptional access"),
    "remark": gettext_lazy("what the second person said of an exceptional access"),
    "note": gettext_lazy("what was said about how much was read"),
    "language": gettext_lazy("language"),
    "with_minors": gettext_lazy("whether the task is with minors"),
}

# Where one name stands for several things, what it is in a line about a thing of this kind.
FIELDS_OF = {
    ("privacy.rightsrequest", "words"): gettext_lazy("a wish about one's own details"),
    ("privacy.rightsrequest", "answer"): gettext_lazy("the answer to a wish about one's own details"),
}


@dataclass(frozen=True)
class Look:
    """One line of "who has looked" (R38). seq: its number, by which one asks about it."""

    seq: int
    at: datetime
    who: str
    sentence: str
    fields: str
    is_own: bool

    @classmethod
    def of(cls, event: Event, person: Person) -> "Look":
        names = (FIELDS_OF.get((event.kind, name)) or FIELDS.get(name) or name for name in event.field_names)
        fields = ", ".join(map(str, names))
        return cls(event.seq, event.at, _who(event, person), event.sentence, fields, event.actor == person.code)


def _who(event: Event, person: Person) -> str:
    if event.actor == person.code:
        return _("You")
    if not event.actor:
        return _("The service itself")
    if event.role in ROLES:
        return str(ROLES[event.role])
    if event.purpose == Purpose.PROPOSAL:
        return _("The peer supporter who was asked")
    if event.purpose == Purpose.PAIR:
        return _("The one you walk with")
    return _("Someone who works for the programme, or your pair")


@dataclass(frozen=True)
class ConsentLine:
    """One purpose: its present words, and the standing yes with the words it was given to."""

    purpose: str
    label: str
    words: str
    yes: Consent | None
    is_open: bool = True  # stands without having been asked, until it is taken back: notices by mail

    @property
    def is_older(self) -> bool:
        """The yes was given to words that have changed since."""
        return self.yes is not None and self.yes.version != consent_texts.VERSIONS[ConsentPurpose(self.purpose)]

    @property
    def stands(self) -> bool:
        """A yes that was given, or lies in having given the address."""
        return self.yes is not None or self.is_open

    @property
    def asks_anew(self) -> bool:
        return self.yes is not None and consent_texts.asks_anew(self.purpose, self.yes.version)

    @property
    def new_words(self) -> str:
        return consent_texts.words(self.purpose, (get_language() or "fi")[:2])


def consents(person: Person) -> list[ConsentLine]:
    """Every purpose, in the reader's language; one query."""
    language = (get_language() or "fi")[:2]
    standing = {yes.purpose: yes for yes in person.consents.filter(withdrawn_at=None)}
    return [
        ConsentLine(
            purpose.value,
            str(purpose.label),
            _words(purpose, standing.get(purpose), language),
            standing.get(purpose),
            is_open=purpose == ConsentPurpose.MAIL and person.hears_by_mail,
        )
        for purpose in ConsentPurpose
    ]


def _words(purpose: str, yes: Consent | None, language: str) -> str:
    return consent_texts.words(purpose, language, yes.version if yes else "")
