"""A mail that came back: the one who waits for word is called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rinnalla.letters import bounces, post, worker
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from tests import cast

REPORT = """From: MAILER-DAEMON@example.org
To: rinnalla@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I could not deliver it.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; aino@example.org
Action: {action}
Status: {status}

--b1
Content-Type: {copy}

Message-ID: <{code}@localhost>
Subject: You have a message

--b1--
"""


def returned(
    letter: Letter | str, action: str = "failed", status: str = "5.1.1", copy: str = "message/rfc822"
) -> bytes:
    code = letter if isinstance(letter, str) else letter.code
    return REPORT.format(code=code, action=action, status=status, copy=copy).encode()


@pytest.fixture
def letter(db):
    one = post.later(Kind.CARDS, to=cast.aino(), association=cast.association())
    worker.send_due()
    one.refresh_from_db()
    assert one.stage == LetterStage.SENT
    return one


@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers"])
def test_whoever_never_got_the_mail_is_called(letter, copy):
    assert bounces.take(returned(letter, copy=copy)) == 1
    letter.refresh_from_db()
    assert letter.stage == LetterStage.FAILED
    call = Letter.objects.get(way=Way.CALL)
    assert (call.to, call.kind, call.association) == (letter.to, Kind.CARDS, letter.association)


def test_notices_that_went_as_one_mail_are_all_told(db):
    aino = cast.aino()
    for kind in (Kind.CARDS, Kind.PROMISE):
        post.later(kind, to=aino, association=cast.association())
    worker.send_due()
    assert bounces.take(returned(Letter.objects.order_by("made_at", "pk").first())) == 2


def test_the_same_mail_twice_is_one_call(letter):
    assert [bounces.take(returned(letter)) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("other", [{"action": "delayed"}, {"status": "4.2.2"}, {"copy": "text/plain"}])
def test_a_delay_a_full_box_and_a_mere_reply_change_nothing(letter, other):
    assert bounces.take(returned(letter, **other)) == 0


def test_a_letter_of_another_house_changes_nothing(letter):
    assert bounces.take(returned("abcdefgh23456789")) == 0
    assert not Letter.objects.filter(way=Way.CALL).exists()


def test_a_report_whose_headers_run_into_each_other_is_read_without_a_fault():
    torn = returned("abcdefgh23456789").replace(b"Content-Type: message/rfc822", b"Content-Type: message/rfc822\r")
    assert bounces.failed_letter(torn.replace(b"failed", b"failed\r\r\nx", 1)) in ("", "abcdefgh23456789")
    assert bounces.failed_letter(torn.replace(b"@localhost>", b"@loc\0\r", 1)) in ("", "abcdefgh23456789")


@given(st.binary(max_size=400))
def test_noise_is_no_letter(noise):
    assert bounces.failed_letter(noise) == ""


@given(st.data())
def test_a_torn_report_is_read_without_a_fault(data):
    whole = returned("abcdefgh23456789")
    start = data.draw(st.integers(0, len(whole)))
    torn = whole[:start] + data.draw(st.binary(max_size=30)) + whole[start + data.draw(st.integers(0, 30)) :]
    assert re.fullmatch("([0-9a-zA-Z]{4,32})?", bounces.failed_letter(torn))
