"""Tables of training."""

from rinnalla.training.models.courses import Course, Qualification

__all__ = ["Course", "Qualification"]
