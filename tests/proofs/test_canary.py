"""Canaries: a word of its own in every sealed text, looked for everywhere it must not be (security.md).

While the village is built, each free text that is sealed gets a word that stands nowhere else. Then every page is
opened by everyone, every letter goes out, and the disk, the tables, the log, the mail and the answers are searched.
"""

import io
import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import which
from subprocess import run

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection

from rinnalla.companionships import moves as companionships
from rinnalla.companionships.choices import ReviewWish, Side
from rinnalla.companionships.models import Companionship
from rinnalla.letters import worker
from rinnalla.privacy.looking import outliers, questions
from rinnalla.privacy.models import Outlier, Question, RightsRequest
from rinnalla.privacy.rights import asking
from rinnalla.privacy.rights.choices import Outcome
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Supporter
from rinnalla.vault import sealing
from rinnalla.vault.fields import Sealed
from tests import addresses, conftest, village, visiting
from tests.village import EVERYONE

WORD = re.compile(r"kanarie\d{6}")
FREE = re.compile(r"(?!\d{4}-\d\d-\d\d)(?s:.*)(\s|[A-ZÅÄÖ])")  # somebody's own words, as against the word of a choice
CHOICES = {"channel", "key"}  # "phone writing": words of choices in one text; the code of a page of reflection
ADDRESS = re.compile(r".+@.+|\+\d{7,}")
LINKS = re.compile(r"""(?:href|action|src|hx-\w+)=["']([^"']*)""")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
WORDLESS = {  # words of choices, places and dates alone
    "asks_ask.wishes", "ledger_event.details", "matching_queueline.reasons", "matching_namelessneed.told",
}  # fmt: skip
SHARED = {"supporters_supporter.experience", "people_person.identity", "matching_card.reasons"}  # with the other one
WITH_SUPPORTER = SHARED | {"asks_ask.story", "asks_ask.wishes", "guidance_meeting.spot"}  # what was shared (R20)
TO_UNION = {"privacy_question.question", "privacy_opening.reason"}  # put to the union; told to a second person
WITH_TRAINER = {"training_seat.access"}  # what has to be known of a participant to seat them


@dataclass(frozen=True)
class Canary:
    """Where a word was sealed: `column` as table.column; `owners` codes of those whose key it is."""

    grade: str
    column: str
    owners: frozenset[str]


@dataclass
class Aviary:
    """canaries   by word; addresses   e-mail addresses and telephone numbers that were sealed as they are"""

    canaries: dict[str, Canary] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)

    def plant(self, value, grade: str, place: bytes, key: str = ""):
        if isinstance(value, dict):
            return {name: self.plant(part, grade, place, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self.plant(part, grade, place, key) for part in value]
        if not isinstance(value, str) or key in CHOICES:
            return value
        if ADDRESS.fullmatch(value):
            self.addresses.add(value)
            return value
        return f"{value} {self._new(grade, place)}" if FREE.match(value) else value

    def _new(self, grade: str, place: bytes) -> str:
        table, column, _row, owner, _version = place.decode().split("|")
        word = f"kanarie{len(self.canaries):06}"
        self.canaries[word] = Canary(grade, f"{table}.{column}", frozenset(owner.split("+")))
        return word

    def found(self, text: str) -> list[Canary]:
        return [self.canaries[word] for word in WORD.findall(text)]


@pytest.fixture
def aviary(monkeypatch):
    birds, really = Aviary(), sealing.seal
    monkeypatch.setattr(
        sealing,
        "seal",
        lambda value, lock, grade, place: really(birds.plant(value, grade, place), lock, grade, place),
    )
    return birds


# --- at rest ----------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_sealed_lies_in_the_clear_on_the_disk_in_a_table_a_letter_or_the_log(aviary, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    _more_words(village.build())
    worker.send_due()
    planted = {canary.column for canary in aviary.canaries.values()}
    assert _sealed_columns() - planted == WORDLESS
    secrets = [*aviary.canaries, *aviary.addresses]
    assert len(mail.outbox) + len(list(settings.MAIL_FOLDER.glob("*"))) > 0, "letters went out"
    assert _clear_in(_tables(), secrets) == []
    assert _clear_in(_files(tmp_path), secrets) == []
    assert _clear_in(_letters(), aviary.canaries) == []
    assert _clear_in([("log", caplog.text.encode())], secrets) == []


def _more_words(place) -> None:
    """What the village has not told: half-told answers, words at a review, a kind "not now"."""
    for road in ("ask", "apply"):
        visiting.browser(place, "nobody", road)
    pair = Companionship.objects.get(code=place.code("walking"))
    told = {"wish": ReviewWish.GO_ON, "met": "yes", "words": "Puhelu sunnuntaisin auttaa.", "shares": True}
    companionships.review(pair, side=Side.SUPPORTER, by=pair.supporter.person, **told)
    applicant = Supporter.objects.get(code=place.code("interviewed"))
    supporters.not_now(applicant, "Palataan tähän keväällä.", by=place.people["kirsti"])
    asked = Question.objects.get(code=place.code("question"))
    questions.answer(asked, "Sijaistin silloin kollegaa.", by=place.people["kirsti"])
    wish = RightsRequest.objects.get(code=place.code("wish"))
    asking.answer(wish, Outcome.DONE, "Korjasin merkinnän.", by=place.people["kirsti"])
    row = Outlier.objects.get(code=place.code("outlier"))
    outliers.looked_at(row, "Lomasijainen, kaikki kunnossa.", by=place.people["leena"])


def _sealed_columns() -> set[str]:
    return {
        f"{field.model._meta.db_table}.{field.known_as or field.attname}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, Sealed)
    }


def _clear_in(places, secrets) -> list[str]:
    """ "where: secret" for each secret that stands there in the clear, as text or as the digits of its bytes."""
    forms = [(secret, secret.encode(), secret.encode().hex().encode()) for secret in secrets]
    return [f"{where}: {secret}" for where, data in places for secret, *seen in forms if any(s in data for s in seen)]


def _tables():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor]
            yield table, b"\n".join(_cell(cell) for row in rows for cell in row)


def _cell(cell) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _files(tmp_path: Path):
    """The data folder with database and write-ahead log, and the keyring; PostgreSQL's own folder when it is used."""
    folders = [conftest.HOME, tmp_path]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            folders.append(Path(cursor.fetchone()[0]))
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and settings.MAIL_FOLDER not in file.parents:
                yield str(file), file.read_bytes()


def _letters():
    """Subject and text: the address of the one it is for stands on every letter."""
    for sent in mail.outbox:
        yield "letter", f"{sent.subject}\n{sent.body}".encode()
    for file in settings.MAIL_FOLDER.glob("*"):
        yield file.name, file.read_bytes()


# --- on pages ---------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_page_shows_anyone_what_is_not_theirs_to_see(aviary, caplog):
    caplog.set_level(logging.DEBUG)
    place = village.build()
    wrong, seen = [], Counter()
    for name in EVERYONE:
        viewer = Viewer(name, place, aviary)
        for row, verb, answer in addresses.each_answer(place, name, partial(_exists, EVERYONE.index(name))):
            shown = aviary.found(_text(answer))
            seen[name] += len(shown)
            wrong += [f"{name} {verb} {row.route}: {why}" for why in viewer.faults(answer, shown)]
    assert sorted(set(wrong)) == []
    assert WORD.findall(caplog.text) == []
    assert min(seen[name] for name in ("aino", "pekka", "kirsti")) > 10, "the search finds what is there to be found"


def _exists(column: int, row: addresses.Row, verb: str) -> bool:
    return getattr(row, verb)[column] != 405


def _text(answer) -> str:
    """All that a reader could get out of an answer: of a zip its files, of a PDF its text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        whole = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(whole.read(name) for name in whole.namelist())
    elif body[:5] == b"%PDF-":
        assert which("pdftotext"), "pdftotext is missing; `make test` installs it, or says why it could not"
        body = run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout
    answer.read_as = body.decode("utf-8", "replace")
    return answer.read_as


class Viewer:
    """What one person may find where; `faults` tells what was found against it."""

    def __init__(self, name: str, place, aviary: Aviary):
        self.name, self.aviary = name, aviary
        person = place.people.get(name)
        self.code = person.code if person else ""

    def faults(self, answer, shown: list[Canary]):
        where = [TITLE.findall(answer.read_as), LINKS.findall(answer.read_as), [answer.get("Location", "")]]
        for what, texts in zip(("title", "link", "redirect"), where, strict=True):
            yield from [f"in a {what}: {canary.column}" for text in texts for canary in self.aviary.found(text)]
        for canary in shown:
            if answer.status_code >= 400 and self.code not in canary.owners:
                yield f"on an error page: {canary.column}"
            elif self.code not in canary.owners and not self._may_see(canary):
                yield f"of another: {canary.grade} {canary.column}"

    def _may_see(self, canary: Canary) -> bool:
        match self.name:
            case "aino":
                return canary.column in SHARED
            case "pekka":
                return canary.column in WITH_SUPPORTER
            case "taru":
                return canary.grade == "P2" or canary.column in WITH_TRAINER
            case "leena":
                return canary.grade == "P2" or canary.column in TO_UNION
            case "kirsti" | "maija":
                return canary.grade != "P4"
        return False
