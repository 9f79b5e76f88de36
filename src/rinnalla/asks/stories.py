"""Reading what a person told: a line in the ledger each time (R38)."""

from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.ledger import reading
from rinnalla.people.models import Person


def tell(ask: Ask, *, by: Person | None, purpose: str) -> tuple[Story, Wishes]:
    """The story and the wishes of one ask. Who may read is asked by the page; that it was read is written here.

    Raises   Unreadable when the person has been erased
    """
    opened = reading.opened(ask, "story", "wishes", by=by, purpose=purpose)
    return Story.of(opened.story), Wishes.of(opened.wishes)


def signposted(ask: Ask, *, by: Person | None, purpose: str) -> str:
    """Where the person was shown the way, in the coordinator's words; "" when nowhere."""
    if ask.signpost is None:
        return ""
    return reading.opened(ask, "signpost", by=by, purpose=purpose).signpost or ""
