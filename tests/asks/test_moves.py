"""What happens to a request: received, claimed, promised, handed over, withdrawn, asked again (R15–R18, R25)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from rinnalla.asks import moves, stories
from rinnalla.asks.choices import Channel, Stage
from rinnalla.asks.models import Ask, Promise, Story, Wishes
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters.models import Letter
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose, Given
from tests import cast

pytestmark = pytest.mark.django_db


def receive(person, **changes):
    facts = {
        "association": cast.association(),
        "story": Story(needs=("listening",), own_words="It hurts at night."),
        "wishes": Wishes(modes=("phone",), municipality="179"),
        "channel": Channel.SELF,
        "age_band": "60-69",
        "language": "fi",
        "by": person,
        "given": Given.SELF,
    }
    return moves.receive(person=person, **(facts | changes))


def done_to(person) -> list[str]:
    return list(reading.who_looked(person.code).order_by("seq").values_list("action", flat=True))


def letters_to(person) -> list[tuple[str, str]]:
    return list(Letter.objects.filter(to=person).order_by("pk").values_list("kind", "way"))


# --- it comes -------------------------------------------------------------------------------------------
def test_a_received_request_has_a_promise_a_consent_and_a_letter():
    kirsti, aino = cast.kirsti(), cast.aino()
    ask = receive(aino)
    due = clock.working_days_after(clock.today(), 3)
    assert [(one.due, one.kept_at) for one in ask.promises.all()] == [(due, None)]
    assert [yes.purpose for yes in aino.consents.all()] == [ConsentPurpose.ASK]
    assert (letters_to(aino), letters_to(kirsti)) == ([("received", "mail")], [("work", "mail")])
    assert done_to(aino) == ["consent.given", "ask.received"]


def test_the_association_sets_the_days_of_the_first_promise():
    where = cast.association()
    where.promise_days = 1
    ask = receive(cast.aino(), association=where)
    assert ask.promises.get().due == clock.working_days_after(clock.today(), 1)


def test_other_regions_are_looked_at_with_their_own_consent_only():
    aino, olli = cast.aino(), cast.olli()
    receive(aino, wishes=Wishes(other_regions=True))
    receive(olli)
    assert people.has_consented(aino, ConsentPurpose.OTHER_REGIONS)
    assert not people.has_consented(olli, ConsentPurpose.OTHER_REGIONS)


def test_who_writes_a_call_down_has_it_in_care_and_no_second_call_is_asked_for():
    kirsti, veikko = cast.kirsti(), cast.person("Veikko", phone="+358401234567")
    ask = receive(veikko, channel=Channel.PHONE, by=kirsti, given=Given.PHONE)
    assert (ask.claimed_by, letters_to(veikko), letters_to(kirsti)) == (kirsti, [], [])
    assert done_to(veikko) == ["consent.given", "ask.recorded"]


def test_a_referred_person_without_e_mail_is_to_be_called():
    veikko = cast.person("Veikko", phone="+358401234567")
    receive(veikko, channel=Channel.REFERRAL, by=None, given=Given.REFERRER)
    assert letters_to(veikko) == [("received", "call")]


# --- claim, then read -----------------------------------------------------------------------------------
def test_a_claimed_request_belongs_to_one_and_claiming_again_changes_nothing():
    kirsti, other = cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())
    ask = receive(cast.aino())
    moves.claim(ask, by=kirsti)
    claimed_at = ask.claimed_at
    moves.claim(ask, by=kirsti)
    assert (ask.claimed_by, ask.claimed_at) == (kirsti, claimed_at)
    with pytest.raises(Overtaken) as caught:
        moves.claim(Ask.objects.get(pk=ask.pk), by=other)
    assert kirsti.code not in str(caught.value.sentence)


def test_a_coordinator_of_another_association_claims_nothing():
    ask, maija = receive(cast.aino()), cast.maija()
    for move in (moves.claim, moves.take_over):
        with pytest.raises(NotAllowed):
            move(ask, by=maija)
    ask.refresh_from_db()
    assert ask.claimed_by is None


def test_another_coordinator_of_the_place_can_take_over():
    kirsti, other = cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())
    ask = receive(cast.aino())
    moves.claim(ask, by=kirsti)
    moves.take_over(ask, by=other)
    assert ask.claimed_by == other


def test_every_reading_of_a_story_is_a_line_its_person_sees():
    kirsti, aino = cast.kirsti(), cast.aino()
    ask = receive(aino)
    moves.claim(ask, by=kirsti)
    story, wishes = stories.tell(ask, by=kirsti, purpose=Purpose.CLAIMED)
    line = reading.who_looked(aino.code).order_by("seq").last()
    assert (story.needs, story.own_words, wishes.modes) == (("listening",), "It hurts at night.", ("phone",))
    assert (line.action, line.actor, line.purpose, line.field_names) == (
        "read.opened", kirsti.code, "claimed", ["story", "wishes"],
    )  # fmt: skip


def test_nothing_told_stands_in_the_clear():
    receive(cast.aino(), story=Story(own_words="salaisuuteni"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT story, wishes FROM asks_ask")
        row = cursor.fetchone()
    assert [b"salaisuuteni" in bytes(value) for value in row] == [False, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_hands_that_claim_at_once_one_wins():
    ask = receive(cast.aino())
    hands = [cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())]
    start, results = Barrier(2), []

    def grab(person):
        try:
            start.wait()
            moves.claim(Ask.objects.get(pk=ask.pk), by=person)
            results.append(person)
        except Overtaken:
            results.append(None)
        finally:
            connection.close()

    threads = [Thread(target=grab, args=[person]) for person in hands]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    ask.refresh_from_db()
    assert sorted(results, key=bool) == [None, ask.claimed_by]


# --- the promise ----------------------------------------------------------------------------------------
def test_a_promise_is_kept_on_its_day_and_broken_after_it():
    kirsti, ask = cast.kirsti(), receive(cast.aino())
    today = clock.today()
    moves.promise(ask, today + timedelta(days=4), by=kirsti)
    _first, second = ask.promises.all()
    Promise.objects.filter(pk=second.pk).update(due=today - timedelta(days=1), made_by=None)
    moves.word_given(ask, by=kirsti)
    assert [one.was_kept for one in ask.promises.all()] == [True, False, False]
    assert ask.promises.filter(kept_at=None).count() == 1


def test_the_same_person_sets_todays_date_right_without_a_second_promise():
    kirsti, ask = cast.kirsti(), receive(cast.aino())
    moves.promise(ask, clock.today() + timedelta(days=4), by=kirsti)
    moves.promise(ask, clock.today() + timedelta(days=2), by=kirsti)
    assert [one.due for one in ask.promises.filter(kept_at=None)] == [clock.today() + timedelta(days=2)]
    assert ask.promises.count() == 2


def test_no_day_that_has_passed_can_be_promised():
    ask = receive(cast.aino())
    with pytest.raises(RuleBroken):
        moves.promise(ask, clock.today() - timedelta(days=1), by=cast.kirsti())


def test_a_request_has_one_open_promise_by_the_database_too():
    ask = receive(cast.aino())
    with pytest.raises(IntegrityError):
        Promise.objects.create(ask=ask, due=clock.today())


# --- it moves, changes, ends, begins again ----------------------------------------------------------------
def test_a_request_handed_over_is_unclaimed_and_promised_anew():
    kirsti, maija, aino = cast.kirsti(), cast.maija(), cast.aino()
    ask = receive(aino)
    moves.claim(ask, by=kirsti)
    coast = Role.objects.get(person=maija).association
    moves.hand_over(ask, coast, by=kirsti)
    assert (ask.association, ask.claimed_by, ask.promises.filter(kept_at=None).count()) == (coast, None, 1)
    assert ("promise", "mail") in letters_to(aino)
    assert ("work", "mail") in letters_to(maija)
    assert list(Ask.objects.visible_to(kirsti)) == []


def test_what_was_told_can_be_changed_until_a_peer_is_asked():
    aino = cast.aino()
    ask = receive(aino, wishes=Wishes(other_regions=True))
    moves.change(ask, story=Story(own_words="Better now."), wishes=Wishes(), by=aino)
    story, wishes = stories.tell(ask, by=aino, purpose=Purpose.OWN)
    assert (story.own_words, wishes.other_regions) == ("Better now.", False)
    assert not people.has_consented(aino, ConsentPurpose.OTHER_REGIONS)
    Ask.objects.filter(pk=ask.pk).update(stage=Stage.CHOSEN)
    with pytest.raises(RuleBroken):
        moves.change(ask, story=Story(), wishes=Wishes(), by=aino)


def test_withdrawing_needs_no_reason_and_lets_the_promise_go():
    aino = cast.aino()
    ask = receive(aino)
    moves.withdraw(ask, by=aino)
    assert (ask.stage, ask.promises.count(), done_to(aino)[-1]) == (Stage.WITHDRAWN, 0, "ask.withdrawn")
    with pytest.raises(RuleBroken):
        moves.withdraw(ask, by=aino)


def test_a_promise_broken_before_withdrawing_still_counts():
    aino = cast.aino()
    ask = receive(aino)
    ask.promises.update(due=clock.today() - timedelta(days=1))
    moves.withdraw(ask, by=aino)
    assert [one.was_kept for one in ask.promises.all()] == [False]


def test_nobody_withdraws_for_a_stranger():
    ask = receive(cast.aino())
    for person in (cast.olli(), cast.maija(), cast.kirsti()):  # Kirsti has not claimed it
        with pytest.raises(NotAllowed):
            moves.withdraw(ask, by=person)


def test_the_way_shown_elsewhere_is_sealed_and_keeps_the_promise():
    kirsti, aino = cast.kirsti(), cast.aino()
    ask = receive(aino)
    moves.claim(ask, by=kirsti)
    moves.signpost(ask, "Kipuklinikan potilasneuvonta.", by=kirsti)
    assert (ask.stage, ask.promises.get().was_kept) == (Stage.SIGNPOSTED, True)
    assert stories.signposted(ask, by=aino, purpose=Purpose.OWN) == "Kipuklinikan potilasneuvonta."


def test_after_a_parting_the_same_story_goes_on_the_same_day_in_the_same_hands():
    kirsti, aino = cast.kirsti(), cast.aino()
    ask = receive(aino)
    moves.claim(ask, by=kirsti)
    anew = moves.again(ask, by=aino)
    story, _wishes = stories.tell(anew, by=aino, purpose=Purpose.OWN)
    assert (anew.follows, anew.claimed_by, anew.stage) == (ask, kirsti, Stage.RECEIVED)
    assert (anew.promises.get().due, story.own_words) == (clock.today(), "It hurts at night.")
    assert bytes(anew.story) != bytes(ask.story)


# --- it comes home ------------------------------------------------------------------------------------------
def test_what_was_asked_without_signing_in_comes_home_to_the_proven_address():
    aino = cast.aino()
    people.prove_address(aino, by=aino)
    stray = receive(cast.person("A.", "aino@example.org"))
    elsewhere = receive(cast.olli())
    assert moves.bring_home(aino) == 1
    stray.refresh_from_db()
    elsewhere.refresh_from_db()
    story, _wishes = stories.tell(stray, by=aino, purpose=Purpose.OWN)
    assert (stray.person, story.own_words) == (aino, "It hurts at night.")
    assert elsewhere.person != aino
    assert people.has_consented(aino, ConsentPurpose.ASK)


def test_nothing_comes_home_to_an_address_that_is_not_proven():
    aino = cast.aino()
    receive(cast.person("A.", "aino@example.org"))
    assert moves.bring_home(aino) == 0
