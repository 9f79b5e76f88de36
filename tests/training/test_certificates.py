"""The certificate, its check and its badge: what they tell, and what they do not (R9)."""

import base64
import json
import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rinnalla.base import clock
from rinnalla.letters.choices import Kind
from rinnalla.letters.models import Letter
from rinnalla.training import badges, certificates, moves
from rinnalla.training.choices import Ground
from rinnalla.training.models import Course, Qualification
from tests import cast

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/c/0123456789ABCDEF/"
ILLNESS = re.compile(r"selk|rygg|spine|back|vertais|kamrat|peer|Peruskurssi|Aino", re.I)


def qualified(**more) -> Qualification:
    cast.union()
    return moves.qualify(cast.aino(), "basic", clock.today(), Ground.ATTENDED, by=cast.taru(), **more)


def paper(language: str = "fi", name: str = "Aino Äijö-Åström") -> certificates.Paper:
    return certificates.paper(qualified(), name=name, language=language, address=ADDRESS)


def laid_open(made: bytes) -> bytes:
    """The PDF with its compressed parts opened."""
    parts = [made]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.S):
        with suppress(zlib.error):
            parts.append(zlib.decompress(found.group(1)))
    return b"\n".join(parts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ["Selkäliitto", "Todistus", "Aino Äijö-Åström", "Peruskurssi", "Sisältö", "Eettiset", "Tarkista"]),
        ("sv", ["Ryggförbundet", "Intyg", "Aino Äijö-Åström", "Grundkurs", "Innehåll", "etiska", "Kontrollera"]),
        ("en", ["Spine Union", "Certificate", "Aino Äijö-Åström", "Basic course", "Contents", "ethical", "Check"]),
    ],
)
def test_the_pdf_is_tagged_has_its_language_and_reads_in_order(tmp_path, language, words):
    assert certificates.is_possible(), "Pango is missing: README says what to install"
    made = certificates.pdf(paper(language))
    assert made.startswith(b"%PDF-")
    inside = laid_open(made)
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"/Marked true", inside)
    assert re.search(rb"/Lang ?\(" + language.encode(), inside)
    assert b"pdfuaid" in inside
    assert {b"/H1", b"/H2", b"/H3", b"/P", b"/L", b"/LI", b"/Figure"} <= set(re.findall(rb"/S (/\w+)", inside))
    assert shutil.which("pdftotext"), "pdftotext is missing: apt-get install poppler-utils"
    file = tmp_path / "certificate.pdf"
    file.write_bytes(made)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    places = [text.find(word) for word in words]
    assert -1 not in places
    assert places == sorted(places)
    assert ADDRESS in text


def test_the_square_code_leads_to_the_check_and_carries_no_name():
    what = paper()
    assert what.square.startswith("data:image/svg+xml")
    assert ADDRESS not in what.square


# --- the badge ---------------------------------------------------------------------------------------------------
def opened(part: str):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_a_badge_is_signed_and_says_nothing_of_the_illness_the_union_or_the_holder():
    held = qualified()
    token = badges.signed(held, address=ADDRESS, issuer_address="https://example.org/badges/")
    head, body, signature = token.split(".")
    key = badges.public_key()
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
    public.verify(base64.urlsafe_b64decode(signature + "=="), f"{head}.{body}".encode())
    assert (opened(head)["alg"], opened(head)["jwk"]["x"]) == ("EdDSA", key["x"])
    told = opened(body)
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert ILLNESS.findall(json.dumps(told, ensure_ascii=False)) == []


def test_a_badge_of_a_qualification_that_lapses_ends_with_it():
    held = qualified()
    Qualification.objects.update(valid_until=clock.today())
    held.refresh_from_db()
    told = opened(badges.signed(held, address=ADDRESS, issuer_address="https://example.org/badges/").split(".")[1])
    assert told["validUntil"][:10] <= str(clock.today())
    assert told["exp"] > told["nbf"]


# --- validity ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "until"),
    [((2024, 2, 29), 12, (2025, 2, 28)), ((2026, 10, 31), 1, (2026, 11, 30)), ((2026, 1, 15), 36, (2029, 1, 15))],
)
def test_months_of_validity_end_on_the_same_day_or_the_last_of_the_month(day, months, until):
    course = Course(key="x", validity_months=months)
    assert course.valid_until(date(*day)) == date(*until)


def test_a_reminder_goes_once_sixty_days_before_a_qualification_lapses():
    held = qualified()
    Qualification.objects.update(valid_until=clock.today() + timedelta(days=61))
    assert moves.remind_of_lapse() == 0
    Qualification.objects.update(valid_until=clock.today() + timedelta(days=60))
    assert (moves.remind_of_lapse(), moves.remind_of_lapse()) == (1, 0)
    assert [letter.to for letter in Letter.objects.filter(kind=Kind.COURSE)] == [held.person]


def test_taken_back_holds_no_longer_and_can_be_given_again():
    held, leena = qualified(), cast.leena()
    moves.take_back(held, by=leena)
    assert (held.holds, Qualification.objects.in_force().exists()) == (False, False)
    moves.qualify(held.person, "basic", clock.today(), Ground.ATTENDED, by=leena)
    held.refresh_from_db()
    assert held.holds
