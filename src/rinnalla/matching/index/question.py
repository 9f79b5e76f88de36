"""One seeker as lookup tables: what each bit of a row is worth, so that a score is a sum of whole numbers looked up.

Made from `limits` and `terms` themselves wherever a term can be asked about one value; a test holds the rest to them.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from rinnalla.asks.choices import Must
from rinnalla.associations.choices import Mode, TopicKind
from rinnalla.matching import terms
from rinnalla.matching.index import siphash
from rinnalla.matching.index.words import AGES, GENDERS, LANGUAGES, LOADS, MODES, NEEDS, PHASES, TIMES, Odd, Vocabulary
from rinnalla.matching.rows import PARENT_OR_CHILD, Places, Seeker, Tree
from rinnalla.matching.weights import FULL, Weights

ALL_MODES = (1 << len(MODES)) - 1
UNKNOWN, TOO_FAR = -1, np.iinfo(np.int32).max
KINDS = (TopicKind.CONDITION, TopicKind.TREATMENT, TopicKind.SITUATION)


class NotAskable(Exception):
    """This seeker does not fit into the tables: plain Python answers."""


@dataclass
class Atlas:
    """What questions are made of: likeness between topics, and kilometres from a municipality to every other.

    Made once for a vocabulary, a tree and its places; a row of kilometres is made when first asked for.
    """

    words: Vocabulary
    tree: Tree
    places: Places
    topics: int = 0
    likeness: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    kinds: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    far: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self):
        for key in self.tree.topics:
            self.words.topic(key)
        for code in sorted(self.places.points):
            self.words.place(code)
        self.grow()

    def grow(self) -> None:
        """Topics named since."""
        keys = list(self.words.topics)
        if len(keys) != self.topics:
            self.topics = len(keys)
            self.likeness = np.array([[self.tree.likeness(one, other) for other in keys] for one in keys], np.int64)
            known = [str(kind) for kind in KINDS]
            self.kinds = np.array([known.index(k) if (k := self.tree.kind(key)) in known else -1 for key in keys])

    def km(self, code: str) -> np.ndarray:
        """Kilometres to each place of the vocabulary, UNKNOWN when either is not known."""
        if code not in self.far or len(self.far[code]) != len(self.words.places) + 1:
            row = [UNKNOWN, *(-1 if (km := self.places.km(code, other)) is None else km for other in self.words.places)]
            self.far[code] = np.array(row, np.int32)
        return self.far[code]


@dataclass
class Question:
    """The tables of one seeker; all points are already multiplied by their weights.

    worth   [named topic, topic of the vocabulary, gladly or if asked] → its part of a kind's points
    kinds   for each kind: first named topic, one past the last, their whole weight (0: an open question), weight
    """

    key: tuple[int, int]
    home: int
    elsewhere: bool
    language: int
    modes: int
    gender: int
    must: int
    reach: np.ndarray  # by the row's reach: how far the two come together
    km: np.ndarray
    worth: np.ndarray
    kinds: np.ndarray
    relevant: int
    alike: int
    steps: np.ndarray
    needs: np.ndarray
    times: np.ndarray
    way: np.ndarray
    no_way: int
    close: np.ndarray
    load: np.ndarray
    stage_weight: int
    not_these: np.ndarray

    @property
    def most_of_row(self) -> int:
        """The most that the terms no summary tells of can give: stage, way, closeness, load."""
        way = max(self.no_way, int(self.way.max()))
        return int(self.steps.max()) + way + int(self.close.max()) + int(self.load.max())


ANYWHERE = -2  # the ask is in the union's queue


def ask(seeker: Seeker, atlas: Atlas, weighed: Weights, root: bytes, *, but: frozenset[int] = frozenset()) -> Question:
    """Raises NotAskable for a language, gender or number of topics that has no place in the tables."""
    story, wishes = seeker.story, seeker.wishes
    if seeker.language not in LANGUAGES or wishes.peer_gender not in GENDERS:
        raise NotAskable
    worth, kinds, relevant, alike = _topics(seeker, atlas, weighed)
    km = atlas.km(seeker.place)
    return Question(
        key=siphash.key_of(root, seeker.code, weighed.version),
        home=ANYWHERE if seeker.association is None else seeker.association,
        elsewhere=bool(wishes.other_regions),
        language=LANGUAGES[seeker.language],
        modes=sum(MODES.get(mode, 0) for mode in set(wishes.modes)) if wishes.modes else ALL_MODES,
        gender=GENDERS[wishes.peer_gender] if wishes.peer_gender and Must.GENDER in wishes.musts else -1,
        must=_must(seeker, atlas),
        reach=_reaches(atlas.words, wishes.distance_km or 0),
        km=km,
        worth=worth,
        kinds=kinds,
        relevant=relevant | alike,
        alike=alike,
        steps=_steps(story.phase) * weighed.stage,
        needs=_needs(story.needs) * weighed.needs,
        times=_times(wishes.times) * weighed.times,
        way=_way(km) * weighed.distance,
        no_way=terms.OPEN_QUESTION * weighed.distance,
        close=_closeness(seeker.age_band, seeker.wishes.peer_gender) * weighed.closeness,
        load=LOAD_POINTS * weighed.load,
        stage_weight=weighed.stage,
        not_these=np.array(
            sorted(seeker.blocked | seeker.walked | seeker.declined | seeker.seen | {seeker.own} | but), np.int64
        ),
    )


def _topics(seeker: Seeker, atlas: Atlas, weighed: Weights) -> tuple[np.ndarray, np.ndarray, int, int]:
    named = seeker.story.topics
    try:
        at = [atlas.words.topic(key) for key in named]
    except Odd:
        raise NotAskable from None
    atlas.grow()
    parts: list[np.ndarray] = []
    kinds, relevant = [], 0
    for number, kind in enumerate(KINDS):
        own = [place for place in at if atlas.kinds[place] == number]
        first = sum(len(part) for part in parts)
        if own:
            part = _worth(own, atlas, number)
            relevant |= _mask(part.any(axis=(0, 2)))
            parts.append(part)
        whole = len(own) * (len(own) + 1) // 2
        kinds.append((first, first + len(own), whole, weighed.of(kind)))
    worth = np.concatenate(parts) if parts else np.zeros((0, atlas.topics, 2), np.int64)
    alike = _mask(atlas.likeness[at].any(axis=0)) if at else 0
    return np.ascontiguousarray(worth, np.int64), np.array(kinds, np.int64), relevant, alike


def _worth(own: list[int], atlas: Atlas, kind: int) -> np.ndarray:
    """As terms.topics: weight × likeness × willingness // 1000, of topics of the same kind."""
    weight = np.arange(len(own), 0, -1)[:, None]
    like = weight * atlas.likeness[own] * (atlas.kinds == kind)[None, :]
    return np.stack([like * willing // FULL for willing in terms.WILLINGNESS.values()], axis=2)


def _mask(which: Any) -> int:
    return sum(1 << int(place) for place in np.flatnonzero(which).tolist())


def _must(seeker: Seeker, atlas: Atlas) -> int:
    named = seeker.story.topics
    if Must.TOPIC not in seeker.wishes.musts or not named:
        return -1
    at = [atlas.words.topics[key] for key in named]
    return _mask((atlas.likeness[at] >= PARENT_OR_CHILD).any(axis=0))


def _reaches(words: Vocabulary, own: int) -> np.ndarray:
    reach = np.zeros(32, np.int64)
    for km, code in words.reaches.items():
        reach[code] = own + km
    return reach


@lru_cache(maxsize=16)
def _steps(phase: str) -> np.ndarray:
    """By the code of a row's phase; 0, no phase told at all, is an open question."""
    points = np.full(8, terms.OPEN_QUESTION, np.int64)
    if phase in terms.PHASES:
        here = terms.PHASES.index(phase)
        for key, code in PHASES.items():
            if key:
                points[code] = terms.STEPS[terms.PHASES.index(key) - here]
    return points


BYTES = np.arange(256)


@lru_cache(maxsize=1024)
def _needs(wanted: tuple[str, ...]) -> np.ndarray:
    if not wanted:
        return np.full(256, terms.OPEN_QUESTION, np.int64)
    both = np.zeros(256, np.int64)
    for need in wanted:
        both += BYTES & NEEDS.get(need, 0) > 0
    return FULL * both // len(wanted)


@lru_cache(maxsize=256)
def _times(wished: tuple[str, ...]) -> np.ndarray:
    points = np.full(32, terms.OPEN_QUESTION, np.int64)
    if wished:
        both = np.zeros(32, np.int64)
        for time in wished:
            both += BYTES[:32] & TIMES.get(time, 0) > 0
        points[1:] = np.where(both > 0, 600 + 400 * both // len(wished), 0)[1:]
    return points


def _way(km: np.ndarray) -> np.ndarray:
    near = np.clip(km.astype(np.int64), terms.NEAR_KM, terms.FAR_KM)
    points = FULL * (terms.FAR_KM - near) // (terms.FAR_KM - terms.NEAR_KM)
    return np.where(km == UNKNOWN, terms.OPEN_QUESTION, points)


@lru_cache(maxsize=64)
def _closeness(own: str, wished: str) -> np.ndarray:
    """By gender (two bits) and age (three): as terms.closeness."""
    points = np.zeros(32, np.int64)
    for band, age_code in AGES.items():
        age = terms.OPEN_QUESTION
        if band in terms.BANDS and own in terms.BANDS:
            age = terms.YEARS[abs(terms.BANDS.index(own) - terms.BANDS.index(band))]
        for gender, code in GENDERS.items():
            met = FULL if gender == wished else 0
            points[age_code << 2 | code] = (age + met) // 2 if wished else age
    return points


LOAD_POINTS = np.array(
    [0, *(terms.load_points(capacity, taken) for capacity, taken in LOADS[1:]), *[0] * (128 - len(LOADS))], np.int64
)
MEETING = MODES[Mode.MEETING]
