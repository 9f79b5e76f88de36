"""Verbs of training."""

from rinnalla.training.moves.qualifying import LONGEST_GROUND, qualify, remind_of_lapse, take_back

__all__ = ["LONGEST_GROUND", "qualify", "remind_of_lapse", "take_back"]
