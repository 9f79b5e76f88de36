"""Letters say nothing; who has no address is called; a code and a link leave at once (R15, security: notifications)."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role
from rinnalla.base.errors import Overtaken
from rinnalla.ledger.models import Event
from rinnalla.letters import post, texts, worker
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from tests import cast

pytestmark = pytest.mark.django_db

SAYS = {
    "fi": ("Sinulle on viesti", "Kirjaudu"),
    "sv": ("Du har ett meddelande", "Logga in"),
    "en": ("You have a message", "Sign in"),
}
TELLING = re.compile(r"Aino|Selkä|vertais|kamrat|peer|tuki|stöd|support|yhdistys X|proposal|pixel|<img|http\S+\?", re.I)


def calls_seen_by(person):
    return list(post.waiting_calls(person))


# --- what a notice says -------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", [Kind.RECEIVED, Kind.PROPOSED, Kind.PARTING])
def test_a_notice_says_in_the_persons_language_only_that_there_is_one(language, kind, settings):
    aino = cast.person("Aino", "aino@example.org", language=language)
    post.later(kind, to=aino, association=cast.association())
    assert worker.send_due() == 1
    (message,) = mail.outbox
    subject, verb = SAYS[language]
    assert (message.subject, message.to) == (subject, ["aino@example.org"])
    assert verb in message.body
    assert settings.SITE_ADDRESS in message.body
    assert TELLING.search(message.subject + message.body) is None
    assert message.extra_headers["Content-Language"] == language
    assert message.alternatives == [] if hasattr(message, "alternatives") else True


def test_every_kind_gives_the_same_words():
    aino = cast.aino()
    bodies = {texts.notice(Letter(to=aino, kind=kind)).body for kind in Kind}
    assert len(bodies) == 1


def test_a_notice_carries_the_code_of_its_letter_as_its_id():
    letter = post.later(Kind.CARDS, to=cast.aino())
    worker.send_due()
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{letter.code}@127.0.0.1>"


# --- calls --------------------------------------------------------------------------------------------------
def test_who_has_no_address_is_called_by_their_own_association():
    seeker, kirsti, maija, olli = cast.person("Aino"), cast.kirsti(), cast.maija(), cast.olli()
    letter = post.later(Kind.CARDS, to=seeker, association=cast.association())
    assert (letter.way, letter.stage) == (Way.CALL, LetterStage.WAITING)
    assert [calls_seen_by(one) for one in (kirsti, maija, olli)] == [[letter], [], []]
    assert worker.send_due() == 0


def test_the_unions_own_queue_is_called_by_its_own_coordinators():
    leena, kirsti = cast.leena(), cast.kirsti()
    letter = post.later(Kind.CARDS, to=cast.person("Aino"))
    assert (calls_seen_by(kirsti), calls_seen_by(leena)) == ([], [])
    hanna = cast.person("Hanna", "hanna@example.org")
    Role.objects.create(person=hanna, association=None, kind=RoleKind.COORDINATOR)
    assert calls_seen_by(hanna) == [letter]


def test_a_call_is_told_once_and_written_down():
    kirsti, seeker = cast.kirsti(), cast.person("Aino")
    letter = post.later(Kind.CARDS, to=seeker, association=cast.association())
    post.told(letter, by=kirsti)
    assert (letter.stage, letter.done_by, calls_seen_by(kirsti)) == (LetterStage.TOLD, kirsti, [])
    event = Event.objects.get(action="letter.told")
    assert (event.actor, event.subject) == (kirsti.code, letter.code)
    with pytest.raises(Overtaken):
        post.told(letter, by=kirsti)


def test_a_mail_cannot_be_told():
    with pytest.raises(Overtaken):
        post.told(post.later(Kind.CARDS, to=cast.aino()), by=cast.kirsti())


# --- at once ------------------------------------------------------------------------------------------------
def test_a_sign_in_code_leaves_when_the_transaction_has_ended(django_capture_on_commit_callbacks):
    aino = cast.aino()
    with django_capture_on_commit_callbacks(execute=True):
        post.send_sign_in_code(aino, "1234 5678")
        assert mail.outbox == []
    (message,) = mail.outbox
    assert message.subject == SAYS["fi"][0]
    assert "1234 5678" in message.body
    assert not Letter.objects.exists()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_invitation_has_its_link_and_says_not_to_what(language, django_capture_on_commit_callbacks):
    someone = cast.person("Uusi", "uusi@example.org", language=language)
    with django_capture_on_commit_callbacks(execute=True):
        post.send_invitation(someone, "https://rinnalla.example/invitation/abc/")
    (message,) = mail.outbox
    assert "https://rinnalla.example/invitation/abc/" in message.body
    assert message.subject == SAYS[language][0]
    assert TELLING.search(message.body) is None


def test_a_mail_server_that_is_down_breaks_no_page_and_no_address_is_logged(
    settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.letters.backends.Down"
    with django_capture_on_commit_callbacks(execute=True):
        post.send_sign_in_code(cast.aino(), "1234 5678")
    assert "ConnectionRefusedError" in caplog.text
    assert "aino" not in caplog.text
    assert "1234" not in caplog.text


def test_who_has_no_address_gets_no_code(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post.send_sign_in_code(cast.person("Aino"), "1234 5678")
    assert mail.outbox == []
    assert isinstance(texts.sign_in_code(cast.olli(), "1"), EmailMessage)
