"""From words to the programme's own lists: municipalities, topics, needs. Names in all three languages are known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.conf import settings
from django.utils import translation

from rinnalla.associations import places
from rinnalla.associations.choices import Need
from rinnalla.associations.models import Municipality, Topic, folded

NEAR = 0.86  # likeness of spelling that is taken as the same word
SHORTEST_INSIDE = 4  # letters of a word looked for inside longer names
MOST_SEARCHES = 300  # misspelt words looked up by likeness in one file; more is not a list of people
LONGEST_JOINED = 3  # words between commas that may be one name: "välilevytyrä, lanneranka"


@dataclass
class Finder:
    """Names in any language → key."""

    names: dict[str, str]
    _near: dict[str, str] = field(default_factory=dict)
    _searches: int = 0

    def exactly(self, text: str) -> str:
        return self.names.get(folded(text), "")

    def nearly(self, text: str) -> str:
        """The only name that has this word inside, or that is spelt nearly so; "" when none or several fit."""
        word = folded(text)
        if len(word) < SHORTEST_INSIDE:
            return ""
        if word not in self._near:
            self._near[word] = self._search(word) if self._searches < MOST_SEARCHES else ""
        return self._near[word]

    def several(self, text: str) -> list[str]:
        """The keys whose name begins with this word, when there are two or more to choose from."""
        word = folded(text)
        if len(word) < SHORTEST_INSIDE:
            return []
        keys = list(dict.fromkeys(key for name, key in self.names.items() if name.startswith(word)))
        return keys if len(keys) > 1 else []

    def _search(self, word: str) -> str:
        self._searches += 1
        inside = {key for name, key in self.names.items() if word in name}
        if len(inside) == 1:
            return inside.pop()
        close = get_close_matches(word, self.names, n=3, cutoff=NEAR)
        keys = {self.names[name] for name in close}
        return keys.pop() if len(keys) == 1 else ""

    def all_in(self, text: str) -> tuple[list[str], list[str]]:
        """The keys found in a list or a sentence, in order, and the pieces that nothing was found for."""
        found: list[str] = []
        strange: list[str] = []
        for line in re.split(r"[;\n|•]+", text):
            pieces = [piece.strip(" .") for piece in re.split(r"[,/+&]|\s(?:ja|sekä|och|samt|and)\s", line)]
            self._join([piece for piece in pieces if piece], line.strip(), found, strange)
        return list(dict.fromkeys(found)), strange

    def _join(self, pieces: list[str], line: str, found: list[str], strange: list[str]) -> None:
        if whole := self.exactly(line):
            found.append(whole)
            return
        while pieces:
            for count in range(min(LONGEST_JOINED, len(pieces)), 0, -1):
                if key := self.exactly("".join(pieces[:count])):
                    break
            else:
                count, key = 1, self.nearly(pieces[0])
            (found if key else strange).append(key or pieces[0])
            pieces = pieces[count:]


@dataclass
class Lookup:
    """The lists in force, read once for a file."""

    topics: Finder
    needs: Finder
    places: dict[str, Municipality]
    topic_names: dict[str, str]
    _guesses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Lookup":
        topics = list(Topic.objects.filter(is_offered=True))
        names = {}
        for topic in sorted(topics, key=lambda one: one.parent_id is not None, reverse=True):
            for name in (topic.key, topic.fi, topic.sv, topic.en, topic.hint):
                if folded(name):
                    names.setdefault(folded(name), topic.key)
        rows = list(Municipality.objects.all())
        known = {name: row for row in rows for name in (row.folded_sv, row.folded_fi)}
        return cls(Finder(names), Finder(_needs()), known, {topic.key: topic.name for topic in topics})

    def place(self, text: str) -> Municipality | None:
        """By its name in Finnish or Swedish, also with a postcode before it or a county after it."""
        for typed in (text, re.sub(r"^\s*(FI-)?\d{5}\s+", "", text), re.split(r"[,(/;]", text)[0]):
            if found := self.places.get(folded(typed)):
                return found
        return None

    def guess(self, text: str) -> str:
        """The name that was perhaps meant, or ""."""
        word = folded(text)
        if word not in self._guesses:
            near = places.find(text, limit=1) if len(self._guesses) < MOST_SEARCHES else []
            self._guesses[word] = near[0].name if near else ""
        return self._guesses[word]

    def named(self, topics: Iterable[str]) -> str:
        return ", ".join(self.topic_names.get(key, key) for key in topics)


def _needs() -> dict[str, str]:
    """The eight needs in every language of the service (R16)."""
    names = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names |= {folded(str(need.label)): str(need) for need in Need}
    return names | {folded(need): str(need) for need in Need.values}
