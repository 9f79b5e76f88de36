"""Every row of the schedule: a day before its time everything is there, a day after it is gone (R39).

Also when the clocks are turned meanwhile; and the page tells the times in force.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import settings as in_force

from rinnalla.asks import calling
from rinnalla.asks.models import Ask, Caller, CallWish
from rinnalla.base import clock
from rinnalla.base.clock import HELSINKI
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.models import Agreement, Companionship, Review
from rinnalla.home import keeping
from rinnalla.ledger import book, checking
from rinnalla.ledger.models import Event
from rinnalla.letters import post, worker
from rinnalla.letters.models import Letter
from rinnalla.matching.models import QueueProposal
from rinnalla.matching.moves import forget_queue_proposals
from rinnalla.people import drafts, recovery
from rinnalla.people.models import Draft, Person, Recovery
from rinnalla.privacy import forget
from rinnalla.privacy.looking import openings, questions, watching
from rinnalla.privacy.looking.choices import Ground
from rinnalla.privacy.models import Count, Opening, Outlier, Parting, Question, RightsRequest, Week
from rinnalla.privacy.rights import asking
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.training.models import Qualification, Seat
from tests import cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDS = {
    "an ordinary day": datetime(2027, 6, 10, 12, 0, tzinfo=HELSINKI),
    "the hour that is not there": datetime(2027, 3, 28, 3, 30, tzinfo=HELSINKI),
    "the hour that comes twice": datetime(2027, 10, 31, 3, 30, tzinfo=HELSINKI),
}


SLOW = [pytest.param(end, id=name, marks=pytest.mark.slow) for name, end in [*ENDS.items()][1:]]  # clocks are turned
EACH_END = pytest.mark.parametrize("end", [pytest.param(ENDS["an ordinary day"], id="an ordinary day"), *SLOW])


@dataclass(frozen=True)
class Row:
    """term of KEPT_FOR; begin makes what is kept; is_left whether any of it stands; work the part that erases."""

    term: str
    begin: Callable[[], object]
    is_left: Callable[[], bool]
    work: Callable[[], object]


# --- what is kept -----------------------------------------------------------------------------------------------------
def draft():
    drafts.start("ask", "fi")


def is_signed_in_of_late() -> bool:
    return Person.objects.exclude(last_login=None).exists()


def call_is_waiting() -> bool:
    return CallWish.objects.waiting().exists()


def withdrawn_ask():
    return cast.ask(stage="withdrawn", ended_at=clock.now())


def ended_pair():
    pair = pairs.walking(kirsti=cast.kirsti())
    told = {"wish": "go-on", "met": "partly", "words": "Nukun paremmin", "shares": True}
    companionships.note(pair, day=clock.today(), way="phone", minutes=40, by=pair.person)
    companionships.review(pair, side="person", by=pair.person, **told)
    companionships.end(pairs.fresh(pair), "stopped", by=pair.person)


def words_are_left() -> bool:
    written = Agreement.objects.filter(words__isnull=False) | Agreement.objects.filter(parting__isnull=False)
    return written.exists() or Review.objects.filter(purpose__isnull=False).exists()


def parting_words():
    parting = Parting(person=cast.aino())
    parting.seal(words="Kiitos.")
    parting.save()


def stopped_supporter():
    pekka = cast.pekka()
    supporters.stop_low(pekka, by=pekka.person)


def papers_are_left() -> bool:
    return any(rows.objects.exists() for rows in (Supporter, Qualification, Seat))


def seen():
    Person.objects.filter(pk=cast.aino().pk).update(last_login=clock.now())


def lost_key():
    aino = cast.aino()
    Recovery.objects.create(person=aino, ended_at=clock.now(), how="stopped")


def question():
    aino, kirsti = cast.aino(), cast.kirsti()
    book.write(kirsti, "letter.told", concerns=[aino.code])
    questions.ask(aino, Event.objects.about(aino.code).first(), "Miksi?", to_union=False, by=aino)


def opening():
    ask = cast.ask()
    cast.kirsti()
    openings.begin(
        ask,
        Ground.DANGER,
        "Päivystys soitti eikä muuta keinoa ole.",
        by=cast._staff("Kaarina", "coordinator", ask.association),
    )


def outlier():
    week = Week.objects.create(day=clock.today(), people=3)
    Outlier.objects.create(week=week, person=cast.kirsti(), role="coordinator", reads=40, cases=1, usual=3)


def sent_letter():
    letter = post.later("cards", to=cast.aino())
    Letter.objects.filter(pk=letter.pk).update(stage="sent", done_at=clock.now())


def answered_wish():
    ask = cast.ask()
    wish = asking.ask(ask.person, "object", "counts", "En halua.", by=ask.person)
    asking.answer(wish, "done", "Ei lasketa.", by=cast.kirsti())


def call_wish():
    calling.receive(Caller("Aino", "+358401234567"), association=cast.association(), language="fi", time_of_day="any")


def queue():
    facts = {"waiting": 3, "served": 2, "holds": True, "weights_version": "1"}
    QueueProposal.objects.create(association=cast.association(), made_by=cast.kirsti(), **facts)


ROWS = {
    "an unsent ask": Row("draft", draft, Draft.objects.exists, drafts.forget_expired),
    "an ask that ended unmatched": Row("ask", withdrawn_ask, Ask.objects.exists, forget.asks),
    "the words of a pair": Row("conversation", ended_pair, words_are_left, forget.words_of_pairs),
    "parting words": Row("conversation", parting_words, Parting.objects.exists, forget.partings),
    "that a pair walked": Row("companionship", ended_pair, Companionship.objects.exists, forget.companionships),
    "a supporter's papers": Row("training", stopped_supporter, papers_are_left, forget.supporters),
    "a person without a part": Row("account", cast.aino, Person.objects.exists, forget.people),
    "when someone signed in": Row("security", seen, is_signed_in_of_late, forget.sign_ins),
    "a lost key": Row("security", lost_key, Recovery.objects.exists, recovery.forget_old),
    "a question about a look": Row("reads", question, Question.objects.exists, watching.forget_old),
    "an exceptional opening": Row("reads", opening, Opening.objects.exists, watching.forget_old),
    "a weekly count": Row("reads", outlier, Outlier.objects.exists, watching.forget_old),
    "a notice": Row("letter", sent_letter, Letter.objects.exists, worker.forget_old),
    "a wish about details": Row("rights", answered_wish, RightsRequest.objects.exists, asking.forget_old),
    "a wish to be called": Row("call", call_wish, call_is_waiting, calling.forget_old),
    "a proposal for the queue": Row("queue", queue, QueueProposal.objects.exists, forget_queue_proposals),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _may_turn_the_clock(settings):
    settings.DEMO = True


@EACH_END
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_day_before_nothing_goes_and_a_day_after_it_is_gone(row, end):
    with clock.standing_at(end - in_force.KEPT_FOR[row.term]):
        row.begin()
    with clock.standing_at(end - DAY):
        row.work()
        assert row.is_left()
    with clock.standing_at(end + DAY):
        row.work()
        assert not row.is_left()


@EACH_END
def test_a_waiting_person_is_asked_at_five_months_and_their_request_goes_at_six(end):
    with clock.standing_at(end - in_force.KEPT_FOR["ask"]):
        ask = cast.ask()
    asked = end - in_force.REMIND_BEFORE
    for moment, letters, left in (
        (asked - DAY, [], True),
        (asked + timedelta(hours=1), ["reminder"], True),
        (end - DAY, ["reminder"], True),
        (end + DAY, ["reminder"], False),
    ):
        with clock.standing_at(moment):
            forget.remind_of_asks()
            forget.asks()
        assert (pairs.letters_to(ask.person), Ask.objects.exists()) == (letters, left)


def test_of_a_pair_a_count_stays():
    with clock.standing_at(ENDS["an ordinary day"] - in_force.KEPT_FOR["companionship"]):
        ended_pair()
    with clock.standing_at(ENDS["an ordinary day"]):
        forget.companionships()
    counted = {row.kind: row.amount for row in Count.objects.all()}
    assert counted == {"ask": 1, "companionship": 1, "contact": 1, "minutes": 40}


@EACH_END
def test_lines_of_who_looked_go_after_their_time_and_the_rest_still_holds(end):
    with clock.standing_at(end - in_force.KEPT_FOR["reads"]):
        aino = cast.aino()
        book.write(aino, "letter.told", concerns=[aino.code])
    with clock.standing_at(end - DAY):
        book.write(aino, "letter.told", concerns=[aino.code])
        assert forget.reads() == 0
    with clock.standing_at(end + DAY):
        assert forget.reads() == 1
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == ["letter.told", "ledger.shortened"]
    assert checking.verify().is_whole


def test_every_term_has_a_row_here():
    timed = {term for term, time in in_force.KEPT_FOR.items() if time}
    assert timed == {row.term for row in ROWS.values()}


# --- what is told -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_published_page_tells_every_time_in_force(client, settings, language):
    """Each term is given a time of its own, which then stands on the page: nothing is written there by hand."""
    cast.union()
    timed = [term for term, time in settings.KEPT_FOR.items() if time]
    times = {term: timedelta(days=20 + number) for number, term in enumerate(timed)}
    settings.KEPT_FOR = settings.KEPT_FOR | times
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    page = client.get("/what-we-see/").content.decode()
    assert [term for term, time in times.items() if f"{time.days} " not in page] == []
    assert {row.key for row in keeping.schedule()} == {*timed}
