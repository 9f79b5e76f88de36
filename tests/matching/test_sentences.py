"""What a card says, in three languages: whole sentences, from matched bits alone, with topics as the table has them."""

import re
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from rinnalla.asks.choices import Must, PeerGender
from rinnalla.associations.choices import Need, Phase, Talk, Time
from rinnalla.matching import sentences
from rinnalla.matching.limits import LIMITS
from rinnalla.matching.terms import all_terms
from rinnalla.matching.weights import FIRST, TERMS
from tests.matching.worlds import NAMES, PLACES, SEEKER, TREE, pools

LANGUAGES = ("fi", "sv", "en")
PATIENT = trying(deadline=None, max_examples=100)
TOPICS = {
    "fi": {"pain": "kipu", "nerve": "hermo-oireet", "lbp": "alaselkäkipu", "sciatica": "iskias", "sleep": "uni"},
    "sv": {"pain": "smärta", "nerve": "nervsymtom", "lbp": "ländryggssmärta", "sciatica": "ischias", "sleep": "sömn"},
    "en": {"pain": "pain", "nerve": "100 % nerve", "lbp": "low back pain", "sciatica": "sciatica", "sleep": "sleep"},
}
GONE = ["", "no-such-key"]  # what a sealed card may still name, long after the word has been taken away


def some(values) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*values, *GONE]), max_size=4)


KEYS = some(TOPICS["fi"])
BITS = st.fixed_dictionaries(
    {},
    optional={
        "same": KEYS, "near": KEYS, "topics": KEYS, "unlike": KEYS, "needs": some(Need.values),
        "phase": some(Phase.values), "times": some(Time.values), "way": some(["near", "by-car"]),
        "age": some(["same", "near"]), "gender": some(PeerGender.values), "room": some(["free", "some"]),
    },
)  # fmt: skip
WHOLE = re.compile(r"[A-ZÅÄÖ].*")
LEFT_OVER = re.compile(r"%\(|\{|\}|%s|%d|:\s*$|,\s*$|: ,|  |, ,|\s$|^\s|[a-z]+-[a-z]+-key|no-such")


def looks_whole(words: str) -> bool:
    return words == "" or (WHOLE.fullmatch(words) is not None and LEFT_OVER.search(words) is None)


# --- any bits -----------------------------------------------------------------------------------------------
@PATIENT
@given(st.sampled_from(LANGUAGES), st.sampled_from(TERMS), BITS)
def test_whatever_matched_is_said_whole_or_not_at_all(language, term, bits):
    with translation.override(language):
        assert looks_whole(sentences.sentence(term, bits, TOPICS[language]))
        assert looks_whole(sentences.not_in_common(bits, TOPICS[language]))


@PATIENT
@given(st.sampled_from(LANGUAGES), st.sampled_from(["condition", "treatment", "situation"]), KEYS, KEYS)
def test_topics_are_named_exactly_as_the_table_has_them_and_each_once(language, term, same, near):
    names = TOPICS[language]
    with translation.override(language):
        words = sentences.sentence(term, {"same": same, "near": near}, names)
    told = [names[key] for key in dict.fromkeys(same) if key in names]
    told = told or [names[key] for key in dict.fromkeys(near) if key in names]
    assert words.partition(": ")[2] == ", ".join(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("term", ["condition", "treatment", "situation"])
@pytest.mark.parametrize("bit", ["same", "near"])
def test_one_topic_and_several_have_words_of_their_own(language, term, bit):
    with translation.override(language):
        one, two, five = (
            sentences.sentence(term, {bit: list(TOPICS[language])[:count]}, TOPICS[language]).partition(":")[0]
            for count in (1, 2, 5)
        )
        none = sentences.sentence(term, {bit: []}, TOPICS[language])
    assert (one != two, two == five, none) == (True, True, "")


# --- from two people ----------------------------------------------------------------------------------------
@PATIENT
@given(st.sampled_from(LANGUAGES), SEEKER, pools(least=1))
def test_what_a_supporter_does_not_talk_of_never_scores_and_never_speaks(language, seeker, rows):
    """R3: "not" is a topic of the supporter's own, kept from cards; the card is as if it had never been told."""
    row = rows[0]
    spoken = tuple(facet for facet in row.experience.facets if facet.talk != Talk.NOT)
    without = replace(row, experience=replace(row.experience, facets=spoken))
    terms, silent = (all_terms(seeker, one, TREE, PLACES) for one in (row, without))
    assert terms == silent
    hidden = {facet.topic for facet in row.experience.facets} - {facet.topic for facet in spoken}
    with translation.override(language):
        for name, (_points, bits) in terms.items():
            told = sentences.sentence(name, bits, NAMES).partition(": ")[2].split(", ")
            assert not {NAMES[key] for key in hidden} & set(told)


@PATIENT
@given(SEEKER, pools(least=1))
def test_a_card_says_at_most_three_reasons_each_of_a_term_that_matched(seeker, rows):
    row = rows[0]
    terms = all_terms(seeker, row, TREE, PLACES)
    strongest = sentences.strongest(terms, FIRST)
    assert len(strongest) == len(set(strongest)) <= 3
    assert all(terms[name][1] and terms[name][0] for name in strongest)
    other = sentences.difference(seeker, row, TREE)
    assert len(other) <= 1


# --- every fixed sentence -----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_and_every_change_has_a_whole_sentence_of_its_own(language):
    with translation.override(language):
        said = [str(words) for words in (*sentences.WHY_NOT.values(), *sentences.CHANGES.values())]
    assert set(LIMITS) <= set(sentences.WHY_NOT)
    assert [words for words in said if not looks_whole(words) or not words.endswith(".")] == []
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_sentence_of_a_card_is_left_in_english(language):
    fixed = [*sentences.WHY_NOT.values(), *sentences.CHANGES.values(), *sentences.NAMES.values()]
    fixed += [*sentences.NEEDS.values(), *sentences.PHASES.values()]
    english, own = [], []
    for tongue, found in (("en", english), (language, own)):
        with translation.override(tongue):
            found += [str(words) for words in fixed]
    assert [words for words, same in zip(own, english, strict=True) if words == same] == []


@pytest.mark.parametrize("room", ["matching", "reports"])
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_plurals_are_right_for_none_one_two_and_five(room, language):
    """In both languages one is one, and none is many."""
    path = Path(settings.PACKAGE) / room / "locale" / language / "LC_MESSAGES" / "django.po"
    entries = [entry for entry in polib.pofile(str(path)) if entry.msgid_plural]
    assert entries
    with translation.override(language):
        for entry in entries:
            found = [translation.ngettext(entry.msgid, entry.msgid_plural, count) for count in (0, 1, 2, 5)]
            one, many = entry.msgstr_plural[0], entry.msgstr_plural[1]
            assert found == [many, one, many, many]


def test_the_musts_and_their_limits_share_their_names():
    assert set(Must.values) <= set(LIMITS)
