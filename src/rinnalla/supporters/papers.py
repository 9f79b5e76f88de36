"""Texts that a volunteer signs, the signatures under them, and what was shown: tables of `supporters.models`.

The secrecy pledge (R14) and the volunteer agreement have versions in three languages; a new version asks for a new
signature. Of a background check only the day and the checker are kept, never what the extract said (act 148/2014).
"""

from typing import Self

from django.db import models
from django.db.models import F, Q, Subquery

from rinnalla.base import clock
from rinnalla.base.fate import P0, P1
from rinnalla.people.choices import Given, Language
from rinnalla.people.models import Person

SUPPORTER = "supporters.Supporter"
ASSOCIATION_HERE = "{association}"  # in an agreement's text: where the association's name goes


class VersionedText(models.Model):
    """Abstract. A version of a text in three languages; the newest in force is the one to sign."""

    version = models.CharField(max_length=10, unique=True)
    fi = models.TextField()
    sv = models.TextField()
    en = models.TextField()
    in_force_from = models.DateField(default=clock.today)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)  # that it waits for a signature

    fates = {name: P0.keep("public") for name in ["id", "version", "fi", "sv", "en", "in_force_from", "told_at"]}

    class Meta:
        abstract = True
        ordering = ["-in_force_from", "-pk"]

    @classmethod
    def in_force(cls) -> Self:
        """The text to sign today. Raises DoesNotExist on an installation without `rinnalla init`."""
        text = cls._newest().first()
        if text is None:
            raise cls.DoesNotExist  # type: ignore[attr-defined]
        return text

    @classmethod
    def key_in_force(cls) -> Subquery:
        """The key of that text, for a query; NULL when there is none, so that nobody counts as having signed."""
        return Subquery(cls._newest().values("pk")[:1])

    @classmethod
    def _newest(cls) -> models.QuerySet[Self]:
        return cls._default_manager.filter(in_force_from__lte=clock.today()).order_by("-in_force_from", "-pk")

    def text_in(self, language: str) -> str:
        return getattr(self, language, "") or self.fi


class PledgeText(VersionedText):
    """A version of the secrecy pledge (R14)."""

    class Meta(VersionedText.Meta):
        pass


class AgreementText(VersionedText):
    """A version of the agreement between association and volunteer; `{association}` in it is the association's name."""

    class Meta(VersionedText.Meta):
        pass

    def words_in(self, language: str, association) -> str:
        """The text as this association's volunteers read it."""
        return self.text_in(language).replace(ASSOCIATION_HERE, association.name_in(language))


class Signed(models.Model):
    """Abstract. A supporter's signature under one version of a text, given oneself or on paper."""

    language = models.CharField(max_length=2, choices=Language)
    given = models.CharField(max_length=10, choices=Given, default=Given.SELF)
    signed_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True


class Pledge(Signed):
    """A signature under the secrecy pledge; it does not end when the activity ends (R14)."""

    supporter = models.ForeignKey(SUPPORTER, on_delete=models.CASCADE, related_name="pledges")
    text = models.ForeignKey(PledgeText, on_delete=models.PROTECT, related_name="pledges")

    fates = {
        name: P1.keep("training")
        for name in ["id", "supporter", "text", "language", "given", "signed_at", "recorded_by"]
    }

    class Meta:
        constraints = [models.UniqueConstraint(name="pledge_signed_once_per_text", fields=["supporter", "text"])]


class VolunteerAgreements(models.QuerySet["VolunteerAgreement"]):
    def confirmed(self):
        """Signed by both: the volunteer, and a coordinator for the association."""
        return self.filter(confirmed_at__isnull=False)

    def in_force(self):
        """Of the text in force today, signed by both."""
        return self.confirmed().standing().filter(text=AgreementText.key_in_force())

    def standing(self):
        """Not ended by a stop; who comes back signs anew."""
        return self.filter(ended_at=None)


class VolunteerAgreement(Signed):
    """What an association and its volunteer have agreed: the volunteer signs, a coordinator confirms."""

    supporter = models.ForeignKey(SUPPORTER, on_delete=models.CASCADE, related_name="agreements")
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="agreements")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # the volunteer stopped

    fates = {
        name: P1.erase("training")
        for name in [
            "id",
            "supporter",
            "text",
            "association",
            "language",
            "given",
            "signed_at",
            "recorded_by",
            "confirmed_at",
            "confirmed_by",
            "ended_at",
        ]
    }

    objects = VolunteerAgreements.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="agreement_signed_once_per_text",
                fields=["supporter", "text", "association"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="agreement_confirmed_after_signing",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("signed_at")),
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class BackgroundCheck(models.Model):
    """That an extract of the criminal record was shown, for a task with minors; never what it said (act 148/2014)."""

    supporter = models.ForeignKey(SUPPORTER, on_delete=models.CASCADE, related_name="checks")
    shown_on = models.DateField()
    checked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    fates = {name: P1.erase("training") for name in ["id", "supporter", "shown_on", "checked_by", "recorded_at"]}
