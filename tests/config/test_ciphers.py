"""Every use of cryptography is found by a search, and stands in the inventory of docs/asvs.md (ASVS 11.1.3, 11.2.4)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "rinnalla"
USES = re.compile(
    r"^\s*(from|import) (hashlib|hmac|secrets|cryptography|pyrage|random|django\.core\.signing)\b"
    r"|^from django\.core import signing|salted_hmac|get_random_string",
    re.M,
)
WEAK = re.compile(r"\b(md5|sha1|DES|RC4|ECB|Random\(|random\.(random|randint|choice|randrange))\b")
FOR_SHOW = {"config/demo"}  # the demo's own people: nothing of theirs is secret
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")


def _found(pattern: re.Pattern) -> list[str]:
    files = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    return sorted(
        name
        for name, text in files.items()
        if pattern.search(text) and not any(name.startswith(folder) for folder in FOR_SHOW)
    )


def test_every_file_that_uses_cryptography_or_chance_is_in_the_inventory():
    inventory = PAGE.partition("## Where cryptography is used")[2].partition("\n## ")[0]
    assert [name for name in _found(USES) if f"`{name}`" not in inventory] == []
    told = re.findall(r"`([a-z_/]+\.py)`", inventory)
    assert [name for name in told if name not in _found(USES)] == [], "no longer uses any"


def test_nothing_weak_is_used():
    assert _found(WEAK) == []


def test_secrets_are_compared_in_even_time():
    """Marks made by a key are compared by functions made for it; what is looked up in a table is a blind index."""
    careless = re.compile(r"(?:_mark|_mac|expected_\w+|\bdigest)\([^\n]*\) ==|== (?:_mark|_mac|self\.expected_\w+)\(")
    assert _found(careless) == []
