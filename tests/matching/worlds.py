"""Seekers, rows and a small tree of topics, made by hypothesis."""

from hypothesis import strategies as st

from rinnalla.asks.choices import Must
from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.choices import Mode, Need, Phase, Talk, Time
from rinnalla.matching.rows import Places, Row, Seeker, Tree
from rinnalla.people.choices import AgeBand
from rinnalla.supporters.models import Experience, Facet

TREE = Tree(
    {
        "pain": ("condition", ""),
        "lbp": ("condition", "pain"),
        "neck": ("condition", "pain"),
        "nerve": ("condition", ""),
        "sciatica": ("condition", "nerve"),
        "surgery": ("treatment", ""),
        "fusion": ("treatment", "surgery"),
        "disc-surgery": ("treatment", "surgery"),
        "body": ("situation", ""),
        "sleep": ("situation", "body"),
        "walking": ("situation", "body"),
    }
)
NAMES = {key: f"<{key}>" for key in TREE.topics}
KM = {"091": 0, "049": 16, "179": 240, "905": 380}
PLACES = Places(dict(KM), lambda one, other: abs(one - other))
PLACE = st.sampled_from([*KM, ""])


def some(values, most=4):
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=most).map(tuple)


FACET = st.builds(
    Facet,
    topic=st.sampled_from(list(TREE.topics)),
    phase=st.sampled_from(["", *Phase.values]),
    talk=st.sampled_from(Talk.values),
)
EXPERIENCE = st.builds(
    Experience,
    facets=st.lists(FACET, max_size=5, unique_by=lambda facet: facet.topic).map(tuple),
    needs=some(Need.values),
    about=st.just(""),
    modes=some(Mode.values),
    times=some(Time.values),
    distance_km=st.sampled_from([None, 10, 60, 200]),
    gender=st.sampled_from(["", "woman", "man"]),
    age_band=st.sampled_from(AgeBand.values),
)
SEEKER = st.builds(
    Seeker,
    code=st.just("ASK"),
    person=st.just(1),
    association=st.sampled_from([None, 1, 2]),
    language=st.sampled_from(["fi", "sv"]),
    age_band=st.sampled_from(AgeBand.values),
    story=st.builds(
        Story,
        needs=some(Need.values),
        topics=some(TREE.topics),
        phase=st.sampled_from(["", *Phase.values]),
    ),
    wishes=st.builds(
        Wishes,
        modes=some(Mode.values),
        times=some(Time.values),
        municipality=PLACE,
        distance_km=st.sampled_from([None, 20, 100]),
        peer_gender=st.sampled_from(["", "woman", "man"]),
        musts=some(Must.values),
        other_regions=st.booleans(),
    ),
    blocked=st.frozensets(st.integers(1, 9), max_size=2),
    walked=st.frozensets(st.integers(1, 9), max_size=1),
    declined=st.frozensets(st.integers(1, 9), max_size=2),
    seen=st.frozensets(st.integers(1, 9), max_size=2),
)


@st.composite
def pools(draw, least=0):
    """Up to nine supporters with ids and codes of their own."""
    experiences = draw(st.lists(EXPERIENCE, min_size=least, max_size=9))
    return [
        Row(
            id=place,
            code=f"S{place}",
            person=place,
            association=draw(st.sampled_from([1, 2])),
            languages=draw(st.sampled_from([("fi",), ("sv",), ("fi", "sv")])),
            capacity=2,
            taken=draw(st.integers(0, 2)),
            experience=experience,
            place=draw(PLACE),
            is_asked=draw(st.booleans()),
        )
        for place, experience in enumerate(experiences, start=1)
    ]
