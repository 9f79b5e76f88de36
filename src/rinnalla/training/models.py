"""A qualification comes from attendance or from recognition, by whom and when; nothing else gives one (R8, R9)."""

from django.db import models
from django.db.models import Q

from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P2
from rinnalla.people.models import Person
from rinnalla.training.choices import Course, Ground


class Qualification(models.Model):
    """What one person has completed, on which day, on what ground, recorded by whom."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="qualifications")
    course = models.CharField(max_length=10, choices=Course)
    day = models.DateField()
    ground = models.CharField(max_length=10, choices=Ground, default=Ground.ATTENDED)
    ground_words = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    fates = {
        "id": P1.erase("training"),
        "code": P1.erase("training"),
        "person": P1.erase("training"),
        "course": P1.erase("training"),
        "day": P1.erase("training"),
        "ground": P1.erase("training"),
        "ground_words": P2.erase("training"),
        "recorded_by": P1.erase("training"),
        "recorded_at": P1.erase("training"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(name="qualification_once_per_course", fields=["person", "course"]),
            models.CheckConstraint(
                name="qualification_recognised_says_why",
                condition=~Q(ground="recognised") | ~Q(ground_words=""),
            ),
        ]

    def concerns(self) -> list[str]:
        return [self.person.code]
