"""Experience cards: made sealed under the seeker's key, and turned into words for whoever may see them (R19)."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Topic
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import exposure, limits, sentences, weights
from rinnalla.matching.choices import CardStage
from rinnalla.matching.finding import find
from rinnalla.matching.fit import Fit, fit_of
from rinnalla.matching.models import Card, Proposal, Shortlist, drawn_from
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.rows import Seeker, common_modes
from rinnalla.matching.weights import FIRST, Weights
from rinnalla.people.choices import Language
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import seal_many

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class CardFace:
    """What `base/_card.html` shows. No name, photo or place (R19); `card` carries the code and the stage."""

    card: Card
    title: str
    shared: list[str]
    reasons: list[str]
    not_in_common: str
    languages: list[str]
    modes: list[str]
    about: str
    is_free: bool
    elsewhere: str = ""  # on how many lists of others this face is; for the coordinator alone
    terms: dict = field(default_factory=dict, repr=False)

    @property
    def is_offered(self) -> bool:
        return self.is_free and self.card.stage == CardStage.OFFERED


@dataclass(frozen=True)
class TermSeen:
    """One of the nine for the coordinator: its name, how well it fits (none, some, strong) and its sentence."""

    term: str
    name: str
    points: int
    strength: str
    sentence: str


def make(shortlist: Shortlist, fits: list[Fit], pool: Pool, seeker: Seeker) -> list[Card]:
    """Cards in the order of the fits, sealed in one go; the shortlist is saved already."""
    cards = [
        Card(
            shortlist=shortlist,
            supporter=pool.supporters[fit.row.id],
            place=place,
            drawn_from=drawn_from(shortlist.ask, pool.supporters[fit.row.id]),
        )
        for place, fit in enumerate(fits)
    ]
    seal_many((card, {"reasons": reasons(fit, pool, seeker)}) for card, fit in zip(cards, fits, strict=True))
    return Card.objects.bulk_create(cards)


def reasons(fit: Fit, pool: Pool, seeker: Seeker) -> dict:
    """What is sealed on a card: keys and own words, so that it can be said in any language."""
    return {
        "score": fit.score,
        **sentences.kept(fit.terms),
        "other": sentences.difference(seeker, fit.row, pool.tree),
        "face": {
            "languages": list(fit.row.languages),
            "modes": list(common_modes(seeker, fit.row)),
            "about": fit.row.experience.about,
        },
    }


def faces(shortlist: Shortlist, *, by: Person | None) -> list[CardFace]:
    """The cards of one shortlist, in the reader's language; one line in the ledger.

    A card whose supporter or ask has been rewritten since is drawn again from what is published now (R3).
    """
    return faces_of([shortlist], by=by)[0]


def face_of(card: Card, *, by: Person | None) -> CardFace:
    """The face of one card. Raises RuleBroken when it no longer fits and so is not shown any more."""
    for face in faces(card.shortlist, by=by):
        if face.card.pk == card.pk:
            return face
    raise RuleBroken(_("This card can no longer be shown. The others on your list are still there."))


@scope.system("matching")
def faces_of(shortlists: list[Shortlist], *, by: Person | None) -> list[list[CardFace]]:
    """`faces` for many shortlists; the number of statements does not grow with them."""
    cards = list(
        Card.objects.filter(shortlist__in=shortlists)
        .select_related("shortlist__ask__person", "supporter__person")
        .defer("supporter__application", "supporter__interview")
        .order_by("shortlist", "place")
    )
    purpose = Purpose.OWN if cards and cards[0].shortlist.ask.person == by else Purpose.MATCHING
    opened = reading.opened_many(cards, "reasons", by=by, purpose=purpose)
    told = {card.pk: found.reasons for card, found in zip(cards, opened, strict=True) if not found.is_erased}
    told |= _redrawn([card for card in cards if card.pk in told and not card.is_current], by=by)
    topics = {topic.key: topic.name for topic in Topic.objects.all()}
    free, known = _free(cards), weights.known()
    crowds = _crowds(cards) if purpose != Purpose.OWN else {}
    made = [
        (card, _face(card, told[card.pk], topics, known, card.supporter_id in free, crowds.get(card.pk, "")))
        for card in cards
        if told.get(card.pk)
    ]
    return [[face for card, face in made if card.shortlist_id == shortlist.pk] for shortlist in shortlists]


def _free(cards: list[Card]) -> set[int]:
    """Supporters who can be asked right now."""
    asked = Proposal.objects.open().filter(supporter=OuterRef("pk"))
    wanted = {card.supporter_id for card in cards}
    return set(Supporter.objects.eligible().filter(~Exists(asked), pk__in=wanted).values_list("pk", flat=True))


def _crowds(cards: list[Card]) -> dict[int, str]:
    """For each card on how many lists of others its face is; counted once, and only where one list is looked at."""
    asks = {card.shortlist.ask_id: card.shortlist.ask for card in cards}
    if len(asks) != 1:
        return {}
    lists = exposure.on_lists((card.supporter_id for card in cards), but=asks.popitem()[1], waited_longer=False)
    return {card.pk: exposure.words(lists.get(card.supporter_id, 0)) for card in cards}


def _redrawn(cards: list[Card], *, by: Person | None) -> dict[int, dict | None]:
    """Reasons drawn anew from what is told now; None for a card that no longer fits, which is then not shown."""
    found: dict[int, dict | None] = {}
    weighed = weights.in_force() if cards else FIRST
    for ask in {card.shortlist.ask for card in cards}:
        own = [card for card in cards if card.shortlist.ask_id == ask.pk]
        pool = gather([ask], by=by, supporters=[card.supporter for card in own])
        found |= _drawn_anew(own, pool, pool.seekers[0], weighed)
    return found


def _drawn_anew(cards: list[Card], pool: Pool, seeker: Seeker, weighed: Weights) -> dict[int, dict | None]:
    from_now = {row.id: row for row in pool.rows}
    drawn: dict[int, dict | None] = {}
    for card in cards:
        row = from_now.get(card.supporter_id)
        broken = "" if row is None else limits.first_broken(seeker, row, pool.tree, pool.places, but=PASSING)
        if row is None or broken:
            drawn[card.pk] = None
        else:
            drawn[card.pk] = reasons(fit_of(seeker, row, pool, weighed=weighed), pool, seeker)
    return drawn


PASSING = frozenset({"seen", "declined", "asked", "full"})  # told by the card's stage and by whether one is free


def _face(
    card: Card, told: dict, topics: dict[str, str], known: dict[str, Weights], is_free: bool, elsewhere: str
) -> CardFace:
    terms = sentences.terms_of(told)
    weighed = known.get(card.shortlist.weights_version, FIRST)
    named = [topics[key] for key in shared_keys(terms) if key in topics]
    spoken = dict(Language.choices)
    return CardFace(
        card=card,
        title=sentences.title(LETTERS[card.place % len(LETTERS)]),
        shared=list(dict.fromkeys(named)),
        reasons=sentences.reasons(terms, weighed, topics),
        not_in_common=sentences.not_in_common(told.get("other", {}), topics),
        languages=[str(spoken[code]) for code in told["face"]["languages"] if code in spoken],
        modes=sentences.modes(told["face"]["modes"]),
        about=told["face"]["about"],
        is_free=is_free,
        elsewhere=elsewhere,
        terms=terms,
    )


def shared_keys(terms: dict) -> list[str]:
    """Topics that both named exactly."""
    return [key for name in ("condition", "treatment", "situation") for key in terms[name][1].get("same", ())]


def terms_for_coordinator(card: Card, *, by: Person | None) -> list[TermSeen]:
    """All nine terms of one card with their sentences; for the coordinator's look-first page (R22)."""
    return terms_seen(face_of(card, by=by))


def terms_seen(face: CardFace) -> list[TermSeen]:
    """All nine terms of a face already opened, so that a page of many cards reads once."""
    topics = {topic.key: topic.name for topic in Topic.objects.all()}
    return [
        TermSeen(
            term=name,
            name=str(sentences.NAMES[name]),
            points=points,
            strength="strong" if points >= 700 else "some" if points >= 300 else "none",
            sentence=sentences.sentence(name, bits, topics),
        )
        for name, (points, bits) in face.terms.items()
    ]


@scope.system("matching")
def fits_now(ask: Ask, k: int = 10, *, by: Person | None, weighed: Weights) -> tuple[list[Fit], Pool]:
    """The best fits of one ask together with the pool they were found in; nobody who is on too many lists of others,
    as long as another fits nearly as well (`exposure`).
    """
    (fits,), pool = find([ask], k + exposure.SPARE, by=by, weighed=weighed)
    lists = exposure.on_lists((one.row.id for one in fits), but=ask, waited_longer=True) if len(fits) > k else {}
    return exposure.spread(fits, k, lists), pool
