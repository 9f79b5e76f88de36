"""Lines from requests: promises, new ones, finding a peer. Reads what stands in the clear only."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import roles_of
from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day
from rinnalla.desk.worklist.known import once_a_day
from rinnalla.desk.worklist.lines import Line
from rinnalla.matching.models import Card, NamelessAnswer, Proposal, Shortlist
from rinnalla.people.choices import AgeBand, Language
from rinnalla.people.models import Person

MOST = 400  # open requests looked at; an association has a few dozen
QUIET = timedelta(days=7)
COLUMNS = (
    "code", "stage", "stage_at", "channel", "language", "age_band", "received_at", "claimed_by", "claimed_at",
    "left_to_us", "wants_others_at", "person__code", "person__identity",
)  # fmt: skip


def lines(person: Person) -> list[Line]:
    rows = _open(person).visible_to(person).exclude(person=person)[:MOST]
    found = [_line(ask, person) for ask in rows]
    return [line for line in found if line]


@once_a_day()
def _open(_person: Person) -> QuerySet[Ask]:
    promise = Promise.objects.filter(ask=OuterRef("pk"), kept_at=None)
    standing = Shortlist.objects.open().filter(ask=OuterRef("pk"))
    asked = Proposal.objects.open().filter(ask=OuterRef("pk"))
    named = NamelessAnswer.objects.of_someone().filter(need__ask=OuterRef("pk")).order_by("at")
    return (
        Ask.objects.open()
        .select_related("person")
        .only(*COLUMNS)
        .annotate(
            due=Subquery(promise.values("due")[:1]),
            cards_made_at=Subquery(standing.values("made_at")[:1]),
            cards_shown_at=Subquery(standing.values("shown_at")[:1]),
            has_cards=Exists(Card.objects.open().filter(shortlist__ask=OuterRef("pk"))),
            named_at=Subquery(named.values("at")[:1]),
            asked_at=Subquery(asked.values("asked_at")[:1]),
            asked_from=Subquery(asked.values("supporter__association")[:1]),
        )
        .order_by("received_at", "pk")
    )


def _line(ask: Ask, person: Person) -> Line | None:
    """The one most urgent act of this request for this coordinator, or None."""
    is_mine = ask.claimed_by_id == person.pk
    return _promised(ask, is_mine=is_mine) or (
        _new(ask) if ask.claimed_by_id is None else _choosing(ask, person) if is_mine else None
    )


def in_the_clear(ask: Ask) -> str:
    """Language, age and channel: what may show before anyone has taken the request into care."""
    known = [dict(Language.choices).get(ask.language, ""), dict(AgeBand.choices)[ask.age_band] if ask.age_band else ""]
    return " · ".join(str(one) for one in [*known, ask.get_channel_display()] if one)


def _make(ask: Ask, kind: str, words: Any, since, *, is_mine: bool, page: str = "desk-ask", **more) -> Line:
    return Line(
        kind=kind, key=ask.code, words=words, since=since, about=more.pop("about", partial(in_the_clear, ask)),
        to=(page, ask.code), who=ask.person if is_mine else None, **more,
    )  # fmt: skip


def _with_promise(ask: Ask) -> str:
    promised = gettext("Promised by: %(day)s") % {"day": day(ask.due)} if ask.due else ""
    return " · ".join(one for one in (promised, in_the_clear(ask)) if one)


def _promised(ask: Ask, *, is_mine: bool) -> Line | None:
    """Today's and broken promises (R17); a colleague's only when it is broken, so that nobody is forgotten."""
    today = clock.today()
    if ask.due is None or ask.due > today:
        return None
    is_late, is_free = ask.due < today, ask.claimed_by_id is None
    if not (is_mine or is_free or is_late):
        return None
    words = _word_now(is_late=is_late) if is_mine else _word_by_someone(is_late=is_late, is_free=is_free)
    return _make(ask, "promised", words, ask.due, is_mine=is_mine, about=partial(_with_promise, ask), is_late=is_late)


def _word_now(*, is_late: bool) -> Any:
    return _("The promised day has passed. Give word now.") if is_late else _("A word is promised for today.")


def _word_by_someone(*, is_late: bool, is_free: bool) -> Any:
    if not is_free:
        return _("A colleague's promise is past its day. Ask the colleague, or take over.")
    if is_late:
        return _("A new request is past its promised day. Take it into care.")
    return _("A new request has its word promised for today. Take it into care.")


def _new(ask: Ask) -> Line:
    words = _("Someone hopes for a peer. Nobody has taken the request into care yet.")
    return _make(ask, "new", words, ask.received_at, is_mine=False, about=partial(_with_promise, ask))


def _choosing(ask: Ask, person: Person) -> Line | None:
    """What the seeker in one's care waits for on the way to a peer."""
    if ask.stage == Stage.CHOSEN:
        return _no_answer(ask, person)
    if ask.stage == Stage.INTRODUCED:
        return None
    if ask.named_at and not ask.has_cards:
        return _make(ask, "choosing", _("Another region has someone for them."), ask.named_at, is_mine=True)
    if ask.cards_made_at is None:
        since = ask.wants_others_at or ask.claimed_at or ask.received_at
        return _make(ask, "choosing", _("Look for a peer."), since, is_mine=True)
    return _with_cards(ask)


def _with_cards(ask: Ask) -> Line | None:
    if ask.wants_others_at:
        return _make(ask, "choosing", _("Hopes to see other cards."), ask.wants_others_at, is_mine=True)
    cards, made_at = "desk-ask-cards", ask.cards_made_at
    if not ask.has_cards:
        words = _("Nobody fits yet. See what would help.")
        return _make(ask, "nobody", words, made_at, is_mine=True, page=cards)
    if ask.left_to_us:
        return _make(ask, "choosing", _("Leaves the choice to you."), made_at, is_mine=True, page=cards)
    if ask.cards_shown_at is None:
        return _make(ask, "choosing", _("The cards wait for you to look at them."), made_at, is_mine=True, page=cards)
    if ask.cards_shown_at <= clock.now() - QUIET:
        words = _("Has had the cards for a week or more. A call may help.")
        return _make(ask, "choosing", words, ask.cards_shown_at, is_mine=True)
    return None


def _no_answer(ask: Ask, person: Person) -> Line | None:
    """One's own supporters stand on the list by themselves; this is for a supporter of another association."""
    if ask.asked_at is None or ask.asked_at > clock.now() - QUIET:
        return None
    own = [role.association_id for role in roles_of(person) if role.kind == RoleKind.COORDINATOR]
    if ask.asked_from in own:
        return None
    words = _("A supporter of another association has not answered yet.")
    return _make(ask, "answer", words, ask.asked_at, is_mine=True)
