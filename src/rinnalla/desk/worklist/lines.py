"""One line of the worklist, and the sections in which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day, days_since, waited
from rinnalla.people.models import Person

BAR_DAYS = 14  # a bar is full after two weeks
LATE_AFTER = 7
OPEN = _("Open")
OTHERS, NOBODYS = _("in a colleague's care"), _("in nobody's care yet")

# kind → heading, most urgent first
KINDS = {
    "opened": _("Exceptional openings"),
    "promised": _("A word is promised"),
    "question": _("Questions about who has looked"),
    "rights": _("Wishes about their own details"),
    "new": _("New requests"),
    "parting": _("After a parting"),
    "wished": _("Wishes to be called"),
    "call": _("Calls to make"),
    "choosing": _("Finding a peer"),
    "answer": _("Answers awaited"),
    "nobody": _("Nobody fits yet"),
    "elsewhere": _("Other regions ask"),
    "agreement": _("Agreements"),
    "review": _("Looking back together"),
    "application": _("Becoming a supporter"),
    "supporter": _("Supporters to remember"),
    "guidance": _("Guidance"),
}


@dataclass
class Line:
    """One act.

    key     names the line on its page, so that the list can go on after it
    words   one plain sentence; about  a few facts beside it, without names; both made only when the line is shown,
            so they are lazy text or a function without arguments
    since   a day or an aware moment: what the waiting is counted from
    to, act  the one main button: URL name and code, "" for a page without one; is_post  whether it does the act at once
    more    URL name and code of the page where it is told, or None
    who     whose first name may be shown to this coordinator, or None; is_call  whether their number is, too
    """

    kind: str
    key: str
    words: Any
    since: date | datetime
    to: tuple[str, str]
    act: Any = OPEN
    about: Any = ""
    who: Person | None = None
    is_late: bool = False
    is_post: bool = False
    is_call: bool = False
    more: tuple[str, str] | None = None
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        return reverse(self.to[0], args=[self.to[1]] if self.to[1] else [])

    @property
    def more_url(self) -> str:
        return reverse(self.more[0], args=[self.more[1]]) if self.more else ""

    @property
    def began(self) -> float:
        """What the waiting is counted from, as one number: a list sorts hundreds of lines and shows a few."""
        since = self.since
        moment = since if isinstance(since, datetime) else datetime.combine(since, time(), clock.HELSINKI)
        return moment.timestamp()

    @cached_property
    def days(self) -> int:
        return days_since(self.since)

    @property
    def part(self) -> int:
        """How much of the bar is full, 2 to 100."""
        return max(2, min(100, 100 * self.days // BAR_DAYS))

    @property
    def waited(self) -> str:
        """The waiting in words; for a promised day, how it stands to today."""
        if isinstance(self.since, datetime):
            return waited(self.since)
        if self.since > clock.today():
            return day(self.since)
        if not self.days:
            return gettext("today")
        return ngettext("%(count)d day late", "%(count)d days late", self.days) % {"count": self.days}


@dataclass(frozen=True)
class Section:
    """Lines of one kind; `count` is how many there are, also those not shown; `next_after` where the page ended."""

    kind: str
    heading: Any
    lines: list[Line]
    count: int
    next_after: str = ""


def in_sections(found: Iterable[Line], *, kind: str, most: int, after: str) -> list[Section]:
    """Sections that have lines, in the order of `KINDS`; in each, late ones first, then who has waited longest."""
    by_kind: dict[str, list[Line]] = {}
    for line in found:
        by_kind.setdefault(line.kind, []).append(line)
    sections = []
    for name, heading in KINDS.items():
        lines = sorted(by_kind.get(name, ()), key=lambda line: (not line.is_late, line.began, line.key))
        if not lines or kind not in ("", name):
            continue
        start = next((place + 1 for place, line in enumerate(lines) if kind and line.key == after), 0)
        shown = lines[start : start + most]
        is_more = start + most < len(lines)
        sections.append(Section(name, heading, shown, len(lines), shown[-1].key if is_more else ""))
    return [section for section in sections if section.lines]
