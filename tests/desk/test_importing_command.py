"""`rinnalla import`: tells first, then does, and says what to mend."""

import io

import pytest

from rinnalla.asks.models import Ask
from rinnalla.desk.importing import run_from_command_line
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.desk.importing_lists import ASKS, SUPPORTERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    cast.union()
    cast.pledge_text()
    cast.agreement_text()
    return cast.association()


@pytest.fixture
def files(tmp_path):
    supporters, asks = tmp_path / "supporters.csv", tmp_path / "asks.csv"
    supporters.write_text(SUPPORTERS)
    asks.write_text(ASKS)
    return [supporters, asks]


def run(*args, **more):
    out = io.StringIO()
    return run_from_command_line(*args, out=out, **more), out.getvalue()


def test_the_command_line_tells_first_and_then_does(ours, files):
    status, text = run(files, ours.code)
    assert (status, Supporter.objects.count()) == (1, 0)
    assert "supporters.csv, Row 6: Kaisa Niemi. Left out" in text
    assert "Would come in: 3 peer supporters, 1 request." in text
    assert "Nothing was changed. Add --confirm" in text
    status, text = run(files, "keski-suomen selkäyhdistys", confirm=True)
    assert "Brought in: 3 peer supporters, 1 request." in text
    assert (Supporter.objects.count(), Ask.objects.count()) == (3, 1)
    assert "There is nothing new to bring in." in run(files, ours.code, confirm=True)[1]


def test_the_command_line_says_what_to_mend(ours, files, tmp_path):
    files[1].write_text("Nimi;Puhelin;Toive\nAino;040123456;131052-308T\n")
    status, text = run(files, ours.code, confirm=True)
    assert (status, Supporter.objects.count()) == (1, 0)
    assert "personal identity code" in text
    assert "could not be opened" in run([tmp_path / "no.csv"], ours.code)[1]
    assert ours.code in run(files, "Jokin Muu")[1]
