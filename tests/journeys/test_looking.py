"""In a browser: a look is asked about, an exceptional opening is seen by a second person, a rest told on the phone."""

import pytest

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.people.models import Person
from rinnalla.privacy.models import Opening, Question, RightsRequest
from tests import cast
from tests.journeys.steps import answer, follow, go, press, send
from tests.journeys.test_rights import _look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kirsti():
    cast.union()
    return cast.kirsti()


@pytest.fixture
def kaarina(kirsti):
    """Coordinates the same association."""
    return cast._staff("Kaarina", "coordinator", cast.association())


def in_care(kirsti, person: Person | None = None) -> Ask:
    ask = cast.ask(person, claimed_by=kirsti, claimed_at=clock.now())
    ask.promises.create(due=clock.today())
    return ask


def test_a_seeker_asks_about_a_line_and_reads_the_answer(visitor, kirsti, kaarina):
    """Without script, in Swedish; the one who looked does not see the question while a colleague can answer."""
    ask = in_care(kirsti)
    reading.opened(ask, "story", by=kirsti, purpose="claimed")
    line = reading.who_looked(ask.person.code).by_others(ask.person.code).first()
    page = go(visitor(ask.person, "sv", java_script_enabled=False), "who-looked")
    follow(page, "look-ask", line.seq)
    answer(page, {"words": "Varför mitt i natten?", "to": "association"})
    send(page)
    question = Question.objects.get()
    assert "Varför mitt i natten?" in page.inner_text("main")
    assert question.code not in go(visitor(kirsti), "desk").content()
    desk = go(visitor(kaarina), "desk")
    follow(desk, "desk-question", question.code)
    assert "Varför mitt i natten?" in desk.inner_text("main")
    answer(desk, {"words": "Kirsti hade jour och sökte en kamrat åt dig."})
    _look(desk, "question")
    send(desk)
    go(page, "who-looked")
    _look(page, "answered-question")
    assert "Kirsti hade jour och sökte en kamrat åt dig." in page.inner_text("main")


def test_a_coordinator_opens_in_an_exceptional_situation_and_a_second_person_looks(visitor, kirsti, kaarina):
    ask = in_care(kirsti)
    desk = go(visitor(kaarina), "desk-ask", ask.code)
    assert "It hurts at night." not in desk.content()
    follow(desk, "desk-open", ask.code)
    answer(desk, {"ground": "danger", "reason": "Päivystys soitti, eikä Kirsti vastaa puhelimeen."})
    send(desk)
    opening = Opening.objects.get()
    assert "It hurts at night." in desk.inner_text("main")
    press(desk, "desk-opening-end", opening.code)
    assert "It hurts at night." not in go(desk, "desk-opening", opening.code).content()
    second = go(visitor(kirsti), "desk")
    follow(second, "desk-opening", opening.code)
    assert "Päivystys soitti" in second.inner_text("main")
    _look(second, "second")
    answer(second, {"verdict": "seen"})
    send(second)
    assert Opening.objects.get().seen_by == kirsti
    page = go(visitor(ask.person), "who-looked")
    _look(page, "opened")
    assert "Päivystys soitti, eikä Kirsti vastaa puhelimeen." in page.inner_text("main")


def test_someone_on_the_phone_lets_everything_rest_and_go_on(visitor, kirsti):
    ask = in_care(kirsti, cast.person("Helmi", phone="+358401234567"))
    desk = go(visitor(kirsti, java_script_enabled=False), "desk-ask", ask.code)
    follow(desk, "desk-ask-details", ask.code)
    _look(desk, "record")
    send(desk)  # nothing is said yet: the page says what is missing
    answer(desk, {"kind": "rest", "words": "Olen kuntoutusjaksolla."})
    send(desk)
    wish = RightsRequest.objects.get()
    assert Person.objects.get(pk=ask.person_id).is_restricted
    _look(desk, "resting")
    assert "Helmi" not in desk.inner_text("main")
    follow(desk, "desk-wish", wish.code)
    _look(desk, "rest-wish")
    press(desk, "desk-go-on", wish.code)
    assert not Person.objects.get(pk=ask.person_id).is_restricted


def test_a_supporter_has_the_notes_of_their_interview_mended(visitor, kirsti):
    pekka = cast.pekka()
    pekka.seal(interview={"notes": "Kertoi leikkauksesta.", "motives": "Haluaa kuunnella."})
    pekka.save()
    page = go(visitor(pekka.person), "my-rights")
    follow(page, "my-rights-wish", "correct")
    answer(page, {"about": "interview", "words": "Minua ei ole leikattu."})
    send(page)
    wish = RightsRequest.objects.get()
    desk = go(visitor(kirsti), "desk")
    follow(desk, "desk-wish", wish.code)
    _look(desk, "wish-to-mend")
    follow(desk, "desk-wish-text", wish.code)
    answer(desk, {"notes": "Ei leikkauksia."})
    _look(desk, "mend")
    send(desk)
    answer(desk, {"outcome": "done", "words": "Korjasin muistiinpanon."})
    send(desk)
    go(page, "my-rights")
    assert "Korjasin muistiinpanon." in page.inner_text("main")
