"""The sentences of the product in Finnish and Swedish: gather them, compile them, check that none is missing.

    python tools/messages.py gather | compile | check

English stands in the code; each room keeps its translations in `locale/{fi,sv}/LC_MESSAGES/django.po`.
Compiling needs no program of gettext's, so that a package can be built anywhere; gathering and checking
need `xgettext`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "rinnalla"
LANGUAGES = ("fi", "sv")
SHOWN = 60  # faults that are worth reading at once
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def catalogues(package: Path = PACKAGE) -> list[Path]:
    return sorted(package.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_all(package: Path = PACKAGE, fresh: bool = False) -> int:
    """Write a .mo beside each .po that is newer; how many were written."""
    written = 0
    for po in catalogues(package):
        mo = po.with_suffix(".mo")
        if fresh or not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            half = mo.with_suffix(f".{os.getpid()}")  # a process reading meanwhile sees the old or the new one
            polib.pofile(str(po)).save_as_mofile(str(half))
            half.replace(mo)
            written += 1
    return written


# --- checking ---------------------------------------------------------------------------------------------
def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def faults_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translated sentence, in words."""
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        return ["is fuzzy"]
    if not said or not all(text.strip() for text in said):
        return ["is not translated"]
    allowed = [placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid)]
    if entry.msgid_plural:  # the singular may leave its number out: "yksi päivä"
        allowed.append([mark for mark in allowed[1] if not mark.endswith(("d", "count)s", "counter)s"))])
    if any(placeholders(text) not in allowed for text in said):
        return ["has other placeholders than the English"]
    return []


def written_faults(package: Path = PACKAGE) -> list[str]:
    """Faults that can be seen in the catalogues alone."""
    found = []
    for po in catalogues(package):
        for entry in polib.pofile(str(po)):
            where = f"{po.relative_to(package)}: “{entry.msgid[:70]}”"
            found += [f"{where} {fault}" for fault in faults_of(entry) if not entry.obsolete]
        language, room = po.parts[-3], po.parts[-5]
        twin = po.parents[2] / LANGUAGES[1 - LANGUAGES.index(language)] / "LC_MESSAGES" / po.name
        if not twin.exists():
            found.append(f"{room}: {po.name} has no twin in the other language")
    return found


def missing_sentences() -> list[str]:
    """Sentences in the code that no catalogue of their room knows. Gathers into a copy."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rinnalla"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("collected", "__pycache__", "*.mo"))
        gather(copy)
        for fresh in catalogues(copy):
            kept = PACKAGE / fresh.relative_to(copy)
            known = {(e.msgctxt, e.msgid) for e in polib.pofile(str(kept))} if kept.exists() else set()
            wanted = [e for e in polib.pofile(str(fresh)) if not e.obsolete]
            missing = [e.msgid for e in wanted if (e.msgctxt, e.msgid) not in known]
            found += [f"{fresh.relative_to(copy)} lacks “{msgid[:90]}”" for msgid in missing]
    return found


def gather(package: Path = PACKAGE) -> None:
    """Let Django gather the sentences of every room into the room's own catalogues."""
    for room in sorted(package.iterdir()):
        if (room / "__init__.py").exists() and has_sentences(room):
            (room / "locale").mkdir(exist_ok=True)
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        *languages,
        "--no-location",
        "--no-obsolete",
        "-v0",
    ]
    alone = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=package, env=alone, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"The sentences could not be gathered: {done.stderr or done.stdout}")


def has_sentences(room: Path) -> bool:
    marks = ("gettext", "{% translate", "{% blocktranslate", "{% trans ")
    files = [file for kind in ("*.py", "*.html", "*.txt") for file in room.rglob(kind)]
    return any(mark in file.read_text() for file in files for mark in marks)


def main(act: str) -> None:
    if act == "gather":
        gather()
    elif act == "compile":
        print(f"{compile_all(fresh=True)} catalogues compiled")
    else:
        found = written_faults() + missing_sentences()
        print("\n".join(found[:SHOWN]) or "Every sentence is there in Finnish and Swedish.")
        if len(found) > SHOWN:
            print(f"… and {len(found) - SHOWN} more")
        raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "check")
