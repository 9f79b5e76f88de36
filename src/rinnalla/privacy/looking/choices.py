from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """Why someone's request is opened by a person who does not have it in care."""

    DANGER = "danger", _("danger to life or health")
    AWAY = "away", _("the colleague who has it in care cannot be reached")
    WISHED = "wished", _("the person has asked for it")
    FAULT = "fault", _("a concern or a fault is being looked into")


class Verdict(TextChoices):
    """What the second person says of an exceptional opening."""

    SEEN = "seen", _("I have looked at this, and it was needed")
    QUESTIONED = "questioned", _("I question this; the union looks into it")


class PutTo(TextChoices):
    """Who answers a question about a line."""

    ASSOCIATION = "association", _("to the association")
    UNION = "union", _("to the union, because my question is about the association itself")
