"""The log of changes locks nothing: moves and lists at once neither die of each other nor miss a change (ADR 0016)."""

import random
import threading

import pytest
from django.db import connection, transaction

from rinnalla.base.errors import RuleBroken
from rinnalla.matching import finding, moves, weights
from rinnalla.matching.index.kept import keeper
from rinnalla.matching.models import Card, Proposal
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.matching.test_index_kept import found, kept_words, plain, true_words
from tests.proofs import crowd

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS, ACTS = 4, 12


@pytest.fixture(autouse=True)
def however_few(settings):
    settings.MATCHING_KEPT_FROM = 1
    yield
    keeper.drop()


class Hand(threading.Thread):
    """Chooses, takes back, rests, describes and looks, each on rows of its own reading; kind sentences are fine."""

    def __init__(self, seed: int, kirsti, asks):
        super().__init__()
        self.lot, self.kirsti, self.asks = random.Random(seed), kirsti, asks
        self.died: list[str] = []

    def run(self):
        try:
            for _ in range(ACTS):
                try:
                    self.lot.choice([self.choose, self.take_back, self.rest, self.capacity, self.look, self.look])()
                except (RuleBroken, IndexError):
                    pass
                except Exception as fault:
                    self.died.append(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    def choose(self):
        cards = Card.objects.open().select_related("shortlist__ask__person", "supporter__person")
        card = self.lot.choice(list(cards))
        moves.choose(card, by=card.shortlist.ask.person)

    def take_back(self):
        open_ones = Proposal.objects.open().select_related("ask__person", "supporter__person", "card")
        proposal = self.lot.choice(list(open_ones))
        moves.take_back(proposal, by=proposal.ask.person)

    def one(self) -> Supporter:
        return self.lot.choice(list(Supporter.objects.select_related("person", "association")))

    def rest(self):
        one = self.one()
        (supporters.rest if one.stage == "active" else supporters.return_)(one, by=one.person)

    def capacity(self):
        """The ledger first, then the supporter, then a list, in one transaction: the order that used to be deadly."""
        one = self.one()
        with transaction.atomic():
            supporters.set_capacity(one, self.lot.randint(1, 4), by=one.person)
            finding.find(self.asks[:1], 3, by=self.kirsti, weighed=weights.FIRST)

    def look(self):
        finding.find([self.lot.choice(self.asks)], 3, by=self.kirsti, weighed=weights.FIRST)


def test_many_hands_at_once_and_the_index_is_right_when_they_are_done():
    kirsti, where = cast.kirsti(), cast.association()
    asks = crowd.asks(6, where, claimed_by=kirsti)
    crowd.supporters(5, where, capacity=2)
    for ask in asks:
        made = moves.shortlist(ask, by=kirsti)
        moves.show(made, made.cards.all(), by=kirsti)
    hands = [Hand(seed, kirsti, asks) for seed in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=240)
    assert not any(hand.is_alive() for hand in hands)
    assert [line for hand in hands for line in hand.died] == []
    assert found(asks) == plain(asks)
    assert kept_words() == true_words()
