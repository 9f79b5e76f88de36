"""The order of the house that the import linter cannot see (docs/house.md)."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField
from django.urls import URLPattern, get_resolver

from rinnalla.base.fate import Fate

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "rinnalla"
FLOORS = [  # from the roof down; rooms of one floor do not know each other
    {"config"},
    {"home", "desk", "api"},
    {"privacy", "reports", "feedback"},
    {"guidance", "conversations"},
    {"companionships"},
    {"matching", "groups"},
    {"asks", "supporters"},
    {"training"},
    {"letters"},
    {"associations"},
    {"people"},
    {"ledger"},
    {"vault"},
    {"boundary"},
    {"base"},
]
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_BASE = 40, 400, 600
LINK = re.compile(r"""\{%\s*(url|include|extends)\s+["']([^"']+)["']""")
INLINE = re.compile(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)[^>]*>|javascript:", re.I)
WORKPLACE = re.compile(r"(?<![\w.])/w[o]rk(/|\b)|farm-(bench|studio)|pypi\.(org|io)|files\.python" + r"hosted", re.I)


# --- where things are -------------------------------------------------------------------------------------
def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def may_know(room: str, other: str) -> bool:
    return other == room or FLOOR[other] > FLOOR[room]


@cache
def rooms() -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()))


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.glob("*/templates/**/*.*")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def own_models() -> list:
    return [model for model in apps.get_models() if model.__module__.startswith("rinnalla.")]


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- rooms ------------------------------------------------------------------------------------------------
def test_every_room_has_a_floor_and_says_what_it_is_for():
    assert {room: FLOOR.get(room) for room in rooms() if room not in FLOOR} == {}
    assert [room for room in rooms() if not ast.get_docstring(tree(PACKAGE / room / "__init__.py"))] == []


def test_the_import_linter_knows_the_same_floors_and_every_room():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    order, shelves = contracts[0]["layers"], contracts[1]["containers"]
    assert [set(re.findall(r"\w+", floor)) for floor in order] == FLOORS
    assert {name.removeprefix("rinnalla.") for name in shelves} == set(rooms()) - {"config"}


def test_every_room_is_installed():
    installed = {name.removeprefix("rinnalla.") for name in settings.INSTALLED_APPS if name.startswith("rinnalla.")}
    assert installed == set(rooms())


# --- models -----------------------------------------------------------------------------------------------
def test_every_field_declares_its_fate():
    """Class, what erasure does, until when (R38, R39)."""
    undeclared, unknown = [], []
    for model in own_models():
        fates = getattr(model, "fates", {})
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        undeclared += [f"{model.__name__}.{field.name}" for field in fields if field.name not in fates]
        names = {field.name for field in model._meta.get_fields()}
        unknown += [f"{model.__name__}.{name}" for name in fates if name not in names]
    assert (undeclared, unknown) == ([], [])


def test_every_fate_is_one_that_the_schedule_knows():
    wrong = []
    for model in own_models():
        for name, fate in getattr(model, "fates", {}).items():
            known = (
                isinstance(fate, Fate)
                and fate.grade in ("P0", "P1", "P2", "P3", "P4")
                and fate.on_erasure in ("keep", "hide", "erase")
                and fate.term in settings.KEPT_FOR
            )
            if not known:
                wrong.append(f"{model.__name__}.{name}: {fate}")
    assert wrong == []


def test_what_is_sealed_has_the_class_its_fate_says():
    wrong = []
    for model in own_models():
        for field in model._meta.local_fields:
            grade, fate = getattr(field, "grade", None), getattr(model, "fates", {}).get(field.name)
            if grade and fate and fate.grade != grade:
                wrong.append(f"{model.__name__}.{field.name}: sealed as {grade}, declared {fate.grade}")
    assert wrong == []


def test_nothing_of_people_beyond_pseudonyms_stands_in_the_clear():
    """P3 and P4 are bytes under a key: sealed, or a wrapped key."""
    clear = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        if (fate := getattr(model, "fates", {}).get(field.name)) and fate.grade in ("P3", "P4")
        if not isinstance(field, BinaryField) and not field.primary_key and not field.is_relation
    ]
    assert clear == []


def test_tables_point_only_down():
    wrong = []
    for model in own_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            other = field.related_model
            if other is None or not other.__module__.startswith("rinnalla."):
                continue
            here, there = model.__module__.split(".")[1], other.__module__.split(".")[1]
            if not may_know(here, there):
                wrong.append(f"{model.__name__}.{field.name} points up to {other.__name__}")
    assert wrong == []


def test_migrations_do_not_carry_a_higher_room():
    wrong = []
    for path in PACKAGE.glob("*/migrations/0*.py"):
        for name in re.findall(r"\(\"(\w+)\", \"\d{4}_", path.read_text()):
            if name in FLOOR and not may_know(room_of(path), name):
                wrong.append(f"{told(path)} depends on {name}")
    assert wrong == []


# --- Python -----------------------------------------------------------------------------------------------
def calls(path: Path, *names: str) -> list[str]:
    """Where `path` uses one of `names`, as an attribute or a plain name."""
    found = []
    for node in ast.walk(tree(path)):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
        if name in names:
            found.append(f"{told(path)}:{node.lineno} {name}")
    return found


def test_no_room_reaches_another_by_name_or_by_signal():
    found = [
        place for path in python_files() for place in calls(path, "get_model", "receiver", "pre_save", "post_save")
    ]
    assert found == []


def test_rows_are_locked_in_one_module_only():
    """SQLite ignores select_for_update silently, so only the ledger's one door may lean on it."""
    found = {room_of(path) for path in python_files() if calls(path, "select_for_update")}
    modules = [path for path in python_files() if calls(path, "select_for_update")]
    assert found <= {"ledger"}
    assert len(modules) <= 1


def test_verbs_say_by_whom_by_keyword():
    wrong = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            is_verb = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            by_position = is_verb and "by" in [argument.arg for argument in node.args.args]
            if by_position and room_of(path) != "ledger":  # book.write(by, …) reads as a sentence
                wrong.append(f"{told(path)}:{node.lineno} {node.name}")
    assert wrong == []


def test_no_function_is_longer_than_one_screen():
    wrong = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    wrong.append(f"{told(path)}: {node.name} has {length} lines")
    assert wrong == []


def test_no_file_is_longer_than_four_hundred_lines():
    files = [*python_files(), *templates(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    sizes = {told(path): len(path.read_text().splitlines()) for path in files}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_base_stays_small_and_has_no_tables():
    size = sum(len(path.read_text().splitlines()) for path in python_files() if room_of(path) == "base")
    assert size <= LONGEST_BASE
    assert [model.__name__ for model in own_models() if model._meta.app_label == "base"] == []


# --- templates --------------------------------------------------------------------------------------------
def named_views(patterns: list, inside: str = "") -> dict[str, str]:
    """URL name (with its namespace) → the room of its view; names of libraries are left out."""
    found: dict[str, str] = {}
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            module = getattr(pattern.callback, "__module__", "")
            if pattern.name and module.startswith("rinnalla."):
                found[inside + pattern.name] = module.split(".")[1]
        else:
            space = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            found |= named_views(pattern.url_patterns, space)
    return found


def test_templates_include_and_link_only_down():
    rooms_of_names = named_views(get_resolver().url_patterns)
    homes = {str(path.relative_to(PACKAGE / room_of(path) / "templates")): room_of(path) for path in templates()}
    wrong = []
    for path in templates():
        for kind, name in LINK.findall(path.read_text()):
            other = (rooms_of_names if kind == "url" else homes).get(name)
            if other and not may_know(room_of(path), other):
                wrong.append(f"{told(path)}: {kind} {name} is of {other}")
    assert wrong == []


def test_templates_name_pages_and_parts_that_exist():
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    spaces = tuple(f"{space}:" for space in get_resolver().namespace_dict)
    wrong = [
        f"{told(path)}: no page {name}"
        for path in templates()
        for kind, name in LINK.findall(path.read_text())
        if kind == "url" and name not in names and not name.startswith(spaces or ("-",))
    ]
    assert wrong == []


def test_templates_carry_no_style_and_no_script():
    found = [told(path) for path in templates() if path.suffix == ".html" and INLINE.search(path.read_text())]
    assert found == []


def test_nothing_is_asked_of_another_site():
    """No third-party request: no template or style sheet loads from elsewhere. Links are fine."""
    load = re.compile(
        r"(src|srcset|poster)\s*=\s*[\"']https?:"
        r"|<link[^>]+href\s*=\s*[\"']https?:"
        r"|url\(\s*[\"']?https?:"
        r"|@import"
    )
    files = [*templates(), *PACKAGE.glob("*/static/**/*.css")]
    assert [told(path) for path in files if load.search(path.read_text())] == []


# --- the whole tree ---------------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_tree_names_no_workplace_and_no_package_host():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {line.strip()[:90]}" for line in text.splitlines() if WORKPLACE.search(line)]
    assert found == []
