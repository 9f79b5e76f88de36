from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CardStage(TextChoices):
    OFFERED = "offered", _("offered")
    CHOSEN = "chosen", _("chosen")
    NOT_ON = "not-on", _("did not go on")
    GONE = "gone", _("no longer free")


class ProposalStage(TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("no answer")
    TAKEN_BACK = "taken-back", _("taken back")
