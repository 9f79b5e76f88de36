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
from rinnalla.supporters.models import Supporter


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
    found = _supporters(asks, supporters)
    with book.together():  # two readings of one act
        seekers = _seekers(asks, by=by)
        rows = _rows(found, by=by)
    tree = Tree(
        {key: (kind, above or "") for key, kind, above in Topic.objects.values_list("key", "kind", "parent_id")}
    )
    codes = {seeker.place for seeker in seekers} | {row.place for row in rows}
    places = Places(Municipality.objects.in_bulk(sorted(codes - {""})), distance_km)
    return Pool(seekers, rows, {supporter.pk: supporter for supporter in found}, tree, places)


def _supporters(asks: list[Ask], supporters: Sequence[Supporter] | None) -> list[Supporter]:
    rows = (
        Supporter.objects.eligible()
        if supporters is None
        else Supporter.objects.filter(pk__in=[supporter.pk for supporter in supporters])
    )
    spoken = Q()
    if supporters is None:  # an eighth of the supporters or fewer speak Swedish: do not open those who cannot talk
        for language in {ask.language for ask in asks}:
            spoken |= Q(languages__contains=language)
    open_question = Proposal.objects.open().filter(supporter=OuterRef("pk"))
    found = rows.filter(spoken).annotate(is_asked=Exists(open_question)).select_related("person")
    return list(found.defer("application", "interview").order_by("pk"))


def _seekers(asks: list[Ask], *, by: Person | None) -> list[Seeker]:
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
        )
        for ask, told in zip(asks, opened, strict=True)
    ]


BLOCKED = "blocked"


class _Earlier(NamedTuple):
    """What has been between a person and a supporter: a card that was shown, of whichever ask, or a block (ask 0)."""

    person: int
    ask: int
    supporter: int
    stage: str

    @property
    def is_declined(self) -> bool:
        return self.stage == CardStage.NOT_ON

    def keeps_apart(self, ask: Ask) -> bool:
        return self.stage == BLOCKED and self.person == ask.person_id

    def walked_with(self, ask: Ask) -> bool:
        """Chosen on another ask of the same person: the two have met, or are about to."""
        return self.person == ask.person_id and self.ask != ask.pk and self.stage == CardStage.CHOSEN


def _earlier(persons: set[int]) -> list[_Earlier]:
    """Both in one statement."""
    shown = Card.objects.order_by().filter(shortlist__ask__person__in=persons, shortlist__shown_at__isnull=False)
    cards = shown.values_list("shortlist__ask__person_id", "shortlist__ask_id", "supporter_id", "stage")
    blocks = Block.objects.filter(person__in=persons).annotate(ask=Value(0), stage=Value(BLOCKED))
    both = cards.union(blocks.values_list("person_id", "ask", "supporter_id", "stage"), all=True)
    return [_Earlier(*card) for card in both]


def _rows(found: list[Supporter], *, by: Person | None) -> list[Row]:
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
