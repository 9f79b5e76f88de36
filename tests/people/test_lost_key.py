"""A lost second key: another person's yes, a day, letters that stop it, and a link that works once (docs/adr/0015)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.desk import recovering
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.people import moves, recovery
from rinnalla.people.choices import RecoveryEnd
from rinnalla.people.models import Person, Recovery
from tests import cast
from tests.people import letterbox

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def told(settings):
    """The letters about it, as (person, what, address)."""
    settings.RECOVERY_LETTER = "tests.people.letterbox.keep_recovery"
    letterbox.ABOUT_KEYS.clear()
    return letterbox.ABOUT_KEYS


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def aino(kirsti):
    """Aino has asked for a peer, and has an app and spare codes, which she has lost."""
    cast.union()
    aino = cast.person("Aino", "aino@example.org", phone="+358401234567", municipality="179")
    cast.ask(aino)
    TOTP.activate(aino, SECRET)
    RecoveryCodes.activate(aino)
    return aino


@pytest.fixture
def at_second_lock(client, aino, letters, ask_code, type_code):
    ask_code("aino@example.org")
    assert type_code(letters[-1][1]).url == reverse("mfa_authenticate")
    return client


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def in_hours(hours: float):
    return time_machine.travel(clock.now() + timedelta(hours=hours), tick=False)


def approved(person: Person, by: Person) -> Recovery:
    one = recovery.ask(person, by=person)
    recovering.approve(one, "called", by=by)
    return one


def link_of(told) -> str:
    return path([address for _person, what, address in told if what == "link"][-1])


# --- asking -------------------------------------------------------------------------------------------------
def test_without_a_mailed_code_the_page_leads_to_signing_in(client, aino):
    for visitor in (Client(), client):
        assert visitor.get(reverse("recovery")).url == reverse("account_login")
        assert visitor.post(reverse("recovery")).url == reverse("account_login")
        client.force_login(cast.olli())
    assert Recovery.objects.count() == 0


def test_aino_asks_at_the_second_lock_and_her_coordinator_has_a_call_to_make(at_second_lock, aino, told, kirsti):
    assert reverse("recovery") in at_second_lock.get(reverse("mfa_authenticate")).content.decode()
    assert at_second_lock.post(reverse("recovery")).url == reverse("recovery")
    [one] = Recovery.objects.all()
    assert (one.person, one.approved_at, one.is_open) == (aino, None, True)
    assert [(person, what) for person, what, _ in told] == [(aino, "asked")]
    assert [(call.to, call.association) for call in Letter.objects.filter(kind="key")] == [(aino, cast.association())]
    desk = Client()
    desk.force_login(kirsti)
    assert reverse("desk-recovery", args=[one.code]) in desk.get(reverse("desk")).content.decode()
    at_second_lock.post(reverse("recovery"))
    assert Recovery.objects.count() == 1


def test_two_open_wishes_of_one_person_cannot_stand(aino):
    recovery.ask(aino, by=aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(person=aino)


# --- the yes ------------------------------------------------------------------------------------------------
def test_nobody_says_yes_for_themself_whoever_they_are(aino, kirsti):
    TOTP.activate(kirsti, SECRET)
    own = recovery.ask(kirsti, by=kirsti)
    assert not recovering.may_answer(kirsti, own)
    assert own not in recovering.visible_to(kirsti)
    with pytest.raises(RuleBroken):
        recovery.approve(own, "called", by=kirsti)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=own.pk).update(approved_by=kirsti, approved_at=clock.now(), opens_at=clock.now())


def test_the_yes_says_how_one_made_sure_and_tells_every_way_the_person_has(client, aino, kirsti, told):
    one = recovery.ask(aino, by=aino)
    client.force_login(kirsti)
    page = reverse("desk-recovery", args=[one.code])
    shown = client.get(page).content.decode()
    assert "+358401234567" in shown
    assert client.post(page, {}).status_code == 200
    assert client.post(page, {"made_sure": "called"}).url == reverse("desk-recoveries")
    one.refresh_from_db()
    assert one.approved_by == kirsti
    assert one.opens_at - one.approved_at == timedelta(hours=24)
    assert [what for _person, what, _ in told] == ["asked", "approved"]
    assert [call.stage for call in Letter.objects.filter(kind="key").order_by("pk")] == ["told", "waiting"]
    actions = list(Event.objects.filter(action__startswith="recovery.").values_list("action", "actor"))
    assert actions == [("recovery.asked", aino.code), ("recovery.approved", kirsti.code)]
    with pytest.raises(Overtaken):
        recovery.approve(one, "called", by=cast.leena())


def test_a_yes_comes_too_late_after_two_weeks(aino, kirsti):
    one = recovery.ask(aino, by=aino)
    with in_hours(24 * 14), pytest.raises(Overtaken):
        recovery.approve(one, "called", by=kirsti)


# --- the day, the link --------------------------------------------------------------------------------------
def test_no_link_goes_out_before_the_day_has_passed_and_one_does_after(aino, kirsti, told):
    approved(aino, kirsti)
    with in_hours(23.9):
        assert recovery.send_links() == 0
    with in_hours(24):
        assert (recovery.send_links(), recovery.send_links()) == (1, 0)
    assert [what for _person, what, _ in told] == ["asked", "approved", "link"]


def test_the_link_is_kept_nowhere_in_the_clear(aino, kirsti, told):
    one = approved(aino, kirsti)
    with in_hours(24):
        recovery.send_links()
    token = link_of(told).rstrip("/").rsplit("/", 1)[1]
    one.refresh_from_db()
    assert len(one.link_index) == 64
    assert token not in str([[str(cell) for cell in row] for row in Recovery.objects.values_list()])


def test_opening_the_link_shows_it_and_pressing_removes_the_lost_keys_and_ends_every_session(
    client, aino, kirsti, told
):
    elsewhere = Client()
    elsewhere.force_login(aino)
    approved(aino, kirsti)
    with in_hours(24):
        recovery.send_links()
        page = link_of(told)
        for _ in range(2):
            assert client.get(page).status_code == 200
        assert Authenticator.objects.filter(user=aino).count() == 2
        assert client.post(page).url == reverse("mfa_index")
        assert client.session["_auth_user_id"] == str(aino.pk)
        assert Authenticator.objects.filter(user=aino).count() == 0
        assert elsewhere.get(reverse("my-details")).status_code == 302
        again = Client()
        assert again.get(page).status_code == 410
        assert again.post(page).status_code == 409
        assert "_auth_user_id" not in again.session
    assert Recovery.objects.get().how == RecoveryEnd.USED
    assert "recovery.used" in Event.objects.values_list("action", flat=True)


def test_staff_who_used_the_link_see_nothing_before_a_new_key_is_set_up(client, kirsti, told, settings):
    settings.STAFF_QUESTION = "rinnalla.associations.models.is_staff"
    TOTP.activate(kirsti, SECRET)
    approved(kirsti, cast.leena())
    with in_hours(24):
        recovery.send_links()
        client.post(link_of(told))
        assert client.get(reverse("desk")).url == reverse("mfa_index")


def test_a_link_works_ten_minutes_and_a_new_one_can_be_had_at_the_second_lock(at_second_lock, aino, kirsti, told):
    approved(aino, kirsti)
    with in_hours(24):
        recovery.send_links()
        first = link_of(told)
    with in_hours(24.1):
        assert Client().get(first).status_code == 200
    with in_hours(24.2):
        assert Client().get(first).status_code == 410
        one = Recovery.objects.get()
        assert recovery.send_link(one)
        assert link_of(told) != first
        assert Client().get(link_of(told)).status_code == 200
        assert Client().get(first).status_code == 410


def test_at_the_second_lock_the_link_can_be_sent_once_more(at_second_lock, aino, kirsti, told):
    one = approved(aino, kirsti)
    assert at_second_lock.post(reverse("recovery")).status_code == 302
    assert [what for _person, what, _ in told] == ["asked", "approved"], "not before the day has passed"
    Recovery.objects.filter(pk=one.pk).update(opens_at=clock.now())
    at_second_lock.post(reverse("recovery"))
    assert told[-1][1] == "link"


# --- stopping, and running out of time ----------------------------------------------------------------------
def test_any_letter_stops_it_in_one_press_and_opening_the_letter_alone_does_not(client, aino, kirsti, told):
    for number in (1, 2):
        approved(aino, kirsti)
        page = path(told[-number][2])
        assert client.get(page).status_code == 200
        assert Recovery.objects.open().count() == 1
        assert client.post(page).status_code == 200
        assert Recovery.objects.open().count() == 0
        assert client.get(page).status_code == 410
        assert client.post(page).status_code == 200
    with in_hours(24):
        assert recovery.send_links() == 0
    assert Authenticator.objects.filter(user=aino).count() == 2


def test_who_is_signed_in_somewhere_sees_it_and_stops_it_there(client, aino, kirsti):
    approved(aino, kirsti)
    client.force_login(aino)
    page = client.get(reverse("sign-ins"))
    client.post(page.context["stop_url"])
    assert Recovery.objects.get().how == RecoveryEnd.STOPPED


def test_the_coordinator_stops_it_when_the_person_knew_nothing(client, aino, kirsti):
    one = recovery.ask(aino, by=aino)
    client.force_login(kirsti)
    assert client.post(reverse("desk-recovery-stop", args=[one.code])).url == reverse("desk-recoveries")
    assert Recovery.objects.get().how == RecoveryEnd.STOPPED
    assert not Letter.objects.filter(kind="key", stage="waiting").exists()
    assert list(Event.objects.filter(action="recovery.stopped").values_list("actor", flat=True)) == [kirsti.code]


def test_a_link_that_was_stopped_opens_nothing(client, aino, kirsti, told):
    one = approved(aino, kirsti)
    with in_hours(24):
        recovery.send_links()
        recovery.stop(one, by=aino)
        assert client.post(link_of(told)).status_code == 409
    assert Authenticator.objects.filter(user=aino).count() == 2


def test_what_nobody_answers_or_uses_runs_out_and_is_forgotten(aino, kirsti):
    recovery.ask(aino, by=aino)
    olli = cast.olli()
    approved(olli, cast.leena())
    with in_hours(24 * 8):
        assert recovery.expire() == 1
    with in_hours(24 * 14):
        assert recovery.expire() == 1
        assert recovering.tidy() == 1
    assert set(Recovery.objects.values_list("how", flat=True)) == {"expired"}
    with in_hours(24 * 45):
        assert recovery.forget_old() == 2


def test_someone_no_longer_active_gets_no_link(aino, kirsti, told):
    approved(aino, kirsti)
    Person.objects.filter(pk=aino.pk).update(is_active=False)
    with in_hours(24):
        assert recovery.send_links() == 0
    assert [what for _person, what, _ in told] == ["asked", "approved"]


# --- who may say yes ----------------------------------------------------------------------------------------
def test_the_list_and_the_policy_agree_on_everyone_and_these_are_the_ones(aino, kirsti):
    maija, leena, taru, olli = cast.maija(), cast.leena(), cast.taru(), cast.olli()
    kaarina = cast._staff("Kaarina", "coordinator", cast.association())
    pekka = cast.pekka().person
    everyone = {"kirsti": kirsti, "kaarina": kaarina, "maija": maija, "leena": leena, "taru": taru, "olli": olli}
    everyone |= {"aino": aino, "pekka": pekka}
    answered_by = {}
    for name, person in everyone.items():
        one = recovery.ask(person, by=person)
        for other in everyone.values():
            other.__dict__.pop("_roles", None)
        may = {other for other, by in everyone.items() if recovering.may_answer(by, one)}
        seen = {other for other, by in everyone.items() if one in recovering.visible_to(by)}
        assert may == seen, name
        answered_by[name] = may
    assert answered_by == {
        "aino": {"kirsti", "kaarina"},
        "pekka": {"kirsti", "kaarina"},
        "kirsti": {"kaarina", "leena"},
        "kaarina": {"kirsti", "leena"},
        "maija": {"leena"},
        "taru": {"leena"},
        "leena": {"kirsti", "kaarina", "maija"},  # the only administrator
        "olli": {"leena"},
    }


def test_with_two_administrators_the_other_one_answers(kirsti):
    leena = cast.leena()
    second = cast._staff("Liisa", "administrator", None)
    one = recovery.ask(leena, by=leena)
    assert recovering.may_answer(second, one)
    assert not recovering.may_answer(kirsti, one)
    assert [list(recovering.visible_to(person)) for person in (second, kirsti)] == [[one], []]


def test_anothers_is_not_there(client, aino):
    one = recovery.ask(aino, by=aino)
    client.force_login(cast.maija())
    for page in ("desk-recovery", "desk-recovery-stop"):
        assert client.post(reverse(page, args=[one.code])).status_code == 404
    assert client.get(reverse("desk-recovery", args=[one.code])).status_code == 404


def test_an_end_of_sessions_in_between_does_not_stop_it(aino, kirsti, told):
    approved(aino, kirsti)
    moves.end_sessions(aino, by=None)
    with in_hours(24):
        assert recovery.send_links() == 1
