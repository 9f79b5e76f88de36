"""A proposal for a whole queue: made, and each pair of it taken, changed or left (R19, R21, docs/adr/0022).

Taking offers nothing to a supporter by itself: the seeker sees the cards, this one first, and chooses; only where they
left the choice to the coordinator is the supporter asked at once.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.matching import sentences, weights
from rinnalla.matching.cards import fits_now
from rinnalla.matching.choices import LineStage
from rinnalla.matching.fit import SHOWN_AT_MOST, Fit
from rinnalla.matching.models import Proposal, QueueLine, QueueProposal, drawn_from
from rinnalla.matching.moves.nameless import tell_elsewhere
from rinnalla.matching.moves.proposing import choose
from rinnalla.matching.moves.rounds import NoLongerFits, shortlist, show
from rinnalla.matching.moves.telling import first_come
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.queued import in_queue
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import seal_many

LOOKED_AT = 10  # beyond those passed already: each is opened for it, which stands in their record


# --- made ---------------------------------------------------------------------------------------------------------
@scope.system("matching")
@book.together()
def propose_queue(association: Association | None, *, by: Person) -> QueueProposal:
    """A new proposal in place of the one before, for everyone who waits there today. The service opens; `by` asked.

    association   whose queue; None is the union's own
    Raises        RuleBroken when someone else made one at the same moment
    """
    asks = list(in_queue().filter(association=association).select_related("person"))
    found = _propose(asks)
    kept = QueueProposal.objects.filter(association=association, is_whole=False)
    made = _kept(found, kept, asks, association=association, by=by)
    _write_lines(made, found)
    unmet = [one.ask for one in found.unserved if one.why != "taken"]
    if unmet:
        tell_elsewhere(unmet, _pool_of(asks), by=by)
    return made


@scope.system("matching")
@book.together()
def propose_whole(*, by: Person) -> QueueProposal:
    """Every queue at once, for the union: how many could be served and how groups fare. Counts alone are kept."""
    asks = list(in_queue().select_related("person"))
    return _kept(_propose(asks), QueueProposal.objects.whole(), asks, is_whole=True, by=by)


def _propose(asks: list[Ask]):
    from rinnalla.matching.batch.proposing import propose  # with numpy; a page that makes none does not wait for it

    return propose(asks, by=None)


def _pool_of(asks: list[Ask]) -> Pool:
    return gather(asks, by=None)


def _kept(found, before: QuerySet[QueueProposal], asks: list[Ask], *, by: Person, **where) -> QueueProposal:
    with first_come(_("Someone made a proposal for this queue just now. Open the page again to see it.")):
        before.delete()
        made = QueueProposal.objects.create(
            made_by=by,
            weights_version=found.weights_version,
            waiting=len(asks),
            served=len(found.pairs),
            holds=found.certificate.holds,
            groups=[asdict(group) for group in found.groups],
            **where,
        )
    book.write(by, "queue.proposed", concerns=[])
    return made


def _write_lines(made: QueueProposal, found) -> None:
    supporters = Supporter.objects.in_bulk([pair.found.row.id for pair in found.pairs])
    lines = [_line(made, pair.ask, _why(pair.found), supporters[pair.found.row.id]) for pair in found.pairs]
    lines += [_line(made, one.ask, _why_left(one), None) for one in found.unserved]
    seal_many((line, {"reasons": reasons}) for line, reasons in lines)
    QueueLine.objects.bulk_create(line for line, _reasons in lines)


def _line(made: QueueProposal, ask: Ask, reasons: dict, supporter: Supporter | None) -> tuple[QueueLine, dict]:
    stage = LineStage.OPEN if supporter else LineStage.WITHOUT
    line = QueueLine(proposal=made, ask=ask, supporter=supporter, stage=stage, drawn_from=drawn_from(ask, supporter))
    return line, reasons


def _why(found: Fit, passed: tuple[int, ...] = ()) -> dict:
    return {**sentences.kept(found.terms), "passed": list(passed)}


def _why_left(one) -> dict:
    change = one.change
    return {"why": one.why, "change": change.limit if change else "", "opens": change.opens if change else 0}


# --- decided ------------------------------------------------------------------------------------------------------
def take_line(line: QueueLine, *, by: Person) -> Proposal | None:
    """This pair is offered as always: the seeker sees the cards, this one first. Everything is looked at again.

    Gives    the question to the supporter when the seeker left the choice to the coordinator, else None
    Raises   NoLongerFits when a limit says no now, which stays written on the line; Overtaken when someone was faster
    """
    try:
        return _take(line, by=by)
    except NoLongerFits:
        gone = QueueLine.objects.open().filter(pk=line.pk, supporter=line.supporter)
        gone.update(stage=LineStage.GONE, decided_at=clock.now(), decided_by=by)
        raise


@scope.system("matching")
@book.together()
def _take(line: QueueLine, *, by: Person) -> Proposal | None:
    ask = _in_care(line, by)
    line._step(LineStage.TAKEN, decided_at=clock.now(), decided_by=by)
    made = shortlist(ask, by=by, first=line.supporter, most=SHOWN_AT_MOST)
    cards = made.cards.select_related("shortlist__ask__person", "supporter__person", "supporter__association")
    if ask.left_to_us:
        return choose(cards.get(supporter=line.supporter), by=by)
    show(made, cards, by=by)
    return None


@scope.system("matching")
@book.together()
def change_line(line: QueueLine, *, by: Person) -> None:
    """The next best in place of this one: someone whose seat no other pair of the proposal counts on.

    Raises   RuleBroken when nobody else is left; Overtaken when someone decided or changed it meanwhile
    """
    ask = _in_care(line, by)
    before = line.supporter
    same = QueueLine.objects.open().filter(pk=line.pk, supporter=before)
    if not same.update(supporter=before):  # holds the line before the ledger is held, as whoever takes it does
        raise Overtaken(_("Someone changed this just now. Open the page again to see where it stands."))
    told = reading.opened(line, "reasons", by=by, purpose=Purpose.MATCHING).reasons
    passed = (*told["passed"], line.supporter_id)
    fits, pool = fits_now(ask, len(passed) + LOOKED_AT, by=by, weighed=weights.in_force())
    found = next((one for one in fits if one.row.id not in passed and _has_seat(line)(one)), None)
    if found is None:
        raise RuleBroken(_("Nobody else fits just now. Take this one, leave it, or make a new proposal."))
    supporter = pool.supporters[found.row.id]
    line.seal(reasons=_why(found, passed))
    same.update(supporter=supporter, reasons=line.reasons, drawn_from=drawn_from(ask, supporter))
    book.write(by, "queue.changed", about=line)
    line.refresh_from_db()


def _has_seat(line: QueueLine) -> Callable[[Fit], bool]:
    standing = (LineStage.OPEN, LineStage.TAKEN)
    others = QueueLine.objects.filter(proposal=line.proposal, stage__in=standing).exclude(pk=line.pk)
    counted = Counter(others.values_list("supporter_id", flat=True))
    return lambda one: one.row.capacity - one.row.taken > counted[one.row.id]


@scope.system("matching")
@transaction.atomic
def leave_line(line: QueueLine, *, by: Person) -> None:
    """This pair is left as it is; the ask waits on and stands in the next proposal."""
    _in_care(line, by)
    line._step(LineStage.LEFT, decided_at=clock.now(), decided_by=by)
    book.write(by, "queue.left", about=line)


def _in_care(line: QueueLine, by: Person) -> Ask:
    """The ask as it stands now. Another hand may have taken it over, or shown it cards, since the page was read."""
    ask = in_queue().filter(pk=line.ask_id, claimed_by=by).select_related("person", "association").first()
    if ask is None:
        raise Overtaken(_("This request has moved on since the proposal was made. Open it to see where it stands."))
    return ask


# --- forgotten ----------------------------------------------------------------------------------------------------
@scope.system("matching")
def forget_queue_proposals() -> int:
    """Once an hour: those older than their term go with their lines. How many lines and proposals."""
    kept_for = settings.KEPT_FOR["queue"]
    return QueueProposal.objects.filter(made_at__lt=clock.now() - kept_for).delete()[0] if kept_for else 0
