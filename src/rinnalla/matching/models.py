"""A shortlist of experience cards for one ask, and the question put to one supporter at a time (R19, R20)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from rinnalla.asks.models import Ask
from rinnalla.associations.models import coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3
from rinnalla.base.steps import Stepping
from rinnalla.matching.changes import Change
from rinnalla.matching.choices import CardStage, ProposalStage
from rinnalla.matching.drawing import drawn_from
from rinnalla.matching.nameless import NamelessAnswer, NamelessNeed
from rinnalla.matching.queued import QueueLine, QueueProposal
from rinnalla.matching.weights import Weighing
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel

__all__ = [
    "Block",
    "Card",
    "Change",
    "NamelessAnswer",
    "NamelessNeed",
    "Proposal",
    "QueueLine",
    "QueueProposal",
    "Shortlist",
    "Weighing",
    "drawn_from",
]


class Shortlists(models.QuerySet["Shortlist"]):
    def open(self):
        return self.filter(closed_at=None)

    def shown(self):
        return self.filter(shown_at__isnull=False)

    def visible_to(self, person: Person):
        """The seeker, once it has been shown; and the coordinators of the ask's association."""
        own = Q(ask__person=person, shown_at__isnull=False)
        return self.filter(own | Q(ask__in=Ask.objects.filter(coordinated_by(person, of="person"))))


class Shortlist(models.Model):
    """One round of cards for one ask. Shown to the seeker when `shown_at` is set (R22)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="shortlists")
    round = models.PositiveSmallIntegerField(default=1)
    weights_version = models.CharField(max_length=10)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    fates = {
        name: P1.erase("ask")
        for name in [
            "id",
            "code",
            "ask",
            "round",
            "weights_version",
            "made_at",
            "made_by",
            "shown_at",
            "shown_by",
            "closed_at",
        ]
    }

    objects = Shortlists.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="shortlist_one_open_per_ask", fields=["ask"], condition=Q(closed_at=None))
        ]

    def concerns(self) -> list[str]:
        return self.ask.concerns()


class Cards(models.QuerySet["Card"]):
    def visible_to(self, person: Person):
        """The seeker, once the shortlist has been shown to them; and the coordinators of the ask's association."""
        own = Q(shortlist__ask__person=person, shortlist__shown_at__isnull=False)
        return self.filter(own | Q(shortlist__ask__in=Ask.objects.filter(coordinated_by(person, of="person"))))

    def open(self):
        """Of a shortlist that has not been put away."""
        return self.filter(shortlist__closed_at=None)


class Card(SealedModel, Stepping):
    """One supporter on one shortlist: the order, and sealed under the seeker's key the reasons and their terms."""

    STEPS = {
        CardStage.OFFERED: {CardStage.CHOSEN, CardStage.GONE},
        CardStage.CHOSEN: {CardStage.NOT_ON, CardStage.OFFERED, CardStage.GONE},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="cards")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="cards")
    place = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=8, choices=CardStage, default=CardStage.OFFERED)
    drawn_from = models.CharField(max_length=64, default="", editable=False)  # digest of the sealed bytes it is made of
    reasons = Sealed(grade="P3")  # {"score": …, "terms": {name: 0..1000}, "bits": {name: {…}}, "other": …, "face": …}

    fates = {
        name: P1.erase("ask") for name in ["id", "code", "shortlist", "supporter", "place", "stage", "drawn_from"]
    } | {"reasons": P3.erase("ask")}

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="card_once_per_shortlist", fields=["shortlist", "supporter"]),
        ]

    objects = Cards.as_manager()

    @property
    def is_current(self) -> bool:
        """Neither the ask nor the supporter's experience has been rewritten since this card was made."""
        return self.drawn_from == drawn_from(self.shortlist.ask, self.supporter)

    def sealed_for(self) -> Owner:
        return Owner(self.shortlist.ask.person.code)

    def concerns(self) -> list[str]:
        return self.shortlist.ask.concerns()


class Proposals(models.QuerySet["Proposal"]):
    def open(self):
        return self.filter(stage=ProposalStage.ASKED)

    def visible_to(self, person: Person):
        """The supporter who is asked, the seeker who chose, and the coordinators of either association."""
        return self.filter(
            Q(supporter__person=person)
            | Q(ask__person=person)
            | Q(ask__in=Ask.objects.filter(coordinated_by(person, of="person")))
        )


class Proposal(Stepping):
    """The question to one supporter, one at a time, with a seat held meanwhile (R20, lessons.md)."""

    STEPS = {
        ProposalStage.ASKED: {
            ProposalStage.ACCEPTED,
            ProposalStage.DECLINED,
            ProposalStage.EXPIRED,
            ProposalStage.TAKEN_BACK,
        }
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="proposals")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="proposals")
    card = models.ForeignKey(Card, null=True, on_delete=models.SET_NULL, related_name="proposals")
    stage = models.CharField(max_length=10, choices=ProposalStage, default=ProposalStage.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    fates = {
        name: P1.erase("ask")
        for name in [
            "id",
            "code",
            "ask",
            "supporter",
            "card",
            "stage",
            "asked_at",
            "asked_by",
            "reminded_at",
            "answered_at",
            "answered_by",
        ]
    }

    objects = Proposals.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposal_one_open_per_ask", fields=["ask"], condition=Q(stage="asked")),
            models.UniqueConstraint(
                name="proposal_one_open_per_supporter", fields=["supporter"], condition=Q(stage="asked")
            ),
            models.UniqueConstraint(name="proposal_one_yes_per_ask", fields=["ask"], condition=Q(stage="accepted")),
        ]

    def concerns(self) -> list[str]:
        return [self.ask.person.code, self.supporter.person.code]

    @property
    def is_open(self) -> bool:
        """Still waiting for the supporter's answer."""
        return self.stage == ProposalStage.ASKED

    @property
    def answer_by(self) -> date:
        """The day by which an answer comes, or the question lapses by itself."""
        return clock.local_day(self.asked_at + settings.PROPOSAL_EXPIRES)


class Block(models.Model):
    """These two are not brought together again; set by a parting, a change of person, or a request. Nobody is told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="blocks")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {name: P1.erase("ask") for name in ["id", "person", "supporter", "made_at", "made_by"]}

    class Meta:
        constraints = [models.UniqueConstraint(name="block_once", fields=["person", "supporter"])]
