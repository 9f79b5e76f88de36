"""The drill with a whole life in it, a request, a pair, its agreement: back up, erase by the product's move, restore.

Afterwards the erased person is unreadable everywhere, also when their old rows are put back by hand; counts are those
of before the restore, the chain verifies, and whoever stayed reads what is theirs (R38).
"""

import json
from pathlib import Path

import pytest

from tests.companionships.pairs import SECRET
from tests.config.test_backup import began, drill  # noqa: F401
from tests.config.test_command_line import place  # noqa: F401

OPERATOR = """
import json, pickle, sys
from rinnalla.boundary import scope
operator = scope.system("operator")
operator.__enter__()
from rinnalla.asks.models import Ask
from rinnalla.companionships.models import Agreement, Companionship
from rinnalla.ledger import checking, reading
from rinnalla.people import moves as people
from rinnalla.people.models import Consent, Identity, Person
from rinnalla.privacy import moves
from rinnalla.privacy.models import Count, Parting
from rinnalla.vault.keyring import keyring
"""
LIVE = """
from tests import cast
from tests.companionships import pairs
pair = pairs.walking(kirsti=cast.kirsti(), person=Person.objects.with_email("aino@example.org").get())
people.consent(pair.person, "ask", by=pair.person)
"""
KEEP = """
def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value
aino = Person.objects.with_email("aino@example.org").get()
rows = {{}}
for model, which in ((Person, {{"pk": aino.pk}}), (Ask, {{"person": aino}}), (Companionship, {{"person": aino}}),
                     (Agreement, {{"companionship__person": aino}})):
    found = model.objects.filter(**which).values()
    rows[model.__name__] = [{{name: plain(value) for name, value in row.items()}} for row in found]
pickle.dump(rows, open({file!r}, "wb"))
print({{name: len(found) for name, found in rows.items()}})
"""
ERASE = """
aino = Person.objects.with_email("aino@example.org").get()
moves.erase(aino, by=aino)
"""
TELL = """
called = []
for person in Person.objects.order_by("pk"):
    called.append(Identity.of(reading.unrecorded(person, "identity").identity).called)
parting = [reading.opened(one, "words", by=one.person, purpose="own").words for one in Parting.objects.all()]
print(json.dumps({
    "people": called,
    "rows": {model.__name__: model.objects.count() for model in (Ask, Companionship, Agreement, Consent)},
    "counts": {row.kind: row.amount for row in Count.objects.all()},
    "parting": parting,
    "tombstones": len(keyring().tombstones()),
    "whole": checking.verify().is_whole,
}))
"""
PUT_BACK_BY_HAND = """
from django.db import transaction
rows = pickle.load(open({file!r}, "rb"))
said = []
with transaction.atomic():
    for model in (Person, Ask, Companionship, Agreement):
        model.objects.bulk_create([model(**row) for row in rows[model.__name__]])
    aino = Person.objects.get(pk=rows["Person"][0]["id"])
    pair = Companionship.objects.get(person=aino)
    for thing, field in ((aino, "identity"), (pair.ask, "story"), (Agreement.objects.get(companionship=pair), "words"),
                         (Agreement.objects.get(companionship=pair), "parting")):
        try:
            said.append(str(getattr(reading.opened(thing, field, by=pair.supporter.person, purpose="pair"), field)))
        except Exception as fault:
            said.append(type(fault).__name__)
    transaction.set_rollback(True)
print(json.dumps(said))
"""


def told(drill) -> dict:  # noqa: F811
    return json.loads(drill.python(OPERATOR + TELL))


@pytest.mark.slow
def test_a_whole_life_that_was_erased_after_the_backup_stays_gone(drill, tmp_path):  # noqa: F811
    kept = str(tmp_path / "rows.pickle")
    drill.python(OPERATOR + LIVE)
    before = told(drill)
    assert before["people"] == ["Leena", "Aino", "Olli", "Kirsti", "Pekka"]
    assert (before["rows"], before["counts"]) == (
        {"Ask": 1, "Companionship": 1, "Agreement": 1, "Consent": before["rows"]["Consent"]}, {},
    )  # fmt: skip
    data, keys = drill.backup()
    drill.python(OPERATOR + KEEP.format(file=kept))
    drill.python(OPERATOR + ERASE)
    after = told(drill)
    assert after["people"] == ["Leena", "Olli", "Kirsti", "Pekka"]
    assert (after["rows"]["Ask"], after["counts"]) == (0, {"ask": 1, "companionship": 1})
    assert (after["parting"], after["tombstones"], after["whole"]) == (["Kiitos yhteisestä matkasta"], 1, True)

    for words in (["--over"], ["--over"], ["--keys", keys, "--over"]):  # once, again, and with the keys of that time
        done = drill.restore(data, *words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert "every count agrees" in done.stdout and "The ledger is whole" in done.stdout
        assert "The rows of 1 of them were taken out again" in done.stdout
        restored = told(drill)
        assert {**restored, "parting": after["parting"]} == after, "as before the restore"
        said = json.loads(drill.python(OPERATOR + PUT_BACK_BY_HAND.format(file=kept)))
        assert said == ["Unreadable"] * 4
    verified = drill.run("ledger", "verify")
    assert (verified.returncode, "The chain is whole" in verified.stdout) == (0, True)
    assert clear_words(drill.home) == []


def clear_words(home: Path) -> list[str]:
    """Files in the service's folder, but for letters, in which a word of the erased one stands in the clear."""
    secrets = [word.encode() for word in (SECRET, "aino@example.org", "It hurts at night.")]
    files = [path for path in home.rglob("*") if path.is_file() and home / "mail" not in path.parents]
    return [str(path) for path in files if any(word in path.read_bytes() for word in secrets)]
