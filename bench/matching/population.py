"""Finnish-like supporters and seekers, from a seed: the towns' sizes, the languages of the coast, a few common topics.

Supporters are made as columns, a million in seconds; `decoded` gives them back as the rows that plain Python scores.
"""

import csv
from types import SimpleNamespace

import numpy as np

from bench.stage import ROOT
from rinnalla.asks.choices import Must
from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.choices import Gender, Mode, Need, Phase, Talk, Time
from rinnalla.associations.places import distance_km
from rinnalla.matching.index import words as w
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Vocabulary
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.people.choices import AgeBand
from rinnalla.supporters.models import Experience, Facet

DATA = ROOT / "src" / "rinnalla" / "associations" / "data"
HOMES = 18
REACHES = (0, 20, 40, 60, 100)
KINDS = (
    "like Finland",
    "everyone the same",
    "one star",
    "no Swedish speaker in half the regions",
    "no room",
    "meeting only",
)


class World:
    """The tree, the municipalities and the vocabulary they share."""

    def __init__(self):
        topics = list(csv.DictReader((DATA / "topics.csv").open()))
        towns = list(csv.DictReader((DATA / "municipalities.csv").open()))
        self.tree = Tree({row["key"]: (row["kind"], row["parent"]) for row in topics})
        points = {
            row["code"]: SimpleNamespace(latitude=float(row["latitude"]), longitude=float(row["longitude"]))
            for row in towns
        }
        self.words = Vocabulary()
        self.atlas = Atlas(self.words, self.tree, Places(points, distance_km))
        for km in REACHES:
            self.words.reach(km)
        self.towns = list(points)
        self.home_of_town = np.arange(len(self.towns)) % HOMES + 1
        self.town_share = _zipf(len(self.towns), 0.9)
        self.topic_share = _zipf(len(self.words.topics), 0.7)


def _zipf(count: int, power: float) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


def supporters(world: World, count: int, seed: int, kind: str = KINDS[0]) -> tuple[np.ndarray, np.ndarray, dict]:
    """Numbers, associations and raw columns of `count` supporters."""
    chance = np.random.default_rng(seed)
    town = chance.choice(len(world.towns), count, p=world.town_share)
    home = world.home_of_town[town]
    swedish = chance.random(count) < np.where(home <= 4, 0.25, 0.02)
    if kind == KINDS[3]:
        swedish &= home % 2 == 0
    languages = np.where(chance.random(count) < 0.9, 1, 0) | np.where(swedish, 2, 0)
    languages |= np.where(chance.random(count) < 0.1, 4, 0) | np.where(languages == 0, 1, 0)
    modes = chance.integers(1, 16, count) if kind != KINDS[5] else np.full(count, 8)
    facts = languages | modes << w.MODE_AT | chance.integers(0, 32, count) << w.TIME_AT
    needs = np.bitwise_or.reduce(1 << chance.integers(0, 8, (3, count)), axis=0)
    facts |= needs << w.NEED_AT | chance.choice([0, 1], count, p=[0.75, 0.25]) << w.GENDER_AT
    facts |= chance.choice(7, count, p=[0.05, 0.03, 0.07, 0.2, 0.3, 0.28, 0.07]) << w.AGE_AT
    facts |= (chance.random(count) < 0.03) << w.ASKED_AT
    facts |= np.where(modes & 8, chance.integers(1, 5, count), 0) << w.REACH_AT
    load = np.zeros(count, int) if kind == KINDS[4] else chance.integers(1, 7, count)
    low, high, detail = _experience(world, count, chance)
    raw = {
        "low": low, "high": high, "detail": detail,
        "facts": facts.astype(np.uint64), "more": (town + 1 | load << w.LOAD_AT).astype(np.uint64),
    }  # fmt: skip
    if kind == KINDS[1]:
        raw = {name: np.full(count, column[0]) for name, column in raw.items()}
        home = np.full(count, home[0])
    if kind == KINDS[2]:
        raw = {name: np.where(np.arange(count) == count // 2, column, column[0]) for name, column in raw.items()}
    return np.arange(1, count + 1), home.astype(np.int64), raw


def _experience(world: World, count: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two to eight published topics each, with a phase and a willingness."""
    told = np.zeros((len(world.words.topics), count), np.uint8)
    wanted = chance.integers(2, 9, count)
    for turn in range(8):
        (rows,) = np.nonzero(wanted > turn)
        topics = chance.choice(len(told), len(rows), p=world.topic_share)
        told[topics, rows] = 16 | chance.integers(0, 7, len(rows)) | 8 * (chance.random(len(rows)) < 0.2)
    low, high, detail = np.zeros(count, np.uint64), np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    rank = np.zeros(count, np.uint64)
    for topic, nibbles in enumerate(told):
        (rows,) = np.nonzero(nibbles)
        word, bit = (low, topic) if topic < 64 else (high, topic - 64)
        word[rows] |= np.uint64(1 << bit)
        detail[rows] |= (nibbles[rows] & 15).astype(np.uint64) << (np.uint64(4) * rank[rows])
        rank[rows] += np.uint64(1)
    return low, high, detail


def decoded(world: World, numbers: np.ndarray, homes: np.ndarray, raw: dict) -> list[Row]:
    """The same supporters as plain Python knows them."""
    rows, table = [], zip(numbers.tolist(), homes.tolist(), *(column.tolist() for column in raw.values()), strict=True)
    names = {name: list(getattr(world.words, name)) for name in ("topics", "places", "reaches")}
    for number, home, low, high, detail, facts, more in table:
        mask, facets = low | high << 64, []
        for place in range(mask.bit_length()):
            if mask >> place & 1:
                nibble = detail >> 4 * len(facets) & 15
                talk = Talk.ASKED if nibble & 8 else Talk.GLADLY
                facets.append(Facet(names["topics"][place], None, ["", *Phase.values][nibble & 7], talk))
        capacity, taken = w.LOADS[more >> w.LOAD_AT]
        told = Experience(
            facets=tuple(facets),
            needs=_of(Need, facts >> w.NEED_AT),
            modes=_of(Mode, facts >> w.MODE_AT),
            times=_of(Time, facts >> w.TIME_AT),
            distance_km=names["reaches"][facts >> w.REACH_AT & 31],
            gender=Gender.values[facts >> w.GENDER_AT & 3],
            age_band=list(w.AGES)[facts >> w.AGE_AT & 7],
        )
        spoken = tuple(code for code, bit in w.LANGUAGES.items() if facts & bit)
        place, is_asked = names["places"][(more & w.PLACE_MASK) - 1], bool(facts >> w.ASKED_AT & 1)
        rows.append(Row(number, str(number), number, home, spoken, capacity, taken, told, place, is_asked))
    return rows


def _of(kind, bits: int) -> tuple[str, ...]:
    return tuple(key for place, key in enumerate(kind.values) if bits >> place & 1)


def seekers(world: World, count: int, seed: int, supporters: int, *, everywhere: bool = False) -> list[Seeker]:
    """everywhere   all in the union's queue, so that the whole country is searched"""
    chance = np.random.default_rng(seed)
    return [_seeker(world, number, chance, supporters, everywhere) for number in range(count)]


def _seeker(world: World, number: int, chance: np.random.Generator, supporters: int, everywhere: bool) -> Seeker:
    town = int(chance.choice(len(world.towns), p=world.town_share))
    topics = chance.choice(list(world.words.topics), int(chance.integers(0, 5)), replace=False, p=world.topic_share)
    drawn = frozenset(int(one) for one in chance.integers(1, supporters + 1, int(chance.integers(0, 4))))
    musts = [must for must in Must.values if chance.random() < 0.08]
    return Seeker(
        code=f"ASK{number}",
        person=int(chance.integers(1, supporters * 20)),
        association=None if everywhere or chance.random() < 0.1 else int(world.home_of_town[town]),
        language=str(chance.choice(["fi", "sv", "en"], p=[0.89, 0.08, 0.03])),
        age_band=str(chance.choice(AgeBand.values)),
        story=Story(
            needs=_some(chance, Need.values, 4),
            topics=tuple(str(key) for key in topics),
            phase=str(chance.choice(["", *Phase.values])),
        ),
        wishes=Wishes(
            modes=_some(chance, Mode.values, 3),
            times=_some(chance, Time.values, 3),
            municipality="" if chance.random() < 0.05 else world.towns[town],
            distance_km=int(chance.choice(REACHES)),
            peer_gender=str(chance.choice(["", "woman", "man"], p=[0.7, 0.2, 0.1])),
            musts=tuple(musts),
            other_regions=bool(chance.random() < 0.3),
        ),
        blocked=drawn,
    )


def _some(chance: np.random.Generator, keys: list, most: int) -> tuple[str, ...]:
    return tuple(str(key) for key in chance.choice(keys, int(chance.integers(0, most)), replace=False))
