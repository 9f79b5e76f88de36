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
