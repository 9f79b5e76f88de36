"""What no program of ours wrote, in the head's row or on the command line, is told in a sentence and stops no check."""

import pytest
from django.db import connection
from django.utils import translation

from rinnalla.config import cli
from rinnalla.ledger import book, checking, nightly
from rinnalla.ledger.models import DailyHead, Head, LedgerBroken

pytestmark = pytest.mark.django_db
EDITS = {
    "sqlite": ["seq = 'abc'", "seq = x'00ff'", "seq = 1.5", "base_seq = 'abc'", "mac = x'00'", "base_mac = x'00'",
               "seal = x'00'", "seq = 'abc', base_seq = 'abc', mac = x'00'", "seq = 99"],
    "postgresql": ["seq = 99", "seq = -1", "base_seq = 2", "mac = ''", "seal = ''"],
}  # fmt: skip


def write(count: int) -> None:
    for _ in range(count):
        book.write(None, "proposal.expired", concerns=["AINO"])


def by_hand(edit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_head SET {edit}")


@pytest.fixture
def sentences(capsys):
    """Does `rinnalla ledger …` and gives its exit code and what it said."""

    def act(*words: str) -> tuple[int, list[str]]:
        code = cli.main(["ledger", *words])
        return code, capsys.readouterr().out.splitlines()

    return act


@pytest.mark.parametrize("number", range(9))
def test_a_head_edited_by_hand_is_found_and_nothing_is_written_any_more(sentences, number):
    edits = EDITS[connection.vendor]
    if number >= len(edits):
        pytest.skip("SQLite alone keeps letters in a column of numbers")
    write(3)
    by_hand(edits[number])
    with translation.override("en"):
        report = checking.verify()
    assert "The head of the chain was altered." in [finding.what for finding in report.findings]
    code, said = sentences("verify")
    assert (code, said[-1].startswith("The chain does not hold: ")) == (1, True)
    assert sentences("head")[0] == 0
    night = nightly.take()
    assert (night.is_whole, DailyHead.objects.get().holds) == (False, True)
    with pytest.raises(LedgerBroken):
        write(1)


def test_a_head_that_holds_is_said_to_be_whole(sentences):
    write(3)
    row = Head.objects.get()
    assert sentences("head") == (0, [f"3-{row.mac[:16]}"])
    assert sentences("verify") == (0, [f"The chain is whole: 3 events, head 3-{row.mac[:16]}."])


@pytest.mark.parametrize(
    "words",
    ["", "abc", "abc-0123456789abcdef", "12-0123456789abcdeg", "-1-0123456789abcdef", "12-0123", "٣-0123456789abcdef",
     "9" * 400 + "-0123456789abcdef", "x" * 5000, "/nowhere/heads.txt", "12-0123456789abcdef0", "."],
)  # fmt: skip
def test_what_is_no_head_is_answered_with_a_sentence(sentences, words):
    write(1)
    assert sentences("verify", f"--head={words}") == (1, ["A head looks like 1234-0123456789abcdef."])


def test_heads_are_read_from_a_file_as_they_were_written_down(sentences, tmp_path):
    heads = []
    for _ in range(3):
        write(2)
        heads.append(str(checking.head()))
    file = tmp_path / "heads.txt"
    file.write_text("\n".join(f"{day}.11.2026: {head.upper()}, kaikki hyvin" for day, head in enumerate(heads, 20)))
    code, said = sentences("verify", "--head", str(file))
    assert (code, said[0]) == (0, "Heads shown earlier that were looked for: 3.")
    file.write_text(f"{heads[0]}\n4-0123456789abcdef\n")
    code, said = sentences("verify", "--head", str(file))
    assert (code, said[0]) == (1, "4: The chain is not the one whose head was shown earlier.")
    file.write_bytes(b"\xff\xfe nothing here")
    code, said = sentences("verify", "--head", str(file))
    assert (code, said) == (1, [f"There is no head in {file}. A head looks like 1234-0123456789abcdef."])
