"""Answers half given: kept sealed for 14 days behind a code that is kept nowhere."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import RequestFactory

from rinnalla.base import clock
from rinnalla.base.errors import Unreadable
from rinnalla.ledger.reading import who_looked
from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft
from rinnalla.vault.keyring import keyring

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


def test_answers_come_back_by_the_code_however_it_is_typed():
    draft, code = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(draft, needs=["listening"], called="Aino")
    drafts.keep(draft, called="Aino K.", topics=["sciatica"])
    assert len(code) == 10
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:8]} {code[8:]}", code.replace("0", "o").replace("1", "l")):
        found = drafts.find(typed)
        assert found == draft
    assert drafts.answers(found) == {"needs": ["listening"], "called": "Aino K.", "topics": ["sciatica"]}


@pytest.mark.parametrize("typed", ["", "0000000000", "ÄÄÄÄ", "' or 1=1", "\x00", "\ud800", "9" * 5000])
def test_another_code_finds_nothing(typed):
    drafts.start(DraftKind.ASK, "fi")
    assert drafts.find(typed) is None


def test_neither_the_code_nor_an_answer_is_kept_in_the_clear():
    draft, code = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(draft, own_words="It hurts at night")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_draft")
        cells = [bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cursor.fetchone()]
    assert [cell for cell in cells if code.encode() in cell or b"hurts" in cell] == []


def test_every_answer_kept_prolongs_it_to_fourteen_days():
    draft, _ = drafts.start(DraftKind.ASK, "fi")
    Draft.objects.update(expires_at=clock.now() + timedelta(hours=1))
    draft.refresh_from_db()
    drafts.keep(draft, called="Aino")
    assert draft.expires_at > clock.now() + timedelta(days=13, hours=23)


def test_after_fourteen_days_it_is_not_found_and_then_gone_with_its_key(django_capture_on_commit_callbacks):
    old, code = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(old, called="Aino")
    Draft.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    living, _ = drafts.start(DraftKind.ASK, "fi")
    assert drafts.find(code) is None
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.forget_expired() == 1
    assert Draft.objects.get() == living
    assert set(keyring().holders([old.code, living.code])) == {living.code}


def test_a_discarded_draft_does_not_open_even_from_a_copy(django_capture_on_commit_callbacks):
    draft, _ = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(draft, called="Aino")
    copy = Draft.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        drafts.discard(draft)
    with pytest.raises(Unreadable):
        drafts.answers(copy)


def test_a_browser_holds_one_draft_of_each_kind(browser):
    ask, _ = drafts.start(DraftKind.ASK, "fi")
    application, _ = drafts.start(DraftKind.APPLICATION, "fi")
    assert drafts.current(browser, DraftKind.ASK) is None
    drafts.hold(browser, ask)
    drafts.hold(browser, application)
    assert drafts.current(browser, DraftKind.ASK) == ask
    assert drafts.current(browser, DraftKind.APPLICATION) == application
    drafts.let_go(browser, DraftKind.ASK)
    assert drafts.current(browser, DraftKind.ASK) is None


def test_a_browser_that_holds_a_draft_past_its_days_has_none(browser):
    draft, _ = drafts.start(DraftKind.ASK, "fi")
    drafts.hold(browser, draft)
    Draft.objects.update(expires_at=clock.now())
    assert drafts.current(browser, DraftKind.ASK) is None


def test_a_new_code_puts_the_old_one_out_of_use():
    draft, old = drafts.start(DraftKind.ASK, "fi")
    new = drafts.renew_code(draft)
    assert (drafts.find(old), drafts.find(new)) == (None, draft)


def test_opening_the_answers_is_written_down():
    draft, _ = drafts.start(DraftKind.ASK, "fi")
    drafts.answers(draft)
    [line] = who_looked(draft.code)
    assert (line.action, line.actor, line.purpose, line.names) == ("read.opened", "", "own", "answers")
