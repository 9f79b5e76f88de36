"""One day on which a course is held: when, where, who trains, how many places and for whom (R7)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import is_staff, roles_of
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.errors import RuleBroken
from rinnalla.base.fate import P1
from rinnalla.base.steps import Stepping
from rinnalla.boundary import scope
from rinnalla.people.choices import Language
from rinnalla.people.models import Person
from rinnalla.training import days
from rinnalla.training.choices import COMING, SeatStage, SittingStage
from rinnalla.training.models.courses import Course

WARN_BEFORE = timedelta(days=14)


class Sittings(models.QuerySet["Sitting"]):
    def coming(self):
        """Those that one can still sign up for."""
        return self.filter(stage__in=COMING, starts_at__gt=clock.now())

    def visible_to(self, person: Person):
        """Staff see every course day's public facts; others those they have, or had, a seat at."""
        if is_staff(person):
            return self
        return self.filter(pk__in=person.seats.values("sitting"))

    def led_by(self, person: Person):
        """Those that this person trains at, while they are a trainer."""
        trains = any(role.kind == RoleKind.TRAINER for role in roles_of(person))
        return self.filter(trainers=person) if trains else self.none()

    def with_free_seats_to_open(self):
        """Course days that have opened to all and have free seats while someone waits."""
        free = self.coming().filter(open_to_all_on__lte=clock.today(), taken__lt=F("size"))
        return free.filter(seats__stage=SeatStage.WAITING).distinct()


class Sitting(Stepping):
    """A course day.

    starts_at, ends_at  moments; planned in Helsinki time
    place, link         where; the link is shown only to those who have a place, and to staff
    size, minimum       how many fit, and from how many the day is held
    quota               how many from one association, in order of registration, until `open_to_all_on`
    taken               places filled now; changed only guarded, and only by who holds the turn
    turn                counts the changes of seats: writing it keeps every other writer of this day waiting
    sequence            counts the changes of the day itself, for calendars (RFC 5545, 3.8.7.4)
    """

    STEPS = {
        SittingStage.PLANNED: {SittingStage.CONFIRMED, SittingStage.HELD, SittingStage.CANCELLED},
        SittingStage.CONFIRMED: {SittingStage.HELD, SittingStage.CANCELLED},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sittings")
    stage = models.CharField(max_length=9, choices=SittingStage, default=SittingStage.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    link = models.URLField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    trainers = models.ManyToManyField(Person, related_name="sittings_led", blank=True)
    size = models.PositiveSmallIntegerField(default=12)
    minimum = models.PositiveSmallIntegerField(default=7)
    quota = models.PositiveSmallIntegerField(default=3)
    open_to_all_on = models.DateField()
    taken = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    fates = {
        name: P1.keep("count")
        for name in [
            "id",
            "code",
            "course",
            "stage",
            "starts_at",
            "ends_at",
            "place",
            "link",
            "language",
            "size",
            "minimum",
            "quota",
            "open_to_all_on",
            "taken",
            "turn",
            "sequence",
            "planned_at",
            "closed_at",
        ]
    } | {"trainers": P1.erase("training")}

    objects = Sittings.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(name="sitting_coming", fields=["starts_at"], condition=Q(stage__in=["planned", "confirmed"]))
        ]
        constraints = [
            models.CheckConstraint(name="sitting_never_overbooked", condition=Q(taken__lte=F("size"))),
            models.CheckConstraint(name="sitting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="sitting_sizes_are_sane",
                condition=Q(size__gte=1, size__lte=200, minimum__lte=F("size"), quota__gte=1),
            ),
            models.CheckConstraint(
                name="sitting_closed_says_when",
                condition=Q(stage__in=["held", "cancelled"], closed_at__isnull=False)
                | Q(stage__in=["planned", "confirmed"], closed_at=None),
            ),
        ]

    def concerns(self) -> list[str]:
        return []

    @property
    def day(self):
        """The day in Helsinki."""
        return clock.local_day(self.starts_at)

    @property
    def when(self) -> str:
        """From when to when, in the reader's language."""
        return days.span(self.starts_at, self.ends_at)

    @property
    def is_coming(self) -> bool:
        return self.stage in COMING and self.starts_at > clock.now()

    @property
    def is_open_to_all(self) -> bool:
        """Free seats no longer ask which association one is from (R7)."""
        return self.open_to_all_on <= clock.today()

    @property
    def free(self) -> int:
        return max(0, self.size - self.taken)

    @scope.system("course")
    def stages(self) -> list[str]:
        """Of every seat of the day, whoever has it: for counting, without names."""
        return list(self.seats.values_list("stage", flat=True))

    @property
    def lacks_people(self) -> bool:
        """Soon, and fewer than the least number have a place."""
        return self.is_coming and self.taken < self.minimum and self.starts_at < clock.now() + WARN_BEFORE

    @property
    def may_begin(self) -> bool:
        """Attendance is marked from an hour before the day begins."""
        return self.stage in COMING and self.starts_at - timedelta(hours=1) <= clock.now()

    def take_turn(self) -> None:
        """Keep every other writer of this course day's seats waiting until the transaction ends.

        The row is written, which locks it in PostgreSQL; in SQLite the transaction is alone already. What is read of
        its seats afterwards is therefore the newest.
        """
        if not type(self).objects.filter(pk=self.pk).update(turn=F("turn") + 1):
            raise RuleBroken(_("This course day is no longer there."))
        known = dict(self._state.fields_cache)
        self.refresh_from_db()
        self._state.fields_cache.update(known)  # the course of a day never changes

    def fill_one(self) -> None:
        """One more place is taken. Raises RuleBroken when there is none."""
        room = type(self).objects.filter(pk=self.pk, taken__lt=F("size"))
        if not room.update(taken=F("taken") + 1):
            raise RuleBroken(_("The last place has just been taken."))
        self.taken += 1

    def free_one(self) -> None:
        """One place is given back."""
        type(self).objects.filter(pk=self.pk, taken__gt=0).update(taken=F("taken") - 1)
        self.taken -= 1
