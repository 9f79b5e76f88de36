"""What is built and handed to an operator: complete, and running without a working copy beside it."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "*.mo", "collected", "dist", "__pycache__", ".*_cache")


def run(*command, **environment) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that nothing compiled earlier can hide what the build forgets."""
    copy = tmp_path_factory.mktemp("copy") / "rinnalla"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RINNALLA_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    run(sys.executable, copy / "tools" / "assets.py", "--fresh", cwd=copy, env=environment)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", copy, cwd=copy, env=environment)
    return next((copy / "dist").glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_carries_compiled_messages_collected_files_and_the_licence(wheel):
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        manifest = json.loads(package.read("rinnalla/collected/staticfiles.json"))
    sources = {path.relative_to(ROOT / "src") for path in ROOT.glob("src/rinnalla/*/locale/*/LC_MESSAGES/*.po")}
    assert {str(path.with_suffix(".mo")) for path in sources} <= names
    assert {f"rinnalla/collected/{file}" for file in manifest["paths"].values()} <= names
    assert [name for name in names if name.endswith((".po", ".key", ".sqlite3")) or "tests" in name] == []
    assert [name for name in names if name.endswith("licenses/LICENSE")] != []


@pytest.mark.slow
def test_the_installed_wheel_begins_a_union(wheel, tmp_path):
    place, home = tmp_path / "place", tmp_path / "home"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-index", "--target", place, wheel)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(place), "RINNALLA_HOME": str(home)}
    command = (sys.executable, "-m", "rinnalla.config.cli")
    answers = ("--union=U", "--phone=1", "--association=A", "--administrator=a@example.org", "--administrator-name=A")
    run(*command, "init", *answers, env=environment, cwd=tmp_path)
    told = run(*command, "check", env=environment, cwd=tmp_path)
    assert "Style sheets are in place." in told
    assert "The Finnish and Swedish texts are in place." in told
