"""Chance plays the whole programme, from a request to a parting, and after every move everything still holds.

Two seekers, two supporters and a coordinator do anything in any order, also with copies of a page read long ago.
A move either happens whole, with its line in the ledger, or says a sentence and changes nothing (R21, R25, R38).
"""

import os
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import moves as pairs
from rinnalla.companionships.choices import Ending, ReviewWish, Side
from rinnalla.companionships.models import Agreement, Companionship, Words
from rinnalla.ledger import checking
from rinnalla.ledger.models import Head
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal, Shortlist
from rinnalla.matching.moves.proposing import expire
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.proofs import world

pytestmark = pytest.mark.django_db

WHO = st.sampled_from(["aino", "eino"])
WHOM = st.sampled_from(["pekka", "ulla"])
ANY = st.integers(min_value=0, max_value=11)
STALE = st.integers(min_value=0, max_value=3).map(lambda n: n == 0)
WISHES = st.sampled_from(
    [
        {},
        {"modes": []},
        {"modes": ["phone", "meeting"], "distance_km": 30},
        {"modes": [], "peer_gender": "woman", "musts": ["gender"]},
        {"modes": [], "musts": ["topic"]},
        {"modes": [], "other_regions": True, "leave_to_us": True},
    ]
)
WALKING = ["pause", "on", "ask", "note"]
MOST_ASKS = 5
EXPERIENCES = {
    "pekka": cast.EXPERIENCE,
    "ulla": cast.EXPERIENCE | {"gender": "woman", "modes": ["meeting"]},
}
REACHED = {Ask: "ask", Shortlist: "cards", Proposal: "proposal", Companionship: "pair", Agreement: "agreement"}
WITH = {
    Ask: ("person", "association", "claimed_by"),
    Shortlist: ("ask__person", "ask__association"),
    Card: ("shortlist__ask__person", "shortlist__ask__association", "supporter__person", "supporter__association"),
    Proposal: ("ask__person", "ask__association", "supporter__person", "supporter__association", "card"),
    Companionship: ("person", "supporter__person", "supporter__association", "association", "ask__person"),
}


class Programme(RuleBasedStateMachine):
    """Each rule is a page: somebody finds a thing, perhaps on a page opened long ago, and presses a button."""

    people: world.World
    reached: ClassVar[set[str]] = set()

    @initialize(how_far=st.integers(0, 3))
    def begin(self, how_far):
        """Both have asked. The game begins there, with one question open, with one pair, or with a pair that agreed."""
        self.door = transaction.atomic()
        self.door.__enter__()
        self.read_long_ago: dict = {}
        self.over: dict = {Ask: {}, Proposal: {}, Companionship: {}}
        self.told: dict[int, tuple[dict, dict]] = {}
        self.lines = Head.objects.get().seq
        self.ask("aino", {}, "fi")
        self.ask("eino", {"modes": []}, "fi")
        if how_far:
            self.go_the_short_road(0, how_far > 1)
        if how_far > 2:
            self.agree_at_once(0)

    def teardown(self):
        if not hasattr(self, "door"):
            return
        try:
            report = checking.verify()
            assert report.is_whole, report.findings
        finally:
            transaction.set_rollback(True)
            self.door.__exit__(None, None, None)

    # --- finding and pressing -------------------------------------------------------------------------------
    def find(self, kind, number: int, stale: bool):
        keys = list(kind.objects.order_by("pk").values_list("pk", flat=True))
        if not keys:
            return None
        key = (kind, keys[number % len(keys)])
        if not stale or key not in self.read_long_ago:
            self.read_long_ago[key] = kind.objects.select_related(*WITH[kind]).get(pk=key[1])
        return self.read_long_ago[key]

    def supporter(self, name: str) -> Supporter:
        return Supporter.objects.select_related("person", "association").get(pk=getattr(self.people, name).pk)

    def press(self, act, *, leaves_a_mark: bool = False):
        """Do it. A refusal is a sentence and changes nothing; a move that happened has its line in the ledger."""
        before = world.snapshot()
        try:
            result = act()
        except RuleBroken as refusal:
            assert str(refusal.sentence).strip()
            assert leaves_a_mark or world.snapshot() == before, "a refused move changed something"
            return None
        self.reached.update(word for kind, word in REACHED.items() if isinstance(result, kind))
        after = Head.objects.get().seq
        assert after > self.lines or world.snapshot() == before, "something happened without a line in the ledger"
        self.lines = after
        return result

    # --- asking ---------------------------------------------------------------------------------------------
    @rule(who=WHO, wishes=WISHES, language=st.sampled_from(["fi", "fi", "sv"]))
    def ask(self, who, wishes, language):
        if Ask.objects.count() >= MOST_ASKS:
            return
        person, wished = getattr(self.people, who), cast.WISHES | wishes
        ask = self.press(
            lambda: asks.receive(
                person=person, association=cast.association(), story=Story.of(cast.STORY), wishes=Wishes.of(wished),
                channel="self", age_band="60-69", language=language, by=person, given="self",
            )
        )  # fmt: skip
        self.told[ask.pk] = (cast.STORY, wished)

    @rule(number=ANY, stale=STALE)
    def take_into_care(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: asks.claim(ask, by=self.people.kirsti))

    @rule(number=ANY, stale=STALE, wishes=WISHES)
    def tell_it_anew(self, number, stale, wishes):
        if ask := self.find(Ask, number, stale):
            wished = cast.WISHES | wishes
            done = self.press(
                lambda: asks.change(ask, story=Story.of(cast.STORY), wishes=Wishes.of(wished), by=ask.person) or True
            )
            if done:
                self.told[ask.pk] = (cast.STORY, wished)

    @rule(number=ANY, stale=STALE, days=st.integers(-1, 9))
    def promise(self, number, stale, days):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: asks.promise(ask, clock.today() + timedelta(days=days), by=self.people.kirsti))

    @rule(number=ANY, stale=STALE)
    def hand_over(self, number, stale):
        if ask := self.find(Ask, number, stale):
            others = Association.objects.exclude(pk=ask.association_id).order_by("pk")
            self.press(lambda: matching.hand_over(ask, others.first(), by=ask.person))

    @rule(number=ANY, stale=STALE)
    def withdraw(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: matching.withdraw(ask, by=ask.person))

    @rule(number=ANY, stale=STALE)
    def signpost(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: matching.signpost(ask, "Terveysasema auttaa.", by=self.people.kirsti))

    # --- choosing -------------------------------------------------------------------------------------------
    @rule(number=ANY, stale=STALE)
    def put_cards_together_and_show(self, number, stale):
        ask = self.find(Ask, number, stale)
        made = ask and self.press(lambda: matching.shortlist(ask, by=self.people.kirsti))
        if made:
            self.press(lambda: matching.show(made, made.cards.all(), by=self.people.kirsti))

    @rule(number=ANY, stale=STALE)
    def put_cards_together(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: matching.shortlist(ask, by=self.people.kirsti))

    @rule(number=ANY, stale=STALE, how_many=st.integers(0, 2))
    def show(self, number, stale, how_many):
        if shortlist := self.find(Shortlist, number, stale):
            self.press(lambda: matching.show(shortlist, shortlist.cards.all()[:how_many], by=self.people.kirsti))

    @rule(number=ANY, stale=STALE)
    def ask_for_others(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: matching.ask_for_others(ask, by=ask.person))

    @rule(number=ANY, stale=STALE)
    def leave_to_us(self, number, stale):
        if ask := self.find(Ask, number, stale):
            self.press(lambda: matching.leave_to_us(ask, by=ask.person))

    @rule(number=ANY, stale=STALE, with_coordinator=st.booleans())
    def choose(self, number, stale, with_coordinator):
        card = self.find(Card, number, stale)
        if card is None:
            return
        by = self.people.kirsti if with_coordinator else card.shortlist.ask.person
        proposal = self.press(lambda: matching.choose(card, by=by), leaves_a_mark=True)
        if proposal:
            story, wishes = self.told[proposal.ask_id]
            name = "pekka" if proposal.supporter_id == self.people.pekka.pk else "ulla"
            world.fits_by_our_own_reading(proposal, story=story, wishes=wishes, experience=EXPERIENCES[name])

    @rule(number=ANY, stale=STALE, answer=st.sampled_from(["yes", "yes", "yes", "no", "back", "silence"]))
    def answer(self, number, stale, answer):
        proposal = self.find(Proposal, number, stale)
        if proposal is None:
            return
        acts = {
            "yes": lambda: pairs.say_yes(proposal, by=proposal.supporter.person),
            "no": lambda: matching.decline(proposal, by=proposal.supporter.person),
            "back": lambda: matching.take_back(proposal, by=proposal.ask.person),
            "silence": lambda: expire(proposal),
        }
        pair = self.press(acts[answer])
        if answer == "yes" and pair:
            self.told.setdefault(pair.ask_id, self.told[proposal.ask_id])

    @rule(number=ANY, answer=st.booleans())
    def go_the_short_road(self, number, answer):
        """Cards, a choice, and perhaps a yes, in one go: chance alone seldom gets so far."""
        self.put_cards_together_and_show(number, False)
        card = Card.objects.open().filter(stage="offered", shortlist__ask=self.find(Ask, number, False)).first()
        if card is None:
            return
        self.choose(list(Card.objects.order_by("pk")).index(card), False, False)
        if answer and (asked := Proposal.objects.open().filter(card=card).first()):
            self.answer(list(Proposal.objects.order_by("pk")).index(asked), False, "yes")

    @precondition(lambda self: Companionship.objects.exists())
    @rule(number=ANY)
    def agree_at_once(self, number):
        """One writes and the other signs."""
        self.write_the_agreement(number, False, Side.PERSON)
        self.sign(number, Side.SUPPORTER, False)

    @rule(who=WHO, whom=WHOM, again=st.integers(0, 4))
    def keep_apart(self, who, whom, again):
        if again:
            return
        person = getattr(self.people, who)
        self.press(lambda: matching.block(person, self.supporter(whom), by=person))

    # --- the supporter's own --------------------------------------------------------------------------------
    @rule(whom=WHOM, act=st.sampled_from(["rest", "return", "limit", "no limit", "none", "one", "three"]))
    def look_after_oneself(self, whom, act):
        one = self.supporter(whom)
        acts = {
            "rest": lambda: supporters.rest(one, by=one.person),
            "return": lambda: supporters.return_(one, by=one.person),
            "limit": lambda: supporters.set_at_limit(one, True, by=one.person),
            "no limit": lambda: supporters.set_at_limit(one, False, by=one.person),
            "none": lambda: supporters.set_capacity(one, 0, by=one.person),
            "one": lambda: supporters.set_capacity(one, 1, by=one.person),
            "three": lambda: supporters.set_capacity(one, 3, by=one.person),
        }
        self.press(acts[act])

    @rule(whom=WHOM)
    def be_ready_again(self, whom):
        one = self.supporter(whom)
        if one.stage == "resting":
            self.press(lambda: supporters.return_(one, by=one.person))
        if one.at_limit:
            self.press(lambda: supporters.set_at_limit(one, False, by=one.person))
        self.press(lambda: supporters.set_capacity(self.supporter(whom), 2, by=one.person))

    @rule(whom=WHOM, surely=st.integers(0, 5))
    def stop_supporting(self, whom, surely):
        if not surely:
            one = self.supporter(whom)
            self.press(lambda: pairs.stop_supporting(one, by=one.person))

    # --- walking --------------------------------------------------------------------------------------------
    @precondition(lambda self: Companionship.objects.exists())
    @rule(number=ANY, stale=STALE, side=st.sampled_from(list(Side)))
    def write_the_agreement(self, number, stale, side):
        pair = self.find(Companionship, number, stale)
        by = pair.person if side == Side.PERSON else pair.supporter.person
        self.press(lambda: pairs.write(pair, Words(why="kuuntelija"), clock.today() + timedelta(weeks=6), by=by))

    @precondition(lambda self: Companionship.objects.exists())
    @rule(number=ANY, side=st.sampled_from(list(Side)), older=st.booleans())
    def sign(self, number, side, older):
        pair = self.find(Companionship, number, False)
        versions = pair.agreements.order_by("version")
        agreement = versions.first() if older else versions.last()
        if agreement:
            by = pair.person if side == Side.PERSON else pair.supporter.person
            self.press(lambda: pairs.sign(agreement, side=side, by=by))

    @precondition(lambda self: Companionship.objects.exists())
    @rule(
        number=ANY, stale=STALE, side=st.sampled_from(list(Side)), act=st.sampled_from(["pause", "on", "ask", "note"])
    )
    def walk(self, number, stale, side, act):
        pair = self.find(Companionship, number, stale)
        by = pair.person if side == Side.PERSON else pair.supporter.person
        acts = {
            "pause": lambda: pairs.pause(pair, by=by),
            "on": lambda: pairs.go_on(pair, by=by),
            "ask": lambda: pairs.ask_review(pair, by=by),
            "note": lambda: pairs.note(pair, day=clock.today(), way="phone", minutes=30, by=by),
        }
        self.press(acts[act])

    @precondition(lambda self: Companionship.objects.exists())
    @rule(number=ANY, stale=STALE, side=st.sampled_from(list(Side)), wish=st.sampled_from(list(ReviewWish)))
    def look_back(self, number, stale, side, wish):
        pair = self.find(Companionship, number, stale)
        by = pair.person if side == Side.PERSON else pair.supporter.person
        self.press(lambda: pairs.review(pair, side=side, wish=wish, met="yes", words="", shares=True, by=by))

    @precondition(lambda self: Companionship.objects.exists())
    @rule(number=ANY, stale=STALE, side=st.sampled_from(list(Side)), act=st.sampled_from(["end", "change", "again"]))
    def part(self, number, stale, side, act):
        pair = self.find(Companionship, number, stale)
        by = pair.person if side == Side.PERSON else pair.supporter.person
        acts = {
            "end": lambda: pairs.end(pair, Ending.STOPPED, by=by),
            "change": lambda: pairs.change_person(pair, by=pair.person),
            "again": lambda: pairs.ask_again(pair, by=pair.person),
        }
        anew = self.press(acts[act])
        if anew:
            self.told[anew.pk] = self.told[pair.ask_id]

    # --- after every move -----------------------------------------------------------------------------------
    @invariant()
    def everything_holds(self):
        for holds in world.ALWAYS:
            holds()

    @invariant()
    def what_is_over_stays_over(self):
        for kind, before in self.over.items():
            now = world.ended(kind)
            assert {key: now.get(key) for key in before} == before, f"{kind.__name__} came back from its end"
            self.over[kind] = now


def play(examples: int, steps: int) -> None:
    people = world.build()
    machine = type("Played", (Programme,), {"people": people})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=[Phase.generate],  # a game that fails is shown as it was; making it shorter takes minutes
        ),
    )


@pytest.mark.slow
def test_any_order_of_moves_keeps_every_rule():
    """MACHINE_GAMES plays more than the suite does: 400 games are an evening's work for a doubt."""
    play(examples=int(os.environ.get("MACHINE_GAMES", "10")), steps=35)
    reached = Programme.reached
    assert reached >= {"ask", "cards", "proposal", "pair"}, f"chance did not come far: {sorted(reached)}"
