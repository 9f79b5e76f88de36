"""A supporter's road: each step by a named verb, with who and when; no verb takes a reason (R6, R12, R13)."""

import inspect
from datetime import timedelta

import pytest
from hypothesis import given as given_examples
from hypothesis import settings as how_long
from hypothesis import strategies as st

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.people.models import Consent
from rinnalla.supporters import agreeing, moves
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Application, Experience, Facet, Pledge, PledgeText, Supporter
from rinnalla.training.choices import Ground, Plan
from rinnalla.training.models import Qualification
from tests import cast

pytestmark = pytest.mark.django_db

APPLICATION = Application(wish_to_help="I want to listen.", own_experience="Sciatica for ten years.", no_crisis="no")
EXPERIENCE = Experience(facets=(Facet("sciatica", 2015, "living"),), about="I know long nights.")
FAMILIES = ("supporter", "pledge", "volunteer_agreement", "qualification")


def applied(person=None, **changes) -> Supporter:
    person = person or cast.person("Pekka", "pekka@example.org")
    facts = {"application": APPLICATION, "experience": EXPERIENCE, "languages": ["fi", "sv"], "by": person} | changes
    return moves.apply(person=person, association=cast.association(), **facts)


def actions() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def at(stage: Stage, **changes) -> Supporter:
    return cast.pekka(stage=stage, **changes)


def test_the_whole_road_is_walked_with_who_and_when_at_every_step():
    cast.pledge_text(), cast.agreement_text()
    kirsti, pekka = cast.kirsti(), cast.person("Pekka", "pekka@example.org")
    supporter = applied(pekka)
    moves.interview(supporter, clock.today(), "A calm listener.", by=kirsti)
    moves.accept(supporter, by=kirsti)
    moves.record_course(supporter, Plan.BASIC, clock.today(), Ground.ATTENDED, by=kirsti)
    moves.sign_pledge(supporter, by=pekka, language="fi")
    agreeing.confirm_agreement(agreeing.sign_agreement(supporter, by=pekka, language="fi"), by=kirsti)
    moves.activate(supporter, by=kirsti)
    moves.rest(supporter, by=pekka)
    moves.return_(supporter, by=pekka)
    moves.stop_low(supporter, by=pekka)
    assert [(step.origin, step.to, step.by) for step in supporter.steps.all()] == [
        ("", "applied", pekka),
        ("applied", "interviewed", kirsti),
        ("interviewed", "accepted", kirsti),
        ("accepted", "trained", kirsti),
        ("trained", "active", kirsti),
        ("active", "resting", pekka),
        ("resting", "active", pekka),
        ("active", "stopped", pekka),
    ]
    assert [action for action in actions() if action.split(".")[0] in FAMILIES] == [
        "supporter.applied",
        "supporter.interviewed",
        "supporter.accepted",
        "qualification.given",
        "supporter.trained",
        "pledge.signed",
        "volunteer_agreement.signed",
        "volunteer_agreement.confirmed",
        "supporter.activated",
        "supporter.rested",
        "supporter.returned",
        "supporter.stopped",
    ]


def test_an_application_is_sealed_consented_to_and_answered_with_a_letter_that_the_desk_hears_of_too():
    kirsti, maija = cast.kirsti(), cast.maija()
    supporter = applied()
    supporter.refresh_from_db()
    assert supporter.speaks == ["fi", "sv"]
    assert b"Sciatica" not in supporter.application and b"long nights" not in supporter.experience
    assert list(Consent.objects.values_list("purpose", "given")) == [("supporter", "self")]
    letters = Letter.objects.order_by("pk").values_list("kind", "to__code")
    assert list(letters) == [(Kind.APPLICATION, supporter.person.code), (Kind.WORK, kirsti.code)]
    assert maija.code not in [code for _kind, code in letters]


def test_a_second_application_of_the_same_person_is_refused_while_the_first_is_under_way():
    supporter = applied()
    with pytest.raises(RuleBroken):
        applied(supporter.person)
    assert Supporter.objects.count() == 1


@pytest.mark.parametrize("ended", [Stage.NOT_NOW, Stage.STOPPED, Stage.WITHDRAWN])
def test_after_an_end_one_may_apply_again_and_what_was_told_is_replaced(ended):
    supporter = at(ended)
    again = applied(supporter.person)
    assert (again.pk, again.stage, again.interview, again.answer) == (supporter.pk, Stage.APPLIED, None, None)


def test_who_already_has_the_basic_course_goes_past_it_when_accepted():
    supporter = at(Stage.INTERVIEWED)
    moves.accept(supporter, by=cast.kirsti())
    assert [step.to for step in supporter.steps.all()] == ["accepted", "trained"]


def test_not_now_needs_kind_words_and_seals_them():
    supporter, kirsti = applied(), cast.kirsti()
    with pytest.raises(RuleBroken):
        moves.not_now(supporter, "  ", by=kirsti)
    moves.not_now(supporter, "Let us talk again in spring.", by=kirsti)
    assert (supporter.stage, b"spring" in supporter.answer) == (Stage.NOT_NOW, False)


def test_nobody_moves_their_own_road():
    kirsti = cast.kirsti()
    supporter = applied(kirsti)
    for verb in (
        lambda: moves.interview(supporter, clock.today(), "", by=kirsti),
        lambda: moves.accept(supporter, by=kirsti),
        lambda: moves.not_now(supporter, "words", by=kirsti),
        lambda: moves.record_course(supporter, Plan.BASIC, clock.today(), Ground.ATTENDED, by=kirsti),
        lambda: moves.activate(supporter, by=kirsti),
    ):
        with pytest.raises(RuleBroken):
            verb()
    assert supporter.stage == Stage.APPLIED


def test_an_interview_is_not_written_down_before_it_was_held():
    supporter = applied()
    with pytest.raises(RuleBroken):
        moves.interview(supporter, clock.today() + timedelta(days=1), "", by=cast.kirsti())


def test_nobody_begins_without_the_course_or_the_pledge_now_in_force():
    kirsti, supporter = cast.kirsti(), at(Stage.TRAINED)
    Qualification.objects.all().delete()
    with pytest.raises(RuleBroken):
        moves.activate(supporter, by=kirsti)
    Qualification.objects.create(person=supporter.person, course_id="basic", day=clock.today(), recorded_by=kirsti)
    newer = {"fi": "u", "sv": "n", "en": "n"}
    PledgeText.objects.create(version="2", in_force_from=clock.today(), **newer)
    with pytest.raises(RuleBroken):
        moves.activate(supporter, by=kirsti)
    moves.sign_pledge(supporter, by=supporter.person)
    moves.activate(supporter, by=kirsti)
    assert supporter.stage == Stage.ACTIVE


def test_a_rest_ends_when_the_supporter_says_so_and_not_by_the_coordinator():
    supporter = at(Stage.RESTING)
    with pytest.raises(RuleBroken):
        moves.activate(supporter, by=cast.kirsti())
    moves.return_(supporter, by=supporter.person)
    assert supporter.stage == Stage.ACTIVE


def test_the_pledge_is_signed_by_its_own_hand_or_on_paper_and_once():
    supporter, kirsti = at(Stage.TRAINED), cast.kirsti()
    supporter.pledges.all().delete()
    with pytest.raises(RuleBroken):
        moves.sign_pledge(supporter, by=kirsti)
    with pytest.raises(RuleBroken):
        moves.sign_pledge(supporter, by=supporter.person, given="paper")
    moves.sign_pledge(supporter, by=kirsti, given="paper")
    moves.sign_pledge(supporter, by=supporter.person)
    assert list(Pledge.objects.values_list("given", "recorded_by")) == [("paper", kirsti.pk)]
    assert actions().count("pledge.signed") == 1


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.INTERVIEWED, Stage.NOT_NOW, Stage.STOPPED])
def test_the_pledge_waits_for_acceptance(stage):
    supporter = at(stage)
    with pytest.raises(RuleBroken):
        moves.sign_pledge(supporter, by=supporter.person)


def test_capacity_and_the_limit_are_ones_own_and_take_no_reason():
    supporter = at(Stage.ACTIVE)
    moves.set_capacity(supporter, 3, by=supporter.person)
    moves.set_at_limit(supporter, True, by=supporter.person)
    assert (supporter.capacity, supporter.at_limit, supporter.is_offerable) == (3, True, False)
    for wrong in (-1, 13):
        with pytest.raises(RuleBroken):
            moves.set_capacity(supporter, wrong, by=supporter.person)
    assert actions()[-2:] == ["supporter.capacity", "supporter.at_limit"]


def test_no_verb_of_ones_own_has_a_place_for_a_reason():
    for verb in (moves.rest, moves.return_, moves.stop_low, moves.withdraw):
        assert list(inspect.signature(verb).parameters) == ["supporter", "by"]


def test_two_hands_cannot_both_take_the_same_step():
    supporter = applied()
    twin = Supporter.objects.get(pk=supporter.pk)
    moves.interview(supporter, clock.today(), "", by=cast.kirsti())
    with pytest.raises(Overtaken):
        moves.not_now(twin, "words", by=cast.kirsti())
    assert [step.to for step in supporter.steps.all()] == ["applied", "interviewed"]


def test_a_description_needs_a_known_language():
    supporter = at(Stage.ACTIVE)
    with pytest.raises(RuleBroken):
        moves.describe(supporter, EXPERIENCE, ["xx"], by=supporter.person)
    moves.describe(supporter, EXPERIENCE, ["sv", "sv", "fi"], by=supporter.person)
    assert supporter.languages == "sv fi"


@given_examples(wanted=st.lists(st.sampled_from(list(Stage)), max_size=8), start=st.sampled_from(list(Stage)))
@how_long(max_examples=60, deadline=None)
def test_the_road_never_leaves_its_table_of_steps(wanted, start):
    """Whatever is tried, a refused step changes nothing and an allowed one lands where the table says."""
    supporter = Supporter(stage=start)
    for stage in wanted:
        before = supporter.stage
        assert supporter.may_become(stage) == (stage in Supporter.STEPS.get(before, set()))
        if supporter.may_become(stage):
            supporter.stage = stage
    assert all(goal in Stage for goals in Supporter.STEPS.values() for goal in goals)


def test_a_step_that_the_table_does_not_know_writes_nothing():
    for stage in Stage:
        supporter = cast.supporter(f"P{stage}", stage=stage)
        for goal in set(Stage) - Supporter.STEPS.get(stage, set()):
            with pytest.raises(RuleBroken):
                supporter.move(goal, by=None)
        supporter.refresh_from_db()
        assert (supporter.stage, supporter.steps.count()) == (stage, 0)
