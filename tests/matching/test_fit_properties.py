"""Whoever asks and whoever supports: limits hold, the order is one, and what is not published is never told."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rinnalla.asks.choices import Must
from rinnalla.associations.choices import Talk
from rinnalla.matching import sentences, weights
from rinnalla.matching.fit import changes, rank
from rinnalla.matching.limits import LIMITS, first_broken
from rinnalla.matching.terms import all_terms
from rinnalla.supporters.models import Facet
from tests.matching.worlds import NAMES, PLACES, SEEKER, TREE, pools

KEY = b"k" * 32
WEIGHED = weights.FIRST
# How long chance takes says how busy the machine is, not whether a rule holds.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ranked(seeker, rows):
    return rank(seeker, rows, TREE, PLACES, weighed=WEIGHED, key=KEY)


@PATIENT
@given(SEEKER, pools(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_they_come_in(seeker, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert [fit.row.id for fit in ranked(seeker, rows)] == [fit.row.id for fit in ranked(seeker, shuffled)]


@PATIENT
@given(SEEKER, pools())
def test_no_hard_limit_is_ever_broken(seeker, rows):
    """Told again in other words than in limits.py, so that the two must agree (R21)."""
    for fit in ranked(seeker, rows):
        row, wishes = fit.row, seeker.wishes
        common = set(row.experience.modes) & set(wishes.modes or row.experience.modes)
        assert row.person != seeker.person
        assert row.id not in seeker.blocked | seeker.walked | seeker.declined | seeker.seen
        assert not row.is_asked
        assert row.taken < row.capacity
        assert seeker.language in row.languages
        assert seeker.association in (None, row.association) or wishes.other_regions
        assert common
        if Must.GENDER in wishes.musts and wishes.peer_gender:
            assert row.experience.gender == wishes.peer_gender
        if common == {"meeting"} and seeker.place and row.place:
            reach = (wishes.distance_km or 0) + (row.experience.distance_km or 0)
            assert abs(PLACES.points[seeker.place] - PLACES.points[row.place]) <= reach


@PATIENT
@given(SEEKER, pools())
def test_everyone_who_is_left_out_has_a_limit_with_a_sentence(seeker, rows):
    fitting = {fit.row.id for fit in ranked(seeker, rows)}
    for row in rows:
        broken = first_broken(seeker, row, TREE, PLACES)
        elsewhere = seeker.association not in (None, row.association)  # consent given, but the own region has someone
        assert row.id in fitting or elsewhere or broken
        assert not broken or str(sentences.WHY_NOT[broken])


@PATIENT
@given(SEEKER, pools())
def test_other_regions_come_only_when_nobody_of_the_own_one_fits(seeker, rows):
    homes = {fit.row.association for fit in ranked(seeker, rows)}
    assert seeker.association is None or seeker.association not in homes or homes == {seeker.association}


@PATIENT
@given(SEEKER, pools(least=1), st.sampled_from(list(TREE.topics)))
def test_what_is_not_published_neither_scores_nor_is_named(seeker, rows, topic):
    row = rows[0]
    published = tuple(facet for facet in row.experience.facets if facet.is_published and facet.topic != topic)
    open_row = replace(row, experience=replace(row.experience, facets=published))
    hidden = replace(row.experience, facets=(*published, Facet(topic, phase="living", talk=Talk.NOT)))
    closed_row = replace(row, experience=hidden)
    assert all_terms(seeker, open_row, TREE, PLACES) == all_terms(seeker, closed_row, TREE, PLACES)
    assert first_broken(seeker, open_row, TREE, PLACES) == first_broken(seeker, closed_row, TREE, PLACES)
    terms = all_terms(seeker, closed_row, TREE, PLACES)
    said = [sentences.sentence(name, bits, NAMES) for name, (_points, bits) in terms.items()]
    assert NAMES[topic] not in " ".join(said)


@PATIENT
@given(SEEKER, pools())
def test_points_and_scores_stay_in_their_ranges_and_are_whole(seeker, rows):
    for fit in ranked(seeker, rows):
        assert list(fit.terms) == list(weights.TERMS)
        assert all(type(points) is int and 0 <= points <= 1000 for points, _bits in fit.terms.values())
        assert type(fit.score) is int
        assert 0 <= fit.score <= 100_000


@PATIENT
@given(SEEKER, pools())
def test_a_term_that_speaks_has_points_and_bits_that_it_names(seeker, rows):
    for row in rows:
        for name, (points, bits) in all_terms(seeker, row, TREE, PLACES).items():
            words = sentences.sentence(name, bits, NAMES)
            assert bool(words) == bool(bits)
            assert not bits or points > 0


@PATIENT
@given(SEEKER, pools())
def test_each_change_opens_as_many_cards_as_it_says(seeker, rows):
    """Tried for the limits that a wish alone makes: with it gone, just that many more fit."""
    before = sum(not first_broken(seeker, row, TREE, PLACES) for row in rows)
    for change in changes(seeker, rows, TREE, PLACES):
        after = sum(not first_broken(seeker, row, TREE, PLACES, but=frozenset({change.limit})) for row in rows)
        assert after - before == change.opens
        assert change.limit in LIMITS
        assert change.sentence


@PATIENT
@given(SEEKER, pools(least=1))
def test_more_in_common_never_scores_less(seeker, rows):
    """Publishing the very topic the seeker named first can only help."""
    if not seeker.story.topics:
        return
    row, topic = rows[0], seeker.story.topics[0]
    others = tuple(facet for facet in row.experience.facets if facet.topic != topic)
    without = replace(row, experience=replace(row.experience, facets=others))
    told = replace(row, experience=replace(row.experience, facets=(*others, Facet(topic))))
    kind = TREE.kind(topic)
    assert all_terms(seeker, told, TREE, PLACES)[kind][0] >= all_terms(seeker, without, TREE, PLACES)[kind][0]
