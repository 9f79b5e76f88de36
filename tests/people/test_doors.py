"""Nothing tells who is known: each door answers to the byte alike, whatever stands behind the address, code or link."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rinnalla.associations import invites
from rinnalla.associations.models import Association, Invitation
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.people import drafts, recovery
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft, Identity, Person, Recovery
from rinnalla.training import moves as training
from rinnalla.training.choices import Ground
from rinnalla.training.models import Qualification
from rinnalla.training.moves import feeding
from tests import cast, visiting

pytestmark = pytest.mark.django_db
RANDOM = re.compile(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"|<p class="big code">[^<]*</p>')
OF_THE_MOMENT = {"X-Request-Id", "Set-Cookie", "Date", "Expires"}
KNOWN, UNKNOWN = "aino@example.org", "eino@example.org"  # as long, so that lengths can be compared too


def told(answer, typed: str):
    """All that an answer tells; the length counts random tokens too. `typed` is what the visitor knows already."""
    headers = {name: value.replace(typed, "…") for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    cookies = sorted((name, len(cookie.value)) for name, cookie in answer.cookies.items() if name != "messages")
    body = RANDOM.sub("", answer.content.decode()).replace(typed, "…")
    return answer.status_code, headers, cookies, len(answer.content), body


def walk(typed: str, *steps: tuple, client: Client | None = None) -> list:
    """What a browser is told on its way. A step is (method, address) or ("post", address, what is sent)."""
    cache.clear()
    client = client or Client()
    return [told(getattr(client, how)(address, *sent), typed) for how, address, *sent in steps]


def assert_all_alike(walks: dict[str, list]) -> None:
    first = next(iter(walks.values()))
    assert [name for name, steps in walks.items() if steps != first] == []


# --- an address typed ---------------------------------------------------------------------------------------
def test_asking_for_a_code_and_going_on_from_there_as_one_who_lost_the_key():
    cast.aino()
    ask, confirm, lost = (
        reverse(name) for name in ("account_request_login_code", "account_confirm_login_code", "recovery")
    )
    walks = {
        email: walk(
            email,
            ("get", ask),
            ("post", ask, {"email": email}),
            ("get", confirm),
            ("get", lost),
            ("post", lost),
            ("post", ask, {"email": email}),
            ("post", confirm, {"code": "12345678"}),
            ("get", reverse("mfa_authenticate")),
        )
        for email in (KNOWN, UNKNOWN)
    }
    assert_all_alike(walks)
    assert Recovery.objects.count() == 0


def test_a_new_address_of_ones_own_whoever_else_has_it():
    """It is told of nobody: neither when it is saved, nor on the page afterwards, nor by signing in with it."""
    aino = cast.aino()
    Person.objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    walks = {}
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.force_login(cast.olli())
        page = reverse("my-details")
        sent = {"called": "Olli", "full_name": "", "email": email, "phone": ""}
        walks[email] = walk(email, ("post", page, sent), ("get", page), client=client)
    assert_all_alike(walks)
    assert walks[KNOWN][0][0] == 302


def test_referring_someone_who_is_known_already():
    cast.union()
    cast.association()
    cast.ask(cast.aino())
    page = reverse("refer-contact")
    walks = {}
    for email in (KNOWN, UNKNOWN):
        sent = {
            "called": "Aino",
            "email": email,
            "place": "Jyväskylä",
            "language": "fi",
            "recorded_by": "fysioterapeutti",
            "agreed": "on",
        }
        client = Client()
        answers = walk(email, ("get", page), ("post", page, sent), client=client)
        walks[email] = answers + walk(email, ("get", answers[1][1]["Location"]), client=client)
    assert_all_alike(walks)
    assert [step[0] for step in walks[KNOWN]] == [200, 302, 200]


@pytest.mark.slow
@pytest.mark.parametrize("road", ["ask", "apply"])
def test_a_request_or_an_application_with_an_address_that_someone_has_already(road):
    """Whoever sends it becomes known anew; only who opens the mail of the address brings the two together."""
    cast.union()
    where, aino = cast.association(), cast.aino()
    Person.objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    cast.ask(aino, where)
    place = SimpleNamespace(code=lambda word: where.code)
    wizard, answers = visiting.ROADS[road]
    walks = {}
    for email in (KNOWN, UNKNOWN):
        client = Client()
        reach = answers["reach"] | {"called": "Aino", "email": email, "phone": ""}
        visiting._answer(client, place, road, wizard, answers | {"reach": reach})
        check, send, sent = (reverse(f"{road}-{page}") for page in ("check", "send", "sent"))
        walks[email] = walk(email, ("get", check), ("post", send), ("get", sent), client=client)
    assert_all_alike(walks)
    assert [step[0] for step in walks[KNOWN]] == [200, 302, 200]


def test_inviting_someone_who_is_known_already():
    cast.union()
    aino = cast.aino()
    Person.objects.filter(pk=aino.pk).update(email_proven_at=clock.now())
    leena = cast.leena()
    page, walks = reverse("union-invite"), {}
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.force_login(leena)
        sent = {"kind": "trainer", "called": "Eino", "email": email, "language": "fi"}
        walks[email] = walk(email, ("get", page), ("post", page, sent), ("get", reverse("union-staff")), client=client)
        assert Invitation.objects.count() == 1
        Invitation.objects.all().delete()
    assert_all_alike(walks)
    assert [step[0] for step in walks[KNOWN]] == [200, 302, 200]


# --- a link or a code ---------------------------------------------------------------------------------------
def by_link(name: str, **codes: str) -> dict[str, list]:
    """Opened, then its button pressed."""
    return {
        word: walk(code, ("get", reverse(name, args=[code])), ("post", reverse(name, args=[code])))
        for word, code in codes.items()
    }


def test_an_invitation_that_never_was_is_used_is_too_old_or_is_of_nobody_now():
    cast.union()
    leena = cast.leena()

    def invited(called: str) -> tuple[Invitation, str]:
        identity = Identity(called=called, email=f"{called.lower()}@example.org")
        return invites.invite(kind="trainer", association=None, identity=identity, language="fi", by=leena)

    _first, used = invited("Uuno")
    invites.take_up(used)
    late, too_old = invited("Veera")
    Invitation.objects.filter(pk=late.pk).update(expires_at=clock.now())
    gone, of_nobody = invited("Olga")
    Person.objects.filter(pk=gone.person_id).update(is_active=False)
    never = "x" * len(used)
    walks = by_link("invitation", never=never, used=used, too_old=too_old, of_nobody=of_nobody)
    assert_all_alike(walks)
    assert walks["never"][0][0] == 410


def _recovery(called: str) -> Recovery:
    person = cast.person(called, f"{called.lower()}@example.org")
    one = recovery.ask(person, by=person)
    recovery.approve(one, "called", by=cast.leena())
    return one


def _link(one: Recovery, sent: str) -> str:
    """A link of a set form, sent for it just now; its day has passed."""
    past = clock.now() - timedelta(minutes=1)
    index = recovery._index(sent)
    Recovery.objects.filter(pk=one.pk).update(opens_at=past, link_sent_at=past, link_index=index)
    return sent


def test_a_link_to_a_new_key_that_never_was_is_used_is_too_old_or_is_not_open_yet(settings):
    settings.RECOVERY_LETTER = "tests.people.letterbox.keep_recovery"
    cast.union()
    used, stopped, early, late = (_recovery(called) for called in ("Uuno", "Seija", "Eero", "Lahja"))
    links = {word: _link(one, f"{word:x<43}") for word, one in {"used": used, "stopped": stopped}.items()}
    recovery.take_up(links["used"])
    recovery.stop(stopped, by=stopped.person)
    links["early"] = _link(early, f"{'early':x<43}")
    Recovery.objects.filter(pk=early.pk).update(opens_at=clock.now() + timedelta(hours=1))
    links["late"] = _link(late, f"{'late':x<43}")
    Recovery.objects.filter(pk=late.pk).update(link_sent_at=clock.now() - timedelta(days=3, seconds=1))
    walks = by_link("recovery-link", never=f"{'never':x<43}", **links)
    assert_all_alike(walks)
    assert walks["never"][0][0] == 410


def test_a_link_that_stops_a_new_key_has_nothing_to_stop_or_stops_it_in_the_same_words(settings):
    settings.RECOVERY_LETTER = "tests.people.letterbox.keep_recovery"
    cast.union()
    stopped, standing = _recovery("Seija"), _recovery("Eero")
    recovery.stop(stopped, by=stopped.person)
    token = recovery.stop_token(stopped)
    walks = by_link("recovery-stop", never="x" * len(token), forged=token[:-2] + "xx", stopped=token)
    assert_all_alike(walks)
    still = recovery.stop_token(standing)
    pressed = walk(still, ("post", reverse("recovery-stop", args=[still])))
    assert pressed[0][4] == walks["never"][1][4]


@pytest.mark.parametrize("road", ["ask", "apply"])
def test_a_code_to_go_on_by_that_never_was_is_too_old_thrown_away_or_of_another_road(road):
    other = {"ask": DraftKind.APPLICATION, "apply": DraftKind.ASK}[road]
    own = {"ask": DraftKind.ASK, "apply": DraftKind.APPLICATION}[road]
    late, too_old = drafts.start(own, "fi")
    Draft.objects.filter(pk=late.pk).update(expires_at=clock.now())
    gone, thrown_away = drafts.start(own, "fi")
    drafts.discard(gone)
    _draft, of_another = drafts.start(other, "fi")
    codes = {"never": new_code(len(too_old)), "too old": too_old, "away": thrown_away, "of another": of_another}
    walks = {
        word: walk(
            code, ("get", reverse(f"{road}-continue", args=[code])), ("post", reverse(f"{road}-resume"), {"code": code})
        )
        for word, code in codes.items()
    }
    assert_all_alike(walks)
    assert {step[0] for step in walks["never"]} == {200}


def test_a_certificate_that_never_was_lapsed_or_was_taken_back():
    cast.union()
    taru, today = cast.taru(), clock.today()
    lapsed = training.qualify(cast.aino(), "basic", today, Ground.ATTENDED, by=taru)
    Qualification.objects.filter(pk=lapsed.pk).update(valid_until=today - timedelta(days=1))
    back = training.qualify(cast.olli(), "basic", today, Ground.ATTENDED, by=taru)
    Qualification.objects.filter(pk=back.pk).update(withdrawn_at=clock.now())
    walks = by_link("verify", never="0" * 16, lapsed=lapsed.code, back=back.code)
    assert_all_alike(walks)
    assert walks["never"][0][0] == 200


def test_a_referrers_card_of_an_association_that_never_was_or_no_longer_works():
    cast.union()
    closed = cast.association()
    Association.objects.filter(pk=closed.pk).update(is_active=False)
    page = reverse("refer-card")
    walks = {
        code: walk(code, ("get", f"{page}?association={code}"), ("get", f"{reverse('ask-start')}?via={code}"))
        for code in (closed.code, "0" * len(closed.code), "x" * len(closed.code))
    }
    assert_all_alike(walks)
    assert walks[closed.code][0][0] == 404


def test_a_calendar_whose_address_never_was_or_was_stopped():
    aino = cast.aino()
    secret = feeding.make_feed(by=aino)
    feeding.stop_feed(by=aino)
    assert_all_alike(by_link("calendar-feed", never="x" * len(secret), stopped=secret))
