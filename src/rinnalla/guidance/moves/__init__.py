"""The verbs of guidance. Each is one transaction with its line in the ledger."""

from rinnalla.guidance.moves.guiding import end_guide, name_guide, thank
from rinnalla.guidance.moves.meetings import call_off, change, join, leave, mark, plan
from rinnalla.guidance.moves.own import for_a_while, hide_wall, put_rest_aside, return_capacities, wish_pace

__all__ = [
    "call_off",
    "change",
    "end_guide",
    "for_a_while",
    "hide_wall",
    "join",
    "leave",
    "mark",
    "name_guide",
    "plan",
    "put_rest_aside",
    "return_capacities",
    "thank",
    "wish_pace",
]
