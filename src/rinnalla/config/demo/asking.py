"""The requests, from the first word to where each stands today (R15 to R20)."""

from collections.abc import Iterator
from dataclasses import replace

from rinnalla.asks import moves as asks
from rinnalla.asks import stories
from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.choices import Mode, Time
from rinnalla.base.errors import RuleBroken
from rinnalla.config.demo import plans, walking
from rinnalla.config.demo.plans import Plan
from rinnalla.config.demo.timeline import Life, after, in_office, last_in_office
from rinnalla.config.demo.union import World
from rinnalla.config.demo.words import REFERRERS, SIGNPOSTS
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import moves as matching
from rinnalla.matching.choices import CardStage
from rinnalla.matching.models import Card, Proposal
from rinnalla.people import moves as knowing
from rinnalla.people.choices import Given
from rinnalla.people.models import Identity, Person

GIVEN = {"phone": Given.PHONE, "self": Given.SELF, "referral": Given.REFERRER}
CARDS_SHOWN = 4


def lives(world: World) -> Iterator[Life]:
    for plan in plans.all_of(world):
        yield life(world, plan)


def life(world: World, plan: Plan) -> Life:
    """One request, up to where its plan ends; whatever else happens meanwhile, it stands where that leaves it."""
    received = world.ago(plan.days["received"])
    yield last_in_office(received) if plan.channel != "self" else received
    telling = Telling(world, plan)
    try:
        yield from telling.told()
    except RuleBroken:
        return  # someone stopped, rested or was faster, as in life


class Telling:
    """One request being told: who asks, who takes care of it, and the row."""

    def __init__(self, world: World, plan: Plan):
        """The moment this is made, the request comes."""
        self.world, self.plan, self.chance = world, plan, world.chance
        self.fate = plan.fate
        self.carer = world.staff[plan.by] if plan.by else world.coordinator(plan.key)
        self.person = self._person()
        self.ask = self._receive()

    @property
    def hand(self) -> Person:
        """Whose hand it is: the person's own, or the coordinator's for one who never signs in (R15)."""
        return self.person if self.plan.email or self.carer is None else self.carer

    def when(self, step: str, low: float, high: float, *, office: bool = False):
        """The planned moment of a step, or so many days after the present one."""
        if step in self.plan.days:
            moment = self.world.ago(self.plan.days[step])
            return last_in_office(moment) if office else moment
        moment = after(self.chance.uniform(low, high))
        return in_office(moment) if office else moment

    # --- it comes ---------------------------------------------------------------------------------------
    def _person(self) -> Person:
        plan = self.plan
        place = plan.place or self.world.place(plan.key).code
        identity = Identity(plan.called, "", plan.email, self.world.phone(plan.key), place)
        self.municipality = place
        return knowing.new_person(identity, plan.told.language, by=self.carer if plan.channel == "phone" else None)

    def _receive(self) -> Ask:
        plan, recorder = self.plan, {"phone": self.carer, "self": self.person, "referral": None}[self.plan.channel]
        channel = plan.channel if recorder or plan.channel == "referral" else "self"
        ask = asks.receive(
            person=self.person,
            association=self.world.associations.get(plan.key),
            story=self._story(),
            wishes=self._wishes(),
            channel=channel,
            age_band=plan.told.age,
            language=plan.told.language,
            by=recorder or (self.person if channel == "self" else None),
            given=GIVEN[channel],
        )
        if not self.world.looks_first(plan.key) and channel != "referral":
            matching.begin(ask, by=None)
        return ask

    def _story(self) -> Story:
        told, plan = self.plan.told, self.plan
        return Story(
            needs=tuple(told.needs.split()),
            topics=tuple(told.topics.split()),
            phase=told.phase,
            since=self.world.now.year - self.chance.choice((1, 1, 2, 3, 5, 8)),
            own_words=told.words,
            rhythm=tuple(told.rhythm.split()),
            shares_words=self.chance.random() < 0.6,
            referred_by=self.chance.choice(REFERRERS) if plan.channel == "referral" else "",
        )

    def _wishes(self) -> Wishes:
        chance = self.chance
        modes = (Mode.PHONE, *chance.sample([Mode.MEETING, Mode.WRITING, Mode.VIDEO], chance.choice((0, 1, 1, 2))))
        facts = {
            "modes": modes,
            "times": tuple(chance.sample(Time.values, chance.choice((0, 1, 2, 3)))),
            "distance_km": chance.choice((20, 40, 60)) if Mode.MEETING in modes else None,
            "gender": {"w": "woman", "m": "man"}[self.plan.told.gender],
            "peer_gender": chance.choice(("", "", "", {"w": "woman", "m": "man"}[self.plan.told.gender])),
            "peer_age": chance.choice(("", "", "near")),
            "other_regions": self.fate != "nobody-fits" and chance.random() < 0.6,
        }
        return Wishes(municipality=self.municipality, **(facts | self.plan.wishes))

    # --- the way ----------------------------------------------------------------------------------------
    def told(self) -> Life:
        if self.fate in ("new", "unclaimed-late") or self.carer is None:
            return
        yield from self._claimed()
        if self.fate in ("withdrawn", "signposted"):
            yield from self._closed()
        if self.fate in ("waiting", "overdue") or not self._is_open():
            return
        yield from self._shortlisted()
        if self.fate in ("to-look", "nobody-fits", "choosing") or not self._is_open():
            return
        yield self.when("chosen", 0.3, 4, office=self.hand == self.carer)
        if self.fate in ("others", "left"):
            self._leave()
            return
        proposal = self._choose()
        while proposal and self.fate != "proposed":
            proposal = yield from self._answered(proposal)

    def anew(self, ask: Ask) -> Life:
        """The same person asks again after a parting; nothing of it was planned (R25)."""
        self.ask, self.fate, self.plan = ask, "walking", replace(self.plan, fate="walking", days={}, peer="")
        yield from self.told()

    def _is_open(self) -> bool:
        self.ask.refresh_from_db()
        return self.ask.is_open

    def _claimed(self) -> Life:
        """Most promises are kept; about one of twelve is not."""
        late = self.chance.random() < 0.08
        yield self.when("claimed", 6 if late else 0.1, 9 if late else 2, office=True)
        self.ask.refresh_from_db()
        assert self.carer is not None, "who has nobody to take care of them is not told further"
        if self.ask.claimed_by_id is None:
            asks.claim(self.ask, by=self.carer)
        stories.tell(self.ask, by=self.carer, purpose=Purpose.CLAIMED)
        if self.ask.promises.filter(kept_at=None).exists() and self.fate != "waiting":
            asks.word_given(self.ask, by=self.carer)

    def _closed(self) -> Life:
        yield self.when("closed", 1, 9, office=True)
        if not self._is_open() or self.carer is None:
            return
        if self.fate == "withdrawn":
            matching.withdraw(self.ask, by=self.hand)
        else:
            words = self.chance.choice(SIGNPOSTS[self.plan.told.language])
            matching.signpost(self.ask, words, by=self.carer)

    def _shortlisted(self) -> Life:
        """The coordinator puts the cards together, looks, and shows a few (R22)."""
        yield self.when("cards", 0.5, 4, office=True)
        self.ask.refresh_from_db()
        if self.ask.stage == Stage.RECEIVED:
            self._cards()

    def _cards(self) -> None:
        shortlist = matching.shortlist(self.ask, by=self.carer)
        cards = self._wanted(list(shortlist.cards.all()))
        if not cards:
            matching.nobody_fits(self.ask, by=self.carer)
        elif self.fate != "to-look":
            matching.show(shortlist, cards, by=self.carer)
        self.ask.refresh_from_db()

    def _wanted(self, cards: list[Card]) -> list[Card]:
        peer = self.world.supporters.get(self.plan.peer)
        first = [card for card in cards if peer and card.supporter_id == peer.pk]
        return (first + [card for card in cards if card not in first])[:CARDS_SHOWN]

    def _leave(self) -> None:
        if self._is_open() and self.ask.stage in (Stage.RECEIVED, Stage.SHORTLISTED):
            move = matching.ask_for_others if self.fate == "others" else matching.leave_to_us
            move(self.ask, by=self.hand)

    def _choose(self) -> Proposal | None:
        """The first of the cards that is still free; None when there is none."""
        cards = Card.objects.open().filter(shortlist__ask=self.ask, stage=CardStage.OFFERED)
        kept = {one.pk for name, one in self.world.supporters.items() if name != self.plan.peer}  # for whom they are
        free = cards.select_related("shortlist__ask", "supporter").exclude(supporter__in=kept)
        for card in self._wanted(list(free)):
            try:
                return matching.choose(card, by=self.hand)
            except RuleBroken:
                continue
        return None

    def _answered(self, proposal: Proposal):
        """The supporter says yes or no; after a no the next card is asked. Returns the next open question."""
        no_comes = self.fate == "declined" or self.chance.random() < 0.12
        yield self.when("no" if self.fate == "declined" else "yes", 0.4, 6)
        proposal = Proposal.objects.select_related("ask__person", "supporter__person", "card").get(pk=proposal.pk)
        if not proposal.is_open:
            return None
        if self.fate == "declined" or (no_comes and "yes" not in self.plan.days and not self.plan.peer):
            matching.decline(proposal, by=proposal.supporter.person)
            if self.fate == "declined":
                return None
            yield after(self.chance.uniform(1, 4))
            self.ask.refresh_from_db()
            if self.ask.stage == Stage.RECEIVED:
                self._cards()
            return self._choose()
        yield from walking.life(self, proposal)
        return None
