"""Verbs of training."""

from rinnalla.training.moves.answering import answer
from rinnalla.training.moves.feeding import make_feed, stop_feed
from rinnalla.training.moves.kinds import FACTS, add_course, change_course
from rinnalla.training.moves.qualifying import LONGEST_GROUND, meets_needs, qualify, remind_of_lapse, take_back
from rinnalla.training.moves.seats import (
    attend,
    forget_access_needs,
    give_up,
    has_done,
    miss,
    move,
    open_free_seats,
    register,
)
from rinnalla.training.moves.sittings import call_off, change, close, confirm, plan

__all__ = [
    "FACTS",
    "LONGEST_GROUND",
    "add_course",
    "answer",
    "attend",
    "call_off",
    "change",
    "change_course",
    "close",
    "confirm",
    "forget_access_needs",
    "give_up",
    "has_done",
    "make_feed",
    "meets_needs",
    "miss",
    "move",
    "open_free_seats",
    "plan",
    "qualify",
    "register",
    "remind_of_lapse",
    "stop_feed",
    "take_back",
]
