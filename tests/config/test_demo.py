"""The demo union: every step of every road has people on it, and none of them could be real."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client, override_settings

from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import Association, Role, Union
from rinnalla.base import clock
from rinnalla.companionships.models import Agreement, Companionship, Contact, Review
from rinnalla.config import demo
from rinnalla.config.demo.experiences import LIVED
from rinnalla.config.demo.stories import TOLD
from rinnalla.config.demo.timeline import tell
from rinnalla.guidance.models import Guide, Thanks
from rinnalla.ledger import checking, reading
from rinnalla.letters.choices import LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.matching.models import NamelessNeed, Proposal, Shortlist
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.models import Opening, Question, RightsRequest
from rinnalla.supporters.models import Pledge, PledgeText, Supporter
from rinnalla.training.models import Sitting
from rinnalla.vault.keyring import forget

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PLACEHOLDER = re.compile(r"^\+?[0-9]{2,4} 000 [0-9]{4}$")


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, root_key, tmp_path_factory):
    """One small demo for the whole file, in a transaction that is rolled back when the file is done."""
    keyring = tmp_path_factory.mktemp("demo") / "keyring.sqlite3"
    kept = override_settings(DEMO=True, ROOT_KEY_PATH=root_key, KEYRING_PATH=keyring)
    with django_db_blocker.unblock(), kept, transaction.atomic():
        forget()
        demo.fill(scale=0.15)
        yield keyring
        transaction.set_rollback(True)
    forget()


@pytest.fixture(autouse=True)
def in_the_demo(filled, own_keyring, settings):
    """The keyring of the demo, in place of the one each test has."""
    settings.DEMO, settings.KEYRING_PATH = True, filled
    forget()


def stages(rows) -> set[str]:
    return set(rows.order_by().values_list("stage", flat=True).distinct())


def test_the_union_has_fourteen_associations_and_some_places_without_one():
    assert Union.get().fi == "Selkäpolun liitto"
    assert Association.objects.count() == 14
    kinds = Role.objects.standing().values_list("kind", flat=True)
    assert set(kinds) == {"coordinator", "administrator", "trainer", "guide"}
    deserted = [one.fi for one in Association.objects.all() if not one.roles.standing().exists()]
    assert deserted == ["Etelä-Pohjanmaan Selkäpolku"]


def test_supporters_stand_on_every_step_of_the_road():
    assert stages(Supporter.objects) >= {
        "applied", "interviewed", "accepted", "trained", "active", "resting", "stopped", "not-now",
    }  # fmt: skip
    assert Supporter.objects.filter(stage="active", at_limit=True).exists()
    assert Supporter.objects.eligible().exists()
    behind = Supporter.objects.filter(stage="active").exclude(pledges__text=PledgeText.in_force())
    assert behind.exists(), "someone has signed only the earlier pledge"


def test_other_regions_hear_of_someone_without_a_name():
    assert NamelessNeed.objects.standing().count() >= 1


def test_people_use_their_rights():
    """A question answered and one that waits, an opening seen by a second person, a rest and a correction wished."""
    assert Question.objects.filter(answered_at__isnull=False).count() == Question.objects.waiting().count() == 1
    assert [(one.verdict, one.seen_by_id != one.by_id) for one in Opening.objects.all()] == [("seen", True)]
    assert Person.objects.exclude(restricted_at=None).count() == RightsRequest.objects.to_end().count() == 1
    assert RightsRequest.objects.waiting().get().kind == "correct"


def test_requests_stand_at_every_stage():
    assert stages(Ask.objects) == {
        "received", "shortlisted", "chosen", "introduced", "companionship", "withdrawn", "signposted",
    }  # fmt: skip
    assert set(Ask.objects.values_list("language", flat=True)) == {"fi", "sv", "en"}
    assert set(Ask.objects.values_list("channel", flat=True)) == {"self", "phone", "referral"}
    assert {"asked", "accepted", "declined"} <= stages(Proposal.objects)


def test_the_pairs_agree_walk_pause_and_part():
    assert stages(Companionship.objects) == {"agreeing", "walking", "paused", "ended"}
    endings = set(Companionship.objects.exclude(how="").values_list("how", flat=True))
    assert endings == {"purpose-met", "time-up", "changed", "stopped"}
    assert Companionship.objects.filter(stage="walking", next_review__lte=clock.today()).exists()
    assert Agreement.objects.filter(in_force_at=None, set_aside_at=None).exists(), "one signature is awaited"
    assert Contact.objects.exists() and Review.objects.exists()


def test_promises_are_mostly_kept_some_broken_and_one_is_overdue():
    closed = list(Promise.objects.exclude(kept_at=None))
    kept = sum(promise.was_kept for promise in closed)
    assert len(closed) * 0.7 < kept < len(closed)
    assert Promise.objects.filter(kept_at=None, due__lt=clock.today()).exists()


def test_nothing_lies_in_the_future_and_the_past_is_long():
    assert not Ask.objects.filter(received_at__gt=clock.now()).exists()
    assert not Proposal.objects.filter(asked_at__gt=clock.now()).exists()
    assert not Pledge.objects.filter(signed_at__gt=clock.now()).exists()
    assert (clock.now() - Ask.objects.earliest("received_at").received_at).days > 200


def test_the_letters_of_the_past_have_gone_and_none_is_sent_anew():
    assert not Letter.objects.filter(way=Way.MAIL, stage=LetterStage.WAITING).exists()


def test_the_ledger_holds():
    assert checking.verify().is_whole


def test_nobody_could_be_real():
    known = reading.unrecorded_many(list(Person.objects.all()), "identity")
    told = [Identity.of(row.identity) for row in known]
    assert [one for one in told if one.full_name] == []
    assert [one.email for one in told if one.email and not one.email.endswith("@example.org")] == []
    assert [one.phone for one in told if one.phone and not PLACEHOLDER.match(one.phone)] == []


def test_there_are_many_distinct_stories_and_experiences():
    assert len({told.words for told in TOLD}) >= 25
    assert len({lived.about for lived in LIVED}) >= 25
    assert [lived.about for lived in LIVED if len(lived.about) > 400] == []


def test_supporters_have_guides_thanks_and_a_course_to_go_to():
    assert Guide.objects.filter(until=None).exists()
    assert Thanks.objects.filter(supporter__person__in=Person.objects.with_email("pekka@example.org")).exists()
    coming = Sitting.objects.filter(starts_at__gt=clock.now())
    assert sorted(coming.values_list("course", flat=True)) == ["basic", "continuing"]
    assert all(sitting.seats.exists() for sitting in coming)


def test_the_desk_of_kirsti_has_each_kind_of_line():
    kirsti = Person.objects.with_email("kirsti@example.org").get()
    mine = Ask.objects.filter(association__roles__person=kirsti)
    assert mine.unclaimed().open().exists()
    assert mine.filter(promises__kept_at=None, promises__due__lt=clock.today()).exists()
    assert Shortlist.objects.open().filter(ask__in=mine, shown_at=None).exists()
    assert mine.open().exclude(wants_others_at=None).exists()
    assert mine.open().filter(left_to_us=True).exists()
    assert mine.filter(stage="chosen").exists()
    assert Letter.objects.filter(association__roles__person=kirsti, way=Way.CALL, stage="waiting").exists()
    road = Supporter.objects.filter(association__roles__person=kirsti)
    assert {"applied", "interviewed", "accepted", "trained"} <= stages(road)


def test_each_of_the_people_to_sign_in_as_gets_in():
    people = demo.sign_ins()
    names = ["Aino", "Elsa", "Väinö", "Pekka", "Kirsti", "Maija", "Leena", "Taru"]
    assert [one.name for one in people] == names
    for one in people:
        assert set(one.role) == {"fi", "sv", "en"}
        assert Client().get(one.url).status_code == 302


def test_each_of_the_named_has_something_to_do():
    aino, elsa, vaino, pekka = (Person.objects.with_email(f"{name}@example.org").get() for name in (
        "aino", "elsa", "vaino", "pekka",
    ))  # fmt: skip
    assert Shortlist.objects.open().shown().get(ask__person=aino).cards.count() >= 2
    pair = Companionship.objects.get(person=elsa)
    assert (pair.stage, pair.next_review <= clock.today()) == ("walking", True)
    parted = Companionship.objects.get(person=vaino)
    assert (parted.how, parted.ended_by, parted.next_step_at) == ("stopped", "supporter", None)
    assert Proposal.objects.open().filter(supporter__person=pekka).count() == 1
    assert Companionship.objects.standing().filter(supporter__person=pekka).count() == 1


def test_lives_are_told_in_the_order_of_time():
    heard = []

    def life(name, *moments):
        for moment in moments:
            yield moment
            heard.append((name, clock.now()))

    start = clock.now()
    first, second, third = (start - timedelta(days=days) for days in (3, 2, -1))
    tell([life("a", first, third), life("b", second)], start)
    assert heard == [("a", first), ("b", second)]


def test_the_clock_turns_in_a_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError), clock.standing_at(clock.now()):
        pass
