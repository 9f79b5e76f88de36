"""What the pages of a proposal for a queue show: of each request as much as claim, then read, allows (security.md)."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rinnalla.asks.choices import Channel
from rinnalla.associations.models import Association, Topic
from rinnalla.base.templatetags.parts import waited
from rinnalla.boundary import scope
from rinnalla.desk.forms.queue import POINT
from rinnalla.desk.worklist.requests import in_the_clear
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import sentences, weights
from rinnalla.matching.choices import LineStage
from rinnalla.matching.models import QueueLine, QueueProposal, drawn_from
from rinnalla.people.choices import AgeBand, Language
from rinnalla.people.models import Identity, Person
from rinnalla.reports.telling import Bar
from rinnalla.supporters.counting import SMALL


@dataclass
class Seen:
    """One request of the proposal. care is mine, nobody or colleague; name and reasons are there when it is mine."""

    line: QueueLine
    care: str
    facts: str
    waited: str
    is_current: bool
    name: str = field(default="", repr=False)
    supporter: str = field(default="", repr=False)
    reasons: list[str] = field(default_factory=list, repr=False)
    change: str = field(default="", repr=False)
    opens: int = 0

    @property
    def title(self) -> str:
        return f"{self.name} · {self.line.ask.reference}" if self.name else self.line.ask.reference

    @property
    def may_decide(self) -> bool:
        return self.care == "mine" and self.line.stage == LineStage.OPEN


@dataclass(frozen=True)
class Sections:
    open: list[Seen]
    without: list[Seen]
    decided: list[Seen]


def sections(proposal: QueueProposal, *, by: Person) -> Sections:
    """The lines in the order of the waits; what is sealed of those in one's own care is opened as one act."""
    seen = [_seen(line, by) for line in _lines(proposal, by)]
    _open([one for one in seen if one.care == "mine"], proposal, by)
    open_now = [one for one in seen if one.line.stage == LineStage.OPEN]
    without = [one for one in seen if one.line.stage == LineStage.WITHOUT]
    return Sections(open_now, without, [one for one in seen if one not in open_now and one not in without])


def _lines(proposal: QueueProposal, by: Person) -> list[QueueLine]:
    """A supporter of another region may stand beside a request of the own one (R18)."""
    rows = QueueLine.objects.visible_to(by).filter(proposal=proposal).exclude(ask__person=by)
    joined = rows.select_related("ask__person", "supporter__person", "supporter__association")
    with scope.system("matching"):
        return list(joined.order_by("ask__received_at", "ask__pk"))


def _seen(line: QueueLine, by: Person) -> Seen:
    claimed = line.ask.claimed_by_id
    care = "mine" if claimed == by.pk else "colleague" if claimed else "nobody"
    is_current = line.drawn_from == drawn_from(line.ask, line.supporter)
    return Seen(line, care, in_the_clear(line.ask), waited(line.ask.received_at), is_current)


def _open(mine: list[Seen], proposal: QueueProposal, by: Person) -> None:
    current = [one for one in mine if one.is_current]
    own = {one.line.supporter.person for one in mine if one.line.supporter and _is_own(one, proposal)}
    people = sorted({one.line.ask.person for one in mine} | own, key=lambda person: person.pk)
    with book.together():  # two readings of one act
        told = reading.opened_many([one.line for one in current], "reasons", by=by, purpose=Purpose.MATCHING)
        known = reading.opened_many(people, "identity", by=by, purpose=Purpose.CLAIMED)
    names = {person.pk: Identity.of(one.identity).called for person, one in zip(people, known, strict=True)}
    topics = {topic.key: topic.name for topic in Topic.objects.all()} if current else {}
    weighed = weights.known().get(proposal.weights_version, weights.FIRST) if current else weights.FIRST
    for one in mine:
        one.name = names.get(one.line.ask.person_id, "")
        one.supporter = _supporter(one, names)
    for one, opened in zip(current, told, strict=True):
        _say(one, opened.reasons or {}, topics, weighed)


def _is_own(one: Seen, proposal: QueueProposal) -> bool:
    return one.line.supporter is not None and one.line.supporter.association_id == proposal.association_id


def _supporter(one: Seen, names: dict[int, str]) -> str:
    """By name in one's own association; of another region by the region alone (R35)."""
    supporter = one.line.supporter
    if supporter is None:
        return ""
    return names.get(supporter.person_id) or _("Peer supporter of: %(association)s") % {
        "association": supporter.association.name
    }


def _say(one: Seen, told: dict[str, Any], topics: dict[str, str], weighed: weights.Weights) -> None:
    if one.line.stage == LineStage.WITHOUT:
        one.reasons = [str(sentences.WHY_LEFT[told["why"]])] if told.get("why") in sentences.WHY_LEFT else []
        if told.get("change") in sentences.CHANGES:
            one.change, one.opens = str(sentences.CHANGES[told["change"]]), told["opens"]
        return
    said = sentences.reasons(sentences.terms_of(told), weighed, topics)
    one.reasons = [words for words in said if words]


# --- how groups fare ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Picture:
    caption: str
    heading: str
    bars: list[Bar]


def pictures(proposal: QueueProposal) -> list[Picture]:
    """One picture for each way of grouping people in which at least one group is large enough to be told."""
    by_kind: dict[str, list[dict]] = {}
    for group in proposal.groups:
        by_kind.setdefault(group["kind"], []).append(group)
    names = labels(proposal.groups)
    drawn = [(_bars(by_kind.get(kind, []), proposal, names), words) for kind, *words in _kinds()]
    return [Picture(caption, heading, bars) for bars, (caption, heading) in drawn if bars]


def _bars(groups: list[dict], proposal: QueueProposal, names: dict[tuple[str, str], str]) -> list[Bar]:
    """Those too small to tell stand together in the last bar; nothing where a single group says what all say."""
    told = [group for group in _hidden(groups, proposal) if group["served"] is not None]
    if len(groups) < 2 or not told:
        return []
    others = [Bar(_("Others"), None, 0, _("too few people to tell"))] if len(told) < len(groups) else []
    return [_bar(group, names) for group in told] + others


def _kinds() -> list[tuple[str, str, str]]:
    return [
        ("region", _("How many could be served in each region"), _("Region")),
        ("language", _("How many could be served in each language"), _("Language")),
        ("age", _("How many could be served at each age"), _("Age")),
        ("channel", _("How many could be served by how the request came"), _("How the request came")),
    ]


def _hidden(groups: list[dict], proposal: QueueProposal) -> list[dict]:
    """For the union: one group hidden alone would be found by subtraction, so the next smallest is hidden as well."""
    hidden = [group for group in groups if group["served"] is None]
    if not proposal.is_whole or len(hidden) != 1 or len(groups) == 1:
        return groups
    least = min((group for group in groups if group not in hidden), key=lambda group: (group["total"], group["key"]))
    return [group | {"served": None, "fit": None} if group is least else group for group in groups]


def _bar(group: dict, names: dict[tuple[str, str], str]) -> Bar:
    label = names[group["kind"], group["key"]]
    words = ngettext("%(served)d of %(count)d person", "%(served)d of %(count)d people", group["total"])
    words %= {"served": group["served"], "count": group["total"]}
    if group["fit"] is not None:
        words += " · " + _("fit in the mean: %(points)d of 100") % {"points": group["fit"] // POINT}
    return Bar(label, group["served"], group["total"], words)


def labels(groups: list[dict]) -> dict[tuple[str, str], str]:
    """What each group is called in the reader's language, by kind and key."""
    keys = [group["key"] for group in groups if group["kind"] == "region" and group["key"]]
    regions = {str(one.pk): one.name for one in Association.objects.filter(pk__in=keys)} | {"": _of_the_union()}
    known = {
        "region": regions,
        "language": {str(key): str(words) for key, words in Language.choices},
        "age": {str(key): str(words) for key, words in AgeBand.choices},
        "channel": {str(key): str(words) for key, words in Channel.choices},
    }
    return {(group["kind"], group["key"]): known[group["kind"]].get(group["key"], group["key"]) for group in groups}


def _of_the_union() -> str:
    return _("The union's own queue")


def large_enough(proposal: QueueProposal) -> list[tuple[str, str]]:
    """Groups that may be looked at by themselves: (kind.key, words), for a list to choose from."""
    names = labels(proposal.groups)
    large = [group for group in proposal.groups if group["total"] >= SMALL]
    kinds = {kind: heading for kind, _caption, heading in _kinds()}
    return [(f"{one['kind']}.{one['key']}", f"{kinds[one['kind']]}: {names[one['kind'], one['key']]}") for one in large]


def came_since(proposal: QueueProposal, waiting: Any) -> int:
    """How many wait now whom the proposal does not know."""
    lines = QueueLine.objects.filter(proposal=proposal).values("ask")
    return waiting.filter(association=proposal.association_id).exclude(pk__in=lines).count()
