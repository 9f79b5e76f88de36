"""Every field of names, health or own words is in the copy of whom it concerns, or has a stated reason (R38)."""

import json
from collections import Counter
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.utils import translation

from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people import consent_texts
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from rinnalla.privacy import copying
from rinnalla.privacy.copying.whole import COPIED, LEFT_OUT, left_out
from rinnalla.privacy.looking import openings, outliers, questions
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.models import Outlier, Week
from rinnalla.privacy.notices import making
from rinnalla.privacy.rights import asking, restricting
from rinnalla.vault.fields import Sealed
from tests import cast, village
from tests.proofs.test_canary import WORD, _more_words, aviary  # noqa: F401

pytestmark = pytest.mark.django_db
NOT_ABOUT_ANYONE = {"matching.Weighing"}


def opened(zipped: bytes) -> tuple[str, dict]:
    with ZipFile(BytesIO(zipped)) as archive:
        return archive.read("index.html").decode(), json.loads(archive.read("data.json"))


def copied(person, language: str = "en") -> tuple[str, dict]:
    return opened(copying.copy_of(person, by=person, language=language))


# --- declarations -------------------------------------------------------------------------------------------------
def test_every_declared_field_stands_in_a_chapter_or_has_a_reason():
    declared = {
        f"{label}.{name}"
        for label, fates in making.tables()
        for name, fate in fates.items()
        if fate.grade in making.IN_WORDS and label not in NOT_ABOUT_ANYONE
    }
    told = [*COPIED, *LEFT_OUT]
    assert (sorted(declared - {*told}), sorted({*told} - declared), len(told)) == ([], [], len({*told}))


def test_the_reasons_stand_in_the_copy_in_every_language():
    olli, told = cast.olli(), []
    for language in ("fi", "sv", "en"):
        page, _data = copied(olli, language)
        with translation.override(language):
            reasons = left_out()
        assert [reason for reason in reasons if reason not in page] == []
        told.append(reasons)
    assert [len({*same}) for same in zip(*told, strict=True)] == [3] * len(told[0])


# --- what is in a copy ----------------------------------------------------------------------------------------------
SHOWN_NOT = {"companionships_review.purpose", "matching_card.reasons"}  # of the other one; of cards not shown


@pytest.mark.slow
def test_every_word_under_someones_key_is_in_their_copy(aviary):  # noqa: F811
    """A word of its own lies in each sealed text of the village; whose key it is under, finds it in their copy."""
    place = village.build()
    _more_words(place)
    keyed, missing, found = _columns(), [], Counter()
    for person in place.people.values():
        page, data = copied(person)
        read = {*WORD.findall(page)} & {*WORD.findall(json.dumps(data, ensure_ascii=False))}
        for word, canary in aviary.canaries.items():
            if person.code in canary.owners and keyed[canary.column] in COPIED and canary.column not in SHOWN_NOT:
                found[canary.column] += word in read
                missing += [f"{person.code} {canary.column}"] if word not in read else []
    assert sorted(set(missing)) == []
    assert len(found) > 15


def _columns() -> dict[str, str]:
    """table.column: App.Model.field"""
    return {
        f"{field.model._meta.db_table}.{field.known_as or field.attname}": f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, Sealed)
    }


def test_a_consent_comes_with_the_words_of_its_version_in_the_language_of_that_day(monkeypatch):
    aino = cast.aino()
    people.consent(aino, "ask", by=aino, language="sv")
    old = consent_texts.TEXTS[ConsentPurpose.ASK, "1"]["sv"]
    monkeypatch.setitem(consent_texts.TEXTS, (ConsentPurpose.ASK, "2"), {"fi": "Uudet", "sv": "Nya", "en": "New"})
    monkeypatch.setitem(consent_texts.VERSIONS, ConsentPurpose.ASK, "2")
    page, data = copied(aino)
    (yes,) = data["consents"]
    assert (yes["version"], yes["language"], yes["words"], yes["given"]) == ("1", "sv", old, "self")
    assert old in page and "Nya" not in page


def test_a_copy_tells_of_questions_openings_and_wishes_with_their_answers():
    kirsti, colleague = cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    aino = ask.person
    reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
    line = reading.who_looked(aino.code).by_others(aino.code).first()
    asked = questions.ask(aino, line, "Miksi yöllä?", to_union=False, by=aino)
    questions.answer(asked, "Sijaistin kollegaa.", by=colleague)
    opening = openings.begin(ask, Ground.DANGER, "Päivystys soitti, eikä Kirsti vastaa.", by=colleague)
    openings.look(opening, Verdict.QUESTIONED, "Olin itse paikalla.", by=kirsti)
    wish = asking.ask(aino, "correct", "request", "Kunta on väärä.", by=aino)
    asking.answer(wish, "done", "Korjattu.", by=kirsti)
    restricting.restrict(aino, by=aino)
    page, data = copied(aino)
    (question,), (opened_,), (wished,) = data["questions"], data["openings"], data["wishes"]
    assert (question["question"], question["reply"]) == ("Miksi yöllä?", "Sijaistin kollegaa.")
    assert "Opened what is kept about one person." in question["about"]
    assert (opened_["ground"], opened_["reason"]) == ("danger", "Päivystys soitti, eikä Kirsti vastaa.")
    assert (opened_["verdict"], opened_["remark"]) == ("questioned", "Olin itse paikalla.")
    assert (wished["words"], wished["answer"], wished["outcome"]) == ("Kunta on väärä.", "Korjattu.", "done")
    assert data["person"][0]["restricted_at"]
    for words in ("Miksi yöllä?", "Sijaistin kollegaa.", "Päivystys soitti", "Olin itse paikalla.", "Kunta on väärä."):
        assert words in page
    for name in ("Kirsti", "Kaarina"):  # of those who looked the role alone; here the name stands in a text of theirs
        assert name not in page.replace("eikä Kirsti vastaa", "")


def test_of_nothing_there_is_no_chapter():
    _page, data = copied(cast.olli())
    assert {"questions", "openings", "wishes", "readings", "meetings_led", "cards"} & {*data} == set()


def test_staff_copy_how_much_they_read_and_what_was_written_about_it_and_their_work():
    kirsti, leena = cast.kirsti(), cast.leena()
    week = Week.objects.create(day=clock.today() - timedelta(days=7), people=4)
    row = Outlier.objects.create(week=week, person=kirsti, role="coordinator", reads=48, cases=3, usual=12)
    outliers.looked_at(row, "Lomasijainen, kaikki kunnossa.", by=leena)
    page, data = copied(kirsti)
    (count,) = data["readings"]
    assert (count["reads"], count["cases"], count["note"]) == (48, 3, "Lomasijainen, kaikki kunnossa.")
    assert "Lomasijainen, kaikki kunnossa." in page and "Leena" not in page
