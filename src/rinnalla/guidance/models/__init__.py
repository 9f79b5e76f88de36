"""The tables of guidance, one idea a file."""

from rinnalla.guidance.models.guides import Guide
from rinnalla.guidance.models.meetings import Meeting, Place, Spot
from rinnalla.guidance.models.own import Milestone, OwnWay, Reflection, Thanks

__all__ = ["Guide", "Meeting", "Milestone", "OwnWay", "Place", "Reflection", "Spot", "Thanks"]
