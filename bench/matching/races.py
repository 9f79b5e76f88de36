"""Four processes choose, take back, rest and block at once: no seat twice, nobody brought to whom they are kept from.

.venv/bin/python -m bench.matching.races [ACTS]        DATABASE_URL=… for PostgreSQL; 10 000 acts take many minutes
"""

import json
import os
import random
import sys
from pathlib import Path

from bench import stage

from django.db import connection, transaction  # isort: skip
from django.db.models import Count, Q

from rinnalla.asks.models import Ask
from rinnalla.base.errors import RuleBroken
from rinnalla.matching import moves
from rinnalla.matching.models import Block, Card, Proposal
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.vault.keyring import forget
from tests import cast
from tests.proofs import crowd

PROCESSES, ACTS_EACH, ASKS, PEERS = 4, 25, 12, 6


def main() -> None:
    stage.prepare()
    for line in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, prepared=True):
        print(*line, sep=" | ")


def rows(acts: int = 400, *, prepared: bool = False):
    """Name, figure, goal."""
    if not prepared:
        stage.prepare()
    kirsti = cast.kirsti()
    _world(kirsti)
    told: dict[str, int] = {"acts": 0, "went through": 0, "blocked": 0, "oversold": 0, "other": 0}
    for number in range(max(1, acts // (PROCESSES * ACTS_EACH))):
        for found in _round(number, kirsti):
            for name, count in found.items():
                told[name] += count
        told["oversold"] += _oversold()
        _begin_anew()
    what = f"{connection.vendor}: {told['acts']} acts of {PROCESSES} processes, {told['went through']} went through"
    return [
        (f"{what}: seats oversold or miscounted", str(told["oversold"]), "0"),
        (f"{what}: chosen though kept apart", str(told["blocked"]), "0"),
        (f"{what}: died of something else", str(told["other"]), "0"),
    ]


def _world(kirsti) -> None:
    where = cast.association()
    asks = crowd.asks(ASKS, where, claimed_by=kirsti)
    crowd.supporters(PEERS - 1, where, capacity=1)
    for ask in asks:
        made = moves.shortlist(ask, by=kirsti)
        moves.show(made, made.cards.all(), by=kirsti)


def _round(number: int, kirsti) -> list[dict]:
    """Each process is a copy of this one with connections of its own."""
    connection.close()
    forget()
    children, files = [], []
    for place in range(PROCESSES):
        files.append(Path(stage.HOME) / f"round-{place}.json")
        child = os.fork()
        if not child:
            try:
                files[-1].write_text(json.dumps(_acts(random.Random(number * 10 + place), kirsti)))
            finally:
                connection.close()
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return [json.loads(file.read_text()) for file in files]


def _acts(chance: random.Random, kirsti) -> dict[str, int]:
    told = {"acts": 0, "went through": 0, "blocked": 0, "oversold": 0, "other": 0}
    for _ in range(ACTS_EACH):
        told["acts"] += 1
        try:
            told["blocked"] += bool(
                chance.choice([_choose, _choose, _choose, _take_back, _rest, _block])(chance, kirsti)
            )
            told["went through"] += 1
        except (RuleBroken, IndexError):
            pass
        except Exception as error:
            print(type(error).__name__, str(error)[:200], file=sys.stderr)
            told["other"] += 1
        told["oversold"] += _oversold()
    return told


def _choose(chance: random.Random, kirsti) -> bool:
    """True when a pair was brought together that had been kept apart before this began."""
    card = chance.choice(list(Card.objects.open().select_related("shortlist__ask__person", "supporter__person")))
    was_apart = Block.objects.filter(person=card.shortlist.ask.person_id, supporter=card.supporter_id).exists()
    moves.choose(card, by=card.shortlist.ask.person)
    return was_apart


def _take_back(chance: random.Random, kirsti) -> None:
    proposal = chance.choice(list(Proposal.objects.open().select_related("ask__person", "supporter__person", "card")))
    moves.take_back(proposal, by=proposal.ask.person)


def _rest(chance: random.Random, kirsti) -> None:
    supporter = chance.choice(list(Supporter.objects.select_related("person", "association")))
    move = supporters.rest if supporter.stage == "active" else supporters.return_
    move(supporter, by=supporter.person)


def _block(chance: random.Random, kirsti) -> None:
    ask, supporter = (
        chance.choice(list(Ask.objects.select_related("person"))),
        chance.choice(list(Supporter.objects.all())),
    )
    moves.block(ask.person, supporter, by=kirsti)


ACTS = [_choose, _choose, _choose, _take_back, _rest, _block]


def _oversold() -> int:
    """Seats that are more than there are, or that no open question holds; both read in one statement."""
    with transaction.atomic():
        held = Supporter.objects.annotate(held=Count("proposals", filter=Q(proposals__stage="asked")))
        seats = held.values_list("places_taken", "capacity", "held")
        return sum(taken > max(capacity, 1) or taken != open_ones for taken, capacity, open_ones in seats)


def _begin_anew() -> None:
    for proposal in Proposal.objects.open().select_related("ask__person", "supporter__person", "card"):
        moves.take_back(proposal, by=proposal.ask.person)
    Block.objects.all().delete()
    Card.objects.filter(stage="gone").update(stage="offered")
    for supporter in Supporter.objects.filter(stage="resting").select_related("person", "association"):
        supporters.return_(supporter, by=supporter.person)


if __name__ == "__main__":
    main()
