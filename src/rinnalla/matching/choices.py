from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CardStage(TextChoices):
    OFFERED = "offered", _("can be chosen")
    CHOSEN = "chosen", _("has been chosen")
    NOT_ON = "not-on", _("did not go on")
    GONE = "gone", _("no longer free")


class ProposalStage(TextChoices):
    ASKED = "asked", _("has been asked")
    ACCEPTED = "accepted", _("said yes")
    DECLINED = "declined", _("did not go on")
    EXPIRED = "expired", _("no answer in time")
    TAKEN_BACK = "taken-back", _("was taken back")


class LineStage(TextChoices):
    """One line of a proposal for the whole queue."""

    OPEN = "open", _("waits for a decision")
    TAKEN = "taken", _("was taken")
    LEFT = "left", _("was left")
    GONE = "gone", _("no longer holds")
    WITHOUT = "without", _("nobody for them today")


class Answered(TextChoices):
    """What another region says to a need that it was told without a name (R18)."""

    SOMEONE = "someone", _("has someone")
    NOT_NOW = "not-now", _("not now")
