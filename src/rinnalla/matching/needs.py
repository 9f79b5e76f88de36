"""The need without identity, as the chosen supporter sees it before answering (R20)."""

from dataclasses import dataclass

from rinnalla.asks import stories
from rinnalla.asks.choices import ForWhom
from rinnalla.associations.choices import Mode, Need, Phase, Rhythm, Time
from rinnalla.associations.models import Topic
from rinnalla.ledger.choices import Purpose
from rinnalla.matching.models import Proposal
from rinnalla.people.choices import Language
from rinnalla.people.models import Person


@dataclass(frozen=True)
class NeedSeen:
    """Words in the reader's language. No name, no place below the region, no age.

    own_words, rhythm_words   only when the person lets the chosen supporter read them; "" otherwise
    """

    for_whom: str
    needs: list[str]
    topics: list[str]
    phase: str
    rhythm: list[str]
    rhythm_words: str
    modes: list[str]
    times: list[str]
    language: str
    region: str
    own_words: str


def need_of(proposal: Proposal, *, by: Person) -> NeedSeen:
    """Open the need for the one who is asked; a line in the ledger that the seeker sees."""
    ask = proposal.ask
    story, wishes = stories.tell(ask, by=by, purpose=Purpose.PROPOSAL)
    names = {topic.key: topic.name for topic in Topic.objects.filter(key__in=story.topics)}
    return NeedSeen(
        for_whom=str(ForWhom.RELATIVE.label) if story.for_whom == ForWhom.RELATIVE else "",
        needs=_labels(Need, story.needs),
        topics=[names[key] for key in story.topics if key in names],
        phase="".join(_labels(Phase, [story.phase])),
        rhythm=_labels(Rhythm, story.rhythm),
        rhythm_words=story.rhythm_words if story.shares_words else "",
        modes=_labels(Mode, wishes.modes),
        times=_labels(Time, wishes.times),
        language=str(dict(Language.choices).get(ask.language, ask.language)),
        region=ask.association.name if ask.association else "",
        own_words=story.own_words if story.shares_words else "",
    )


def _labels(choices, keys) -> list[str]:
    known = dict(choices.choices)
    return [str(known[key]) for key in keys if key in known]
