"""`rinnalla match`: who waits, what stands in the way, a fair proposal for all of them, why one supporter fits or not,
what other weights would do.

Nobody's name is shown; asks are told apart by their reference. What is opened is opened by the system and written down.
"""

import argparse
import sys

from django.db.models import Q, QuerySet
from django.utils import translation
from tqdm import tqdm

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, Topic
from rinnalla.base.errors import RuleBroken
from rinnalla.base.templatetags.parts import days_since
from rinnalla.matching import comparing, fit, sentences, weights
from rinnalla.matching.pool import Pool, gather
from rinnalla.matching.queued import in_queue
from rinnalla.matching.rows import Seeker
from rinnalla.supporters.models import Supporter


def run(chosen: argparse.Namespace) -> int:
    """0 when it went well, 1 when something was not found; the sentence says what."""
    with translation.override(chosen.language):
        try:
            if chosen.explain:
                return explain(*chosen.explain)
            if chosen.compare:
                return compare(chosen.compare)
            if chosen.propose is not None:
                return propose(chosen.propose)
            return queue(chosen.queue or "")
        except RuleBroken as fault:
            print(fault.sentence)
            return 1


def _bar(total: int) -> tqdm:
    return tqdm(total=total, unit=" asks", disable=not sys.stderr.isatty())


# --- the queue --------------------------------------------------------------------------------------------
def queue(association: str) -> int:
    """Everyone who waits, of one association or of all: how many fit, the first limit, and the smallest change."""
    found = _of(association, comparing.waiting().select_related("person").order_by("received_at", "pk"))
    if not found:
        print("Nobody waits.")
        return 0
    pool = gather(found, by=None)
    print(f"{'ask':<10} {'days':>4} {'fit':>5}  first limit · smallest change")
    with _bar(len(found)) as bar:
        for ask, seeker in zip(found, pool.seekers, strict=True):
            bar.write(_line(ask, seeker, pool), file=sys.stdout)
            bar.update(1)
    return 0


def _of(association: str, asks: QuerySet[Ask]) -> list[Ask]:
    """Those of the association with this name or code, or all when none is named."""
    if not association:
        return list(asks)
    named = Association.objects.filter(Q(fi=association) | Q(code=association)).first()
    if named is None:
        raise RuleBroken(f"There is no association called {association}.")
    return list(asks.filter(association=named))


def _line(ask: Ask, seeker: Seeker, pool: Pool) -> str:
    held = fit.held_back(seeker, pool)
    fitting = len(pool.rows) - sum(count for _name, count in held)
    first = str(sentences.WHY_NOT[held[0][0]]) if held else "–"
    changes = fit.changes(seeker, pool.rows, pool.tree, pool.places)
    change = f"{changes[0].sentence} (+{changes[0].opens})" if changes else "–"
    return f"{ask.reference:<10} {days_since(ask.received_at):>4} {fitting:>5}  {first} · {change}"


# --- a proposal for the queue -----------------------------------------------------------------------------
def propose(association: str) -> int:
    """The fair proposal for one queue or the whole, as the desk makes it; nothing is kept and nobody is asked.

    0 when the certificate holds, 1 when it does not.
    """
    from rinnalla.matching.batch import proposing  # with numpy, which the other acts do without

    asks = _of(association, in_queue().select_related("person"))
    if not asks:
        print("Nobody waits.")
        return 0
    made = proposing.propose(asks, by=None)
    print(f"{'ask':<10} {'days':>4} {'fit':>6}  supporter")
    for pair in made.pairs:
        days = days_since(pair.ask.received_at)
        print(f"{pair.ask.reference:<10} {days:>4} {pair.found.score:>6}  {pair.found.row.code}")
    for one in made.unserved:
        change = f"{one.change.sentence} (+{one.change.opens})" if one.change else "–"
        print(f"{one.ask.reference:<10} {days_since(one.ask.received_at):>4} {'–':>6}  {_left(one.why)} · {change}")
    _fairness(made.groups)
    seen = made.certificate
    print(f"served {seen.served} of {len(asks)}, by the plain rule {seen.by_priority}; weights {made.weights_version}")
    print(f"cost {seen.cost}, bound {seen.bound}, waits {'agree' if seen.waits_agree else 'differ'}")
    print("Nobody more could be served today; checked two ways." if seen.holds else "The proposal could not be proved.")
    return 0 if seen.holds else 1


def _left(why: str) -> str:
    return str(sentences.WHY_LEFT.get(why, "–"))


def _fairness(groups: list) -> None:
    """Served of all who wait, and the mean fit; – where so few are served or left that one might recognise them."""
    homes = {str(one.pk): one.name for one in Association.objects.all()}
    print(f"\n{'group':<44} {'served':>9} {'fit':>6}")
    for group in groups:
        key = homes.get(group.key, group.key) if group.kind == "region" else group.key
        served = "–" if group.served is None else group.served
        fit_told = "–" if group.fit is None else group.fit
        print(f"{group.kind + ' ' + (key or '–'):<44} {f'{served} of {group.total}':>9} {fit_told:>6}")
    print()


# --- one ask ----------------------------------------------------------------------------------------------
def explain(code: str, supporter: str = "", *rest: str) -> int:
    """With a supporter: the first limit, or all nine terms. Without: the best ten by their codes and scores."""
    ask = _ask(code)
    if not supporter:
        for one in fit.best(ask):
            print(f"{one.row.code:<17} {one.score:>6}")
        for sentence, count in fit.blocking(ask, by=None):
            print(f"{count:>6}  {sentence}")
        return 0
    who = Supporter.objects.select_related("person").filter(code=supporter).first()
    if who is None:
        raise RuleBroken(f"There is no supporter with the code {supporter}.")
    print(fit.why_not(ask, who) or "No limit stands between these two.")
    pool, weighed = gather([ask], by=None, supporters=[who]), weights.in_force()
    found = fit.fit_of(pool.seekers[0], pool.rows[0], pool, weighed=weighed)
    topics = {topic.key: topic.name for topic in Topic.objects.all()}
    print(f"{found.score:>6}  weights {weighed.version}")
    for name, (points, bits) in found.terms.items():
        words = sentences.sentence(name, bits, topics) or "–"
        print(f"{points:>6} × {weighed.of(name):>2}  {sentences.NAMES[name]}: {words}")
    return 0


def _ask(code: str) -> Ask:
    """By its whole code, or by the reference that is said on the phone."""
    plain = code.replace("-", "").upper()
    found = list(Ask.objects.select_related("person").filter(code__startswith=plain)[:2]) if len(plain) >= 8 else []
    if len(found) != 1:
        raise RuleBroken(f"There is no single ask with the code {code}.")
    return found[0]


# --- two sets of weights ----------------------------------------------------------------------------------
def compare(version: str) -> int:
    """The weights in force beside another version."""
    known = weights.known()
    if version not in known:
        raise RuleBroken(f"There is no version {version} of the weights. Known: {', '.join(sorted(known))}.")
    with _bar(0) as bar:
        found = comparing.compare(weights.in_force(), known[version], by=None, progress=bar.update)
    print(f"waiting {found.waiting}, looked at {found.looked_at}")
    print(f"first five differ: {found.differ} of {found.looked_at}")
    print(f"another first: {found.new_first} of {found.looked_at}")
    return 0
