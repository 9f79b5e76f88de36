"""Chance gives and ends roles, claims, hands over, pairs, parts, blocks, stops, erases; who sees what is asked thrice.

A history is a list of numbers, so that one that fails can be told in a line and played again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model

from rinnalla.asks import moves as asks
from rinnalla.asks import policies as of_asks
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations import moves as associations
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.associations.wall import scope_of
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, RuleBroken
from rinnalla.boundary import scope
from rinnalla.companionships import moves as pairs
from rinnalla.companionships import policies as of_pairs
from rinnalla.companionships.choices import Ending, Side
from rinnalla.companionships.models import Companionship, Words
from rinnalla.guidance import moves as guidance
from rinnalla.guidance import policies as of_guidance
from rinnalla.guidance.models import Guide
from rinnalla.ledger import book
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal
from rinnalla.people.models import Person
from rinnalla.privacy import moves as privacy
from rinnalla.privacy.rights import restricting
from rinnalla.supporters import moves as supporters
from rinnalla.supporters import policies as of_supporters
from rinnalla.supporters.models import Supporter
from tests import cast

SEEKERS, PEERS = ("Aino", "Eino"), ("Pekka", "Ulla")
STAFF = ("Kirsti", "Maija", "Kaarina", "Leena", "Olli")
KINDS = (RoleKind.COORDINATOR, RoleKind.COORDINATOR, RoleKind.GUIDE, RoleKind.TRAINER, RoleKind.ADMINISTRATOR)


# --- the village of two associations ------------------------------------------------------------------------
@dataclass
class World:
    keys: dict[str, int]  # of persons, by name

    def person(self, name: str) -> Person | None:
        """Read anew, so that no role is remembered; None once erased."""
        return Person.objects.filter(pk=self.keys[name]).first()


def build() -> World:
    here, there = cast.association(), cast.association("Pohjanmaan Selkäyhdistys", "17")
    people = {"Kirsti": cast.kirsti(), "Maija": cast.maija(), "Leena": cast.leena(), "Olli": cast.olli()}
    people["Kaarina"] = cast._staff("Kaarina", RoleKind.COORDINATOR, here)
    people |= {"Aino": cast.aino(), "Eino": cast.person("Eino", "eino@example.org", municipality="905")}
    for name, where in zip(PEERS, (here, there), strict=True):
        people[name] = cast.supporter(name, where, capacity=3).person
    book.write(people["Leena"], "role.given", concerns=[people["Leena"].code])
    for name, where in zip(SEEKERS, (here, there), strict=True):
        receive(people[name], where)
    return World({name: person.pk for name, person in people.items()})


def receive(person: Person, where: Association | None) -> Ask:
    wishes = Wishes.of(cast.WISHES | {"other_regions": True})
    return asks.receive(
        person=person, association=where, story=Story.of(cast.STORY), wishes=wishes, channel="self", age_band="60-69",
        language="fi", by=person, given="self",
    )  # fmt: skip


# --- one history --------------------------------------------------------------------------------------------
class History:
    """Numbers say what is done, to what, by whom. What may not be, the move itself refuses."""

    def __init__(self, world: World, numbers: list[int]):
        self.world, self.numbers = world, iter(numbers)
        self.played: list[str] = []

    def play(self) -> list[str]:
        """What was done, in its order. It begins with nothing, a pair, or a pair that agreed."""
        with suppress(RuleBroken):
            for act in (History.pair_at_once, History.agree)[: self.next() % 3]:
                act(self)
        for number in self.numbers:
            act = ACTS[number % len(ACTS)]
            try:
                with transaction.atomic():
                    act(self)
                self.played.append(act.__name__)
            except (RuleBroken, NotAllowed):
                continue
            for name in self.two_of((*STAFF, *SEEKERS, *PEERS)):
                three_agree(self.world.person(name), self.played)
        return self.played

    def next(self) -> int:
        return next(self.numbers, 0)

    def one_of(self, things) -> Any:
        known = list(things)
        if not known:
            raise RuleBroken("There is none.")
        return known[self.next() % len(known)]

    def two_of(self, names: tuple[str, ...]) -> tuple[str, str]:
        number = self.next()
        return names[number % len(names)], names[(number // len(names)) % len(names)]

    def someone(self, *names: str) -> Person:
        person = self.world.person(self.one_of(names or (*STAFF, *SEEKERS, *PEERS)))
        if person is None:
            raise RuleBroken("They have erased themself.")
        return person

    def place(self) -> Association | None:
        return self.one_of([*Association.objects.order_by("pk"), None])

    # --- what can be done -----------------------------------------------------------------------------------
    def give_role(self) -> None:
        kind, leena = self.one_of(KINDS), self.someone("Leena")
        where = None if kind == RoleKind.ADMINISTRATOR else self.place()
        associations.give_role(self.someone(), kind, where, by=leena)

    def end_role(self) -> None:
        associations.end_role(self.one_of(Role.objects.standing().order_by("pk")), by=self.someone("Leena"))

    def ask(self) -> None:
        receive(self.someone(*SEEKERS, *PEERS, "Kirsti"), self.place())

    def an_ask(self) -> Ask:
        return self.one_of(Ask.objects.select_related("person", "association", "claimed_by").order_by("pk"))

    def claim(self) -> None:
        ask = self.an_ask()
        asks.claim(ask, by=self.desk_of(ask))

    def take_over(self) -> None:
        ask = self.an_ask()
        asks.take_over(ask, by=self.desk_of(ask))

    def desk_of(self, thing) -> Person:
        roles = Role.objects.standing().filter(kind=RoleKind.COORDINATOR, association=thing.association_id)
        return self.one_of(role.person for role in roles.select_related("person").order_by("pk"))

    def hand_over(self) -> None:
        ask = self.an_ask()
        matching.hand_over(ask, self.place(), by=ask.person)

    def withdraw(self) -> None:
        ask = self.an_ask()
        matching.withdraw(ask, by=ask.person)

    def propose(self) -> None:
        ask = self.an_ask()
        by = self.desk_of(ask)
        made = matching.shortlist(ask, by=by)
        matching.show(made, made.cards.all(), by=by)

    def choose(self) -> None:
        rows = Card.objects.open().select_related(
            "shortlist__ask__person", "shortlist__ask__association", "supporter__person", "supporter__association"
        )
        card = self.one_of(rows.order_by("pk"))
        matching.choose(card, by=card.shortlist.ask.person)

    def answer(self) -> None:
        rows = Proposal.objects.open().select_related(
            "ask__person", "ask__association", "supporter__person", "supporter__association", "card"
        )
        proposal = self.one_of(rows.order_by("pk"))
        if self.next() % 4:
            pairs.say_yes(proposal, by=proposal.supporter.person)
        else:
            matching.decline(proposal, by=proposal.supporter.person)

    def pair_at_once(self) -> None:
        """Cards, a choice and a yes in one go: chance alone seldom gets so far."""
        self.propose()
        self.choose()
        self.answer()

    def a_pair(self) -> Companionship:
        rows = Companionship.objects.select_related(
            "person", "supporter__person", "supporter__association", "association", "ask__person"
        )
        return self.one_of(rows.order_by("pk"))

    def agree(self) -> None:
        pair = self.a_pair()
        made = pairs.write(pair, Words(why="kuuntelija"), clock.today() + timedelta(weeks=6), by=pair.person)
        pairs.sign(made, side=Side.SUPPORTER, by=pair.supporter.person)

    def pause(self) -> None:
        pair = self.a_pair()
        pairs.pause(pair, by=pair.supporter.person)

    def end(self) -> None:
        pair = self.a_pair()
        pairs.end(pair, Ending.STOPPED, by=self.one_of([pair.person, pair.supporter.person]))

    def change_person(self) -> None:
        pair = self.a_pair()
        pairs.change_person(pair, by=pair.person)

    def a_peer(self) -> Supporter:
        return self.one_of(Supporter.objects.select_related("person", "association").order_by("pk"))

    def block(self) -> None:
        person = self.someone(*SEEKERS)
        matching.block(person, self.a_peer(), by=person)

    def rest(self) -> None:
        one = self.a_peer()
        supporters.rest(one, by=one.person)

    def stop(self) -> None:
        one = self.a_peer()
        pairs.stop_supporting(one, by=one.person)

    def name_guide(self) -> None:
        one = self.a_peer()
        guidance.name_guide(one, self.someone(), by=self.desk_of(one))

    def end_guide(self) -> None:
        guide = self.one_of(Guide.objects.standing().select_related("supporter__person", "person").order_by("pk"))
        guidance.end_guide(guide, by=guide.person)

    def let_all_rest(self) -> None:
        person = self.someone(*SEEKERS, *PEERS)
        act = restricting.lift if person.is_restricted else restricting.restrict
        act(person, by=person)

    def erase(self) -> None:
        person = self.someone(*SEEKERS, *PEERS)
        privacy.erase(person, by=person)


ACTS: tuple[Callable[[History], None], ...] = (
    History.give_role, History.give_role, History.end_role, History.ask, History.claim, History.claim,
    History.take_over, History.hand_over, History.withdraw, History.propose, History.choose, History.answer,
    History.pair_at_once, History.pair_at_once, History.agree, History.pause, History.end, History.change_person,
    History.block, History.rest, History.stop, History.name_guide, History.end_guide, History.let_all_rest,
    History.erase,
)  # fmt: skip


# --- the three, and the facts told by hand ------------------------------------------------------------------
def coordinated(person: Person) -> set[int | None]:
    roles = Role.objects.filter(person=person, kind=RoleKind.COORDINATOR, until=None)
    return set(roles.values_list("association_id", flat=True))


def walks_with(person: Person, desks: set[int | None]) -> tuple[set[int], set[int]]:
    """Asks about which they are asked or were; supporters who are on their own, or their desk's, lists."""
    theirs = set(Proposal.objects.filter(supporter__person=person).values_list("ask_id", flat=True))
    theirs |= set(Companionship.objects.filter(supporter__person=person).values_list("ask_id", flat=True))
    met: set[int] = set()
    for rows, ask in ((Card.objects.all(), "shortlist__ask"), (Proposal.objects.all(), "ask")):
        facts = rows.values_list("supporter_id", f"{ask}__person_id", f"{ask}__association_id")
        met |= {key for key, asker, where in facts if asker == person.pk or where in desks}
    facts = Companionship.objects.values_list("supporter_id", "person_id", "association_id")
    return theirs, met | {key for key, asker, where in facts if asker == person.pk or where in desks}


@dataclass(frozen=True)
class Kind:
    """`has_to_do` says by hand, from the plain columns, who may ever find the row behind the wall."""

    model: type[Model]
    policy: Callable[[Person, Any], bool]
    along: tuple[str, ...]
    touches: str


KIND = (
    Kind(Ask, of_asks.may_see, ("person", "association"), "language"),
    Kind(Supporter, of_supporters.may_see, ("person", "association"), "languages"),
    Kind(Companionship, of_pairs.may_see, ("person", "supporter__person", "association"), "stage"),
    Kind(Guide, of_guidance.may_see_guide, ("supporter__person", "supporter__association"), "since"),
)


def has_to_do(person: Person, thing: Any, desks: set[int | None]) -> bool:
    """Theirs, or of a desk that they hold."""
    whole = thing.supporter if isinstance(thing, Guide) else thing
    own = {getattr(thing, "person_id", None), whole.person_id}
    if isinstance(thing, Companionship):
        own.add(thing.supporter.person_id)
    return person.pk in own or whole.association_id in desks


def is_shown(person: Person, thing: Any, met: tuple[set[int], set[int]]) -> bool:
    """Read, and never changed, because of someone they are brought together with, or guide."""
    if isinstance(thing, Ask):
        return thing.pk in met[0]
    if isinstance(thing, Supporter):
        return thing.pk in met[1] or Guide.objects.filter(supporter=thing, person=person, until=None).exists()
    return False


def three_agree(person: Person | None, played: list[str]) -> None:
    """Policy, queryset and guards say the same of every row; the guards show no row of others."""
    if person is None:
        return
    told: dict[Kind, tuple[list, set]] = {}
    for kind in KIND:
        things = list(kind.model._default_manager.select_related(*kind.along))
        allowed = {thing.pk for thing in things if kind.policy(person, thing)}
        found = set(kind.model._default_manager.visible_to(person).values_list("pk", flat=True))
        assert allowed == found, (played, person.pk, kind.model.__name__, "policy", allowed, "queryset", found)
        told[kind] = (things, found)
    if connection.vendor == "postgresql":
        _behind_the_wall(person, told, played)


def _behind_the_wall(person: Person, told: dict[Kind, tuple[list, set]], played: list[str]) -> None:
    desks = coordinated(person)
    met = walks_with(person, desks)
    near = {kind: {one.pk for one in things if has_to_do(person, one, desks)} for kind, (things, _) in told.items()}
    shown = {kind: {one.pk for one in things if is_shown(person, one, met)} for kind, (things, _) in told.items()}
    with transaction.atomic(), scope.given(scope_of(person)):
        for kind, (_, found) in told.items():
            rows = kind.model._default_manager.all()
            behind = set(rows.visible_to(person).values_list("pk", flat=True))
            there = set(rows.values_list("pk", flat=True))
            changed = rows.exclude(pk__in=near[kind]).update(**{kind.touches: F(kind.touches)})
            may_show, where = near[kind] | shown[kind], (played, person.pk, kind.model.__name__)
            assert behind == found, (*where, "behind the wall", behind, "without it", found)
            assert there <= may_show, (*where, "shown", there, "to be shown", may_show)
            assert changed == 0, (*where, "changed", changed)
