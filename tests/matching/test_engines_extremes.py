"""Populations that an engine could stumble over: all alike, one star, nobody who speaks, no room, just on the limit."""

import logging
from dataclasses import replace

import pytest

from rinnalla.asks.choices import Must
from rinnalla.asks.models import Story, Wishes
from rinnalla.matching import fit, weights
from rinnalla.matching.index import columns
from rinnalla.matching.index.engines import found_in
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import MOST_FACETS, Vocabulary
from rinnalla.matching.pool import Pool
from rinnalla.matching.rows import Places, Row, Seeker
from rinnalla.supporters.models import Experience, Facet
from tests.matching.test_engines import ENGINES, KEY, plain
from tests.matching.worlds import PLACES, TREE

AINO = Seeker(
    code="AINO",
    person=999_999,
    association=1,
    language="fi",
    age_band="60-69",
    story=Story(needs=("coping",), topics=("lbp", "fusion"), phase="treated"),
    wishes=Wishes(modes=("phone",), times=("weekend-day",), municipality="091"),
)
TOLD = Experience(
    facets=(Facet("lbp", phase="recovering"), Facet("sleep")),
    needs=("coping",),
    modes=("phone",),
    times=("weekend-day",),
    age_band="60-69",
)


def row(number, **facts) -> Row:
    whole = {"association": 1, "languages": ("fi",), "capacity": 2, "taken": 0, "experience": TOLD, "place": "091"}
    return Row(id=number, code=f"S{number}", person=number, **whole | facts)


CROWD = [row(number) for number in range(1, 301)]
STAR = replace(TOLD, facets=(Facet("lbp", phase="recovering"), Facet("fusion", phase="recovering")))
MEETS = replace(TOLD, modes=("meeting",), distance_km=20)
TWICE = replace(TOLD, facets=(*STAR.facets, Facet("lbp")))
WHOLE_TREE = replace(TOLD, facets=tuple(Facet(key, phase="living") for key in TREE.topics))
MEETING = replace(AINO, wishes=replace(AINO.wishes, modes=("meeting",), distance_km=220))
EVERY_MUST = replace(AINO, wishes=replace(AINO.wishes, peer_gender="woman", musts=tuple(Must.values)))
WORLDS = {
    "everyone is the same": (AINO, CROWD),
    "one star": (AINO, [*CROWD, row(301, experience=STAR)]),
    "no Swedish speaker in the region": (
        replace(AINO, language="sv", wishes=replace(AINO.wishes, other_regions=True)),
        [*CROWD, row(302, association=2, languages=("fi", "sv"))],
    ),
    "no Swedish speaker, and no consent to other regions": (
        replace(AINO, language="sv"),
        [*CROWD, row(302, association=2, languages=("fi", "sv"))],
    ),
    "no room anywhere": (AINO, [row(number, capacity=0) for number in range(1, 100)]),
    "just on the limit of the way": (
        MEETING,
        [row(1, experience=MEETS, place="179"), row(2, experience=replace(MEETS, distance_km=19), place="179")],
    ),
    "every must": (EVERY_MUST, [*CROWD, row(303, experience=replace(STAR, gender="woman"))]),
    "every topic there is": (AINO, [*CROWD, row(304, experience=WHOLE_TREE)]),
    "nobody at all": (AINO, []),
    "the same topic told twice": (
        AINO,
        [*CROWD, row(305, experience=TWICE)],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", WORLDS)
def test_in_every_world_the_engines_agree_with_plain_python(name, engine):
    seeker, rows = WORLDS[name]
    words = Vocabulary()
    atlas = Atlas(words, TREE, Places(PLACES.points, PLACES.measure))
    built = columns.build(rows, words)
    for k in (1, 10, 400):
        found = found_in(built, atlas, seeker, k, weighed=weights.FIRST, root=KEY, engine=engine)
        assert found == plain(seeker, rows, k, weights.FIRST)


# What each world must give, so that a world cannot turn into one in which nothing is at stake.
FOUND = {
    "one star": [301],
    "no Swedish speaker in the region": [302],
    "no Swedish speaker, and no consent to other regions": [],
    "no room anywhere": [],
    "just on the limit of the way": [1],
    "every must": [303],
    "nobody at all": [],
}


@pytest.mark.parametrize("name", FOUND)
def test_each_world_puts_to_the_test_what_its_name_says(name):
    seeker, rows = WORLDS[name]
    assert [number for _score, _turn, number in plain(seeker, rows, 1, weights.FIRST)] == FOUND[name]


def test_where_everyone_is_the_same_the_keyed_turn_alone_decides():
    seeker, rows = WORLDS["everyone is the same"]
    told = plain(seeker, rows, 400, weights.FIRST)
    assert len({score for score, _turn, _number in told}) == 1
    assert [turn for _score, turn, _number in told] == sorted(turn for _score, turn, _number in told)
    assert [number for _score, _turn, number in told] != sorted(number for _score, _turn, number in told)


def test_a_row_that_does_not_fit_into_the_words_is_kept_as_it_is():
    many = replace(TOLD, facets=tuple(Facet(f"topic-{number}") for number in range(MOST_FACETS + 1)))
    built = columns.build([row(1), row(2, experience=many)])
    assert (sorted(built.odd), len(built)) == ([2], 2)


def test_what_leaves_is_wiped_from_memory():
    built = columns.build(CROWD[:3])
    place = built.place_of(2)
    built.take(2)
    assert (len(built), int(built.low[place]), int(built.facts[place])) == (2, 0, 0)
    built.wipe()
    assert not any(getattr(built, name).any() for name in ("low", "high", "detail", "facts", "more", "ids"))


class Lying:
    """Columns that have gone wrong."""

    def __init__(self, rows):
        self.rows = {each.id: each for each in rows}

    def found(self, seeker, k, *, weighed, root):
        return [(1, 2, next(iter(self.rows)))]


def test_columns_that_go_wrong_are_noticed_and_plain_python_answers(caplog, settings):
    rows = [row(number, taken=number % 2) for number in range(1, 501)]
    pool = Pool([AINO], rows, {}, TREE, PLACES)
    honest = [found.row.id for found in fit.ranked(pool, AINO, 5, weighed=weights.FIRST)]
    pool.__dict__["index"] = Lying(rows)
    logging.getLogger("rinnalla").propagate = True
    lying = [found.row.id for found in fit.ranked(pool, AINO, 5, weighed=weights.FIRST)]
    assert lying == honest
    assert "disagree" in caplog.text
