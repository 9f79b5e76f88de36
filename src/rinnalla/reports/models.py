"""How long people waited, counted by quarter and one group at a time; no row is anyone's (R38)."""

from django.db import models
from django.db.models import Q

from rinnalla.base.fate import P1
from rinnalla.reports.choices import KEPT, Kind


class Quarter(models.Model):
    """A quarter of a year in which people asked. Closed when all its waits are known; after that it never changes."""

    begins = models.DateField(unique=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    fates = {name: P1.keep("count") for name in ["id", "begins", "closed_at"]}

    class Meta:
        ordering = ["begins"]

    @classmethod
    def hold(cls, begins) -> "Quarter | None":
        """The quarter's row, nobody else's until the transaction ends; None when it is closed.

        An erasure and the closing would otherwise both count one request, or neither.
        """
        Quarter.objects.bulk_create([Quarter(begins=begins)], ignore_conflicts=True)
        is_open = cls.objects.filter(begins=begins, closed_at=None).update(begins=begins)
        return cls.objects.get(begins=begins) if is_open else None


class Wait(models.Model):
    """How many of one group, who asked in this quarter, waited so long.

    key          code of the association ("" the union's own queue), language, age band or channel
    offer, pair  days to the first offer and to a peer, as one of BOUNDS, NOT or STILL

    Only one fact of a person stands in a row beside how long they waited: no row joins region and age. In an
    open quarter the rows are of those who have been erased; the others are counted when it is closed.
    """

    quarter = models.ForeignKey(Quarter, on_delete=models.PROTECT, related_name="waits")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=16, blank=True, default="")
    offer = models.PositiveSmallIntegerField()
    pair = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField(default=0)

    fates = {name: P1.keep("count") for name in ["id", "quarter", "kind", "key", "offer", "pair", "amount"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="wait_once", fields=["quarter", "kind", "key", "offer", "pair"]),
            models.CheckConstraint(name="wait_of_a_kept_kind", condition=Q(kind__in=[kind.value for kind in KEPT])),
            models.CheckConstraint(name="wait_offer_before_pair", condition=Q(offer__lte=models.F("pair"))),
        ]
