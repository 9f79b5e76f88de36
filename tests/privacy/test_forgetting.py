"""What has served its purpose goes by schedule, at each edge of its time (R39)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.models import Agreement, Companionship, Review
from rinnalla.ledger import checking
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.people.models import Person
from rinnalla.privacy import forget, moves
from rinnalla.privacy.models import Count, Parting, Reminder, Round
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.training.models import Qualification
from tests import addresses, cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ago(term: str, more: timedelta = timedelta(0)):
    return clock.now() - settings.KEPT_FOR[term] - more


def counted() -> dict[str, int]:
    return {row.kind: row.amount for row in Count.objects.all()}


def quiet_since(ask: Ask, moment) -> None:
    Ask.objects.filter(pk=ask.pk).update(last_contact_at=moment, stage_at=moment, received_at=moment)


# --- requests -----------------------------------------------------------------------------------------------------
def test_a_waiting_person_is_asked_at_five_months_and_once():
    ask = cast.ask()
    quiet_since(ask, ago("ask") + settings.REMIND_BEFORE + timedelta(hours=1))
    assert forget.remind_of_asks() == 0
    quiet_since(ask, ago("ask") + settings.REMIND_BEFORE)
    assert (forget.remind_of_asks(), forget.remind_of_asks()) == (1, 0)
    assert pairs.letters_to(ask.person) == ["reminder"]


def test_a_waiting_request_goes_at_six_months_when_the_person_was_asked_a_month_ago():
    ask = cast.ask()
    quiet_since(ask, ago("ask", DAY))
    assert forget.asks() == 0  # nobody has asked them yet
    forget.remind_of_asks()
    Reminder.objects.update(at=clock.now() - settings.REMIND_BEFORE + timedelta(minutes=1))
    assert forget.asks() == 0
    Reminder.objects.update(at=clock.now() - settings.REMIND_BEFORE)
    assert (forget.asks(), Ask.objects.count(), counted()) == (1, 0, {"ask": 1})
    assert Event.objects.about(ask.person.code).filter(action="retention.erased").count() == 1
    assert Person.objects.filter(pk=ask.person_id).exists()


def test_a_word_meanwhile_keeps_the_request():
    ask = cast.ask()
    quiet_since(ask, ago("ask", DAY))
    forget.remind_of_asks()
    Reminder.objects.update(at=clock.now() - settings.REMIND_BEFORE)
    client = addresses.signed_in(ask.person)
    assert f"/my/request/{ask.code}/keep/" in client.get("/my/").content.decode()
    assert client.post(f"/my/request/{ask.code}/keep/").status_code == 302
    assert (forget.asks(), forget.remind_of_asks(), Ask.objects.count()) == (0, 0, 1)
    assert f"/my/request/{ask.code}/keep/" not in client.get("/my/").content.decode()


def test_an_ended_request_goes_without_asking_and_at_its_edge():
    ask = cast.ask(stage="withdrawn", ended_at=clock.now())
    quiet_since(ask, ago("ask") + timedelta(hours=1))
    assert (forget.remind_of_asks(), forget.asks()) == (0, 0)
    quiet_since(ask, ago("ask"))
    assert forget.asks() == 1


def test_a_question_that_waits_is_taken_back_before_its_request_goes():
    from rinnalla.matching import moves as matching

    kirsti = cast.kirsti()
    ask, pekka = cast.ask(claimed_by=kirsti, claimed_at=clock.now()), cast.pekka()
    shown = matching.shortlist(ask, by=kirsti)
    matching.show(shown, shown.cards.all(), by=kirsti)
    matching.choose(shown.cards.get(), by=ask.person)
    Reminder.objects.create(ask=ask, at=clock.now() - settings.REMIND_BEFORE)
    quiet_since(ask, ago("ask", DAY))
    assert forget.asks() == 1
    pekka.refresh_from_db()
    assert pekka.places_taken == 0


# --- companionships -----------------------------------------------------------------------------------------------
@pytest.fixture
def ended():
    pair = pairs.walking(kirsti=cast.kirsti())
    day = clock.today()
    companionships.note(pair, day=day, way="phone", minutes=40, by=pair.person)
    answer = {"wish": "go-on", "met": "partly", "words": "Nukun paremmin", "shares": True}
    companionships.review(pair, side="person", by=pair.person, **answer)
    companionships.end(pairs.fresh(pair), "stopped", by=pair.person)
    return pairs.fresh(pair)


def since_the_end(pair: Companionship, moment) -> None:
    Companionship.objects.filter(pk=pair.pk).update(ended_at=moment)


def words_left() -> tuple[int, int]:
    agreements = Agreement.objects.filter(words__isnull=False, parting__isnull=False)
    return agreements.count(), Review.objects.filter(purpose__isnull=False).count()


def test_the_words_of_a_pair_go_three_months_after_the_end(ended):
    since_the_end(ended, ago("conversation") + timedelta(hours=1))
    assert (forget.words_of_pairs(), words_left()) == (0, (1, 1))
    since_the_end(ended, ago("conversation"))
    assert (forget.words_of_pairs(), words_left()) == (1, (0, 0))
    assert forget.words_of_pairs() == 0
    for person in ended.pair:
        page = addresses.signed_in(person).get(f"/my/companionship/{ended.code}/", follow=True)
        assert page.status_code == 200


def test_the_facts_of_a_pair_become_counts_twelve_months_after_the_end(ended):
    since_the_end(ended, ago("companionship") + timedelta(hours=1))
    assert forget.companionships() == 0
    since_the_end(ended, ago("companionship"))
    assert (forget.companionships(), Companionship.objects.count(), Ask.objects.count()) == (1, 0, 0)
    assert counted() == {"ask": 1, "companionship": 1, "contact": 1, "minutes": 40}
    assert {row.year for row in Count.objects.all()} == {clock.today().year}


def test_a_pair_that_walks_is_never_forgotten():
    pair = pairs.walking(kirsti=cast.kirsti())
    quiet_since(pair.ask, ago("account", DAY))
    Companionship.objects.update(met_at=ago("account", DAY), began_at=ago("account", DAY))
    Person.objects.update(created_at=ago("account", DAY))
    forget.forget_due()
    assert Companionship.objects.get().is_standing
    assert Person.objects.filter(pk__in=[pair.person_id, pair.supporter.person_id]).count() == 2


def test_parting_words_go_with_the_words_of_pairs():
    pair = pairs.walking(kirsti=cast.kirsti())
    moves.erase(pair.person, by=pair.person)
    Parting.objects.update(said_at=ago("conversation") + timedelta(hours=1))
    assert forget.partings() == 0
    Parting.objects.update(said_at=ago("conversation"))
    assert forget.partings() == 1


# --- supporters and persons ---------------------------------------------------------------------------------------
def test_a_supporters_road_goes_two_years_after_it_ended():
    pekka = cast.pekka()
    supporters.stop_low(pekka, by=pekka.person)
    Supporter.objects.update(stage_at=ago("training") + timedelta(hours=1))
    assert forget.supporters() == 0
    Supporter.objects.update(stage_at=ago("training"))
    assert (forget.supporters(), Supporter.objects.count(), Qualification.objects.count()) == (1, 0, 0)
    assert counted() == {"supporter": 1, "qualification": 1}


def test_an_active_supporter_is_kept_however_long_ago_they_began():
    cast.pekka(stage_at=ago("training", 100 * DAY))
    assert (forget.supporters(), Supporter.objects.count()) == (0, 1)


def test_whoever_has_nothing_left_goes_two_years_after_their_last_part(django_capture_on_commit_callbacks):
    ask = cast.ask(stage="withdrawn", ended_at=clock.now())
    quiet_since(ask, ago("account") + timedelta(hours=1))
    Person.objects.update(created_at=ago("account", DAY))
    forget.asks()
    assert forget.people() == 0  # the last part was less than two years ago
    from rinnalla.privacy.models import LastPart

    LastPart.objects.update(at=ago("account"))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget.people() == 1
    assert Person.objects.count() == 0


def test_staff_and_newcomers_are_kept():
    kirsti, olli = cast.kirsti(), cast.olli()
    Person.objects.filter(pk=kirsti.pk).update(created_at=ago("account", DAY))
    assert forget.people() == 0
    Role.objects.update(until=ago("account") + timedelta(hours=1))
    assert forget.people() == 0
    Role.objects.update(until=ago("account"))
    assert forget.people() == 1
    assert list(Person.objects.all()) == [olli]


def test_sessions_that_are_over_and_old_sign_ins_are_forgotten():
    aino = cast.aino()
    addresses.signed_in(aino)
    addresses.signed_in(cast.olli())
    over = Session.objects.first()
    Session.objects.filter(pk=over.pk).update(expire_date=clock.now() - timedelta(seconds=1))
    Person.objects.filter(pk=aino.pk).update(last_login=ago("security"))
    assert forget.sign_ins() == 2
    assert Session.objects.count() == 1
    assert Person.objects.exclude(last_login=None).count() == 1


def test_lines_of_who_looked_go_after_two_years_and_the_rest_still_holds():
    aino = cast.aino()
    moves.ask_erasure(aino, by=aino)
    assert forget.reads() == 0
    assert checking.verify().is_whole


# --- the round ----------------------------------------------------------------------------------------------------
def test_the_schedule_is_gone_through_once_a_day():
    ask = cast.ask(stage="withdrawn", ended_at=clock.now())
    quiet_since(ask, ago("ask"))
    found = forget.forget_due()
    assert found["asks"] == 1
    assert forget.forget_due() == {}
    assert list(Round.objects.values_list("day", flat=True)) == [clock.today()]
    summary = Event.objects.filter(action="retention.erased", subject="").get()
    assert summary.field_names == ["asks.1"]


def test_a_part_that_fails_leaves_the_day_open(monkeypatch, caplog):
    def broken() -> int:
        raise RuntimeError

    monkeypatch.setattr(forget, "PARTS", (broken, forget.reads))
    assert forget.forget_due() == {"reads": 0}
    assert Round.objects.count() == 0
    assert "did not go through" in caplog.text


def test_progress_is_told_part_by_part():
    seen = []
    forget.forget_due(progress=lambda name, count: seen.append((name, count)))
    assert seen == [(part.__name__, 0) for part in forget.PARTS]


def test_what_the_schedule_promises_has_someone_who_does_it():
    """Each term has a function here, or a regular work of another room."""
    elsewhere = {"draft", "letter", "queue"}
    here = {"ask", "conversation", "companionship", "account", "training", "security", "reads"}
    elsewhere |= {"rights", "call"}
    assert {term for term, time in settings.KEPT_FOR.items() if time} == elsewhere | here
    works = {"rinnalla.people.drafts.forget_expired", "rinnalla.letters.worker.forget_old"}
    works |= {"rinnalla.matching.moves.forget_queue_proposals"}
    works |= {"rinnalla.privacy.rights.asking.forget_old", "rinnalla.asks.calling.forget_old"}
    assert works | {"rinnalla.privacy.forget.forget_due", "rinnalla.privacy.moves.erase_due"} <= set(settings.TICKS)
    assert Letter.objects.count() == 0
