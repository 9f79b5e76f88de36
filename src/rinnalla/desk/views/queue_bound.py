"""What a bound on a group's mean fit would cost; shared by a queue's page and the union's."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.boundary import scope
from rinnalla.desk import queueing
from rinnalla.desk.forms.queue import POINT, BoundForm
from rinnalla.ledger import book
from rinnalla.matching.models import QueueProposal


def answered(request: HttpRequest, proposal: QueueProposal, waiting: QuerySet[Ask]) -> tuple[BoundForm, dict]:
    """The form as it was sent, and what the page shows of the answer: `cost` (rows of a table) or `why_no_cost`."""
    form = BoundForm(request.POST, groups=queueing.large_enough(proposal))
    if not form.is_valid():
        return form, {}
    from rinnalla.matching.batch.proposing import bounded  # with numpy and HiGHS

    kind, key, least = form.bound()
    book.write(request.user, "queue.compared", concerns=[])
    with scope.system("matching"):  # the union counts in every queue and is shown none
        found = bounded(list(waiting), kind, key, least, by=None)
    if found.pairs is None:
        return form, {"why_no_cost": found.sentence}
    headings = [_("Who"), _("Served"), _("Days of waiting that end"), _("Fit in the mean")]
    rows = [_row(_("The group"), found.members), _row(_("Everyone else"), found.others)]
    return form, {"cost": rows, "cost_headings": headings}


def _row(who: str, effect) -> list[str]:
    if effect is None or effect.served is None:
        return [who, *[_("too few people to tell")] * 3]
    fits = (effect.fit[0] // POINT, effect.fit[1] // POINT)
    return [who, *(_from_to(*pair) for pair in (effect.served, effect.days, fits))]


def _from_to(before: int, after: int) -> str:
    if before == after:
        return _("%(before)d, as before") % {"before": before}
    return _("%(before)d without the bound, %(after)d with it") % {"before": before, "after": after}
