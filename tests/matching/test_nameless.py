"""A need unmet in one region is told to others without a name, with consent, and only as long as it stands (R18)."""

import pytest

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger import reading
from rinnalla.letters.models import Letter
from rinnalla.matching import moves
from rinnalla.matching.models import NamelessAnswer, NamelessNeed
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from rinnalla.supporters.models import Supporter
from tests import cast

pytestmark = pytest.mark.django_db
FAR = {"other_regions": True, "modes": ["phone"]}


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def maija():
    return cast.maija()


def unmet(kirsti, *, agrees=True, **changes) -> Ask:
    """Aino's request, for whom nobody fits anywhere."""
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), **({"wishes": FAR} | changes))
    if agrees:
        people.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person, language="fi")
    moves.shortlist(ask, by=kirsti)
    return ask


def told(need) -> dict:
    return reading.opened(need, "told", by=None, purpose="matching").told


# --- told ---------------------------------------------------------------------------------------------------------
def test_other_regions_hear_it_and_the_own_one_and_strangers_do_not(kirsti, maija):
    ask = unmet(kirsti)
    need = NamelessNeed.objects.get()
    heard = {who: list(NamelessNeed.objects.visible_to(who)) for who in (maija, kirsti, cast.leena(), cast.olli())}
    assert list(heard.values()) == [[need], [], [], []]
    assert (need.ask, need.code != ask.code) == (ask, True)


@pytest.mark.parametrize(("agrees", "wishes"), [(False, FAR), (True, FAR | {"other_regions": False})])
def test_without_the_consent_or_the_wish_nothing_is_told(kirsti, agrees, wishes):
    unmet(kirsti, agrees=agrees, wishes=wishes)
    assert NamelessNeed.objects.count() == 0


def test_a_yes_to_the_earlier_words_does_not_let_coordinators_hear(kirsti):
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), wishes=FAR)
    ask.person.consents.create(purpose=ConsentPurpose.OTHER_REGIONS, version="1", language="fi")
    moves.shortlist(ask, by=kirsti)
    assert NamelessNeed.objects.count() == 0


def test_changing_an_answer_takes_no_yes_for_words_that_were_not_shown(kirsti):
    from rinnalla.asks.models import Story, Wishes

    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), wishes=FAR)
    ask.person.consents.create(purpose=ConsentPurpose.OTHER_REGIONS, version="1", language="fi")
    asks.change(ask, story=Story(topics=("lbp",)), wishes=Wishes(other_regions=True), by=ask.person)
    assert [yes.version for yes in ask.person.consents.all()] == ["1"]


def test_someone_who_has_cards_is_not_told_of(kirsti):
    cast.pekka()
    unmet(kirsti)
    assert NamelessNeed.objects.count() == 0


def test_a_rare_topic_is_told_as_the_wider_one(kirsti):
    unmet(kirsti, story={"topics": ["sciatica", "sleep"]})
    assert told(NamelessNeed.objects.get()) == {"topics": ["nerve"], "modes": ["phone"]}


def test_topics_that_five_others_share_together_are_told_as_they_are(kirsti, maija):
    for number in range(5):
        cast.supporter(f"Rauha{number}", maija.roles.get().association, experience={"modes": ["meeting"]})
    unmet(kirsti, story={"topics": ["sciatica", "sleep", "lbp"]})
    assert told(NamelessNeed.objects.get())["topics"] == ["sciatica", "sleep"], "nobody tells openly of the third"


def test_four_others_are_too_few(kirsti, maija):
    for number in range(4):
        cast.supporter(f"Rauha{number}", maija.roles.get().association, experience={"modes": ["meeting"]})
    unmet(kirsti)
    assert told(NamelessNeed.objects.get())["topics"] == ["nerve"]


def test_those_of_another_language_do_not_count(kirsti, maija):
    for number in range(5):
        cast.supporter(f"Rauha{number}", maija.roles.get().association, languages="sv")
    unmet(kirsti)
    assert told(NamelessNeed.objects.get())["topics"] == ["nerve"]


def test_a_proposal_for_the_queue_tells_of_all_that_it_leaves_at_once(kirsti):
    for called in ("Eino", "Hilkka"):
        one = cast.ask(cast.person(called), wishes=FAR)
        people.consent(one.person, ConsentPurpose.OTHER_REGIONS, by=one.person, language="fi")
    cast.ask(cast.person("Tyyne"))
    moves.propose_queue(cast.association(), by=kirsti)
    assert NamelessNeed.objects.count() == 2


# --- answered -----------------------------------------------------------------------------------------------------
def test_another_region_names_someone_and_the_own_coordinator_hears_and_sees_the_card_first(kirsti, maija):
    ask = unmet(kirsti)
    rauha = cast.supporter("Rauha", maija.roles.get().association)
    answer = moves.has_someone(NamelessNeed.objects.select_related("ask__person").get(), rauha, by=maija)
    assert (answer.association, answer.supporter, answer.by) == (rauha.association, rauha, maija)
    assert [(one.to, one.kind) for one in Letter.objects.all()] == [(kirsti, "work")]
    assert list(NamelessAnswer.objects.visible_to(kirsti)) == [answer]
    assert list(NamelessAnswer.objects.visible_to(maija)) == []
    assert list(NamelessNeed.objects.visible_to(maija)) == []
    made = moves.shortlist(ask, by=kirsti, first=answer.supporter)
    assert [card.supporter for card in made.cards.all()] == [rauha]


@pytest.mark.parametrize("change", [{"languages": "sv"}, {"at_limit": True}, {"places_taken": 1}])
def test_someone_whom_a_limit_keeps_away_cannot_be_named(kirsti, maija, change):
    unmet(kirsti)
    rauha = cast.supporter("Rauha", maija.roles.get().association)
    Supporter.objects.filter(pk=rauha.pk).update(**change)
    rauha.refresh_from_db()
    with pytest.raises(RuleBroken):
        moves.has_someone(NamelessNeed.objects.select_related("ask__person").get(), rauha, by=maija)
    assert (NamelessAnswer.objects.count(), Letter.objects.count()) == (0, 0)


def test_not_now_hides_it_for_that_association_alone(kirsti, maija):
    unmet(kirsti)
    third = cast._staff("Sointu", "coordinator", cast.association("Kainuun Selkäyhdistys", "15"))
    need = NamelessNeed.objects.get()
    moves.not_now(need, maija.roles.get().association, by=maija)
    assert [NamelessNeed.objects.visible_to(who).count() for who in (maija, third)] == [0, 1]
    assert Letter.objects.count() == 0
    with pytest.raises(RuleBroken):
        moves.not_now(need, maija.roles.get().association, by=maija)


# --- gone ---------------------------------------------------------------------------------------------------------
def test_a_consent_taken_back_hides_it_in_the_same_moment_and_erases_it_by_the_hour(kirsti, maija):
    ask = unmet(kirsti)
    people.withdraw(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person)
    assert NamelessNeed.objects.visible_to(maija).count() == 0
    with pytest.raises(RuleBroken):
        rauha = cast.supporter("Rauha", maija.roles.get().association)
        moves.has_someone(NamelessNeed.objects.select_related("ask__person").get(), rauha, by=maija)
    moves.tidy_nameless()
    assert NamelessNeed.objects.count() == 0


def test_taking_the_consent_back_on_ones_own_page_erases_it_at_once(kirsti):
    from rinnalla.privacy.rights import consenting

    ask = unmet(kirsti)
    consenting.take_back(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person)
    assert NamelessNeed.objects.count() == 0


def test_cards_found_after_all_take_it_away(kirsti):
    ask = unmet(kirsti)
    cast.pekka()
    moves.shortlist(ask, by=kirsti)
    assert NamelessNeed.objects.count() == 0


def test_other_answers_of_the_person_end_what_was_told(kirsti):
    from rinnalla.asks.models import Story, Wishes

    ask = unmet(kirsti)
    wishes = Wishes(modes=("writing",), other_regions=True)
    asks.change(ask, story=Story(topics=("lbp",)), wishes=wishes, by=ask.person)
    moves.tidy_nameless()
    assert NamelessNeed.objects.count() == 0


def test_a_request_taken_back_is_told_nowhere(kirsti, maija):
    ask = unmet(kirsti)
    moves.tidy_nameless()
    assert NamelessNeed.objects.count() == 1
    moves.withdraw(ask, by=ask.person)
    assert NamelessNeed.objects.visible_to(maija).count() == 0
    moves.tidy_nameless()
    assert NamelessNeed.objects.count() == 0


def test_what_rests_is_told_nowhere(kirsti, maija):
    ask = unmet(kirsti)
    type(ask.person).objects.filter(pk=ask.person_id).update(restricted_at=clock.now())
    assert NamelessNeed.objects.visible_to(maija).count() == 0
