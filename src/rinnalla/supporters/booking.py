"""The time agreed for an interview, and the counter of enquiries: tables of `supporters.models`."""

from django.db import models
from django.db.models import Q

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Way
from rinnalla.vault.fields import Owner, Sealed, SealedModel

SUPPORTER = "supporters.Supporter"


class Booking(SealedModel):
    """When and how the coordinator and the applicant talk; gone once the interview is written down.

    where   sealed: place, link or number, and a word to the applicant; {"place": "…", "words": "…"}
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    supporter = models.OneToOneField(SUPPORTER, on_delete=models.CASCADE, related_name="booking")
    at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Way)
    where = Sealed(grade="P3")
    booked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    booked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True, blank=True)  # the day before

    fates = {
        name: P1.erase("training")
        for name in ["id", "code", "supporter", "at", "way", "booked_by", "booked_at", "reminded_at"]
    } | {"where": P3.erase("training")}

    def sealed_for(self) -> Owner:
        return Owner(self.supporter.person.code)

    def concerns(self) -> list[str]:
        return [self.supporter.person.code]


class Enquiries(models.Model):
    """How many began an application on one day, and to which association it would go. It holds no person."""

    day = models.DateField(default=clock.today)
    association = models.ForeignKey(Association, null=True, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)

    fates = {name: P1.keep("count") for name in ["id", "day", "association", "count"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="enquiries_once_a_day",
                fields=["day", "association"],
                condition=Q(association__isnull=False),
            ),
            models.UniqueConstraint(
                name="enquiries_of_the_union_once_a_day", fields=["day"], condition=Q(association=None)
            ),
        ]
