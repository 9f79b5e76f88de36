"""One person's place at a course day; counts of what people thought of it; the secret of a person's calendar feed."""

from django.db import models
from django.db.models import Q

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, coordinated_by, roles_of
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P2, P3
from rinnalla.base.steps import Stepping
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.training.choices import STANDING, TAKEN, Question, Reply, SeatStage, Why
from rinnalla.training.models.sittings import Sitting
from rinnalla.vault.fields import Owner, Sealed, SealedModel


class Seats(models.QuerySet["Seat"]):
    def visible_to(self, person: Person):
        """Their own; those of the association they coordinate; those of the course day they train at."""
        trains = any(role.kind == RoleKind.TRAINER for role in roles_of(person))
        own = Q(person=person) | coordinated_by(person, of="person")
        if not trains:
            return self.filter(own)
        led = Q(sitting__in=Sitting.objects.led_by(person).values("pk"), person__restricted_at=None)
        return self.filter(own | led)

    def waiting(self):
        """In the order in which they came."""
        return self.filter(stage=SeatStage.WAITING).order_by("pk")

    def taken(self):
        """Those that fill a place."""
        return self.filter(stage__in=TAKEN)

    def standing(self):
        """Not given up and not called off."""
        return self.exclude(stage=SeatStage.CANCELLED)


class Seat(SealedModel, Stepping):
    """One person's place at one course day (R7).

    association   whose quota it counts in; None for someone of the union itself
    ticket        which of the association's own places it fills, 1 to the quota; None once all may have any place
    access        what the person needs to take part, in own words; erased once the day is over
    """

    STEPS = {
        SeatStage.WAITING: {SeatStage.REGISTERED, SeatStage.CANCELLED},
        SeatStage.REGISTERED: {SeatStage.ATTENDED, SeatStage.MISSED, SeatStage.CANCELLED},
        SeatStage.ATTENDED: {SeatStage.MISSED, SeatStage.QUALIFIED},
        SeatStage.MISSED: {SeatStage.ATTENDED},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    stage = models.CharField(max_length=10, choices=SeatStage, default=SeatStage.WAITING)
    ticket = models.PositiveSmallIntegerField(null=True, blank=True)
    registered_at = models.DateTimeField(default=clock.now)
    registered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True, default="")
    has_answered = models.BooleanField(default=False)  # the feedback form; the answers stand elsewhere, as counts
    access = Sealed(grade="P3")

    fates = {
        name: P1.erase("training")
        for name in [
            "id",
            "code",
            "sitting",
            "person",
            "association",
            "stage",
            "ticket",
            "registered_at",
            "registered_by",
            "seen_at",
            "seen_by",
            "cancelled_at",
            "why",
            "has_answered",
        ]
    } | {"access": P3.erase("training")}

    objects = Seats.as_manager()

    class Meta:
        indexes = [models.Index(name="seat_waiting", fields=["sitting", "id"], condition=Q(stage="waiting"))]
        constraints = [
            models.UniqueConstraint(
                name="seat_once_per_person", fields=["sitting", "person"], condition=~Q(stage="cancelled")
            ),
            models.UniqueConstraint(
                name="seat_quota_ticket_is_held_once",
                fields=["sitting", "association", "ticket"],
                condition=Q(ticket__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_seen_says_when",
                condition=Q(stage__in=["attended", "missed", "qualified"], seen_at__isnull=False)
                | Q(stage__in=["waiting", "registered", "cancelled"], seen_at=None),
            ),
            models.CheckConstraint(
                name="seat_cancelled_says_when_and_why",
                condition=(Q(stage="cancelled", cancelled_at__isnull=False, ticket=None) & ~Q(why=""))
                | (~Q(stage="cancelled") & Q(cancelled_at=None, why="")),
            ),
            models.CheckConstraint(name="seat_waiting_has_no_ticket", condition=~Q(stage="waiting") | Q(ticket=None)),
        ]

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def may_be_given_up(self) -> bool:
        return self.stage in STANDING and self.sitting.is_coming

    @property
    def was_called_off(self) -> bool:
        return self.stage == SeatStage.CANCELLED and self.why == Why.CALLED_OFF

    def _step(self, to, **facts) -> None:
        """As `Stepping._step`, keeping at hand what was known of the day, the person and the association."""
        known = dict(self._state.fields_cache)
        super()._step(to, **facts)
        self._state.fields_cache.update(known)

    def take_place(self, ticket: int | None) -> None:
        """From the waiting list to a place; the caller holds the course day's turn."""
        self.sitting.fill_one()
        self._step(SeatStage.REGISTERED, ticket=ticket)

    def cancel(self, why: Why) -> None:
        """Given up, moved or called off; the caller holds the course day's turn. Its words are gone at once."""
        had_place = self.stage == SeatStage.REGISTERED
        kept = {} if why == Why.CALLED_OFF else {"access": None}
        self._step(SeatStage.CANCELLED, cancelled_at=clock.now(), why=why, ticket=None, **kept)
        if had_place:
            self.sitting.free_one()

    def mark(self, stage: SeatStage, *, by: Person) -> None:
        """Was there, or was not; said twice is said once."""
        if self.stage != stage:
            self._step(stage, seen_at=clock.now(), seen_by=by)

    def qualify(self) -> None:
        self._step(SeatStage.QUALIFIED)

    def number_in_line(self) -> int:
        """1 for the first who waits. Those before may be of any association."""
        with scope.system("course"):
            return Seat.objects.waiting().filter(sitting=self.sitting_id, pk__lte=self.pk).count()


class Tally(models.Model):
    """How many gave one reply to one question after a course day. No row of it is anyone's."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="tallies")
    question = models.CharField(max_length=8, choices=Question)
    reply = models.CharField(max_length=6, choices=Reply)
    count = models.PositiveIntegerField(default=0)

    fates = {name: P1.keep("count") for name in ["id", "sitting", "question", "reply", "count"]}

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["sitting", "question", "reply"])]


class Feed(models.Model):
    """The secret address of one person's own calendar; only its blind index is kept, and a new one ends the old."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="feed")
    secret_index = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=clock.now)

    fates = {"id": P1.erase("training"), "person": P1.erase("training"), "secret_index": P2.erase("training")} | {
        "made_at": P1.erase("training")
    }
