"""A need that nobody could meet is told to other regions without a name, with consent; and what they answer (R18)."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, Topic
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.matching import fit
from rinnalla.matching.choices import Answered
from rinnalla.matching.drawing import drawn_from
from rinnalla.matching.models import NamelessAnswer, NamelessNeed
from rinnalla.matching.moves.telling import GOING_ON, first_come, tell_desk
from rinnalla.matching.nameless import consents_to_it
from rinnalla.matching.pool import Pool
from rinnalla.matching.rows import Seeker
from rinnalla.matching.sentences import WHY_NOT
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import seal_many

ENOUGH = 5  # others who share what is told; with fewer, the wider topic is told in its place


@scope.system("matching")
@transaction.atomic
def tell_elsewhere(unmet: Iterable[Ask], pool: Pool, *, by: Person | None) -> list[NamelessNeed]:
    """For those of the pool's asks that nobody fits and whose persons agreed to it.

    The same statements for one ask and for many. What stands already, from the same answers, stays with its answers.
    """
    codes = {ask.code for ask in unmet}
    if not codes:
        return []
    wishing = [one for one in pool.seekers if one.code in codes and one.wishes.other_regions]
    willing = _agreed(one.person for one in wishing)
    wanted = {one.code: one for one in wishing if one.person in willing}
    asks = {ask.code: ask for ask in Ask.objects.filter(code__in=wanted).select_related("person")}
    before = NamelessNeed.objects.filter(ask__code__in=codes)
    kept = {need.ask.code for need in before.select_related("ask") if need.ask.code in asks and need.is_current}
    before.exclude(ask__code__in=kept).delete()
    parents = dict(Topic.objects.filter(is_offered=True).values_list("key", "parent_id"))
    needs = [
        (NamelessNeed(ask=ask, drawn_from=drawn_from(ask, None)), _told(wanted[code], pool, parents))
        for code, ask in sorted(asks.items())
        if code not in kept
    ]
    seal_many((need, {"told": told}) for need, told in needs)
    made = NamelessNeed.objects.bulk_create(need for need, _ in needs)
    for need in made:
        book.write(by, "need.told", about=need)
    return made


def _agreed(persons: Iterable[int]) -> set[int]:
    """The wish in the story is not enough: the consent itself must stand (R37)."""
    return set(consents_to_it().filter(person__in=list(persons)).values_list("person_id", flat=True))


def _told(seeker: Seeker, pool: Pool, parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Topics that enough others share in the same language, most important first; else only the widest above them.

    Together they must be shared too, since several common things may make one rare person (docs/adr/0022).
    """
    others = [frozenset(one.story.topics) for one in pool.seekers if one is not seeker and _speak(one, seeker)]
    others += [row.topics for row in pool.rows if seeker.language in row.languages and row.person != seeker.person]
    told: list[str] = []
    for key in seeker.story.topics:
        if key in parents and sum(set(told) | {key} <= topics for topics in others) >= ENOUGH:
            told.append(key)
    if not told:
        wider = [parents[key] or key for key in seeker.story.topics if key in parents]
        told = [key for key in wider if key in parents][:1]  # one that is offered no more is not told
    return {"topics": told, "modes": list(seeker.wishes.modes)}


def _speak(one: Seeker, other: Seeker) -> bool:
    return one.language == other.language and one.person != other.person


def met(ask: Ask) -> None:
    """There are cards after all: other regions need not look any more."""
    NamelessNeed.objects.filter(ask=ask).delete()


@scope.system("matching")
@transaction.atomic
def has_someone(need: NamelessNeed, supporter: Supporter, *, by: Person) -> NamelessAnswer:
    """Another region names one of its supporters; the service itself looks at the limits again.

    Raises   RuleBroken when the need is met or taken back, or when a limit says no; the sentence says which
    """
    if not NamelessNeed.objects.standing().filter(pk=need.pk).exists():
        raise RuleBroken(_("This is no longer looked for. Thank you for thinking of someone."))
    broken = fit.broken_limit(need.ask, supporter, by=None)
    if broken:
        raise RuleBroken(str(WHY_NOT[broken]))
    answer = _answer(need, supporter.association, Answered.SOMEONE, supporter=supporter, by=by)
    book.write(by, "need.answered", about=answer)
    tell_desk(need.ask, by=by)
    return answer


@scope.system("matching")
@transaction.atomic
def not_now(need: NamelessNeed, association: Association, *, by: Person) -> NamelessAnswer:
    """This association does not see it any more. Nobody is told."""
    return _answer(need, association, Answered.NOT_NOW, supporter=None, by=by)


def _answer(need: NamelessNeed, where: Association, kind: Answered, *, supporter: Supporter | None, by: Person):
    with first_come(_("Someone of your association has answered this already.")):
        return NamelessAnswer.objects.create(need=need, association=where, kind=kind, supporter=supporter, by=by)


@scope.system("matching")
@transaction.atomic
def take_need_away(person: Person, *, by: Person | None) -> None:
    """Nothing of this person is told elsewhere any more: the consent is taken back (R37)."""
    for need in NamelessNeed.objects.filter(ask__person=person).select_related("ask__person"):
        book.write(by, "need.taken_away", about=need)
        need.delete()


@scope.system("matching")
def tidy_nameless() -> int:
    """Once an hour: what is no longer looked for, or says other than the person now does, is erased. How many rows."""
    hoped = NamelessNeed.objects.agreed().filter(ask__stage__in=(*GOING_ON, Stage.CHOSEN)).select_related("ask")
    kept = [need.pk for need in hoped if need.is_current]
    return NamelessNeed.objects.exclude(pk__in=kept).delete()[0]
