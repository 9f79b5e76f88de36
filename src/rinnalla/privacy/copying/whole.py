"""Where each field of P2 to P4 stands in a copy, or why it does not: so that a new field cannot be forgotten (R38).

`tests/privacy/test_copying_whole.py` holds this against the fields' declarations, and against what is in a copy.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

COPIED = {  # table.field: key of the chapter
    "people.Person.identity": "person",
    "asks.Ask.story": "requests",
    "asks.Ask.wishes": "requests",
    "asks.Ask.signpost": "requests",
    "matching.Card.reasons": "cards",
    "companionships.Agreement.words": "companionships",
    "companionships.Agreement.parting": "companionships",
    "companionships.Review.purpose": "companionships",
    "privacy.Parting.words": "parting_words",
    "supporters.Supporter.experience": "supporter",
    "supporters.Supporter.application": "supporter",
    "supporters.Supporter.interview": "supporter",
    "supporters.Supporter.answer": "supporter",
    "supporters.Booking.where": "supporter",
    "guidance.Thanks.words": "supporter",
    "training.Qualification.ground_words": "courses",
    "training.Seat.access": "courses",
    "guidance.Reflection.pages": "reflection",
    "guidance.Meeting.spot": "meetings_led",
    "privacy.Outlier.note": "readings",
    "privacy.RightsRequest.words": "wishes",
    "privacy.RightsRequest.answer": "wishes",
    "privacy.Question.question": "questions",
    "privacy.Question.reply": "questions",
    "privacy.Opening.reason": "openings",
    "privacy.Opening.remark": "openings",
    "ledger.Event.details": "who_looked",
}

_MARK = _("Marks by which an address, a number, a link or a code is found again: without the secret they tell nothing.")
_LOCK = _("The key that opens the words of the two of you: the words themselves are in the copy.")
_DRAWN = _("What other regions are told without your name: it is drawn from your request, which is in the copy.")
_QUEUE = _("Proposals for everyone who waits: they are kept for a few days, and tell of people not offered to you.")
_NOBODYS = _("Answers that were not sent: they are kept under their own code, and the service does not know whose.")
_CALLED = _(
    "A wish to be called that waits: it stands apart until the call, and the service does not know whose it is."
)

LEFT_OUT: dict[str, Any] = {  # table.field: the reason, as it stands in the copy
    "people.Person.email_index": _MARK,
    "people.Person.phone_index": _MARK,
    "people.Draft.resume_index": _MARK,
    "people.Recovery.link_index": _MARK,
    "training.Feed.secret_index": _MARK,
    "associations.Invitation.token_index": _MARK,
    "companionships.Companionship.pair_key": _LOCK,
    "people.Draft.answers": _NOBODYS,
    "asks.CallWish.caller": _CALLED,
    "asks.CallWish.key": _CALLED,
    "matching.NamelessNeed.told": _DRAWN,
    "matching.QueueLine.reasons": _QUEUE,
}
MORE = (  # of fields that are in the copy: which values of them are not
    _("What the one you walk with answered, unless they shared it with you: it is theirs."),
    _("Cards that you have not been shown: they tell of people who have not been offered to you."),
    _("The names of those who looked: you see their role, and may ask."),
)


def left_out() -> list[str]:
    """Each reason once, in the language in force."""
    return [*dict.fromkeys(str(reason) for reason in LEFT_OUT.values()), *map(str, MORE)]
