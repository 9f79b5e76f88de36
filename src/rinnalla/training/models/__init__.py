"""Tables of training."""

from rinnalla.training.models.courses import Course, Qualification
from rinnalla.training.models.seats import Feed, Seat, Tally
from rinnalla.training.models.sittings import Sitting

__all__ = ["Course", "Feed", "Qualification", "Seat", "Sitting", "Tally"]
