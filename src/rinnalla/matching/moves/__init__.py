"""The verbs of matching, by idea: rounds of cards, the question to one supporter, and taking it all away."""

from rinnalla.matching.moves.proposing import accept, choose, decline, remind_and_expire, take_back
from rinnalla.matching.moves.rounds import (
    ask_for_others,
    begin,
    goes_out_by_itself,
    leave_to_us,
    nobody_fits,
    shortlist,
    show,
)
from rinnalla.matching.moves.taking_away import block, hand_over, put_aside, signpost, take_cards, unblock, withdraw
from rinnalla.matching.moves.weighing import take_away, weigh

__all__ = [
    "accept",
    "ask_for_others",
    "begin",
    "block",
    "choose",
    "decline",
    "goes_out_by_itself",
    "hand_over",
    "leave_to_us",
    "nobody_fits",
    "put_aside",
    "remind_and_expire",
    "shortlist",
    "show",
    "signpost",
    "take_away",
    "take_back",
    "take_cards",
    "unblock",
    "weigh",
    "withdraw",
]
