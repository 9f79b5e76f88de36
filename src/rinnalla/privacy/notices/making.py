"""The heaps of a notice, from the fields' declarations and the settings in force; nothing is told twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps

from rinnalla.base.fate import Fate
from rinnalla.privacy.notices.words import FIELDS, HEAPS, Heap, Role

IN_WORDS = ("P2", "P3", "P4")  # fields that are named one by one; those of P1 are told together


@dataclass(frozen=True)
class Told:
    title: str
    what: list[str]
    why: str
    ground: str
    who: str
    how_long: str


def fates_of(table: str) -> dict[str, Fate]:
    label = table.lower()
    return next(model.fates for model in apps.get_models() if model._meta.label_lower == label)  # type: ignore[attr-defined]


def tables() -> Iterator[tuple[str, dict[str, Fate]]]:
    """Every table of ours that holds anything beside what is public."""
    for model in apps.get_models():
        fates = getattr(model, "fates", {})
        if model.__module__.startswith("rinnalla.") and any(fate.grade != "P0" for fate in fates.values()):
            yield model._meta.label, fates


def heaps(role: Role, how_long: Callable[[str], str]) -> list[Told]:
    """What is kept of someone in this part. how_long: a term of KEPT_FOR in words."""
    return [_told(heap, how_long) for heap in HEAPS if role in heap.roles]


def _told(heap: Heap, how_long: Callable[[str], str]) -> Told:
    named: list[str] = []
    terms: dict[str, None] = {}
    for table in heap.tables:
        for name, fate in fates_of(table).items():
            if fate.grade in IN_WORDS:
                named.append(str(FIELDS[f"{table}.{name}"]))
            if fate.grade != "P0":
                terms[fate.term] = None
    told = dict.fromkeys(filter(None, (how_long(term) for term in terms)))
    words = [str(heap.facts), *dict.fromkeys(named)]
    return Told(str(heap.title), words, str(heap.why), str(heap.ground), str(heap.who), "; ".join(told))
