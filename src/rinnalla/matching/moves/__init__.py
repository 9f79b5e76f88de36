"""The verbs of matching, by idea: rounds of cards, one question at a time, the whole queue, and taking it away."""

from rinnalla.matching.moves.nameless import has_someone, not_now, take_need_away, tidy_nameless
from rinnalla.matching.moves.proposing import accept, choose, decline, remind_and_expire, take_back
from rinnalla.matching.moves.queue import (
    change_line,
    forget_queue_proposals,
    leave_line,
    propose_queue,
    propose_whole,
    take_line,
)
from rinnalla.matching.moves.rounds import (
    NoLongerFits,
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
    "NoLongerFits",
    "accept",
    "ask_for_others",
    "begin",
    "block",
    "change_line",
    "choose",
    "decline",
    "forget_queue_proposals",
    "goes_out_by_itself",
    "hand_over",
    "has_someone",
    "leave_line",
    "leave_to_us",
    "nobody_fits",
    "not_now",
    "propose_queue",
    "propose_whole",
    "put_aside",
    "remind_and_expire",
    "shortlist",
    "show",
    "signpost",
    "take_away",
    "take_back",
    "take_cards",
    "take_line",
    "take_need_away",
    "tidy_nameless",
    "unblock",
    "weigh",
    "withdraw",
]
