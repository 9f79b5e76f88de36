"""What the two may read of each other, each reading in the ledger: names after both yes, then the channel (R20)."""

from rinnalla.companionships.choices import Side
from rinnalla.companionships.models import Agreement, Companionship, Review, Words
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person


def words(agreement: Agreement, *, by: Person) -> Words:
    """The agreement's own words, opened with both persons' keys."""
    opened = reading.opened(agreement, "words", "parting", by=by, purpose=Purpose.PAIR)
    return Words.of((opened.words or {}) | {"parting": opened.parting or ""})


def other(companionship: Companionship, *, by: Person) -> Identity:
    """The other one's first name, and the phone number and e-mail they chose to show; nothing else (R20).

    After the end the first name only.
    """
    them = companionship.other(by)
    opened = Identity.of(reading.opened(them, "identity", by=by, purpose=Purpose.PAIR).identity)
    shows = companionship.is_standing and not them.is_restricted
    side = companionship.side_of(them) if shows else None
    return Identity(
        called=opened.called,
        phone=opened.phone if side in companionship.shows_phone.split() else "",
        email=opened.email if side in companionship.shows_email.split() else "",
    )


def names(companionships: list[Companionship], *, by: Person) -> list[str]:
    """The other one's first name in each of several companionships, opened as one event."""
    others = [each.other(by) for each in companionships]
    if not others:
        return []
    rows = reading.opened_many(others, "identity", by=by, purpose=Purpose.PAIR)
    return [Identity.of(row.identity).called for row in rows]


def parting_words(companionship: Companionship, *, by: Person) -> str:
    """What the pair agreed would be said if one of them stops (R23, R25); "" when they had agreed nothing yet.

    Nothing else of the agreement is opened: to someone who does not sign in, the coordinator in care tells this.
    """
    agreement = companionship.agreement
    if agreement is None:
        return ""
    purpose = Purpose.PAIR if by in companionship.pair else Purpose.CLAIMED
    return reading.opened(agreement, "parting", by=by, purpose=purpose).parting or ""


def purposes(reviews: list[Review], *, by: Person) -> list[dict | None]:
    """As `shared_purpose`, for several reviews in order, opened as one event."""
    readable = [review for review in reviews if review.writer == by or review.shares]
    rows = reading.opened_many(readable, "purpose", by=by, purpose=Purpose.PAIR)
    found = {review.pk: row.purpose for review, row in zip(readable, rows, strict=True)}
    return [found.get(review.pk) for review in reviews]


def shared_purpose(review: Review, *, by: Person) -> dict | None:
    """What one side said of its purpose, if they chose to share it or it is their own (R29)."""
    if review.writer != by and not review.shares:
        return None
    return reading.opened(review, "purpose", by=by, purpose=Purpose.PAIR).purpose


def own_side(companionship: Companionship, person: Person) -> Side:
    """The side on which a person of the pair stands."""
    side = companionship.side_of(person)
    if side is None:
        raise ValueError("not one of the two")
    return side
