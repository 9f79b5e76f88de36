"""The verbs of the two, by idea: agreeing, walking, parting. Each is one transaction and one line in the ledger."""

from rinnalla.companionships.moves.agreeing import first_review, record_paper, say_yes, show_contact, sign, write
from rinnalla.companionships.moves.parting import ask_again, change_person, end, stop_supporting, take_next_step
from rinnalla.companionships.moves.walking import (
    ask_review,
    current_round,
    go_on,
    note,
    pause,
    remind_reviews,
    review,
    unnote,
)

__all__ = [
    "ask_again",
    "ask_review",
    "change_person",
    "current_round",
    "end",
    "first_review",
    "go_on",
    "note",
    "pause",
    "record_paper",
    "remind_reviews",
    "review",
    "say_yes",
    "show_contact",
    "sign",
    "stop_supporting",
    "take_next_step",
    "unnote",
    "write",
]
