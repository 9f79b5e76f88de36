"""The nine terms of fit, whole numbers 0..1000, each with the bits that matched (docs/adr/0006). Pure: no database.

A term is (points, bits). The sentence of a term is made from its bits alone, so words and score cannot disagree;
without bits a term says nothing. A question the seeker left open gives every supporter the same middling points.
"""

from rinnalla.associations.choices import Mode, Phase, Talk, TopicKind
from rinnalla.matching.rows import SAME, Places, Row, Seeker, Tree, common_modes
from rinnalla.matching.weights import FULL
from rinnalla.people.choices import AgeBand

Term = tuple[int, dict[str, list[str]]]
OPEN_QUESTION = FULL // 2
WILLINGNESS: dict[str, int] = {Talk.GLADLY: 1000, Talk.ASKED: 850}
PHASES = list(Phase.values)
BANDS = [band for band in AgeBand.values if band]
# Steps from the seeker's phase to the supporter's: a little further on the same road is best, far ahead is far away.
STEPS = {-5: 50, -4: 50, -3: 100, -2: 300, -1: 600, 0: 900, 1: 1000, 2: 850, 3: 600, 4: 400, 5: 250}
YEARS = [1000, 750, 450, 200, 0, 0]
NEAR_KM, FAR_KM, BY_CAR_KM = 10, 160, 60


def topics(kind: TopicKind, seeker: Seeker, row: Row, tree: Tree) -> Term:
    """Likeness of each topic the seeker named to the closest published one; those named first weigh more."""
    named = [key for key in seeker.story.topics if tree.kind(key) == kind]
    if not named:
        return OPEN_QUESTION, {}
    facets = [facet for facet in row.published if tree.kind(facet.topic) == kind]
    same, near, total, most = [], [], 0, 0
    for place, wanted in enumerate(named):
        weight = len(named) - place
        most += weight
        found = max(
            ((tree.likeness(wanted, facet.topic), WILLINGNESS[facet.talk], facet.topic) for facet in facets),
            default=(0, 0, ""),
        )
        total += weight * found[0] * found[1] // FULL
        if found[0]:
            (same if found[0] == SAME else near).append(found[2])
    bits = {"same": same, "near": [key for key in dict.fromkeys(near) if key not in same]}
    return total // most, {name: keys for name, keys in bits.items() if keys}


def needs(seeker: Seeker, row: Row) -> Term:
    wanted = seeker.story.needs
    if not wanted:
        return OPEN_QUESTION, {}
    both = [need for need in wanted if need in row.experience.needs]
    return FULL * len(both) // len(wanted), {"needs": both} if both else {}


def stage(seeker: Seeker, row: Row, tree: Tree) -> Term:
    """Where each is with it now: of the experiences in common, or of all when none is."""
    if seeker.story.phase not in PHASES:
        return OPEN_QUESTION, {}
    told = [facet for facet in row.published if facet.phase in PHASES]
    shared = [f for f in told if any(tree.likeness(key, f.topic) for key in seeker.story.topics)]
    here = PHASES.index(seeker.story.phase)
    found = max(
        ((STEPS[PHASES.index(facet.phase) - here], facet.phase) for facet in shared or told),
        default=(OPEN_QUESTION, ""),
    )
    return found[0], {"phase": [found[1]]} if found[1] and found[0] >= 600 else {}


def times(seeker: Seeker, row: Row) -> Term:
    wished, theirs = seeker.wishes.times, row.experience.times
    if not wished or not theirs:
        return OPEN_QUESTION, {}
    both = [time for time in wished if time in theirs]
    if not both:
        return 0, {}
    return 600 + 400 * len(both) // len(wished), {"times": both}


def distance(seeker: Seeker, row: Row, places: Places) -> Term:
    """Only where meeting is a way in common; the way is told in bands, never as kilometres (R19)."""
    if Mode.MEETING not in common_modes(seeker, row):
        return OPEN_QUESTION, {}
    km = places.km(seeker.place, row.place)
    if km is None:
        return OPEN_QUESTION, {}
    points = FULL * (FAR_KM - min(max(km, NEAR_KM), FAR_KM)) // (FAR_KM - NEAR_KM)
    return points, {"way": ["near" if km <= 25 else "by-car"]} if km <= BY_CAR_KM else {}


def closeness(seeker: Seeker, row: Row) -> Term:
    """Ages in bands; and the hoped-for gender, which counts only because the person wished it."""
    bits: dict[str, list[str]] = {}
    age = OPEN_QUESTION
    if seeker.age_band in BANDS and row.experience.age_band in BANDS:
        age = YEARS[abs(BANDS.index(seeker.age_band) - BANDS.index(row.experience.age_band))]
        if age >= 750:
            bits["age"] = ["same" if age == FULL else "near"]
    wished = seeker.wishes.peer_gender
    if not wished:
        return age, bits
    if row.experience.gender == wished:
        bits["gender"] = [wished]
    return (age + (FULL if row.experience.gender == wished else 0)) // 2, bits


def load(row: Row) -> Term:
    """Room left: who is rarely asked drifts away, who is asked too often tires."""
    bits = {"room": ["free" if row.taken == 0 else "some"]} if row.taken < row.capacity else {}
    return load_points(row.capacity, row.taken), bits


def load_points(capacity: int, taken: int) -> int:
    return 700 * max(0, capacity - taken) // max(1, capacity) + (300 if taken == 0 else 0)


def all_terms(seeker: Seeker, row: Row, tree: Tree, places: Places) -> dict[str, Term]:
    """The nine, by name, in the order of the weights."""
    return {
        "condition": topics(TopicKind.CONDITION, seeker, row, tree),
        "treatment": topics(TopicKind.TREATMENT, seeker, row, tree),
        "situation": topics(TopicKind.SITUATION, seeker, row, tree),
        "needs": needs(seeker, row),
        "stage": stage(seeker, row, tree),
        "times": times(seeker, row),
        "distance": distance(seeker, row, places),
        "closeness": closeness(seeker, row),
        "load": load(row),
    }
