"""Words for what is kept: every table stands in one heap, and every field of P2 to P4 has words of its own.

`tests/privacy/test_notices.py` fails on a table without a heap and on a field without words.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """In which part someone reads the notice."""

    SEEKER = "seeker", _("I ask for a peer, or walk with one")
    SUPPORTER = "supporter", _("I am a peer supporter, or hope to become one")
    STAFF = "staff", _("I work for the programme")


S, P, W = Role.SEEKER, Role.SUPPORTER, Role.STAFF
CONSENT = _("Your explicit consent, also to handling what you tell of your health (GDPR art. 6(1)(a), 9(2)(a))")
AGREED = _("The agreement that you have signed (GDPR art. 6(1)(b))")
INTEREST = _("The legitimate interest of the programme, to which you may object (GDPR art. 6(1)(f))")
DUTY = _("A duty by law to keep the service safe and to show that your rights are respected (GDPR art. 6(1)(c))")
OWN_ALONE = _("You alone")
CARE = _("You, and the coordinator who takes care of your request; a proposed supporter sees it without your name")
DESK = _("You, and the coordinators of your association; each opening is written down")
BOTH = _("The two of you; coordinators see days and stages, never the words")
NOBODY = _("The service itself")


@dataclass(frozen=True)
class Heap:
    """Tables that are kept for one reason. facts: the columns of P1 (codes, stages, days) in one phrase."""

    title: Any
    tables: tuple[str, ...]
    roles: tuple[Role, ...]
    facts: Any
    why: Any
    ground: Any
    who: Any


HEAPS = (
    Heap(
        _("Who you are"), ("people.Person", "privacy.LastPart"), (S, P, W),
        _("your language, when you joined and whether everything rests"),
        _("To call you by name and to reach you"), CONSENT, DESK,
    ),
    Heap(
        _("What you have agreed to"), ("people.Consent",), (S, P, W),
        _("purpose, version of the words, day, and who recorded it"),
        _("To do only what you have agreed to, and to show it"), DUTY, DESK,
    ),
    Heap(
        _("Answers half given"), ("people.Draft",), (S, P, W), _("kind, language and the last day of keeping"),
        _("So that you can go on later without an account"), CONSENT, OWN_ALONE,
    ),
    Heap(
        _("Signing in"), ("people.SignIn", "people.Recovery", "people.Sending"), (S, P, W),
        _("kind of device, moments, and keys of forms that were sent"),
        _("To keep others out of your details, and to do a double press once"), DUTY, NOBODY,
    ),
    Heap(
        _("Your request"),
        ("asks.Ask", "asks.Promise", "privacy.Reminder", "matching.Shortlist", "matching.Card", "matching.Proposal",
         "matching.Block", "matching.QueueProposal", "matching.QueueLine", "matching.NamelessNeed",
         "matching.NamelessAnswer"),
        (S, P), _("where it stands, language, age band, channel, the promised day and the cards"),
        _("To find a peer who fits"), CONSENT, CARE,
    ),
    Heap(
        _("A wish to be called"), ("asks.CallWish",), (S, P),
        _("language, time of day, the promised day and how it ended"),
        _("To call you back"), CONSENT, _("The coordinator who calls you"),
    ),
    Heap(
        _("Walking alongside"),
        ("companionships.Companionship", "companionships.Agreement", "companionships.Signature",
         "companionships.Review", "companionships.Contact", "privacy.Parting"),
        (S, P), _("stages, signatures, days of review, and that a contact happened"),
        _("So that the two can agree, look back and part well"), CONSENT, BOTH,
    ),
    Heap(
        _("Becoming and being a supporter"),
        ("supporters.Supporter", "supporters.Step", "supporters.Booking", "supporters.Pledge",
         "supporters.VolunteerAgreement", "supporters.BackgroundCheck", "matching.Change"),
        (P,), _("steps of the road, capacity, languages, papers and their days"),
        _("To train, to offer and to look after supporters"), CONSENT, DESK,
    ),
    Heap(
        _("Courses and certificates"), ("training.Qualification", "training.Seat", "training.Feed"), (P, W),
        _("course days, places, attendance and certificates"),
        _("To hold courses, and so that a certificate can be checked"), AGREED,
        _("You, the trainers of your course days and the coordinators of your association"),
    ),
    Heap(
        _("Guidance"),
        ("guidance.Guide", "guidance.Meeting", "guidance.Place", "guidance.OwnWay", "guidance.Thanks",
         "guidance.Milestone"),
        (P,), _("guide, meetings, own rhythm and milestones"),
        _("So that you cope and are thanked"), INTEREST,
        _("You, your guide and the coordinators of your association"),
    ),
    Heap(
        _("Your private reflection"), ("guidance.Reflection",), (P,), _("that it exists"),
        _("For yourself; nobody else opens it, and it is not counted"), CONSENT, OWN_ALONE,
    ),
    Heap(
        _("Your work"), ("associations.Role", "associations.Invitation", "privacy.Week", "privacy.Outlier"), (W,),
        _("your tasks and their days, and how many readings you made in a week"),
        _("To know who may do what, and to notice when someone reads more than the work needs"), INTEREST,
        _("You and the union's administrators"),
    ),
    Heap(
        _("Who has looked"),
        ("ledger.Event", "ledger.Mention", "ledger.DailyHead", "ledger.Head", "privacy.Question", "privacy.Opening"),
        (S, P, W), _("who did or saw what, when and for what purpose, by code"),
        _("So that you can see it, and that nobody can change it afterwards unnoticed"), DUTY,
        _("You; the role of the one who looked shows, never the name"),
    ),
    Heap(
        _("Your wishes about your details"), ("privacy.RightsRequest", "privacy.Erasure"), (S, P, W),
        _("kind, day, and how it was answered"), _("To answer in time, and to show it"), DUTY, DESK,
    ),
    Heap(
        _("Notices to you"), ("letters.Letter",), (S, P, W), _("kind, moment and whether it went out"),
        _("So that you know when there is something to read"), CONSENT, DESK,
    ),
    Heap(
        _("Numbers without names"),
        (
            "privacy.Count", "privacy.Round", "reports.Quarter", "reports.Wait", "training.Tally", "training.Sitting",
            "supporters.Enquiries",
        ), (S, P, W),
        _("how many there were in a year; no row is anyone's"),
        _("To tell how the programme goes"), INTEREST, _("The union and its associations; small numbers are hidden"),
    ),
)  # fmt: skip

FIELDS = {  # every field of P2 to P4
    "people.Person.identity": _("name, phone, e-mail address and municipality"),
    "people.Person.email_index": _("a mark by which your address is found, without the address"),
    "people.Person.phone_index": _("a mark by which your number is found, without the number"),
    "people.Draft.resume_index": _("a mark of the code by which you come back"),
    "people.Draft.answers": _("what you have answered so far"),
    "people.Recovery.link_index": _("a mark of the link for a new key"),
    "asks.Ask.story": _("what you told: needs, topics, own words"),
    "asks.Ask.wishes": _("what kind of peer and contact you hope for"),
    "asks.Ask.signpost": _("where you were shown the way"),
    "asks.CallWish.key": _("the key that opens a wish to be called"),
    "asks.CallWish.caller": _("name, telephone number and municipality"),
    "matching.Card.reasons": _("why a card fits you"),
    "matching.QueueLine.reasons": _("why someone was proposed for you when the whole queue was looked at"),
    "matching.NamelessNeed.told": _("what other regions are told of your request, without your name"),
    "companionships.Companionship.pair_key": _("the key that opens the words of the two of you"),
    "companionships.Agreement.words": _("what the two of you agreed"),
    "companionships.Agreement.parting": _("the parting words you agreed on"),
    "companionships.Review.purpose": _("what you answered when you looked back"),
    "privacy.Parting.words": _("parting words that were said to you"),
    "supporters.Supporter.experience": _("your own experience"),
    "supporters.Supporter.application": _("your application"),
    "supporters.Supporter.interview": _("notes of your interview"),
    "supporters.Supporter.answer": _("the answer to your application"),
    "supporters.Booking.where": _("where your interview is held"),
    "training.Qualification.ground_words": _("on what ground your knowledge was recognised"),
    "training.Seat.access": _("what you need to take part"),
    "training.Feed.secret_index": _("a mark of the secret address of your calendar"),
    "guidance.Meeting.spot": _("where a guidance meeting is held"),
    "guidance.Thanks.words": _("words of thanks to you"),
    "guidance.Reflection.pages": _("what you write for yourself"),
    "associations.Invitation.token_index": _("a mark of your invitation"),
    "privacy.Outlier.note": _("what the union wrote about a number of readings"),
    "ledger.Event.details": _("a detail of what was done"),
    "privacy.Question.question": _("what you asked about a look"),
    "privacy.Question.reply": _("the answer you got"),
    "privacy.Opening.reason": _("the reason of an exceptional opening"),
    "privacy.Opening.remark": _("what the second person said of it"),
    "privacy.RightsRequest.words": _("your wish in your own words"),
    "privacy.RightsRequest.answer": _("the answer to your wish"),
}
