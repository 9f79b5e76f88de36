"""Every model field declares its class (P0–P4, docs/words.md), what erasure does to it, and until when it is kept.

    class Ask(models.Model):
        fates = {"code": P1.keep("count"), "story": P3.erase("ask")}

The last word names a term of `settings.KEPT_FOR`, from which the published schedule is made (R39).
`tests/test_house.py` fails on a field without a declaration.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fate:
    """grade P0..P4; on_erasure keep | hide | erase; term a key of settings.KEPT_FOR."""

    grade: str
    on_erasure: str
    term: str


class Grade:
    """A confidentiality class that makes fates: `P3.erase("ask")`."""

    def __init__(self, name: str):
        self.name = name

    def keep(self, term: str) -> Fate:
        return Fate(self.name, "keep", term)

    def hide(self, term: str) -> Fate:
        return Fate(self.name, "hide", term)

    def erase(self, term: str) -> Fate:
        return Fate(self.name, "erase", term)


P0 = Grade("P0")  # public
P1 = Grade("P1")  # operational pseudonym: code, stage, dates
P2 = Grade("P2")  # identity and contact
P3 = Grade("P3")  # health, needs, own words, wishes
P4 = Grade("P4")  # what a pair writes; the supporter's own reflection
