"""The pair writes its agreement; both sign; neither changes it alone (R20, R23, R24)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from rinnalla.asks.choices import Stage as AskStage
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.companionships import moves, policies, stories
from rinnalla.companionships.choices import Ending, Stage
from rinnalla.companionships.models import Agreement, Companionship, Signature, Words
from rinnalla.ledger import reading
from rinnalla.people.choices import Given
from rinnalla.training import plans
from rinnalla.vault.keyring import keyring
from tests import cast
from tests.companionships import pairs
from tests.companionships.pairs import SECRET, WORDS, in_weeks, letters_to

pytestmark = pytest.mark.django_db


def test_a_yes_introduces_the_two_and_tells_both(kirsti):
    met = pairs.introduced(kirsti=kirsti)
    assert (met.stage, met.ask.stage, met.supporter.places_taken) == (Stage.AGREEING, AskStage.INTRODUCED, 1)
    assert stories.names([met], by=met.person) == ["Pekka"]
    assert stories.names([met], by=met.supporter.person) == ["Aino"]


def test_nothing_but_two_signatures_leads_from_the_agreement_to_walking(met):
    for one in met.pair:
        with pytest.raises(RuleBroken):
            moves.go_on(pairs.fresh(met), by=one)
    assert pairs.fresh(met).stage == Stage.AGREEING


def test_first_names_open_but_addresses_only_when_their_owner_ticks_them(met):
    aino, pekka = met.pair
    seen = stories.other(met, by=pekka)
    assert (seen.called, seen.phone, seen.email, seen.full_name, seen.municipality) == ("Aino", "", "", "", "")
    moves.show_contact(met, phone=False, email=True, by=aino)
    assert stories.other(pairs.fresh(met), by=pekka).email == "aino@example.org"
    assert stories.other(pairs.fresh(met), by=aino).email == ""
    moves.show_contact(met, phone=False, email=False, by=aino)
    assert stories.other(pairs.fresh(met), by=pekka).email == ""


def test_a_coordinator_may_record_the_tick_of_someone_who_calls(met, kirsti):
    moves.show_contact(met, phone=True, email=False, by=kirsti, side="person")
    assert (met.shows_phone, met.shows_email) == ("person", "")
    with pytest.raises(RuleBroken):
        moves.show_contact(met, phone=True, email=True, by=met.person, side="supporter")


def test_both_must_sign_before_they_walk(met):
    aino, pekka = met.pair
    agreement = moves.write(met, WORDS, in_weeks(6), by=aino)
    met = pairs.fresh(met)
    assert (met.stage, met.agreement, letters_to(pekka), letters_to(aino)) == (
        Stage.AGREEING,
        None,
        ["agreement"],
        [],
    )
    moves.sign(agreement, side="supporter", by=pekka)
    met = pairs.fresh(met)
    assert (met.stage, met.ask.stage, met.agreement, met.next_review) == (
        Stage.WALKING,
        AskStage.COMPANIONSHIP,
        agreement,
        in_weeks(6),
    )
    assert (letters_to(aino), letters_to(pekka)) == (["signed"], ["agreement", "signed"])


def test_signing_twice_is_signing_once(met):
    agreement = moves.write(met, WORDS, in_weeks(6), by=met.person)
    moves.sign(agreement, side="person", by=met.person)
    assert (agreement.signatures.count(), pairs.fresh(met).stage) == (1, Stage.AGREEING)


def test_neither_signs_for_the_other(met):
    aino, pekka = met.pair
    agreement = moves.write(met, WORDS, in_weeks(6), by=aino)
    for given in (Given.SELF, Given.PAPER, Given.PHONE):
        with pytest.raises(RuleBroken):
            moves.sign(agreement, side="supporter", by=aino, given=given)
    with pytest.raises(RuleBroken):
        moves.sign(agreement, side="supporter", by=pekka, given=Given.PAPER)
    assert [signature.side for signature in agreement.signatures.all()] == ["person"]


def test_a_coordinator_records_a_signature_on_paper_but_never_as_the_persons_own(met, kirsti):
    agreement = moves.write(met, WORDS, in_weeks(6), by=met.supporter.person)
    with pytest.raises(RuleBroken):
        moves.sign(agreement, side="person", by=kirsti)
    moves.sign(agreement, side="person", by=kirsti, given=Given.PAPER)
    signature = Signature.objects.get(agreement=agreement, side="person")
    assert (signature.given, signature.recorded_by, pairs.fresh(met).stage) == ("paper", kirsti, Stage.WALKING)


def test_neither_changes_it_alone(pair):
    aino, pekka = pair.pair
    first = pair.agreement
    second = moves.write(pair, Words(why="Muutan tätä yksin"), in_weeks(8), by=aino)
    pair = pairs.fresh(pair)
    assert (pair.agreement, pair.next_review) == (first, in_weeks(6))
    moves.sign(second, side="supporter", by=pekka)
    first.refresh_from_db()
    pair = pairs.fresh(pair)
    assert (pair.agreement, pair.next_review, first.set_aside_at is not None) == (second, in_weeks(8), True)


def test_a_version_set_aside_can_no_longer_be_signed(met):
    aino, pekka = met.pair
    old = moves.write(met, WORDS, in_weeks(6), by=aino)
    new = moves.write(met, WORDS, in_weeks(7), by=pekka)
    with pytest.raises(RuleBroken):
        moves.sign(old, side="supporter", by=pekka)
    moves.sign(new, side="person", by=aino)
    assert pairs.fresh(met).agreement == new


def test_neither_writes_over_a_version_they_have_not_read(met):
    aino, pekka = met.pair
    moves.write(met, WORDS, in_weeks(6), by=aino, read=0)
    with pytest.raises(RuleBroken):
        moves.write(met, WORDS, in_weeks(6), by=pekka, read=0)
    assert met.agreements.count() == 1
    assert moves.write(met, WORDS, in_weeks(6), by=pekka, read=1).version == 2


@pytest.mark.parametrize("days", [-1, 0, 26 * 7 + 1])
def test_the_review_day_stays_in_sight(met, days):
    with pytest.raises(RuleBroken):
        moves.write(met, WORDS, clock.today() + timedelta(days=days), by=met.person)
    assert met.agreements.count() == 0


def test_old_versions_stay_readable_to_both_and_to_nobody_else(pair, kirsti):
    aino, pekka = pair.pair
    first = pair.agreement
    pairs.agree(pair, Words(why="Toinen versio"))
    first.refresh_from_db()
    assert [stories.words(first, by=each).why for each in (aino, pekka)] == [SECRET, SECRET]
    others = [kirsti, cast.olli(), cast.maija(), cast.leena()]
    assert [policies.may_read_words(each, first) for each in [aino, pekka, *others]] == [True, True] + [False] * 4


def test_reading_the_words_is_written_down_for_both(pair):
    aino, pekka = pair.pair
    stories.words(pair.agreement, by=pekka)
    for code in (aino.code, pekka.code):
        looked = reading.who_looked(code).first()
        assert (looked.actor, looked.purpose, looked.names) == (pekka.code, "pair", "words parting")


def test_the_words_are_not_in_the_database_in_the_clear(pair):
    stored = b"".join(bytes(each.words) for each in Agreement.objects.all())
    assert SECRET.encode() not in stored and b"Kiitos" not in stored


@pytest.mark.parametrize("side", [0, 1])
def test_erasing_either_key_makes_the_words_unreadable(pair, side):
    keyring().destroy(pair.pair[side].code)
    with pytest.raises(Unreadable):
        stories.words(pair.agreement, by=pair.pair[1 - side])


def test_the_list_of_companionships_and_the_policy_agree(pair, kirsti):
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    everyone = [*pair.pair, kirsti, cast.maija(), cast.olli(), cast.leena(), cast.taru()]
    for person in everyone:
        listed = Companionship.objects.visible_to(person).filter(pk=pair.pk).exists()
        assert listed == policies.may_see(person, pair), person
    assert [policies.may_see(person, pair) for person in everyone] == [True, True, True] + [False] * 4
    assert [policies.may_walk(person, pair) for person in everyone] == [True, True] + [False] * 5


def test_a_coordinator_who_supports_does_not_record_for_the_one_they_walk_with(kirsti):
    own = cast.supporter("Kirsti-tukija")
    own.person = kirsti
    own.seal(experience=cast.EXPERIENCE)
    own.save()
    kirsti.qualifications.create(course=plans.known("basic"), day=clock.today(), recorded_by=kirsti)
    pair = pairs.introduced(kirsti=kirsti, supporter=own)
    assert not policies.may_record_for(kirsti, pair)


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_the_same_moment_put_it_in_force_once():
    met = pairs.introduced(kirsti=cast.kirsti())
    agreement = Agreement(companionship=met, version=1, next_review=in_weeks(6))
    agreement.seal(words=vars(WORDS))
    agreement.save()
    faults, start = [], threading.Barrier(2)

    def sign(side):
        try:
            own = Agreement.objects.get(pk=agreement.pk)
            who = pairs.fresh(met).pair[0 if side == "person" else 1]
            start.wait(timeout=20)
            moves.sign(own, side=side, by=who)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[side]) for side in ("person", "supporter")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    met = pairs.fresh(met)
    assert (met.stage, met.agreement, agreement.signatures.count()) == (Stage.WALKING, agreement, 2)
    actions = [event.action for event in reading.who_looked(met.person.code)]
    assert actions.count("companionship.agreed") == 1
    assert letters_to(met.person).count("signed") == letters_to(met.supporter.person).count("signed") == 1


def test_nothing_is_written_or_signed_after_the_end(pair):
    moves.end(pair, Ending.STOPPED, by=pair.person)
    with pytest.raises(RuleBroken):
        moves.write(pair, WORDS, in_weeks(6), by=pair.person)
    with pytest.raises(RuleBroken):
        moves.show_contact(pair, phone=True, email=True, by=pair.person)
