"""How one supporter becomes five whole numbers, and back again never: the bits that limits and terms ask for.

low, high   which topics are published, one bit each, by their place in the vocabulary (64 and up to 64)
detail      for each published topic, in the order of its bit, four bits: where I am with it now, and "if asked"
facts       languages, modes, hours, needs, gender, age, a question open, how far one comes
more        municipality, and how many places are taken of how many

A row that does not fit in here (seventeen topics, the same one told twice) is *odd*: it stays as it is and is scored
in plain Python beside the others, so that nothing is ever left out or rounded.
"""

from dataclasses import dataclass, field

from rinnalla.associations.choices import Gender, Mode, Need, Phase, Talk, Time
from rinnalla.matching.rows import Row
from rinnalla.people.choices import AgeBand, Language

LANGUAGES = {code: 1 << place for place, code in enumerate(Language.values)}
MODES = {key: 1 << place for place, key in enumerate(Mode.values)}
TIMES = {key: 1 << place for place, key in enumerate(Time.values)}
NEEDS = {key: 1 << place for place, key in enumerate(Need.values)}
GENDERS = {key: place for place, key in enumerate(Gender.values)}
AGES = {key: place for place, key in enumerate([AgeBand.UNSAID, *(band for band in AgeBand.values if band)])}
PHASES = {key: place for place, key in enumerate(["", *Phase.values])}
MOST_FACETS, MOST_TOPICS, MOST_PLACES, MOST_REACHES = 16, 128, 511, 32
LARGEST_CAPACITY = 12
MODE_AT, TIME_AT, NEED_AT, GENDER_AT, AGE_AT, ASKED_AT, REACH_AT = 3, 7, 12, 20, 22, 25, 26
LOAD_AT, PLACE_MASK = 9, 511
IF_ASKED = 8  # the fourth bit of a topic's detail
LOADS = [(0, 0), *((capacity, taken) for capacity in range(1, LARGEST_CAPACITY + 1) for taken in range(capacity))]
LOAD_CODES = {load: code for code, load in enumerate(LOADS)}  # 0: no room


class Odd(Exception):
    """This row does not fit into the words."""


@dataclass
class Vocabulary:
    """Keys to places of bits. Grows by itself; what it cannot hold is odd."""

    topics: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # municipality → 1..511; 0 is "not known"
    reaches: dict[int, int] = field(default_factory=lambda: {0: 0})  # kilometres one comes → 0..31

    def topic(self, key: str) -> int:
        return _known(self.topics, key, MOST_TOPICS, 0)

    def place(self, code: str) -> int:
        return _known(self.places, code, MOST_PLACES, 1) if code else 0

    def reach(self, km: int) -> int:
        return _known(self.reaches, km, MOST_REACHES, 0)


def _known(names: dict, key, most: int, first: int) -> int:
    if key not in names:
        if len(names) >= most:
            raise Odd(key)
        names[key] = len(names) + first
    return names[key]


Words = tuple[int, int, int, int, int]


def encode(row: Row, words: Vocabulary) -> Words:
    """The five numbers of one row. Raises Odd when they cannot hold it."""
    mask, detail = _topics(row, words)
    told = row.experience
    try:
        facts = (
            _bits(LANGUAGES, row.languages)
            | _bits(MODES, told.modes) << MODE_AT
            | _bits(TIMES, told.times) << TIME_AT
            | _bits(NEEDS, told.needs) << NEED_AT
            | GENDERS[told.gender] << GENDER_AT
            | AGES[told.age_band] << AGE_AT
            | row.is_asked << ASKED_AT
            | words.reach(told.distance_km or 0) << REACH_AT
        )
        load = 0 if row.taken >= row.capacity else LOAD_CODES[row.capacity, row.taken]
    except KeyError as unknown:
        raise Odd(unknown) from None
    return mask & (1 << 64) - 1, mask >> 64, detail, facts, words.place(row.place) | load << LOAD_AT


def _topics(row: Row, words: Vocabulary) -> tuple[int, int]:
    told = {}
    for facet in row.published:
        place = words.topic(facet.topic)
        if place in told or facet.talk not in (Talk.GLADLY, Talk.ASKED):
            raise Odd(facet.topic)
        told[place] = PHASES.get(facet.phase, 0) | (IF_ASKED if facet.talk == Talk.ASKED else 0)
    if len(told) > MOST_FACETS:
        raise Odd(row.id)
    mask, detail = 0, 0
    for rank, place in enumerate(sorted(told)):
        mask |= 1 << place
        detail |= told[place] << 4 * rank
    return mask, detail


def _bits(known: dict[str, int], keys: tuple[str, ...]) -> int:
    """Raises KeyError for a key that has no bit, and Odd for one told twice."""
    found = 0
    for key in keys:
        if found & known[key]:
            raise Odd(key)
        found |= known[key]
    return found
