"""The answers to OWASP ASVS 5.0.0 (docs/asvs.md): whole in number, and every pointer leads somewhere."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "asvs.md").read_text()
ANSWERS = ["met", "by document", "not applicable", "not yet"]
WANTED = {1: 70, 2: 183, 3: 21}  # of ASVS 5.0.0: all of levels 1 and 2, level 3 of four chapters
LEVEL_3 = {"V8", "V11", "V14", "V16"}


class Row(NamedTuple):
    id: str
    level: int
    asks: str
    answer: str
    where: str


def rows() -> list[Row]:
    lines = [line.strip("|") for line in PAGE.splitlines() if line.startswith("| V")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [Row(one, int(level), *rest) for one, level, *rest in cells]


def pointers(row: Row) -> list[str]:
    """What stands in back ticks and is a path; names of settings are not."""
    return [one for one in re.findall(r"`([^`]+)`", row.where) if "/" in one or one.endswith((".py", ".md", ".toml"))]


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def leads_nowhere(pointer: str) -> bool:
    path, _mark, name = pointer.partition("::")
    return not (ROOT / path).exists() or bool(name and name not in names_in(path))


def test_every_requirement_has_one_row():
    found = rows()
    assert Counter(row.level for row in found) == WANTED
    assert [one for one, times in Counter(row.id for row in found).items() if times > 1] == []
    assert {row.id.partition(".")[0] for row in found if row.level == 3} == LEVEL_3
    order = [[int(number) for number in row.id[1:].split(".")] for row in found]
    assert order == sorted(order) and {len(one) for one in order} == {3}


def test_every_answer_is_one_of_four_and_says_where_or_why():
    assert [row.id for row in rows() if row.answer not in ANSWERS or not row.asks or not row.where] == []
    assert [row.id for row in rows() if row.answer in ANSWERS[:2] and not pointers(row)] == []


def test_the_counts_on_top_are_those_of_the_rows():
    told = {answer: int(re.search(rf"^\| {answer} \|.*\| (\d+) \|$", PAGE, re.M)[1]) for answer in ANSWERS}
    assert told == Counter(row.answer for row in rows())


def test_every_file_and_test_named_is_there():
    assert [f"{row.id}: {one}" for row in rows() for one in pointers(row) if leads_nowhere(one)] == []
