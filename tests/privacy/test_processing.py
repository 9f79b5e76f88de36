"""The record of processing is as the declarations are today (GDPR art. 30); the denial stands in three languages."""

from pathlib import Path

from tools import processing

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ROOT / "src" / "rinnalla" / "home" / "templates" / "home" / "public"
DENIALS = {
    "fi": "päästä päähän",
    "sv": "totalsträckskrypt",
    "en": "it is not end-to-end encrypted",
}


def test_the_record_is_not_stale():
    assert not processing.PAGE.is_stale, "python tools/processing.py"


def test_end_to_end_is_said_only_to_deny_it_and_in_each_language():
    """What we say of the lock is one honest sentence, in all three languages, and nowhere the opposite."""
    found: dict[str, list[str]] = {language: [] for language in DENIALS}
    for path in [*(ROOT / "src" / "rinnalla").rglob("*.html"), *(ROOT / "src" / "rinnalla").rglob("*.po")]:
        text = path.read_text(encoding="utf-8").casefold()
        for language, words in DENIALS.items():
            if words in text or (language == "en" and "end-to-end" in text):
                found[language].append(path.name)
    assert found == {language: [f"what-we-see.{language}.html"] for language in DENIALS}
    for language, words in DENIALS.items():
        said = (PUBLIC / f"what-we-see.{language}.html").read_text(encoding="utf-8").casefold()
        denied = {"fi": "ei ole", "sv": "inte", "en": "not"}[language]
        assert said.count(words) == 1
        assert denied in said[said.index(words) - 12 : said.index(words) + len(words)]
