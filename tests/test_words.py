"""The words: every sentence complete in Finnish and Swedish, no promise that the product cannot keep."""

import re
import shutil
from pathlib import Path

import messages  # tools/messages.py
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "rinnalla"


def prose() -> list[Path]:
    return [*PACKAGE.glob("*/templates/**/*.*"), *PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po")]


def test_no_sentence_is_empty_fuzzy_or_loses_a_placeholder():
    assert messages.written_faults() == []


@pytest.mark.slow
def test_every_sentence_in_the_code_is_in_its_catalogues():
    assert shutil.which("xgettext"), "gettext is missing; `make test` installs it"
    assert messages.missing_sentences() == []


def test_a_page_in_one_language_is_there_in_all_three():
    pages = {path for path in PACKAGE.glob("*/templates/**/*.*.html") if path.suffixes[-2] in (".fi", ".sv", ".en")}
    stems = {path.with_name(path.name.rsplit(".", 2)[0]) for path in pages}
    lacking = [
        f"{stem.name}.{language}.html"
        for stem in sorted(stems)
        for language in ("fi", "sv", "en")
        if not stem.with_name(f"{stem.name}.{language}.html").exists()
    ]
    assert lacking == []


def test_a_missing_sentence_is_noticed(tmp_path):
    folder = tmp_path / "asks" / "locale" / "fi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "%(days)s days"\nmsgstr "%(day)s"\n\nmsgid "Hello"\nmsgstr ""\n'
    )
    assert messages.written_faults(tmp_path) == [
        "asks/locale/fi/LC_MESSAGES/django.po: “%(days)s days” has other placeholders than the English",
        "asks/locale/fi/LC_MESSAGES/django.po: “Hello” is not translated",
        "asks: django.po has no twin in the other language",
    ]


def test_nothing_is_called_end_to_end_but_in_the_denial():
    """“It is not end-to-end encrypted” is the one sentence that may say it."""
    promise = re.compile(r"end-to-end|päästä päähän|totalsträck|ände-till-ände", re.I)
    denial = re.compile(r"\bnot\b|\bei\b|\binte\b", re.I)
    found = []
    for path in prose():
        for sentence in re.split(r"(?<=[.!?])\s|\n\n", path.read_text()):
            if promise.search(sentence) and not denial.search(sentence):
                found.append(f"{path.name}: {sentence.strip()[:80]}")
    assert found == []


def test_the_tone_has_no_blame_and_no_exclamation():
    """Calm words: no "invalid", no "please", no exclamation mark in what people read."""
    blame = re.compile(r"\binvalid\b|\bplease\b|\bvirheelli|\bfelaktig|\bvar god\b|\bole hyvä\b", re.I)
    found = []
    for path in PACKAGE.glob("*/templates/**/*.*"):
        text = re.sub(
            r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<!doctype",
            "",
            path.read_text(),
            flags=re.S | re.I,
        )
        said = re.sub(r"\{[%{].*?[%}]\}|<[^>]*>|!=", " ", text, flags=re.S)
        found += [f"{path.name}: {match.group()}" for match in blame.finditer(said)]
        found += [f"{path.name}: !" for _ in re.finditer(r"\w!", said)]
    assert found == []
