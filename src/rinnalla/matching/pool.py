"""Bringing asks and supporters into memory: five questions to the database, two lines in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Value

from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.models import Municipality, Topic
from rinnalla.associations.places import distance_km
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching.choices import CardStage
from rinnalla.matching.index.pooled import Pooled
from rinnalla.matching.models import Block, Card, Proposal
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import experiences
from rinnalla.supporters.models import Supporter, Supporters


@dataclass(frozen=True)
class Pool:
    """Everything that matching reads, in memory: the seekers in the order of their asks, and the rows."""

    seekers: list[Seeker]
    rows: list[Row]
    supporters: dict[int, Supporter]
    tree: Tree
    places: Places

    @cached_property
    def index(self) -> Pooled:
        """The rows as columns, made when first asked for and gone with the pool."""
        return Pooled.of(self.rows, self.tree, self.places)


@scope.system("matching")
def gather(asks: Iterable[Ask], *, by: Person | None, supporters: Sequence[Supporter] | None = None) -> Pool:
    """Open these asks and the supporters who may be offered today, for matching.

    by           who looks; None for the system itself
    supporters   these very ones, eligible or not, in place of all the eligible
    """
    asks = list(asks)
    if supporters is None:
        return opened(asks, offered_to(asks), by=by)
    found = with_question(Supporter.objects.filter(pk__in=[supporter.pk for supporter in supporters]))
    return opened(asks, list(found), by=by)


def opened(asks: list[Ask], found: list[Supporter], *, by: Person | None) -> Pool:
    """A pool of these very asks and supporters (`with_question`)."""
    with book.together():  # two readings of one act
        seekers = seekers_of(asks, by=by)
        rows = rows_of(found, by=by)
    codes = {seeker.place for seeker in seekers} | {row.place for row in rows}
    return Pool(seekers, rows, {supporter.pk: supporter for supporter in found}, tree(), places(codes))


def tree() -> Tree:
    topics = Topic.objects.values_list("key", "kind", "parent_id")
    return Tree({key: (kind, above or "") for key, kind, above in topics})


def places(codes: Iterable[str] | None = None) -> Places:
    """The municipalities with these codes, or all of them."""
    wanted = None if codes is None else sorted(set(codes) - {""})
    return Places(Municipality.objects.in_bulk(wanted), distance_km)


def offered_to(asks: list[Ask]) -> list[Supporter]:
    """Everyone who may be offered today and speaks one of the languages of these asks: an eighth of the supporters or
    fewer speak Swedish, and those who cannot talk need not be opened.
    """
    spoken = Q()
    for language in {ask.language for ask in asks}:
        spoken |= Q(languages__contains=language)
    return list(with_question(Supporter.objects.eligible().filter(spoken)))


def with_question(supporters: Supporters) -> Supporters:
    """With what a row is made of, and whether a question to them is open."""
    open_question = Proposal.objects.open().filter(supporter=OuterRef("pk"))
    found = supporters.annotate(is_asked=Exists(open_question)).select_related("person")
    return found.defer("application", "interview").order_by("pk")


def seekers_of(asks: list[Ask], *, by: Person | None) -> list[Seeker]:
    persons = {ask.person_id for ask in asks}
    earlier = _earlier(persons)
    opened = reading.opened_many(asks, "story", "wishes", by=by, purpose=Purpose.MATCHING)
    return [
        Seeker(
            code=ask.code,
            person=ask.person_id,
            association=ask.association_id,
            language=ask.language,
            age_band=ask.age_band,
            story=Story.of(told.story),
            wishes=Wishes.of(told.wishes),
            blocked=frozenset(card.supporter for card in earlier if card.keeps_apart(ask)),
            walked=frozenset(card.supporter for card in earlier if card.walked_with(ask)),
            declined=frozenset(card.supporter for card in earlier if card.ask == ask.pk and card.is_declined),
            seen=frozenset(card.supporter for card in earlier if card.ask == ask.pk and not card.is_declined),
            own=next((card.supporter for card in earlier if card.is_themself(ask)), 0),
        )
        for ask, told in zip(asks, opened, strict=True)
    ]


BLOCKED, OWN = "blocked", "own"


class _Earlier(NamedTuple):
    """What has been between a person and a supporter: a card that was shown, of whichever ask; or (ask 0) a block, or
    that they are the same.
    """

    person: int
    ask: int
    supporter: int
    stage: str

    @property
    def is_declined(self) -> bool:
        return self.stage == CardStage.NOT_ON

    def keeps_apart(self, ask: Ask) -> bool:
        return self.stage == BLOCKED and self.person == ask.person_id

    def is_themself(self, ask: Ask) -> bool:
        return self.stage == OWN and self.person == ask.person_id

    def walked_with(self, ask: Ask) -> bool:
        """Chosen on another ask of the same person: the two have met, or are about to."""
        return self.person == ask.person_id and self.ask != ask.pk and self.stage == CardStage.CHOSEN


def _earlier(persons: set[int]) -> list[_Earlier]:
    """All in one statement."""
    shown = Card.objects.order_by().filter(shortlist__ask__person__in=persons, shortlist__shown_at__isnull=False)
    cards = shown.values_list("shortlist__ask__person_id", "shortlist__ask_id", "supporter_id", "stage")
    blocks = Block.objects.filter(person__in=persons).annotate(ask=Value(0), stage=Value(BLOCKED))
    own = Supporter.objects.filter(person__in=persons).annotate(ask=Value(0), is_of=Value(OWN))
    found = cards.union(
        blocks.values_list("person_id", "ask", "supporter_id", "stage"),
        own.values_list("person_id", "ask", "pk", "is_of"),
        all=True,
    )
    return [_Earlier(*one) for one in found]


def rows_of(found: list[Supporter], *, by: Person | None) -> list[Row]:
    told = experiences.of_many(found, by=by, purpose=Purpose.MATCHING)
    who = reading.unrecorded_many([supporter.person for supporter in found], "identity")  # the municipality alone
    return [
        Row(
            id=supporter.pk,
            code=supporter.code,
            person=supporter.person_id,
            association=supporter.association_id,
            languages=tuple(supporter.speaks),
            capacity=supporter.capacity,
            taken=supporter.places_taken,
            experience=experience,
            place=Identity.of(identity.identity).municipality,
            is_asked=supporter.is_asked,  # type: ignore[attr-defined]
        )
        for supporter, experience, identity in zip(found, told, who, strict=True)
    ]
