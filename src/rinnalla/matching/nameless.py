"""A need that nobody could meet, told to other regions without a name, and what they answered (R18, docs/adr/0022)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, coordinated_associations, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.matching.choices import Answered
from rinnalla.matching.drawing import drawn_from
from rinnalla.people import consent_texts
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Consent, Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel


def consents_to_it() -> models.QuerySet[Consent]:
    """Standing, and in words that say that coordinators of other regions may hear it (R37)."""
    versions = consent_texts.COORDINATORS_HEAR
    return Consent.objects.filter(purpose=ConsentPurpose.OTHER_REGIONS, version__in=versions, withdrawn_at=None)


class NamelessNeeds(models.QuerySet["NamelessNeed"]):
    def agreed(self):
        """The person's consent to just this stands, and nothing of theirs rests."""
        return self.filter(
            Exists(consents_to_it().filter(person=OuterRef("ask__person"))), ask__person__restricted_at=None
        )

    def standing(self):
        """Still unmet and still agreed to: a consent taken back or a peer found hides a need in the same moment."""
        return self.agreed().filter(ask__stage=Stage.RECEIVED)

    def visible_to(self, person: Person):
        """Coordinators of other associations than the ask's own, until theirs has answered; never one's own need."""
        keys = coordinated_associations(person)
        answered = NamelessAnswer.objects.filter(need=OuterRef("pk"), association__in=keys)
        elsewhere = Q(ask__association=None) | ~Q(ask__association__in=keys)
        heard = self.standing().filter(elsewhere, ~Exists(answered)).exclude(ask__person=person)
        return heard if keys else self.none()


class NamelessNeed(SealedModel):
    """What other regions hear of one ask: topics, language and ways of keeping in touch. No name, no place, no age.

    drawn_from   digest of the ask's sealed bytes: when its answers change, this is no longer said
    told         {"topics": [keys], "modes": [keys]}; the language stands with the ask
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="nameless_need")
    made_at = models.DateTimeField(default=clock.now)
    drawn_from = models.CharField(max_length=64, default="", editable=False)
    told = Sealed(grade="P3")

    fates = {name: P1.erase("ask") for name in ["id", "code", "ask", "made_at", "drawn_from"]} | {
        "told": P3.erase("ask")
    }

    objects = NamelessNeeds.as_manager()

    def sealed_for(self) -> Owner:
        return Owner(self.ask.person.code)

    def concerns(self) -> list[str]:
        return self.ask.concerns()

    @property
    def is_current(self) -> bool:
        """The person has not told anything else since."""
        return self.drawn_from == drawn_from(self.ask, None)


class NamelessAnswers(models.QuerySet["NamelessAnswer"]):
    def of_someone(self):
        return self.filter(kind=Answered.SOMEONE)

    def visible_to(self, person: Person):
        """The coordinators of the ask's own association: whom another region has named."""
        return self.filter(need__ask__in=Ask.objects.filter(coordinated_by(person, of="person")))


class NamelessAnswer(models.Model):
    """One other association's answer: a supporter of theirs who passes every limit, or not now."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    need = models.ForeignKey(NamelessNeed, on_delete=models.CASCADE, related_name="answers")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Answered)
    supporter = models.ForeignKey(Supporter, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {name: P1.erase("ask") for name in ["id", "code", "need", "association", "kind", "supporter", "at", "by"]}

    objects = NamelessAnswers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="nameless_answer_once", fields=["need", "association"]),
            models.CheckConstraint(
                name="nameless_answer_names_someone",
                condition=Q(kind="someone", supporter__isnull=False) | Q(kind="not-now", supporter=None),
            ),
        ]

    def concerns(self) -> list[str]:
        named = [self.supporter.person.code] if self.supporter else []
        return [*self.need.concerns(), *named]
