"""Nothing of class P3–P4 is opened without a line, and who looked can be read by the person concerned (R38)."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import translation

from rinnalla.base.errors import Unreadable
from rinnalla.ledger import reading, requests
from rinnalla.ledger.actions import ACTIONS
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event, LedgerBroken
from rinnalla.vault import shared
from rinnalla.vault.fields import seal_many
from rinnalla.vault.keyring import keyring
from tests.vault.sealed import Letter, Message, story
from tests.vault.test_process import lines, served  # noqa: F401

pytestmark = pytest.mark.django_db

KIRSTI = SimpleNamespace(code="KIRSTI", acting_as="coordinator")
AINO = SimpleNamespace(code="AINO", acting_as="")


def test_opening_writes_who_why_and_which_but_never_what():
    letter = story(text="Selkä on kipeä", wish="rauhaa")
    opened = reading.opened(letter, "story", "wish", by=KIRSTI, purpose=Purpose.CLAIMED)
    assert (opened.story, opened.wish, opened.is_erased, opened.thing) == (
        "Selkä on kipeä",
        "rauhaa",
        False,
        letter,
    )
    event = Event.objects.get()
    assert (event.actor, event.action, event.purpose) == ("KIRSTI", "read.opened", "claimed")
    assert (event.kind, event.subject, event.concerns()) == ("vault.letter", letter.code, ["AINO"])
    assert event.field_names == ["story", "wish"]
    row = str(Event.objects.values().get())
    assert "kipeä" not in row
    assert "rauhaa" not in row
    assert "kipeä" not in repr(opened) + str(opened)
    with pytest.raises(AttributeError):
        _ = opened.diary


def test_the_keyring_writes_down_the_same_reader_and_the_same_purpose(served, settings):  # noqa: F811
    letter = story(name="Aino")
    reading.opened(letter, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
    reading.opened_many([letter], "story", by=AINO, purpose=Purpose.OWN)
    reading.opened(letter, "story", by=None, purpose=Purpose.OWN)
    reading.unrecorded(letter, "name")
    told = [(line["actor"], line["purpose"]) for line in lines(settings) if line["verb"] == "unwrap"]
    assert told[-4:] == [("KIRSTI", "claimed"), ("AINO", "own"), ("system", "own"), ("system", "unrecorded")]


def test_opening_in_an_exceptional_situation_has_a_line_of_its_own_kind():
    letter = story(diary="oma")
    reading.opened(letter, "story", by=KIRSTI, purpose=Purpose.BREAK_GLASS)
    event = Event.objects.get()
    assert (event.action, event.purpose) == ("read.break_glass", str(Purpose.BREAK_GLASS))
    assert event.action in ACTIONS
    with pytest.raises(ValueError):
        reading.opened(letter, "diary", by=KIRSTI, purpose=Purpose.BREAK_GLASS)


def test_a_list_is_one_line_and_the_same_statements_for_any_length(django_assert_num_queries):
    letters = [Letter(owner=f"P{number}") for number in range(50)]
    seal_many([(letter, {"story": letter.owner}) for letter in letters])
    reading.opened_many(letters[:1], "story", by=KIRSTI, purpose=Purpose.MATCHING)
    for count in (1, 3, 50):
        with django_assert_num_queries(4):
            rows = reading.opened_many(letters[:count], "story", by=KIRSTI, purpose=Purpose.MATCHING)
        assert [row.story for row in rows] == [letter.owner for letter in letters[:count]]
        event = Event.objects.order_by("-seq").first()
        assert event.concerns() == sorted(letter.owner for letter in letters[:count])
    assert reading.opened_many([], "story", by=KIRSTI, purpose=Purpose.MATCHING) == []
    assert Event.objects.count() == 4


def test_an_erased_person_in_a_list_comes_empty_and_alone_not_at_all():
    letters = [story(owner="AINO"), story(owner="PEKKA", text="jaksan")]
    keyring().destroy("AINO")
    rows = reading.opened_many(letters, "story", by=KIRSTI, purpose=Purpose.MATCHING)
    assert [(row.story, row.is_erased) for row in rows] == [(None, True), ("jaksan", False)]
    with pytest.raises(Unreadable):
        reading.opened(letters[0], "story", by=KIRSTI, purpose=Purpose.CLAIMED)


def test_an_altered_value_in_a_list_is_never_passed_over():
    letters = [story(owner="AINO"), story(owner="PEKKA")]
    letters[0].story = letters[0].story[:-1] + bytes([letters[0].story[-1] ^ 1])
    with pytest.raises(Unreadable):
        reading.opened_many(letters, "story", by=KIRSTI, purpose=Purpose.MATCHING)


@pytest.mark.parametrize("broken", ["UPDATE ledger_head SET mac = seal", "DELETE FROM ledger_head"])
def test_when_the_line_cannot_be_written_nothing_is_opened(broken):
    letter = story()
    reading.opened(letter, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
    with connection.cursor() as cursor:
        cursor.execute(broken)
    with pytest.raises(LedgerBroken), transaction.atomic():
        reading.opened(letter, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
    with pytest.raises(LedgerBroken), transaction.atomic():
        reading.opened_many([letter], "story", by=KIRSTI, purpose=Purpose.CLAIMED)


def test_without_purpose_field_or_sealed_field_nothing_is_opened():
    letter = story()
    for names, purpose in [(["story"], ""), (["story"], "because"), ([], Purpose.OWN)]:
        with pytest.raises(ValueError):
            reading.opened(letter, *names, by=KIRSTI, purpose=purpose)
    with pytest.raises(TypeError):
        reading.opened(letter, "owner", by=KIRSTI, purpose=Purpose.OWN)
    assert not Event.objects.exists()


def test_only_identity_opens_unrecorded():
    letter = story(name={"called": "Aino"}, diary="oma")
    assert reading.unrecorded(letter, "name").name == {"called": "Aino"}
    for secret in ("story", "diary"):
        with pytest.raises(ValueError):
            reading.unrecorded(letter, secret)
        with pytest.raises(ValueError):
            reading.unrecorded_many([letter], "name", secret)
    assert not Event.objects.exists()


def test_what_two_share_is_seen_by_both_in_who_has_looked():
    message = Message(first="AINO", second="PEKKA", key=shared.new_key("AINO", "PEKKA"))
    message.seal(words="Huomenta")
    assert reading.opened(message, "words", by=AINO, purpose=Purpose.PAIR).words == "Huomenta"
    assert reading.who_looked("AINO").count() == reading.who_looked("PEKKA").count() == 1


def test_who_looked_is_newest_first_and_tells_of_no_one_else():
    mine, others = story(owner="AINO"), story(owner="OLLI")
    reading.opened(mine, "story", by=AINO, purpose=Purpose.OWN)
    reading.opened(others, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
    reading.opened(mine, "story", by=KIRSTI, purpose=Purpose.CLAIMED)
    assert [event.seq for event in reading.who_looked("AINO")] == [3, 1]
    assert [event.seq for event in reading.who_looked("AINO").by_others("AINO")] == [3]
    assert list(reading.who_looked("NOBODY")) == []


def test_every_sentence_is_told_in_three_languages():
    for language in ("fi", "sv"):
        with translation.override("en"):
            english = {action: str(sentence) for action, sentence in ACTIONS.items()}
        with translation.override(language):
            same = [action for action, sentence in ACTIONS.items() if str(sentence) == english[action]]
            assert same == []
            assert not any(label == other for label, other in zip(labels(), labels("en"), strict=True))
    with translation.override("en"):
        sentence = Event(action="read.opened", purpose="claimed").sentence
        assert sentence == "Opened what is kept about one person. Purpose: to take care of a request."
        assert Event(action="gone.by", purpose="").sentence == "Handled what is kept about the person."


def labels(language=None):
    with translation.override(language or translation.get_language()):
        return [str(purpose.label) for purpose in Purpose]


def test_each_request_has_an_id_of_its_own():
    seen = []
    middleware = requests.RequestId(lambda request: seen.append(requests.current.get()))
    for _round in range(2):
        middleware(RequestFactory().get("/", headers={"X-Request-Id": "mine"}))
    assert len(set(seen)) == 2
    assert all(len(one) == 12 for one in seen)
    assert requests.current.get() == ""
