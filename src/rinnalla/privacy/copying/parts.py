"""What a copy is made of: chapters with a raw half for machines and a half in the reader's words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rinnalla.base.templatetags.parts import day, moment


@dataclass(frozen=True)
class Item:
    """One thing of a chapter: rows of label and text; what is empty is left out."""

    heading: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """key names it in data.json, title in index.html; raw is what JSON can hold."""

    key: str
    title: str
    raw: list[dict[str, Any]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def item(heading: Any, *rows: tuple[Any, Any]) -> Item:
    return Item(str(heading), [(str(label), said) for label, value in rows if (said := text(value))])


def text(value: Any) -> str:
    """A value in words: days and moments in the reader's manner, lists with commas."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(text, value)))
    return "" if value is None or value == "" else str(value)


def day_of(written: str) -> str:
    """The day, in the reader's manner, of a day or moment that was made ready for JSON."""
    return day(date.fromisoformat(written) if len(written) == 10 else datetime.fromisoformat(written))


def label(kinds: Any, key: Any) -> str:
    """The words of a choice; a key that is not known any more stands as it is."""
    return str(dict(kinds.choices).get(key, key or ""))


def facts(thing: Any, *names: str) -> dict[str, Any]:
    """The plain columns of a row, ready for JSON."""
    return {name: plain(getattr(thing, name)) for name in names}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
