"""Each person sees who opened what about them, and nothing about others; and asks about any line (R38)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.people import moves
from rinnalla.people.models import Identity
from rinnalla.privacy.looking import questions
from rinnalla.privacy.models import Question
from tests import cast

pytestmark = pytest.mark.django_db
QUERIES = 7  # session, person, others' lines, own, questions; the frame asks for the union and for roles


@pytest.fixture
def aino():
    return cast.aino()


@pytest.fixture
def looked(aino):
    """Kirsti, one of two coordinators, has read Aino's request."""
    kirsti = cast.kirsti()
    kirsti.acting_as = "coordinator"
    cast._staff("Kaarina", "coordinator", cast.association())
    ask = cast.ask(aino, claimed_by=kirsti, claimed_at=clock.now())
    reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
    return kirsti


def line_of(person):
    return reading.who_looked(person.code).by_others(person.code).first()


def shown(client, **query):
    return client.get(reverse("who-looked"), query).context


def test_aino_sees_what_kirsti_opened_and_her_own_looks_apart(client, aino, looked):
    reading.opened(cast.ask(cast.olli()), "story", by=looked, purpose=Purpose.CLAIMED)
    moves.speak(aino, "sv", by=aino)
    moves.speak(aino, "en", by=aino)
    client.force_login(aino)
    page = shown(client)
    assert [line.look.who for line in page["lines"]] == ["Coordinator"]
    assert "take care of a request" in page["lines"][0].look.sentence
    assert [line.look.is_own for line in page["own"]] == [True, True]
    mine = shown(client, mine="")
    assert ([line.look.is_own for line in mine["lines"]], mine["own"]) == ([True, True], [])


def test_fifty_lines_a_page(client, aino):
    for number in range(53):
        moves.change_identity(aino, Identity(called=f"Aino {number}"), by=None)
    client.force_login(aino)
    first = client.get(reverse("who-looked"))
    assert len(first.context["lines"]) == 50
    second = client.get(reverse("who-looked") + first.context["next_url"])
    assert (len(second.context["lines"]), second.context["next_url"]) == (3, "")
    seen = [line.look.seq for answer in (first, second) for line in answer.context["lines"]]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 53


def test_ones_own_lines_have_pages_of_their_own(client, aino):
    for number in range(52):
        moves.speak(aino, ("sv", "en")[number % 2], by=aino)
    client.force_login(aino)
    page = shown(client)
    assert (page["lines"], len(page["own"]), page["has_more_own"]) == ([], 10, True)
    first = client.get(reverse("who-looked") + "?mine")
    second = client.get(reverse("who-looked") + first.context["next_url"])
    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 2)
    assert second.context["mine"] and second.context["first_url"] == "?mine"


@pytest.mark.parametrize("before", ["x", "-1", "9" * 400, "1'", "٣"])
def test_a_strange_place_to_begin_is_not_minded(client, aino, before):
    client.force_login(aino)
    assert client.get(reverse("who-looked"), {"before": before}).status_code == 200


def test_a_page_of_lines_asks_as_much_of_the_database_as_one_line(client, aino, django_assert_num_queries):
    client.force_login(aino)
    client.get(reverse("who-looked"))
    for count in (1, 3):
        for number in range(count):
            moves.change_identity(aino, Identity(called=f"Aino {count} {number}"), by=None)
        with django_assert_num_queries(QUERIES):
            client.get(reverse("who-looked"))


# --- asking -------------------------------------------------------------------------------------------------
def send(client, line, **changes):
    said = {"words": "Miksi tämä avattiin yöllä?", "to": "association"} | changes
    return client.post(reverse("look-ask", args=[line.seq]), said)


def test_a_question_goes_to_the_association_with_a_promised_day(client, aino, looked):
    client.force_login(aino)
    line = line_of(aino)
    assert client.get(reverse("look-ask", args=[line.seq])).status_code == 200
    assert send(client, line).status_code == 302
    asked = Question.objects.get()
    assert (asked.person, asked.association, asked.line, asked.looked_by) == (
        aino, cast.association(), line.seq, looked.code,
    )  # fmt: skip
    assert asked.due == clock.working_days_after(clock.today(), cast.association().promise_days)
    assert b"avattiin" not in bytes(asked.question)
    assert [event.action for event in Event.objects.filter(actor=aino.code)] == ["question.asked"]
    page = shown(client)
    [one] = page["lines"][0].asked
    assert (one["question"], one["reply"]) == ("Miksi tämä avattiin yöllä?", None)


def test_the_one_who_looked_does_not_answer_while_a_colleague_can(aino, looked):
    asked = questions.ask(aino, line_of(aino), "Miksi?", to_union=False, by=aino)
    told = {letter.to for letter in Letter.objects.filter(kind=Kind.WORK)}
    [kaarina] = told
    assert kaarina != looked
    assert list(Question.objects.to_answer(looked)) == []
    assert list(Question.objects.to_answer(kaarina)) == [asked]


def test_when_only_the_one_who_looked_could_answer_the_union_hears_that_a_question_waits(aino):
    leena, kirsti = cast.leena(), cast.kirsti()
    reading.opened(cast.ask(aino), "story", by=kirsti, purpose=Purpose.CLAIMED)
    asked = questions.ask(aino, line_of(aino), "Miksi?", to_union=False, by=aino)
    assert {letter.to for letter in Letter.objects.filter(kind=Kind.WORK)} == {leena, kirsti}
    assert list(Question.objects.to_answer(kirsti)) == [asked]
    assert list(Question.objects.to_answer(leena)) == []
    asked.refresh_from_db()
    assert asked.union_told_at is not None


def test_a_question_about_the_association_itself_goes_to_the_union(client, aino, looked):
    leena = cast.leena()
    client.force_login(aino)
    send(client, line_of(aino), to="union")
    asked = Question.objects.get()
    assert (asked.association, list(Question.objects.to_answer(leena))) == (None, [asked])
    assert list(Question.objects.to_answer(looked)) == []


def test_one_question_waits_for_each_line(client, aino, looked):
    client.force_login(aino)
    line = line_of(aino)
    send(client, line)
    assert send(client, line).status_code == 409
    assert Question.objects.count() == 1


@pytest.mark.parametrize("words", ["", "x" * 2001, "\x00"])
def test_a_question_that_cannot_be_kept_is_asked_again_and_what_was_typed_stays(client, aino, looked, words):
    client.force_login(aino)
    answer = send(client, line_of(aino), words=words)
    assert (answer.status_code, Question.objects.count()) == (200, 0)
    assert "words" in answer.context["form"].errors


@pytest.mark.parametrize("number", ["0", "999", "9" * 400, "x", "-1"])
def test_a_line_that_is_not_ones_own_is_not_there(client, aino, looked, number):
    client.force_login(aino)
    assert client.get(reverse("look-ask", args=[number])).status_code == 404
    client.force_login(cast.olli())
    assert client.get(reverse("look-ask", args=[line_of(aino).seq])).status_code == 404


def test_an_answer_stands_beside_the_line_and_the_letter_says_nothing(client, aino, looked):
    asked = questions.ask(aino, line_of(aino), "Miksi?", to_union=False, by=aino)
    questions.answer(asked, "Etsimme sinulle vertaista.", by=looked)
    [letter] = Letter.objects.filter(to=aino)
    assert letter.kind == Kind.QUESTION
    client.force_login(aino)
    [one] = next(line.asked for line in shown(client)["lines"] if line.asked)
    assert one["reply"] == "Etsimme sinulle vertaista."
    assert reading.who_looked(aino.code).filter(action="question.answered").count() == 1
    assert client.get(reverse("home")).context["privacy"]["looked"]


def test_a_question_past_its_day_is_told_to_the_union_once(aino, looked):
    leena = cast.leena()
    asked = questions.ask(aino, line_of(aino), "Miksi?", to_union=False, by=aino)
    assert questions.tell_of_late() == 0
    Question.objects.filter(pk=asked.pk).update(due=clock.today() - timedelta(days=1))
    assert (questions.tell_of_late(), questions.tell_of_late()) == (1, 0)
    assert Letter.objects.filter(to=leena, kind=Kind.WORK).count() == 1


def test_a_supporter_and_a_member_of_staff_ask_too(client):
    leena, kirsti, pekka = cast.leena(), cast.kirsti(), cast.pekka()
    for someone in (pekka.person, kirsti):
        book.write(leena, "person.changed", about=someone)
        asked = questions.ask(someone, line_of(someone), "Miksi?", to_union=False, by=someone)
        assert asked.person == someone
    assert list(Question.objects.values_list("association__fi", flat=True)) == ["Keski-Suomen Selkäyhdistys", None]
