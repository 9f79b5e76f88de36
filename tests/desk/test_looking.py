"""An exceptional opening: half an hour, one person, told at once; questions, heads and the watch of the union."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.desk import worklist
from rinnalla.ledger import nightly, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.privacy.looking import openings, policies, questions, watching
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.models import Opening, Question
from tests import cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db
REASON = "Aino soitti päivystykseen eikä kollega vastaa."
WORDS = "It hurts at night."


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def kaarina():
    return cast._staff("Kaarina", "coordinator", cast.association())


@pytest.fixture
def ask(kaarina):
    """Aino's request, in the care of Kaarina."""
    return cast.ask(claimed_by=kaarina, claimed_at=clock.now())


@pytest.fixture
def opening(ask, kirsti):
    return openings.begin(ask, Ground.AWAY, REASON, by=kirsti)


def begin(client, ask, **changes):
    return client.post(reverse("desk-open", args=[ask.code]), {"ground": "away", "reason": REASON} | changes)


def page(client, opening):
    return client.get(reverse("desk-opening", args=[opening.code]))


def later(monkeypatch, minutes):
    really = clock.now()
    monkeypatch.setattr(clock, "now", lambda: really + timedelta(minutes=minutes))


def test_who_opens_reads_the_person_and_the_request_and_each_reading_is_a_line(client, ask, kirsti):
    client.force_login(kirsti)
    assert client.get(reverse("desk-open", args=[ask.code])).status_code == 200
    assert begin(client, ask).status_code == 302
    made = Opening.objects.get()
    answer = page(client, made)
    assert WORDS in answer.content.decode() and answer.context["shown"].identity.called == "Aino"
    lines = Event.objects.filter(actor=kirsti.code).order_by("seq").values_list("action", "purpose", "names")
    assert list(lines) == [
        ("break_glass.opened", "break_glass", ""),
        ("read.break_glass", "break_glass", "identity"),
        ("read.break_glass", "break_glass", "story wishes"),
    ]


def test_the_subject_and_a_second_person_are_told_at_once_and_the_letters_say_nothing(ask, kirsti, kaarina, opening):
    told = set(Letter.objects.values_list("to", "kind"))
    assert told == {(ask.person_id, Kind.OPENED), (kaarina.pk, Kind.WORK)}
    [line] = reading.who_looked(ask.person.code)
    assert (line.action, line.subject) == ("break_glass.opened", opening.code)


def test_the_subject_reads_the_reason_beside_the_line(client, ask, opening):
    client.force_login(ask.person)
    [line] = client.get(reverse("who-looked")).context["lines"]
    assert REASON in line.reason
    assert reverse("who-looked") in client.get(reverse("home")).content.decode()


def test_nothing_is_read_in_the_thirty_first_minute(client, monkeypatch, kirsti, opening):
    client.force_login(kirsti)
    later(monkeypatch, 29)
    assert page(client, opening).context["shown"]
    later(monkeypatch, 2)
    before = Event.objects.count()
    answer = page(client, opening)
    assert (answer.context["shown"], WORDS in answer.content.decode()) == (None, False)
    assert Event.objects.count() == before
    assert (openings.end_expired(), openings.end_expired()) == (1, 0)
    opening.refresh_from_db()
    assert opening.ended_at == opening.until


def test_it_is_ended_by_hand_and_then_nothing_is_read(client, kirsti, opening):
    client.force_login(kirsti)
    for _twice in range(2):
        assert client.post(reverse("desk-opening-end", args=[opening.code])).status_code == 302
    assert page(client, opening).context["shown"] is None
    assert Event.objects.filter(action="break_glass.closed").count() == 1


def test_a_reason_of_twenty_characters_is_needed(client, ask, kirsti):
    client.force_login(kirsti)
    for reason in ("", "x" * 19, " " * 30, "kiire" + " " * 20):
        assert begin(client, ask, reason=reason).status_code == 200
    with pytest.raises(RuleBroken):
        openings.begin(ask, Ground.AWAY, "kiire" + " " * 20, by=kirsti)
    assert (Opening.objects.count(), Letter.objects.count(), Event.objects.count()) == (0, 0, 0)
    assert begin(client, ask, reason="x" * 20).status_code == 302


def test_only_one_person_is_open_at_a_time(client, kirsti, kaarina, opening):
    other = cast.ask(cast.olli(), claimed_by=kaarina, claimed_at=clock.now())
    client.force_login(kirsti)
    assert begin(client, other).status_code == 409
    assert Opening.objects.count() == 1
    openings.end(opening, by=kirsti)
    assert begin(client, other).status_code == 302


def test_an_opening_of_one_opens_nobody_else_and_nothing_of_another_association(client, ask, kirsti):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    cast.ask(ask.person, elsewhere, story={"own_words": "To the coast only."})
    cast.ask(cast.olli(), story={"own_words": "Of Olli."})
    shown = openings.show(openings.begin(ask, Ground.AWAY, REASON, by=kirsti), by=kirsti)
    assert [story.own_words for _ask, story, _wishes in shown.told] == [WORDS]


def test_another_association_finds_nothing(client, ask, opening):
    client.force_login(cast.maija())
    assert client.get(reverse("desk-open", args=[ask.code])).status_code == 404
    assert begin(client, ask).status_code == 404
    assert page(client, opening).status_code == 404
    for name in ("desk-opening-end", "desk-opening-settle"):
        assert client.post(reverse(name, args=[opening.code])).status_code == 404


def test_who_has_it_in_care_has_nothing_to_break(client, ask, kaarina):
    client.force_login(kaarina)
    assert begin(client, ask).status_code == 403


def test_the_second_person_reads_why_but_not_what_and_acknowledges(client, kaarina, kirsti, opening):
    assert next(section.kind for section in worklist.gather(kaarina).sections) == "opened"
    assert "opened" not in [section.kind for section in worklist.gather(kirsti).sections]
    client.force_login(kaarina)
    answer = page(client, opening).content.decode()
    assert (REASON in answer, WORDS in answer) == (True, False)
    client.post(reverse("desk-opening", args=[opening.code]), {"verdict": "seen"})
    opening.refresh_from_db()
    assert (opening.seen_by, opening.verdict, opening.is_live) == (kaarina, "seen", True)
    with pytest.raises(Overtaken):
        openings.look(opening, Verdict.QUESTIONED, by=kaarina)
    assert openings.show(opening, by=kaarina) is None


def test_a_question_of_the_second_person_ends_it_and_the_union_looks_into_it(client, kaarina, kirsti, opening):
    leena = cast.leena()
    client.force_login(kaarina)
    said = {"verdict": "questioned", "remark": "Olin tavoitettavissa."}
    client.post(reverse("desk-opening", args=[opening.code]), said)
    assert openings.show(opening, by=kirsti) is None
    assert Letter.objects.filter(to=leena, kind=Kind.WORK).count() == 1
    client.force_login(leena)
    watch = client.get(reverse("union-watch"))
    assert (watch.context["questioned"], WORDS in watch.content.decode()) == ([opening], False)
    assert client.post(reverse("desk-opening-settle", args=[opening.code])).status_code == 302
    assert client.get(reverse("union-watch")).context["questioned"] == []


def test_nobody_judges_their_own_opening(client, kirsti, opening):
    client.force_login(kirsti)
    client.post(reverse("desk-opening", args=[opening.code]), {"verdict": "seen"})
    opening.refresh_from_db()
    assert opening.verdict == ""
    assert client.post(reverse("desk-opening-settle", args=[opening.code])).status_code == 403


def test_without_a_second_person_nothing_opens_and_the_union_is_the_second_where_there_is_no_colleague(kirsti):
    alone = cast.ask()
    with pytest.raises(RuleBroken):
        openings.begin(alone, Ground.AWAY, REASON, by=kirsti)
    assert (Opening.objects.count(), Letter.objects.count()) == (0, 0)
    leena = cast.leena()
    openings.begin(alone, Ground.AWAY, REASON, by=kirsti)
    assert set(Letter.objects.filter(kind=Kind.WORK).values_list("to", flat=True)) == {leena.pk}


def test_an_administrator_opens_by_reference_and_by_nothing_else(client, ask, kirsti, kaarina):
    leena = cast.leena()
    client.force_login(leena)
    said = {"ground": "danger", "reason": REASON}
    for wrong in ("", "Aino", ask.code[:7], "0" * 16, ask.person.code):
        assert client.post(reverse("desk-open-by-reference"), said | {"reference": wrong}).status_code == 200
    assert (
        client.post(reverse("desk-open-by-reference"), said | {"reference": ask.reference.lower()}).status_code == 302
    )
    made = Opening.objects.get()
    assert openings.show(made, by=leena).identity.called == "Aino"
    assert set(Letter.objects.filter(kind=Kind.WORK).values_list("to", flat=True)) == {kirsti.pk, kaarina.pk}
    client.force_login(kirsti)
    assert client.get(reverse("desk-open-by-reference")).status_code == 403


def test_what_a_pair_wrote_opens_to_nobody(kirsti):
    pair = pairs.walking(kirsti=kirsti)
    agreement = pair.agreements.filter(words__isnull=False).first()
    with pytest.raises(ValueError):
        reading.opened(agreement, "words", by=kirsti, purpose=Purpose.BREAK_GLASS)
    assert not Event.objects.filter(action="read.break_glass").exists()


@pytest.mark.django_db(transaction=True)
def test_the_subject_stays_told_when_the_opening_fails_afterwards(client, ask, kirsti, opening):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET seq = seq + 1")
    client.force_login(kirsti)
    answer = page(client, opening)
    assert (answer.status_code, WORDS in answer.content.decode()) == (503, False)
    assert Letter.objects.filter(to=ask.person, kind=Kind.OPENED).count() == 1
    assert reading.who_looked(ask.person.code).filter(action="break_glass.opened").count() == 1


def test_a_lost_role_closes_what_it_opened(client, kirsti, opening):
    kirsti.roles.update(until=clock.now())
    client.force_login(kirsti)
    assert page(client, opening).status_code in (403, 404)


def test_queryset_and_policy_agree_on_the_second_person_and_on_who_answers(ask, kirsti, kaarina, opening):
    people = [kirsti, kaarina, cast.maija(), cast.leena(), cast.taru(), cast.olli(), ask.person]
    asked = [
        questions.ask(ask.person, reading.who_looked(ask.person.code).first(), "Miksi?", to_union=union, by=ask.person)
        for union in (False,)
    ]
    for person in people:
        assert policies.may_look_at(person, opening) == (opening in Opening.objects.to_look_at(person))
        for one in asked:
            assert policies.may_answer(person, one) == (one in Question.objects.to_answer(person))


# --- questions, heads, the watch ------------------------------------------------------------------------------
def test_a_colleague_answers_from_the_worklist(client, ask, kaarina, kirsti):
    reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
    asked = questions.ask(
        ask.person, reading.who_looked(ask.person.code).first(), "Miksi yöllä?", to_union=False, by=ask.person
    )
    assert next(section.kind for section in worklist.gather(kaarina).sections) == "question"
    assert worklist.gather(kirsti).sections == []
    address = reverse("desk-question", args=[asked.code])
    client.force_login(kirsti)
    assert client.get(address).status_code == 404
    client.force_login(kaarina)
    shown = client.get(address)
    assert (shown.context["words"], shown.context["looked_by"]) == ("Miksi yöllä?", "Kirsti")
    assert client.post(address, {"words": ""}).status_code == 200
    assert client.post(address, {"words": "Etsimme vertaista."}).status_code == 302
    assert client.get(address).status_code == 404
    assert list(Letter.objects.filter(to=ask.person).values_list("kind", flat=True)) == [Kind.QUESTION]


def test_a_night_that_finds_a_break_alarms_the_union(client, ask, kirsti):
    leena = cast.leena()
    reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET actor = 'OLLI'")
    watching.look_over()
    assert set(Letter.objects.values_list("to", "kind")) == {(leena.pk, Kind.WORK)}
    client.force_login(leena)
    assert client.get(reverse("union-watch")).context["alarm"] is not None
    assert watching.look_over() == 0
    assert Letter.objects.count() == 1


def test_every_member_of_staff_sees_the_head_and_others_do_not(client, ask, kirsti):
    reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
    made = nightly.take()
    for who in (kirsti, cast.maija(), cast.taru(), cast.leena()):
        client.force_login(who)
        assert str(made) in client.get(reverse("desk-record")).content.decode()
    client.force_login(kirsti)
    assert made.mark in client.get(reverse("union")).content.decode()
    client.force_login(cast.olli())
    assert client.get(reverse("desk-record")).status_code == 403
