"""Asking about a line of "who has looked", and answering (R17, R38)."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.ledger.models import Event
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.privacy.looking import policies
from rinnalla.privacy.looking.models import Question
from rinnalla.supporters.models import Supporter


@scope.system("privacy")
def association_of(person: Person, event: Event) -> Association | None:
    """Whose worklist a question about this line belongs on; None is the union.

    Of those this person has to do with, the one that who looked works for; else the newest. One without anyone who
    could answer is passed over.
    """
    mine = _associations(person)
    theirs = set(Role.objects.filter(person__code=event.actor).values_list("association", flat=True))
    mine.sort(key=lambda one: one.pk not in theirs)  # stable: the newest stays first
    return next((one for one in mine if _coordinators(one).exclude(person=person).exists()), None)


def _associations(person: Person) -> list[Association]:
    asked = Ask.objects.filter(person=person, association__isnull=False).order_by("-received_at", "-pk")
    helped = Supporter.objects.filter(person=person)
    works = Role.objects.standing().filter(person=person, association__isnull=False)
    rows: list[Any] = [*asked.select_related("association"), *helped.select_related("association")]
    rows += works.select_related("association")
    return list({row.association_id: row.association for row in rows}.values())


def _coordinators(association: Association):
    return Role.objects.standing().filter(association=association, kind=RoleKind.COORDINATOR)


@scope.system("privacy")
@transaction.atomic
def ask(person: Person, event: Event, words: str, *, to_union: bool, by: Person) -> Question:
    """Put a question about one line. The answer is promised within the association's promise days.

    Raises   RuleBroken when a question about this line waits already, or nobody is there to answer
    """
    where = None if to_union else association_of(person, event)
    days = where.promise_days if where else settings.PROMISE_WORKING_DAYS
    due = clock.working_days_after(clock.today(), days)
    asked = Question(person=person, association=where, line=event.seq, looked_by=event.actor, due=due)
    asked.seal(question=words)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        raise RuleBroken(_("You have asked about this line already. The answer comes to this page.")) from None
    book.write(by, "question.asked", about=asked)
    _tell_those_who_answer(asked)
    return asked


def _tell_those_who_answer(asked: Question) -> None:
    """Whoever answers hears that there is work. When only who looked could answer, the union hears that it waits."""
    able = policies.answerers(asked).exclude(pk=asked.person_id)
    others = list(able.exclude(code=asked.looked_by)) or list(able)
    if asked.association_id and not able.exclude(code=asked.looked_by).exists():
        _tell_union(asked)
    post.later_many([(Kind.WORK, one) for one in others], association=asked.association)


def _tell_union(asked: Question) -> None:
    """That a question waits; what it says, the union does not see."""
    told = administrators().exclude(pk=asked.person_id)
    post.later_many([(Kind.WORK, one) for one in told], association=None)
    Question.objects.filter(pk=asked.pk).update(union_told_at=clock.now())


def administrators():
    roles = Role.objects.standing().filter(kind=RoleKind.ADMINISTRATOR)
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True)


@scope.system("privacy")
@transaction.atomic
def answer(question: Question, words: str, *, by: Person) -> None:
    """The answer stands beside the line; a letter says only that there is a message.

    Raises   Overtaken when another has answered already
    """
    question.seal(reply=words)
    facts = {"answered_at": clock.now(), "answered_by": by, "reply": question.reply}
    if not Question.objects.waiting().filter(pk=question.pk).update(**facts):
        raise Overtaken(_("Someone has answered this already."))
    book.write(by, "question.answered", about=question)
    post.later(Kind.QUESTION, to=question.person, association=question.association)


@scope.system("privacy")
def tell_of_late() -> int:
    """The union hears, once, of each question that has passed its promised day; returns how many."""
    late = Question.objects.waiting().filter(due__lt=clock.today(), union_told_at=None, association__isnull=False)
    found = list(late.select_related("person", "association"))
    for one in found:
        _tell_late(one)
    return len(found)


@transaction.atomic
def _tell_late(one: Question) -> None:
    if Question.objects.waiting().filter(pk=one.pk, union_told_at=None).update(union_told_at=clock.now()):
        _tell_union(one)
