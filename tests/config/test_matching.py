"""`rinnalla match`: a queue without names, an explanation, a comparison; what is not found is said in a sentence."""

from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.config import cli
from rinnalla.ledger.models import Event
from rinnalla.matching import moves
from rinnalla.matching.weights import FIRST, TERMS
from tests import cast

pytestmark = pytest.mark.django_db


def said(capsys, *words: str) -> tuple[int, str]:
    status = cli.main(["match", *words, "--language", "en"])
    return status, capsys.readouterr().out


def test_the_queue_tells_how_many_fit_and_no_name(capsys):
    cast.pekka()
    ask = cast.ask()
    status, out = said(capsys, "--queue")
    assert (status, ask.reference in out, "Aino" in out) == (0, True, False)
    assert out.splitlines()[1].split()[2] == "1"
    assert set(Event.objects.filter(action="read.listed").values_list("purpose", flat=True)) == {"matching"}


def test_a_short_list_says_the_smallest_change(capsys):
    cast.pekka(experience={"modes": ["writing"]})
    cast.ask()
    _status, out = said(capsys, "--queue", cast.association().fi)
    assert "The two have no way of keeping in touch in common." in out
    assert "Ask whether another way of keeping in touch would do. (+1)" in out


def test_one_supporter_is_explained_with_all_nine(capsys):
    pekka, ask = cast.pekka(), cast.ask()
    status, out = said(capsys, "--explain", ask.reference, pekka.code)
    assert (status, out.count("×")) == (0, 9)
    assert "No limit stands between these two." in out


def test_two_versions_are_compared(capsys):
    cast.pekka()
    cast.ask()
    numbers = {name: FIRST.of(name) for name in TERMS}
    moves.weigh(numbers, why="Samat.", in_force_from=clock.today(), by=None)
    assert said(capsys, "--compare", "1") == (
        0,
        "waiting 1, looked at 1\nfirst five differ: 0 of 1\nanother first: 0 of 1\n",
    )


def test_a_proposal_tells_pairs_who_is_left_and_why_and_its_certificate(capsys):
    pekka = cast.pekka()
    older = cast.ask(received_at=clock.now() - timedelta(days=9))
    newer, svea = cast.ask(cast.olli()), cast.ask(cast.person("Svea"), language="sv")
    status, out = said(capsys, "--propose")
    lines = out.splitlines()
    assert (status, "Aino" in out, "Pekka" in out) == (0, False, False)
    assert lines[1].split()[:2] + lines[1].split()[3:] == [older.reference, "9", pekka.code]
    assert [line.split()[0] for line in lines[2:4]] == [newer.reference, svea.reference]
    assert "Those who fit go to people who have waited longer" in lines[2]
    assert "Does not speak the language of the request. · Ask whether another language would do. (+1)" in lines[3]
    assert "– of 3" in out  # so few that one might recognise them
    assert "served 1 of 3, by the plain rule 1" in out
    assert out.endswith("Nobody more could be served today; checked two ways.\n")
    assert set(Event.objects.filter(action="read.listed").values_list("purpose", flat=True)) == {"matching"}


def test_a_proposal_for_an_association_where_nobody_waits(capsys):
    cast.ask(where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    assert said(capsys, "--propose", cast.association().fi) == (0, "Nobody waits.\n")


@pytest.mark.parametrize(
    "words", [["--queue", "Nowhere"], ["--propose", "Nowhere"], ["--explain", "XXXX-XXXX"], ["--compare", "99"]]
)
def test_what_is_not_there_is_said_in_a_sentence(capsys, words):
    cast.association()
    status, out = said(capsys, *words)
    assert (status, out.startswith("There is no"), "Traceback" in out) == (1, True, False)
