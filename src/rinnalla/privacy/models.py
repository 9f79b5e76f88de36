"""What stays when rows go: counts without names; and what erasing needs to be done whole, and once."""

from django.db import models
from django.db.models import F, Q

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.people.models import Person
from rinnalla.privacy.choices import Kind
from rinnalla.privacy.looking.models import Opening, Outlier, Question, Week
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.vault.fields import Owner, Sealed, SealedModel

__all__ = ["Opening", "Outlier", "Question", "RightsRequest", "Week"]  # tables of a part of their own


class Count(models.Model):
    """How many there were in one year, in one association; no row of it is anyone's (R38)."""

    year = models.PositiveSmallIntegerField()
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    amount = models.PositiveBigIntegerField(default=0)

    fates = {name: P1.keep("count") for name in ["id", "year", "association", "kind", "amount"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="count_once", fields=["year", "association", "kind"], condition=Q(association__isnull=False)
            ),
            models.UniqueConstraint(
                name="count_of_the_union_once", fields=["year", "kind"], condition=Q(association=None)
            ),
        ]

    @classmethod
    def add(cls, year: int, association: int | None, kind: Kind, amount: int) -> None:
        """`amount` more; the row is made when it is the first of its kind."""
        if amount < 1:
            return
        Count.objects.bulk_create([Count(year=year, association_id=association, kind=kind)], ignore_conflicts=True)
        same = cls.objects.filter(year=year, association=association, kind=kind)
        same.update(amount=F("amount") + amount)


class Erasure(models.Model):
    """A person's wish that everything be erased. No foreign key: it outlives the row, until the key is gone too.

    code     of the person; due_at  when it is done by itself
    done_at  when the rows went; the key is destroyed after that, and then this row goes
    """

    code = models.CharField(max_length=16, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    fates = {name: P1.erase("security") for name in ["id", "code", "asked_at", "due_at", "done_at"]}


class Partings(models.QuerySet["Parting"]):
    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, person: Person):
        """The one to whom it is said."""
        return self.filter(person=person)


class Parting(SealedModel):
    """What a pair had agreed would be said, for the one who stays when the other is erased (R25).

    ask   the reader's own request, from which they may ask again; None for a supporter
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="partings")
    ask = models.ForeignKey(Ask, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    words = Sealed(grade="P3")

    fates = {name: P1.erase("conversation") for name in ["id", "code", "person", "ask", "said_at", "read_at"]} | {
        "words": P3.erase("conversation")
    }

    objects = Partings.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]


class Reminder(models.Model):
    """That a person was told that their waiting request is soon erased."""

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    fates = {name: P1.erase("ask") for name in ["id", "ask", "at"]}


class LastPart(models.Model):
    """When a person last had a part in the programme, once the rows that told it are gone."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    fates = {name: P1.erase("account") for name in ["id", "person", "at"]}

    @classmethod
    def note(cls, person: int, at) -> None:
        """The later of what is known and `at`; `person` is a key."""
        _row, is_new = cls.objects.get_or_create(person_id=person, defaults={"at": at})
        if not is_new:
            cls.objects.filter(person=person, at__lt=at).update(at=at)


class Round(models.Model):
    """A day on which erasing by schedule was gone through."""

    day = models.DateField(unique=True)

    fates = {name: P1.keep("count") for name in ["id", "day"]}
